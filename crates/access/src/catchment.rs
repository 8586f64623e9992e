//! The two steps, and the effect of more or fewer doctors.

use std::sync::Arc;

use crate::{Decay, Pairs};

/// Places looked at in one piece of a computation.
const PIECE: usize = 2_000;

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
pub struct Catchment {
    pairs: Arc<Pairs>,
    /// Weight of each pair.
    weights: Vec<f32>,
    /// Demand within reach of each place, weighted.
    within_reach: Vec<f64>,
    supply: Vec<f64>,
    access: Vec<f64>,
}

impl Catchment {
    /// Computes both steps at once; see [`Computation`].
    #[must_use]
    pub fn new(pairs: &Arc<Pairs>, journeys: &Journeys, decay: &Decay, places: &Places) -> Self {
        let mut computation = Computation::new(pairs, journeys, decay, places);
        while computation.advance() {}
        computation.finish()
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

/// Both steps on their way, piece by piece, so that a page can answer in between.
#[derive(Clone, Debug)]
pub struct Computation<'a> {
    journeys: &'a Journeys,
    decay: &'a Decay,
    demand: &'a [f64],
    /// Root of the slowness of each place.
    roots: Vec<f64>,
    /// Consultations for each person who may come, by place, as far as the first step has come.
    ratio: Vec<f64>,
    made: Catchment,
}

impl<'a> Computation<'a> {
    /// Begins.
    #[must_use]
    pub fn new(pairs: &Arc<Pairs>, journeys: &'a Journeys, decay: &'a Decay, places: &'a Places) -> Self {
        let n = pairs.len();
        let made = Catchment {
            pairs: pairs.clone(),
            weights: vec![0.0; pairs.count()],
            within_reach: Vec::with_capacity(n),
            supply: (0..n).map(|j| places.supply.get(j).copied().unwrap_or(0.0)).collect(),
            access: Vec::with_capacity(n),
        };
        let roots = (0..n).map(|i| journeys.slowness.get(i).map_or(1.0, |s| s.sqrt())).collect();
        Self { journeys, decay, demand: &places.demand, roots, ratio: Vec::with_capacity(n), made }
    }

    /// Does a piece: first weights and ratios of all places, then their access. False once all is done.
    pub fn advance(&mut self) -> bool {
        let n = self.made.pairs.len();
        let (first, second) = (self.ratio.len(), self.made.access.len());
        if first < n {
            for j in first..n.min(first + PIECE) {
                let demand = self.weigh(j);
                self.made.within_reach.push(demand);
                self.ratio.push(ratio(self.made.supply[j], demand));
            }
        } else if second < n {
            for i in second..n.min(second + PIECE) {
                let range = self.made.pairs.range(i);
                let reached = self.made.pairs.partners()[range.clone()].iter().zip(&self.made.weights[range]);
                let access = reached.map(|(j, w)| f64::from(*w) * self.ratio[*j as usize]).sum();
                self.made.access.push(access);
            }
        }
        self.made.access.len() < n
    }

    /// What was computed.
    #[must_use]
    pub fn finish(mut self) -> Catchment {
        while self.advance() {}
        self.made
    }

    /// Weighs the journeys of a place; the demand within its reach.
    fn weigh(&mut self, place: usize) -> f64 {
        let Catchment { pairs, weights, .. } = &mut self.made;
        let (own, reach) = (self.roots[place] * self.journeys.minutes_per_km, self.decay.reach());
        let range = pairs.range(place);
        let journeys = pairs.partners()[range.clone()].iter().zip(&pairs.distances()[range.clone()]);
        let mut demand = 0.0;
        for ((to, km), weight) in journeys.zip(&mut weights[range]) {
            let to = *to as usize;
            let minutes = if to == place { self.journeys.minutes(place, place, 0.0) } else { f64::from(*km) * own * self.roots[to] };
            if minutes < reach {
                #[expect(clippy::cast_possible_truncation, reason = "seven digits of a weight are plenty")]
                let kept = self.decay.weight(minutes) as f32;
                *weight = kept;
                demand += f64::from(kept) * self.demand.get(to).copied().unwrap_or(0.0);
            }
        }
        demand
    }
}

fn ratio(supply: f64, demand: f64) -> f64 {
    if demand > 0.0 { supply / demand } else { 0.0 }
}
