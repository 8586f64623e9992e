//! The tables that advisers have, as found and as a spreadsheet leaves them, against the real
//! communes.

#[path = "../../tables/tests/common/mod.rs"]
mod common;

use std::{collections::BTreeMap, fs, path::Path, sync::OnceLock, time::Instant};

use cli::assets::Assets;
use common::{assert_complete, gzip};
use tables::{Cell, Joined, Limits, Passage, Role, Table, join, open, read, recognise};
use territory::{Gazetteer, InseeCode};

fn gazetteer() -> &'static Gazetteer {
    static G: OnceLock<Gazetteer> = OnceLock::new();
    G.get_or_init(|| {
        let assets = Assets::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data"))
            .unwrap_or_else(|e| panic!("{e}"));
        assets.dataset().unwrap_or_else(|e| panic!("{e}")).gazetteer().clone()
    })
}

/// The text of a shared file.
fn shared(path: &str) -> String {
    let file = testdata::shared_data(path)
        .unwrap_or_else(|| panic!("{path} is not among the shared tables"));
    fs::read_to_string(file).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn passage() -> Passage {
    let text = shared("cog-passage-2025/table_passage_communes.csv");
    let pair = |line: &str| {
        let (old, new) = line.split_once(',')?;
        Some((InseeCode::parse(old).ok()?, vec![InseeCode::parse(new).ok()?]))
    };
    let passage = Passage::new(text.lines().filter_map(pair));
    assert_eq!(Passage::decode(&passage.encode()), Ok(passage.clone()));
    passage
}

fn all(name: &str, bytes: Vec<u8>, passage: &Passage) -> (Table, Vec<Role>, Joined) {
    let limits = Limits::default();
    let start = Instant::now();
    let table = read(name, &open(name, bytes, &limits).unwrap_or_else(|e| panic!("{e}")), &limits)
        .unwrap_or_else(|e| panic!("{e}"));
    let reading = start.elapsed();
    let mapping = recognise(&table, gazetteer());
    let recognising = start.elapsed() - reading;
    let joined =
        join(name, &table, &mapping, gazetteer(), passage).unwrap_or_else(|e| panic!("{e}"));
    let joining = start.elapsed() - reading - recognising;
    assert_complete(&table, &joined);
    eprintln!(
        "{name}: {} of {} lines, {} places, {} carried, {} doubts, {} losses; read {reading:?}, recognised {recognising:?}, joined {joining:?}\n  {:?}\n  {:?}",
        joined.matched,
        table.lines.len(),
        joined.places,
        joined.carried.len(),
        joined.doubts.len(),
        joined.losses.len(),
        joined.notes,
        joined.losses.iter().take(8).collect::<Vec<_>>(),
    );
    assert!(joined.matched * 1000 >= table.lines.len() * 999, "{name}");
    (table, mapping.roles, joined)
}

/// As a French spreadsheet leaves it: semicolons, Windows-1252, zeros lost; and packed.
fn spoiled(text: &str) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut out = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for record in reader.records().map_while(Result::ok) {
        let bare = |c: &str| {
            if c.len() == 5 && c.bytes().all(|b| b.is_ascii_digit()) {
                c.trim_start_matches('0').to_owned()
            } else {
                c.to_owned()
            }
        };
        out.write_record(record.iter().map(bare)).expect("in memory");
    }
    let text = String::from_utf8(out.into_inner().expect("in memory")).expect("utf-8");
    gzip(&encoding_rs::WINDOWS_1252.encode(&text).0)
}

fn as_found_and_spoiled(path: &str, roles: &[Role]) -> [Joined; 2] {
    let (text, passage) = (shared(path), passage());
    let (table, found, one) = all(path, text.clone().into_bytes(), &passage);
    assert_eq!(found, roles);
    let (other, found, two) = all(&format!("{path} (spoiled)"), spoiled(&text), &passage);
    assert_eq!(found, roles);
    assert_eq!((other.about.separator, table.lines.len()), (Some(';'), other.lines.len()));
    assert_eq!(
        (&one.columns, &one.carried),
        (&two.columns, &two.carried),
        "the spoiled table says the same"
    );
    assert!(two.notes.iter().any(|n| n.contains("zéro")), "{:?}", two.notes);
    [one, two]
}

