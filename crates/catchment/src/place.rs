//! Patients around some places who lack doctors.

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

/// The km and minutes from each place that can be looked at to the nearest of some others, in
/// minutes; none for a place too far from all of them.
#[must_use]
pub fn nearest_of(
    ground: &Ground,
    journeys: &Journeys,
    places: &[usize],
) -> Vec<Option<(f64, f64)>> {
    let mut nearest: Vec<Option<(f64, f64)>> = vec![None; ground.len()];
    for place in places {
        ground.around(*place, journeys.reach_km(), |i, km| {
            let minutes = journeys.minutes(*place, i, km);
            if nearest[i].is_none_or(|(_, least)| minutes < least) {
                nearest[i] = Some((km, minutes));
            }
        });
    }
    nearest
}

/// For each number of minutes, the people around some places and those of them whose access is
/// below a threshold. `nearest` is what [`nearest_of`] found. A place of which the access is not
/// known counts as people and not as lacking.
#[must_use]
pub fn gaps_around(
    places: &[usize],
    nearest: &[Option<(f64, f64)>],
    minutes: &[f64],
    people: impl Fn(usize) -> f64,
    access: impl Fn(usize) -> Option<f64>,
    threshold: f64,
) -> Vec<Gap> {
    let mut gaps: Vec<Gap> =
        minutes.iter().map(|m| Gap { minutes: *m, people: 0.0, lacking: 0.0 }).collect();
    for (i, away) in nearest.iter().enumerate().filter_map(|(i, n)| Some((i, (*n)?.1))) {
        let here = people(i);
        let lacks = access(i).is_some_and(|a| a < threshold);
        // Of a place itself everybody counts, however wide it is.
        for gap in gaps.iter_mut().filter(|g| away <= g.minutes || places.contains(&i)) {
            gap.people += here;
            gap.lacking += if lacks { here } else { 0.0 };
        }
    }
    gaps
}
