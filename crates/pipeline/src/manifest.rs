//! What the manifests of `data/` say: sources, indicators, checks. A table more is an entry more,
//! never code.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use territory::{Absence, Aggregate, AreaKind, Direction, Kind, Role, Roles};

/// `data/sources.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sources {
    /// Date of the dataset: set by hand when a source changes, so that a build does not depend on
    /// the clock.
    pub(crate) dataset: NaiveDate,
    /// Communes whose code changed: a table that does not have them lost them on the way.
    #[serde(default)]
    pub(crate) moved: Vec<String>,
    #[serde(default, rename = "package")]
    pub(crate) packages: Vec<Package>,
    #[serde(rename = "source")]
    pub(crate) sources: Vec<Source>,
    #[serde(default, rename = "split")]
    pub(crate) splits: Vec<Split>,
}

/// An archive that a package client fetches.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) client: Client,
    /// Name and version, as the client wants them.
    pub(crate) spec: String,
    /// File that the client leaves.
    pub(crate) archive: String,
    pub(crate) sha256: String,
}

/// The ordinary client of a registry.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Client {
    Pip,
    Npm,
}

/// A published table.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) id: String,
    pub(crate) producer: String,
    pub(crate) title: String,
    pub(crate) vintage: String,
    pub(crate) licence: String,
    pub(crate) url: String,
    /// Address of the producer's own file, which `update` asks; none where the producer has a page
    /// only.
    #[serde(default)]
    pub(crate) official: Option<String>,
    /// Hash of the official file that ours was made from, where it is known.
    #[serde(default)]
    pub(crate) official_sha256: Option<String>,
    /// Our columns that have another name in the official file, and that name.
    #[serde(default)]
    pub(crate) official_columns: BTreeMap<String, String>,
    /// How the copy that we read was obtained.
    pub(crate) obtained: String,
    pub(crate) from: Location,
    pub(crate) rows: usize,
    pub(crate) columns: Vec<String>,
    /// Column of INSEE codes.
    #[serde(default)]
    pub(crate) code: Option<String>,
    /// Rows to keep, after `rows` was checked.
    #[serde(default)]
    pub(crate) keep: Option<Keep>,
}

/// Where a table is.
#[derive(Clone, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum Location {
    /// A file below the folder of sources.
    File { path: String, sha256: String },
    /// A file of a package, whose archive is checked as a whole.
    Member { package: String, member: String },
}

/// Rows whose `column` is one of `values`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keep {
    pub(crate) column: String,
    pub(crate) values: Vec<String>,
}

/// A commune from which others were taken out again: a table older than that describes it with
/// them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Split {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
}

/// `data/indicators.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Indicators {
    /// Which of them has which role.
    pub(crate) roles: Roles,
    #[serde(rename = "indicator")]
    pub(crate) indicators: Vec<Indicator>,
}

impl Indicators {
    /// Whether every role is had by a column that is made.
    ///
    /// # Errors
    /// A role without a column, or with one that does not exist.
    pub(crate) fn check_roles(&self) -> Result<()> {
        for role in Role::ALL {
            self.roles.id(role)?;
        }
        let made = |id: &str| self.indicators.iter().any(|i| i.id == id);
        match self.roles.ids().find(|id| !made(id)) {
            Some(unknown) => bail!("[roles]: {unknown} is not an indicator"),
            None => Ok(()),
        }
    }
}

/// A column to make: its description, and how its figures are found.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Indicator {
    pub(crate) id: String,
    /// The page that lists it.
    #[serde(default)]
    pub(crate) page: Page,
    pub(crate) group: String,
    pub(crate) label: String,
    pub(crate) definition: String,
    pub(crate) unit: String,
    pub(crate) unit_short: String,
    pub(crate) vintage: String,
    pub(crate) limits: String,
    pub(crate) direction: Direction,
    pub(crate) aggregate: Aggregate,
    /// Column that weighs a mean over several communes.
    #[serde(default)]
    pub(crate) weight: Option<String>,
    pub(crate) kind: Kind,
    /// What we did to the figures, in French.
    pub(crate) processing: String,
    pub(crate) width: u8,
    #[serde(default)]
    pub(crate) offset: i64,
    pub(crate) derive: Derive,
}

