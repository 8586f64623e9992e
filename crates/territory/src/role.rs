//! What a column is to the program, whatever its identifier: a newer table takes over the role of
//! an older one by a line of `data/indicators.toml`, and no code changes.

use std::collections::BTreeMap;

use serde::{
    Deserialize, Serialize,
    de::{IntoDeserializer, value::StrDeserializer},
};

/// The part that one column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Class of medical zone, for doctors.
    Zone,
    /// Class of the zoning of nurses.
    NurseZone,
    /// Class of « France ruralités revitalisation ».
    Frr,
    /// Municipal population: the weight of means, and what rules ask about.
    Population,
    /// Population of ten years before, for the trend.
    PopulationBefore,
    /// Inhabitants for each square kilometre.
    PopulationDensity,
    /// Inhabitants weighted by what their age consults.
    StandardisedPopulation,
    /// Share of people aged 65 to 79, %.
    NearlyAged,
    /// Share of people aged 75 and over, %.
    Aged,
    /// Access to GPs, consultations a year and per inhabitant.
    Access,
    /// Share of the access that comes from GPs of 65 at most.
    #[serde(rename = "access_up_to_65")]
    AccessUpTo65,
    /// Share of the access that comes from GPs of 62 at most.
    #[serde(rename = "access_up_to_62")]
    AccessUpTo62,
    /// GPs in private practice.
    GpCount,
    /// The same some years before.
    GpCountBefore,
    /// The same for 10,000 inhabitants.
    GpDensity,
    /// Whether the register knows a GP.
    GpRegister,
    /// Minutes by road to an emergency service.
    EmergencyMinutes,
    /// Priority districts (QPV) of the commune.
    Quarters,
}

impl Role {
    /// Every role; each has one column of the dataset.
    pub const ALL: [Self; 18] = [
        Self::Zone,
        Self::NurseZone,
        Self::Frr,
        Self::Population,
        Self::PopulationBefore,
        Self::PopulationDensity,
        Self::StandardisedPopulation,
        Self::NearlyAged,
        Self::Aged,
        Self::Access,
        Self::AccessUpTo65,
        Self::AccessUpTo62,
        Self::GpCount,
        Self::GpCountBefore,
        Self::GpDensity,
        Self::GpRegister,
        Self::EmergencyMinutes,
        Self::Quarters,
    ];

    /// The role of a name, as `data/indicators.toml` writes it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
        Self::deserialize(name).ok()
    }
}

/// Which column has which role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    #[serde(flatten)]
    columns: BTreeMap<Role, String>,
    /// Access to GPs year by year, ascending; a year that was not published is not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access_years: Vec<YearColumn>,
    /// Shares of the population by age, from the youngest; together they are everyone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ages: Vec<LabelledColumn>,
}

/// A column of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearColumn {
    /// The year that the figures describe.
    pub year: u16,
    /// Identifier of the column.
    pub column: String,
    /// Whether it is of another edition than the year before, so that the step between the two says
    /// less than others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_revised: bool,
}

/// A column of a group, with its words beside the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelledColumn {
    /// Its words beside those of the other columns of the group, in French.
    pub label: String,
    /// Identifier of the column.
    pub column: String,
}

/// No column has the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no column has the role {0:?}")]
pub struct MissingRole(pub Role);

impl Roles {
    /// Roles as listed, for tests and for data that are made by hand.
    #[must_use]
    pub fn new(columns: impl IntoIterator<Item = (Role, String)>) -> Self {
        Self { columns: columns.into_iter().collect(), ..Self::default() }
    }

    /// Whether nothing has a role.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.access_years.is_empty() && self.ages.is_empty()
    }

    /// The identifier of the column that has a role.
    ///
    /// # Errors
    /// No column has it.
    pub fn id(&self, role: Role) -> Result<&str, MissingRole> {
        self.columns.get(&role).map(String::as_str).ok_or(MissingRole(role))
    }

    /// The role of a column, if it has one.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<Role> {
        self.columns.iter().find(|(_, column)| *column == id).map(|(role, _)| *role)
    }

    /// Every column that has a part, each as often as it has one.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let years = self.access_years.iter().map(|y| &y.column);
        let all = self.columns.values().chain(years).chain(self.ages.iter().map(|a| &a.column));
        all.map(String::as_str)
    }

    /// The column of access of a year.
    #[must_use]
    pub fn access_in(&self, year: u16) -> Option<&str> {
        self.access_years.iter().find(|y| y.year == year).map(|y| y.column.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_names_its_column_and_a_missing_one_is_an_error() {
        let json = r#"{"access":"apl_mg_2023","gp_count":"mg_2020",
            "access_years":[{"year":2015,"column":"apl_mg_2015"}]}"#;
        let roles: Roles = serde_json::from_str(json).expect("roles");
        assert_eq!(roles.id(Role::Access), Ok("apl_mg_2023"));
        assert_eq!(roles.id(Role::Frr), Err(MissingRole(Role::Frr)));
        assert_eq!(roles.of("mg_2020"), Some(Role::GpCount));
        assert_eq!(roles.access_in(2015), Some("apl_mg_2015"));
        assert_eq!(roles.access_in(2016), None);
        assert_eq!(roles.ids().count(), 3);
        let again = serde_json::to_string(&roles).expect("JSON");
        assert_eq!(serde_json::from_str::<Roles>(&again).expect("roles"), roles);
        assert!(serde_json::from_str::<Roles>(r#"{"acess":"apl_mg_2023"}"#).is_err());
    }

    #[test]
    fn every_role_is_listed_once() {
        let names: std::collections::BTreeSet<String> =
            Role::ALL.iter().map(|r| serde_json::to_string(r).expect("a name")).collect();
        assert_eq!(names.len(), Role::ALL.len());
    }
}
