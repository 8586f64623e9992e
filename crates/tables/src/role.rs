//! What the columns of a foreign table say.

use serde::{Deserialize, Serialize};

/// What a column says.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// INSEE code of a commune, of today or of a former year.
    Code,
    /// Postal code, by which places of one name are told apart.
    PostalCode,
    /// Name of a commune.
    Name,
    /// Class of the zoning of doctors.
    DoctorZone,
    /// Class of the zoning of nurses.
    NurseZone,
    /// Number of general practitioners; summed when communes merge.
    GpCount,
    /// Another number of things or people; summed when communes merge.
    Count,
    /// Number for so many inhabitants; averaged when communes merge.
    Density,
    /// Years; averaged when communes merge.
    Age,
    /// Any other figure, or words; figures are averaged when communes merge.
    Value,
    /// A day of the calendar.
    Date,
    /// Nothing that is wanted.
    Ignored,
}

impl Role {
    /// Every role, in the order in which a user is offered them.
    pub const ALL: [Self; 12] = [
        Self::Code,
        Self::PostalCode,
        Self::Name,
        Self::DoctorZone,
        Self::NurseZone,
        Self::GpCount,
        Self::Count,
        Self::Density,
        Self::Age,
        Self::Value,
        Self::Date,
        Self::Ignored,
    ];

    /// Its name in French, as the page offers it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Code => "Code INSEE",
            Self::PostalCode => "Code postal",
            Self::Name => "Nom de la commune",
            Self::DoctorZone => "Zonage des médecins",
            Self::NurseZone => "Zonage des infirmiers",
            Self::GpCount => "Nombre de généralistes",
            Self::Count => "Autre nombre",
            Self::Density => "Densité",
            Self::Age => "Âge",
            Self::Value => "Autre valeur",
            Self::Date => "Date",
            Self::Ignored => "Colonne ignorée",
        }
    }

    /// Whether the column gives values, rather than saying which commune a line is about.
    #[must_use]
    pub fn gives_values(self) -> bool {
        !matches!(self, Self::Code | Self::PostalCode | Self::Name | Self::Ignored)
    }

    /// Whether figures of parts add up to the figure of the whole.
    #[must_use]
    pub fn adds_up(self) -> bool {
        matches!(self, Self::GpCount | Self::Count)
    }
}

/// How a table is to be read.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
pub struct Mapping {
    /// One role per header.
    pub roles: Vec<Role>,
    /// Whether « 1,234 » is a little more than one.
    pub decimal_comma: bool,
}

impl Mapping {
    /// Position of the first column of a role.
    #[must_use]
    pub fn column(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|r| *r == role)
    }
}
