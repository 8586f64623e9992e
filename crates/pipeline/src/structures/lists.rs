//! `data/structures.toml`: the lists, their kinds of sites, and how names are read.

use portrait::MissingList;
use serde::Deserialize;

use super::naming::Words;

/// `data/structures.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StructuresFile {
    pub(super) farthest_km: f64,
    pub(super) farthest_from_hall_km: f64,
    #[serde(rename = "source")]
    pub(super) sources: Vec<ListEntry>,
    #[serde(default)]
    pub(super) leave_out: Vec<LeaveOut>,
    #[serde(rename = "kind")]
    pub(super) kinds: Vec<KindEntry>,
    #[serde(rename = "name_rule")]
    pub(super) rules: Vec<NameRule>,
    pub(super) missing: Vec<MissingList>,
    pub(super) names: Words,
}

/// What is said of a list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListEntry {
    pub(super) id: String,
    pub(super) year: u16,
    pub(super) covers: String,
    pub(super) area: String,
    pub(super) limits: String,
    pub(super) complete: bool,
    #[serde(default)]
    pub(super) only: Vec<String>,
    #[serde(default)]
    pub(super) except: Vec<String>,
    pub(super) kinds: Vec<String>,
    #[serde(default)]
    pub(super) in_part: Vec<String>,
}

/// Sites that are in no département of ours.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LeaveOut {
    pub(super) starts: String,
    pub(super) why: String,
}

/// A kind, with the categories that make it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindEntry {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) label_plural: String,
    pub(super) definition: String,
    pub(super) none: String,
    pub(super) first: bool,
    #[serde(default)]
    pub(super) codes: Vec<String>,
    #[serde(default)]
    pub(super) labels: Vec<String>,
}

/// A kind that a name tells, among sites of some kinds and categories.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameRule {
    pub(super) kind: String,
    #[serde(default)]
    pub(super) kinds: Vec<String>,
    #[serde(default)]
    pub(super) codes: Vec<String>,
    #[serde(default)]
    pub(super) labels: Vec<String>,
    #[serde(rename = "match")]
    pub(super) pattern: String,
}
