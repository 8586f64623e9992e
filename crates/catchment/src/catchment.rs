//! The two steps, and the effect of more or fewer doctors.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Decay, Ground, Journeys};

/// What the computation stands on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Setting {
    /// Where places are.
    pub ground: Ground,
    /// How long journeys take.
    pub journeys: Journeys,
    /// How much a journey counts.
    pub decay: Decay,
    /// People to serve, weighted by what they need; 0 where unknown. By place.
    pub demand: Vec<f64>,
    /// Consultations that doctors give in a year. By place.
    pub supply: Vec<f64>,
}

impl Setting {
    /// Visits the places that count for a place, with the weight of the journey.
    fn reached(&self, place: usize, mut visit: impl FnMut(usize, f64)) {
        let reach = self.decay.reach();
        self.ground.around(place, self.journeys.reach_km(), |other, km| {
            let minutes = self.journeys.minutes(place, other, km);
            if minutes < reach {
                visit(other, self.decay.weight(minutes));
            }
        });
    }

    /// People within reach of a place, weighted by need and journey.
    #[must_use]
    pub fn demand_within_reach(&self, place: usize) -> f64 {
        let mut all = 0.0;
        self.reached(place, |i, w| all += w * self.demand.get(i).copied().unwrap_or(0.0));
        all
    }
}

/// Access of every place. A journey weighs the same both ways, so that each place with doctors
/// hands out what it has.
#[derive(Clone, Debug)]
pub struct Catchment {
    setting: Arc<Setting>,
    supply: Vec<f64>,
    access: Vec<f64>,
}

impl Catchment {
    /// Computes both steps: each place with doctors hands out what it has.
    #[must_use]
    pub fn new(setting: &Arc<Setting>) -> Self {
        let mut made = Self::known(setting, vec![0.0; setting.ground.len()]);
        let mut reached: Vec<(usize, f64)> = Vec::new();
        for (place, supply) in made.supply.iter().enumerate().filter(|(_, s)| **s > 0.0) {
            let mut demand = 0.0;
            reached.clear();
            setting.reached(place, |i, w| {
                demand += w * setting.demand.get(i).copied().unwrap_or(0.0);
                reached.push((i, w));
            });
            let ratio = ratio(*supply, demand);
            for (i, w) in &reached {
                made.access[*i] += w * ratio;
            }
        }
        made
    }

    /// One that was computed elsewhere from the same setting, by its access of each place.
    #[must_use]
    pub fn known(setting: &Arc<Setting>, access: Vec<f64>) -> Self {
        let supply = |j| setting.supply.get(j).copied().unwrap_or(0.0);
        let supply = (0..setting.ground.len()).map(supply).collect();
        Self { setting: setting.clone(), supply, access }
    }

    /// What it was computed from.
    #[must_use]
    pub fn setting(&self) -> &Setting {
        &self.setting
    }

    /// Consultations a year that a person of each place may hope for.
    #[must_use]
    pub fn access(&self) -> &[f64] {
        &self.access
    }

    /// Consultations a year for each person who may come to a place; 0 where nobody may.
    #[must_use]
    pub fn ratio(&self, place: usize) -> f64 {
        ratio(self.supply(place), self.setting.demand_within_reach(place))
    }

    /// Consultations that doctors of a place give in a year.
    #[must_use]
    pub fn supply(&self, place: usize) -> f64 {
        self.supply.get(place).copied().unwrap_or(0.0)
    }

    /// What so many consultations more (or fewer, down to none) at a place change: each place with
    /// the difference of its access. Nothing if nobody reaches the place.
    #[must_use]
    pub fn effect(&self, place: usize, consultations: f64) -> Vec<(usize, f64)> {
        let (mut reached, mut demand) = (Vec::new(), 0.0);
        self.setting.reached(place, |i, w| {
            demand += w * self.setting.demand.get(i).copied().unwrap_or(0.0);
            reached.push((i, w));
        });
        let more = ratio(consultations.max(-self.supply(place)), demand);
        reached.iter_mut().for_each(|(_, w)| *w *= more);
        reached
    }

    /// Makes the change of [`Catchment::effect`] last.
    pub fn apply(&mut self, place: usize, consultations: f64) {
        for (i, change) in self.effect(place, consultations) {
            self.access[i] += change;
        }
        if let Some(supply) = self.supply.get_mut(place) {
            *supply = (*supply + consultations).max(0.0);
        }
    }
}

fn ratio(supply: f64, demand: f64) -> f64 {
    if demand > 0.0 { supply / demand } else { 0.0 }
}
