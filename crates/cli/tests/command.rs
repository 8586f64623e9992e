//! The command as it is run: its words, its exit codes, and the real assets where they are present.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use atlas::{codec, pack, topology};
use cli::assets::{Assets, search_index};
use territory::{
    Absence, Aggregate, Area, AreaKind, AssetFile, AssetIndex, Class, Column, ColumnEntry,
    ColumnSpec, Direction, Gazetteer, InseeCode, Kind, Membership, Origin, Place, Role, Roles,
    RuleBook, Value,
};

fn plaque(assets: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plaque"))
        .args(arguments)
        .env("PLAQUE_ASSETS", assets)
        .output()
        .expect("runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn rules() -> RuleBook {
    rulebook::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/rules")).expect("rules")
}

fn zone_column() -> Column {
    let class = |id: &str| Class {
        id: id.to_owned(),
        short: id.to_owned(),
        label: id.to_owned(),
        colour: "#b5532a".to_owned(),
    };
    let spec = ColumnSpec {
        id: "zone_med".to_owned(),
        label: "Zonage".to_owned(),
        definition: String::new(),
        unit: "classe".to_owned(),
        unit_short: String::new(),
        vintage: "publication de 2022".to_owned(),
        limits: String::new(),
        direction: Direction::Neutral,
        aggregate: Aggregate::None,
        weight: None,
        kind: Kind::Class(vec![class("ZIP"), class("ZAC")]),
        origin: Origin {
            producer: "ARS".to_owned(),
            title: "Zonage".to_owned(),
            url: "https://example.org".to_owned(),
            licence: String::new(),
            processing: String::new(),
        },
        provenance: territory::Provenance::Shipped,
        width: 1,
        offset: 0,
    };
    // Rodez and Onet-le-Château are ZAC, Les Albres ZIP; the last stands for a place that the table
    // forgot.
    let known = |c: f64| Value::Known(c);
    Column::new(spec, &[known(0.0), Value::Absent(Absence::NotPublished), known(1.0), known(1.0)])
        .expect("fits")
}

/// A small folder of assets: four communes of Aveyron, squares side by side for contours.
fn folder() -> tempfile::TempDir {
    let place = |code: &str, name: &str, postal: &str| Place {
        code: InseeCode::parse(code).expect(code),
        name: name.to_owned(),
        postal: vec![postal.to_owned()],
        parent: None,
        town_hall: None,
    };
    let aveyron = Membership {
        areas: vec![Area { code: "12".to_owned(), name: "Aveyron".to_owned() }],
        of_row: vec![0; 4],
    };
    let gazetteer = Gazetteer::new(
        vec![
            place("12003", "Les Albres", "12220"),
            place("12090", "Druelle Balsac", "12510"),
            place("12176", "Onet-le-Château", "12850"),
            place("12202", "Rodez", "12000"),
        ],
        BTreeMap::from([(AreaKind::Departement, aveyron)]),
    )
    .expect("places");
    let square = |x: f64| {
        vec![vec![vec![(x, 44.0), (x + 0.1, 44.0), (x + 0.1, 44.1), (x, 44.1), (x, 44.0)]]]
    };
    let (contours, _) = topology::build(&[square(2.0), square(2.1), square(2.2), square(2.3)]);
    let zones = zone_column();
    let files = [
        ("places", gazetteer.encode()),
        ("rules", vec![("rules", serde_json::to_vec(&rules()).expect("JSON"))]),
        (
            "column-zone_med",
            vec![
                ("spec", serde_json::to_vec(&zones.spec).expect("JSON")),
                ("data", zones.encode()),
            ],
        ),
        ("contours-fine", codec::encode(&contours, 1)),
    ];
    let folder = tempfile::tempdir().expect("folder");
    let mut index = AssetIndex {
        extracts: BTreeMap::new(),
        dataset: "2026-11-28".parse().expect("a day"),
        files: BTreeMap::new(),
        columns: vec![ColumnEntry {
            id: "zone_med".to_owned(),
            label: "Zonage".to_owned(),
            group: String::new(),
            vintage: "publication de 2022".to_owned(),
        }],
        roles: Roles::new([(Role::Zone, "zone_med".to_owned())]),
    };
    for (name, sections) in files {
        let bytes = pack::write(&sections);
        let file = format!("{name}.plq");
        index
            .files
            .insert(name.to_owned(), AssetFile { file: file.clone(), bytes: bytes.len() as u64 });
        fs::write(folder.path().join(file), bytes).expect("written");
    }
    fs::write(folder.path().join("index.json"), serde_json::to_string(&index).expect("JSON"))
        .expect("written");
    folder
}

#[test]
fn a_commune_is_answered_as_text_and_as_json() {
    let folder = folder();
    let out = plaque(folder.path(), &["commune", "12176", "--date", "2026-02-01"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let answer = text(&out.stdout);
    assert!(answer.starts_with("Onet-le-Château (12176)\nAveyron (12)\n"), "{answer}");
    for says in [
        "zone d’action complémentaire",
        "Aide forfaitaire (5\u{202f}000\u{202f}€)",
        "dernière signature possible le 31 décembre 2025",
        "Druelle Balsac (12090) · notre source ne donne rien",
        "Rodez (12202) · ZAC",
    ] {
        assert!(answer.contains(says), "{says} is not in\n{answer}");
    }
    let out = plaque(folder.path(), &["commune", "12003", "--date", "2025-12-31", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(json["zone"]["id"], "ZIP");
    assert_eq!(json["offers"][0]["verdict"]["parameters"][0]["value"], 50_000.0);
    assert_eq!(json["neighbours"][0]["code"], "12090");
    assert_eq!(json["neighbours"][0]["differs"], serde_json::Value::Null);
}

#[test]
fn a_place_is_searched() {
    let folder = folder();
    let out = plaque(folder.path(), &["search", "onet", "chateau"]);
    assert_eq!(
        (out.status.code(), text(&out.stdout).trim()),
        (Some(0), "12176  Onet-le-Château, Aveyron")
    );
    let json: serde_json::Value =
        serde_json::from_slice(&plaque(folder.path(), &["search", "12000", "--json"]).stdout)
            .expect("JSON");
    assert_eq!(
        (json[0]["code"].as_str(), json[0]["matched"].as_str()),
        (Some("12202"), Some("postal"))
    );
    assert_eq!(plaque(folder.path(), &["search", "zzzz"]).status.code(), Some(2));
}

#[test]
fn an_unknown_code_exits_2_with_the_nearest_places() {
    let folder = folder();
    for (asked, nearest) in [
        ("12177", "12176  Onet-le-Château"),
        ("rodes", "12202  Rodez"),
        ("12850", "12176  Onet-le-Château"),
    ] {
        let out = plaque(folder.path(), &["commune", asked]);
        assert_eq!(out.status.code(), Some(2), "{asked}");
        let says = text(&out.stderr);
        assert!(
            says.lines().nth(1).is_some_and(|l| l.trim().starts_with(nearest)),
            "{asked}: {says}"
        );
        assert!(out.stdout.is_empty());
    }
}

#[test]
fn a_wrong_command_exits_2_in_french() {
    let folder = folder();
    for (arguments, says) in [
        (&["commune", "12176", "--date", "2026-02-30"][..], "Valeur incomprise"),
        (&["commune"][..], "Il manque un argument"),
        (&[][..], "Il manque une commande"),
        (&["fly"][..], "Commande incomprise"),
    ] {
        let out = plaque(folder.path(), arguments);
        assert_eq!(out.status.code(), Some(2), "{arguments:?}");
        assert!(text(&out.stderr).starts_with(says), "{arguments:?}: {}", text(&out.stderr));
    }
    let help = plaque(folder.path(), &["--help"]);
    assert_eq!(help.status.code(), Some(0));
    let words = text(&help.stdout);
    assert!(words.contains("Utilisation") && words.contains("Commandes"), "{words}");
    assert!(
        ["Usage", "Options:\n", "Print", "help for"].iter().all(|w| !words.contains(w)),
        "{words}"
    );
}

#[test]
fn damaged_assets_exit_3_and_name_the_file() {
    for (file, spoil) in [
        ("index.json", &(|b: &mut Vec<u8>| b.truncate(20)) as &dyn Fn(&mut Vec<u8>)),
        ("places.plq", &|b| b.truncate(100)),
        ("column-zone_med.plq", &|b| *b.last_mut().expect("bytes") ^= 1),
        ("rules.plq", &|b| b.clear()),
        ("contours-fine.plq", &|b| b[0] ^= 1),
    ] {
        let folder = folder();
        let path = folder.path().join(file);
        let mut bytes = fs::read(&path).expect("there");
        spoil(&mut bytes);
        fs::write(&path, bytes).expect("written");
        let out = plaque(folder.path(), &["commune", "12176"]);
        assert_eq!(out.status.code(), Some(3), "{file}");
        assert!(
            text(&out.stderr).contains(file) && text(&out.stderr).contains("endommagé"),
            "{file}: {}",
            text(&out.stderr)
        );
        fs::remove_file(&path).expect("removed");
        let out = plaque(folder.path(), &["commune", "12176"]);
        assert!(
            out.status.code() == Some(3) && text(&out.stderr).contains("introuvable"),
            "{file}"
        );
    }
}

/// The assets of the checkout: committed, so they are there; a checkout without them cannot pass.
fn real() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data")
}

#[test]
fn every_place_of_the_real_assets_is_found_by_name_code_and_postal_code() {
    // The most communes that share a postal code or a name, with room: the page shows a list that
    // scrolls.
    const LIMIT: usize = 60;
    let dataset =
        Assets::open(&real()).and_then(|a| a.dataset()).expect("the assets of the project");
    let gazetteer = dataset.gazetteer();
    assert_eq!(gazetteer.rows().filter(|r| gazetteer.is_commune(*r)).count(), 34_875);
    assert_eq!(gazetteer.rows().filter(|r| !gazetteer.is_commune(*r)).count(), 45);
    let index = search_index(&dataset);
    let mut lost = Vec::new();
    for row in gazetteer.rows() {
        let code = gazetteer.code(row);
        let first = index.search(code.as_str(), 1);
        if first.first().map(|h| h.row) != Some(row) {
            lost.push(format!("{code} by its code"));
        }
        for query in gazetteer.postal(row).chain([gazetteer.name(row)]) {
            if !index.search(query, LIMIT).iter().any(|h| h.row == row) {
                lost.push(format!("{code} by {query}"));
            }
        }
    }
    assert!(lost.is_empty(), "{} searches fail: {:?}", lost.len(), &lost[..lost.len().min(10)]);
}

#[test]
fn the_real_sheet_of_onet_le_chateau_is_complete() {
    let out = plaque(&real(), &["commune", "12176", "--date", "2026-02-01", "--json"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(json["pending"], serde_json::Value::Null);
    assert_eq!(json["zone"]["id"], "ZAC");
    assert_eq!(json["verdict"].as_array().map(Vec::len), Some(4));
    let apl = json["figures"]
        .as_array()
        .and_then(|f| f.iter().find(|f| f["column"] == "apl_mg_2023"))
        .expect("APL");
    assert_eq!(apl["value"], 3.644);
    let around: Vec<&str> = json["neighbours"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|n| n["code"].as_str())
        .collect();
    assert!(around.contains(&"12202") && around.contains(&"12090"), "{around:?}");
}

#[test]
fn rights_tell_what_leaving_early_costs() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("case.toml");
    let case = "[[case]]\ntitle = \"t\"\nreference = \"r\"\ndate = \"2025-06-01\"\nzone = \"ZIP\"\nsituation = { project = \"first\", sector = \"1\", days_per_week = 4, coordination = \"now\", pdsa = \"yes\", caim_before = false, aided_before = false }\n[case.expect.caim]\nstate = \"granted\"\n";
    std::fs::write(&file, case).expect("written");
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
    let answer = plaque(&assets, &["aids", "--case", file.to_str().expect("a path"), "--json"]);
    assert_eq!(answer.status.code(), Some(0), "{}", String::from_utf8_lossy(&answer.stderr));
    let json: serde_json::Value = serde_json::from_slice(&answer.stdout).expect("JSON");
    let all = json[0]["repayments"].as_array().expect("repayments");
    let after = |months: u64| {
        all.iter()
            .filter(move |r| r["aid"] == "caim" && r["months"] == months)
            .map(|r| r["amount"].as_f64())
    };
    // 36 of 60 months done: 50 000 × 24 ÷ 60, in both readings.
    assert_eq!(after(36).collect::<Vec<_>>(), [Some(20_000.0), Some(20_000.0)]);
    // Half a year, one half paid: 25 000 × 54 ÷ 60, or 25 000 − 50 000 × 6 ÷ 60.
    assert_eq!(after(6).collect::<Vec<_>>(), [Some(22_500.0), Some(20_000.0)]);
}

#[test]
fn flags_and_access_answer_as_text_and_as_json() {
    let flags = plaque(&real(), &["flags", "12004"]);
    let said = text(&flags.stdout);
    assert!(flags.status.success() && said.contains("Accès aux généralistes faible"), "{said}");
    let json: serde_json::Value =
        serde_json::from_slice(&plaque(&real(), &["flags", "12004", "--json"]).stdout)
            .expect("JSON");
    let low = json["flags"]
        .as_array()
        .and_then(|all| all.iter().find(|f| f["id"] == "apl_low"))
        .expect("the flag");
    assert_eq!(
        (&low["raised"], &low["threshold"], &low["level"]),
        (&true.into(), &2.5.into(), &"commune".into())
    );
    let access = plaque(&real(), &["access", "--commune", "12004", "--add", "1.0", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&access.stdout).expect("JSON");
    let here = &json["around"][0];
    let of = |side: &str| here[side]["published"].as_f64().expect("a published figure");
    // The APL 2023 of Almont-les-Junies, published by the DREES: 0.831.
    assert!((of("before") - 0.831).abs() < 1e-9 && of("after") > of("before"), "{here}");
    assert_eq!(json["places"][0][1], "Almont-les-Junies");
}

#[test]
fn access_is_refused_in_words() {
    for (arguments, says) in [
        (["access", "--commune", "75119", "--add", "1"], "ville entière"),
        (["access", "--commune", "12004", "--add", "-1"], "personne ne peut en partir"),
        (["access", "--commune", "12004", "--add", "0"], "nombre de médecins"),
        (["access", "--commune", "12004", "--model", "nonsense"], "Aucun modèle"),
        (["access", "--commune", "12004", "--consultations", "900"], "nombre de consultations"),
    ] {
        let out = plaque(&real(), &arguments);
        assert_eq!(out.status.code(), Some(2), "{arguments:?}");
        assert!(text(&out.stderr).contains(says), "{arguments:?}: {}", text(&out.stderr));
    }
}
