//! A perimeter that the user draws on the map.

use std::{fmt, str::FromStr};

use super::{Misread, Point};

/// Corners that an outline may have.
pub const MOST_CORNERS: usize = 40;
/// Corners that it must have to hold anything.
pub const LEAST_CORNERS: usize = 3;

/// The corners of a perimeter, one after the other; the last leads to the first. Its text is that of
/// the points, between colons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline(Vec<Point>);

impl Outline {
    /// An outline by its corners; none where they are too few or too many.
    #[must_use]
    pub fn new(corners: Vec<Point>) -> Option<Self> {
        (LEAST_CORNERS..=MOST_CORNERS).contains(&corners.len()).then_some(Self(corners))
    }

    /// Its corners.
    #[must_use]
    pub fn corners(&self) -> &[Point] {
        &self.0
    }

    /// The same as longitude and latitude, degrees.
    #[must_use]
    pub fn degrees(&self) -> Vec<(f64, f64)> {
        self.0.iter().map(|p| (p.lon(), p.lat())).collect()
    }
}

impl FromStr for Outline {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        let corners = text.split(':').map(str::parse).collect::<Result<_, _>>()?;
        Self::new(corners).ok_or(Misread)
    }
}

impl fmt::Display for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let corners: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&corners.join(":"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn two_corners_hold_nothing() {
        for text in ["", "44.1,2.1", "44.1,2.1:44.2,2.2", "44.1,2.1:44.2,2.2:x", "44,2:45,3:91,2"] {
            assert_eq!(text.parse::<Outline>(), Err(Misread), "{text}");
        }
        let many = vec!["44.1,2.1"; MOST_CORNERS + 1].join(":");
        assert_eq!(many.parse::<Outline>(), Err(Misread));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            all in vec((-90.0..=90.0_f64, -180.0..=180.0_f64), LEAST_CORNERS..=MOST_CORNERS)
        ) {
            let corners = all.into_iter().map(|(lat, lon)| Point::new(lat, lon).expect("on Earth"));
            let outline = Outline::new(corners.collect()).expect("enough corners");
            prop_assert_eq!(outline.to_string().parse(), Ok(outline));
        }
    }
}
