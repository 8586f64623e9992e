//! How long a journey is estimated to take.

use serde::{Deserialize, Serialize};

/// Minutes by road between places, estimated from great circles and from what is known of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Journeys {
    start: f64,
    slowness: Vec<f64>,
    within: Vec<f64>,
    anchors: Vec<Option<Anchor>>,
    /// Minutes beyond the start at each step of [`STEP_KM`].
    curve: Vec<f64>,
    reach_km: f64,
}

/// A service to which the road minutes of a place are known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Anchor {
    /// Minutes to the nearest service.
    pub minutes: f64,
    /// Which service is the nearest.
    pub service: u32,
}

/// How a journey's minutes follow from its km.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    /// Minutes of any journey.
    pub start: f64,
    /// Minutes of the first km.
    pub first_km: f64,
    /// Power of the km: 1 for a straight line, less where long journeys take faster roads.
    pub power: f64,
    /// The farthest that is looked at, km of great circle.
    pub reach_km: f64,
}

/// Two places of one service are no nearer than this, minutes.
pub const LEAST_BY_SERVICE: f64 = 2.0;
/// Step of the tabulated curve; between two steps it is followed in a straight line.
const STEP_KM: f64 = 0.02;

impl Journeys {
    /// Puts together what is known. `slowness` is how many times slower the roads of a place are (1
    /// where nothing is known; a journey takes the geometric mean of its ends), `within` the
    /// minutes from anywhere in a place to its own doctors, `anchors` the road minutes to a service
    /// (empty where none are known).
    #[must_use]
    pub fn new(
        pace: Pace,
        slowness: Vec<f64>,
        within: Vec<f64>,
        anchors: Vec<Option<Anchor>>,
    ) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a reach of at most some hundred km"
        )]
        let steps = (pace.reach_km.clamp(0.0, 500.0) / STEP_KM) as u32 + 2;
        let curve = (0..=steps)
            .map(|i| pace.first_km * (f64::from(i) * STEP_KM).powf(pace.power))
            .collect();
        let slowness = slowness.into_iter().map(f64::sqrt).collect();
        Self { start: pace.start, slowness, within, anchors, curve, reach_km: pace.reach_km }
    }

    /// The farthest that is looked at, km of great circle.
    #[must_use]
    pub fn reach_km(&self) -> f64 {
        self.reach_km
    }

    /// Estimated minutes between two places, so many km apart.
    ///
    /// Where the road minutes `t` of both to their nearest service are known, the journey takes at
    /// least `|t(i) − t(j)|`, or else the service would be reached faster by way of the other; and
    /// if it is the same service, at most `t(i) + t(j)`, by way of it.
    #[must_use]
    pub fn minutes(&self, from: usize, to: usize, km: f64) -> f64 {
        if from == to {
            return self.within.get(from).copied().unwrap_or(0.0);
        }
        let slow = |i: usize| self.slowness.get(i).copied().unwrap_or(1.0);
        let estimate = self.start + self.beyond_start(km) * slow(from) * slow(to);
        let anchor = |i: usize| self.anchors.get(i).copied().flatten();
        match (anchor(from), anchor(to)) {
            (Some(a), Some(b)) => {
                let by_service = if a.service == b.service {
                    (a.minutes + b.minutes).max(LEAST_BY_SERVICE)
                } else {
                    f64::INFINITY
                };
                estimate.max((a.minutes - b.minutes).abs()).min(by_service)
            }
            _ => estimate,
        }
    }

    fn beyond_start(&self, km: f64) -> f64 {
        let at = km / STEP_KM;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within the table, or its end"
        )]
        let below = (at as usize).min(self.curve.len().saturating_sub(2));
        match (self.curve.get(below), self.curve.get(below + 1)) {
            #[expect(clippy::cast_precision_loss, reason = "thousands")]
            (Some(a), Some(b)) => a + (b - a) * (at - below as f64),
            _ => 0.0,
        }
    }
}
