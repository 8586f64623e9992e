//! Where places lie, and which are near a place.

use serde::{Deserialize, Serialize};

/// Mean radius of the Earth, km (IUGG).
const EARTH_KM: f64 = 6371.0088;
/// Height of a band of latitude, km.
const BAND_KM: f64 = 12.0;

/// Points in bands of latitude, each from west to east: what is near is found in a few short
/// stretches.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Option<(f64, f64)>>", into = "Vec<Option<(f64, f64)>>")]
pub struct Ground {
    /// Where each place is; none where it is not known.
    places: Vec<Option<Point>>,
    /// Southern edge of the first band, degrees.
    south: f64,
    bands: Vec<Vec<(u32, Point)>>,
}

#[derive(Clone, Copy, Debug)]
struct Point {
    lon: f64,
    lat: f64,
    /// The same in space, km.
    at: [f64; 3],
}

impl Point {
    fn new((lon, lat): (f64, f64)) -> Self {
        let ((sin_lon, cos_lon), (sin_lat, cos_lat)) =
            (lon.to_radians().sin_cos(), lat.to_radians().sin_cos());
        Self {
            lon,
            lat,
            at: [EARTH_KM * cos_lat * cos_lon, EARTH_KM * cos_lat * sin_lon, EARTH_KM * sin_lat],
        }
    }

    fn chord_squared(&self, other: &Self) -> f64 {
        let d = [self.at[0] - other.at[0], self.at[1] - other.at[1], self.at[2] - other.at[2]];
        d[0] * d[0] + d[1] * d[1] + d[2] * d[2]
    }
}

impl From<Vec<Option<(f64, f64)>>> for Ground {
    fn from(points: Vec<Option<(f64, f64)>>) -> Self {
        Self::new(&points)
    }
}

impl From<Ground> for Vec<Option<(f64, f64)>> {
    fn from(ground: Ground) -> Self {
        ground.places.into_iter().map(|p| p.map(|p| (p.lon, p.lat))).collect()
    }
}

impl Ground {
    /// Sorts points, longitude and latitude in degrees; a place without a point is near nothing,
    /// not even itself. Right up to 80° of latitude and away from the 180° meridian.
    #[must_use]
    pub fn new(points: &[Option<(f64, f64)>]) -> Self {
        let places: Vec<Option<Point>> = points.iter().map(|p| p.map(Point::new)).collect();
        let south = places.iter().flatten().map(|p| p.lat).fold(f64::INFINITY, f64::min);
        let mut out = Self { south, places, bands: Vec::new() };
        for (place, point) in (0u32..).zip(&out.places) {
            let Some(point) = *point else { continue };
            let band = band_of(south, point.lat);
            if out.bands.len() <= band {
                out.bands.resize_with(band + 1, Vec::new);
            }
            out.bands[band].push((place, point));
        }
        for band in &mut out.bands {
            band.sort_unstable_by(|a, b| a.1.lon.total_cmp(&b.1.lon).then(a.0.cmp(&b.0)));
        }
        out
    }

    /// Number of places.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether it is known where a place is.
    #[must_use]
    pub fn has_point(&self, place: usize) -> bool {
        self.places.get(place).is_some_and(Option::is_some)
    }

    /// Visits every place at most so far from a place, itself included, with the distance in km of
    /// great circle.
    pub fn around(&self, place: usize, reach_km: f64, visit: impl FnMut(usize, f64)) {
        if let Some(Some(here)) = self.places.get(place) {
            self.visit(here, reach_km, visit);
        }
    }

    /// The place nearest to a point, longitude and latitude in degrees, with its distance in km.
    #[must_use]
    pub fn nearest_to(&self, point: (f64, f64)) -> Option<(usize, f64)> {
        let here = Point::new(point);
        let (mut reach, mut best) = (BAND_KM, None::<(usize, f64)>);
        while best.is_none() && reach < 4.0 * EARTH_KM && !self.bands.is_empty() {
            self.visit(&here, reach, |place, km| {
                if best.is_none_or(|(i, least)| (km, place) < (least, i)) {
                    best = Some((place, km));
                }
            });
            reach *= 2.0;
        }
        best
    }

    fn visit(&self, here: &Point, reach_km: f64, mut visit: impl FnMut(usize, f64)) {
        let reach = reach_km.clamp(0.0, std::f64::consts::PI * EARTH_KM);
        let most = chord_km(reach);
        let height = (reach / EARTH_KM).to_degrees();
        let widest = widest_degrees(here.lat.abs() + height, reach);
        let first = band_of(self.south, (here.lat - height).max(self.south));
        for band in self.bands.iter().take(band_of(self.south, here.lat + height) + 1).skip(first) {
            let from = band.partition_point(|b| b.1.lon < here.lon - widest);
            for (other, point) in band[from..].iter().take_while(|b| b.1.lon <= here.lon + widest) {
                let chord = here.chord_squared(point);
                if chord <= most * most {
                    visit(*other as usize, arc_km(chord.sqrt()));
                }
            }
        }
    }

    /// Km of great circle between two places; none where one is not known.
    #[must_use]
    pub fn km(&self, from: usize, to: usize) -> Option<f64> {
        let point = |i: usize| self.places.get(i)?.as_ref();
        Some(arc_km(point(from)?.chord_squared(point(to)?).sqrt()))
    }
}

/// Km of great circle between two points, longitude and latitude in degrees.
#[must_use]
pub fn great_circle_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    arc_km(Point::new(a).chord_squared(&Point::new(b)).sqrt())
}

fn band_of(south: f64, lat: f64) -> usize {
    let height = (BAND_KM / EARTH_KM).to_degrees();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 180° over the height of a band"
    )]
    let band = ((lat - south) / height).max(0.0) as usize;
    band
}

/// Degrees of longitude that an arc spans at most up to a latitude.
fn widest_degrees(latitude: f64, reach_km: f64) -> f64 {
    // sin(Δlon / 2) ≤ sin(reach / 2R) / cos(lat), and a little more for rounding.
    let half = (reach_km / 2.0 / EARTH_KM).sin() / latitude.min(89.0).to_radians().cos();
    if half < 1.0 { 2.0 * half.asin().to_degrees() + 1e-9 } else { 360.0 }
}

/// Length of the chord under an arc.
fn chord_km(arc: f64) -> f64 {
    2.0 * EARTH_KM * (arc / 2.0 / EARTH_KM).sin()
}

/// Length of the arc over a chord: for less than a hundred km its series, right to a millimetre.
fn arc_km(chord: f64) -> f64 {
    let x = chord / 2.0 / EARTH_KM;
    if chord < 100.0 { chord * (1.0 + x * x / 6.0) } else { 2.0 * EARTH_KM * x.min(1.0).asin() }
}
