//! Contours from plain GeoJSON: the packed format is an optimisation and not a wall.

use geojson::{Feature, GeoJson, GeometryValue};

use crate::topology::Degrees;

/// A place read from GeoJSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Value of the property that holds the code.
    pub code: String,
    /// Its polygons, in degrees.
    pub polygons: Degrees,
}

/// Why a GeoJSON document is refused as a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GeoJsonError {
    /// Not GeoJSON.
    #[error("not GeoJSON: {0}")]
    Syntax(String),
    /// No feature at all.
    #[error("a single geometry without code; features are needed")]
    NoFeature,
    /// Coordinates that are not degrees.
    #[error("feature {feature}: ({x}, {y}) is not a longitude and a latitude; the file seems to be in a projection such as Lambert-93")]
    NotDegrees {
        /// Position of the feature.
        feature: usize,
        /// First ordinate.
        x: String,
        /// Second ordinate.
        y: String,
    },
}

/// A feature that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Position of the feature.
    pub feature: usize,
    /// Why.
    pub why: &'static str,
}

/// Names under which files hold the code of a commune.
const CODE_NAMES: [&str; 5] = ["code", "code_insee", "insee", "INSEE_COM", "CODGEO"];

/// Reads the polygons of every feature that has a code.
///
/// # Errors
/// See [`GeoJsonError`]; features that cannot be used are listed instead.
pub fn read(text: &str) -> Result<(Vec<Place>, Vec<Skipped>), GeoJsonError> {
    let features: Vec<Feature> = match text.parse::<GeoJson>().map_err(|e| GeoJsonError::Syntax(e.to_string()))? {
        GeoJson::FeatureCollection(c) => c.features,
        GeoJson::Feature(f) => vec![f],
        GeoJson::Geometry(_) => return Err(GeoJsonError::NoFeature),
    };
    let (mut places, mut skipped) = (Vec::new(), Vec::new());
    for (feature, f) in features.into_iter().enumerate() {
        let Some(code) = code_of(&f) else {
            skipped.push(Skipped { feature, why: "no code" });
            continue;
        };
        let polygons = match f.geometry.map(|g| g.value) {
            Some(GeometryValue::Polygon { coordinates }) => vec![coordinates],
            Some(GeometryValue::MultiPolygon { coordinates }) => coordinates,
            Some(_) => {
                skipped.push(Skipped { feature, why: "not a polygon" });
                continue;
            }
            None => {
                skipped.push(Skipped { feature, why: "no geometry" });
                continue;
            }
        };
        let mut out = Degrees::new();
        for polygon in polygons {
            let mut rings = Vec::new();
            for ring in polygon {
                let mut points = Vec::with_capacity(ring.len());
                for position in ring {
                    let (x, y) = match position.as_slice() {
                        [x, y, ..] => (*x, *y),
                        _ => (f64::NAN, f64::NAN),
                    };
                    if !(x.abs() <= 180.0 && y.abs() <= 90.0) {
                        return Err(GeoJsonError::NotDegrees { feature, x: x.to_string(), y: y.to_string() });
                    }
                    points.push((x, y));
                }
                rings.push(points);
            }
            out.push(rings);
        }
        places.push(Place { code, polygons: out });
    }
    Ok((places, skipped))
}

fn code_of(feature: &Feature) -> Option<String> {
    let properties = feature.properties.as_ref()?;
    CODE_NAMES.iter().find_map(|n| properties.get(*n)?.as_str().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology;

    const TWO: &str = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"00001","nom":"gauche"},"geometry":{"type":"Polygon","coordinates":[[[2,46],[2.1,46],[2.1,46.1],[2,46.1],[2,46]]]}},
        {"type":"Feature","properties":{"code":"00002"},"geometry":{"type":"MultiPolygon","coordinates":[[[[2.1,46],[2.2,46],[2.2,46.1],[2.1,46.1],[2.1,46]]]]}},
        {"type":"Feature","properties":{"nom":"sans code"},"geometry":{"type":"Point","coordinates":[2,46]}},
        {"type":"Feature","properties":{"code":"00003"},"geometry":null}]}"#;

    #[test]
    fn geojson_gives_the_contours_that_the_packed_format_gives() {
        let (places, skipped) = read(TWO).expect("valid GeoJSON");
        assert_eq!(places.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["00001", "00002"]);
        assert_eq!(skipped, [Skipped { feature: 2, why: "no code" }, Skipped { feature: 3, why: "no geometry" }]);
        let rows: Vec<Degrees> = places.into_iter().map(|p| p.polygons).collect();
        let (contours, losses) = topology::build(&rows);
        assert_eq!(losses, topology::Losses::default());
        // Two squares that share a side: it is an arc of its own, used once each way.
        assert_eq!(contours.neighbours(), [vec![1], vec![0]]);
        assert_eq!(contours.arcs(), 3);
        let sections = crate::codec::encode(&contours, 1);
        let read = crate::codec::decode(|n| sections.iter().find(|s| s.0 == n).map(|s| &s.1[..])).expect("our own bytes");
        assert_eq!(read.neighbours(), contours.neighbours());
        assert_eq!((0..2).map(|r| read.bounds(r)).collect::<Vec<_>>(), (0..2).map(|r| contours.bounds(r)).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_not_degrees_is_refused_with_its_feature() {
        let lambert = r#"{"type":"Feature","properties":{"code":"00001"},"geometry":{"type":"Polygon","coordinates":[[[600000,6800000],[600100,6800000],[600100,6800100],[600000,6800000]]]}}"#;
        assert!(matches!(read(lambert), Err(GeoJsonError::NotDegrees { feature: 0, .. })));
        let flat = r#"{"type":"Feature","properties":{"code":"00001"},"geometry":{"type":"Polygon","coordinates":[[[2],[3],[4],[2]]]}}"#;
        assert!(read(flat).is_err());
        assert!(matches!(read("{"), Err(GeoJsonError::Syntax(_))));
        assert_eq!(read(r#"{"type":"Point","coordinates":[2,46]}"#), Err(GeoJsonError::NoFeature));
    }
}
