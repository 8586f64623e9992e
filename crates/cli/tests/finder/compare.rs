//! Places side by side, over the shipped data.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cli::{assets::Assets, comparing};
use finder::{Compared, Computed, Dialect, Fields, Kind, Need, Query, topics};
use oorandom::Rand64;
use territory::{Dataset, Row};

use crate::shipped;

/// What is compared is what « Trouver » finds by: the same figure for the same place, of things around
/// as well, which are computed another way for a few places.
#[test]
fn figures_are_those_of_the_search() {
    let s = shipped();
    let mut draw = Rand64::new(16);
    let rows = s.units.rows();
    let few: Vec<usize> = (0..40).map(|_| draw.rand_range(0..rows.len() as u64) as usize).collect();
    let places: Vec<Row> = few.iter().map(|i| rows[*i]).collect();
    let town = s.code("31555");
    let mut compared = 0;
    for topic in topics(&s.book, &[town]) {
        let told = topic.compare(&s.book, &s.dataset, &places).expect("every column is shipped");
        let Some(criterion) = s.book.criteria.iter().find(|c| c.id == topic.id) else { continue };
        // By the way of the search: all places at once.
        let Some(test) = criterion.first_test() else { continue };
        let condition =
            finder::Condition { criterion: topic.id.clone(), test, keeps_unknown: false };
        let query = Query { conditions: vec![condition], ..Query::default() };
        let mut fields = Fields::new(s.units.clone());
        s.fill(&mut fields, &query);
        let key = Fields::keys(&s.book, &query).remove(0);
        let field = fields.get(&key).expect("it was filled");
        for (side, at) in told.sides.iter().zip(&few) {
            let of_search = field.get(*at);
            let is_same = match (side.value, of_search) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-6,
                (a, b) => a == b,
            };
            assert!(is_same, "{}: {:?} and {of_search:?}", topic.id, side.value);
            compared += 1;
        }
    }
    // 32 criteria are figures or things: those that are neither areas nor classes, towns nor aids.
    assert!(compared >= 32 * few.len(), "{compared}");
}

/// Written from the definition: an end is the place's that has a figure beyond all others, as it is and
/// as it is read.
fn ends_again(t: &Compared) -> Vec<Option<bool>> {
    let beyond = |i: usize, is_more: bool| {
        let Some(own) = t.sides[i].value else { return false };
        t.sides.len() > 1
            && t.sides.iter().all(|s| s.value.is_some())
            && t.sides.iter().enumerate().filter(|(j, _)| *j != i).all(|(_, other)| {
                let further = other.value.is_none_or(|v| if is_more { own > v } else { own < v });
                further && other.words != t.sides[i].words
            })
    };
    (0..t.sides.len())
        .map(|i| match (beyond(i, true), beyond(i, false)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        })
        .collect()
}

#[test]
fn an_end_belongs_to_one_place_alone() {
    let s = shipped();
    let mut draw = Rand64::new(26);
    let rows = s.units.rows();
    let mut seen = 0;
    for _ in 0..60 {
        let n = 2 + draw.rand_range(0..3);
        let places: Vec<Row> =
            (0..n).map(|_| rows[draw.rand_range(0..rows.len() as u64) as usize]).collect();
        for topic in topics(&s.book, &[]) {
            let told = topic.compare(&s.book, &s.dataset, &places).expect("shipped");
            let criterion = s.book.criteria.iter().find(|c| c.id == told.id);
            let most_is_best = match criterion.map(|c| (&c.kind, &c.ends)) {
                Some((Kind::Equipment { .. }, _)) => Some(false),
                Some((_, Some(ends))) => Some(ends.most_is_best),
                _ => None,
            };
            let expected = ends_again(&told);
            for (side, is_most) in told.sides.iter().zip(expected) {
                let end = is_most.zip(most_is_best).map(|(is_most, best)| is_most == best);
                assert_eq!(side.end.as_ref().map(|e| e.is_best), end, "{told:?}");
                seen += usize::from(end.is_some());
            }
        }
    }
    assert!(seen > 500, "{seen}");
}

fn row(dataset: &Dataset, code: &str) -> Row {
    let code = territory::InseeCode::parse(code).expect("a code");
    dataset.gazetteer().row(code).expect("a row")
}

