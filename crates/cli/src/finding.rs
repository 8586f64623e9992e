//! « Trouver » in a terminal: what the page finds, by the same words.

use std::{fmt::Write, sync::Arc};

use chrono::NaiveDate;
use finder::{
    Book, Computed, Fields, Found, LISTED, Need, Query, Ranking, Robust, Table, Units, briefly,
    understand,
};
use serde_json::{Value as Json, json};
use territory::{Dataset, text};

/// Why nothing can be found, in French.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// Nothing of what was typed is a condition.
    #[error(
        "Rien de «\u{202f}{0}\u{202f}» n’est compris comme un critère. Essayez «\u{202f}zip à moins de 40 km de Rodez avec école et msp\u{202f}»."
    )]
    Nothing(String),
    /// Some of it is not understood.
    #[error("Pas compris\u{202f}: {0}.")]
    Misread(String),
    /// One's aids are computed by the page alone.
    #[error("Le critère «\u{202f}mes aides\u{202f}» ne se calcule que sur la page.")]
    Aids,
    /// The data lack a column.
    #[error("La colonne {0} manque aux données.")]
    Column(String),
    /// More conditions than can be counted.
    #[error("Plus de 254 critères\u{202f}: retirez-en.")]
    TooMany,
}

/// Reads a query as an address has it, or else as people type it.
///
/// # Errors
/// Something of it is not understood.
pub fn read(text: &str, book: &Book, dataset: &Dataset) -> Result<Query, FindError> {
    let (query, misread) = Query::read(text, book);
    if misread.is_empty() && !query.conditions.is_empty() {
        let strangers = query.strangers(book, dataset.gazetteer());
        return match strangers.is_empty() {
            true => Ok(query),
            false => Err(FindError::Misread(strangers.join(", "))),
        };
    }
    let read = understand(text, book, dataset);
    let lost: Vec<&str> =
        read.pieces.iter().filter(|p| !p.is_understood).map(|p| p.text.as_str()).collect();
    match () {
        () if read.query.conditions.is_empty() => Err(FindError::Nothing(text.to_owned())),
        () if !lost.is_empty() => Err(FindError::Misread(lost.join(", "))),
        () => Ok(read.query),
    }
}

/// Finds the places, with the weightings of the book tried on them.
///
/// # Errors
/// The query counts one's aids, or has too many conditions.
pub fn table(
    query: &Query,
    book: &Book,
    dataset: &Dataset,
    limit: usize,
) -> Result<Table, FindError> {
    let units = Units::of(query.unit, dataset.gazetteer(), |r| dataset.population(r));
    let mut fields = Fields::new(Arc::new(units));
    for need in fields.fill(dataset, book, query) {
        match need {
            Need::Computed(key, computed) => fields.put_computed(key, Computed::run(&computed)),
            Need::Column(id) if id == finder::AIDS => return Err(FindError::Aids),
            Need::Column(id) => return Err(FindError::Column(id)),
        }
    }
    let found = Found::new(query, book, dataset, &fields).ok_or(FindError::TooMany)?;
    let ranking = Ranking::new(query, book, &fields, &found, LISTED).ok_or(FindError::Aids)?;
    let (worths, width, ties) = ranking.for_robust();
    let shares = (width > 1).then(|| {
        let mut robust = Robust::new(&worths, width, &ties);
        robust.draw(book.draws);
        (robust.shares(), robust.draws())
    });
    let of = (&found, &ranking);
    Ok(Table::new(query, book, dataset, &fields, of, shares.as_ref(), limit))
}

/// A table as JSON: the query, and each place with its figures by criterion.
#[must_use]
pub fn as_json(table: &Table, day: &str) -> Json {
    let line = |(rank, l): (usize, &finder::Line)| {
        let figures: serde_json::Map<String, Json> = (table.headings.iter().zip(&l.figures))
            .map(|(h, v)| (h.id.clone(), json!(v)))
            .collect();
        json!({
            "rank": rank + 1, "code": l.code, "name": l.name, "departement": l.departement,
            "zone": l.zone, "score": l.score, "first_five_percent": l.robust, "figures": figures,
        })
    };
    json!({
        "sentence": table.sentence, "query": table.query, "found": table.found, "dataset": day,
        "units": table.headings.iter().map(|h| (h.id.clone(), json!(h.unit))).collect::<serde_json::Map<_, _>>(),
        "places": table.lines.iter().enumerate().map(line).collect::<Vec<_>>(),
    })
}

/// What is supposed of the classes on a day, as a line; nothing where they hold.
#[must_use]
pub fn supposed(dataset: &Dataset, day: NaiveDate) -> String {
    let caveat = dataset.zoning_supposed(day);
    caveat.map_or_else(String::new, |c| format!("Classes de la table\u{202f}: {c}.\n"))
}

/// A table in words, a place each.
#[must_use]
pub fn in_words(table: &Table, book: &Book) -> String {
    let mut out =
        format!("{} {}.\n", text::sentence_case(&table.unit.counted(table.found)), table.sentence);
    for (rank, line) in table.lines.iter().enumerate() {
        let figures: Vec<String> =
            (table.headings.iter().zip(&line.figures)).map(|(h, v)| briefly(book, h, *v)).collect();
        let robust = line.robust.map_or_else(String::new, |share| {
            format!(" ; dans les 5 premiers pour {} des pondérations", text::percent(share.round()))
        });
        // Writing to a text cannot fail.
        let _ = writeln!(
            out,
            "{:>3}. {} ({}, {}) {}\u{202f}: {}{}",
            rank + 1,
            line.name,
            line.code,
            line.departement,
            line.zone,
            figures.join(" · "),
            text::typeset(&robust)
        );
    }
    out
}
