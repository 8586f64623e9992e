//! A value of a place, or the reason why there is none.

use serde::{Deserialize, Serialize};

/// Why a value is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// The producer publishes nothing for this place.
    NotPublished,
    /// Hidden by the producer to protect people.
    Secret,
    /// The question has no meaning here.
    NotApplicable,
    /// The source has a row that could not be carried to the present commune; the pipeline's report
    /// says which.
    NotMatched,
}

impl Absence {
    pub(super) const ALL: [Self; 4] =
        [Self::NotPublished, Self::Secret, Self::NotApplicable, Self::NotMatched];
    pub(super) fn rank(self) -> u32 {
        match self {
            Self::NotPublished => 0,
            Self::Secret => 1,
            Self::NotApplicable => 2,
            Self::NotMatched => 3,
        }
    }
}

/// A figure, or the reason why there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// The published figure (a class is its position in [`Kind::Class`]).
    Known(f64),
    /// No figure, and why.
    Absent(Absence),
}

impl Value {
    /// The figure, if there is one.
    #[must_use]
    pub fn known(self) -> Option<f64> {
        match self {
            Self::Known(v) => Some(v),
            Self::Absent(_) => None,
        }
    }
}
