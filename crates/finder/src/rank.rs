//! In which order: a weighted sum of what each priority is worth, and why.

use crate::{
    book::Book,
    field::Fields,
    filter::Found,
    key::{Key, of_priority},
    query::Query,
};

/// A priority that counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// Name of its criterion.
    pub criterion: String,
    /// What it is called.
    pub name: String,
    /// Its weight, 1 to 5.
    pub weight: u8,
    /// The figures that it reads.
    pub key: Key,
    /// What a place is worth of which it is not known: the median of France.
    pub unknown: f64,
}

/// Places in order. Where two are worth the same, the one with more people comes first, then the order
/// of codes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// What counts, in the order of the book.
    pub priorities: Vec<Weighed>,
    /// For each match what each priority is worth, 0 to 1, one match after the other.
    worths: Vec<f64>,
    /// Place of each match among equals.
    ties: Vec<u32>,
    /// Positions in the matches, the best first: as many as were wanted.
    pub order: Vec<u32>,
    /// The score of each match, 0 to 100.
    scores: Vec<f64>,
}

impl Ranking {
    /// Orders the first `limit` of what was found; none where a figure is still to be had.
    #[must_use]
    pub fn new(
        query: &Query,
        book: &Book,
        fields: &Fields,
        found: &Found,
        limit: usize,
    ) -> Option<Self> {
        let mut priorities = Vec::new();
        let mut columns = Vec::new();
        for criterion in &book.criteria {
            let weight = query.weight(criterion);
            let key = of_priority(criterion, query).filter(|_| weight > 0);
            let (Some(key), Some(priority)) = (key, &criterion.priority) else { continue };
            let field = fields.get(&key)?;
            let unknown = field.median().map_or(0.5, |m| priority.worth(m));
            columns.push((field.raw(), priority, unknown));
            priorities.push(Weighed {
                criterion: criterion.id.clone(),
                name: priority.name.clone(),
                weight,
                key,
                unknown,
            });
        }
        let mut worths = Vec::with_capacity(found.matches.len() * priorities.len());
        for at in &found.matches {
            for (values, priority, unknown) in &columns {
                let v = values[*at as usize];
                worths.push(if v.is_nan() { *unknown } else { priority.worth(v) });
            }
        }
        let ties = found.matches.iter().map(|at| fields.units.tie(*at as usize)).collect();
        let mut out = Self { priorities, worths, ties, order: Vec::new(), scores: Vec::new() };
        out.order_by_weights(limit);
        Some(out)
    }

    fn order_by_weights(&mut self, limit: usize) {
        let all: f64 = self.priorities.iter().map(|p| f64::from(p.weight)).sum();
        let shares: Vec<f64> = self.priorities.iter().map(|p| f64::from(p.weight) / all).collect();
        let score = |at: usize| -> f64 {
            self.worths_of(at).iter().zip(&shares).map(|(u, w)| u * w).sum::<f64>() * 100.0
        };
        let scores: Vec<f64> = (0..self.ties.len()).map(score).collect();
        let before = |a: u32, b: u32| {
            let (a, b) = (a as usize, b as usize);
            scores[a] > scores[b] || (scores[a] == scores[b] && self.ties[a] < self.ties[b])
        };
        // The best so far, in order: most places are before none of them.
        let mut order: Vec<u32> = Vec::with_capacity(limit.min(scores.len()) + 1);
        for at in (0_u32..).take(scores.len()) {
            if order.len() == limit && order.last().is_none_or(|last| !before(at, *last)) {
                continue;
            }
            let place = order.partition_point(|other| before(*other, at));
            order.insert(place, at);
            order.truncate(limit);
        }
        (self.order, self.scores) = (order, scores);
    }

    /// What each priority is worth at a match.
    #[must_use]
    pub fn worths_of(&self, at: usize) -> &[f64] {
        let k = self.priorities.len();
        self.worths.get(at * k..(at + 1) * k).unwrap_or(&[])
    }

    /// The score of a match, 0 to 100; none where nothing counts.
    #[must_use]
    pub fn score(&self, at: usize) -> Option<f64> {
        self.scores.get(at).copied().filter(|_| !self.priorities.is_empty())
    }

    /// What a [`crate::Robust`] is made of: the worths of all matches, how many of each, and their
    /// places among equals.
    #[must_use]
    pub fn for_robust(&self) -> (Vec<f64>, usize, Vec<u32>) {
        (self.worths.clone(), self.priorities.len(), self.ties.clone())
    }

    /// The same of some matches alone, by their positions.
    #[must_use]
    pub fn for_robust_of(&self, some: &[u32]) -> (Vec<f64>, usize, Vec<u32>) {
        let worths = some.iter().flat_map(|at| self.worths_of(*at as usize)).copied().collect();
        let tie = |at: &u32| self.ties.get(*at as usize).copied().unwrap_or(u32::MAX);
        (worths, self.priorities.len(), some.iter().map(tie).collect())
    }

    /// What would put a match before another one: a priority, and the weight of 0 to 5 nearest to its own
    /// with which it is. None where no weight alone does.
    #[must_use]
    pub fn to_pass(&self, at: usize, ahead: usize) -> Option<(usize, u8)> {
        let differ: Vec<f64> =
            self.worths_of(at).iter().zip(self.worths_of(ahead)).map(|(a, b)| a - b).collect();
        let lag: f64 =
            self.priorities.iter().zip(&differ).map(|(p, d)| f64::from(p.weight) * d).sum();
        let mut best: Option<(u8, usize, u8)> = None;
        for (i, (p, d)) in self.priorities.iter().zip(&differ).enumerate() {
            for weight in 0..=5_u8 {
                let moved = f64::from(weight) - f64::from(p.weight);
                // A rounding is no lead.
                let passes = lag + moved * d > 1e-9;
                let far = weight.abs_diff(p.weight);
                if passes && best.is_none_or(|b| far < b.0) {
                    best = Some((far, i, weight));
                }
            }
        }
        best.map(|(_, i, weight)| (i, weight))
    }

    /// Whether another match is worth at least as much in everything.
    #[must_use]
    pub fn is_equalled(&self, at: usize, by: usize) -> bool {
        self.worths_of(at).iter().zip(self.worths_of(by)).all(|(a, b)| a <= b)
    }
}
