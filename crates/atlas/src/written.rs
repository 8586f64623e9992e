//! Contours as GeoJSON (RFC 7946), with whatever is said of each place and of the whole.

use geojson::{Feature, Geometry, GeometryValue, JsonObject, JsonValue, Position};

use crate::{Contours, plane};

/// A place to write: its row, and its properties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// Row of the contours.
    pub row: u32,
    /// Rows whose contours together are its own, for a city drawn by its arrondissements; empty
    /// otherwise.
    pub parts: Vec<u32>,
    /// Properties of the feature, written as they are.
    pub properties: JsonObject,
}

/// How a collection begins; features follow with commas between them, then [`END`]. `about` is said
/// of the whole, as foreign members.
#[must_use]
pub fn begin(about: JsonObject) -> String {
    let about = JsonValue::Object(about).to_string();
    let said = about.strip_prefix('{').and_then(|s| s.strip_suffix('}')).unwrap_or_default();
    let comma = if said.is_empty() { "" } else { "," };
    format!(r#"{{"type":"FeatureCollection"{comma}{said},"features":["#)
}

/// How a collection ends.
pub const END: &str = "]}";

/// One place of a collection: longitudes and latitudes to the hundred-thousandth of a degree (a
/// metre), outer rings against the clock. A row without contour is a feature without geometry.
#[must_use]
pub fn feature(contours: &Contours, place: Written) -> String {
    let rows = if place.parts.is_empty() { vec![place.row] } else { place.parts };
    let coordinates: Vec<Vec<Vec<Position>>> =
        rows.iter().flat_map(|r| contours.polygons(*r)).map(|p| polygon(contours, p)).collect();
    let geometry = (!coordinates.is_empty())
        .then(|| Geometry::new(GeometryValue::MultiPolygon { coordinates }));
    Feature {
        bbox: None,
        geometry,
        id: None,
        properties: Some(place.properties),
        foreign_members: None,
    }
    .to_string()
}

/// The text of a whole collection.
#[must_use]
pub fn write(contours: &Contours, places: Vec<Written>, about: JsonObject) -> String {
    let features: Vec<String> = places.into_iter().map(|place| feature(contours, place)).collect();
    format!("{}{}{END}", begin(about), features.join(","))
}

fn polygon(contours: &Contours, polygon: u32) -> Vec<Vec<Position>> {
    contours
        .rings(polygon)
        .enumerate()
        .map(|(i, ring)| {
            let mut points: Vec<Position> = contours
                .precise_ring(ring)
                .map(|[x, y]| degrees(f64::from(x), f64::from(y)))
                .collect();
            // Clockwise on the sheet is clockwise on the globe: outer rings turn the other way,
            // holes with the clock.
            if (contours.ring_area2(ring) > 0) == (i == 0) {
                points.reverse();
            }
            points.extend(points.first().cloned());
            points
        })
        .collect()
}

fn degrees(x: f64, y: f64) -> Position {
    let [lon, lat] = plane::to_degrees([x, y]);
    let round = |v: f64| (v * 1e5).round() / 1e5;
    Position::from(vec![round(lon), round(lat)])
}

#[cfg(test)]
mod tests {
    use geo::{Area, MultiPolygon, Winding};
    use geojson::GeoJson;

    use super::*;
    use crate::topology;

    /// A square with a hole, and beside it a triangle.
    fn two() -> Contours {
        let ring = |points: &[(f64, f64)]| points.to_vec();
        let square = vec![
            ring(&[(2.0, 46.0), (2.2, 46.0), (2.2, 46.2), (2.0, 46.2), (2.0, 46.0)]),
            ring(&[(2.05, 46.05), (2.05, 46.1), (2.1, 46.1), (2.1, 46.05), (2.05, 46.05)]),
        ];
        let triangle = vec![ring(&[(2.2, 46.0), (2.4, 46.0), (2.2, 46.2), (2.2, 46.0)])];
        topology::build(&[vec![square], vec![triangle], vec![]]).0
    }

    #[test]
    fn what_is_written_is_read_again() {
        let contours = two();
        let places = (0..3)
            .map(|row| {
                let mut properties = JsonObject::new();
                properties.insert("code".to_owned(), format!("0000{row}").into());
                Written { row, parts: Vec::new(), properties }
            })
            .collect();
        let mut about = JsonObject::new();
        about.insert("citation".to_owned(), "essai".into());
        let text = write(&contours, places, about);
        let GeoJson::FeatureCollection(collection) = text.parse().expect("GeoJSON") else {
            panic!("a collection")
        };
        assert_eq!(collection.foreign_members.expect("about")["citation"], "essai");
        assert_eq!(collection.features.len(), 3);
        assert!(collection.features[2].geometry.is_none());
        let areas: Vec<f64> = collection.features[..2]
            .iter()
            .map(|f| {
                let shape: MultiPolygon =
                    f.geometry.clone().expect("a geometry").try_into().expect("polygons");
                assert!(
                    shape
                        .0
                        .iter()
                        .all(|p| p.exterior().is_ccw() && p.interiors().iter().all(Winding::is_cw)),
                    "RFC 7946"
                );
                shape.unsigned_area()
            })
            .collect();
        // 0.2 × 0.2 less 0.05 × 0.05, and half of 0.2 × 0.2; a cell is about 0.0008° wide.
        assert!((areas[0] - 0.0375).abs() < 4e-4 && (areas[1] - 0.02).abs() < 4e-4, "{areas:?}");
    }
}
