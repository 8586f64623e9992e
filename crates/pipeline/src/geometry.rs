//! Contours: from the package's WKB to polygons by row, with the holes of the mosaic given back to
//! whom they belong.

mod holes;

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use atlas::topology::Degrees;
use geo::{Area, Contains, Geometry, InteriorPoint, LineString, MultiPolygon, Polygon};
use territory::{Row, Value};

use self::holes::{free_loops, holes_with_neighbours};
use crate::columns::figures;
use crate::contour::{km2, polygons};
use crate::manifest::{Merge, Quantity};
use crate::places::Places;
use crate::sources::Library;
use crate::table::GEOMETRY;

/// A hole's area may differ this much from the published area of the commune: contours are
/// simplified.
const MOST_DIFFERENCE: f64 = 0.05;

/// Polygons by row, and how the missing ones were dealt with.
pub(crate) struct Mosaic {
    pub(crate) rows: Vec<Degrees>,
    /// Communes whose contour is the hole that their neighbours leave.
    pub(crate) from_holes: Vec<Filled>,
    /// Communes to which holes were given back.
    pub(crate) grown: Vec<Grown>,
    /// Holes that nobody's area accounts for: number, and area in all, km².
    pub(crate) ownerless: (usize, f64),
    /// Communes without a contour of their own.
    pub(crate) without: Vec<Row>,
}

/// A commune whose contour is a hole of the mosaic.
pub(crate) struct Filled {
    pub(crate) row: Row,
    /// Area of the hole.
    pub(crate) km2: f64,
    /// Area that INSEE publishes.
    pub(crate) published_km2: f64,
    /// Area of the contour of 2018, by which the hole was recognised.
    pub(crate) former_km2: f64,
}

/// A commune that has taken in others since its contour was drawn: the source no longer draws
/// these, nor yet draws it whole. The holes that are left are its own where its published area
/// accounts for them.
pub(crate) struct Grown {
    pub(crate) row: Row,
    /// Area of the contour as found.
    pub(crate) before_km2: f64,
    /// Area of the holes.
    pub(crate) holes_km2: f64,
    /// Area that INSEE publishes.
    pub(crate) published_km2: f64,
}

/// Reads the contours of every place.
pub(crate) fn mosaic(library: &Library, places: &Places) -> Result<Mosaic> {
    let g = &places.gazetteer;
    let mut contours: BTreeMap<Row, MultiPolygon> = BTreeMap::new();
    for [code, kind, wkb] in library.table("contours")?.cells(["code", "type", "geometry"])? {
        let Some(row) = territory::InseeCode::parse(code).ok().and_then(|c| g.row(c)) else {
            continue;
        };
        let wanted = if g.is_commune(row) { "COM" } else { "ARM" };
        // The three cities have no contour of their own: their arrondissements tile them.
        if kind != wanted || wkb.is_empty() || g.arrondissements(row).next().is_some() {
            continue;
        }
        let polygons = polygons(wkb).with_context(|| format!("contour of {code}"))?;
        ensure!(contours.insert(row, polygons).is_none(), "two contours for {code}");
    }
    let mut from_holes = Vec::new();
    let former = former_contours(library, places)?;
    let areas = areas(library, places)?;
    if former.keys().any(|row| !contours.contains_key(row)) {
        let loops = free_loops(contours.values());
        for (row, old) in former {
            if contours.contains_key(&row) {
                continue;
            }
            let at = || format!("contour of {}", places.title(row));
            let hole = hole_around(&loops, &old).with_context(at)?;
            let published_km2 =
                areas[row.index()].known().context("no published area").with_context(at)?;
            let filled = Filled {
                row,
                km2: km2(&hole.clone().into()),
                published_km2,
                former_km2: km2(&old),
            };
            filled.check().with_context(at)?;
            contours.insert(row, hole.clone().into());
            from_holes.push(filled);
        }
    }
    let (grown, ownerless) = grow_into_holes(&mut contours, &areas);
    let without = g
        .rows()
        .filter(|r| !contours.contains_key(r) && g.arrondissements(*r).next().is_none())
        .collect();
    let rows = g.rows().map(|r| contours.get(&r).map(degrees).unwrap_or_default()).collect();
    Ok(Mosaic { rows, from_holes, grown, ownerless, without })
}

fn former_contours(library: &Library, places: &Places) -> Result<BTreeMap<Row, MultiPolygon>> {
    let mut out = BTreeMap::new();
    for [code, json] in library.table("contours_2018")?.cells(["code", GEOMETRY])? {
        let geometry: geojson::Geometry =
            json.parse().with_context(|| format!("former contour of {code}"))?;
        let polygons = match Geometry::<f64>::try_from(geometry)? {
            Geometry::MultiPolygon(m) => m,
            Geometry::Polygon(p) => p.into(),
            _ => bail!("former contour of {code}: not a polygon"),
        };
        let row = places
            .row(code)
            .with_context(|| format!("former contour of {code}, which is no place"))?;
        out.insert(row, polygons);
    }
    Ok(out)
}

