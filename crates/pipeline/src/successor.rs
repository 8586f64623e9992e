//! A table that took the place of ours: the day on which it was published, and the acts that its
//! rows rest on.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use chrono::NaiveDate;
use territory::{AreaKind, InseeCode, text};

use crate::manifest::Successor;
use crate::places::Places;
use crate::table::Table;

/// A day as that table writes it.
fn day(written: &str) -> Result<NaiveDate> {
    NaiveDate::parse_from_str(written.trim(), "%d/%m/%Y")
        .ok()
        .with_context(|| format!("« {written} » is no day (dd/mm/yyyy)"))
}

/// The day of publication, the same in every row.
///
/// # Errors
/// Rows of several days, or of none.
pub(crate) fn published(successor: &Successor, table: &Table) -> Result<NaiveDate> {
    let days: BTreeSet<&str> =
        table.cells([successor.published.as_str()])?.map(|[day]| day).collect();
    ensure!(days.len() == 1, "{} days of publication instead of one", days.len());
    day(days.first().context("no row")?)
}

/// Whether every row says the day of its act, or nothing.
///
/// # Errors
/// The first day that is none.
pub(crate) fn check_acts(successor: &Successor, table: &Table) -> Result<()> {
    let days: BTreeSet<&str> = table.cells([successor.act.as_str()])?.map(|[day]| day).collect();
    days.into_iter().filter(|d| !d.is_empty()).try_for_each(|d| day(d).map(drop))
}

/// The vintage of an indicator made of that table, in French.
pub(crate) fn vintage(published: NaiveDate) -> String {
    format!("publié le {}", text::date(published))
}

/// The day of the act by région (INSEE code). An act classes a whole région: where the table gives
/// several days for one, none is believed; `say` hears it.
pub(crate) fn acts(
    successor: &Successor,
    code: &str,
    table: &Table,
    places: &Places,
    say: &mut dyn FnMut(&str),
) -> Result<BTreeMap<String, NaiveDate>> {
    let g = &places.gazetteer;
    let mut found: BTreeMap<&str, BTreeSet<NaiveDate>> = BTreeMap::new();
    for [code, written] in table.cells([code, successor.act.as_str()])? {
        let Some(row) = InseeCode::parse(code).ok().and_then(|code| g.row(code)) else { continue };
        let Some(region) = g.area(AreaKind::Region, row).filter(|_| !written.is_empty()) else {
            continue;
        };
        found.entry(&region.code).or_default().insert(day(written)?);
    }
    let mut out = BTreeMap::new();
    for (region, days) in found {
        match days.iter().collect::<Vec<_>>()[..] {
            [one] => {
                out.insert(region.to_owned(), *one);
            }
            ref several => {
                say(&format!("  région {region}: {} days of acts, none believed", several.len()));
            }
        }
    }
    Ok(out)
}
