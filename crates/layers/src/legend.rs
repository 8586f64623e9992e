//! Bounds and colours of a column whose file says nothing of either.

use serde::{Deserialize, Serialize};
use territory::classes::{Cut, bounds};

/// A choice of colours, from few to many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ramp {
    /// As the shipped figures of care.
    #[default]
    Teal,
    /// As the shipped figures of people.
    Blue,
    /// As a lack.
    Orange,
    /// As the shipped zonings of statistics.
    Violet,
}

/// The choices, with their names.
pub const RAMPS: [(Ramp, &str); 4] = [
    (Ramp::Teal, "Vert"),
    (Ramp::Blue, "Bleu"),
    (Ramp::Orange, "Orange"),
    (Ramp::Violet, "Violet"),
];

/// Classes of a legend, at most.
const CLASSES: usize = 7;

impl Ramp {
    /// Colours from the lightest to the darkest.
    pub(crate) fn colours(self) -> [&'static str; CLASSES] {
        match self {
            Self::Teal => {
                ["#edeae1", "#bfdcd2", "#93c4b8", "#66a99f", "#3f8984", "#1e6966", "#0a4546"]
            }
            Self::Blue => {
                ["#eef3f8", "#d3e1ee", "#aec9e0", "#7fabd0", "#4f88bb", "#2b659c", "#12426f"]
            }
            Self::Orange => {
                ["#fbf1e4", "#f6ddb8", "#f1c389", "#eba25a", "#d57a3c", "#b5532a", "#7c3013"]
            }
            Self::Violet => {
                ["#f4f1f7", "#dfd6e8", "#c4b3d6", "#a68dc1", "#8767aa", "#66448d", "#38175e"]
            }
        }
    }
}

/// Bounds between classes of about as many places each, written with as few digits as keep them
/// apart: two significant ones of the spread.
pub(crate) fn breaks(values: &[f64]) -> Vec<f64> {
    let finite = || values.iter().copied().filter(|v| v.is_finite());
    let spread =
        finite().fold(f64::NEG_INFINITY, f64::max) - finite().fold(f64::INFINITY, f64::min);
    if spread.is_nan() || spread <= 0.0 {
        return Vec::new();
    }
    #[expect(clippy::cast_possible_truncation, reason = "powers of ten of a finite number")]
    let decimals = -(spread / 50.0).log10().floor() as i32;
    bounds(values, Cut::Quantiles, CLASSES, None, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_increase_and_lie_within() {
        let values: Vec<f64> = (0..700).map(f64::from).collect();
        assert_eq!(breaks(&values), [100.0, 200.0, 300.0, 400.0, 500.0, 600.0]);
        // Mostly zeros, as counts are: fewer classes, none empty by doubling.
        let counts: Vec<f64> =
            (0..100).map(|i| if i < 80 { 0.0 } else { f64::from(i - 79) }).collect();
        let found = breaks(&counts);
        assert!(
            found.windows(2).all(|w| w[0] < w[1]) && found.iter().all(|b| *b > 0.0),
            "{found:?}"
        );
        assert!(breaks(&[]).is_empty() && breaks(&[3.0, 3.0]).is_empty());
    }
}
