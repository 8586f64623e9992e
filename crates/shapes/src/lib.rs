//! GeoJSON of the user's own: bytes in; checked features, communes by row, perimeters or points
//! out.
//!
//! Pure: no clock, file, network or environment. Whatever a file holds, the answer is a value:
//! [`ShapeError`] for a file that cannot be used at all, a [`Remark`] for each feature that was
//! left out or put right, never a panic. Sentences for the user are French, name the file and the
//! feature, and say what to do.
//!
//! # Memory
//! The file is never a tree of JSON values. One pass over the bytes finds where each feature begins
//! and ends (16 bytes a feature) and how deep the brackets go, before anything recurses; then
//! features are parsed one at a time, straight to pairs of `f64`. A position is 16 bytes and takes
//! at least 6 in the file, some 19 with five decimals, so that the shapes weigh about as much as a
//! file of contours, and the file, the shapes, and what a single feature needs while it is checked
//! (its boxes, two thirds of its points) stay below three times the bytes given, in a file of small
//! features. The worst that was found on purpose, positions of one digit, is about four. A scalar
//! property costs some 100 bytes natively and 60 on wasm32; at most thirty are kept a feature.

mod check;
mod communes;
mod coords;
mod crossing;
mod dissolve;
mod error;
mod kind;
mod outline;
mod perimeters;
mod properties;
mod raw;
mod reader;
mod remark;
mod ring;

use atlas::topology::Degrees;
use serde::{Deserialize, Serialize};

pub use communes::{Communes, communes};
pub use error::ShapeError;
pub use kind::{Kind, kind};
pub use perimeters::{Perimeter, Site, perimeters, points};
pub use reader::{read, read_reporting};
pub use remark::{MOST_REMARKS, Remark, What};

/// How much a file may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Features, beyond which a file is refused.
    pub features: usize,
    /// Positions of all features together.
    pub points: usize,
    /// Brackets and braces open at once.
    pub depth: usize,
}

impl Default for Limits {
    /// Twice the communes of France, in contours six times as fine as ours.
    fn default() -> Self {
        Self { features: 60_000, points: 8_000_000, depth: 32 }
    }
}

/// A feature that was checked: in France, rings closed and wound as they should be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Its code: a property such as `code`, `INSEE_COM` or `code_qp`, else the identifier of the
    /// feature.
    pub code: Option<String>,
    /// Its name: a property such as `nom`, `libelle` or `name`.
    pub name: Option<String>,
    /// Its scalar properties as text, in the order of the file: the first thirty, each value cut at
    /// 200 characters.
    pub properties: Vec<(String, String)>,
    /// Its rings or points, longitude first, degrees.
    pub form: Form,
}

/// Where a feature is, in degrees WGS 84: longitude, latitude.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Form {
    /// Polygons of rings of positions: outer ring first and against the clock, holes with it, each
    /// ring closed by its first position repeated.
    Area(Degrees),
    /// One position or several.
    Points(Vec<(f64, f64)>),
}

/// What a file gives: its usable features, and what there is to say of the others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shapes {
    /// Name of the file, for the sentences.
    pub file: String,
    /// Usable features in the order of the file: all areas, or all points.
    pub shapes: Vec<Shape>,
    /// Features put right or left out, by number; at most [`MOST_REMARKS`].
    pub remarks: Vec<Remark>,
}
