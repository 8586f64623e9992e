//! Areas that follow streets and not communes: which of them a point is in, and how near their
//! edge.

use geo::{
    BoundingRect, Contains, Coord, Distance, Euclidean, LineString, MultiPolygon, Point, Polygon,
    Rect,
};

use crate::plane::EARTH_M;

/// Steps in a degree of latitude or longitude: some 11 m each.
const STEPS: f64 = 1e4;
/// No longitude or latitude is farther from 0, steps.
const EARTH: i32 = 1_800_000;
/// Metres in a degree of latitude.
const DEGREE_M: f64 = EARTH_M * std::f64::consts::PI / 180.0;

/// Areas by number, in degrees of longitude and latitude, on a grid of a ten-thousandth of a degree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Areas {
    all: Vec<Area>,
}

#[derive(Clone, Debug, PartialEq)]
struct Area {
    polygons: MultiPolygon,
    /// None for an area without a point.
    within: Option<Rect>,
}

/// How a point lies to an area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Number of the area.
    pub area: usize,
    /// Whether the point is in it.
    pub is_inside: bool,
    /// Metres to its edge, from either side.
    pub edge_m: f64,
}

impl Areas {
    /// Areas in order of their numbers; points are moved to the grid.
    #[must_use]
    pub fn new(areas: impl IntoIterator<Item = MultiPolygon>) -> Self {
        let on_grid = |c: &Coord| degrees((steps(c.x), steps(c.y)));
        let ring = |r: &LineString| LineString::new(r.0.iter().map(on_grid).collect());
        let polygon = |p: &Polygon| {
            Polygon::new(ring(p.exterior()), p.interiors().iter().map(ring).collect())
        };
        let area = |m: MultiPolygon| Area::new(MultiPolygon(m.0.iter().map(polygon).collect()));
        Self { all: areas.into_iter().map(area).collect() }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The polygons of an area.
    #[must_use]
    pub fn polygons(&self, area: usize) -> Option<&MultiPolygon> {
        Some(&self.all.get(area)?.polygons)
    }

    /// West, south, east and north of an area, degrees; none for one without a point.
    #[must_use]
    pub fn bounds(&self, area: usize) -> Option<[f64; 4]> {
        let within = self.all.get(area)?.within?;
        Some([within.min().x, within.min().y, within.max().x, within.max().y])
    }

    /// The areas that a point (longitude, latitude) is in, and those whose edge is at most so many
    /// metres away, by number. A point on an edge is in no area, 0 m from it.
    #[must_use]
    pub fn near(&self, (lon, lat): (f64, f64), metres: f64) -> Vec<Near> {
        let here = Point::new(lon, lat);
        let up = metres / DEGREE_M;
        let across = up / lat.to_radians().cos().max(1e-6);
        let near = |(area, a): (usize, &Area)| {
            let within = a.within?;
            let is_out = lon < within.min().x - across
                || lon > within.max().x + across
                || lat < within.min().y - up
                || lat > within.max().y + up;
            if is_out {
                return None;
            }
            let (is_inside, edge_m) = (a.polygons.contains(&here), a.edge_m(lon, lat));
            (is_inside || edge_m <= metres).then_some(Near { area, is_inside, edge_m })
        };
        self.all.iter().enumerate().filter_map(near).collect()
    }

    /// The bytes of all: each point by what lies between it and the one before, as postcard writes
    /// whole numbers.
    ///
    /// # Errors
    /// [`AreasError`] if they cannot be written.
    pub fn encode(&self) -> Result<Vec<u8>, AreasError> {
        let mut last = (0, 0);
        let mut step = |c: &Coord| {
            let at = (steps(c.x), steps(c.y));
            let by = (at.0 - last.0, at.1 - last.1);
            last = at;
            by
        };
        // The last point of a ring is the first again.
        let mut ring = |r: &LineString| {
            r.0[..r.0.len().saturating_sub(1)].iter().map(&mut step).collect::<Vec<_>>()
        };
        let mut areas = Written::new();
        for area in &self.all {
            let mut polygons = Vec::new();
            for p in &area.polygons.0 {
                let rings = std::iter::once(p.exterior()).chain(p.interiors());
                polygons.push(rings.map(&mut ring).collect());
            }
            areas.push(polygons);
        }
        postcard::to_allocvec(&areas).map_err(|e| AreasError(e.to_string()))
    }

    /// Reads what [`Areas::encode`] wrote.
    ///
    /// # Errors
    /// [`AreasError`] for bytes that are no areas, a polygon without a ring, or a point off the
    /// Earth.
    pub fn decode(bytes: &[u8]) -> Result<Self, AreasError> {
        let (areas, rest) =
            postcard::take_from_bytes::<Written>(bytes).map_err(|e| AreasError(e.to_string()))?;
        if !rest.is_empty() {
            return Err(AreasError("bytes are left over".to_owned()));
        }
        let off = || AreasError("a point off the Earth".to_owned());
        let mut last = (0_i32, 0_i32);
        let mut all = Vec::new();
        for polygons in areas {
            let mut made = Vec::new();
            for rings in polygons {
                let mut lines = Vec::new();
                for ring in rings {
                    let mut line = Vec::new();
                    for (x, y) in ring {
                        let sum = |a: i32, b: i32| a.checked_add(b).filter(|n| n.abs() <= EARTH);
                        last = (sum(last.0, x).ok_or_else(off)?, sum(last.1, y).ok_or_else(off)?);
                        line.push(degrees(last));
                    }
                    lines.push(LineString::new(line));
                }
                let mut lines = lines.into_iter();
                let outer = lines
                    .next()
                    .ok_or_else(|| AreasError("a polygon without a ring".to_owned()))?;
                made.push(Polygon::new(outer, lines.collect()));
            }
            all.push(Area::new(MultiPolygon(made)));
        }
        Ok(Self { all })
    }
}

impl Area {
    fn new(polygons: MultiPolygon) -> Self {
        let within = polygons.bounding_rect();
        Self { polygons, within }
    }

