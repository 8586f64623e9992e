//! What is said of a column: unit, origin, legend, how it is gathered, how it is stored.

use serde::{Deserialize, Serialize};

use super::value::Value;
use crate::partial_date::PartialDate;

/// Where figures come from, and what we did to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Name of the publisher, in French.
    pub producer: String,
    /// Title of the publication.
    pub title: String,
    /// Address where the publisher has the table.
    pub url: String,
    /// Licence as far as it is known.
    pub licence: String,
    /// What the pipeline did, in French, in one or two sentences.
    pub processing: String,
}

/// How the names of columns of the user's own begin.
pub const OWN: &str = "own_";

/// Column that has a figure where the doctors are of the user's count, on no list: the shipped
/// count, 0 where there is none. Models of access carry the user's doctors on to no later year,
/// and tell what they change from the shipped ones.
pub const COUNTED: &str = "own_counted";

/// Where the figures of a column come from: what may be said of their age and of who vouches for
/// them hangs on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// Shipped with the project: published by [`Origin::producer`], of the period
    /// [`ColumnSpec::vintage`].
    #[default]
    Shipped,
    /// Read in a file of the user's.
    User {
        /// Name of the file.
        file: String,
        /// Its date in words, or as the user wrote it where it is no date.
        date: String,
        /// Of a zoning: the day of the act by région (INSEE code), where the file says one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        acts: Vec<(String, PartialDate)>,
    },
    /// Computed from other columns.
    Computed {
        /// How it was computed: the end of a French sentence.
        method: String,
    },
}

impl Provenance {
    /// Whether the figures are shipped with the project.
    #[must_use]
    pub fn is_shipped(&self) -> bool {
        *self == Self::Shipped
    }
}

/// Whether more is good, for the user's eye; never used to judge a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better for patients.
    HigherIsBetter,
    /// Less is better for patients.
    LowerIsBetter,
    /// Neither more nor less is better.
    Neutral,
}

/// One class of a legal or statistical classification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Stable identifier, also the value found in the source table (`ZIP`).
    pub id: String,
    /// Label of the legend, a word or two.
    pub short: String,
    /// The class in plain French, as the end of a sentence.
    pub label: String,
    /// Fill on the map, `#rrggbb`.
    pub colour: String,
}

/// What the raw integers mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A quantity, drawn in classes between bounds.
    Measure {
        /// Digits after the decimal point in the stored value.
        decimals: u8,
        /// Digits shown to the user.
        shown: u8,
        /// Upper bounds (exclusive) of the map's classes; one more class than bounds.
        breaks: Vec<f64>,
        /// Fill of each class, `#rrggbb`, `breaks.len() + 1` of them.
        colours: Vec<String>,
        /// A meaningful value of reference (national mean…) and its label.
        reference: Option<Reference>,
    },
    /// A class among a few, in the order of the legend.
    Class(Vec<Class>),
}

/// A value against which a place is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Its value, in the column's unit.
    pub value: f64,
    /// What it is, with its source.
    pub label: String,
}

/// How places are put together into an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Sum of the values.
    Sum,
    /// Mean weighted by population, or by the column that [`ColumnSpec::weight`] names.
    PopulationMean,
    /// Has no meaning for a group of communes.
    None,
}

/// Description of a column: everything the page must be able to say about a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnSpec {
    /// Stable identifier, in the URL.
    pub id: String,
    /// Name in the list of indicators.
    pub label: String,
    /// One plain sentence: what it says.
    pub definition: String,
    /// Unit in full (« consultations par an et par habitant »).
    pub unit: String,
    /// Unit beside a number (« consult./an/hab. »), empty for a class.
    pub unit_short: String,
    /// Period that the figures describe (« 2023 », « publication de 2022 »).
    pub vintage: String,
    /// Limits that a user must know.
    pub limits: String,
    /// Whether more of it is good, bad or neither.
    pub direction: Direction,
    /// How the values of several communes become one.
    pub aggregate: Aggregate,
    /// Column that weighs a mean over several communes; the municipal population where none is
    /// named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<String>,
    /// Whether it is a measure or a classification, with its legend.
    pub kind: Kind,
    /// Origin of the figures.
    pub origin: Origin,
    /// Whether they are shipped, the user's or computed.
    #[serde(default, skip_serializing_if = "Provenance::is_shipped")]
    pub provenance: Provenance,
    /// Bytes per stored value: 1, 2 or 4.
    pub width: u8,
    /// Added to the raw integer before dividing.
    pub offset: i64,
}

impl ColumnSpec {
    pub(super) fn scale(&self) -> f64 {
        match self.kind {
            Kind::Measure { decimals, .. } => 10f64.powi(i32::from(decimals)),
            Kind::Class(_) => 1.0,
        }
    }

    pub(super) fn top(&self) -> Option<u32> {
        match self.width {
            1 => Some(u32::from(u8::MAX)),
            2 => Some(u32::from(u16::MAX)),
            4 => Some(u32::MAX),
            _ => None,
        }
    }

    /// Class of the map for a value: position in the legend. `None` where the value is absent.
    #[must_use]
    pub fn class_of(&self, value: Value) -> Option<usize> {
        let v = value.known()?;
        match &self.kind {
            Kind::Measure { breaks, .. } => Some(breaks.iter().take_while(|b| v >= **b).count()),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a class is a small non-negative integer"
            )]
            Kind::Class(_) => Some(v as usize),
        }
    }

    /// The same column without the classes of a map: what a file needs that only tells figures.
    /// All values of a measure are of one class then, whose colour is empty.
    #[must_use]
    pub fn unmapped(&self) -> Self {
        let mut out = self.clone();
        if let Kind::Measure { breaks, colours, .. } = &mut out.kind {
            breaks.clear();
            *colours = vec![String::new()];
        }
        out
    }

    /// Fill of each class of the legend, in order.
    #[must_use]
    pub fn colours(&self) -> Vec<&str> {
        match &self.kind {
            Kind::Measure { colours, .. } => colours.iter().map(String::as_str).collect(),
            Kind::Class(classes) => classes.iter().map(|c| c.colour.as_str()).collect(),
        }
    }
}