fn whole() -> (Dataset, finder::Book, insight::Book) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
    let assets = Assets::open(&folder).expect("assets");
    let mut dataset = assets.dataset().expect("a dataset");
    let book = assets.criteria(&mut dataset).expect("criteria");
    let models = assets.insight(&mut dataset).expect("models");
    (dataset, book, models)
}

/// Decazeville and Aurignac, by their published figures: APL of the DREES for 2023 3,70 and 2,88; houses
/// of the sales of 2020 to 2024 1 042 and 1 438 € a square metre; Toulouse 124 and 63 km away.
#[test]
fn decazeville_and_aurignac() {
    let (dataset, book, models) = whole();
    let row = |code: &str| row(&dataset, code);
    let rows = [row("12089"), row("31028")];
    let query = Query::read("distance:31555:60km", &book).0;
    let answers =
        BTreeMap::from([("project".into(), "first".into()), ("sector".into(), "1".into())]);
    let date = NaiveDate::from_ymd_opt(2027, 3, 1).expect("a day");
    let asked = comparing::Asked { rows: &rows, query: &query, date, answers: &answers };
    let versus = comparing::versus(&asked, &book, &models, &dataset).expect("all is shipped");
    let side = |id: &str, at: usize| {
        let t = versus.topics.iter().find(|t| t.id == id).unwrap_or_else(|| panic!("{id}"));
        let end = t.sides[at].end.as_ref().map_or("", |e| e.words.as_str());
        (t.sides[at].words.replace('\u{202f}', " "), end.to_owned())
    };
    let words = |id: &str| [side(id, 0).0, side(id, 1).0];
    assert_eq!(words("zone_med"), ["ZIP", "ZAC"]);
    assert_eq!(words("acces"), ["3,70", "2,88"]);
    assert_eq!(side("acces", 1).1, "le manque le plus fort");
    assert_eq!(words("maison"), ["1 042 €/m²", "1 438 €/m²"]);
    assert_eq!(side("maison", 0).1, "le moins cher");
    assert_eq!(words("distance_31555"), ["124 km", "63 km"]);
    assert_eq!(words("laboratoire"), ["1", "rien de connu sur place, à 17 km au plus près"]);
    assert_eq!(words("pauvrete")[1], "chiffre couvert par le secret statistique");
    // The act of Occitanie in force is later than the table: each class that may be is said, and no sum
    // is said to be the better one.
    let (aids, end) = side("aides_5_ans", 0);
    assert!(aids.contains("en ZIP, classe du zonage utilisé") && aids.contains("en ZAC"), "{aids}");
    assert_eq!(end, "");
    // The command says the same of one doctor more.
    let model = models.model(None).expect("a model");
    let set_up =
        insight::SetUp::new(&dataset, &models, model, &[(rows[1], 1.0)]).expect("a set-up");
    let gain = set_up.gain().expect("a gain").0;
    assert_eq!(words("effet")[1], format!("+{}", territory::text::fixed(gain, 2)));
    // As `plaque access --commune 31028` says it: 2,88 before, 3,29 after.
    assert_eq!(words("effet")[1], "+0,41");
    // A line each, two columns a place.
    let csv = versus.csv("2026-11-22", &finder::notes(date, &answers), Dialect::Plain);
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(csv.as_bytes());
    let lines: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a line")).collect();
    assert_eq!(lines.len(), versus.topics.len());
    assert!(lines.iter().all(|l| l.len() == 4 + 2 * rows.len()));
}

/// A few places alone get what all of them together get.
#[test]
fn a_few_are_computed_as_all_are() {
    let s = shipped();
    let mut draw = Rand64::new(36);
    for query in ["pharmacie:5", "maternite:40", "ecole:3", "generalistes_autour:min2"] {
        let query = Query::read(query, &s.book).0;
        let mut fields = Fields::new(s.units.clone());
        let needs = fields.fill(&s.dataset, &s.book, &query);
        let computed = needs.iter().find_map(|n| match n {
            Need::Computed(_, computed) => Some(computed),
            Need::Column(_) => None,
        });
        let computed: &Computed = computed.expect("it takes long");
        let all = computed.run();
        let few: Vec<usize> =
            (0..200).map(|_| draw.rand_range(0..all.len() as u64) as usize).collect();
        for (at, told) in few.iter().zip(computed.run_at(&few)) {
            let is_same = match (told, all[*at]) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-6,
                (a, b) => a == b,
            };
            assert!(is_same, "{query}: {told:?} and {:?}", all[*at]);
        }
    }
}

