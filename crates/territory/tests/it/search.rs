//! Searching: what is found, in which order, and with how much work.

use std::collections::BTreeMap;

use proptest::prelude::*;
use territory::{Gazetteer, Hit, InseeCode, Matched, Place, Row, SearchIndex, Work};

fn index(names: &[(&str, &str, f64)]) -> (Gazetteer, SearchIndex) {
    let places = names.iter().enumerate().map(|(i, (name, postal, _))| Place {
        code: crate::common::code(&format!("{:05}", 1001 + i)),
        name: (*name).to_owned(),
        postal: vec![(*postal).to_owned()],
        parent: None,
        town_hall: None,
    });
    let gazetteer = Gazetteer::new(places.collect(), BTreeMap::new()).expect("places");
    let index = SearchIndex::new(&gazetteer, |row| names.get(row.index()).map(|n| n.2));
    (gazetteer, index)
}

/// Real names of communes, with rounded populations.
const NAMES: [(&str, &str, f64); 22] = [
    ("Saint-Jean-de-Luz", "64500", 14_000.0),
    ("Luz-Saint-Sauveur", "65120", 1_000.0),
    ("Saint-Jean", "31240", 10_900.0),
    ("Sainte-Colombe", "05700", 60.0),
    ("Strasbourg", "67000", 291_000.0),
    ("L'Abergement-Clémenciat", "01400", 860.0),
    ("Mont-Saint-Michel", "50170", 25.0),
    ("Œuilly", "51480", 600.0),
    ("Vœuil-et-Giget", "16400", 800.0),
    ("Le Havre", "76600", 165_000.0),
    ("Havrincourt", "62147", 380.0),
    ("Rodez", "12000", 24_000.0),
    ("Rodelle", "12340", 1_100.0),
    ("Villefranche-de-Rouergue", "12200", 11_900.0),
    ("Villefranche-sur-Saône", "69400", 37_000.0),
    ("Rouen", "76000", 114_000.0),
    ("Saint-Étienne", "42000", 173_000.0),
    ("Haÿ-les-Roses", "94240", 31_000.0),
    ("Stains", "93240", 40_000.0),
    ("Châlons-en-Champagne", "51000", 43_000.0),
    ("Chalon-sur-Saône", "71100", 45_000.0),
    ("Sainte-Marie", "97438", 34_000.0),
];

fn found(query: &str) -> Vec<String> {
    let (gazetteer, index) = index(&NAMES);
    index.search(query, 5).into_iter().map(|h| gazetteer.name(h.row).to_owned()).collect()
}

#[test]
fn names_are_found_however_they_are_typed() {
    for (query, first) in [
        ("saint jean de luz", "Saint-Jean-de-Luz"),
        ("st jean", "Saint-Jean"),
        ("ST-JEAN", "Saint-Jean"),
        ("st jean luz", "Saint-Jean-de-Luz"),
        ("luz jean", "Saint-Jean-de-Luz"),
        ("luz st", "Luz-Saint-Sauveur"),
        ("ste col", "Sainte-Colombe"),
        ("ste marie", "Sainte-Marie"),
        ("l'abergement", "L'Abergement-Clémenciat"),
        ("l’abergement clemenciat", "L'Abergement-Clémenciat"),
        ("abergement", "L'Abergement-Clémenciat"),
        ("labergement", "L'Abergement-Clémenciat"),
        ("montsaintmichel", "Mont-Saint-Michel"),
        ("oeuil", "Œuilly"),
        ("œuilly", "Œuilly"),
        ("voeuil", "Vœuil-et-Giget"),
        ("havre", "Le Havre"),
        ("le havre", "Le Havre"),
        ("e\u{301}tienne", "Saint-Étienne"),
        ("hay les roses", "Haÿ-les-Roses"),
        ("villefranche s/ saone", "Villefranche-sur-Saône"),
        ("villefranche 12", "Villefranche-de-Rouergue"),
        ("villefranche", "Villefranche-sur-Saône"),
        ("chalons", "Châlons-en-Champagne"),
    ] {
        assert_eq!(found(query).first().map(String::as_str), Some(first), "{query}");
    }
}

