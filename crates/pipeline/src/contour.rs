//! Points and contours of a source, from its WKB, and how far apart they are.

use anyhow::{Result, bail};
use geo::{
    ChamberlainDuquetteArea, Contains, Distance, Euclidean, Geometry, MapCoords, MultiPolygon,
    Point,
};
use geo_traits::to_geo::ToGeoGeometry;

/// Length of a degree of a great circle.
const KM_PER_DEGREE: f64 = 6371.0088 * std::f64::consts::PI / 180.0;

/// A point in WKB written as hexadecimal digits; WKB has empty points.
pub(crate) fn point(hexadecimal: &str) -> Result<Option<Point>> {
    match geometry(hexadecimal)? {
        None => Ok(None),
        Some(Geometry::Point(p)) => Ok(Some(p)),
        Some(_) => bail!("not a point"),
    }
}

/// A contour in WKB written as hexadecimal digits.
pub(crate) fn polygons(hexadecimal: &str) -> Result<MultiPolygon> {
    match geometry(hexadecimal)? {
        Some(Geometry::MultiPolygon(m)) => Ok(m),
        Some(Geometry::Polygon(p)) => Ok(p.into()),
        _ => bail!("not a polygon"),
    }
}

/// How far outside a contour a point is, km; 0 inside.
pub(crate) fn km_outside(contour: &MultiPolygon, point: Point) -> f64 {
    if contour.contains(&point) {
        return 0.0;
    }
    // On the plane that touches the globe there: exact enough for a few km, and far enough for the
    // rest.
    let shrink = point.y().to_radians().cos();
    let flat = |c: geo::Coord| geo::Coord { x: c.x * shrink, y: c.y };
    let (contour, point) = (contour.map_coords(flat), point.map_coords(flat));
    Euclidean.distance(&point, &contour) * KM_PER_DEGREE
}

fn geometry(hexadecimal: &str) -> Result<Option<Geometry>> {
    let bytes = hex::decode(hexadecimal)?;
    Ok(wkb::reader::read_wkb(&bytes)?.try_to_geometry())
}

/// Area on the globe, km².
pub(crate) fn km2(contour: &MultiPolygon) -> f64 {
    contour.chamberlain_duquette_unsigned_area() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_read_from_hexadecimal() {
        let p = point("0101000000000000000000F03F0000000000000040").expect("a point");
        assert_eq!(p, Some(Point::new(1.0, 2.0)));
        assert_eq!(
            point("0101000000000000000000F87F000000000000F87F").expect("an empty point"),
            None
        );
        assert!(point("0101").is_err() && point("zz").is_err());
    }
}
