//! Perimeters with the communes inside, and points with their names.

use atlas::topology::Degrees;
use serde::{Deserialize, Serialize};
use territory::{Gazetteer, Row, ring::crosses};

use crate::remark::float;
use crate::ring::bounds;
use crate::{Form, Shape, Shapes};

/// An area of the user's own, with the communes whose town hall is inside.
#[derive(Clone, Debug, PartialEq)]
pub struct Perimeter {
    /// Its name, else its code, else its number in the file.
    pub name: String,
    /// Its polygons, in degrees.
    pub area: Degrees,
    /// The communes whose town hall lies inside, ascending.
    pub communes: Vec<Row>,
}

/// A point of the user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Its name, else its code, else its number in the file.
    pub name: String,
    /// What it is, where a property such as `type`, `categorie` or `amenity` says so.
    pub kind: Option<String>,
    /// Longitude and latitude, degrees.
    pub at: (f64, f64),
}

/// Names of what a point is, lower case, best first.
const KINDS: [&str; 12] = [
    "type",
    "categorie",
    "catégorie",
    "category",
    "nature",
    "kind",
    "profession",
    "specialite",
    "spécialité",
    "healthcare",
    "amenity",
    "class",
];

/// The perimeters of a file, each with the communes whose town hall ([`Gazetteer::middle`]) lies
/// inside (even-odd rule over all its rings). Arrondissements are not communes.
#[must_use]
pub fn perimeters(shapes: &Shapes, gazetteer: &Gazetteer) -> Vec<Perimeter> {
    let halls = halls(gazetteer);
    let with_communes = |shape: &Shape| match &shape.form {
        Form::Area(area) => Some(Perimeter {
            name: named(shape, "Périmètre"),
            area: area.clone(),
            communes: inside(area, &halls),
        }),
        Form::Points(_) => None,
    };
    shapes.shapes.iter().filter_map(with_communes).collect()
}

/// The points of a file; a feature of several gives one for each.
#[must_use]
pub fn points(shapes: &Shapes) -> Vec<Site> {
    let mut sites = Vec::new();
    for shape in &shapes.shapes {
        if let Form::Points(points) = &shape.form {
            let (name, kind) = (named(shape, "Point"), kind_of(shape));
            sites.extend(points.iter().map(|at| Site {
                name: name.clone(),
                kind: kind.clone(),
                at: *at,
            }));
        }
    }
    sites
}

fn named(shape: &Shape, what: &str) -> String {
    let own = shape.name.as_ref().or(shape.code.as_ref());
    own.cloned()
        .unwrap_or_else(|| format!("{what} {}", territory::text::integer(float(shape.number))))
}

fn kind_of(shape: &Shape) -> Option<String> {
    let value = |wanted: &&str| {
        shape
            .properties
            .iter()
            .find(|(key, value)| key.to_lowercase() == **wanted && !value.trim().is_empty())
    };
    KINDS.iter().find_map(value).map(|(_, value)| value.trim().to_owned())
}

/// A town hall: longitude, latitude, commune.
type Hall = (f64, f64, Row);

/// Town halls from south to north.
fn halls(gazetteer: &Gazetteer) -> Vec<Hall> {
    let communes = gazetteer.rows().filter(|row| gazetteer.is_commune(*row));
    let mut halls: Vec<Hall> =
        communes.filter_map(|row| gazetteer.middle(row).map(|(x, y)| (x, y, row))).collect();
    halls.sort_by(|a, b| a.1.total_cmp(&b.1));
    halls
}

/// The communes whose town hall an area holds. Town halls and sides are walked over from south to
/// north together: at each town hall only the sides at its latitude are looked at, so that a fine
/// outline around half of France takes no longer than many small ones.
fn inside(area: &Degrees, halls: &[Hall]) -> Vec<Row> {
    let form = area.iter().flatten().flatten();
    let [w, s, e, n] = bounds(form);
    let from = halls.partition_point(|h| h.1 < s);
    let near: Vec<&Hall> =
        halls.iter().skip(from).take_while(|h| h.1 <= n).filter(|h| w <= h.0 && h.0 <= e).collect();
    if near.is_empty() {
        return Vec::new();
    }
    let mut sides: Vec<((f64, f64), (f64, f64))> = area
        .iter()
        .flatten()
        .flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().skip(1)))
        .collect();
    let (low, high) = (
        |s: &((f64, f64), (f64, f64))| s.0.1.min(s.1.1),
        |s: &((f64, f64), (f64, f64))| s.0.1.max(s.1.1),
    );
    sides.sort_by(|a, b| low(a).total_cmp(&low(b)));
    let mut sides = sides.into_iter().peekable();
    let mut open = Vec::new();
    let mut found = Vec::new();
    for (x, y, row) in near {
        open.retain(|side| high(side) >= *y);
        while let Some(side) = sides.next_if(|side| low(side) <= *y) {
            if high(&side) >= *y {
                open.push(side);
            }
        }
        if open.iter().filter(|(a, b)| crosses(*a, *b, (*x, *y))).count() % 2 == 1 {
            found.push(*row);
        }
    }
    found.sort_unstable();
    found
}
