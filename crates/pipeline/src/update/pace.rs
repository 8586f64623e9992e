//! How long to wait for what: everything that has to do with time, so that a test may make it
//! short.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// Bounds on time and tries. [`Pace::default`] is that of a polite visitor.
#[derive(Clone, Debug)]
pub struct Pace {
    /// The longest wait for a connection.
    pub connect: Duration,
    /// For one address: all tries, pauses and the whole body. What has come by then is kept for the
    /// next run.
    pub source: Duration,
    /// For the whole run; the sources that are left are not asked.
    pub run: Duration,
    /// Between two requests to the same host.
    pub between: Duration,
    /// Requests for one address, at most.
    pub tries: u32,
    /// Before the second try; doubled each time.
    pub first_wait: Duration,
    /// The longest wait between two tries, and the longest `Retry-After` that is honoured.
    pub longest_wait: Duration,
    /// Waits; another function in tests.
    pub sleep: fn(Duration),
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            source: Duration::from_secs(20),
            run: Duration::from_secs(600),
            between: Duration::from_secs(1),
            tries: 4,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(10),
            sleep: std::thread::sleep,
        }
    }
}

impl Pace {
    /// The wait after a try that failed, the first being 0: between half and the whole of a bound
    /// that doubles, so that many visitors who failed together do not come back together. `roll` is
    /// in `0.0..1.0`.
    pub(super) fn wait(&self, tried: u32, roll: f64) -> Duration {
        let bound = self
            .first_wait
            .saturating_mul(1_u32.checked_shl(tried).unwrap_or(u32::MAX))
            .min(self.longest_wait);
        bound.mul_f64(0.5 + roll / 2.0)
    }
}

/// A number in `0.0..1.0`, from the seed that each hasher of the standard library gets.
pub(super) fn roll() -> f64 {
    // 53 bits are what a float holds.
    (RandomState::new().build_hasher().finish() >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_within_their_bound_and_never_fall_below_half_of_it() {
        let pace = Pace {
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(5),
            ..Pace::default()
        };
        let least: Vec<u64> = (0..5).map(|t| pace.wait(t, 0.0).as_millis() as u64).collect();
        assert_eq!(least, [500, 1000, 2000, 2500, 2500]);
        assert_eq!(pace.wait(1, 1.0), Duration::from_secs(2));
        assert_eq!(pace.wait(40, 1.0), Duration::from_secs(5));
    }

    #[test]
    fn rolls_differ_and_stay_below_one() {
        let rolls: Vec<f64> = (0..50).map(|_| roll()).collect();
        assert!(rolls.iter().all(|r| (0.0..1.0).contains(r)), "{rolls:?}");
        assert!(rolls.windows(2).any(|w| w[0].to_bits() != w[1].to_bits()));
    }
}