/// The smallest hole around the middle of the former contour.
fn hole_around<'a>(loops: &'a [Polygon], former: &MultiPolygon) -> Result<&'a Polygon> {
    let middle = former.interior_point().context("an empty former contour")?;
    let around = loops.iter().filter(|l| l.contains(&middle));
    around
        .min_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))
        .context("no hole of the mosaic is there")
}

impl Filled {
    fn check(&self) -> Result<()> {
        let (found, expected) = (self.km2, self.published_km2);
        ensure!(
            (found / expected - 1.0).abs() <= MOST_DIFFERENCE,
            "the hole has {found:.2} km², the commune {expected:.2} km²"
        );
        Ok(())
    }
}

/// Gives the holes of the mosaic to the neighbour that is short of just that area.
///
/// A hole belongs to the only neighbour whose contour lacks at least half of the hole's area
/// against the published one; a commune keeps what it was given if its contour then has its
/// published area within [`MOST_DIFFERENCE`].
fn grow_into_holes(
    contours: &mut BTreeMap<Row, MultiPolygon>,
    areas: &[Value],
) -> (Vec<Grown>, (usize, f64)) {
    let loops = free_loops(contours.values());
    let (holes, neighbours) = holes_with_neighbours(loops, contours);
    let short = |row: &Row| Some(areas.get(row.index())?.known()? - km2(contours.get(row)?));
    let mut given: BTreeMap<Row, Vec<&Polygon>> = BTreeMap::new();
    let mut ownerless = (0, 0.0);
    let mut refuse = |hole: &Polygon| {
        ownerless.0 += 1;
        ownerless.1 += km2(&hole.clone().into());
    };
    for (hole, around) in holes.iter().zip(&neighbours) {
        let size = km2(&hole.clone().into());
        let owners: Vec<&Row> =
            around.iter().filter(|r| short(r).is_some_and(|s| s > size / 2.0)).collect();
        match owners[..] {
            [owner] => given.entry(*owner).or_default().push(hole),
            _ => refuse(hole),
        }
    }
    let mut grown = Vec::new();
    for (row, holes) in given {
        let holes_km2: f64 = holes.iter().map(|h| km2(&(*h).clone().into())).sum();
        let (Some(contour), Some(published_km2)) = (contours.get(&row), areas[row.index()].known())
        else {
            continue;
        };
        let before_km2 = km2(contour);
        if ((before_km2 + holes_km2) / published_km2 - 1.0).abs() > MOST_DIFFERENCE {
            holes.into_iter().for_each(&mut refuse);
            continue;
        }
        let mut whole = contour.clone();
        whole.0.extend(holes.into_iter().cloned());
        contours.insert(row, whole);
        grown.push(Grown { row, before_km2, holes_km2, published_km2 });
    }
    (grown, ownerless)
}

/// Published areas, km², by row.
fn areas(library: &Library, places: &Places) -> Result<Vec<Value>> {
    Ok(figures(&Quantity::plain("comparateur", "SUPERF", Merge::Sum), library, places)?.values)
}

fn degrees(contour: &MultiPolygon) -> Degrees {
    let ring = |r: &LineString| r.coords().map(|c| (c.x, c.y)).collect();
    contour
        .iter()
        .map(|p| std::iter::once(p.exterior()).chain(p.interiors()).map(ring).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64) -> MultiPolygon {
        let ring: LineString =
            vec![(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0), (x, y)].into();
        Polygon::new(ring, vec![]).into()
    }

    /// Eight squares around an empty one.
    fn around() -> Vec<MultiPolygon> {
        let cells = (0..3).flat_map(|x| (0..3).map(move |y| (f64::from(x), f64::from(y))));
        cells.filter(|c| *c != (1.0, 1.0)).map(|(x, y)| square(x, y)).collect()
    }

    #[test]
    fn the_hole_of_a_mosaic_is_found_with_its_vertices() {
        let loops = free_loops(around().iter());
        let mut areas: Vec<f64> = loops.iter().map(Area::unsigned_area).collect();
        areas.sort_by(f64::total_cmp);
        assert_eq!(areas, [1.0, 9.0]);
        assert_eq!(hole_around(&loops, &square(1.0, 1.0)).expect("the hole").unsigned_area(), 1.0);
        assert!(hole_around(&loops, &square(10.0, 10.0)).is_err());
    }

    #[test]
    fn a_hole_of_another_size_is_refused() {
        let filled = |km2| Filled { row: Row(0), km2, published_km2: 100.0, former_km2: 70.0 };
        assert!(filled(104.0).check().is_ok() && filled(96.0).check().is_ok());
        assert!(filled(106.0).check().is_err() && filled(94.0).check().is_err());
    }

    #[test]
    fn two_holes_that_touch_at_a_corner_stay_two() {
        let cells = (0..4).flat_map(|x| (0..4).map(move |y| (f64::from(x), f64::from(y))));
        let mosaic: Vec<_> = cells
            .filter(|c| *c != (1.0, 1.0) && *c != (2.0, 2.0))
            .map(|(x, y)| square(x, y))
            .collect();
        let loops = free_loops(mosaic.iter());
        assert_eq!(
            hole_around(&loops, &square(2.0, 2.0)).expect("the second hole").unsigned_area(),
            1.0
        );
    }
}
