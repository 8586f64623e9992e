//! The report on a layer: what was understood, what became of every line or feature, in
//! sentences.

use serde::{Deserialize, Serialize};
use territory::ColumnEntry;

use crate::parts::ZonePart;

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A table of communes.
    #[default]
    Table,
    /// Contours of communes, which replace those of the map.
    Communes,
    /// Contours of anything else.
    Perimeters,
    /// Points, drawn over the map.
    Points,
    /// A table of parts of communes, with their class.
    Parts,
}

impl Kind {
    /// « tableau de communes », within a sentence.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Table => "tableau de communes",
            Self::Communes => "contours de communes",
            Self::Perimeters => "périmètres",
            Self::Points => "points",
            Self::Parts => "tableau de quartiers",
        }
    }
}

/// Sentences of which only the first are kept, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// How many there are.
    pub count: usize,
    /// The first of them.
    pub first: Vec<String>,
}

/// Sentences kept of a list.
const MOST: usize = 200;

impl List {
    /// Keeps the first of some sentences.
    pub(crate) fn of<T: ToString>(all: impl IntoIterator<Item = T>) -> Self {
        let mut list = Self::default();
        for one in all {
            list.count += 1;
            if list.first.len() < MOST {
                list.first.push(one.to_string());
            }
        }
        list
    }
}

/// A column of a table as it was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Its heading in the file.
    pub name: String,
    /// What it is taken for.
    pub role: tables::Role,
    /// Its first cells, as they stand in the file.
    pub sample: Vec<String>,
}

/// A perimeter of the user's own, which a portrait may be of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Name that the file gives it, or its number.
    pub name: String,
    /// INSEE codes of the communes whose town hall is inside, ascending.
    pub communes: Vec<String>,
    /// Its rings as an SVG path, in cells of the sheet: outer and inner ones alike.
    pub path: String,
}

/// A point of the user's own, drawn over the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Name that the file gives it, or its number.
    pub name: String,
    /// Kind, as the file says it.
    pub kind: String,
    /// Longitude and latitude, degrees.
    pub at: (f64, f64),
}

/// The report on a layer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Name of the file.
    pub name: String,
    /// Day that the user gives it, ISO.
    pub date: String,
    /// What kind of file it was understood to be.
    pub kind: Kind,
    /// What it changes, in a sentence.
    pub sentence: String,
    /// Of a table: places that at least one line is about.
    pub places: usize,
    /// Its columns; none for shapes.
    pub headers: Vec<Header>,
    /// What was guessed or put right.
    pub notes: List,
    /// Former communes that were carried to the present ones.
    pub carried: List,
    /// Matches to be looked at.
    pub doubts: List,
    /// Lines or features that could not be used, and what to do.
    pub losses: List,
    /// Indicators that the layer adds to the map or replaces.
    pub entries: Vec<ColumnEntry>,
    /// Perimeters, that become territories.
    pub areas: Vec<Area>,
    /// Points, that become structures.
    pub spots: Vec<Spot>,
    /// Parts of communes that acts class apart.
    #[serde(default)]
    pub parts: Vec<ZonePart>,
}
