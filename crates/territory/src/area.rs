//! Areas that places belong to: their kinds, and which place is in which.

use serde::{Deserialize, Serialize};

/// A kind of area made of whole communes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// Région, overseas ones included.
    Region,
    /// Département, overseas ones included.
    Departement,
    /// Groupement of communes with own taxation.
    Epci,
    /// Territoire de vie-santé, 2019: the mesh of medical zoning.
    Tvs,
    /// Bassin de vie 2022.
    BassinDeVie,
    /// Zone d'emploi, in the drawing of 2020.
    ZoneEmploi,
}

impl AreaKind {
    /// « intercommunalité », within a sentence.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Tvs => "territoire de vie-santé",
            Self::Departement => "département",
            Self::ZoneEmploi => "zone d’emploi",
            Self::Region => "région",
            Self::Epci => "intercommunalité",
            Self::BassinDeVie => "bassin de vie",
        }
    }

    /// Every kind, from the widest to the narrowest.
    pub const ALL: [Self; 6] = [
        Self::Region,
        Self::Departement,
        Self::Epci,
        Self::Tvs,
        Self::BassinDeVie,
        Self::ZoneEmploi,
    ];
}

/// An area: its official code and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Official code, unique among areas of its kind.
    pub code: String,
    /// Official name, in French.
    pub name: String,
}

/// No area of this kind for this place.
pub const NO_AREA: u16 = u16::MAX;

/// A table of areas with, for each place, the area it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Membership {
    /// The areas, in ascending order of code.
    pub areas: Vec<Area>,
    /// For each row, a position in `areas`, or [`NO_AREA`].
    pub of_row: Vec<u16>,
}
