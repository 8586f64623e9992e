//! Which places are near each other: all pairs within a distance, by a sweep over bands of latitude.

/// Mean radius of the Earth, km (IUGG).
const EARTH_KM: f64 = 6371.0088;

/// All ordered pairs of places at most so far apart, each place with itself included; sorted by the first.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// Where the partners of each place begin; one more than there are places.
    starts: Vec<u32>,
    to: Vec<u32>,
    km: Vec<f32>,
}

/// A place on its way through the sweep.
#[derive(Clone, Debug)]
struct Swept {
    place: u32,
    lon: f64,
    at: [f64; 3],
}

impl Pairs {
    /// Finds the pairs at once; see [`Finder`].
    #[must_use]
    pub fn new(points: &[Option<(f64, f64)>], reach_km: f64) -> Self {
        let mut finder = Finder::new(points, reach_km);
        while finder.advance() {}
        finder.finish()
    }

    /// Number of places.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is no place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of pairs, both ways, places with themselves included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.to.len()
    }

    /// The partners of a place with the distance in km, itself first; none for a place without a point.
    pub fn around(&self, place: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.range(place);
        self.to[range.clone()].iter().zip(&self.km[range]).map(|(to, km)| (*to as usize, f64::from(*km)))
    }

    /// Positions of the pairs that begin at a place.
    pub(crate) fn range(&self, place: usize) -> std::ops::Range<usize> {
        match (self.starts.get(place), self.starts.get(place + 1)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ => 0..0,
        }
    }

    /// Second place of each pair.
    pub(crate) fn partners(&self) -> &[u32] {
        &self.to
    }

    /// Distance of each pair, km.
    pub(crate) fn distances(&self) -> &[f32] {
        &self.km
    }
}

/// The search for pairs, band by band, so that a page can answer in between.
#[derive(Clone, Debug)]
pub struct Finder {
    reach_km: f64,
    /// Places from south to north, each band as high as the reach and from west to east.
    bands: Vec<Vec<Swept>>,
    next: usize,
    /// Each pair once.
    half: Vec<(u32, u32, f32)>,
    /// Pairs of each place so far, itself included.
    degree: Vec<u32>,
}

impl Finder {
    /// Begins. Points are longitude and latitude in degrees; a place without a point has no partner, not even itself.
    /// Right up to 80° of latitude and away from the 180° meridian.
    #[must_use]
    pub fn new(points: &[Option<(f64, f64)>], reach_km: f64) -> Self {
        let degree = points.iter().map(|p| u32::from(p.is_some())).collect();
        Self { reach_km, bands: bands(points, reach_km), next: 0, half: Vec::new(), degree }
    }

    /// Looks at one band; false once there is none left.
    pub fn advance(&mut self) -> bool {
        let Some(band) = self.bands.get(self.next) else { return false };
        let from = self.half.len();
        let chord = chord_km(self.reach_km);
        let widest = widest_degrees(band, self.reach_km);
        for (k, a) in band.iter().enumerate() {
            meet(a, &band[k + 1..], a.lon + widest, chord, &mut self.half);
        }
        if let Some(next) = self.bands.get(self.next + 1) {
            let widest = widest.max(widest_degrees(next, self.reach_km));
            let mut first = 0;
            for a in band {
                while next.get(first).is_some_and(|b| b.lon < a.lon - widest) {
                    first += 1;
                }
                meet(a, &next[first..], a.lon + widest, chord, &mut self.half);
            }
        }
        for (a, b, _) in &self.half[from..] {
            self.degree[*a as usize] += 1;
            self.degree[*b as usize] += 1;
        }
        self.next += 1;
        true
    }

    /// Puts the pairs together, both ways.
    #[must_use]
    pub fn finish(self) -> Pairs {
        let mut starts = vec![0u32; self.degree.len() + 1];
        for (i, d) in self.degree.iter().enumerate() {
            starts[i + 1] = starts[i] + d;
        }
        let all = starts.last().copied().unwrap_or(0) as usize;
        let (mut to, mut km) = (vec![0u32; all], vec![0f32; all]);
        let mut next = starts.clone();
        let mut put = |from: u32, partner: u32, distance: f32| {
            let at = next[from as usize] as usize;
            (to[at], km[at]) = (partner, distance);
            next[from as usize] += 1;
        };
        for place in self.bands.iter().flatten() {
            put(place.place, place.place, 0.0);
        }
        for (a, b, distance) in &self.half {
            put(*a, *b, *distance);
            put(*b, *a, *distance);
        }
        Pairs { starts, to, km }
    }
}

/// Distance over a sphere, km; points are longitude and latitude in degrees.
#[must_use]
pub fn great_circle_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (p, q) = (on_sphere(a), on_sphere(b));
    arc_km(square(&p, &q).sqrt())
}

/// Places by bands of latitude as high as the reach, each from west to east.
fn bands(points: &[Option<(f64, f64)>], reach_km: f64) -> Vec<Vec<Swept>> {
    let height = (reach_km / EARTH_KM).to_degrees().max(1e-6);
    let south = points.iter().flatten().map(|p| p.1).fold(f64::INFINITY, f64::min);
    let mut bands: Vec<Vec<Swept>> = Vec::new();
    for (place, point) in (0u32..).zip(points) {
        let Some((lon, lat)) = *point else { continue };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 180° over the height of a band")]
        let band = ((lat - south) / height) as usize;
        if bands.len() <= band {
            bands.resize_with(band + 1, Vec::new);
        }
        bands[band].push(Swept { place, lon, at: on_sphere((lon, lat)) });
    }
    for band in &mut bands {
        band.sort_unstable_by(|a, b| a.lon.total_cmp(&b.lon).then(a.place.cmp(&b.place)));
    }
    bands
}

/// Degrees of longitude that the reach spans at most in a band.
fn widest_degrees(band: &[Swept], reach_km: f64) -> f64 {
    let farthest = band.iter().map(|p| (p.at[2] / EARTH_KM).abs()).fold(0.0, f64::max);
    // sin(Δlon / 2) = sin(reach / 2R) / cos(lat); a little more for the band's own breadth and rounding.
    let cos = (1.0 - farthest * farthest).max(0.0).sqrt();
    let half = (reach_km / 2.0 / EARTH_KM).sin() / cos.max(0.1);
    2.0 * half.min(1.0).asin().to_degrees() * 1.02 + 1e-9
}

/// Notes the pairs of a place with those that follow it up to a longitude.
fn meet(a: &Swept, others: &[Swept], east: f64, chord: f64, out: &mut Vec<(u32, u32, f32)>) {
    let most = chord * chord;
    for b in others.iter().take_while(|b| b.lon <= east) {
        let square = square(&a.at, &b.at);
        if square <= most {
            #[expect(clippy::cast_possible_truncation, reason = "a metre is far below what a great circle tells of a road")]
            out.push((a.place, b.place, arc_km(square.sqrt()) as f32));
        }
    }
}

fn on_sphere((lon, lat): (f64, f64)) -> [f64; 3] {
    let ((sin_lon, cos_lon), (sin_lat, cos_lat)) = (lon.to_radians().sin_cos(), lat.to_radians().sin_cos());
    [EARTH_KM * cos_lat * cos_lon, EARTH_KM * cos_lat * sin_lon, EARTH_KM * sin_lat]
}

fn square(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    let d = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    d[0] * d[0] + d[1] * d[1] + d[2] * d[2]
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
