//! Figures of what is around each commune, which take long.

use catchment::{Ground, great_circle_km};
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

    /// The same of a few alone, by their positions: without putting all of them in order first.
    #[must_use]
    pub fn run_at(&self, few: &[usize]) -> Vec<Option<f64>> {
        let one = |at: &usize| {
            let here = self.points.get(*at).copied().flatten();
            let own = self.values.get(*at).copied().flatten();
            match self.around_km {
                Some(reach) => {
                    let mut sum = Some(0.0);
                    self.near(here?, reach, |_, value| {
                        sum = sum.zip(value).map(|(sum, value)| sum + value);
                        None
                    });
                    sum
                }
                None if own? > 0.0 => Some(0.0),
                None => {
                    let mut least = None::<f64>;
                    self.near(here?, f64::INFINITY, |km, value| {
                        if value.unwrap_or(0.0) > 0.0 {
                            least = Some(least.map_or(km, |l| l.min(km)));
                        }
                        least
                    });
                    least
                }
            }
        };
        few.iter().map(one).collect()
    }

    /// Visits all within reach of a point with the distance and the figure of each; what the visit
    /// gives is the reach from then on.
    fn near(
        &self,
        here: (f64, f64),
        mut reach: f64,
        mut visit: impl FnMut(f64, Option<f64>) -> Option<f64>,
    ) {
        for (point, value) in self.points.iter().zip(&self.values) {
            let Some(point) = *point else { continue };
            if (point.1 - here.1).abs() * KM_PER_DEGREE > reach {
                continue;
            }
            let km = great_circle_km(here, point);
            if km <= reach {
                reach = visit(km, *value).unwrap_or(reach);
            }
        }
    }
}

/// A little less than a degree of latitude, km: what is further in latitude alone is further.
const KM_PER_DEGREE: f64 = 111.0;