#[test]
fn st_is_both_a_saint_and_the_beginning_of_a_word() {
    let all = found("st");
    assert!(
        all.contains(&"Strasbourg".to_owned()) && all.contains(&"Stains".to_owned()),
        "{all:?}"
    );
    assert!(all.contains(&"Saint-Étienne".to_owned()), "{all:?}");
}

#[test]
fn the_best_match_is_first_then_the_most_populated() {
    assert_eq!(found("rod"), ["Rodez", "Rodelle"]);
    assert_eq!(found("havre"), ["Le Havre"]);
    assert_eq!(
        found("saint"),
        ["Saint-Étienne", "Saint-Jean-de-Luz", "Saint-Jean", "Sainte-Marie", "Sainte-Colombe"]
            .map(sorted_by_people)
    );
}

/// `Sainte-Marie` has more inhabitants than `Saint-Jean-de-Luz`: both begin with the word typed.
fn sorted_by_people(name: &str) -> &str {
    match name {
        "Saint-Jean-de-Luz" => "Sainte-Marie",
        "Saint-Jean" => "Saint-Jean-de-Luz",
        "Sainte-Marie" => "Saint-Jean",
        other => other,
    }
}

#[test]
fn one_slip_is_forgiven_only_if_nothing_matches() {
    for (query, first) in [
        ("rodz", "Rodez"),
        ("strabourg", "Strasbourg"),
        ("starsbourg", "Strasbourg"),
        ("strazbourg", "Strasbourg"),
        ("villefrannche rouergue", "Villefranche-de-Rouergue"),
    ] {
        assert_eq!(found(query).first().map(String::as_str), Some(first), "{query}");
    }
    assert_eq!(
        found("roden"),
        ["Rouen", "Rodez", "Rodelle"],
        "all are one letter away: the most populated first"
    );
    assert!(!found("rode").contains(&"Rouen".to_owned()));
    for nothing in ["strazbuorg", "xyz", "villefrannche rouerrgue", "!", ""] {
        assert!(found(nothing).is_empty(), "{nothing}");
    }
}

#[test]
fn codes_and_postal_codes_are_found_by_their_beginning() {
    let dataset = crate::common::dataset();
    let index = SearchIndex::new(dataset.gazetteer(), |r| dataset.population(r));
    let codes = |q: &str| -> Vec<(String, Matched)> {
        index
            .search(q, 10)
            .into_iter()
            .map(|h| (dataset.gazetteer().code(h.row).to_string(), h.matched))
            .collect()
    };
    assert_eq!(codes("12176"), [("12176".to_owned(), Matched::Code)]);
    assert_eq!(codes("12850"), [("12176".to_owned(), Matched::Postal)]);
    let postal = |c: &str| (c.to_owned(), Matched::Postal);
    assert_eq!(codes("12000"), [postal("12202"), postal("12176"), postal("12090")]);
    assert_eq!(codes("7510").len(), 2);
    assert_eq!(codes("paris 1er")[0].0, "75101");
    assert_eq!(
        codes("paris 75005").iter().map(|c| c.0.as_str()).collect::<Vec<_>>(),
        ["75056", "75105"]
    );
    assert_eq!(codes("paris")[0].0, "75056");
    assert_eq!(codes("99999"), []);
}

#[test]
fn something_near_is_offered_for_an_unknown_code_or_name() {
    let dataset = crate::common::dataset();
    let index = SearchIndex::new(dataset.gazetteer(), |r| dataset.population(r));
    let near = |q: &str| -> Vec<String> {
        index.nearest(q, 3).into_iter().map(|r| dataset.gazetteer().code(r).to_string()).collect()
    };
    assert_eq!(near("12177")[0], "12176");
    assert_eq!(near("rhodes")[0], "12202");
    assert_eq!(near("onet le chato")[0], "12176");
    assert_eq!(near("12850"), ["12176"]);
}

