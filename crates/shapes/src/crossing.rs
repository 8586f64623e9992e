//! Whether the rings of a polygon cross themselves or each other, and where.
//!
//! The segments of the rings, eight at a time in the order of the ring, have a box; two boxes side
//! by side have a box, and so on up to one. Pieces that follow each other are near each other, so
//! that the boxes are small without any sorting, and most pairs of them part high in the tree. Only
//! segments that cross properly count, by exact predicates: a ring that touches itself at a point
//! or runs back along itself encloses the same all the same. A crossing by less than a cell of the
//! map is told apart: simplified contours, ours among them, pass over themselves by some metres
//! here and there.

use geo::{Coord, Kernel, Orientation, kernels::RobustKernel};

use crate::ring::bounds;

type Point = (f64, f64);
/// West, south, east, north.
type Box4 = [f64; 4];

/// Segments of a leaf.
const LEAF: usize = 8;
/// Pairs looked at for each segment, and in any case, before giving up: some two hundred times what
/// real contours ask for.
const PAIRS_EACH: usize = 200;
const PAIRS_ANYWAY: usize = 1_000_000;

/// How far a segment may pass beyond another, in degrees and in shares of the size of the polygon:
/// less than a cell of the map ([`atlas::plane::CELL_M`]), and two hundredths, so that an outline
/// of a few houses is held to its own measure.
const SLIGHT: f64 = 5e-4;
const SLIGHT_SHARE: f64 = 0.02;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Crossed {
    /// No crossing.
    No,
    /// Nothing but slight crossings, the first of them at this longitude and latitude.
    Slightly(f64, f64),
    /// A crossing at this longitude and latitude.
    At(f64, f64),
    /// Too many pairs of segments lie close together.
    Unknown,
}

/// Some segments of a ring that follow each other, as one position more than segments.
struct Leaf<'a> {
    points: &'a [Point],
    bounds: Box4,
}

/// Looks for a crossing among the closed rings of a polygon.
pub(crate) fn find(rings: &[Vec<Point>]) -> Crossed {
    let leaves: Vec<Leaf> = rings.iter().flat_map(|ring| pieces(ring)).collect();
    let tree = tree(&leaves);
    let segments: usize = rings.iter().map(Vec::len).sum();
    let whole = around(leaves.iter().map(|l| l.bounds));
    let slight = SLIGHT.min(SLIGHT_SHARE * (whole[2] - whole[0]).max(whole[3] - whole[1]));
    let mut found = Crossed::No;
    let mut left = PAIRS_EACH.saturating_mul(segments).saturating_add(PAIRS_ANYWAY);
    for (i, leaf) in leaves.iter().enumerate() {
        let mut stack = vec![(tree.len(), 0)];
        while let Some((level, node)) = stack.pop() {
            let Some(later) = left.checked_sub(1) else { return Crossed::Unknown };
            left = later;
            // All leaves below are before this one: they have looked at it.
            let last = ((node + 1) << level) - 1;
            if last < i {
                continue;
            }
            if level > 0 {
                let Some(bounds) = tree.get(level - 1).and_then(|l| l.get(node)) else { continue };
                if meet(bounds, &leaf.bounds) {
                    stack.extend([(level - 1, 2 * node), (level - 1, 2 * node + 1)]);
                }
            } else if let Some(other) =
                leaves.get(node).filter(|other| meet(&other.bounds, &leaf.bounds))
            {
                match between(leaf, other, slight) {
                    Crossed::At(x, y) => return Crossed::At(x, y),
                    more if found == Crossed::No => found = more,
                    _ => {}
                }
                left = left.saturating_sub(LEAF * LEAF);
            }
        }
    }
    found
}

/// A ring in leaves; each begins where the one before ends.
fn pieces(ring: &[Point]) -> impl Iterator<Item = Leaf<'_>> {
    (0..ring.len().saturating_sub(1)).step_by(LEAF).filter_map(|from| {
        let points = ring.get(from..(from + LEAF + 1).min(ring.len()))?;
        Some(Leaf { points, bounds: bounds(points.iter()) })
    })
}

/// The boxes of pairs of leaves, of pairs of these, and so on up to one box.
fn tree(leaves: &[Leaf]) -> Vec<Vec<Box4>> {
    let mut tree: Vec<Vec<Box4>> = Vec::new();
    let mut below: Vec<Box4> =
        leaves.chunks(2).map(|pair| around(pair.iter().map(|l| l.bounds))).collect();
    while below.len() > 1 {
        let above = below.chunks(2).map(|pair| around(pair.iter().copied())).collect();
        tree.push(std::mem::replace(&mut below, above));
    }
    tree.push(below);
    tree
}

