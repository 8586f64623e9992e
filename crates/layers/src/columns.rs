//! Columns made of the cells of a table: those that replace a shipped one, and new ones for the
//! map.

use tables::{Cell, JoinedColumn, Role};
use territory::{
    Absence, Aggregate, COUNTED, Class, Column, ColumnEntry, ColumnSpec, Direction, Kind, OWN,
    Origin, PartialDate, Provenance, Row, Value, text,
};

use crate::{
    asked::Asked,
    legend::breaks,
    reference::{Covered, Reference},
};

/// A new or replaced column, and the heading under which it is listed.
pub(crate) struct MadeColumn {
    pub(crate) column: Column,
    pub(crate) entry: ColumnEntry,
}

/// Densities are of so many inhabitants.
const PER: f64 = 10_000.0;
/// Decimals kept of a figure, at most.
const DECIMALS: u8 = 3;
/// Heading under which new figures are listed.
const HEADING: &str = "Vos données";

/// The columns that a column of the file becomes; nothing for one that is only there to find
/// communes.
pub(crate) fn columns(
    joined: &JoinedColumn,
    place: usize,
    acts: &[(String, PartialDate)],
    asked: &Asked,
    reference: &Reference,
) -> Vec<MadeColumn> {
    let zoned = |role| zoning(role, joined, acts, asked, reference).into_iter().collect();
    match joined.role {
        Role::DoctorZone => zoned(territory::Role::Zone),
        Role::NurseZone => zoned(territory::Role::NurseZone),
        Role::GpCount => doctors(joined, asked, reference),
        Role::Count | Role::Density | Role::Age | Role::Value => {
            free(joined, place, asked).into_iter().collect()
        }
        Role::Code | Role::PostalCode | Role::Name | Role::Date | Role::Ignored => Vec::new(),
    }
}

/// Where every figure of the file is from.
fn origin(asked: &Asked, processing: String) -> Origin {
    let licence = "fichier apporté par vous, lu sur votre appareil".to_owned();
    Origin {
        producer: "Votre fichier".to_owned(),
        title: asked.name.clone(),
        url: String::new(),
        licence,
        processing,
    }
}

fn provenance(asked: &Asked) -> Provenance {
    Provenance::User { file: asked.name.clone(), date: dated(asked), acts: Vec::new() }
}

/// The day of the file in words; as the user wrote it where it is no day.
fn dated(asked: &Asked) -> String {
    asked.date.parse().map_or_else(|_| asked.date.clone(), text::date)
}

/// What is said of the places that the file does not speak of.
fn elsewhere(shipped: &ColumnSpec, covered: &Covered<'_>) -> String {
    match covered.names()[..] {
        [] => String::new(),
        ref names => format!(
            " Hors de ces régions ({}), dont votre fichier ne dit rien\u{202f}: {}.",
            names.join(", "),
            shipped.vintage
        ),
    }
}

fn zoning(
    role: territory::Role,
    joined: &JoinedColumn,
    acts: &[(String, PartialDate)],
    asked: &Asked,
    reference: &Reference,
) -> Option<MadeColumn> {
    let shipped = reference.column(role)?;
    let Kind::Class(classes) = &shipped.spec.kind else { return None };
    let covered = reference.covered(rows(joined));
    let values: Vec<Value> = reference
        .gazetteer
        .rows()
        .map(|row| match joined.values.get(row.index()).and_then(Option::as_ref) {
            Some(Cell::Class(word)) => class(classes, word)
                .map_or(Value::Absent(Absence::NotMatched), |n| Value::Known(n.into())),
            Some(Cell::Secret) => Value::Absent(Absence::Secret),
            Some(_) => Value::Absent(Absence::NotPublished),
            None if covered.has(row) => Value::Absent(Absence::NotPublished),
            None => shipped.value(row),
        })
        .collect();
    let processing = format!(
        "Classe reprise de la colonne « {} » de votre fichier.{}",
        joined.header,
        elsewhere(&shipped.spec, &covered)
    );
    let mut spec = replaced(&shipped.spec, asked, processing);
    if let Provenance::User { acts: told, .. } = &mut spec.provenance {
        *told = acts.to_vec();
    }
    made(spec, &values)
}

