//! `data/series.toml`: figures of whole areas, year by year.

use std::collections::BTreeMap;

use serde::Deserialize;
use territory::AreaKind;

use super::indicators::Page;

/// `data/series.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeriesFile {
    #[serde(rename = "series")]
    pub(crate) series: Vec<SeriesEntry>,
}

/// Figures of whole areas, year by year.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeriesEntry {
    pub(crate) id: String,
    pub(crate) level: AreaKind,
    pub(crate) source: String,
    /// The page that reads it.
    #[serde(default = "insight")]
    pub(crate) page: Page,
    /// Part of the portrait where it is shown.
    #[serde(default)]
    pub(crate) group: String,
    /// Column of the area's code.
    pub(crate) key: String,
    /// Columns and the word that a row must have to be read.
    #[serde(default)]
    pub(crate) only: BTreeMap<String, String>,
    /// A series for each different word of this column; `{}` in the texts stands for the word.
    #[serde(default)]
    pub(crate) each: Option<String>,
    /// Words of it that are none: totals of others.
    #[serde(default)]
    pub(crate) without: Vec<String>,
    /// What is added to the limits of some of these, by word.
    #[serde(default)]
    pub(crate) notes: BTreeMap<String, String>,
    /// Units of some of these that differ from `unit`, by word; `{unit}` in the definition stands
    /// for it.
    #[serde(default)]
    pub(crate) units: BTreeMap<String, String>,
    /// Where the national figures are.
    #[serde(default)]
    pub(crate) france: Option<National>,
    /// Column of each year.
    #[serde(default)]
    pub(crate) wide: Option<BTreeMap<String, String>>,
    /// Columns of year and figure.
    #[serde(default)]
    pub(crate) long: Option<Long>,
    /// What the figures are multiplied by.
    #[serde(default = "one")]
    pub(crate) factor: f64,
    /// What a zero means.
    #[serde(default)]
    pub(crate) zero: Zero,
    /// Codes of the source that stand for another of ours.
    #[serde(default)]
    pub(crate) aliases: BTreeMap<String, String>,
    pub(crate) label: String,
    pub(crate) definition: String,
    pub(crate) unit: String,
    pub(crate) decimals: u8,
    pub(crate) limits: String,
}

/// The national figures of a series.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum National {
    /// Columns and the word of the rows that stand for the country, instead of `only`.
    Rows(BTreeMap<String, String>),
    /// Figures by year, as published elsewhere.
    Figures(BTreeMap<String, f64>),
}

fn insight() -> Page {
    Page::Insight
}

/// Columns of a long table.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Long {
    pub(crate) year: String,
    pub(crate) value: String,
}

/// What a zero of a series means.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Zero {
    /// A count of zero.
    #[default]
    None,
    /// An absence: the source writes 0 where it knows nothing.
    Unknown,
}

fn one() -> f64 {
    1.0
}