fn around(boxes: impl Iterator<Item = Box4>) -> Box4 {
    let none = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    boxes.fold(none, |a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
}

fn meet(a: &Box4, b: &Box4) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

/// The first crossing of a segment of one leaf with a segment of another, or of the same, that is
/// not slight; else the first.
fn between(one: &Leaf, other: &Leaf, slight: f64) -> Crossed {
    let mut found = Crossed::No;
    for (a, b) in segments(one.points).filter(|(a, b)| meet(&segment_box(*a, *b), &other.bounds)) {
        for (c, d) in segments(other.points) {
            let Some((x, y)) = crossing(a, b, c, d) else { continue };
            let beyond = [off(a, c, d), off(b, c, d), off(c, a, b), off(d, a, b)];
            if beyond.iter().all(|o| *o > slight) {
                return Crossed::At(x, y);
            }
            if found == Crossed::No {
                found = Crossed::Slightly(x, y);
            }
        }
    }
    found
}

/// How far a position is from a line, in degrees.
fn off(p: Point, a: Point, b: Point) -> f64 {
    let (x, y) = (b.0 - a.0, b.1 - a.1);
    ((p.0 - a.0) * y - (p.1 - a.1) * x).abs() / x.hypot(y)
}

fn segments(points: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    points.iter().copied().zip(points.iter().copied().skip(1))
}

fn segment_box(a: Point, b: Point) -> Box4 {
    [a.0.min(b.0), a.1.min(b.1), a.0.max(b.0), a.1.max(b.1)]
}

/// Where two segments cross properly: each has its ends strictly on either side of the other.
fn crossing(a: Point, b: Point, c: Point, d: Point) -> Option<Point> {
    if !meet(&segment_box(a, b), &segment_box(c, d)) {
        return None;
    }
    if turn(a, b, c) * turn(a, b, d) >= 0 || turn(c, d, a) * turn(c, d, b) >= 0 {
        return None;
    }
    let (along, over) = ((b.0 - a.0, b.1 - a.1), (d.0 - c.0, d.1 - c.1));
    let under = along.0 * over.1 - along.1 * over.0;
    let share = ((c.0 - a.0) * over.1 - (c.1 - a.1) * over.0) / under;
    // Nearly parallel segments may divide by nothing: then any of their positions tells the place.
    if share.is_finite() { Some((a.0 + share * along.0, a.1 + share * along.1)) } else { Some(a) }
}

/// Which way the walk from `a` over `b` to `c` turns: 1 left, −1 right, 0 straight on. Exact.
pub(crate) fn turn(a: Point, b: Point, c: Point) -> i8 {
    let at = |(x, y): Point| Coord { x, y };
    match <RobustKernel as Kernel<f64>>::orient2d(at(a), at(b), at(c)) {
        Orientation::CounterClockwise => 1,
        Orientation::Clockwise => -1,
        Orientation::Collinear => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring(points: &[(i32, i32)]) -> Vec<Point> {
        let mut ring: Vec<Point> =
            points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect();
        ring.extend(ring.first().copied());
        ring
    }

    #[test]
    fn a_bow_crosses_and_a_pinch_does_not() {
        assert_eq!(find(&[ring(&[(0, 0), (2, 2), (2, 0), (0, 2)])]), Crossed::At(1.0, 1.0));
        // Two squares of one ring that touch at a corner, and a spike that comes back along itself.
        assert_eq!(
            find(&[ring(&[(0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (1, 2), (1, 1), (0, 1)])]),
            Crossed::No
        );
        assert_eq!(
            find(&[ring(&[(0, 0), (4, 0), (4, 4), (2, 4), (2, 9), (2, 4), (0, 4)])]),
            Crossed::No
        );
        // A hole that leaves its polygon.
        let outer = ring(&[(0, 0), (4, 0), (4, 4), (0, 4)]);
        assert!(matches!(find(&[outer.clone(), ring(&[(1, 1), (2, 1), (2, 6)])]), Crossed::At(..)));
        assert_eq!(find(&[outer, ring(&[(1, 1), (2, 1), (2, 3)])]), Crossed::No);
        assert_eq!(find(&[]), Crossed::No);
    }

    #[test]
    fn a_slight_crossing_is_told_apart() {
        // The right side leans in to the left one, and beyond it.
        let waist = |x: f64| {
            [vec![
                (0.0, 0.0),
                (1.0, 0.0),
                (x, 0.5),
                (1.0, 1.0),
                (0.0, 1.0),
                (0.5, 0.6),
                (0.5, 0.4),
                (0.0, 0.0),
            ]]
        };
        assert_eq!(find(&waist(0.6)), Crossed::No);
        assert!(matches!(find(&waist(0.499_8)), Crossed::Slightly(..)));
        assert!(matches!(find(&waist(0.499)), Crossed::At(..)));
        let small =
            waist(0.45).map(|ring| ring.into_iter().map(|(x, y)| (x / 1e3, y / 1e3)).collect());
        assert!(matches!(find(&small), Crossed::At(..)), "five metres are much for a hundred");
    }

    #[test]
    fn what_would_take_for_ever_is_given_up() {
        // Needles along a diagonal: every box meets every other.
        let n = 40_000;
        let mut points = Vec::new();
        for i in 0..n {
            let (x, y) = (f64::from(i), f64::from(-i));
            points.extend([(x, y), (x + 1e5, y + 1e5 + 0.1)]);
        }
        points.extend([(f64::from(n), f64::from(-n) - 1e6), (-1e6, -1e6), (0.0, 0.0)]);
        assert_eq!(find(&[points]), Crossed::Unknown);
    }

    proptest! {
        #[test]
        fn the_tree_finds_what_every_pair_would(points in proptest::collection::vec((0i32..60, 0i32..60), 3..60)) {
            let ring = ring(&points);
            let every = segments(&ring).any(|(a, b)| segments(&ring).any(|(c, d)| crossing(a, b, c, d).is_some()));
            prop_assert_eq!(find(&[ring]) != Crossed::No, every);
        }
    }
}
