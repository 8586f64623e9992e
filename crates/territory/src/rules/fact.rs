//! What formulas may ask about a place: the one list of it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something known of a place, by its name in formulas and cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Code of the département.
    Departement,
    /// Class of « France ruralités revitalisation ».
    Frr,
    /// Inhabitants, a number.
    Population,
    /// Priority districts (QPV) that lie at least partly in the commune, a number: an address is in
    /// one of them, or not.
    Quarters,
    /// Code of the région.
    Region,
    /// Class of medical zone.
    Zone,
}

impl Fact {
    /// Every fact that formulas may name.
    pub const ALL: [Self; 6] =
        [Self::Departement, Self::Frr, Self::Population, Self::Quarters, Self::Region, Self::Zone];

    /// The fact of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name() == name)
    }

    /// Its name in formulas and cases.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Departement => "departement",
            Self::Frr => "frr",
            Self::Population => "population",
            Self::Quarters => "quarters",
            Self::Region => "region",
            Self::Zone => "zone",
        }
    }

    /// What it is called in French.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Departement => "département",
            Self::Frr => "classement FRR de la commune",
            Self::Population => "population de la commune",
            Self::Quarters => "nombre de quartiers prioritaires (QPV) de la commune",
            Self::Region => "région",
            Self::Zone => "zone médicale de la commune",
        }
    }

    /// Whether it is a number; a word where it is not.
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, Self::Population | Self::Quarters)
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
