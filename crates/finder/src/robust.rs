//! How much of a rank hangs on the weights: the rank acceptability of SMAA-2 (Lahdelma and Salminen,
//! 2001). Weights are drawn at random, all mixtures being as likely (uniform on the simplex), and it is
//! counted how often each place is among the first. A place that another one equals or beats in
//! everything is never before it; one that nobody does is efficient (in the Pareto set).

use oorandom::Rand64;
use serde::{Deserialize, Serialize};

/// The draws begin with this number: the same question has the same answer.
const SEED: u128 = 20_010_601;
/// Places that are counted as among the first.
const FIRSTS: usize = 20;
/// Those of the narrower count.
pub const FEW: usize = 5;

/// How often a place is among the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Draws in which it is the first.
    pub first: u32,
    /// Draws in which it is one of the first five.
    pub few: u32,
    /// Draws in which it is one of the first twenty.
    pub many: u32,
}

/// Random weightings tried so far.
#[derive(Clone, Debug)]
pub struct Robust {
    /// How many priorities there are.
    width: usize,
    /// Matches that may ever be among the first twenty, in the order of equals, with their worths.
    band: Vec<(u32, Vec<f64>)>,
    shares: Vec<Share>,
    /// Matches that nobody equals or beats in everything, ascending.
    efficient: Vec<u32>,
    draws: u32,
    random: Rand64,
}

impl Robust {
    /// Prepares. `worths` are those of all matches, `width` each, `ties` their places among equals.
    #[must_use]
    pub fn new(worths: &[f64], width: usize, ties: &[u32]) -> Self {
        let of = |at: u32| &worths[at as usize * width..(at as usize + 1) * width];
        let sum = |at: u32| of(at).iter().sum::<f64>();
        let sums: Vec<f64> = (0_u32..).take(ties.len()).map(sum).collect();
        let mut order: Vec<u32> = (0_u32..).take(ties.len()).collect();
        // Whoever equals or beats a place in everything comes before it.
        order.sort_unstable_by(|a, b| {
            let (a, b) = (*a as usize, *b as usize);
            sums[b].total_cmp(&sums[a]).then(ties[a].cmp(&ties[b]))
        });
        let (mut band, mut efficient) = (Vec::<u32>::new(), Vec::new());
        for at in order {
            let own = of(at);
            let (mut better, mut is_beaten) = (0, false);
            for other in &band {
                let theirs = of(*other);
                if theirs.iter().zip(own).all(|(a, b)| a >= b) {
                    better += 1;
                    is_beaten |= theirs.iter().zip(own).any(|(a, b)| a > b);
                    if better >= FIRSTS && is_beaten {
                        break;
                    }
                }
            }
            if !is_beaten {
                efficient.push(at);
            }
            if better < FIRSTS {
                band.push(at);
            }
        }
        efficient.sort_unstable();
        band.sort_unstable_by_key(|at| ties[*at as usize]);
        let shares = vec![Share::default(); band.len()];
        let band = band.into_iter().map(|at| (at, of(at).to_vec())).collect();
        Self { width, band, shares, efficient, draws: 0, random: Rand64::new(SEED) }
    }

    /// Tries so many more weightings.
    pub fn draw(&mut self, more: u32) {
        let mut weights = vec![0.0; self.width];
        let mut best: Vec<(f64, usize)> = Vec::with_capacity(FIRSTS + 1);
        for _ in 0..more {
            for w in &mut weights {
                // The logarithm of a uniform number is exponential; several of them, uniform on the
                // simplex but for their sum, which changes no order.
                *w = -(1.0 - self.random.rand_float()).ln();
            }
            best.clear();
            for (i, (_, worths)) in self.band.iter().enumerate() {
                let score: f64 = worths.iter().zip(&weights).map(|(u, w)| u * w).sum();
                if best.len() == FIRSTS && best.last().is_some_and(|last| score <= last.0) {
                    continue;
                }
                // After those of the same score: the band is in the order of equals.
                let place = best.partition_point(|b| b.0 >= score);
                best.insert(place, (score, i));
                best.truncate(FIRSTS);
            }
            for (place, (_, i)) in best.iter().enumerate() {
                let share = &mut self.shares[*i];
                share.first += u32::from(place == 0);
                share.few += u32::from(place < FEW);
                share.many += 1;
            }
        }
        self.draws += more;
    }

    /// Weightings tried so far.
    #[must_use]
    pub fn draws(&self) -> u32 {
        self.draws
    }

    /// How often each match was among the first, by its position, ascending; those that never were are
    /// left out.
    #[must_use]
    pub fn shares(&self) -> Vec<(u32, Share)> {
        let all = self.band.iter().zip(&self.shares).filter(|(_, s)| s.many > 0);
        let mut all: Vec<(u32, Share)> = all.map(|((at, _), share)| (*at, *share)).collect();
        all.sort_unstable_by_key(|s| s.0);
        all
    }

    /// Matches that no other one equals or beats in everything, with more in something, ascending.
    #[must_use]
    pub fn efficient(&self) -> &[u32] {
        &self.efficient
    }
}
