//! Packed tables: round trips and damage.

use proptest::prelude::*;

use super::*;

type Sections = Vec<(&'static str, Vec<u8>)>;

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