fn counts(joined: &Joined) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for cell in
        joined.columns.first().map(|c| c.values.as_slice()).unwrap_or_default().iter().flatten()
    {
        if let Cell::Class(c) = cell {
            *counts.entry(c.clone()).or_default() += 1;
        }
    }
    counts
}

#[test]
#[cfg_attr(not(shared_data), ignore = "../shared/data is not there")]
fn the_zoning_of_doctors() {
    let [one, _] = as_found_and_spoiled(
        "zonage-medecins-cartosante/zonage_medecins_communes.csv",
        &[Role::Code, Role::Ignored, Role::DoctorZone],
    );
    assert_eq!(
        counts(&one).keys().map(String::as_str).collect::<Vec<_>>(),
        ["HZ", "ZAC", "ZAR", "ZIP"]
    );
    let paris = gazetteer().row(InseeCode::parse("75120").expect("a code")).expect("Paris 20e");
    assert!(matches!(
        one.columns.first().and_then(|c| c.values.get(paris.index())),
        Some(Some(Cell::Class(_)))
    ));
}

#[test]
#[cfg_attr(not(shared_data), ignore = "../shared/data is not there")]
fn the_zoning_of_nurses() {
    let [one, _] = as_found_and_spoiled(
        "zonage-infirmiers-cartosante/zonage_infirmiers_communes.csv",
        &[Role::Code, Role::Name, Role::NurseZone],
    );
    assert_eq!(counts(&one).len(), 5);
}

#[test]
#[cfg_attr(not(shared_data), ignore = "../shared/data is not there")]
fn the_count_of_doctors_keeps_its_total() {
    let path = "mg-bpe-2020/mg_liberaux_bpe2020_communes.csv";
    for j in as_found_and_spoiled(path, &[Role::Ignored, Role::Name, Role::GpCount, Role::Code]) {
        let values = j.columns.first().map(|c| c.values.as_slice()).unwrap_or_default();
        let total: f64 =
            values.iter().flatten().map(|c| if let Cell::Number(v) = c { *v } else { 0.0 }).sum();
        assert!((total - 60_305.0).abs() < 0.5, "{total}");
    }
}

/// Without its column of present codes, the table of 2020 needs the passage.
#[test]
#[cfg_attr(not(shared_data), ignore = "../shared/data is not there")]
fn a_table_of_former_codes_is_carried() {
    let (text, passage) = (shared("mg-bpe-2020/mg_liberaux_bpe2020_communes.csv"), passage());
    let cut: String =
        text.lines().filter_map(|l| l.rsplit_once(',')).map(|(l, _)| format!("{l}\n")).collect();
    let (_, roles, joined) = all("former codes", cut.into_bytes(), &passage);
    assert_eq!(roles, [Role::Code, Role::Name, Role::GpCount]);
    assert!(joined.carried.len() > 50, "{}", joined.carried.len());
    let values = joined.columns.first().map(|c| c.values.as_slice()).unwrap_or_default();
    let total: f64 =
        values.iter().flatten().map(|c| if let Cell::Number(v) = c { *v } else { 0.0 }).sum();
    assert!((total - 60_305.0).abs() < 0.5, "{total}");
}

/// By postal code and name only, as CartoSanté publishes: made from the real places.
#[test]
#[cfg_attr(not(shared_data), ignore = "../shared/data is not there")]
fn places_are_found_by_postal_code_and_name() {
    let passage = passage();
    let g = gazetteer();
    let mut text = "Code postal;Commune;Zonage\n".to_owned();
    let mut wanted = Vec::new();
    for row in g.rows().filter(|r| g.arrondissements(*r).next().is_none()) {
        if let Some(postal) = g.postal(row).next() {
            let words = g.name(row).to_uppercase().replace('-', " ");
            let words: Vec<&str> =
                words.split(' ').map(|w| if w == "SAINT" { "ST" } else { w }).collect();
            text.push_str(&format!("{postal};{};ZIP\n", words.join(" ")));
            wanted.push(row);
        }
    }
    let (_, roles, joined) = all("by name", text.into_bytes(), &passage);
    assert_eq!(roles, [Role::PostalCode, Role::Name, Role::DoctorZone]);
    assert!(joined.places * 1000 >= wanted.len() * 999, "{} of {}", joined.places, wanted.len());
}
