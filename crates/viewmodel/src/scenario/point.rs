//! A point that the user gives: an address, a pin, coordinates.

use std::{fmt, str::FromStr};

use territory::text::decimal;

use super::{Misread, coordinates};

/// Steps in a degree: some 11 m each, so that the address of the page names a building at most.
const STEPS: f64 = 1e4;

/// A point of the Earth, rounded to a ten-thousandth of a degree (some 11 m). Its text is
/// `latitude,longitude` in decimal degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    lat: i32,
    lon: i32,
}

impl Point {
    /// A point by its degrees; none off the Earth.
    #[must_use]
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "at most 1,800,000 steps")]
        let steps = |degrees: f64, most: f64| {
            (degrees.abs() <= most).then(|| (degrees * STEPS).round() as i32)
        };
        Some(Self { lat: steps(lat, 90.0)?, lon: steps(lon, 180.0)? })
    }

    /// Latitude, degrees.
    #[must_use]
    pub fn lat(self) -> f64 {
        f64::from(self.lat) / STEPS
    }

    /// Longitude, degrees.
    #[must_use]
    pub fn lon(self) -> f64 {
        f64::from(self.lon) / STEPS
    }

    /// What a user types or pastes: latitude then longitude, with points or French commas, between
    /// anything that separates them (`44.3517, 2.5751`, `44,3517 ; 2,5751`, `44,3517 2,5751`); degrees,
    /// minutes and seconds with their quarter (`44° 21′ 06″ N, 2° 34′ 30″ E`); the address of a map.
    ///
    /// # Errors
    /// There are not two numbers, or they are off the Earth.
    pub fn typed(text: &str) -> Result<Self, Misread> {
        let text = text.trim().trim_start_matches('(').trim_end_matches(')');
        let written_elsewhere =
            coordinates::by_quarters(text).or_else(|| coordinates::of_link(text));
        if let Some((lat, lon)) = written_elsewhere {
            return Self::new(lat, lon).ok_or(Misread);
        }
        let is_space = |c: char| c.is_whitespace() || c == ';';
        let is_piece = |p: &&str| !p.is_empty() && *p != ",";
        let mut pieces: Vec<&str> = text.split(is_space).filter(is_piece).collect();
        if let [one] = pieces[..] {
            let commas: Vec<usize> = one.match_indices(',').map(|(at, _)| at).collect();
            let between = match commas[..] {
                // One comma between whole numbers is a decimal one.
                [at] if one.contains('.') => at,
                [_, at, _] => at,
                _ => return Err(Misread),
            };
            pieces = vec![&one[..between], &one[between + 1..]];
        }
        let [lat, lon] = pieces[..] else { return Err(Misread) };
        let degrees = |piece: &str| {
            let plain = piece.trim_end_matches([',', '°']).replace(',', ".");
            plain.parse::<f64>().map_err(|_| Misread)
        };
        Self::new(degrees(lat)?, degrees(lon)?).ok_or(Misread)
    }
}

impl FromStr for Point {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        let (lat, lon) = text.split_once(',').ok_or(Misread)?;
        let degrees = |piece| decimal(piece).ok_or(Misread);
        Self::new(degrees(lat)?, degrees(lon)?).ok_or(Misread)
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.4},{:.4}", self.lat(), self.lon())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn typed_as_people_do() {
        let rodez = Point::new(44.3517, 2.5751);
        for text in [
            "44.3517,2.5751",
            "44.3517, 2.5751",
            "44.3517 , 2.5751",
            " 44.35172 2.57508 ",
            "44,3517 2,5751",
            "44,3517 ; 2,5751",
            "44,3517, 2,5751",
            "44,3517,2,5751",
            "(44.3517, 2.5751)",
            "44.3517° 2.5751°",
            "44° 21′ 06,1″ N, 2° 34′ 30,4″ E",
            "https://carte.example/#map=17/44.3517/2.5751",
        ] {
            assert_eq!(Point::typed(text).ok(), rodez, "{text}");
        }
        for text in ["", "44.35", "44,35", "44.35 2.57 3", "95 2.5", "44.35 181", "Rodez", "NaN,1"]
        {
            assert_eq!(Point::typed(text), Err(Misread), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(lat in -90.0..=90.0_f64, lon in -180.0..=180.0_f64) {
            let point = Point::new(lat, lon).expect("on the Earth");
            prop_assert!((point.lat() - lat).abs() <= 0.5 / STEPS + 1e-12);
            prop_assert!((point.lon() - lon).abs() <= 0.5 / STEPS + 1e-12);
            prop_assert_eq!(point.to_string().parse(), Ok(point));
        }
    }
}
