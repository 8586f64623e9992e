//! « Comparer » in a terminal: what the page says of places side by side.

use std::{collections::BTreeMap, fmt::Write};

use chrono::NaiveDate;
use finder::{AIDS, Book, Compared, Query, SAME, UNKNOWN, Versus, topics};
use insight::{Country, SetUp};
use territory::{Dataset, Row, text};
use viewmodel::{Address, answers::is_understood, reached::Reached};

/// What places are compared for.
pub struct Asked<'a> {
    /// The places.
    pub rows: &'a [Row],
    /// The search whose towns are of interest.
    pub query: &'a Query,
    /// Day of installation.
    pub date: NaiveDate,
    /// What the doctor answers.
    pub answers: &'a BTreeMap<String, String>,
}

/// Reads answers as an address has them, `project=first&sector=1`.
///
/// # Errors
/// The first piece that answers no question, in French.
pub fn answers(text: &str, dataset: &Dataset) -> Result<BTreeMap<String, String>, String> {
    let read = Address::default().with_fragment(text);
    let pieces = text.split(['&', '#']).filter(|p| !p.is_empty());
    let is_answer =
        |p: &&str| p.split_once('=').is_some_and(|(id, _)| read.answers.contains_key(id));
    if let Some(piece) = pieces.into_iter().find(|p| !is_answer(p)) {
        return Err(format!("«\u{202f}{piece}\u{202f}» ne répond à aucune question."));
    }
    let answers = read.answers;
    for (id, written) in &answers {
        let question = dataset.rules().question(id);
        if !question.is_some_and(|q| is_understood(q, written)) {
            return Err(format!("La réponse «\u{202f}{id}={written}\u{202f}» n’est pas comprise."));
        }
    }
    Ok(answers)
}

/// Compares places; `models` are those of access to care.
///
/// # Errors
/// A column that the data lack, in French.
pub fn versus(
    asked: &Asked<'_>,
    book: &Book,
    models: &insight::Book,
    dataset: &Dataset,
) -> Result<Versus, String> {
    let columns: Result<Vec<Compared>, String> = topics(book, &asked.query.towns())
        .iter()
        .map(|topic| topic.compare(book, dataset, asked.rows))
        .map(|made| made.map_err(|column| format!("Colonne absente\u{202f}: {column}.")))
        .collect();
    let of_aids = book.reading(AIDS).map(|criterion| {
        let sum = |row: &Row| {
            Reached::at(dataset, *row, asked.date, asked.answers).sum(dataset.zone(*row))
        };
        Compared::of_aids(
            criterion,
            asked.date,
            !asked.answers.is_empty(),
            asked.rows.iter().map(sum).collect(),
        )
    });
    let effect = models.model(None).map(|model| {
        let country = Country::new(dataset, models, model);
        let catchment = country.compute();
        let gain = |row: &Row| {
            SetUp::gain_of_one(dataset, models, &country, &catchment, *row)
                .map_err(|e| e.to_string())
        };
        let gains: Vec<_> = asked.rows.iter().map(gain).collect();
        Compared::of_effect(&country.model.label, &gains)
    });
    let all = columns?.into_iter().chain(of_aids).chain(effect.into_iter().flatten()).collect();
    Ok(Versus::new(book, dataset, asked.rows, all))
}

/// A comparison in words: what differs first, then what is the same everywhere.
#[must_use]
pub fn in_words(versus: &Versus) -> String {
    let mut out = format!("{} {}\n", versus.counted(), versus.leads().join(" "));
    let (differ, same, unknown) = versus.sorted();
    for (title, topics) in [("", differ), (SAME, same), (UNKNOWN, unknown)] {
        if !title.is_empty() && !topics.is_empty() {
            out += &format!("\n{title}\n");
        }
        for t in topics {
            let side = |(place, side): (&finder::Contender, &finder::Side)| {
                let end = side.end.as_ref().map_or_else(String::new, |e| format!(", {}", e.words));
                format!("{} {}{end}", place.name, side.words)
            };
            let sides: Vec<String> = versus.places.iter().zip(&t.sides).map(side).collect();
            // Writing to a text cannot fail.
            let _ = writeln!(out, "{}\u{202f}: {}", t.name, text::typeset(&sides.join(" ; ")));
        }
    }
    out
}
