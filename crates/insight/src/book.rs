//! Models and flags as `data/insight.toml` states them.

use std::collections::BTreeMap;

use catchment::Decay;
use serde::{Deserialize, Serialize};
use territory::{AreaKind, Dataset, Origin, Role, Roles, Row, rules::placeholders, text};

use crate::likeness::Comparison;

/// The figure « km to the nearest commune with a GP », which no table gives.
pub const NEAREST_GP: &str = "nearest_gp";

/// Everything that `data/insight.toml` says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// Consultations a year and per person below which access is called low.
    pub threshold: f64,
    /// Consultations a year and per person from which access is called good.
    pub comfort: f64,
    /// How access is computed, a paragraph each; figures by name, see [`Book::method`].
    #[serde(default)]
    pub method: Vec<String>,
    /// Consultations that one doctor may be supposed to give.
    pub activity: Activity,
    /// How the doctors of the table are brought nearer to other counts.
    pub update: Update,
    /// How the road index of a place is found.
    pub roads: Roads,
    /// The models, the one to begin with first.
    #[serde(rename = "model")]
    pub models: Vec<Model>,
    /// Other published accesses on which the first model is tried as it is.
    #[serde(rename = "sister", default)]
    pub sisters: Vec<Sister>,
    /// The flags, in the order of the sheet.
    #[serde(rename = "flag")]
    pub flags: Vec<FlagRule>,
    /// Figures of whole areas, from `data/series.toml`.
    #[serde(default)]
    pub series: Vec<Series>,
    /// How alike the models and the published access are, as the build found.
    #[serde(default)]
    pub judged: Vec<Comparison>,
}

/// Another published access, to which the journeys of the first model are carried unchanged: of
/// another year or another profession. Ours is brought to its mean, for the model does not know how
/// much one of the profession gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sister {
    /// What it is, in English for the report.
    pub what: String,
    /// The same in French for the page.
    pub label: String,
    /// Column of the published access.
    pub access: String,
    /// Column that counts those who give care; none for the doctors of the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supply: Option<String>,
    /// Column of the people that they serve; none for those of the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<String>,
}

/// A sentence of the method names a figure that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{{{0}}} is not a figure of the method")]
pub struct UnknownFigure(pub String);

/// Parameters of a computation of access to care.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Stable identifier, in the address.
    pub id: String,
    /// Name of the model, in French, as the page lists it.
    pub label: String,
    /// What it does, one sentence.
    pub summary: String,
    /// Where its parameters come from.
    pub origin: String,
    /// Minutes of any journey.
    pub start: f64,
    /// Minutes of the first km of great circle.
    pub first_km: f64,
    /// Power of the km.
    pub power: f64,
    /// The farthest that is looked at, km of great circle.
    pub reach_km: f64,
    /// Power of the road index in the slowness of a place; 0 for the same roads everywhere.
    pub roads: f64,
    /// Power of the index of the place alone, whatever those around it have; 0 for none.
    pub own_roads: f64,
    /// Whether journeys obey the official road minutes to an emergency service.
    pub service_minutes: bool,
    /// How much a journey counts, by its minutes.
    pub decay: Decay,
    /// Which doctors are counted.
    pub supply: Supply,
    /// Consultations that one doctor, full time, gives in a year.
    pub consultations: f64,
    /// How inhabitants are weighed: each as one, or by need for care.
    pub demand: Demand,
}

/// The people that doctors serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Demand {
    /// Every inhabitant counts the same.
    Population,
    /// Inhabitants weighted by what their age consults, as published by the DREES.
    Standardised,
}

/// A statistical reading of one figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagRule {
    /// Stable identifier of the flag.
    pub id: String,
    /// The figure: a column, or [`NEAREST_GP`].
    pub figure: String,
    /// The flag is raised where the figure is below this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<Bound>,
    /// The flag is raised where the figure is above this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<Bound>,
    /// What it says when raised.
    pub label: String,
    /// Why this threshold, in a French sentence that names its source.
    pub why: String,
}

/// A threshold: a number, or the same figure of a wider area.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Bound {
    /// A number, in the unit of the figure.
    Number(f64),
    /// The same figure of a wider area.
    Than {
        /// The area whose figure is the threshold.
        than: Than,
    },
}

/// An area to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Than {
    /// The département of the place.
    Departement,
    /// Of the whole country.
    France,
}

impl Book {
    /// A series by its identifier.
    #[must_use]
    pub fn series(&self, id: &str) -> Option<&Series> {
        self.series.iter().find(|s| s.id == id)
    }

    /// How access is computed, a paragraph each, with the figures of the book.
    ///
    /// # Errors
    /// A name between braces that is none of a figure, or of a column that is not loaded.
    pub fn method(&self, dataset: &Dataset) -> Result<Vec<String>, UnknownFigure> {
        let fill = |paragraph: &String| {
            let filled = placeholders(paragraph).try_fold(paragraph.clone(), |text, name| {
                let figure =
                    self.figure(dataset, name).ok_or_else(|| UnknownFigure(name.to_owned()))?;
                Ok(text.replace(&format!("{{{name}}}"), &figure))
            })?;
            Ok(text::typeset(&filled))
        };
        self.method.iter().map(fill).collect()
    }

