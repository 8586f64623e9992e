//! Which row is at a point: a tree of rectangles, then the exact test.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::contours::Contours;

/// Finds the row at a point of the sheet.
pub struct Index {
    tree: RTree<GeomWithData<Rectangle<[f32; 2]>, u32>>,
}

impl Index {
    /// Builds the tree of the rows that have a contour.
    #[must_use]
    pub fn new(contours: &Contours) -> Self {
        let boxed = |row| {
            let [l, t, r, b] = contours.bounds(row)?.map(f32::from);
            let half = 0.5;
            Some(GeomWithData::new(
                Rectangle::from_corners([l - half, t - half], [r + half, b + half]),
                row,
            ))
        };
        Self { tree: RTree::bulk_load((0..contours.rows()).filter_map(boxed).collect()) }
    }

    /// The row whose contour holds a point; where rows overlap in the source, the one of least
    /// number. On a shared border exactly one of the two rows.
    #[must_use]
    pub fn at(&self, contours: &Contours, point: [f64; 2]) -> Option<u32> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "rectangles end at halves of cells: a rounding outwards costs one more exact test"
        )]
        let near =
            AABB::from_corners(point.map(|v| v.floor() as f32), point.map(|v| v.ceil() as f32));
        let mut found: Option<u32> = None;
        for candidate in self.tree.locate_in_envelope_intersecting(&near) {
            if found.is_none_or(|f| candidate.data < f) && contains(contours, candidate.data, point)
            {
                found = Some(candidate.data);
            }
        }
        found
    }
}

/// Whether a row's contour holds a point (even-odd rule over all its rings).
#[must_use]
pub fn contains(contours: &Contours, row: u32, point: [f64; 2]) -> bool {
    let mut inside = false;
    for u in contours.uses(row) {
        let mut points = contours.precise(u.arc);
        let Some(mut from) = points.next() else { continue };
        for to in points {
            inside ^= crosses(from, to, point);
            from = to;
        }
    }
    inside
}

/// Whether the half-line to the right of a point crosses a segment. The ends are put in order
/// first, so that both rows that share the segment compute the same number.
fn crosses(a: [f32; 2], b: [f32; 2], [x, y]: [f64; 2]) -> bool {
    let (top, bottom) = if a[1] < b[1] { (a, b) } else { (b, a) };
    let (top, bottom) = (top.map(f64::from), bottom.map(f64::from));
    if (top[1] > y) == (bottom[1] > y) {
        return false;
    }
    x < top[0] + (bottom[0] - top[0]) * (y - top[1]) / (bottom[1] - top[1])
}

#[cfg(test)]
mod tests {
    use std::{
        future::Future,
        task::{Context, Poll, Waker},
    };

    use super::*;
    use crate::contours::{Digit, Point};
    use crate::{digits, topology};
    use proptest::prelude::*;

    /// Vertex of the grid of [`tiles`].
    fn vertex(jitter: &[u16], i: usize, j: usize) -> Point {
        let noise = |k: usize| {
            if (1..8).contains(&i) && (1..8).contains(&j) {
                jitter[(i * 9 + j) * 2 + k] % 5
            } else {
                0
            }
        };
        let at = |k: usize, axis: usize| u16::try_from(k * 10).unwrap_or(0) + noise(axis);
        [at(i, 0), at(j, 1)]
    }