/// Which page lists an indicator; each page carries its own list, so that none grows with another.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Page {
    /// The map and the sheet.
    #[default]
    Explorer,
    /// « Pourquoi ici ? »; the portrait reads these as well.
    Outlook,
    /// The portrait of a territory.
    Portrait,
    /// The reader's own files.
    Own,
}

/// The closed set of derivations.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Derive {
    /// The figure itself.
    Copy(Quantity),
    /// `factor × over / under`.
    Ratio { factor: f64, over: Quantity, under: Quantity },
    /// A class, found by the word of the source.
    Class(Quantity),
    /// Whether the source knows any: the second class where its count is above zero, the first
    /// where it has no row.
    Presence(Quantity),
}

impl Derive {
    /// The source that is cited first.
    pub(crate) fn source(&self) -> &str {
        match self {
            Self::Copy(q) | Self::Class(q) | Self::Presence(q) | Self::Ratio { over: q, .. } => {
                &q.source
            }
        }
    }
}

/// One column of one source, and how it is carried to the places of today.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Quantity {
    pub(crate) source: String,
    pub(crate) column: String,
    pub(crate) merge: Merge,
    /// Column of the same source that weighs the parts of a merged commune.
    #[serde(default)]
    pub(crate) weight: Option<String>,
    /// What an arrondissement takes where the source has no row for it.
    #[serde(default)]
    pub(crate) arrondissement: Arrondissement,
    /// What an empty cell means.
    #[serde(default = "not_published")]
    pub(crate) empty: Absence,
    /// Départements that the producer leaves out: there, an empty cell only means that nothing is
    /// published.
    #[serde(default)]
    pub(crate) uncovered: Vec<String>,
    /// A figure that stands on fewer cases than this is read as an empty cell.
    #[serde(default)]
    pub(crate) at_least: Option<AtLeast>,
    /// Words of the source that mean an absence.
    #[serde(default)]
    pub(crate) absent: BTreeMap<String, Absence>,
    /// Words of the source and the identifier of the class they stand for; a word that is not there
    /// is its own.
    #[serde(default)]
    pub(crate) classes: BTreeMap<String, String>,
}

impl Quantity {
    /// A column that is carried by a rule and nothing more.
    pub(crate) fn plain(source: &str, column: &str, merge: Merge) -> Self {
        Self {
            source: source.to_owned(),
            column: column.to_owned(),
            merge,
            weight: None,
            arrondissement: Arrondissement::Absent,
            empty: Absence::NotPublished,
            uncovered: Vec::new(),
            at_least: None,
            absent: BTreeMap::new(),
            classes: BTreeMap::new(),
        }
    }
}

/// The least number of cases behind a figure, in another column of the same source.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AtLeast {
    pub(crate) column: String,
    pub(crate) value: f64,
}

fn not_published() -> Absence {
    Absence::NotPublished
}

/// How several rows of a source become one place.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Merge {
    /// Sum: for counts. A commune since split has no figure, for the count covers more than it.
    Sum,
    /// Mean weighted by `weight`; failing weights, the row of the same code.
    Mean,
    /// The row of the same code.
    SameCode,
    /// The class of the most weight; failing weights, of the row of the same code. A city takes the
    /// class of its arrondissements only where they agree.
    Majority,
}

/// What an arrondissement takes where the source has no row for it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Arrondissement {
    /// Nothing: the figure of the city is not its own.
    #[default]
    Absent,
    /// What its city has: for laws that apply to the whole commune.
    OfCity,
}

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
    #[serde(default = "outlook")]
    pub(crate) page: Page,
    /// Part of the portrait where it is told.
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

fn outlook() -> Page {
    Page::Outlook
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
    /// None at all.
    #[default]
    None,
    /// That nobody knows.
    Unknown,
}

fn one() -> f64 {
    1.0
}

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
    /// Number of places.
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
    /// Median over places.
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

/// Reads a manifest.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is not a valid manifest", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_without_a_column_stops_the_build() {
        let all: Vec<(Role, String)> =
            Role::ALL.into_iter().map(|r| (r, "nowhere".to_owned())).collect();
        let check = |roles: &[(Role, String)]| {
            let roles = Roles::new(roles.iter().cloned());
            Indicators { roles, indicators: Vec::new() }.check_roles().map_err(|e| e.to_string())
        };
        assert_eq!(check(&all[1..]), Err("no column has the role Zone".to_owned()));
        assert_eq!(check(&all), Err("[roles]: nowhere is not an indicator".to_owned()));
    }
}