    fn figure(&self, dataset: &Dataset, name: &str) -> Option<String> {
        let of_column = name
            .strip_prefix("period.")
            .map(|role| Some(dataset.by_role(Role::parse(role)?)?.spec.vintage.clone()));
        let number = match name {
            "model.reach_km" => self.models.first()?.reach_km,
            "roads.around_km" => self.roads.around_km,
            "roads.least" => self.roads.least,
            "roads.most" => self.roads.most,
            "update.most" => self.update.most,
            "least_by_service" => catchment::LEAST_BY_SERVICE,
            _ => return of_column?,
        };
        Some(text::number(number, 2))
    }

    /// A model by its identifier; the first of all if there is none of that name.
    #[must_use]
    pub fn model(&self, id: Option<&str>) -> Option<&Model> {
        self.models.iter().find(|m| Some(m.id.as_str()) == id).or_else(|| self.models.first())
    }
}

impl FlagRule {
    /// The column that the figure is read from, or computed from; none where no column counts GPs.
    #[must_use]
    pub fn column<'a>(&'a self, roles: &'a Roles) -> Option<&'a str> {
        if self.figure == NEAREST_GP { roles.id(Role::GpCount).ok() } else { Some(&self.figure) }
    }
}

impl Model {
    /// The same, with doctors who give so many consultations a year, held within the bounds.
    #[must_use]
    pub fn giving(mut self, consultations: Option<f64>, activity: &Activity) -> Self {
        if let Some(wanted) = consultations.filter(|c| c.is_finite()) {
            self.consultations = wanted.clamp(activity.least, activity.most);
        }
        self
    }

    /// How journeys follow from their km.
    #[must_use]
    pub fn pace(&self) -> catchment::Pace {
        catchment::Pace {
            start: self.start,
            first_km: self.first_km,
            power: self.power,
            reach_km: self.reach_km,
        }
    }
}

/// Bounds of the consultations that one doctor gives in a year.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// No doctor is supposed to give fewer.
    pub least: f64,
    /// No doctor is supposed to give more.
    pub most: f64,
    /// Where the bounds are from, and what they do not do.
    pub why: String,
}

/// The doctors of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supply {
    /// As the table of their year counts them.
    Published,
    /// Brought nearer to other counts by [`Update`].
    Updated,
}

/// How the doctors of the table are brought nearer to other counts; see `data/insight.toml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// Doctors added on both sides of the ratio of a small territory.
    pub shrink: f64,
    /// No factor is above this, nor below its inverse.
    pub most: f64,
    /// Power of the factor of the territoire de vie-santé.
    pub tvs_power: f64,
    /// Power of the factor of the zone d'emploi.
    pub ze_power: f64,
}

/// How the road index of a place is found: see `data/insight.toml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roads {
    /// Minutes expected for the first km to a service.
    pub a: f64,
    /// Power of the km.
    pub b: f64,
    /// Communes around that are looked at, km.
    pub around_km: f64,
    /// Services nearer than this tell nothing, km.
    pub beyond_km: f64,
    /// The same for the index of a place alone, km.
    pub own_beyond_km: f64,
    /// Least index that a place may have; 1 is the expected journey.
    pub least: f64,
    /// Greatest index that a place may have.
    pub most: f64,
}

/// Figures of whole areas, year by year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Stable identifier of the series.
    pub id: String,
    /// Kind of areas that have a figure.
    pub level: AreaKind,
    /// Name of the figure, in French.
    pub label: String,
    /// What the figure says, in plain French.
    pub definition: String,
    /// Unit in French, written after the figure.
    pub unit: String,
    /// Digits after the decimal point to show.
    pub decimals: u8,
    /// What the figure does not say, in French sentences.
    pub limits: String,
    /// Years that are published, in words.
    pub vintage: String,
    /// Where it is from.
    pub origin: Origin,
    /// Part of the portrait where it is shown; empty where it is not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// What the areas of the level have in common with the country: its figure a year; empty where
    /// none is published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub france: Vec<Option<f64>>,
    /// The years of the figures, ascending; need not follow each other.
    pub years: Vec<u16>,
    /// For each area, a figure a year; none where nothing is published.
    pub values: BTreeMap<String, Vec<Option<f64>>>,
}

impl Series {
    /// The figures of the area to which a place belongs, with its name; none where it has no figure
    /// at all.
    #[must_use]
    pub fn of<'a>(
        &'a self,
        dataset: &'a Dataset,
        row: Row,
    ) -> Option<(&'a str, &'a [Option<f64>])> {
        let area = dataset.gazetteer().area(self.level, row)?;
        Some((&area.name, self.values.get(&area.code)?))
    }

    /// The last figure of an area.
    #[must_use]
    pub fn last(&self, code: &str) -> Option<f64> {
        self.values.get(code)?.last().copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_method_takes_its_figures_from_the_book_and_refuses_unknown_names() {
        let roads = Roads { least: 0.25, most: 3.5, ..Roads::default() };
        let method =
            vec!["Entre {roads.least} et {roads.most} : {least_by_service} min.".to_owned()];
        let mut book = Book { roads, method, ..Book::default() };
        let dataset = Dataset::default();
        assert_eq!(book.method(&dataset), Ok(vec!["Entre 0,25 et 3,5\u{202f}: 2 min.".to_owned()]));
        for unknown in ["roads.lest", "model.reach_km", "period.access", "period.acess"] {
            book.method = vec![format!("{{{unknown}}}")];
            assert_eq!(book.method(&dataset), Err(UnknownFigure(unknown.to_owned())));
        }
    }
}
