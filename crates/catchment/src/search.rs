//! Where the next doctors would do the most good: one after the other, each at the best place left.

use serde::{Deserialize, Serialize};

use crate::Catchment;

/// What is to be made as large as possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Aim {
    /// People of places whose access reaches the threshold and did not before. A doctor may fall
    /// just short of it, so choosing one after the other guarantees nothing.
    Lifted,
    /// Consultations that people below the threshold lack, and then have. Each doctor adds less
    /// than the one before (the sum is submodular), so choosing one after the other reaches at
    /// least 1 − 1/e, 63 %, of the best set of places (Nemhauser, Wolsey and Fisher, 1978).
    Filled,
}

/// A place chosen for a doctor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pick {
    /// Which place.
    pub place: usize,
    /// People whose place it lifts over the threshold.
    pub lifted: f64,
    /// Lacking consultations a year that it gives.
    pub filled: f64,
}

/// Where doctors are to be placed, and for what. A place is its position in the setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placing {
    /// The places that are weighed, in the order that decides between equals.
    pub candidates: Vec<usize>,
    /// Access of each place now, consultations a year and per person; none where unknown.
    pub access: Vec<Option<f64>>,
    /// Inhabitants of each place.
    pub people: Vec<f64>,
    /// Consultations that a doctor gives in a year.
    pub consultations: f64,
    /// Access under which people lack care, consultations a year and per person.
    pub threshold: f64,
    /// What is to be made as large as possible.
    pub aim: Aim,
    /// How many doctors are to be placed.
    pub doctors: usize,
}

/// Candidates weighed between two words of progress.
const WEIGHED_BETWEEN: usize = 16;

impl Placing {
    /// The places chosen, in order; fewer than asked for where no other place helps. `share` hears
    /// how much is done, from 0 to 1.
    #[must_use]
    pub fn search(mut self, catchment: &Catchment, share: &mut dyn FnMut(f64)) -> Vec<Pick> {
        let mut picks = Vec::new();
        while picks.len() < self.doctors {
            let mut best: Option<Pick> = None;
            for (at, place) in self.candidates.iter().enumerate() {
                if at.is_multiple_of(WEIGHED_BETWEEN) {
                    share(self.done(picks.len(), at));
                }
                let pick = self.weigh(catchment, *place);
                let helps = self.key(&pick).0 > 0.0;
                if helps && best.is_none_or(|best| self.key(&pick) > self.key(&best)) {
                    best = Some(pick);
                }
            }
            let Some(best) = best else { break };
            for (i, change) in catchment.effect(best.place, self.consultations) {
                if let Some(Some(access)) = self.access.get_mut(i) {
                    *access += change;
                }
            }
            picks.push(best);
        }
        picks
    }

    /// What decides: the aim first, the other good at equal aim, then the order of candidates.
    fn key(&self, pick: &Pick) -> (f64, f64) {
        match self.aim {
            Aim::Lifted => (pick.lifted, pick.filled),
            Aim::Filled => (pick.filled, pick.lifted),
        }
    }

    fn done(&self, placed: usize, weighed: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "thousands")]
        let of = |n: usize| n as f64;
        let round = of(weighed) / of(self.candidates.len().max(1));
        (of(placed) + round) / of(self.doctors.max(1))
    }

    fn weigh(&self, catchment: &Catchment, place: usize) -> Pick {
        let mut pick = Pick { place, lifted: 0.0, filled: 0.0 };
        for (i, change) in catchment.effect(place, self.consultations) {
            let (Some(Some(before)), Some(people)) = (self.access.get(i), self.people.get(i))
            else {
                continue;
            };
            if *before < self.threshold {
                let after = before + change;
                pick.filled += people * (after.min(self.threshold) - before);
                if after >= self.threshold {
                    pick.lifted += people;
                }
            }
        }
        pick
    }
}
