//! The tree of a computation, as a reader opens it.

use chrono::NaiveDate;
use serde::Serialize;

use super::LegalReference;

/// One line of a computation and what it was computed from.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Step {
    /// What it is.
    pub label: String,
    /// Its value with its unit.
    pub value: String,
    /// The operation with its values, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
    /// Where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<LegalReference>,
    /// First day on which this value is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// How far it is in doubt: one source only, sources that differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
    /// What it was computed from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Step>,
}
