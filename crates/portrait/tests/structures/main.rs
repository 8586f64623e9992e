//! The tables of structures and specialists: round trips, damage, distances and directions.

mod packed;

use std::collections::BTreeMap;

use portrait::{
    MissingList, Near, Site, Specialists, SpecialistsAbout, Specialty, StructureKind,
    StructureSource, Structures, StructuresAbout, Wind, great_circle_km,
};
use territory::{Gazetteer, InseeCode, Origin, Place, Row};

/// Number of places of the gazetteers below.
const PLACES: usize = 300;

fn kind(id: &str, none: &str) -> StructureKind {
    StructureKind {
        id: id.into(),
        label: id.into(),
        label_plural: format!("{id}s"),
        definition: "…".into(),
        none: none.into(),
        first: true,
    }
}

fn source(id: &str, year: u16, complete: bool) -> StructureSource {
    StructureSource {
        id: id.into(),
        producer: "ministère".into(),
        title: "FINESS".into(),
        vintage: year.to_string(),
        year,
        licence: "LO".into(),
        url: "https://example.org".into(),
        covers: "l'Occitanie".into(),
        area: "Occitanie".into(),
        limits: "…".into(),
        complete,
        only: Vec::new(),
        except: Vec::new(),
        kinds: Vec::new(),
        in_part: Vec::new(),
    }
}

fn about() -> StructuresAbout {
    let strings = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect::<Vec<String>>();
    StructuresAbout {
        kinds: vec![
            kind("pharmacie", "aucune pharmacie connue"),
            kind("maternite", "aucune maternité connue"),
            kind("ehpad", "aucun EHPAD connu"),
            kind("sauna", "aucun sauna connu"),
            kind("scanner", "aucun scanner connu"),
        ],
        sources: vec![
            StructureSource {
                only: strings(&["12"]),
                kinds: strings(&["pharmacie", "ehpad"]),
                in_part: strings(&["maternite", "scanner"]),
                ..source("a", 2026, true)
            },
            StructureSource {
                except: strings(&["12"]),
                in_part: strings(&["ehpad"]),
                covers: "la France hors Occitanie".into(),
                area: "France hors Occitanie".into(),
                ..source("b", 2020, true)
            },
            StructureSource {
                kinds: strings(&["maternite"]),
                covers: "la France".into(),
                area: "France".into(),
                ..source("c", 2026, false)
            },
        ],
        missing: vec![MissingList {
            id: "irm".into(),
            text: "IRM".into(),
            url: "https://example.org".into(),
        }],
    }
}

fn specialists(rows: Vec<Vec<u16>>) -> Specialists {
    let specialty = |i: usize| Specialty {
        id: format!("s{i}"),
        label: "…".into(),
        cnam: (i == 0).then(|| "Cardiologues".into()),
        base: None,
        note: None,
    };
    let text = String::new;
    let origin = Origin {
        producer: text(),
        title: text(),
        url: text(),
        licence: text(),
        processing: text(),
    };
    let about = SpecialistsAbout {
        specialties: (0..rows.len()).map(specialty).collect(),
        vintage: text(),
        limits: text(),
        origin,
    };
    Specialists::new(about, rows.into_iter().map(|l| l.into_iter().map(Row).collect()).collect())
        .expect("a table")
}

