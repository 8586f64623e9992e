//! The holes of the mosaic: closed lines that one ring alone draws, and what lies along them.

use std::collections::{BTreeMap, HashMap};

use geo::{
    BoundingRect, Contains, InteriorPoint, Intersects, LineString, MultiPolygon, Point, Polygon,
};
use territory::Row;

use crate::contour::km2;

/// The loops that enclose no contour, slivers left out, and the rows along each.
pub(super) fn holes_with_neighbours(
    loops: Vec<Polygon>,
    contours: &BTreeMap<Row, MultiPolygon>,
) -> (Vec<Polygon>, Vec<Vec<Row>>) {
    let covered = |p: &Point| {
        contours
            .values()
            .any(|c| c.bounding_rect().is_some_and(|b| b.intersects(p)) && c.contains(p))
    };
    let is_hole = |l: &Polygon| {
        km2(&l.clone().into()) >= LEAST_HOLE_KM2 && l.interior_point().is_some_and(|p| !covered(&p))
    };
    let holes: Vec<Polygon> = loops.into_iter().filter(is_hole).collect();
    let vertex = |c: &geo::Coord| -> Vertex { [c.x.to_bits(), c.y.to_bits()] };
    let mut along: HashMap<Vertex, usize> = HashMap::new();
    for (i, hole) in holes.iter().enumerate() {
        along.extend(hole.exterior().coords().map(|c| (vertex(c), i)));
    }
    let mut neighbours = vec![Vec::new(); holes.len()];
    for (row, contour) in contours {
        let rings = contour.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        let mut touched: Vec<usize> =
            rings.flat_map(|r| r.coords()).filter_map(|c| along.get(&vertex(c)).copied()).collect();
        touched.sort_unstable();
        touched.dedup();
        touched.into_iter().for_each(|i| neighbours[i].push(*row));
    }
    (holes, neighbours)
}

/// Smaller gaps are the source's own rounding.
const LEAST_HOLE_KM2: f64 = 0.2;

type Vertex = [u64; 2];

/// Closed lines made of the segments that only one ring uses: coasts, borders, and the holes of the
/// mosaic. Neighbours share their vertices to the last bit, so segments are compared by bits.
pub(super) fn free_loops<'a>(contours: impl Iterator<Item = &'a MultiPolygon>) -> Vec<Polygon> {
    let vertex = |c: &geo::Coord| -> Vertex { [c.x.to_bits(), c.y.to_bits()] };
    let mut uses: HashMap<[Vertex; 2], u32> = HashMap::new();
    for polygon in contours.flatten() {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            for line in ring.lines() {
                let mut ends = [vertex(&line.start), vertex(&line.end)];
                ends.sort_unstable();
                *uses.entry(ends).or_default() += 1;
            }
        }
    }
    let mut next: BTreeMap<Vertex, Vec<Vertex>> = BTreeMap::new();
    for ([a, b], n) in uses {
        if n == 1 && a != b {
            next.entry(a).or_default().push(b);
            next.entry(b).or_default().push(a);
        }
    }
    // The order of a hash map is not the same twice.
    next.values_mut().for_each(|n| n.sort_unstable());
    let mut loops = Vec::new();
    while let Some(start) = next.iter().find(|(_, n)| !n.is_empty()).map(|(v, _)| *v) {
        walk(start, &mut next, &mut loops);
        next.retain(|_, n| !n.is_empty());
    }
    loops
}

/// Walks unused segments until stuck; each time the walk crosses itself, the part since then is a
/// loop.
fn walk(start: Vertex, next: &mut BTreeMap<Vertex, Vec<Vertex>>, loops: &mut Vec<Polygon>) {
    let mut path = vec![start];
    let mut at: HashMap<Vertex, usize> = HashMap::from([(start, 0)]);
    while let Some(here) = path.last().copied() {
        let Some(to) = next.get_mut(&here).and_then(Vec::pop) else {
            break;
        };
        if let Some(back) = next.get_mut(&to)
            && let Some(i) = back.iter().position(|v| *v == here)
        {
            back.remove(i);
        }
        if let Some(&i) = at.get(&to) {
            let ring: LineString =
                path[i..].iter().map(|v| (f64::from_bits(v[0]), f64::from_bits(v[1]))).collect();
            loops.push(Polygon::new(ring, vec![]));
            for v in path.drain(i + 1..) {
                at.remove(&v);
            }
        } else {
            at.insert(to, path.len());
            path.push(to);
        }
    }
}