    /// A jagged grid of 16 tiles that cover a square of side 80, each edge with a vertex in its
    /// middle; the corners and middles inside the square are moved by `jitter`.
    fn tiles(jitter: &[u16]) -> Contours {
        let mut rows = Vec::new();
        for i in (0..8).step_by(2) {
            for j in (0..8).step_by(2) {
                let around = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1)];
                rows.push(vec![vec![around.map(|(a, b)| vertex(jitter, i + a, j + b)).to_vec()]]);
            }
        }
        topology::share(&rows)
    }

    proptest! {
        #[test]
        fn the_index_answers_as_brute_force_and_tiles_neither_gap_nor_overlap(
            jitter in proptest::collection::vec(any::<u16>(), 162), digits in proptest::collection::vec(any::<u8>(), 81),
            points in proptest::collection::vec((0u32..800, 0u32..800), 60),
        ) {
            // The corners and sides of the square stay, so that it is covered once.
            let known = (0..81).map(|i| (vertex(&jitter, i / 9, i % 9), Digit(digits[i]))).filter(|(p, _)| p.iter().all(|v| (1..80).contains(v)));
            let plain = tiles(&jitter);
            let contours = digits::apply(&plain, &digits::encode(&plain, &known.collect())).expect("our own digits");
            let index = Index::new(&contours);
            for (x, y) in points {
                let p = [f64::from(x) / 10.0, f64::from(y) / 10.0];
                let all: Vec<u32> = (0..contours.rows()).filter(|r| contains(&contours, *r, p)).collect();
                prop_assert_eq!(all.len(), 1, "{:?} is in {:?}", p, all);
                prop_assert_eq!(index.at(&contours, p), Some(all[0]));
            }
        }

        #[test]
        fn written_and_read_contours_are_the_same_shapes(jitter in proptest::collection::vec(any::<u16>(), 162)) {
            let contours = tiles(&jitter);
            let sections = crate::codec::encode(&contours, 1);
            let read = crate::codec::decode(|n| sections.iter().find(|s| s.0 == n).map(|s| &s.1[..])).expect("our own bytes");
            prop_assert_eq!(read.arcs(), contours.arcs());
            prop_assert_eq!(read.neighbours(), contours.neighbours());
            let resting = crate::codec::decode_resting(|n| sections.iter().find(|s| s.0 == n).map(|s| &s.1[..]), async || ());
            // Without a pause that waits, it is done at once.
            let read_resting = std::pin::pin!(resting).poll(&mut Context::from_waker(Waker::noop()));
            prop_assert_eq!(read_resting, Poll::Ready(Ok(read.clone())));
            for row in 0..contours.rows() {
                let shape = |c: &Contours| {
                    let mut p: Vec<Point> = c.polygons(row).flat_map(|p| c.rings(p)).flat_map(|r| c.ring_points(r)).collect();
                    p.sort_unstable();
                    p
                };
                prop_assert_eq!(shape(&read), shape(&contours));
            }
        }

        #[test]
        fn contours_handed_over_are_the_same(
            jitter in proptest::collection::vec(any::<u16>(), 162), at in any::<usize>(), value in any::<u8>(),
        ) {
            let plain = tiles(&jitter);
            let digits = crate::digits::encode(&plain, &rustc_hash::FxHashMap::default());
            let precise = crate::digits::apply(&plain, &digits).expect("our own digits");
            for contours in [plain, precise] {
                let mut bytes = contours.to_bytes();
                prop_assert_eq!(Contours::from_bytes(&bytes), Ok(contours.clone()));
                let at = at % bytes.len();
                prop_assert!(Contours::from_bytes(&bytes[..at]).is_err());
                bytes[at] ^= value;
                // Other points are other contours; arrays that do not fit are none.
                let _never_panics = Contours::from_bytes(&bytes).map(|c| c.neighbours());
            }
        }

        #[test]
        fn damaged_streams_are_refused_or_read_but_never_panic(
            jitter in proptest::collection::vec(any::<u16>(), 162), at in any::<usize>(), value in any::<u8>(), stream in 0usize..6,
        ) {
            let mut sections = crate::codec::encode(&tiles(&jitter), 1);
            let bytes = &mut sections[stream].1;
            let at = at % bytes.len();
            bytes[at] = value;
            let _ = crate::codec::decode(|n| sections.iter().find(|s| s.0 == n).map(|s| &s.1[..]));
            sections[stream].1.truncate(at);
            let cut = crate::codec::decode(|n| sections.iter().find(|s| s.0 == n).map(|s| &s.1[..]));
            prop_assert!(cut.is_err());
        }

        #[test]
        fn simplified_neighbours_never_tear(jitter in proptest::collection::vec(any::<u16>(), 162), tolerance in 0.0f64..7.0) {
            // Below 7 the corners of the square stay: they span 10 × 10 / 2 = 50 square cells, and
            // 7 × 7 = 49.
            let full = tiles(&jitter);
            let coarse = topology::simplify(&full, 1, tolerance);
            prop_assert!(coarse.points() <= full.points());
            prop_assert_eq!(coarse.neighbours(), full.neighbours());
            let total: i64 = (0..16).flat_map(|r| coarse.polygons(r)).flat_map(|p| coarse.rings(p)).map(|r| coarse.ring_area2(r).abs()).sum();
            prop_assert_eq!(total, 2 * 80 * 80, "the tiles cover the square once");
        }
    }
}
