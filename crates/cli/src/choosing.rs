//! The commands that choose among places: `find` and `compare`, in the form that is asked for.

use std::path::Path;

use chrono::{Local, NaiveDate};
use cli::{assets::Assets, comparing, finding};
use finder::{Book, Dialect, Drawn};
use territory::{Dataset, Row};
use viewmodel::scenario::Outline;

use crate::Failure;

/// In which form an answer is given.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    Words,
    Json,
    Csv,
    GeoJson,
}

impl Form {
    /// The first that is asked for; words where none is.
    pub(crate) fn of(json: bool, csv: bool, geojson: bool) -> Self {
        let asked = [(json, Self::Json), (csv, Self::Csv), (geojson, Self::GeoJson)];
        asked.into_iter().find(|a| a.0).map_or(Self::Words, |a| a.1)
    }
}

fn not_found(why: impl ToString) -> Failure {
    Failure::NotFound(why.to_string())
}

/// A query as it is, or the one that a file of this name has.
fn asked(query: &str) -> Result<String, Failure> {
    match Path::new(query).is_file() {
        true => Ok(std::fs::read_to_string(query)?.trim().to_owned()),
        false => Ok(query.to_owned()),
    }
}

/// What may be asked, of places in a drawn outline as well.
fn criteria(
    assets: &Assets,
    dataset: &mut Dataset,
    outline: Option<&Outline>,
) -> Result<Book, Failure> {
    let book = assets.criteria(dataset)?;
    let drawn = outline.map(|o| Drawn { corners: o.degrees(), written: o.to_string() });
    Ok(match drawn {
        Some(drawn) => book.with_own(dataset, &[], &[], Some(&drawn)),
        None => book,
    })
}

/// The places that a query finds, no more than so many.
pub(crate) fn found(
    assets: &Assets,
    mut dataset: Dataset,
    (query, outline, limit): (&str, Option<&Outline>, usize),
    form: Form,
) -> Result<String, Failure> {
    let book = criteria(assets, &mut dataset, outline)?;
    let query = finding::read(&asked(query)?, &book, &dataset).map_err(not_found)?;
    let table = finding::table(&query, &book, &dataset, limit).map_err(not_found)?;
    Ok(match form {
        Form::Json => {
            serde_json::to_string_pretty(&finding::as_json(&table, &assets.day()))? + "\n"
        }
        Form::Csv => table.csv(&assets.day(), Dialect::Plain),
        Form::GeoJson => table.geojson(&dataset, &assets.day()) + "\n",
        Form::Words => {
            let supposed = finding::supposed(&dataset, Local::now().date_naive());
            finding::in_words(&table, &book) + &supposed
        }
    })
}

/// Places side by side: with the distances to the towns of a query, for answers, on a day.
pub(crate) fn compared(
    assets: &Assets,
    mut dataset: Dataset,
    rows: &[Row],
    (query, outline, answers, date): (Option<&str>, Option<&Outline>, &str, NaiveDate),
    form: Form,
) -> Result<String, Failure> {
    if let Some(twice) = rows.iter().enumerate().find(|(i, row)| rows[..*i].contains(*row)) {
        let name = dataset.gazetteer().name(*twice.1).to_owned();
        return Err(not_found(format!("{name} est nommé deux fois.")));
    }
    let book = criteria(assets, &mut dataset, outline)?;
    let models = assets.insight(&mut dataset)?;
    let query = match query {
        Some(query) => finding::read(&asked(query)?, &book, &dataset).map_err(not_found)?,
        None => finder::Query::default(),
    };
    let asked = comparing::Asked {
        rows,
        query: &query,
        date,
        answers: &comparing::answers(answers, &dataset).map_err(not_found)?,
    };
    let versus = comparing::versus(&asked, &book, &models, &dataset).map_err(not_found)?;
    Ok(match form {
        Form::Json => serde_json::to_string_pretty(&versus)? + "\n",
        Form::Csv => versus.csv(&assets.day(), &finder::notes(date, asked.answers), Dialect::Plain),
        Form::Words | Form::GeoJson => {
            comparing::in_words(&versus) + &finding::supposed(&dataset, date)
        }
    })
}
