//! A table that takes the place of ours: the day on which it was published, and the days of the acts
//! that its rows rest on.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use chrono::NaiveDate;
use territory::text;

use crate::manifest::Successor;
use crate::table::Table;

/// A day as that table writes it.
pub(crate) fn day(written: &str) -> Result<NaiveDate> {
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
