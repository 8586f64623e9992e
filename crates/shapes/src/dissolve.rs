//! Areas that touch become one: a segment that two of them walk in opposite directions is no border
//! any more.

use atlas::topology::Degrees;
use territory::ring::crosses;

use crate::ring::{area2, bounds};

type Point = (f64, f64);
type Ring = Vec<Point>;

/// One area of several, rings closed and wound as they must be (outer ones against the clock).
/// Borders that are not shared exactly stay: then parts lie side by side, or over each other, as
/// they do in the file.
pub(crate) fn dissolve(parts: &[Degrees]) -> Degrees {
    let rings = chain(remaining(parts));
    let (outer, holes): (Vec<Ring>, Vec<Ring>) =
        rings.into_iter().partition(|ring| area2(ring) > 0.0);
    let mut polygons: Degrees = outer.into_iter().map(|ring| vec![ring]).collect();
    // The smallest outer ring around a hole comes first.
    polygons.sort_by(|a, b| size(a).total_cmp(&size(b)));
    for hole in holes.into_iter().filter(|hole| area2(hole) < 0.0) {
        let home = polygons
            .iter_mut()
            .find(|polygon| polygon.first().is_some_and(|outer| surrounds(outer, &hole)));
        match home {
            Some(polygon) => polygon.push(hole),
            // Cannot be around nothing; as an area of its own it is at least seen.
            None => polygons.push(vec![hole.into_iter().rev().collect()]),
        }
    }
    polygons
}

fn size(polygon: &[Ring]) -> f64 {
    polygon.first().map_or(0.0, |outer| area2(outer))
}

/// The directed segments that no other walks back.
fn remaining(parts: &[Degrees]) -> Vec<(Point, Point)> {
    let order = |p: &Point, q: &Point| p.0.total_cmp(&q.0).then(p.1.total_cmp(&q.1));
    // Each segment from its lesser end, with the way it is walked.
    let mut all: Vec<(Point, Point, i32)> = parts
        .iter()
        .flatten()
        .flatten()
        .flat_map(|ring| ring.iter().zip(ring.iter().skip(1)))
        .filter(|(a, b)| a != b)
        .map(|(a, b)| if order(a, b).is_lt() { (*a, *b, 1) } else { (*b, *a, -1) })
        .collect();
    all.sort_by(|s, t| order(&s.0, &t.0).then(order(&s.1, &t.1)));
    let mut out = Vec::new();
    for same in all.chunk_by(|s, t| s.0 == t.0 && s.1 == t.1) {
        let ways: i32 = same.iter().map(|s| s.2).sum();
        if let Some((a, b, _)) = same.first() {
            let segment = if ways > 0 { (*a, *b) } else { (*b, *a) };
            out.extend(std::iter::repeat_n(segment, ways.unsigned_abs() as usize));
        }
    }
    out.sort_by(|s, t| order(&s.0, &t.0).then(order(&s.1, &t.1)));
    out
}

/// Segments, in order of their beginnings, put together to closed rings. As many begin as end at
/// each point, so that every walk comes back; where several begin, the walk takes the first one to
/// the right of its way back, which parts rings that touch.
fn chain(segments: Vec<(Point, Point)>) -> Vec<Ring> {
    let mut used = vec![false; segments.len()];
    let mut rings = Vec::new();
    for first in 0..segments.len() {
        if used.get(first).copied().unwrap_or(true) {
            continue;
        }
        let mut ring = Vec::new();
        let mut at = Some(first);
        while let Some((i, (from, to))) = at.and_then(|i| Some((i, *segments.get(i)?))) {
            if let Some(mark) = used.get_mut(i) {
                *mark = true;
            }
            ring.push(from);
            at = if ring.first() == Some(&to) { None } else { next(&segments, &used, from, to) };
        }
        ring.extend(ring.first().copied());
        if ring.len() > 3 {
            rings.push(ring);
        }
    }
    rings
}

