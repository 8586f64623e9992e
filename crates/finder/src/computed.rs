//! Figures of what is around each commune, which take long.

use catchment::Ground;
use serde::{Deserialize, Serialize};

/// Figures that take long: those of what is around each commune. It goes to a worker as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Computed {
    /// Where each is, longitude and latitude in degrees.
    pub(crate) points: Vec<Option<(f64, f64)>>,
    /// The figure of each, where it is known.
    pub(crate) values: Vec<Option<f64>>,
    /// Km over which figures are summed; none: km to the nearest with more than nothing.
    pub(crate) around_km: Option<f64>,
}

impl Computed {
    /// Computes: the figure of each, none where it is not known where it lies, or nothing is anywhere.
    #[must_use]
    pub fn run(&self) -> Vec<Option<f64>> {
        let value = |i: usize| self.values.get(i).copied().flatten().unwrap_or(0.0);
        match self.around_km {
            Some(reach) => {
                let ground = Ground::new(&self.points);
                // Of one near which a figure is not known the sum is not known.
                let sum = |i: usize| {
                    let mut sum = Some(0.0);
                    ground.around(i, reach, |other, _| {
                        let own = self.values.get(other).copied().flatten();
                        sum = sum.zip(own).map(|(sum, own)| sum + own);
                    });
                    sum.filter(|_| ground.has_point(i))
                };
                (0..self.points.len()).map(sum).collect()
            }
            None => {
                let has =
                    |(i, point): (usize, &Option<(f64, f64)>)| point.filter(|_| value(i) > 0.0);
                let with: Vec<_> = self.points.iter().enumerate().map(has).collect();
                let ground = Ground::new(&with);
                // Of one where it is not known whether it has it, it is not known how near it is.
                let is_known = |i: usize| self.values.get(i).is_some_and(Option::is_some);
                let nearest = |(i, point): (usize, &Option<(f64, f64)>)| match point {
                    _ if value(i) > 0.0 => Some(0.0),
                    Some(point) if is_known(i) => ground.nearest_to(*point).map(|n| n.1),
                    _ => None,
                };
                self.points.iter().enumerate().map(nearest).collect()
            }
        }
    }
}
