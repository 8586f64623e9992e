//! Models and flags as `data/outlook.toml` states them.

use access::Decay;
use serde::{Deserialize, Serialize};

/// Everything that `data/outlook.toml` says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// Consultations a year and per person below which access is called low.
    pub threshold: f64,
    /// Consultations a year and per person from which access is called good.
    pub comfort: f64,
    /// The models, the one to begin with first.
    #[serde(rename = "model")]
    pub models: Vec<Model>,
    /// The flags, in the order of the sheet.
    #[serde(rename = "flag")]
    pub flags: Vec<FlagRule>,
}

/// Parameters of a computation of access to care.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Stable identifier, in the address.
    pub id: String,
    /// Name.
    pub label: String,
    /// What it does, one sentence.
    pub summary: String,
    /// Where its parameters come from.
    pub origin: String,
    /// Road km for a km of great circle.
    pub detour: f64,
    /// Road speed, km/h.
    pub speed: f64,
    /// How much a journey counts, by its minutes.
    pub decay: Decay,
    /// Inhabitants per km² and how many times slower the road is there.
    pub slowness: Vec<(f64, f64)>,
    /// Minutes to the doctors of one's own commune, for a commune of 1 km²; they grow with the square root of its area.
    pub within: f64,
    /// Consultations that one doctor, full time, gives in a year.
    pub consultations: f64,
    /// Who is counted.
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
    /// Stable identifier.
    pub id: String,
    /// The figure: a column, or [`crate::NEAREST_GP`].
    pub figure: String,
    /// Raised below this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<Bound>,
    /// Raised above this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<Bound>,
    /// What it says when raised.
    pub label: String,
    /// Why this threshold.
    pub why: String,
}

/// A threshold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Bound {
    /// A number, in the unit of the figure.
    Number(f64),
    /// The same figure of a wider area.
    Than {
        /// Which.
        than: Than,
    },
}

/// An area to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Than {
    /// The département of the place.
    Departement,
    /// The country.
    France,
}

impl Book {
    /// A model by its identifier; the first of all if there is none of that name.
    #[must_use]
    pub fn model(&self, id: Option<&str>) -> Option<&Model> {
        self.models.iter().find(|m| Some(m.id.as_str()) == id).or_else(|| self.models.first())
    }
}

impl Model {
    /// Minutes for a km of great circle where nothing slows.
    #[must_use]
    pub fn minutes_per_km(&self) -> f64 {
        60.0 * self.detour / self.speed
    }

    /// How many times slower the roads of a place are, by its inhabitants per km².
    #[must_use]
    pub fn slowness_at(&self, density: Option<f64>) -> f64 {
        let Some(density) = density.filter(|d| *d > 0.0) else { return self.slowness.first().map_or(1.0, |k| k.1) };
        let after = self.slowness.partition_point(|k| k.0 <= density);
        match (after.checked_sub(1).and_then(|i| self.slowness.get(i)), self.slowness.get(after)) {
            (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (density / a.0).ln() / (b.0 / a.0).ln(),
            (None, Some(knot)) | (Some(knot), None) => knot.1,
            (None, None) => 1.0,
        }
    }

    /// The farthest that two places may be and still be within some minutes, km of great circle.
    #[must_use]
    pub fn km_within(&self, minutes: f64) -> f64 {
        let quickest = self.slowness.iter().map(|k| k.1).fold(f64::INFINITY, f64::min);
        minutes / self.minutes_per_km() / if quickest.is_finite() { quickest } else { 1.0 }
    }
}
