//! Every aid for every commune at one date: the map can only show « what would I get » everywhere if this is quick.
//! Prints the time, and its ratio to reading the dataset in the same run.

use std::{collections::BTreeMap, path::Path, time::Instant};

use chrono::NaiveDate;
use cli::assets::Assets;
use territory::rules::{Datum, Situation, outcomes};

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
    let mut total = 0.0;
    for row in dataset.gazetteer.rows() {
        let situation = Situation { date, facts: dataset.facts(row), answers: answers.clone() };
        total += outcomes(&dataset.rules, &situation).iter().map(|o| o.total).sum::<f64>();
    }
    let judging = begun.elapsed();
    println!(
        "{} communes, {} aids: {:.2} s, {:.1} times the reading of the dataset ({total} € in all)",
        dataset.gazetteer.len(),
        dataset.rules.offers.len(),
        judging.as_secs_f64(),
        judging.as_secs_f64() / reading.as_secs_f64()
    );
}
