//! How much a journey counts, by its minutes.

use serde::{Deserialize, Serialize};

/// A weight by minutes, linear between knots: one up to the first, the last knot's for ever after.
/// Two knots at one minute make a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(f64, f64)>", into = "Vec<(f64, f64)>")]
pub struct Decay {
    knots: Vec<(f64, f64)>,
}

/// Why knots make no decay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDecay {
    /// No knot at all.
    #[error("no knot")]
    Empty,
    /// Minutes below zero, not ascending, or not finite.
    #[error("minutes must ascend from zero on")]
    Minutes,
    /// A weight outside zero to one, or above the one before.
    #[error("weights must descend within 0 and 1")]
    Weights,
    /// The last weight is not zero: nothing would bound the reach.
    #[error("the last weight must be 0")]
    Endless,
}

impl TryFrom<Vec<(f64, f64)>> for Decay {
    type Error = BadDecay;

    fn try_from(knots: Vec<(f64, f64)>) -> Result<Self, BadDecay> {
        let ascends = |f: fn(&(f64, f64)) -> f64| knots.windows(2).all(|k| f(&k[0]) <= f(&k[1]));
        if knots.is_empty() {
            return Err(BadDecay::Empty);
        }
        if !knots.iter().all(|k| k.0.is_finite() && k.0 >= 0.0) || !ascends(|k| k.0) {
            return Err(BadDecay::Minutes);
        }
        if !knots.iter().all(|k| (0.0..=1.0).contains(&k.1)) || !ascends(|k| -k.1) {
            return Err(BadDecay::Weights);
        }
        if knots.last().is_some_and(|k| k.1 > 0.0) {
            return Err(BadDecay::Endless);
        }
        Ok(Self { knots })
    }
}

impl From<Decay> for Vec<(f64, f64)> {
    fn from(decay: Decay) -> Self {
        decay.knots
    }
}

impl Decay {
    /// From all at no minute to nothing at `reach` minutes, in a straight line.
    ///
    /// # Errors
    /// A reach that is no duration.
    pub fn linear(reach: f64) -> Result<Self, BadDecay> {
        Self::try_from(vec![(0.0, 1.0), (reach, 0.0)])
    }

    /// Minutes from which nothing counts any more.
    #[must_use]
    pub fn reach(&self) -> f64 {
        self.knots.iter().find(|k| k.1 <= 0.0).map_or(0.0, |k| k.0)
    }

    /// The knots, minutes and weight.
    #[must_use]
    pub fn knots(&self) -> &[(f64, f64)] {
        &self.knots
    }

    /// Weight of a journey of so many minutes.
    #[must_use]
    pub fn weight(&self, minutes: f64) -> f64 {
        let after = self.knots.partition_point(|k| k.0 <= minutes);
        match (after.checked_sub(1).and_then(|i| self.knots.get(i)), self.knots.get(after)) {
            (None, Some(first)) => first.1,
            (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (minutes - a.0) / (b.0 - a.0),
            (last, None) => last.map_or(0.0, |k| k.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_is_followed() {
        let decay = Decay::linear(20.0).unwrap();
        assert_eq!(
            [0.0, 5.0, 10.0, 20.0, 30.0].map(|m| decay.weight(m)),
            [1.0, 0.75, 0.5, 0.0, 0.0]
        );
        assert_eq!(decay.reach(), 20.0);
    }

    #[test]
    fn a_step_is_taken_at_its_minute() {
        let decay =
            Decay::try_from(vec![(5.0, 1.0), (5.0, 0.3), (10.0, 0.3), (10.0, 0.0)]).unwrap();
        assert_eq!(
            [0.0, 4.9, 5.0, 9.9, 10.0, 11.0].map(|m| decay.weight(m)),
            [1.0, 1.0, 0.3, 0.3, 0.0, 0.0]
        );
        assert_eq!(decay.reach(), 10.0);
    }

    #[test]
    fn what_is_no_decay_is_refused() {
        let of = |knots: &[(f64, f64)]| Decay::try_from(knots.to_vec());
        assert_eq!(of(&[]), Err(BadDecay::Empty));
        assert_eq!(of(&[(5.0, 1.0), (4.0, 0.0)]), Err(BadDecay::Minutes));
        assert_eq!(of(&[(f64::NAN, 0.0)]), Err(BadDecay::Minutes));
        assert_eq!(of(&[(0.0, 0.5), (4.0, 0.6), (5.0, 0.0)]), Err(BadDecay::Weights));
        assert_eq!(of(&[(0.0, 1.5), (5.0, 0.0)]), Err(BadDecay::Weights));
        assert_eq!(of(&[(0.0, 1.0), (5.0, 0.1)]), Err(BadDecay::Endless));
    }
}
