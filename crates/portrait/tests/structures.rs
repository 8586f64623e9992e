//! The tables of structures and specialists: round trips, damage, distances and directions.

use std::collections::BTreeMap;

use portrait::{
    MissingList, Near, Site, Specialists, SpecialistsAbout, Specialty, StructureKind,
    StructureSource, Structures, StructuresAbout, Wind, great_circle_km,
};
use proptest::prelude::*;
use territory::{Gazetteer, InseeCode, Origin, Place, Row};

type Sections = Vec<(&'static str, Vec<u8>)>;

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

fn sections<'a>(all: &'a Sections) -> impl Fn(&'static str) -> Option<&'a [u8]> {
    move |name| all.iter().find(|s| s.0 == name).map(|s| &s.1[..])
}

fn site() -> impl Strategy<Value = Site> {
    let point = prop_oneof![
        1 => Just(None),
        4 => (-6.0..10.0, 41.0..52.0).prop_map(Some),
        1 => (-180.0..180.0, -90.0..90.0).prop_map(Some),
    ];
    let row = prop_oneof![1 => Just(None), 4 => (0..u16::try_from(PLACES).expect("few")).prop_map(|r| Some(Row(r)))];
    ("[0-9AB]{9}", "\\PC{0,40}", 0_u8..5, 0_u8..3, row, point).prop_map(
        |(id, name, kind, source, row, point)| Site { id, name, kind, source, row, point },
    )
}

fn world() -> impl Strategy<Value = Structures> {
    proptest::collection::vec(site(), 0..60).prop_map(|mut sites| {
        sites.sort_by(|a, b| (&a.id, a.kind).cmp(&(&b.id, b.kind)));
        sites.dedup_by(|a, b| (&a.id, a.kind) == (&b.id, b.kind));
        Structures::new(about(), sites).expect("a table")
    })
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

/// Changes one section: cut, longer, or one byte changed.
fn damage(mut all: Sections, which: usize, at: usize, byte: u8, how: u8) -> Sections {
    let n = all.len();
    let body = &mut all[which % n].1;
    match how {
        0 => body.truncate(at % (body.len() + 1)),
        1 => body.push(byte),
        2 => drop(all.remove(which % n)),
        _ if body.is_empty() => body.push(byte),
        _ => {
            let at = at % body.len();
            body[at] = byte;
        }
    }
    all
}

/// Everything that a page would ask of a table.
fn use_it(table: &Structures) {
    for i in 0..table.len() {
        let s = table.get(i).expect("a structure");
        assert!(s.row.is_none_or(|r| r.index() < PLACES));
        assert!(table.kind_of(i).is_some());
    }
    assert_eq!(table.get(table.len()), None);
    let _ = table.near((2.0, 44.0), 30.0).len();
    let _ = table.of_row(Row(3)).count();
}

proptest! {
    #[test]
    fn structures_survive_their_file(table in world()) {
        let packed = table.encode();
        let read = Structures::decode(sections(&packed), PLACES);
        prop_assert_eq!(read.as_ref(), Ok(&table));
        use_it(&table);
    }

    #[test]
    fn damaged_structures_are_an_error_or_still_a_table(
        table in world(), which in 0_usize..8, at in any::<usize>(), byte in any::<u8>(), how in 0_u8..4
    ) {
        let packed = damage(table.encode(), which, at, byte, how);
        if let Ok(read) = Structures::decode(sections(&packed), PLACES) {
            // The checksums of the container stand before this; what passes must at least be sound.
            use_it(&read);
            prop_assert_eq!(read.len(), table.len());
        }
    }

    #[test]
    fn random_bytes_are_never_structures_that_break(bodies in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 8)) {
        let mut packed = Structures::new(about(), Vec::new()).expect("a table").encode();
        for (section, body) in packed.iter_mut().skip(1).zip(bodies) {
            section.1 = body;
        }
        if let Ok(read) = Structures::decode(sections(&packed), PLACES) {
            use_it(&read);
        }
    }

    #[test]
    fn specialists_survive_their_file(
        rows in proptest::collection::vec(proptest::collection::vec(0..u16::try_from(PLACES).expect("few"), 0..40), 0..5)
    ) {
        let table = specialists(rows.clone());
        let packed = table.encode();
        let read = Specialists::decode(sections(&packed), PLACES);
        prop_assert_eq!(read.as_ref(), Ok(&table));
        for (i, mut list) in rows.into_iter().enumerate() {
            list.sort_unstable();
            list.dedup();
            prop_assert_eq!(table.communes(i).iter().map(|r| r.0).collect::<Vec<_>>(), list);
        }
        // A smaller gazetteer does not have all places.
        if let Some(most) = (0..5).flat_map(|i| table.communes(i)).max() {
            prop_assert!(Specialists::decode(sections(&packed), most.index()).is_err());
        }
    }

    #[test]
    fn damaged_specialists_are_an_error_or_still_a_table(
        rows in proptest::collection::vec(proptest::collection::vec(0..u16::try_from(PLACES).expect("few"), 0..40), 1..5),
        which in 0_usize..2, at in any::<usize>(), byte in any::<u8>(), how in 0_u8..4
    ) {
        let table = specialists(rows);
        let packed = damage(table.encode(), which, at, byte, how);
        if let Ok(read) = Specialists::decode(sections(&packed), PLACES) {
            for i in 0..read.about().specialties.len() {
                prop_assert!(read.communes(i).is_sorted_by(|a, b| a < b));
                prop_assert!(read.communes(i).iter().all(|r| r.index() < PLACES));
            }
        }
    }

    #[test]
    fn near_is_what_looking_at_each_says(table in world(), x in -6.0..10.0, y in 41.0..52.0, km in 0.0..900.0) {
        let mut wanted: Vec<(f64, usize)> = Vec::new();
        for i in 0..table.len() {
            if let Some(there) = table.get(i).and_then(|s| s.point) {
                let far: f64 = by_chord((x, y), there);
                // At the very edge either answer is right.
                prop_assume!(!(km - 1e-6..km + 1e-6).contains(&far));
                if far < km {
                    wanted.push((far, i));
                }
            }
        }
        let found = table.near((x, y), km);
        prop_assert!(found.windows(2).all(|w| (w[0].km, w[0].index) < (w[1].km, w[1].index)));
        let mut same: Vec<usize> = found.iter().map(|n| n.index).collect();
        let mut expected: Vec<usize> = wanted.iter().map(|w| w.1).collect();
        same.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(same, expected);
        for Near { index, km, .. } in found {
            let expected = wanted.iter().find(|w| w.1 == index).map(|w| w.0).expect("there");
            prop_assert!((km - expected).abs() < 1e-5, "{} {}", km, expected);
        }
    }

    #[test]
    fn the_way_back_is_the_way_there_turned(x in -5.0..9.0, y in 42.0..51.0, east in -0.5..0.5, north in -0.5..0.5) {
        let (a, b): ((f64, f64), (f64, f64)) = ((x, y), (x + east, y + north));
        prop_assume!(great_circle_km(a, b) > 1.0);
        let eighths = |d: Wind| Wind::ALL.iter().position(|e| *e == d).expect("one of eight");
        let (there, back) = (eighths(Wind::from_to(a, b)), eighths(Wind::from_to(b, a)));
        // Meridians converge: at the edge of a wind, the neighbouring one.
        let turned = (back + 8 - there) % 8;
        prop_assert!((3..=5).contains(&turned), "{} {}", there, back);
    }
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
fn a_table_that_cannot_be_right_is_not_made() {
    let good = Site {
        id: "120000001".into(),
        name: "MSP".into(),
        kind: 0,
        source: 0,
        row: None,
        point: None,
    };
    let refused = |site: Site| Structures::new(about(), vec![site]).is_err();
    assert!(!refused(good.clone()));
    assert!(refused(Site { id: "12".into(), ..good.clone() }));
    assert!(refused(Site { id: "12000000é".into(), ..good.clone() }));
    assert!(refused(Site { name: "a".repeat(256), ..good.clone() }));
    assert!(refused(Site { kind: 5, ..good.clone() }));
    assert!(refused(Site { source: 3, ..good.clone() }));
    assert!(refused(Site { row: Some(Row(u16::MAX)), ..good.clone() }));
    assert!(refused(Site { point: Some((f64::NAN, 44.0)), ..good.clone() }));
    assert!(refused(Site { point: Some((2.0, 4400.0)), ..good.clone() }));
    assert!(Structures::new(about(), vec![good.clone(), good.clone()]).is_err());
    // The same site as another kind is a service of it.
    assert!(Structures::new(about(), vec![good.clone(), Site { kind: 1, ..good }]).is_ok());
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
