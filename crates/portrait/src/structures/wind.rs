//! Directions, as one says them.

use std::fmt;

use serde::Serialize;

/// One of the eight winds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wind {
    /// Between 337.5 and 22.5 degrees.
    North,
    /// Between 22.5 and 67.5 degrees.
    NorthEast,
    /// Between 67.5 and 112.5 degrees.
    East,
    /// Between 112.5 and 157.5 degrees.
    SouthEast,
    /// Between 157.5 and 202.5 degrees.
    South,
    /// Between 202.5 and 247.5 degrees.
    SouthWest,
    /// Between 247.5 and 292.5 degrees.
    West,
    /// Between 292.5 and 337.5 degrees.
    NorthWest,
}

impl Wind {
    /// The eight, clockwise from the north.
    pub const ALL: [Self; 8] = [
        Self::North,
        Self::NorthEast,
        Self::East,
        Self::SouthEast,
        Self::South,
        Self::SouthWest,
        Self::West,
        Self::NorthWest,
    ];

    /// Where one sets off from a point to another, (longitude, latitude) in degrees.
    #[must_use]
    pub fn from_to(from: (f64, f64), to: (f64, f64)) -> Self {
        let (a, b, turn) = (from.1.to_radians(), to.1.to_radians(), (to.0 - from.0).to_radians());
        let (east, north) =
            (turn.sin() * b.cos(), a.cos() * b.sin() - a.sin() * b.cos() * turn.cos());
        let eighths = (east.atan2(north).to_degrees() / 45.0).round().rem_euclid(8.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 7"
        )]
        let at = eighths as usize;
        Self::ALL.get(at).copied().unwrap_or(Self::North)
    }

    /// « au nord-est ».
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::North => "au nord",
            Self::NorthEast => "au nord-est",
            Self::East => "à l’est",
            Self::SouthEast => "au sud-est",
            Self::South => "au sud",
            Self::SouthWest => "au sud-ouest",
            Self::West => "à l’ouest",
            Self::NorthWest => "au nord-ouest",
        }
    }
}

impl fmt::Display for Wind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.in_words())
    }
}