/// The segment on which a walk goes on that came from `from` to `to`.
fn next(segments: &[(Point, Point)], used: &[bool], from: Point, to: Point) -> Option<usize> {
    let before = |s: &(Point, Point)| s.0.0.total_cmp(&to.0).then(s.0.1.total_cmp(&to.1)).is_lt();
    let begin = segments.partition_point(before);
    let angle = |p: Point| (p.1 - to.1).atan2(p.0 - to.0);
    let back = angle(from);
    // How far to turn with the clock, from the way back to the way on.
    let clockwise = |p: Point| (back - angle(p)).rem_euclid(std::f64::consts::TAU);
    let candidates = segments.iter().enumerate().skip(begin).take_while(|(_, s)| s.0 == to);
    let free = candidates.filter(|(i, _)| used.get(*i) == Some(&false));
    free.min_by(|(_, s), (_, t)| clockwise(s.1).total_cmp(&clockwise(t.1))).map(|(i, _)| i)
}

/// Whether a ring lies around another, rings that touch at some points included.
fn surrounds(outer: &[Point], inner: &[Point]) -> bool {
    let ([w, s, e, n], [w2, s2, e2, n2]) = (bounds(outer.iter()), bounds(inner.iter()));
    if w2 < w || s2 < s || e2 > e || n2 > n {
        return false;
    }
    // The middle of a side is less likely to lie on the other ring than a corner is.
    let middle = |(a, b): (&Point, &Point)| (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1));
    let sides: Vec<Point> = inner.iter().zip(inner.iter().skip(1)).map(middle).collect();
    sides.iter().filter(|p| contains(outer, **p)).count() * 2 > sides.len()
}

/// Whether a ring holds a point (even-odd rule).
fn contains(ring: &[Point], (x, y): Point) -> bool {
    ring.iter().zip(ring.iter().skip(1)).filter(|(a, b)| crosses(**a, **b, (x, y))).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: i32, y: i32, side: i32) -> Ring {
        [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
            .map(|(x, y)| (f64::from(x), f64::from(y)))
            .to_vec()
    }

    fn area(of: &Degrees) -> f64 {
        of.iter().flatten().map(|ring| area2(ring) / 2.0).sum()
    }

    #[test]
    fn a_shared_side_disappears() {
        let one = dissolve(&[vec![vec![square(0, 0, 1)]], vec![vec![square(1, 0, 1)]]]);
        assert_eq!((one.len(), area(&one)), (1, 2.0));
        assert_eq!(one[0][0].len(), 7);
        assert_eq!(one[0][0].first(), one[0][0].last());
    }

    #[test]
    fn what_fills_a_hole_takes_it_away_and_what_surrounds_makes_one() {
        let mut hole = square(1, 1, 1);
        hole.reverse();
        let ring = vec![vec![square(0, 0, 3), hole]];
        let full = dissolve(&[ring.clone(), vec![vec![square(1, 1, 1)]]]);
        assert_eq!((full.len(), full[0].len(), area(&full)), (1, 1, 9.0));
        let with_island = dissolve(&[ring, vec![vec![square(10, 10, 2)]]]);
        assert_eq!((with_island.len(), area(&with_island)), (2, 12.0));
        assert_eq!(with_island.iter().map(Vec::len).max(), Some(2));
        // Eight squares around an empty one.
        let eight = (0..9)
            .filter(|i| *i != 4)
            .map(|i| vec![vec![square(i % 3, i / 3, 1)]])
            .collect::<Vec<_>>();
        let around = dissolve(&eight);
        assert_eq!((around.len(), around[0].len(), area(&around)), (1, 2, 8.0));
    }

    #[test]
    fn squares_that_touch_at_a_corner_stay_two_rings() {
        let two = dissolve(&[vec![vec![square(0, 0, 1)]], vec![vec![square(1, 1, 1)]]]);
        assert_eq!(
            (two.len(), two.iter().map(|p| p[0].len()).collect::<Vec<_>>()),
            (2, vec![5, 5])
        );
    }
}