    /// Metres from a point to the nearest edge, on a plane that touches the Earth there.
    fn edge_m(&self, lon: f64, lat: f64) -> f64 {
        let narrow = lat.to_radians().cos();
        let flat =
            |c: &Coord| Coord { x: (c.x - lon) * narrow * DEGREE_M, y: (c.y - lat) * DEGREE_M };
        let rings =
            self.polygons.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        rings
            .map(|r| {
                let line = LineString::new(r.0.iter().map(flat).collect());
                Euclidean.distance(&Point::new(0.0, 0.0), &line)
            })
            .fold(f64::INFINITY, f64::min)
    }
}

/// Areas, polygons, rings, points: steps of the grid from the point before.
type Written = Vec<Vec<Vec<Vec<(i32, i32)>>>>;

/// Bytes that are no areas, or areas that cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("areas: {0}")]
pub struct AreasError(String);

/// The nearest point of the grid, steps.
#[expect(clippy::cast_possible_truncation, reason = "degrees times 1e4 fit 22 bits")]
fn steps(degrees: f64) -> i32 {
    (degrees * STEPS).round() as i32
}

fn degrees((x, y): (i32, i32)) -> Coord {
    Coord { x: f64::from(x) / STEPS, y: f64::from(y) / STEPS }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square of 0.01° with a hole in the middle, at the latitude where a degree of longitude is
    /// half one of latitude (60°), and a triangle.
    fn areas() -> Areas {
        let ring = |points: &[(f64, f64)]| LineString::from(points.to_vec());
        let square = ring(&[(2.0, 60.0), (2.01, 60.0), (2.01, 60.01), (2.0, 60.01), (2.0, 60.0)]);
        let hole = ring(&[(2.004, 60.004), (2.006, 60.004), (2.006, 60.006), (2.004, 60.004)]);
        let triangle = ring(&[(-1.0, 43.0), (-0.99, 43.0), (-1.0, 43.01), (-1.0, 43.0)]);
        Areas::new([
            MultiPolygon(vec![Polygon::new(square, vec![hole])]),
            MultiPolygon(vec![Polygon::new(triangle, Vec::new())]),
        ])
    }

    #[test]
    fn areas_are_read_as_they_were_written() {
        let areas = areas();
        let bytes = areas.encode().expect("bytes");
        assert_eq!(Areas::decode(&bytes), Ok(areas));
        assert_eq!(Areas::decode(&[]).map(|a| a.len()).ok(), None);
        for cut in 1..bytes.len() {
            assert!(Areas::decode(&bytes[..cut]).is_err(), "{cut}");
        }
        let more = [&bytes[..], &[0]].concat();
        assert_eq!(Areas::decode(&more), Err(AreasError("bytes are left over".to_owned())));
    }

    #[test]
    fn a_point_is_inside_in_a_hole_or_some_metres_away() {
        let areas = areas();
        let at =
            |p, m| areas.near(p, m).into_iter().map(|n| (n.area, n.is_inside)).collect::<Vec<_>>();
        assert_eq!(at((2.001, 60.001), 0.0), [(0, true)]);
        assert_eq!(at((2.0058, 60.005), 0.0), []);
        assert_eq!(at((-0.999, 43.001), 0.0), [(1, true)]);
        // 0.001° of longitude west of the edge: 111.195 m × cos 60.005° = 55.58 m.
        assert_eq!(at((1.999, 60.005), 50.0), []);
        let near = areas.near((1.999, 60.005), 60.0);
        assert!(!near[0].is_inside && (near[0].edge_m - 55.58).abs() < 0.05, "{near:?}");
    }
}
