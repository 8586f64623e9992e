//! Where the next doctors would do the most good: one after the other, each at the best place left.

use crate::Catchment;

/// What is to be made as large as possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pick {
    /// Which place.
    pub place: usize,
    /// People whose place it lifts over the threshold.
    pub lifted: f64,
    /// Lacking consultations a year that it gives.
    pub filled: f64,
}

/// The search, in pieces so that a page can answer in between.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    catchment: &'a Catchment,
    candidates: Vec<usize>,
    /// Access now, with the doctors placed so far; none where it is not known.
    access: Vec<Option<f64>>,
    people: Vec<f64>,
    consultations: f64,
    threshold: f64,
    aim: Aim,
    doctors: usize,
    /// Next candidate to weigh.
    next: usize,
    best: Option<Pick>,
    picks: Vec<Pick>,
}

impl<'a> Search<'a> {
    /// Begins. `access` is what each place has now, `consultations` what a doctor gives in a year,
    /// `doctors` how many are to be placed among `candidates`.
    #[must_use]
    pub fn new(
        catchment: &'a Catchment,
        candidates: Vec<usize>,
        access: Vec<Option<f64>>,
        people: Vec<f64>,
        (consultations, threshold): (f64, f64),
        aim: Aim,
        doctors: usize,
    ) -> Self {
        Self {
            catchment,
            candidates,
            access,
            people,
            consultations,
            threshold,
            aim,
            doctors,
            next: 0,
            best: None,
            picks: Vec::new(),
        }
    }

    /// Weighs one candidate; false once all doctors are placed, or no place is left that helps.
    pub fn advance(&mut self) -> bool {
        if self.picks.len() >= self.doctors {
            return false;
        }
        if let Some(place) = self.candidates.get(self.next) {
            let pick = self.weigh(*place);
            // At equal good the other good decides, then the order of the candidates.
            let key = |p: &Pick| match self.aim {
                Aim::Lifted => (p.lifted, p.filled),
                Aim::Filled => (p.filled, p.lifted),
            };
            let helps = key(&pick).0 > 0.0;
            if helps && self.best.as_ref().is_none_or(|best| key(&pick) > key(best)) {
                self.best = Some(pick);
            }
            self.next += 1;
            return true;
        }
        let Some(best) = self.best.take() else { return false };
        for (i, change) in self.catchment.effect(best.place, self.consultations) {
            if let Some(Some(access)) = self.access.get_mut(i) {
                *access += change;
            }
        }
        self.picks.push(best);
        self.next = 0;
        self.picks.len() < self.doctors
    }

    /// The places chosen so far, in order.
    #[must_use]
    pub fn picks(&self) -> &[Pick] {
        &self.picks
    }

    /// How much is done, 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "thousands")]
        let of = |n: usize| n as f64;
        let round = of(self.next) / of(self.candidates.len().max(1));
        ((of(self.picks.len()) + round) / of(self.doctors.max(1))).min(1.0)
    }

    fn weigh(&self, place: usize) -> Pick {
        let mut pick = Pick { place, lifted: 0.0, filled: 0.0 };
        for (i, change) in self.catchment.effect(place, self.consultations) {
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
