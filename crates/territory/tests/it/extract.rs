//! A département cut out of a dataset, written and read again.

use proptest::prelude::*;
use territory::{Extract, ExtractError, Kind, Row, Sheet};

use crate::common::{code, dataset, date, row, rules};

/// Aveyron, where each place touches the two that follow and Laissac touches Neyron, in another
/// département.
fn aveyron() -> Extract {
    let whole = dataset();
    let mut around: Vec<Vec<Row>> = vec![Vec::new(); whole.gazetteer().len()];
    let pairs = [("12003", "12009"), ("12003", "12090"), ("12176", "12202"), ("12120", "01275")];
    for (a, b) in pairs.map(|(a, b)| (row(&whole, a), row(&whole, b))) {
        around[a.index()].push(b);
        around[b.index()].push(a);
    }
    around.iter_mut().for_each(|all| all.sort_unstable());
    let mut extract =
        Extract::cut(&whole, "12", &around, |r| r != row(&whole, "12009")).expect("Aveyron");
    extract.set_rules(rules());
    extract
}

fn sections(extract: &Extract) -> Vec<(&'static str, Vec<u8>)> {
    extract.encode().expect("sections")
}

fn read(sections: &[(&'static str, Vec<u8>)]) -> Result<Extract, ExtractError> {
    let whole = dataset();
    let section = |name| sections.iter().find(|s| s.0 == name).map(|s| &s.1[..]);
    Extract::decode(section, whole.listed().to_vec(), whole.roles().clone())
}

/// Everything that is asked of an extract.
fn sheets(extract: &Extract) -> Vec<Sheet> {
    let g = extract.dataset().gazetteer();
    extract.rows().filter_map(|r| extract.sheet(g.code(r), date(2026, 2, 1))).collect()
}

#[test]
fn an_extract_is_read_as_it_was_cut() {
    let cut = aveyron();
    let mut again = read(&sections(&cut)).expect("as written");
    again.set_rules(rules());
    assert_eq!(sheets(&again), sheets(&cut));
    let names = |r: Row| {
        again
            .neighbours(r)
            .iter()
            .map(|n| again.dataset().gazetteer().code(*n).to_string())
            .collect::<Vec<_>>()
    };
    let at = |c: &str| again.row(code(c)).expect(c);
    assert_eq!(names(at("12003")), ["12009", "12090"]);
    assert_eq!(names(at("12120")), ["01275"]);
    assert_eq!(names(at("12202")), ["12176"]);
    assert!(!again.has_contour(at("12009")) && again.has_contour(at("12202")));
    assert_eq!(again.row(code("01275")), None, "beyond the border");
    let colours = again.dataset().columns().filter(|c| matches!(c.spec.kind, Kind::Measure { .. }));
    assert!(colours.flat_map(|c| c.spec.colours()).all(str::is_empty), "no classes of a map");
}

#[test]
fn what_is_wider_than_the_departement_is_that_of_the_whole_country() {
    let (whole, extract) = (dataset(), aveyron());
    for text in ["12003", "12009", "12090", "12120", "12176", "12202"] {
        let large = Sheet::build(&whole, &[], row(&whole, text), date(2026, 2, 1));
        let small = extract.sheet(code(text), date(2026, 2, 1)).expect(text);
        // The figure that a sheet opens by itself has all; the others their département.
        assert_eq!(small.figures[1], large.figures[1], "{text}");
        assert_eq!(small.figures[1].standing.len(), 3, "{text}");
        for (few, all) in small.figures.iter().zip(&large.figures) {
            assert_eq!((&few.column, &few.text), (&all.column, &all.text), "{text}");
            let within = few.standing.len();
            assert_eq!(few.standing, all.standing[..within], "{text}");
            assert_eq!(within, if few.column == "apl_mg_2023" { 3 } else { 1 }, "{text}");
        }
    }
}

#[test]
fn a_departement_without_places_cannot_be_cut() {
    assert!(
        matches!(Extract::cut(&dataset(), "33", &[], |_| true), Err(ExtractError::NoPlace(code)) if code == "33")
    );
}

proptest! {
    #[test]
    fn damage_is_an_error_or_another_extract_never_a_panic(which in 0..20_usize, at: prop::sample::Index, to: u8, cut: bool) {
        let mut all = sections(&aveyron());
        let section = which % all.len();
        let bytes = &mut all[section].1;
        prop_assume!(!bytes.is_empty());
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = to }
        if let Ok(read) = read(&all) {
            let _ = sheets(&read);
        }
    }
}

#[test]
fn bytes_too_few_or_too_many_are_seen() {
    let all = sections(&aveyron());
    for (i, (name, _)) in all.iter().enumerate() {
        let mut long = all.clone();
        long[i].1.push(0);
        let mut missing = all.clone();
        missing.remove(i);
        assert!(read(&missing).is_err(), "{name} is missing");
        // One more line of names, or a row more without contour, is another extract.
        if !["undrawn", "names", "postal", "parents"].contains(name) {
            assert!(read(&long).is_err(), "{name} is too long");
        }
    }
}
