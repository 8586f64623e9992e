//! `data/indicators.toml`: the columns to make, and how each figure is carried to the places of
//! today.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde::Deserialize;
use territory::{Absence, Aggregate, Direction, InseeCode, Kind, Role, Roles};

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
    /// « Accès et voisins »; the portrait reads these as well.
    Insight,
    /// What to know of a place first; the portrait reads these files as well.
    Facts,
    /// The portrait of a territory.
    Portrait,
    /// The user's own files.
    Own,
    /// What a doctor does to set up: steps and contacts.
    Guide,
    /// « Trouver ».
    Find,
}

/// The closed set of derivations.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Derive {
    /// The figure of the source, carried to the places of today and not changed otherwise.
    Copy(Quantity),
    /// `factor × over / under`.
    Ratio { factor: f64, over: Quantity, under: Quantity },
    /// `value × over / under`: a figure that stands on the people of one year, carried to another.
    Scaled { value: Quantity, over: Quantity, under: Quantity },
    /// The number of priority districts by the list; an arrondissement has those whose contour
    /// reaches into it.
    Districts(Quantity),
    /// A class, found by the word of the source.
    Class(Quantity),
    /// Great circle from the town hall to the nearest point of the source, km.
    Nearest(Points),
    /// Whether the sources know any: the second class where a count of theirs is above zero, the
    /// first where none is.
    Presence(Vec<Quantity>),
}

impl Derive {
    /// The source that is cited first; none where nothing is derived from.
    pub(crate) fn source(&self) -> Option<&str> {
        match self {
            Self::Copy(q)
            | Self::Districts(q)
            | Self::Class(q)
            | Self::Ratio { over: q, .. }
            | Self::Scaled { value: q, .. } => Some(&q.source),
            Self::Nearest(p) => Some(&p.source),
            Self::Presence(all) => all.first().map(|q| q.source.as_str()),
        }
    }
}

/// A list of points, each with its coordinates in two columns, degrees; those without are left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Points {
    pub(crate) source: String,
    pub(crate) longitude: String,
    pub(crate) latitude: String,
    /// Départements whose points the producer leaves out, all or some: nothing is said there.
    pub(crate) uncovered: Vec<String>,
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
    /// Where the source lists all that there is, so that a place without a row has none: the year of
    /// its communes.
    #[serde(default)]
    pub(crate) list: Option<u16>,
    /// Whether the source has the communes of today already, so that a row of a former one without
    /// a figure says nothing.
    #[serde(default)]
    pub(crate) already_merged: bool,
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
    /// Whether the producer leaves out the département of this place.
    pub(crate) fn leaves_out(&self, code: InseeCode) -> bool {
        self.uncovered.iter().any(|d| d == code.departement())
    }

    /// A column that is carried by a rule and nothing more.
    pub(crate) fn plain(source: &str, column: &str, merge: Merge) -> Self {
        Self {
            source: source.to_owned(),
            column: column.to_owned(),
            merge,
            weight: None,
            arrondissement: Arrondissement::Absent,
            list: None,
            already_merged: false,
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
    /// The number of rows, whatever they hold: for lists in codes of today.
    Rows,
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
