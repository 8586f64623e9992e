//! `data/checks.toml`: published totals that the build must find again.

use serde::Deserialize;
use territory::AreaKind;

use super::indicators::Quantity;

/// `data/checks.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Checks {
    #[serde(rename = "check")]
    pub(crate) checks: Vec<Check>,
}

/// A published total that the build must find again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Check {
    pub(crate) what: String,
    pub(crate) measure: Measure,
    #[serde(default)]
    pub(crate) places: Scope,
    /// Départements to keep; all when empty.
    #[serde(default)]
    pub(crate) only: Vec<String>,
    /// Départements to leave out.
    #[serde(default)]
    pub(crate) without: Vec<String>,
    pub(crate) expected: f64,
    #[serde(default)]
    pub(crate) tolerance: f64,
    /// Where the expected figure is published.
    pub(crate) published: String,
    /// Why it is not found to the unit.
    #[serde(default)]
    pub(crate) note: String,
}

/// The places that a check runs over, so that nobody counts twice.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// Communes, without arrondissements.
    #[default]
    Communes,
    /// Arrondissements only.
    Arrondissements,
    /// Arrondissements rather than their city.
    Finest,
}

/// What a check computes.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Measure {
    /// Number of places within the scope.
    Places,
    /// Number of areas of a kind.
    Areas(AreaKind),
    /// Number of different cells of a column of a source, before anything is done to it.
    SourceDistinct { source: String, column: String },
    /// Sum over the rows of a source, before anything is done to them.
    SourceSum { source: String, column: String },
    /// Sum of a series over its areas, in a year.
    SeriesSum { series: String, year: u16 },
    /// Sum of a column.
    Sum { column: String },
    /// Number of places with a figure.
    Known { column: String },
    /// Median of a column, each place counted once.
    Median { column: String },
    /// Mean of a column weighted by a quantity.
    Mean { column: String, weight: Quantity },
    /// Percentage of the weight in places where the column is below a value.
    ShareBelow { column: String, below: f64, weight: Quantity },
    /// Greatest difference between the weighted mean of a département and the one that a source
    /// publishes.
    Departements { column: String, weight: Quantity, source: String, key: String, value: String },
    /// Number of places of a class.
    Class { column: String, class: String },
}
