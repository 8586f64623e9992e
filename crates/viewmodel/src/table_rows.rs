//! The rows of the table: which places, in which order, and what a cell says.

use std::sync::Arc;

use territory::{AreaKind, Column, Dataset, Kind, Role, Row, Value, text};

use crate::summary::{count, inside_a_sentence};

/// A column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Official name, with its article.
    Name,
    /// INSEE code, five characters.
    Code,
    /// Name of the département.
    Departement,
    /// An indicator, by its identifier.
    Indicator(String),
}

/// An order of rows. Places without a figure come last, whichever way the others go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The column by which rows are ordered.
    pub field: Field,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// The places of a département (all of them without one), in order; `name_ranks` has the rank of
/// each row in the alphabetical order of names.
#[must_use]
pub fn rows(
    set: &Dataset,
    name_ranks: &[f64],
    departement: Option<&str>,
    order: &Order,
) -> Vec<Row> {
    let here = |r: &Row| {
        departement.is_none_or(|d| {
            set.gazetteer().area(AreaKind::Departement, *r).is_some_and(|a| a.code == d)
        })
    };
    let column = match &order.field {
        Field::Indicator(id) => set.column(id),
        _ => None,
    };
    let departement_rank = set.gazetteer().membership(AreaKind::Departement);
    let key = |row: Row| -> Option<f64> {
        match &order.field {
            Field::Name => name_ranks.get(row.index()).copied(),
            Field::Code => Some(f64::from(row.0)),
            Field::Departement => {
                departement_rank.and_then(|m| m.of_row.get(row.index())).map(|d| f64::from(*d))
            }
            Field::Indicator(_) => column.and_then(|c| c.value(row).known()),
        }
    };
    let mut keyed: Vec<(Option<f64>, Row)> =
        set.gazetteer().rows().filter(here).map(|r| (key(r), r)).collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if order.descending => b.total_cmp(a),
        (Some(a), Some(b)) => a.total_cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    keyed.into_iter().map(|(_, row)| row).collect()
}

/// What a cell says; the reason beside it when there is no figure.
#[must_use]
pub fn cell(column: Option<&Arc<Column>>, row: Row) -> (String, Option<&'static str>) {
    let Some(column) = column else {
        return ("…".to_owned(), Some("indicateur en cours de chargement"));
    };
    match (column.value(row), &column.spec.kind) {
        (Value::Known(v), Kind::Measure { shown, .. }) => {
            (text::fixed(v, usize::from(*shown)), None)
        }
        (Value::Known(_), Kind::Class(_)) => {
            (column.class(row).map_or_else(String::new, |c| c.short.clone()), None)
        }
        (Value::Absent(reason), _) => ("n.\u{a0}d.".to_owned(), Some(text::absence(reason))),
    }
}

/// How many places, and how many of each class of medical zone.
#[must_use]
pub fn count_sentence(set: &Dataset, rows: &[Row]) -> String {
    let number = |n: usize| text::integer(count(n));
    let communes = rows.iter().filter(|r| set.gazetteer().is_commune(**r)).count();
    let parts = rows.len() - communes;
    let plural = |n: usize| if n < 2 { "" } else { "s" };
    let mut out = format!("{} commune{}", number(communes), plural(communes));
    if parts > 0 {
        out += &format!(
            " et {} arrondissement{} municipa{}",
            number(parts),
            plural(parts),
            if parts < 2 { "l" } else { "ux" }
        );
    }
    if let Some(zone) = set.by_role(Role::Zone)
        && let Kind::Class(classes) = &zone.spec.kind
    {
        for (i, class) in classes.iter().enumerate() {
            let n = rows
                .iter()
                .filter(|r| {
                    set.gazetteer().is_commune(**r)
                        && zone.spec.class_of(zone.value(**r)) == Some(i)
                })
                .count();
            out += &format!(
                "{} {} {}",
                if i == 0 { "\u{202f}:" } else { "," },
                number(n),
                inside_a_sentence(&text::typeset(&class.short))
            );
        }
    }
    out + "."
}
