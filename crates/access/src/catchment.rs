//! The two steps, and the effect of more or fewer doctors.

use crate::{Decay, Pairs};

/// What is known of each place, by position.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// People to serve, weighted by what they need; 0 where unknown.
    pub demand: Vec<f64>,
    /// Consultations that doctors give in a year.
    pub supply: Vec<f64>,
}

/// How long journeys take.
#[derive(Clone, Debug)]
pub struct Journeys {
    /// Minutes for a km of great circle at slowness 1: `60 × detour / speed`.
    pub minutes_per_km: f64,
    /// How slow each place is against that (1 where nothing is known); a journey takes the geometric mean of its ends.
    pub slowness: Vec<f64>,
    /// Minutes from anywhere in a place to its own doctors.
    pub within: Vec<f64>,
}

impl Journeys {
    /// Estimated minutes between two places.
    #[must_use]
    pub fn minutes(&self, from: usize, to: usize, km: f64) -> f64 {
        let of = |all: &[f64], i: usize, none: f64| all.get(i).copied().unwrap_or(none);
        if from == to {
            return of(&self.within, from, 0.0);
        }
        km * self.minutes_per_km * (of(&self.slowness, from, 1.0) * of(&self.slowness, to, 1.0)).sqrt()
    }
}

/// The computation, kept so that a change needs no second one.
#[derive(Clone, Debug)]
pub struct Catchment<'a> {
    pairs: &'a Pairs,
    /// Weight of each pair.
    weights: Vec<f32>,
    /// Demand within reach of each place, weighted.
    within_reach: Vec<f64>,
    supply: Vec<f64>,
    access: Vec<f64>,
}

impl<'a> Catchment<'a> {
    /// Computes both steps.
    #[must_use]
    pub fn new(pairs: &'a Pairs, journeys: &Journeys, decay: &Decay, places: &Places) -> Self {
        let n = pairs.len();
        let roots: Vec<f64> = (0..n).map(|i| journeys.slowness.get(i).map_or(1.0, |s| s.sqrt())).collect();
        let reach = decay.reach();
        let mut weights = vec![0f32; pairs.count()];
        for i in 0..n {
            let own = roots[i] * journeys.minutes_per_km;
            for at in pairs.range(i) {
                let to = pairs.partners()[at] as usize;
                let minutes = if to == i { journeys.minutes(i, i, 0.0) } else { f64::from(pairs.distances()[at]) * own * roots[to] };
                if minutes < reach {
                    #[expect(clippy::cast_possible_truncation, reason = "seven digits of a weight are plenty")]
                    let weight = decay.weight(minutes) as f32;
                    weights[at] = weight;
                }
            }
        }
        let demand = |i: usize| places.demand.get(i).copied().unwrap_or(0.0);
        let sum = |i: usize, of: &dyn Fn(usize) -> f64| -> f64 {
            pairs.range(i).map(|at| f64::from(weights[at]) * of(pairs.partners()[at] as usize)).sum()
        };
        let within_reach: Vec<f64> = (0..n).map(|j| sum(j, &demand)).collect();
        let supply: Vec<f64> = (0..n).map(|j| places.supply.get(j).copied().unwrap_or(0.0)).collect();
        let ratio: Vec<f64> = (0..n).map(|j| ratio(supply[j], within_reach[j])).collect();
        let access = (0..n).map(|i| sum(i, &|j| ratio[j])).collect();
        Self { pairs, weights, within_reach, supply, access }
    }

    /// Consultations a year that a person of each place may hope for.
    #[must_use]
    pub fn access(&self) -> &[f64] {
        &self.access
    }

    /// Consultations a year for each person who may come to a place; 0 where nobody may.
    #[must_use]
    pub fn ratio(&self, place: usize) -> f64 {
        ratio(self.supply.get(place).copied().unwrap_or(0.0), self.demand_within_reach(place))
    }

    /// People within reach of a place, weighted by need and journey.
    #[must_use]
    pub fn demand_within_reach(&self, place: usize) -> f64 {
        self.within_reach.get(place).copied().unwrap_or(0.0)
    }

    /// Places that count for a place, with the weight of the journey.
    pub fn reached(&self, place: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let partners = self.pairs.partners();
        self.pairs.range(place).map(move |at| (partners[at] as usize, f64::from(self.weights[at]))).filter(|(_, w)| *w > 0.0)
    }

    /// What so many consultations more (or fewer, down to none) at a place change: each place with the difference of its
    /// access. Nothing if nobody reaches the place.
    pub fn effect(&self, place: usize, consultations: f64) -> impl Iterator<Item = (usize, f64)> + '_ {
        let least = -self.supply.get(place).copied().unwrap_or(0.0);
        let more = ratio(consultations.max(least), self.demand_within_reach(place));
        self.reached(place).map(move |(i, w)| (i, w * more))
    }

    /// Makes the change of [`Catchment::effect`] last.
    pub fn apply(&mut self, place: usize, consultations: f64) {
        let changes: Vec<(usize, f64)> = self.effect(place, consultations).collect();
        for (i, change) in changes {
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
