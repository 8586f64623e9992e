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

/// Places with their worths, to find who equals or beats another one in everything.
struct Beaters {
    width: usize,
    /// Worths, place after place.
    rows: Vec<f64>,
    /// Places, those that beat the most others first.
    strong: Vec<usize>,
    /// For each priority, places by their worth, the greatest first.
    by_worth: Vec<Vec<usize>>,
}

/// Strong places that are looked at before all.
const STRONG: usize = 256;

impl Beaters {
    fn new(width: usize) -> Self {
        let by_worth = vec![Vec::new(); width];
        Self { width, rows: Vec::new(), strong: Vec::new(), by_worth }
    }

    fn row(&self, place: usize) -> &[f64] {
        &self.rows[place * self.width..(place + 1) * self.width]
    }

    fn push(&mut self, own: &[f64]) {
        let place = self.strong.len();
        self.rows.extend_from_slice(own);
        self.strong.push(place);
        for (priority, worth) in own.iter().enumerate() {
            let (rows, width) = (&self.rows, self.width);
            let list = &mut self.by_worth[priority];
            let to = list.partition_point(|p| rows[p * width + priority] >= *worth);
            list.insert(to, place);
        }
    }

    /// How many equal or beat a place in everything, as far as [`FIRSTS`], and whether one beats it.
    fn of(&mut self, own: &[f64]) -> (usize, bool) {
        let beats = |row: &[f64]| row.iter().zip(own).all(|(a, b)| a >= b);
        let is_more = |row: &[f64]| row.iter().zip(own).any(|(a, b)| a > b);
        let (mut better, mut is_beaten) = (0, false);
        for i in 0..self.strong.len().min(STRONG) {
            let row = self.row(self.strong[i]);
            if beats(row) {
                is_beaten |= is_more(row);
                better += 1;
                // Who beats one beats many: looked at sooner from now on. What is found does not hang
                // on the order.
                self.strong.swap(i, i / 2);
                if better >= FIRSTS && is_beaten {
                    return (better, true);
                }
            }
        }
        // Whoever beats it does so in the priority in which the fewest do.
        let above = |(priority, worth): (usize, &f64)| {
            let list = &self.by_worth[priority];
            &list[..list.partition_point(|p| self.rows[p * self.width + priority] >= *worth)]
        };
        let fewest = own.iter().enumerate().map(above).min_by_key(|list| list.len());
        (better, is_beaten) = (0, false);
        for place in fewest.unwrap_or_default() {
            let row = self.row(*place);
            if beats(row) {
                is_beaten |= is_more(row);
                better += 1;
                if better >= FIRSTS && is_beaten {
                    break;
                }
            }
        }
        (better, is_beaten)
    }
}

/// Random weightings tried so far.
#[derive(Clone, Debug)]
pub struct Robust {
    /// How many priorities there are.
    width: usize,
    /// Matches that may ever be among the first twenty, in the order of equals.
    band: Vec<u32>,
    /// Their worths, one priority after the other.
    worths: Vec<f64>,
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
        let mut beaters = Beaters::new(width);
        for at in order {
            let (better, is_beaten) = beaters.of(of(at));
            if !is_beaten {
                efficient.push(at);
            }
            if better < FIRSTS {
                band.push(at);
                beaters.push(of(at));
            }
        }
        efficient.sort_unstable();
        band.sort_unstable_by_key(|at| ties[*at as usize]);
        let shares = vec![Share::default(); band.len()];
        let of_band = |priority: usize| band.iter().map(move |at| of(*at)[priority]);
        let worths = (0..width).flat_map(of_band).collect();
        Self { width, band, worths, shares, efficient, draws: 0, random: Rand64::new(SEED) }
    }

    /// Tries so many more weightings.
    pub fn draw(&mut self, more: u32) {
        let mut weights = vec![0.0; self.width];
        let mut best: Vec<(f64, usize)> = Vec::with_capacity(FIRSTS + 1);
        let mut scores = vec![0.0; self.band.len()];
        for _ in 0..more {
            for w in &mut weights {
                // The logarithm of a uniform number is exponential; several of them, uniform on the
                // simplex but for their sum, which changes no order.
                *w = -(1.0 - self.random.rand_float()).ln();
            }
            best.clear();
            scores.fill(0.0);
            let columns = self.worths.chunks_exact(self.band.len().max(1));
            for (column, weight) in columns.zip(&weights) {
                scores.iter_mut().zip(column).for_each(|(score, worth)| *score += worth * weight);
            }
            for (i, score) in scores.iter().copied().enumerate() {
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
        let mut all: Vec<(u32, Share)> = all.map(|(at, share)| (*at, *share)).collect();
        all.sort_unstable_by_key(|s| s.0);
        all
    }

    /// Matches that no other one equals or beats in everything, with more in something, ascending.
    #[must_use]
    pub fn efficient(&self) -> &[u32] {
        &self.efficient
    }
}
