//! What is so at a place that is compared, in words.

use serde::Serialize;
use territory::{Dataset, Kind as ColumnKind, Row, Value, text};

use crate::{
    book::{Book, Criterion, Kind, Measure},
    key::Key,
    table::figure_in_words,
};

/// What is so at a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// The figure or class with its unit, or why there is none.
    pub words: String,
    /// Whether it is known; the words say why where it is not.
    pub is_known: bool,
    /// The figure that is compared: of a thing the km to the nearest one. None where not known, or
    /// where there is only a word.
    pub value: Option<f64>,
    /// The colour of the class on the map, where it is one.
    #[serde(skip)]
    pub colour: Option<String>,
    /// Set where this is the one end of what is compared.
    pub end: Option<End>,
}

/// The one place at an end of what is compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct End {
    /// Whether it is the end that a doctor looks for.
    pub is_best: bool,
    /// « le plus près ».
    pub words: String,
}

impl Side {
    /// What is known, with its figure.
    pub(crate) fn known(words: String, value: Option<f64>) -> Self {
        Self { words, is_known: true, value, colour: None, end: None }
    }

    /// What is not known, and why.
    pub(crate) fn unknown(why: String) -> Self {
        Self { words: why, is_known: false, value: None, colour: None, end: None }
    }
}

/// A figure of a criterion as a column under its unit says it.
#[must_use]
pub fn figure_in_column(book: &Book, criterion: &str, value: Option<f64>) -> String {
    match (book.criterion(criterion).map(|c| &c.kind), value) {
        (Some(Kind::Measure(m)), Some(v)) => plain(m, v),
        _ => figure_in_words(book, criterion, value),
    }
}

/// A figure of a criterion in words, its unit with it.
pub(crate) fn figure_of(criterion: &Criterion, value: Option<f64>) -> String {
    match (&criterion.kind, value) {
        (Kind::Measure(m), Some(v)) => {
            let figure = plain(m, v);
            let has_unit = m.unit.chars().count() <= SHORT_UNIT;
            text::typeset(&if has_unit { figure } else { format!("{figure} {}", m.unit) })
        }
        (_, Some(v)) => text::number(v, 1),
        (_, None) => "donnée inconnue".to_owned(),
    }
}

/// A figure as it stands under its unit, which is repeated where it is short.
fn plain(m: &Measure, v: f64) -> String {
    let figure = match m.decimals {
        0 => text::number(v, 0),
        decimals => text::fixed(v, usize::from(decimals.max(2))),
    };
    let is_short = m.unit.chars().count() <= SHORT_UNIT;
    text::typeset(&if is_short { format!("{figure} {}", m.unit) } else { figure })
}

/// Letters of a unit that is short.
const SHORT_UNIT: usize = 4;

/// The class or count of a column as it is published.
pub(crate) fn as_published(dataset: &Dataset, id: &str, row: Row) -> Side {
    let g = dataset.gazetteer();
    let Some(column) = dataset.column(id) else { return Side::unknown(String::new()) };
    // An arrondissement of a city that has one class.
    let row = match (column.value(row), g.parent(row)) {
        (Value::Absent(_), Some(city)) => city,
        _ => row,
    };
    let words = match (column.value(row), column.class(row)) {
        (_, Some(class)) => class.short.clone(),
        (Value::Known(v), None) => {
            let unit = &column.spec.unit_short;
            format!("{} {unit}", text::number(v, 0))
        }
        (Value::Absent(why), None) => text::absence(why).to_owned(),
    };
    let is_class = matches!(column.spec.kind, ColumnKind::Class(_));
    let value = column.value(row).known().filter(|_| !is_class);
    let colour = column.class(row).map(|c| c.colour.clone()).filter(|c| !c.is_empty());
    let is_known = column.value(row).known().is_some();
    Side { words: text::typeset(words.trim()), is_known, value, colour, end: None }
}

/// How many there are of something, or how far the nearest is.
pub(crate) fn there_or_near(
    dataset: &Dataset,
    id: &str,
    is_class: bool,
    row: Row,
    km: f64,
) -> String {
    let count = dataset.column(id).and_then(|c| c.value(row).known());
    match count {
        _ if km > 0.0 => {
            let far = match text::number(km, 0) {
                far if far == "0" => "moins de 1".to_owned(),
                far => far,
            };
            text::typeset(&format!("rien de connu sur place, à {far} km au plus près"))
        }
        Some(n) if !is_class => text::number(n, 0),
        _ => "oui".to_owned(),
    }
}

/// Why there is no figure.
pub(crate) fn why_not(dataset: &Dataset, key: &Key, row: Row) -> String {
    if matches!(key, Key::Around(..)) && dataset.gazetteer().arrondissements(row).next().is_some() {
        return "se compte par arrondissement".to_owned();
    }
    let column = match key {
        Key::Figure(id)
        | Key::Greatest(id)
        | Key::Rest(id)
        | Key::Less(id, _)
        | Key::Nearest(id, _) => dataset.column(id),
        _ => None,
    };
    match column.map(|c| c.value(row)) {
        Some(Value::Absent(why)) => text::typeset(text::absence(why)),
        _ => "donnée inconnue".to_owned(),
    }
}