/// Position of a class by its identifier or its short name.
pub(crate) fn class(classes: &[Class], word: &str) -> Option<u32> {
    let same = |text: &str| territory::text::plain_key(text) == territory::text::plain_key(word);
    let position = classes.iter().position(|c| same(&c.id) || same(&c.short))?;
    u32::try_from(position).ok()
}

/// The shipped description, said of the file.
fn replaced(shipped: &ColumnSpec, asked: &Asked, processing: String) -> ColumnSpec {
    ColumnSpec {
        vintage: format!("vos données, {}", dated(asked)),
        limits: format!(
            "Lu dans votre fichier « {} », que Plaque n’a pas vérifié\u{202f}: l’acte publié fait seul foi.",
            asked.name
        ),
        origin: origin(asked, processing),
        provenance: provenance(asked),
        ..shipped.clone()
    }
}

/// The count of GPs, and the density that follows from it.
fn doctors(joined: &JoinedColumn, asked: &Asked, reference: &Reference) -> Vec<MadeColumn> {
    let column = |role| reference.column(role);
    let (Some(count), Some(density), Some(people)) = (
        column(territory::Role::GpCount),
        column(territory::Role::GpDensity),
        column(territory::Role::Population),
    ) else {
        return Vec::new();
    };
    let covered = reference.covered(rows(joined));
    let (mut counts, mut densities) = (Vec::new(), Vec::new());
    for row in reference.gazetteer.rows() {
        let own = joined.values.get(row.index()).and_then(Option::as_ref);
        if own.is_none() && !covered.has(row) {
            counts.push(count.value(row));
            densities.push(density.value(row));
            continue;
        }
        let found = own.map_or(Value::Absent(Absence::NotPublished), value);
        counts.push(found);
        densities.push(match (found, people.value(row)) {
            (Value::Known(n), Value::Known(p)) if p > 0.0 => Value::Known(n * PER / p),
            (Value::Known(_), _) => Value::Absent(Absence::NotApplicable),
            (absent, _) => absent,
        });
    }
    let of = format!("colonne « {} » de votre fichier", joined.header);
    let counted = replaced(
        &count.spec,
        asked,
        format!("Nombre repris de la {of}.{}", elsewhere(&count.spec, &covered)),
    );
    let divided = format!(
        "Calculé par nous\u{202f}: {of}, divisée par la population municipale ({}).{}",
        people.spec.vintage,
        elsewhere(&density.spec, &covered)
    );
    let divided = replaced(&density.spec, asked, divided);
    [
        (counted, counts),
        (divided, densities),
        counted_here(count, joined, asked, &covered, reference),
    ]
    .into_iter()
    .filter_map(|(spec, values)| made(spec, &values))
    .collect()
}

/// Where doctors are of the user's count: what the shipped table counts there, see [`COUNTED`].
fn counted_here(
    count: &Column,
    joined: &JoinedColumn,
    asked: &Asked,
    covered: &Covered<'_>,
    reference: &Reference,
) -> (ColumnSpec, Vec<Value>) {
    let has =
        |row: Row| covered.has(row) || joined.values.get(row.index()).is_some_and(Option::is_some);
    let shipped = |row| Value::Known(count.value(row).known().unwrap_or(0.0));
    let value = |row| if has(row) { shipped(row) } else { Value::Absent(Absence::NotApplicable) };
    let spec = ColumnSpec {
        id: COUNTED.to_owned(),
        label: "Compté par vous".to_owned(),
        ..replaced(&count.spec, asked, String::new())
    };
    (spec, reference.gazetteer.rows().map(value).collect())
}