/// Km of great circle by the chord between unit vectors.
fn by_chord(a: (f64, f64), b: (f64, f64)) -> f64 {
    let unit = |(x, y): (f64, f64)| {
        let (x, y) = (x.to_radians(), y.to_radians());
        [y.cos() * x.cos(), y.cos() * x.sin(), y.sin()]
    };
    let chord = unit(a).iter().zip(unit(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
    2.0 * 6371.0088 * (chord / 2.0).min(1.0).asin()
}

#[test]
fn the_eight_winds() {
    let rodez = (2.5735, 44.3506);
    let cases = [
        ("au nord", (2.5735, 44.45)),
        ("au nord-est", (2.67, 44.42)),
        ("à l’est", (2.70, 44.3506)),
        ("au sud-est", (2.67, 44.28)),
        ("au sud", (2.5735, 44.25)),
        ("au sud-ouest", (2.477, 44.28)),
        ("à l’ouest", (2.44, 44.3506)),
        ("au nord-ouest", (2.477, 44.42)),
    ];
    for ((words, there), direction) in cases.into_iter().zip(Wind::ALL) {
        assert_eq!(Wind::from_to(rodez, there), direction);
        assert_eq!(direction.to_string(), words);
    }
    // Just on either side of the line between two winds, 22.5 degrees from the north.
    for (east, wind) in [
        (0.413, Wind::North),
        (0.415, Wind::NorthEast),
        (-0.413, Wind::North),
        (-0.415, Wind::NorthWest),
    ] {
        assert_eq!(Wind::from_to((0.0, 0.0), (east / 100.0, 0.01)), wind, "{east}");
    }
    // Toulouse is south-west of Rodez, Montpellier south-east, Lyon north-east, Paris north.
    for (there, wind) in [
        ((1.4442, 43.6047), Wind::SouthWest),
        ((3.8767, 43.6108), Wind::SouthEast),
        ((4.8357, 45.7640), Wind::NorthEast),
        ((2.3522, 48.8566), Wind::North),
    ] {
        assert_eq!(Wind::from_to(rodez, there), wind, "{there:?}");
    }
}

#[test]
fn what_is_here_has_no_direction_and_what_is_nowhere_is_not_near() {
    let at = |id: &str, point| Site {
        id: id.into(),
        name: "MSP".into(),
        kind: 0,
        source: 0,
        row: Some(Row(1)),
        point,
    };
    let here = (2.57, 44.35);
    let sites = vec![
        at("000000001", Some(here)),
        at("000000002", None),
        at("000000003", Some((2.57, 44.36))),
    ];
    let table = Structures::new(about(), sites).expect("a table");
    let near = table.near(here, 5.0);
    assert_eq!(near.len(), 2);
    assert_eq!((near[0].index, near[0].km, near[0].direction), (0, 0.0, None));
    assert_eq!(near[1].direction, Some(Wind::North));
    assert!((near[1].km - 1.112).abs() < 1e-3, "{}", near[1].km);
    assert_eq!(table.of_row(Row(1)).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(table.near(here, f64::NAN).is_empty() && table.near((f64::NAN, 0.0), 5.0).is_empty());
    let first = table.get(0).expect("a structure");
    assert_eq!(
        (first.id, first.name, first.year, first.kind.id.as_str()),
        ("000000001", "MSP", 2026, "pharmacie")
    );
}

#[test]
fn a_list_never_says_more_than_it_knows() {
    let about = about();
    let says = |id: &str, departement: &str| {
        let kind = &about.kinds[about.kind(id).expect("a kind")];
        about.nothing_near(kind, departement, 10.0)
    };
    assert_eq!(
        says("pharmacie", "12"),
        "Aucune pharmacie connue à moins de 10 km dans la liste de 2026 (Occitanie)."
    );
    assert_eq!(
        says("pharmacie", "15"),
        "Pharmacies\u{202f}: liste publiée ici pour l’Occitanie seulement."
    );
    let incomplete = "Aucune maternité connue à moins de 10 km dans la liste de 2026 (France), qui est incomplète\u{202f}: \
                      cela ne dit pas qu’il n’y en a pas.";
    assert_eq!(says("maternite", "12"), incomplete);
    assert_eq!(says("maternite", "15"), incomplete);
    assert_eq!(
        says("ehpad", "12"),
        "Aucun EHPAD connu à moins de 10 km dans la liste de 2026 (Occitanie)."
    );
    assert_eq!(
        says("ehpad", "15"),
        "Aucun EHPAD connu à moins de 10 km dans la liste de 2020 (France hors Occitanie), qui n’en donne qu’une partie."
    );
    assert_eq!(
        says("scanner", "15"),
        "Scanners\u{202f}: liste publiée ici pour l’Occitanie seulement."
    );
    assert_eq!(says("sauna", "12"), "Saunas\u{202f}: aucune liste ici.");
    let years = |id: &str, departement: &'static str| -> Vec<u16> {
        let kind = &about.kinds[about.kind(id).expect("a kind")];
        about.lists(kind, departement).map(|s| s.year).collect()
    };
    assert_eq!(
        (years("maternite", "12"), years("ehpad", "15"), years("pharmacie", "15")),
        (vec![2026, 2026], vec![2020], vec![])
    );
}

/// Three communes in a row, a city of two arrondissements, and a commune whose town hall is not
/// known.
fn gazetteer() -> Gazetteer {
    let place = |code: &str, parent: Option<&str>, town_hall| Place {
        code: InseeCode::parse(code).expect("a code"),
        name: code.into(),
        postal: Vec::new(),
        parent: parent.map(|p| InseeCode::parse(p).expect("a code")),
        town_hall,
    };
    let places = vec![
        place("12001", None, Some((2.0, 44.0))),
        place("12002", None, Some((2.0, 44.1))),
        place("12003", None, Some((2.0, 44.5))),
        place("13055", None, None),
        place("13201", Some("13055"), Some((5.3, 43.3))),
        place("13202", Some("13055"), Some((5.5, 43.3))),
        place("15031", None, None),
    ];
    Gazetteer::new(places, BTreeMap::new()).expect("a gazetteer")
}

#[test]
fn the_nearest_practices_are_found_from_town_hall_to_town_hall() {
    let g = gazetteer();
    let table = specialists(vec![vec![2, 3, 1, 6], vec![]]);
    let rows = |place: u16, count| -> Vec<u16> {
        table.nearest(0, Row(place), &g, count).iter().map(|n| n.0.0).collect()
    };
    assert_eq!(rows(0, 10), [1, 2, 3]);
    assert_eq!(rows(0, 1), [1]);
    assert_eq!(rows(2, 2), [2, 1]);
    // From a place of the list itself, and from an arrondissement of a city of the list: there.
    assert_eq!(table.nearest(0, Row(1), &g, 1), [(Row(1), 0.0)]);
    assert_eq!(table.nearest(0, Row(4), &g, 1), [(Row(3), 0.0)]);
    assert!(
        table.is_at(0, Row(4), &g) && table.is_at(0, Row(3), &g) && !table.is_at(0, Row(0), &g)
    );
    let (_, km) = table.nearest(0, Row(0), &g, 1)[0];
    assert!((km - 11.1195).abs() < 1e-3, "{km}");
    // Nobody knows where 15031 is; nor is there a place, or a specialty, of such a number.
    assert!(
        rows(6, 3).is_empty()
            && rows(7, 3).is_empty()
            && table.nearest(1, Row(0), &g, 3).is_empty()
    );
    assert!(table.nearest(9, Row(0), &g, 3).is_empty());
    assert_eq!(table.specialty("s1"), Some(1));
}
