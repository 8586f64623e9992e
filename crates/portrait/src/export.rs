//! A portrait to take away: a table (CSV), and the properties of its communes for GeoJSON. The same
//! figures as on the screen, each with what must be said of it.

use serde_json::{Map, Value as Json, json};
use territory::{Dataset, Kind, Row, Value, gather, text};

use crate::{Beside, Book, Figure, Portrait, Territory};

/// Headings of the table.
pub const COLUMNS: [&str; 23] = [
    "territoire",
    "partie",
    "identifiant",
    "libelle",
    "valeur",
    "texte",
    "unite",
    "millesime",
    "niveau",
    "regle",
    "communes_connues",
    "communes",
    "departement",
    "region",
    "france",
    "producteur",
    "titre",
    "adresse",
    "licence",
    "traitement",
    "limites",
    "donnees_du",
    "citation",
];

/// How the whole is cited.
#[must_use]
pub fn citation(dataset: &str) -> String {
    format!(
        "Plaque, portrait de territoire, données réunies au {dataset}. Chaque chiffre garde son producteur et sa licence."
    )
}

/// The table as CSV, comma-separated, UTF-8. A figure that is missing is an empty `valeur`, with
/// the reason in `texte`. `dataset` is the day of the data.
#[must_use]
pub fn csv(portrait: &Portrait, dataset: &str) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut written = writer.write_record(COLUMNS).is_ok();
    for section in &portrait.sections {
        for figure in &section.figures {
            written &= writer.write_record(line(portrait, &section.title, figure, dataset)).is_ok();
        }
    }
    debug_assert!(written, "a table in memory takes any text");
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn line(portrait: &Portrait, part: &str, f: &Figure, dataset: &str) -> [String; COLUMNS.len()] {
    let number = |v: Option<f64>| v.map_or_else(String::new, |v| v.to_string());
    let beside = |level: &str| {
        number(f.beside.iter().find(|b: &&Beside| b.level == level).and_then(|b| b.value))
    };
    [
        portrait.title.clone(),
        part.to_owned(),
        f.id.clone(),
        f.label.clone(),
        number(f.value),
        f.text.clone(),
        f.unit.clone(),
        f.vintage.clone(),
        f.level.clone(),
        f.rule.clone(),
        f.known.to_string(),
        f.communes.to_string(),
        beside("departement"),
        beside("region"),
        beside("france"),
        f.origin.producer.clone(),
        f.origin.title.clone(),
        f.origin.url.clone(),
        f.origin.licence.clone(),
        f.origin.processing.clone(),
        f.limits.clone(),
        dataset.to_owned(),
        citation(dataset),
    ]
}

/// Communes of which a GeoJSON file has all figures: those of any région. With all of France it
/// would have 200 MB.
pub const FIGURED: u16 = 6_000;

/// What a commune has of every column of the portrait: a number or the identifier of a class; where
/// there is none, `null` and beside it `ID_pourquoi`, the reason. In a territory of more than
/// [`FIGURED`] communes, its code and name alone.
#[must_use]
pub fn properties(
    dataset: &Dataset,
    book: &Book,
    territory: &Territory,
    row: Row,
) -> Map<String, Json> {
    let g = dataset.gazetteer();
    let mut out = Map::new();
    out.insert("code".to_owned(), json!(g.code(row).as_str()));
    out.insert("nom".to_owned(), json!(g.name(row)));
    if territory.communes.len() > usize::from(FIGURED) {
        return out;
    }
    for column in book.columns_shown().filter_map(|id| dataset.column(id)) {
        let id = &column.spec.id;
        // A city of which only the arrondissements are published has what they come to, as on the
        // screen.
        let value = match column.value(row) {
            Value::Absent(reason) if matches!(column.spec.kind, Kind::Measure { .. }) => {
                gather(dataset, column, &[row]).map_or(Value::Absent(reason), Value::Known)
            }
            value => value,
        };
        match (column.class(row), value) {
            (Some(class), _) => out.insert(id.clone(), json!(class.id)),
            (None, Value::Known(v)) if matches!(column.spec.kind, Kind::Measure { .. }) => {
                out.insert(id.clone(), json!(v))
            }
            (None, Value::Known(_)) => out.insert(id.clone(), Json::Null),
            (None, Value::Absent(reason)) => {
                out.insert(format!("{id}_pourquoi"), json!(text::absence(reason)));
                out.insert(id.clone(), Json::Null)
            }
        };
    }
    out
}

/// What is said of the whole collection: the territory, the day of the data, how to cite, and what
/// each property is.
#[must_use]
pub fn about(
    dataset: &Dataset,
    book: &Book,
    territory: &Territory,
    day: &str,
) -> Map<String, Json> {
    let column = |id: &str| {
        let spec = &dataset.column(id)?.spec;
        let origin = &spec.origin;
        Some(json!({
            "id": spec.id, "libelle": spec.label, "definition": spec.definition, "unite": spec.unit.trim(), "millesime": spec.vintage,
            "producteur": origin.producer, "titre": origin.title, "adresse": origin.url, "licence": origin.licence,
            "traitement": origin.processing, "limites": spec.limits,
        }))
    };
    let mut out = Map::new();
    out.insert("territoire".to_owned(), json!(territory.title));
    out.insert("donnees_du".to_owned(), json!(day));
    out.insert("citation".to_owned(), json!(citation(day)));
    out.insert("contours".to_owned(), json!(book.contours));
    if territory.communes.len() > usize::from(FIGURED) {
        let limit = text::integer(f64::from(FIGURED));
        let why = format!(
            "Au-delà de {limit} communes, ce fichier ne dit que leur code et leur nom\u{202f}: demandez une région pour ses chiffres."
        );
        out.insert("limites".to_owned(), json!(why));
    } else {
        out.insert(
            "colonnes".to_owned(),
            Json::Array(book.columns_shown().filter_map(column).collect()),
        );
    }
    out
}
