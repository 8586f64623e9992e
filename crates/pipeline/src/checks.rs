//! Published totals that the build must find again.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use territory::{Column, Row, Value};

use crate::columns::{MadeColumn, figures};
use crate::manifest::{Check, Measure, Scope};
use crate::places::Places;
use crate::series::MadeSeries;
use crate::sources::Library;

/// A check and what was found.
pub(crate) struct Outcome<'a> {
    pub(crate) check: &'a Check,
    pub(crate) found: f64,
}

impl Outcome<'_> {
    /// Whether the figure is the published one, within the stated tolerance.
    pub(crate) fn holds(&self) -> bool {
        (self.found - self.check.expected).abs() <= self.check.tolerance + 1e-9
    }

    /// One line for the console.
    pub(crate) fn line(&self) -> String {
        let Check { what, expected, tolerance, .. } = self.check;
        let verdict = if self.holds() { "ok  " } else { "FAIL" };
        format!(
            "{verdict} {what}: expected {expected} ± {tolerance}, found {}",
            rounded(self.found)
        )
    }
}

/// A figure with at most four decimals.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// Computes what each check asks for; a difference is an outcome, not an error.
pub(crate) fn run<'a>(
    checks: &'a [Check],
    library: &Library,
    places: &Places,
    made: &[MadeColumn],
    areas: &[MadeSeries],
) -> Result<Vec<Outcome<'a>>> {
    checks
        .iter()
        .map(|check| {
            let found = measure(check, library, places, made, areas)
                .with_context(|| format!("check « {} »", check.what))?;
            Ok(Outcome { check, found })
        })
        .collect()
}

fn measure(
    check: &Check,
    library: &Library,
    places: &Places,
    made: &[MadeColumn],
    areas: &[MadeSeries],
) -> Result<f64> {
    let g = &places.gazetteer;
    let rows: Vec<Row> = g
        .rows()
        .filter(|r| match check.places {
            Scope::Communes => g.is_commune(*r),
            Scope::Arrondissements => !g.is_commune(*r),
            Scope::Finest => g.arrondissements(*r).next().is_none(),
        })
        .filter(|r| {
            let departement = g.code(*r).departement().to_owned();
            !check.without.contains(&departement)
                && (check.only.is_empty() || check.only.contains(&departement))
        })
        .collect();
    let column = |id: &str| -> Result<&Column> {
        made.iter()
            .map(|m| &m.column)
            .find(|c| c.spec.id == id)
            .with_context(|| format!("no column {id}"))
    };
    let known = |id: &str| -> Result<Vec<f64>> {
        let c = column(id)?;
        Ok(rows.iter().filter_map(|r| c.value(*r).known()).collect())
    };
    let weighted = |id: &str, weight| -> Result<Vec<(f64, f64)>> {
        let (c, weights) = (column(id)?, figures(weight, library, places)?.values);
        let pair = |r: &Row| match (c.value(*r), weights[r.index()]) {
            (Value::Known(v), Value::Known(w)) => Some((v, w)),
            _ => None,
        };
        Ok(rows.iter().filter_map(pair).collect())
    };
    Ok(match &check.measure {
        Measure::Places => count(rows.len()),
        Measure::Areas(kind) => {
            count(g.membership(*kind).context("no such table of areas")?.areas.len())
        }
        Measure::SourceDistinct { source, column } => {
            let cells: BTreeSet<[&str; 1]> =
                library.table(source)?.cells([column.as_str()])?.collect();
            count(cells.len())
        }
        Measure::SourceSum { source, column } => {
            let mut sum = 0.0;
            for [cell] in library.table(source)?.cells([column.as_str()])? {
                sum += if cell.is_empty() {
                    0.0
                } else {
                    cell.parse::<f64>().with_context(|| format!("« {cell} »"))?
                };
            }
            sum
        }
        Measure::SeriesSum { series, year } => {
            let one = areas
                .iter()
                .map(|m| &m.series)
                .find(|s| s.id == *series)
                .with_context(|| format!("no series {series}"))?;
            let at = one
                .years
                .iter()
                .position(|y| y == year)
                .with_context(|| format!("{series} has no year {year}"))?;
            one.values.values().filter_map(|v| v.get(at).copied().flatten()).sum()
        }
        Measure::Sum { column } => known(column)?.iter().sum(),
        Measure::Known { column } => count(known(column)?.len()),
        Measure::Median { column } => {
            let mut values = known(column)?;
            values.sort_by(f64::total_cmp);
            *values.get(values.len() / 2).context("no figure at all")?
        }
        Measure::Mean { column, weight } => {
            let pairs = weighted(column, weight)?;
            pairs.iter().map(|(v, w)| v * w).sum::<f64>() / pairs.iter().map(|p| p.1).sum::<f64>()
        }
        Measure::ShareBelow { column, below, weight } => {
            let pairs = weighted(column, weight)?;
            100.0 * pairs.iter().filter(|(v, _)| v < below).map(|p| p.1).sum::<f64>()
                / pairs.iter().map(|p| p.1).sum::<f64>()
        }
        Measure::Departements { column: id, weight, source, key, value } => {
            let (c, weights) = (column(id)?, figures(weight, library, places)?.values);
            let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
            for row in &rows {
                if let (Value::Known(v), Value::Known(w)) = (c.value(*row), weights[row.index()]) {
                    let sum = sums.entry(g.code(*row).departement().to_owned()).or_default();
                    *sum = (sum.0 + v * w, sum.1 + w);
                }
            }
            let mut farthest = 0.0f64;
            let is_left_out = |code: &str| check.without.iter().any(|d| d == code);
            for [code, cell] in library.table(source)?.cells([key.as_str(), value])? {
                if is_left_out(code) {
                    continue;
                }
                let published: f64 = cell.parse().with_context(|| format!("« {cell} »"))?;
                let (total, weight) = sums
                    .get(code)
                    .copied()
                    .with_context(|| format!("no commune of {code} has a figure"))?;
                farthest = farthest.max((total / weight - published).abs());
            }
            farthest
        }
        Measure::Class { column: id, class } => {
            let c = column(id)?;
            count(
                rows.iter()
                    .filter(|r| c.class(**r).is_some_and(|found| found.id == *class))
                    .count(),
            )
        }
    })
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_beyond_the_tolerance_fails() {
        let check: Check = toml::from_str(
            r#"
            what = "mean"
            measure = { sum = { column = "population" } }
            expected = 3.74
            tolerance = 0.02
            published = "a test"
            "#,
        )
        .expect("a check");
        let holds = |found| Outcome { check: &check, found }.holds();
        assert!(holds(3.74) && holds(3.76) && holds(3.72));
        assert!(!holds(3.761) && !holds(3.719) && !holds(f64::NAN));
        assert!(Outcome { check: &check, found: 4.0 }.line().starts_with("FAIL mean"));
    }
}
