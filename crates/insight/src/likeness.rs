//! How alike a computed access and the published one are.

use serde::{Deserialize, Serialize};

/// How alike two figures rank the communes of a group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    /// Communes with both figures.
    pub communes: usize,
    /// Rank correlation (Spearman; ties share their mean rank).
    pub spearman: f64,
    /// Median absolute difference, in the unit of the published figure.
    pub median_difference: f64,
}

/// A way of computing access, compared with the published one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// What was computed, in English for the report.
    pub what: String,
    /// The same in French for the page.
    pub label: String,
    /// Short unit of the published figure.
    pub unit: String,
    /// All communes of metropolitan France.
    pub all: Likeness,
    /// Those of 2,000 people and more.
    pub large: Likeness,
    /// Of these, the départements on which parameters were chosen…
    pub chosen_on: Likeness,
    /// …and those on which they were not, which prove the choice.
    pub proved_on: Likeness,
}
