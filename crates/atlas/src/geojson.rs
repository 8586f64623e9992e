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
                    let (x, y) = (position[0], position[1]);
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
