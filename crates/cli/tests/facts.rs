//! What to know of a place first, on the real data: against the portrait, and from the small files of a
//! département as from all of them.

use std::{path::Path, sync::OnceLock};

use cli::assets::Assets;
use portrait::{Book, Chosen, FACTS, Fact, FactRule, Portrait, Territory, WideSums, facts};
use territory::{Dataset, InseeCode, Role, Row};

struct Data {
    assets: Assets,
    set: Dataset,
    book: Book,
}

fn data() -> &'static Data {
    static DATA: OnceLock<Data> = OnceLock::new();
    DATA.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
        let assets = Assets::open(&folder).unwrap_or_else(|e| panic!("{e}"));
        let mut set = assets.dataset().unwrap_or_else(|e| panic!("{e}"));
        let book = assets.portrait(&mut set).unwrap_or_else(|e| panic!("{e}"));
        Data { assets, set, book }
    })
}

fn known(row: Row, sums: &mut WideSums) -> (Territory, Vec<Fact>) {
    let Data { set, book, .. } = data();
    let territory = Territory::new(set, &Chosen::Place(row)).unwrap_or_else(|e| panic!("{e}"));
    let facts = facts(set, book, &territory, sums);
    (territory, facts)
}

fn row(code: &str) -> Row {
    data().set.gazetteer().row(InseeCode::parse(code).expect("a code")).expect("a place")
}

/// Every so many places, arrondissements among them.
fn some(wanted: usize) -> impl Iterator<Item = Row> {
    let all: Vec<Row> = data().set.gazetteer().rows().collect();
    let step = all.len() / wanted;
    all.into_iter().step_by(step).take(wanted)
}

#[test]
fn decazeville_is_told_in_five_facts() {
    let titles: Vec<String> = known(row("12089"), &mut WideSums::default())
        .1
        .iter()
        .map(|f| f.title.replace(['\u{202f}', '\u{a0}'], " "))
        .collect();
    assert_eq!(
        titles,
        [
            // CartoSanté counts 20 in 2004 and 14 in 2019 in this territoire de vie-santé.
            "Alentour : 20 généralistes en 2004, 14 en 2019",
            // 3.70 against 3.75: less than a fifth apart.
            "Un accès proche de celui de la France : 3,70 consultations par an et par habitant",
            // 100 % less the part due to those of 65 years at most.
            "Des départs à venir : 18 % de l’accès tient à des généralistes de plus de 65 ans",
            // 19.2 % against 9.9 %: further apart than children or the size of lists.
            "Des patients âgés : 19,2 % ont 75 ans et plus",
            "Sur place : une maison de santé, 3 centres de santé, un hôpital ou une clinique et 5 pharmacies",
        ]
    );
}

/// One is written without a mark of plural, and so is less than two.
#[test]
fn words_agree_with_their_number() {
    let titles = |code: &str| -> Vec<String> {
        let (_, facts) = known(row(code), &mut WideSums::default());
        facts.into_iter().map(|f| f.title.replace('\u{202f}', " ")).collect()
    };
    // L'Abergement-Clémenciat: 1.94 consultations.
    let all = titles("01001");
    assert!(all.iter().any(|t| t.contains(" consultation par an")), "{all:?}");
    let mut sums = WideSums::default();
    for row in some(400) {
        for fact in known(row, &mut sums).1 {
            let words: Vec<&str> = fact.title.split_whitespace().collect();
            for two in words.windows(2) {
                let is_few = two[0].replace(',', ".").parse::<f64>().is_ok_and(|n| n < 2.0);
                let is_many = matches!(two[1], "consultations" | "généralistes");
                assert!(!(is_few && is_many), "{}", fact.title);
            }
        }
    }
}

#[test]
fn each_fact_is_the_one_of_its_theme_that_differs_most() {
    let Data { set, book, .. } = data();
    let mut sums = WideSums::default();
    for row in some(150) {
        let (territory, facts) = known(row, &mut sums);
        let portrait = Portrait::with(set, book, &territory, &mut sums);
        let name = set.gazetteer().name(row);
        assert!(facts.len() <= FACTS && !facts.is_empty(), "{name}: {facts:?}");
        for fact in &facts {
            assert!(
                !fact.title.contains(['{', '}']) && !fact.detail.contains(['{', '}']),
                "{fact:?}"
            );
            assert!(fact.detail.ends_with('.') && !fact.detail.contains("NaN"), "{fact:?}");
        }
        // Figures of the portrait, compared once more by another formula: one less the lesser over
        // the greater.
        let people = territory.people(set);
        let is_told = |rule: &&FactRule| !rule.is_trend && people >= f64::from(rule.least_people);
        for theme in &book.themes {
            let Some(first) = facts.iter().find(|f| f.theme == theme.id) else { continue };
            let apart = theme.facts.iter().filter(is_told).filter_map(|rule| {
                let figure = portrait.figure(&rule.id)?;
                let france = figure.beside.iter().find(|b| b.level == "france")?.value?;
                let left = |v: f64| if rule.is_rest { 100.0 - v } else { v };
                let (a, b) = (left(figure.value?), left(france));
                Some(1.0 - a.min(b) / a.max(b))
            });
            let most = apart.fold(0.0, f64::max);
            assert!(first.differs > most - 1e-9, "{name}, {}: {first:?}, {most}", theme.id);
        }
    }
}

#[test]
fn the_small_files_tell_the_same() {
    let Data { assets, set, .. } = data();
    let mut sums = WideSums::default();
    for row in some(60) {
        let code = set.gazetteer().code(row);
        let (extract, book, known_sums) = assets
            .first_portraits(code)
            .unwrap_or_else(|e| panic!("{e}"))
            .unwrap_or_else(|| panic!("{code} has no files"));
        let here = extract.dataset().gazetteer().row(code).expect("of the département");
        let territory = Territory::of_departement(&extract, &Chosen::Place(here)).expect("whole");
        let small = facts(extract.dataset(), &book, &territory, &mut known_sums.clone());
        assert_eq!(small, known(row, &mut sums).1, "{code}");
    }
}

/// Figures of Mayotte are of another year: it is said there, and where Mayotte is among others.
#[test]
fn a_period_with_an_exception_is_that_of_the_place() {
    let set = &data().set;
    let row =
        |code| InseeCode::parse(code).ok().and_then(|c| set.gazetteer().row(c)).expect("a place");
    let [decazeville, mamoudzou] = ["12089", "97611"].map(row);
    let of = |role, places: &[Row]| {
        set.vintage(&set.by_role(role).expect("a column").spec, places).replace('\u{202f}', " ")
    };
    assert_eq!(of(Role::Population, &[decazeville]), "2023");
    assert_eq!(of(Role::Population, &[mamoudzou]), "2017");
    assert_eq!(of(Role::Population, &[decazeville, mamoudzou]), "2023 (Mayotte : 2017)");
    assert_eq!(of(Role::GpDensity, &[decazeville]), "2024, population 2023");
    assert_eq!(of(Role::GpDensity, &[mamoudzou]), "2024, population 2017");
    assert_eq!(of(Role::GpCount, &[mamoudzou]), "2024");
}
