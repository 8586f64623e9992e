//! The days of the acts that a zoning is from, where the file tells them beside the classes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use tables::{Cell, Joined, JoinedColumn, Role};
use territory::{AreaKind, PartialDate, text};

use crate::reference::Reference;

/// The days of the acts of a zoning by région, and what is to be said of them.
#[derive(Default)]
pub(crate) struct Acts {
    /// By code of the région (INSEE).
    pub(crate) days: Vec<(String, PartialDate)>,
    /// In French.
    pub(crate) notes: Vec<String>,
}

/// Whether the heading of a column names an act.
pub(crate) fn names_act(header: &str) -> bool {
    let key = text::plain_key(header);
    key.contains("arrete") || key.contains("acte")
}

/// Whether two headings are alike up to the first mark (`zmed_niveau`, `zmed_date_arrete`).
pub(crate) fn are_alike(one: &str, other: &str) -> bool {
    let stem = |header| text::plain_words(header).into_iter().next().unwrap_or_default();
    stem(one) == stem(other)
}

/// The column of days that goes with a column of classes: the one that names an act and is headed
/// alike, or the only one that names an act.
fn beside<'a>(zoning: &JoinedColumn, joined: &'a Joined) -> Option<&'a JoinedColumn> {
    let names_act = |c: &&JoinedColumn| c.role == Role::Date && names_act(&c.header);
    let all: Vec<&JoinedColumn> = joined.columns.iter().filter(names_act).collect();
    let own = all.iter().copied().find(|c| are_alike(&c.header, &zoning.header));
    own.or(match all[..] {
        [only] => Some(only),
        _ => None,
    })
}

/// The days of the acts beside a column of classes. An act classes a whole région: where a file
/// gives several days for one, none is believed.
pub(crate) fn of(zoning: &JoinedColumn, joined: &Joined, reference: &Reference) -> Acts {
    let mut out = Acts::default();
    let Some(column) = beside(zoning, joined) else { return out };
    let mut found: BTreeMap<&str, BTreeSet<NaiveDate>> = BTreeMap::new();
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let g = &reference.gazetteer;
    for (row, cell) in g.rows().zip(&column.values) {
        let day = match cell {
            Some(Cell::Date(day)) => text::iso_date(day),
            _ => None,
        };
        if let (Some(day), Some(region)) = (day, g.area(AreaKind::Region, row)) {
            found.entry(&region.code).or_default().insert(day);
            names.insert(&region.code, &region.name);
        }
    }
    for (code, days) in found {
        match days.iter().collect::<Vec<_>>()[..] {
            [day] => {
                out.days.push((code.to_owned(), PartialDate::Day(*day)));
            }
            ref several => out.notes.push(format!(
                "{}\u{202f}: {} dates d’arrêté différentes dans la colonne « {} »\u{a0}; aucune n’est retenue.",
                names.get(code).copied().unwrap_or(code),
                several.len(),
                column.header
            )),
        }
    }
    out
}