/// A new column for the map.
fn free(joined: &JoinedColumn, place: usize, asked: &Asked) -> Option<MadeColumn> {
    let values: Vec<Value> = joined
        .values
        .iter()
        .map(|c| c.as_ref().map_or(Value::Absent(Absence::NotPublished), value))
        .collect();
    let known: Vec<f64> = values.iter().filter_map(|v| v.known()).collect();
    if known.is_empty() {
        return None;
    }
    let bounds = breaks(&known);
    let ramp = asked.ramp.colours();
    // The darkest of a short legend is the darkest of all.
    let colours = (0..=bounds.len())
        .map(|i| {
            ramp[if bounds.is_empty() { 3 } else { i * (ramp.len() - 1) / bounds.len() }].to_owned()
        })
        .collect();
    let decimals = decimals(&known);
    let spec = ColumnSpec {
        id: format!("{OWN}{}_{place}", asked.layer),
        label: joined.header.clone(),
        definition: format!(
            "Colonne « {} » du fichier « {} » que vous avez apporté.",
            joined.header, asked.name
        ),
        unit: "unité de votre fichier".to_owned(),
        unit_short: String::new(),
        vintage: dated(asked),
        limits: "Chiffre de votre fichier, que Plaque n’a pas vérifié.".to_owned(),
        direction: Direction::Neutral,
        aggregate: match joined.role {
            Role::Count => Aggregate::Sum,
            Role::Density | Role::Age => Aggregate::PopulationMean,
            _ => Aggregate::None,
        },
        weight: None,
        kind: Kind::Measure {
            decimals,
            shown: decimals.min(2),
            breaks: bounds,
            colours,
            reference: None,
        },
        origin: origin(asked, "Valeur reprise telle quelle.".to_owned()),
        provenance: provenance(asked),
        width: 4,
        offset: 0,
    };
    made(fitted(spec, &known), &values)
}

/// Offset so that the least value is stored as zero.
fn fitted(mut spec: ColumnSpec, known: &[f64]) -> ColumnSpec {
    let Kind::Measure { decimals, .. } = spec.kind else { return spec };
    let least =
        known.iter().copied().fold(f64::INFINITY, f64::min) * 10f64.powi(i32::from(decimals));
    if least < 0.0 && least > -9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
        let offset = least.floor() as i64;
        spec.offset = offset;
    }
    spec
}

/// Decimals that tell all values apart, as far as they fit four bytes.
fn decimals(known: &[f64]) -> u8 {
    let most = known.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    let is_written = |v: f64, d: u8| {
        let scaled = v * 10f64.powi(i32::from(d));
        (scaled - scaled.round()).abs() < 1e-6
    };
    let wanted =
        (0..DECIMALS).find(|d| known.iter().all(|v| is_written(*v, *d))).unwrap_or(DECIMALS);
    (0..=wanted).rev().find(|d| most * 10f64.powi(i32::from(*d)) < 2e9).unwrap_or(0)
}

/// The figure of a cell, or why there is none.
fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Number(n) if n.is_finite() => Value::Known(*n),
        Cell::Secret => Value::Absent(Absence::Secret),
        _ => Value::Absent(Absence::NotPublished),
    }
}

fn made(spec: ColumnSpec, values: &[Value]) -> Option<MadeColumn> {
    let entry = ColumnEntry {
        id: spec.id.clone(),
        label: spec.label.clone(),
        group: HEADING.to_owned(),
        vintage: spec.vintage.clone(),
    };
    // A figure beyond what the column can hold leaves the place without one, not the file without a
    // column.
    let fits: Vec<Value> = values
        .iter()
        .map(|v| if storable(&spec, *v) { *v } else { Value::Absent(Absence::NotMatched) })
        .collect();
    Column::new(spec, &fits).ok().map(|column| MadeColumn { column, entry })
}

fn storable(spec: &ColumnSpec, value: Value) -> bool {
    Column::new(spec.clone(), &[value]).is_ok()
}

/// The rows that a column speaks of.
fn rows(joined: &JoinedColumn) -> impl Iterator<Item = Row> + '_ {
    joined
        .values
        .iter()
        .enumerate()
        .filter(|(_, v)| v.is_some())
        .filter_map(|(i, _)| u16::try_from(i).ok().map(Row))
}
