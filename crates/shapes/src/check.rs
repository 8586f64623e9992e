//! From a geometry of the file to a form: what is wrong with it, and what is put right.

use atlas::plane::FRAMES;
use atlas::topology::Degrees;

use crate::coords::{Bad, Coords};
use crate::crossing::{self, Crossed};
use crate::raw::Geometry;
use crate::remark::What;
use crate::ring::{area2, bounds};
use crate::{Form, Shape};

/// What a geometry holds, taken apart.
#[derive(Default)]
struct Parts {
    areas: Degrees,
    points: Vec<(f64, f64)>,
    /// Type of a part that is neither.
    other: Option<String>,
}

impl Parts {
    fn gather(&mut self, geometry: Geometry) -> Result<(), What> {
        let kind = geometry.kind.0.unwrap_or_default();
        match (kind.as_str(), geometry.coordinates) {
            ("GeometryCollection", _) => {
                return geometry.geometries.0.into_iter().try_for_each(|g| self.gather(g));
            }
            ("Polygon" | "MultiPolygon" | "Point" | "MultiPoint", Coords::Empty) => {}
            ("Polygon" | "MultiPolygon" | "Point" | "MultiPoint", Coords::Bad(Bad::NotANumber)) => {
                return Err(What::NotFinite);
            }
            ("Polygon" | "MultiPolygon" | "Point" | "MultiPoint", Coords::Bad(bad)) => {
                return Err(What::BadCoordinates(bad.words().to_owned()));
            }
            ("Polygon", Coords::Rings(rings)) => self.areas.push(rings),
            ("MultiPolygon", Coords::Polygons(polygons)) => append(&mut self.areas, polygons),
            ("Point", Coords::Position(x, y)) => self.points.push((x, y)),
            ("MultiPoint", Coords::Line(points)) => append(&mut self.points, points),
            ("Polygon" | "MultiPolygon" | "Point" | "MultiPoint", _) => {
                return Err(What::BadCoordinates(format!(
                    "la profondeur des listes n'est pas celle d'un {kind}"
                )));
            }
            ("", Coords::Empty) => {}
            ("", _) => self.other = Some("sans type".to_owned()),
            _ => self.other = Some(kind),
        }
        Ok(())
    }
}

/// Moves a list to the end of another, without a copy where there is nothing yet.
fn append<T>(to: &mut Vec<T>, from: Vec<T>) {
    if to.is_empty() {
        *to = from;
    } else {
        to.extend(from);
    }
}

/// The form of a geometry, rings closed; what was put right is said to `kept`.
///
/// # Errors
/// What makes it unusable.
pub(crate) fn form(geometry: Geometry, kept: &mut impl FnMut(What)) -> Result<Form, What> {
    let mut parts = Parts::default();
    parts.gather(geometry)?;
    let form = match (parts.areas.is_empty(), parts.points.is_empty(), parts.other) {
        (true, true, Some(other)) => return Err(What::UnsupportedGeometry(other)),
        (true, true, None) => return Err(What::Empty),
        (areas, points, other) => {
            if let Some(other) = other {
                kept(What::UnsupportedGeometry(other));
            }
            if !areas && !points {
                kept(What::Mixed);
            }
            if areas { Form::Points(parts.points) } else { Form::Area(parts.areas) }
        }
    };
    match form {
        Form::Points(points) => points.iter().try_for_each(degrees).map(|()| Form::Points(points)),
        Form::Area(area) => closed(area, kept).map(Form::Area),
    }
}

fn degrees(&(x, y): &(f64, f64)) -> Result<(), What> {
    if !(x.is_finite() && y.is_finite()) {
        return Err(What::NotFinite);
    }
    if x.abs() > 180.0 || y.abs() > 90.0 {
        return Err(What::Projected { x, y });
    }
    Ok(())
}