/// As many places as France, so that the bound is that of the page. The names are made up of real
/// words.
fn france() -> (Gazetteer, SearchIndex) {
    let first = [
        "Saint",
        "Sainte",
        "Villers",
        "Le Mesnil",
        "Beau",
        "Mont",
        "La Chapelle",
        "Vieux",
        "Neuf",
        "Bourg",
    ];
    let second = [
        "Martin", "Jean", "Pierre", "Aubin", "Germain", "Roche", "Ville", "Bois", "Moulin",
        "Château",
    ];
    let third = [
        "sur-Seine",
        "en-Auge",
        "sous-Bois",
        "du-Lac",
        "les-Bains",
        "des-Champs",
        "la-Forêt",
        "le-Vieux",
        "aux-Bois",
        "de-Luz",
    ];
    let places = (0..34_920usize).map(|i| Place {
        code: crate::common::code(&format!("{i:05}")),
        name: format!(
            "{}-{}-{}-{}",
            first[i % 10],
            second[i / 10 % 10],
            third[i / 100 % 10],
            i / 1000
        ),
        postal: vec![format!("{:05}", i / 4)],
        parent: None,
        town_hall: None,
    });
    let gazetteer = Gazetteer::new(places.collect(), BTreeMap::new()).expect("places");
    #[expect(clippy::cast_lossless, reason = "a row is a small number")]
    let index = SearchIndex::new(&gazetteer, |row| Some(row.0 as f64));
    (gazetteer, index)
}

/// A frame is 16 ms; passing over a megabyte and looking closely at 35,000 lines take a few. Time
/// is for the bench: here the work is counted, and no query may do more than a few passes.
#[test]
fn no_query_passes_over_the_text_more_than_a_few_times() {
    let (gazetteer, index) = france();
    let bytes: usize = gazetteer.rows().map(|r| gazetteer.name(r).len() + 4).sum();
    for query in [
        "s",
        "st",
        "saint",
        "st st ste saint",
        "saint jean 1",
        "1",
        "zzzzzz",
        "sainz martim",
        "villerss",
        "a b c d e f",
    ] {
        let mut work = Work::default();
        index.search_counting(query, 20, &mut work);
        assert!(work.scanned <= 2 * bytes, "{query}: {work:?} for {bytes} bytes");
        assert!(work.examined <= 3 * gazetteer.len(), "{query}: {work:?}");
        assert!(work != Work::default(), "{query}: the work is counted");
    }
}

proptest! {
    #[test]
    fn a_place_is_found_by_what_it_is_indexed_with(
        names in proptest::collection::vec("[A-ZÉa-zéèçœ]{1,8}([ '-][A-ZÉa-zéèçœ]{1,8}){0,3}", 1..30),
    ) {
        let lines: Vec<(&str, &str, f64)> = names.iter().map(|n| (n.as_str(), "12000", 1.0)).collect();
        let (gazetteer, index) = index(&lines);
        for row in gazetteer.rows() {
            let here = |query: &str| index.search(query, names.len()).iter().any(|h: &Hit| h.row == row);
            prop_assert!(here(gazetteer.name(row)), "{}", gazetteer.name(row));
            prop_assert!(here(&gazetteer.name(row).to_uppercase()));
            prop_assert!(here(gazetteer.code(row).as_str()));
            prop_assert!(here("120"));
        }
    }

    #[test]
    fn an_index_handed_over_finds_the_same(
        query in "[a-zé1]{1,6}( [a-z]{1,4})?", at in any::<usize>(), value in 1..=u8::MAX,
    ) {
        let (gazetteer, index) = index(&NAMES);
        let people = |row: Row| NAMES.get(row.index()).map(|n| n.2);
        let mut bytes = index.to_bytes();
        let read = SearchIndex::from_bytes(&bytes).map(|i| i.ranked(people)).expect("our own");
        prop_assert_eq!(read.search(&query, 9), index.search(&query, 9));
        let at = at % bytes.len();
        bytes[at] ^= value;
        // Other letters are another index; arrays that do not fit are none.
        let _never_panics = SearchIndex::from_bytes(&bytes).map(|i| i.search(&query, 9));
        if let Some(cut) = SearchIndex::from_bytes(&bytes[..at]) {
            prop_assert!(cut.search(&query, 9).iter().all(|h| h.row.index() < gazetteer.len()));
        }
    }

    #[test]
    fn any_text_can_be_searched(query in "\\PC{0,30}") {
        let (_, index) = index(&NAMES);
        prop_assert!(index.search(&query, 3).len() <= 3);
        prop_assert!(index.nearest(&query, 3).len() <= 3);
        prop_assert!(InseeCode::parse(&query).is_err() || query.trim().len() == 5);
    }
}
