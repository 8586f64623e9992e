//! Priority districts (QPV): read once, what they say of a point, and the paths of those in view.

use std::{fmt::Write, sync::Arc};

use atlas::{Areas, Contours, index, pack::Pack, plane};
use territory::{
    Row,
    quarters::{AROUND_M, Footing, Located, Near, Quarter, Quarters},
};
use viewmodel::scenario::Point;

use crate::{
    dataset::Places,
    pause,
    pin::{District, DistrictClass, Found},
};

/// List of the files that this part reads.
pub(super) const LIST: &str = include_str!("../../../assets/data/index-guide.json");
/// Name of the file of districts in it.
pub(super) const FILE: &str = "quarters";
/// Districts that are drawn at once: more would be dots.
const DRAWN: usize = 200;

/// All districts, with where each lies on the plane.
pub(super) struct Districts {
    quarters: Quarters,
    areas: Areas,
    /// Left, top, right, bottom, cells of the plane; none for one without a point.
    bounds: Vec<Option<[f64; 4]>>,
}

impl Districts {
    /// Reads the packed file, piece by piece.
    ///
    /// # Errors
    /// It is damaged.
    pub(super) async fn read(bytes: &[u8]) -> Result<Self, String> {
        let pack = Pack::parse(bytes).map_err(|e| e.to_string())?;
        let section = |name| pack.get(name).ok_or_else(|| format!("{name} is missing"));
        let quarters: Quarters =
            serde_json::from_slice(section("list")?).map_err(|e| e.to_string())?;
        pause::rest().await;
        let areas = Areas::decode(section("areas")?).map_err(|e| e.to_string())?;
        pause::rest().await;
        let bounds = (0..areas.len()).map(|i| bounds(&areas, i)).collect();
        Ok(Self { quarters, areas, bounds })
    }

    /// What is known of a point, once the contours of communes tell where it is.
    pub(super) fn find(&self, point: Point, contours: &Contours, own: &Places) -> Option<Found> {
        let near = self.near(point);
        let row = commune(point, contours)?;
        let of = |n: &Near| self.quarters.all.get(n.quarter);
        let inside = near.iter().find(|n| n.is_inside).and_then(of);
        let own = inside.and_then(|q| own.part(&q.code));
        let Located { footing, mut said, .. } = self.quarters.locate(&near);
        if let Some((part, source)) = own.as_ref().filter(|_| footing == Footing::Inside) {
            said = format!("{said} Il est classé {} ({source}).", part.class);
        }
        let own = own.map(|(part, source)| (part.class.clone(), source, true));
        let listed = |zone| (zone, self.quarters.zone_source.clone(), false);
        let district = inside.map(|q| District {
            name: q.name.clone(),
            class: (own.or_else(|| q.zone.clone().map(listed)))
                .map(|(class, source, is_own)| DistrictClass { class, source, is_own }),
        });
        Some(Found { point, row, footing, said, district })
    }

    fn near(&self, point: Point) -> Vec<Near> {
        let near = self.areas.near((point.lon(), point.lat()), AROUND_M).into_iter();
        near.map(|n| Near { quarter: n.area, is_inside: n.is_inside, edge_m: n.edge_m }).collect()
    }

    /// The districts of a commune or an arrondissement, by its code, each with its middle, degrees.
    pub(super) fn of(&self, code: &str) -> Vec<(&Quarter, Option<[f64; 2]>)> {
        let is_here = |(_, q): &(usize, &Quarter)| q.communes.iter().any(|c| c == code);
        let middle = |[l, t, r, b]: [f64; 4]| [f64::midpoint(l, r), f64::midpoint(t, b)];
        let with_middle = |(i, q): (usize, _)| {
            (q, self.bounds.get(i).copied().flatten().map(middle).map(plane::to_degrees))
        };
        self.quarters.all.iter().enumerate().filter(is_here).map(with_middle).collect()
    }

    /// How many are in a window of the plane, and their path; none where there are too many to be
    /// told apart.
    pub(super) fn drawn(&self, [l, t, r, b]: [f64; 4]) -> (usize, String) {
        let is_in = |i: &usize| {
            self.bounds[*i].is_some_and(|d| d[0] <= r && d[2] >= l && d[1] <= b && d[3] >= t)
        };
        let within: Vec<usize> = (0..self.bounds.len()).filter(is_in).collect();
        if within.len() > DRAWN {
            return (within.len(), String::new());
        }
        (within.len(), within.iter().map(|i| self.path(*i)).collect())
    }

    fn path(&self, area: usize) -> String {
        let mut path = String::new();
        for polygon in self.areas.polygons(area).into_iter().flatten() {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                for (i, at) in ring.coords().enumerate() {
                    let [x, y] = plane::to_plane_unbounded(at.x, at.y);
                    // Writing to a text cannot fail.
                    let _ = write!(path, "{}{x:.2} {y:.2}", if i == 0 { "M" } else { "L" });
                }
                path.push('Z');
            }
        }
        path
    }

    /// Where the contours are from.
    pub(super) fn source(&self) -> &str {
        &self.quarters.source
    }
}

/// All of them, shared.
pub(super) type Shared = Arc<Districts>;

fn bounds(areas: &Areas, area: usize) -> Option<[f64; 4]> {
    let [west, south, east, north] = areas.bounds(area)?;
    let ([l, t], [r, b]) =
        (plane::to_plane_unbounded(west, north), plane::to_plane_unbounded(east, south));
    Some([l, t, r, b])
}

/// The commune or arrondissement that a point is in.
fn commune(point: Point, contours: &Contours) -> Option<Row> {
    let at = plane::to_plane_unbounded(point.lon(), point.lat());
    let is_within = |row: u32| {
        contours.bounds(row).is_some_and(|b| {
            let [l, t, r, b] = b.map(f64::from);
            // A precise contour may pass a rounded one by half a cell.
            (l - 1.0..=r + 1.0).contains(&at[0]) && (t - 1.0..=b + 1.0).contains(&at[1])
        }) && index::contains(contours, row, at)
    };
    (0..contours.rows())
        .find(|row| is_within(*row))
        .and_then(|row| u16::try_from(row).ok())
        .map(Row)
}