/// Closes the rings and takes those away that are none; a polygon goes with its outer ring.
fn closed(mut area: Degrees, kept: &mut impl FnMut(What)) -> Result<Degrees, What> {
    let (mut opened, mut dropped) = (false, false);
    for polygon in &mut area {
        for ring in polygon.iter_mut() {
            ring.iter().try_for_each(degrees)?;
            if ring.first() != ring.last() {
                opened = true;
                ring.reserve_exact(1);
                ring.extend(ring.first().copied());
            }
        }
        if !polygon.first().is_some_and(|outer| has_surface(outer)) {
            polygon.clear();
            dropped = true;
        }
        let before = polygon.len();
        polygon.retain(|ring| has_surface(ring));
        dropped |= polygon.len() < before;
    }
    area.retain(|polygon| !polygon.is_empty());
    if area.is_empty() {
        return Err(What::TooFewPoints);
    }
    if opened {
        kept(What::Closed);
    }
    if dropped {
        kept(What::TooFewPoints);
    }
    Ok(area)
}

/// Whether a closed ring has three different positions and encloses something.
fn has_surface(ring: &[(f64, f64)]) -> bool {
    let mut first = ring.iter();
    let a = first.next();
    let b = first.find(|p| Some(*p) != a);
    let c = first.find(|p| Some(*p) != a && Some(*p) != b);
    // A figure of eight may enclose as much one way as the other: it is not flat, and it will be
    // seen to cross itself.
    c.is_some() && (area2(ring) != 0.0 || !is_flat(ring))
}

/// Whether all positions lie on one line.
fn is_flat(ring: &[(f64, f64)]) -> bool {
    let Some(&a) = ring.first() else { return true };
    let Some(&b) = ring.iter().find(|p| **p != a) else { return true };
    ring.iter().all(|p| crossing::turn(a, b, *p) == 0)
}

/// All positions of a form.
pub(crate) fn positions(form: &Form) -> impl Iterator<Item = &(f64, f64)> {
    let (area, points) = match form {
        Form::Area(area) => (Some(area), None),
        Form::Points(points) => (None, Some(points)),
    };
    area.into_iter().flatten().flatten().flatten().chain(points.into_iter().flatten())
}

/// Whether the map shows a place.
pub(crate) fn in_france(lon: f64, lat: f64) -> bool {
    FRAMES.iter().any(|f| {
        (f.bounds[0]..=f.bounds[2]).contains(&lon) && (f.bounds[1]..=f.bounds[3]).contains(&lat)
    })
}

/// Puts longitude first, in a form whose file has latitude first.
pub(crate) fn swap(form: &mut Form) {
    let turn = |p: &mut (f64, f64)| *p = (p.1, p.0);
    match form {
        Form::Area(area) => area.iter_mut().flatten().flatten().for_each(turn),
        Form::Points(points) => points.iter_mut().for_each(turn),
    }
}

/// What needs the whole file to be known: place, winding, crossings. Gives what was put right or is
/// slight.
///
/// # Errors
/// What makes the feature unusable.
pub(crate) fn settle(shape: &mut Shape) -> Result<Vec<What>, What> {
    let [w, s, e, n] = bounds(positions(&shape.form));
    let meets = |f: &atlas::plane::Frame| {
        w <= f.bounds[2] && e >= f.bounds[0] && s <= f.bounds[3] && n >= f.bounds[1]
    };
    if !FRAMES.iter().any(meets) {
        let (lon, lat) = positions(&shape.form).next().copied().unwrap_or_default();
        return Err(What::OutsideFrance { lon, lat });
    }
    let Form::Area(area) = &mut shape.form else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for polygon in area.iter() {
        match crossing::find(polygon) {
            Crossed::No => {}
            Crossed::Slightly(lon, lat) if found.is_empty() => {
                found.push(What::SelfCrossing { lon, lat })
            }
            Crossed::Slightly(..) => {}
            Crossed::At(lon, lat) => return Err(What::SelfCrossing { lon, lat }),
            Crossed::Unknown => return Err(What::Tangled),
        }
    }
    let mut turned = false;
    for (i, ring) in area.iter_mut().flat_map(|polygon| polygon.iter_mut().enumerate()) {
        if (area2(ring) > 0.0) != (i == 0) {
            ring.reverse();
            turned = true;
        }
    }
    if turned {
        found.push(What::Wound);
    }
    Ok(found)
}
