//! « Trouver »: a query of ten criteria with the first hundred of what it finds, and how many weightings
//! a second are tried on all communes. Beside it the same in plain JavaScript: `rank.mjs` of the contest.

use std::{hint::black_box, path::Path, sync::Arc, time::Instant};

use cli::assets::Assets;
use finder::{Computed, Fields, Found, Need, Query, Ranking, Robust, Units};

/// Ten criteria that leave some.
const TEN: &str = "zone:zip-frr,distance:31555:200km,acces:max4,departs:min5,population:max20000,ages:min8,\
                   gare:max40,urgences:max45,pharmacie:10,ecole:5,poids:distance:2,poids:gare:3,poids:urgences:2";
/// Every commune.
const ALL: &str =
    "population:min0:ouinconnu,poids:gare:3,poids:urgences:2,poids:maison:2,poids:ages:1";
/// Some thousand.
const THOUSAND: &str = "msp,pharmacie,ecole,population:max6000,poids:gare:3,poids:urgences:2,poids:maison:2,poids:ages:1";
const RUNS: usize = 41;
const FIRST: usize = 100;

/// The middle one of some times, milliseconds.
fn median(mut once: impl FnMut()) -> f64 {
    let mut all: Vec<f64> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            once();
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all[RUNS / 2]
}

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
    let assets = Assets::open(&folder).unwrap_or_else(|e| panic!("{e}"));
    let mut dataset = assets.dataset().unwrap_or_else(|e| panic!("{e}"));
    let book = assets.criteria(&mut dataset).unwrap_or_else(|e| panic!("{e}"));
    let units = Arc::new(Units::communes(dataset.gazetteer(), |r| dataset.population(r)));
    let mut fields = Fields::new(units);
    let read = |text: &str| {
        let (query, misread) = Query::read(text, &book);
        assert!(misread.is_empty(), "{misread:?}");
        query
    };
    for text in [TEN, ALL, THOUSAND] {
        for need in fields.fill(&dataset, &book, &read(text)) {
            match need {
                Need::Computed(key, computed) => fields.put_computed(key, Computed::run(&computed)),
                Need::Column(id) => panic!("{id} is not shipped"),
            }
        }
    }
    let found = |query: &Query| {
        let found = Found::new(query, &book, &dataset, &fields).expect("few criteria");
        let ranking = Ranking::new(query, &book, &fields, &found, FIRST).expect("all is there");
        (found.matches.len(), ranking)
    };
    for text in [TEN, ALL] {
        let query = read(text);
        let time = median(|| {
            black_box(found(&query));
        });
        let criteria = query.conditions.len();
        println!("{criteria} criteria, {} matches, first {FIRST}: {time:.2} ms", found(&query).0);
    }
    for text in [ALL, THOUSAND] {
        let (matches, ranking) = found(&read(text));
        let (worths, width, ties) = ranking.for_robust();
        let begun = Instant::now();
        let mut robust = Robust::new(&worths, width, &ties);
        let prepared = begun.elapsed();
        robust.draw(book.draws);
        black_box(robust.shares());
        let whole = begun.elapsed();
        println!(
            "{} weightings of {width} on {matches}: {whole:?}, {prepared:?} of it to prepare",
            book.draws
        );
    }
}
