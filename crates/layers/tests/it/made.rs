//! Layers on the real places: what a file says is what its columns hold, what it does not say is
//! the shipped figure or a reason.

use atlas::pack::Pack;
use layers::{Asked, Kept, Kind, Layer, Project, ProjectError, compose, make};
use proptest::prelude::*;
use territory::{Absence, AreaKind, Provenance, Row, Value};

use crate::common::{column, decoded, reference, row, shipped};

fn made(name: &str, text: &str) -> Layer {
    let asked = Asked {
        layer: 7,
        name: name.to_owned(),
        date: "2026-11-01".to_owned(),
        ..Asked::default()
    };
    make(text.as_bytes().to_vec(), &asked, reference(), &mut |_| ()).expect("a layer")
}

/// Two communes of Occitanie: they are as the file says, the rest of the région has no class, other
/// régions keep theirs.
#[test]
fn a_zoning_speaks_for_its_regions_and_for_no_other() {
    let layer = made("zonage.csv", "code;zonage\n12089;Hors zonage\n46102;ZAC\n");
    let (own, before) = (column(&layer, "zone_med"), decoded(&shipped("column-zone_med")));
    assert_eq!(own.class(row("12089")).map(|c| c.id.as_str()), Some("HZ"));
    assert_eq!(own.class(row("46102")).map(|c| c.id.as_str()), Some("ZAC"));
    assert_eq!(own.value(row("12202")), Value::Absent(Absence::NotPublished));
    let g = &reference().gazetteer;
    let elsewhere: Vec<Row> = g
        .rows()
        .filter(|r| g.area(AreaKind::Region, *r).is_some_and(|a| a.name != "Occitanie"))
        .collect();
    assert!(
        elsewhere.len() > 30_000 && elsewhere.iter().all(|r| own.value(*r) == before.value(*r))
    );
    assert!(
        matches!(own.spec.provenance, Provenance::User { .. })
            && own.spec.vintage == "vos données, 1er novembre 2026",
        "{}",
        own.spec.vintage
    );
    assert_eq!(layer.report.kind, Kind::Table);
    assert_eq!(layer.report.losses.count, 0, "{:?}", layer.report.losses);
}

/// 12 doctors for the 5,020 inhabitants of Decazeville: 12 × 10,000 / 5,020 = 23.90 (the column
/// keeps two decimals).
#[test]
fn a_count_of_doctors_is_a_density_too() {
    let layer = made("effectifs.csv", "code insee,nb generalistes\n12089,12\n");
    assert_eq!(column(&layer, "mg_2024").value(row("12089")), Value::Known(12.0));
    let density = column(&layer, "mg_2024_density").value(row("12089")).known().expect("a density");
    assert!((density - 23.9).abs() < 0.01, "{density}");
    // Beside it what the shipped table counts there: 9 in 2024.
    assert_eq!(column(&layer, "own_counted").value(row("12089")), Value::Known(9.0));
    assert!(column(&layer, "own_counted").value(row("75056")).known().is_none());
    assert!(
        layer.report.entries.iter().all(|e| e.id != "own_counted"),
        "what is on no list is listed"
    );
}

/// Any other column is one of the map's, with a legend of its own; what it lacks has a reason.
#[test]
fn any_figure_is_a_new_column() {
    let layer = made("lits.csv", "code;Lits de SSR\n12089;-3,25\n46102;1 200,5\n12202;s\n");
    let own = column(&layer, "own_7_0");
    assert_eq!(own.value(row("12089")), Value::Known(-3.25));
    assert_eq!(own.value(row("46102")), Value::Known(1200.5));
    assert_eq!(own.value(row("12202")), Value::Absent(Absence::Secret));
    assert_eq!(own.value(row("75056")), Value::Absent(Absence::NotPublished));
    assert_eq!(layer.report.entries.len(), 1);
}

const SQUARE: &str = r#"{"type":"Feature","properties":{"code":"12089"},"geometry":{"type":"Polygon","coordinates":[[[2,44],[2.5,44],[2.5,44.5],[2,44.5],[2,44]]]}}"#;

/// Two communes of today in the outline of one of them, as before they were parted: told, for its
/// code cannot tell.
#[test]
fn a_commune_without_contour_within_another_is_told() {
    let square = |[west, south]: [f64; 2]| {
        let (east, north) = (west + 0.2, south + 0.2);
        format!(
            "[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]"
        )
    };
    let feature = |code: &str, ring: String| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":{{"type":"Polygon","coordinates":{ring}}}}}"#
        )
    };
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
        feature("12202", square([2.5, 44.3])),
        feature("48095", square([3.4, 44.4]))
    );
    let report = made("grands-carres.geojson", &text).report;
    let of = |name: &str| report.doubts.first.iter().filter(|d| d.starts_with(name)).count();
    assert_eq!((of("12202"), of("48095")), (0, 0), "{:?}", report.doubts);
    assert!(
        (10..200).contains(&report.doubts.count)
            && report.doubts.first.len() == report.doubts.count,
        "{}",
        report.doubts.count
    );
    assert!(
        report.doubts.first.iter().any(|d| d.contains("elle est dans celui de 12202 Rodez")),
        "{:?}",
        report.doubts
    );
}

