//! Finer digits of contours: where within its cell each point lies, in sixteenths of a cell (4 m on
//! the mainland).
//!
//! The contours come first, on their grid; the digits come later, for whoever looks closely or
//! points at a border. They move cells, not arcs: rings that share a point before share it after,
//! so neighbours never tear. One byte a point in the order of the arcs; a point at which arcs meet
//! has one byte, where it is first met.

use rustc_hash::FxHashMap;

use crate::codec::ContourError;
use crate::contours::{Contours, Digit, Point};
use crate::plane;
use crate::topology::Degrees;

/// Where in its cell each vertex of polygons lies; the first one met, where a cell holds several.
#[must_use]
pub fn of_degrees(rows: &[Degrees]) -> FxHashMap<Point, Digit> {
    let mut out = FxHashMap::default();
    for &(lon, lat) in rows.iter().flatten().flatten().flatten() {
        if let Some(position) = plane::to_plane(lon, lat) {
            let point = plane::cell(position);
            out.entry(point).or_insert_with(|| Digit::new(position, point));
        }
    }
    out
}

/// The bytes of contours' digits; a point that is not in `known` stays in the middle of its cell.
#[must_use]
pub fn encode(contours: &Contours, known: &FxHashMap<Point, Digit>) -> Vec<u8> {
    let mut out = Vec::new();
    let walked: Result<_, std::convert::Infallible> = walk(contours, &mut |point| {
        let digit = known.get(point).copied().unwrap_or_default();
        out.push(digit.0);
        Ok(digit)
    });
    let Ok(_) = walked;
    out
}

/// The same contours with their digits.
///
/// # Errors
/// The bytes are too few or too many: those of other contours.
pub fn apply(contours: &Contours, bytes: &[u8]) -> Result<Contours, ContourError> {
    let mut left = bytes.iter();
    let digits = walk(contours, &mut |_| {
        left.next().map(|b| Digit(*b)).ok_or(ContourError::Stream("digits"))
    })?;
    match left.next() {
        Some(_) => Err(ContourError::Stream("digits")),
        None => Ok(contours.clone().with_digits(digits)),
    }
}

/// The digit of each point in order; `next` is asked for each point when it is first met.
fn walk<E>(
    contours: &Contours,
    next: &mut impl FnMut(&Point) -> Result<Digit, E>,
) -> Result<Vec<Digit>, E> {
    let mut out = Vec::with_capacity(contours.points());
    let mut met: FxHashMap<Point, Digit> = FxHashMap::default();
    for arc in 0..contours.arcs() {
        let points = contours.arc(arc);
        for (i, point) in points.iter().enumerate() {
            let inner = i > 0 && i + 1 < points.len();
            let known = if inner { None } else { met.get(point).copied() };
            let digit = match known {
                Some(digit) => digit,
                None => next(point)?,
            };
            if !inner {
                met.insert(*point, digit);
            }
            out.push(digit);
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology;

    /// Two squares of a tenth of a degree that share a side.
    fn squares() -> Vec<Degrees> {
        let square = |west: f64| {
            vec![vec![vec![
                (west, 46.0),
                (west + 0.1, 46.0),
                (west + 0.1, 46.1),
                (west, 46.1),
                (west, 46.0),
            ]]]
        };
        vec![square(2.0), square(2.1)]
    }

    #[test]
    fn digits_bring_each_vertex_within_a_thirtysecond_of_a_cell() {
        let rows = squares();
        let (contours, _) = topology::build(&rows);
        let bytes = encode(&contours, &of_degrees(&rows));
        assert_eq!(bytes.len(), 6, "two squares that share a side have six corners");
        let fine = apply(&contours, &bytes).expect("our own bytes");
        assert_eq!(fine.neighbours(), contours.neighbours());
        let found: Vec<[f32; 2]> = (0..2)
            .flat_map(|r| fine.polygons(r))
            .flat_map(|p| fine.rings(p))
            .flat_map(|r| fine.precise_ring(r))
            .collect();
        for &(lon, lat) in rows.iter().flatten().flatten().flatten() {
            let [x, y] = plane::to_plane(lon, lat).expect("in France");
            let near = |p: &[f32; 2]| {
                (f64::from(p[0]) - x).abs() <= 1.01 / 16.0
                    && (f64::from(p[1]) - y).abs() <= 1.01 / 16.0
            };
            assert!(found.iter().any(near), "{x} {y} in {found:?}");
        }
    }

    #[test]
    fn digits_of_other_contours_are_refused() {
        let rows = squares();
        let (contours, _) = topology::build(&rows);
        let mut bytes = encode(&contours, &of_degrees(&rows));
        bytes.push(0);
        assert_eq!(apply(&contours, &bytes), Err(ContourError::Stream("digits")));
        assert_eq!(apply(&contours, &bytes[..5]), Err(ContourError::Stream("digits")));
    }

    #[test]
    fn without_digits_a_point_is_in_the_middle_of_its_cell() {
        assert_eq!(Digit::default().position([7, 9]), [7.0, 9.0]);
        assert_eq!(Digit::new([7.25, 8.5], [7, 9]).position([7, 9]), [7.25, 8.5]);
        assert_eq!(Digit::new([7.5, 9.49], [7, 9]).position([7, 9]), [7.4375, 9.4375]);
    }
}
