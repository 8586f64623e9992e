//! Patients around a place who lack doctors.

use crate::{Ground, Journeys};

/// People within some minutes of a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// Estimated minutes.
    pub minutes: f64,
    /// People who live within.
    pub people: f64,
    /// Of these, people of places whose access is below the threshold.
    pub lacking: f64,
}

/// For each number of minutes, the people around a place and those of them whose access is below a threshold. A place of
/// which the access is not known counts as people and not as lacking.
#[must_use]
pub fn gaps_around(
    ground: &Ground,
    journeys: &Journeys,
    place: usize,
    minutes: &[f64],
    people: impl Fn(usize) -> f64,
    access: impl Fn(usize) -> Option<f64>,
    threshold: f64,
) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = minutes.iter().map(|m| Gap { minutes: *m, people: 0.0, lacking: 0.0 }).collect();
    ground.around(place, journeys.reach_km(), |i, km| {
        let (away, here) = (journeys.minutes(place, i, km), people(i));
        let lacks = access(i).is_some_and(|a| a < threshold);
        // Of a place itself everybody counts, however wide it is.
        for gap in gaps.iter_mut().filter(|g| i == place || away <= g.minutes) {
            gap.people += here;
            gap.lacking += if lacks { here } else { 0.0 };
        }
    });
    gaps
}
