//! Every aid for every commune at one date, and access to care of the whole country: the map can
//! only show « what would I get » and « what would I change » everywhere if these are quick. Prints
//! the time, and its ratio to reading the dataset in the same run.

use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use cli::assets::Assets;
use insight::Country;
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
    let Survey { kinds, of_row } = Survey::new(dataset.rules(), &facts, date, answers);
    let total: f64 = of_row.iter().map(|k| kinds[*k as usize].best).sum();
    let judging = begun.elapsed();
    println!(
        "{} places of {} kinds, {} aids: {:.1} ms, {:.2} times the reading of the dataset ({total} € in all)",
        of_row.len(),
        kinds.len(),
        dataset.rules().offers.len(),
        judging.as_secs_f64() * 1e3,
        judging.as_secs_f64() / reading.as_secs_f64()
    );
    access_to_care(&folder, reading);
}

/// The catchment of the whole country, from town halls to access, and one doctor more in each of a
/// thousand communes.
fn access_to_care(folder: &Path, reading: Duration) {
    let assets = Assets::open(folder).unwrap_or_else(|e| panic!("{e}"));
    let mut dataset = assets.dataset().unwrap_or_else(|e| panic!("{e}"));
    let book = assets.insight(&mut dataset).unwrap_or_else(|e| panic!("{e}"));
    for model in &book.models {
        let begun = Instant::now();
        let country = Country::new(&dataset, &book, model);
        let put_together = begun.elapsed();
        let begun = Instant::now();
        let catchment = country.compute();
        let computed = begun.elapsed();
        let begun = Instant::now();
        let rows = (0..country.people.len()).step_by(35);
        let changed: usize =
            rows.clone().map(|i| catchment.effect(i, model.consultations).len()).sum();
        let each = begun.elapsed().as_secs_f64() / rows.count() as f64;
        println!(
            "{}: put together {:.1} ms, computed {:.1} ms, both {:.2} times the reading; one doctor {:.4} ms ({changed} places)",
            model.id,
            put_together.as_secs_f64() * 1e3,
            computed.as_secs_f64() * 1e3,
            (put_together + computed).as_secs_f64() / reading.as_secs_f64(),
            each * 1e3
        );
    }
}
