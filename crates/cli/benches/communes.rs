//! Every aid for every commune at one date: the map can only show « what would I get » everywhere if this is quick.
//! Prints the time, and its ratio to reading the dataset in the same run.

use std::{collections::BTreeMap, path::Path, time::Instant};

use chrono::NaiveDate;
use cli::assets::Assets;
use territory::rules::{Datum, Survey};

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
    let begun = Instant::now();
    let dataset = Assets::open(&folder).and_then(|a| a.dataset()).unwrap_or_else(|e| panic!("{e}"));
    let reading = begun.elapsed();
    let word = |w: &str| Datum::Word(w.to_owned());
    let answers = BTreeMap::from([
        ("project".to_owned(), word("first")),
        ("sector".to_owned(), word("1")),
        ("aided_before".to_owned(), Datum::Flag(false)),
        ("fmt_socle".to_owned(), Datum::Number(20_000.0)),
    ]);
    let date = NaiveDate::from_ymd_opt(2026, 2, 1).expect("a day");
    let begun = Instant::now();
    let facts = dataset.fact_columns();
    let survey = Survey::new(&dataset.rules, &facts, date, answers);
    let (kinds, of_row) = survey.finish();
    let total: f64 = of_row.iter().map(|k| kinds[*k as usize].best).sum();
    let judging = begun.elapsed();
    println!(
        "{} places of {} kinds, {} aids: {:.1} ms, {:.2} times the reading of the dataset ({total} € in all)",
        of_row.len(),
        kinds.len(),
        dataset.rules.offers.len(),
        judging.as_secs_f64() * 1e3,
        judging.as_secs_f64() / reading.as_secs_f64()
    );
}