/// Neussargues-Moissac keeps its code, and four communes were taken out of it: a table that names
/// none of them may be older.
#[test]
fn a_commune_since_split_is_doubted_where_the_table_names_no_part_of_it() {
    let doubts = |text: &str| made("effectifs.csv", text).report.doubts;
    let older = doubts("code,Lits\n15141,4\n15014,2\n12089,1\n");
    assert_eq!(older.count, 1, "{older:?}");
    assert!(
        older.first[0].contains("15171 Sainte-Anastasie en ont été séparées")
            && older.first[0].contains("Ligne 2"),
        "{older:?}"
    );
    assert_eq!(doubts("code,Lits\n15141,4\n15031,2\n12089,1\n").count, 0);
    // A map of its year has the outline of all five under one code.
    let square = r#"{"type":"Feature","properties":{"code":"15141"},"geometry":{"type":"Polygon","coordinates":[[[2.9,45.1],[3,45.1],[3,45.2],[2.9,45.2],[2.9,45.1]]]}}"#;
    let report = made("neussargues.geojson", square).report;
    assert!(
        ["15031", "15035", "15047", "15171"].iter().all(|c| report
            .doubts
            .first
            .iter()
            .any(|d| d.starts_with(c))),
        "{report:?}"
    );
}

#[test]
fn of_two_files_that_draw_a_commune_the_last_is_believed() {
    let other = SQUARE.replace("2.5", "2.25");
    let drawn = |files: [&str; 2]| {
        let files = files
            .iter()
            .enumerate()
            .map(|(i, t)| (format!("{i}.geojson"), t.as_bytes().to_vec()))
            .collect();
        let packs = compose(files, reference()).expect("a map");
        let pack = Pack::parse(&packs[0].1).expect("a pack");
        let contours = atlas::codec::decode(|s| pack.get(s)).expect("contours");
        contours.bounds(u32::from(row("12089").0)).expect("bounds")
    };
    let width = |b: [u16; 4]| b[2].abs_diff(b[0]);
    let (wide, narrow) = (width(drawn([&other, SQUARE])), width(drawn([SQUARE, &other])));
    assert!(wide > narrow + narrow / 2, "{wide} and {narrow}");
}

#[test]
fn a_project_of_a_later_version_or_of_nonsense_is_refused_with_its_name() {
    let later = Project::default().write().expect("a project");
    assert_eq!(Project::read("a.zip", &later), Ok(Project::default()));
    for bytes in [&later[..later.len() / 2], b"PK\x03\x04", b""] {
        let refused = Project::read("a.zip", bytes).expect_err("a damaged project");
        assert!(
            matches!(&refused, ProjectError::Damaged { name, .. } if name == "a.zip"),
            "{refused}"
        );
        assert!(refused.to_string().contains("enregistrez le projet à nouveau"));
    }
}

proptest! {
    #[test]
    fn projects_survive_their_file(view in "[?#a-z0-9=&]{0,40}", files in proptest::collection::vec(("[a-zé .]{1,20}", proptest::collection::vec(any::<u8>(), 0..2_000)), 0..6)) {
        let kept = |(name, bytes): (String, Vec<u8>)| Kept { asked: Asked { name, ..Asked::default() }, bytes };
        let project = Project { view, files: files.into_iter().map(kept).collect() };
        prop_assert_eq!(Project::read("p.zip", &project.write().expect("a zip")).expect("read again"), project);
    }

    /// One byte changed: refused, or read as something; never a panic.
    #[test]
    fn damaged_projects_do_no_harm(at in 0usize..400, byte in any::<u8>()) {
        let project = Project { view: "?c=12089".to_owned(), files: vec![Kept { asked: Asked::default(), bytes: b"code;valeur\n12089;3\n".repeat(9) }] };
        let mut bytes = project.write().expect("a zip");
        let at = at % bytes.len();
        bytes[at] = byte;
        let _either = Project::read("p.zip", &bytes);
    }
}

/// Each refusal names the file and says what is wrong with it.
#[test]
fn what_cannot_be_used_is_refused_by_name_and_reason() {
    let ring = |points: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[{points}]]}}}}"#
        )
    };
    let lambert = ring("[650000,6860000],[651000,6860000],[651000,6861000],[650000,6860000]");
    let crossed = ring("[2,43],[3,44],[3,43],[2,44],[2,43]");
    let cut = r#"{"type":"FeatureCollection","features":[{"type":"Feature","geom"#;
    let cases: [(&str, &[u8], &str); 8] = [
        ("lambert.geojson", lambert.as_bytes(), "en WGS 84"),
        ("croise.geojson", crossed.as_bytes(), "objet 1\u{202f}: le contour se croise"),
        (
            "vide.geojson",
            br#"{"type":"FeatureCollection","features":[]}"#,
            "ne contient aucun objet",
        ),
        ("tronque.geojson", cut.as_bytes(), "s’arrête à la ligne 1"),
        ("accolade.geojson", b"{", "s’arrête à la ligne 1"),
        ("rien.csv", b"", "est vide"),
        ("inconnus.csv", b"code,valeur\n99991,3\n99992,4\n", "aucune colonne ne dit"),
        ("ancien.xls", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], "au format .xlsx"),
    ];
    for (name, bytes, words) in cases {
        let asked = Asked { name: name.to_owned(), ..Asked::default() };
        let why = make(bytes.to_vec(), &asked, reference(), &mut |_| ())
            .map(|l| l.report.sentence)
            .expect_err(name);
        assert!(why.contains(&format!("«\u{202f}{name}\u{202f}»")) && why.contains(words), "{why}");
    }
}