/// Written from the definition of the module: spreads, root of the mean square, at most four of them.
#[test]
fn the_most_alike_are_those_of_the_definition() {
    let s = shipped();
    let like = finder::Resemblance::new(&s.book, &s.dataset, s.units.clone()).expect("shipped");
    let mut figures: Vec<Vec<Option<f64>>> = Vec::new();
    for t in &s.book.alike {
        let topic = topics(&s.book, &[]).into_iter().find(|topic| topic.id == t.criterion);
        let told = topic.expect("a topic").compare(&s.book, &s.dataset, s.units.rows());
        let of = |v: f64| if t.is_ratio { v.max(1.0).ln() } else { v };
        let all: Vec<Option<f64>> =
            told.expect("shipped").sides.iter().map(|side| side.value.map(of)).collect();
        let mut known: Vec<f64> = all.iter().flatten().copied().collect();
        known.sort_by(f64::total_cmp);
        let last = known.len() - 1;
        let spread = (known[last * 9 / 10] - known[last / 10]) / 2.0;
        figures.push(all.into_iter().map(|v| v.map(|v| v / spread)).collect());
    }
    for code in ["12089", "31028", "75105", "97411"] {
        let row = s.dataset.gazetteer().row(s.code(code)).expect("a row");
        let here = s.units.rows().iter().position(|r| *r == row).expect("looked at");
        let mut all: Vec<(f64, usize)> = (0..s.units.len())
            .filter(|at| *at != here)
            .filter_map(|at| {
                let squares: Vec<f64> = figures
                    .iter()
                    .filter_map(|f| Some((f[at]? - f[here]?).abs().min(4.0).powi(2)))
                    .collect();
                let is_enough = 2 * squares.len() >= figures.len() && !squares.is_empty();
                is_enough.then(|| ((squares.iter().sum::<f64>() / squares.len() as f64).sqrt(), at))
            })
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        // All of them: of the last ones single figures are further than what counts.
        let told = like.of(&s.book, row, s.units.len());
        assert_eq!(told.len(), all.len(), "{code}");
        assert!(all.last().is_none_or(|last| last.0 > 1.0));
        for (alike, (unlikeness, _)) in told.iter().zip(&all) {
            assert!((alike.unlikeness - unlikeness).abs() < 1e-9, "{code}: {alike:?}");
        }
    }
}

/// Paris, Lyon and Marseille, which are looked at by their arrondissements: what the city has is on the
/// spot, and what is counted by arrondissement alone says so.
#[test]
fn cities_with_arrondissements_are_compared_as_what_they_are() {
    let (dataset, book, models) = whole();
    let row = |code: &str| row(&dataset, code);
    let rows = ["75056", "69123", "13055", "75118"].map(row);
    let date = NaiveDate::from_ymd_opt(2027, 3, 1).expect("a day");
    let query = Query::default();
    let asked = comparing::Asked { rows: &rows, query: &query, date, answers: &BTreeMap::new() };
    let versus = comparing::versus(&asked, &book, &models, &dataset).expect("all is shipped");
    let topic = |id: &str| versus.topics.iter().find(|t| t.id == id).expect("a topic");
    assert!(topic("pharmacie").sides.iter().all(|s| s.value == Some(0.0)));
    let around = topic("generalistes_autour");
    assert!(around.sides[..3].iter().all(|s| s.words == "se compte par arrondissement"));
    assert!(around.sides[3].is_known);
    // Doctors are counted for the city: of an arrondissement it is said why nothing is computed.
    let effect = topic("effet");
    assert!(effect.sides[..3].iter().all(|s| s.is_known));
    assert!(effect.sides[3].words.contains("demandez la ville"), "{:?}", effect.sides[3]);
    // What is not known of one is no difference, and makes nobody the best.
    assert!(effect.sides.iter().all(|s| s.end.is_none()));
    let (differ, same, unknown) = versus.sorted();
    assert_eq!(differ.len() + same.len() + unknown.len(), versus.topics.len());
    assert!(same.iter().all(|t| !t.lacks_some()) && unknown.iter().all(|t| t.lacks_some()));
    assert!(unknown.iter().any(|t| t.id == "effet") || differ.iter().any(|t| t.id == "effet"));
}
