//! The glossary against what is said: an abbreviation that nobody explains is a defect.

use std::{collections::BTreeSet, path::Path};

use viewmodel::glossary::{TERMS, found_in};

/// Written in capitals and no abbreviation that needs words.
const PLAIN: [&str; 3] = ["ACO", "INSEE", "TE"];

/// Written in capitals: what is said on the main views, as kept in the repository, and the names
/// of aids.
fn said() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let texts = |folder: &str| -> Vec<String> {
        let files = std::fs::read_dir(root.join(folder)).expect("a folder");
        let text = |f: std::io::Result<std::fs::DirEntry>| {
            std::fs::read_to_string(f.expect("a file").path()).expect("a text")
        };
        files.map(text).collect()
    };
    let names = texts("data/rules").into_iter().flat_map(|text| {
        let short = |l: &str| l.strip_prefix("short = ").map(str::to_owned);
        text.lines().filter_map(short).collect::<Vec<_>>()
    });
    let is_short = |w: &&str| {
        (2..=6).contains(&w.chars().count())
            && w.starts_with(|c: char| c.is_ascii_uppercase())
            && w.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            && w.chars().filter(char::is_ascii_uppercase).count() >= 2
    };
    let of = |text: String| {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(is_short);
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    texts("tests/journeys/transcripts").into_iter().chain(names).flat_map(of).collect()
}

#[test]
fn every_abbreviation_that_is_said_has_its_meaning() {
    let terms: BTreeSet<&str> = TERMS.iter().map(|(term, _)| *term).collect();
    let said = said();
    assert!(said.len() > 25, "{said:?}");
    let is_known = |w: &&String| terms.contains(w.as_str()) || PLAIN.contains(&w.as_str());
    let unknown: Vec<&String> = said.iter().filter(|w| !is_known(w)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// « été 𝒜 » has six units of UTF-16 (the script letter has two) and a space: « ZIP » begins at 7.
#[test]
fn a_term_is_found_where_it_stands_and_in_no_longer_word() {
    let found = |text: &str| -> Vec<(&str, u32, u32)> {
        found_in(text).into_iter().map(|f| (TERMS[f.term].0, f.from, f.to)).collect()
    };
    assert_eq!(found("été 𝒜 ZIP, ou FRR+"), [("ZIP", 7, 10), ("FRR", 15, 18)]);
    assert_eq!(found("code INSEE"), [("Insee", 5, 10)]);
    assert_eq!(found("ZIPS, zip, insee, OPTAM-ACO"), [("OPTAM", 18, 23)]);
    assert_eq!(found(""), []);
}
