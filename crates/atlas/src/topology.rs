//! From polygons of degrees to shared arcs, and from arcs to coarser arcs.
//!
//! A vertex where the rings that pass through it do not all have the same two neighbours is a
//! *junction*; rings are cut at junctions, and equal pieces, whichever way they are walked, become
//! one arc. Neighbours share their vertices exactly in the source, so they share them after
//! rounding to the grid.

use std::collections::BinaryHeap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::contours::{ArcUse, Contours, Point, area2};
use crate::plane;

/// Polygons of a row: polygons of rings of (longitude, latitude) degrees, outer ring first, closed
/// or not.
pub type Degrees = Vec<Vec<Vec<(f64, f64)>>>;

/// What was lost on the way to the grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Rings that the grid reduces to nothing.
    pub rings: usize,
    /// Points outside every frame, dropped.
    pub points_outside: usize,
}

/// Puts polygons on the grid and cuts them into shared arcs.
#[must_use]
pub fn build(rows: &[Degrees]) -> (Contours, Losses) {
    let mut losses = Losses::default();
    let rows: Vec<Vec<Vec<Vec<Point>>>> = rows
        .iter()
        .map(|polygons| polygons.iter().filter_map(|p| on_grid(p, &mut losses)).collect())
        .collect();
    (share(&rows), losses)
}

fn on_grid(polygon: &[Vec<(f64, f64)>], losses: &mut Losses) -> Option<Vec<Vec<Point>>> {
    let mut rings = Vec::new();
    for (i, ring) in polygon.iter().enumerate() {
        let mut points: Vec<Point> = Vec::with_capacity(ring.len());
        for &(lon, lat) in ring {
            match plane::to_plane(lon, lat) {
                Some(position) => points.push(plane::cell(position)),
                None => losses.points_outside += 1,
            }
        }
        tidy(&mut points);
        if points.len() >= 3 && area2(&points) != 0 {
            rings.push(points);
        } else {
            losses.rings += 1;
            if i == 0 {
                return None;
            }
        }
    }
    (!rings.is_empty()).then_some(rings)
}

/// Removes repeated points, the closing point included.
fn tidy(points: &mut Vec<Point>) {
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
}

/// Cuts rings of grid points into shared arcs.
#[must_use]
pub(crate) fn share(rows: &[Vec<Vec<Vec<Point>>>]) -> Contours {
    let junctions = junctions(rows);
    let mut out = Contours::new();
    let mut known: FxHashMap<Vec<Point>, u32> = FxHashMap::default();
    let mut cut = |out: &mut Contours, piece: Vec<Point>| {
        let backwards: Vec<Point> = piece.iter().rev().copied().collect();
        let reversed = backwards < piece;
        let key = if reversed { backwards } else { piece };
        let arc = *known.entry(key).or_insert_with_key(|k| out.push_arc(k.iter().copied()));
        out.push_use(ArcUse { arc, reversed });
    };
    for polygons in rows {
        for polygon in polygons {
            for ring in polygon {
                let n = ring.len();
                // A ring without junction is one closed arc; its smallest point makes its start the
                // same for both sides.
                let start = (0..n)
                    .find(|i| junctions.contains(&ring[*i]))
                    .unwrap_or_else(|| (0..n).min_by_key(|i| ring[*i]).unwrap_or(0));
                let mut piece = vec![ring[start]];
                for step in 1..=n {
                    let p = ring[(start + step) % n];
                    piece.push(p);
                    if step == n || junctions.contains(&p) {
                        cut(&mut out, std::mem::replace(&mut piece, vec![p]));
                    }
                }
                out.end_ring();
            }
            out.end_polygon();
        }
        out.end_row();
    }
    out
}

fn junctions(rows: &[Vec<Vec<Vec<Point>>>]) -> FxHashSet<Point> {
    let mut seen: FxHashMap<Point, [Point; 2]> = FxHashMap::default();
    let mut junctions = FxHashSet::default();
    for ring in rows.iter().flatten().flatten() {
        let n = ring.len();
        for i in 0..n {
            let (mut a, mut b) = (ring[(i + n - 1) % n], ring[(i + 1) % n]);
            if b < a {
                std::mem::swap(&mut a, &mut b);
            }
            if *seen.entry(ring[i]).or_insert([a, b]) != [a, b] {
                junctions.insert(ring[i]);
            }
        }
    }
    junctions
}

/// A coarser level: points rounded to `grid` cells and arcs simplified by Visvalingam's method
/// until no point spans less than `tolerance` × `tolerance` square cells with its neighbours.
/// Junctions stay, so neighbours never tear; a row that would vanish keeps its arcs unsimplified,
/// and vanishes only if it is smaller than the grid.
#[must_use]
pub fn simplify(contours: &Contours, grid: u16, tolerance: f64) -> Contours {
    let limit = tolerance * tolerance;
    let round = |[x, y]: Point| [round_to(x, grid), round_to(y, grid)];
    let mut kept: Vec<Vec<Point>> = (0..contours.arcs())
        .map(|a| {
            let arc = contours.arc(a);
            let least = if arc.first() == arc.last() { 4 } else { 2 };
            visvalingam(arc, limit, least).into_iter().map(round).collect()
        })
        .collect();
    let ring_of = |kept: &[Vec<Point>], ring: u32| -> Vec<Point> {
        let mut points = Vec::new();
        for u in contours.ring(ring) {
            let arc = &kept[u.arc as usize];
            if u.reversed { points.extend(arc.iter().rev()) } else { points.extend(arc) }
        }
        tidy(&mut points);
        points
    };
    for row in 0..contours.rows() {
        let vanished = contours
            .polygons(row)
            .all(|p| contours.rings(p).take(1).all(|r| area2(&ring_of(&kept, r)) == 0));
        if contours.has_contour(row) && vanished {
            for u in contours.uses(row) {
                kept[u.arc as usize] = contours.arc(u.arc).iter().copied().map(round).collect();
            }
        }
    }
    // Rounding may have merged points and arcs: cut again from the rings.
    let rows: Vec<Vec<Vec<Vec<Point>>>> = (0..contours.rows())
        .map(|row| {
            contours
                .polygons(row)
                .filter_map(|p| {
                    let rings: Vec<Vec<Point>> =
                        contours.rings(p).map(|r| ring_of(&kept, r)).collect();
                    let outer = rings.first().is_some_and(|r| r.len() >= 3 && area2(r) != 0);
                    outer.then(|| {
                        rings.into_iter().filter(|r| r.len() >= 3 && area2(r) != 0).collect()
                    })
                })
                .collect()
        })
        .collect();
    share(&rows)
}

fn round_to(v: u16, grid: u16) -> u16 {
    let half = grid / 2;
    (v.saturating_add(half) / grid).saturating_mul(grid)
}

/// Visvalingam's simplification of an open line: drops the point of least triangle until all exceed
/// `limit` (square cells); the ends stay, and at least `least` points. An area never falls below
/// that of a point dropped before it.
fn visvalingam(line: &[Point], limit: f64, least: usize) -> Vec<Point> {
    let n = line.len();
    if n <= least {
        return line.to_vec();
    }
    let area = |a: usize, b: usize, c: usize| area2(&[line[a], line[b], line[c]]).unsigned_abs();
    let mut before: Vec<usize> = (0..n).map(|i| i.saturating_sub(1)).collect();
    let mut after: Vec<usize> = (0..n).map(|i| (i + 1).min(n - 1)).collect();
    let mut current: Vec<u64> = vec![u64::MAX; n];
    let mut heap = BinaryHeap::new();
    for (i, own) in current.iter_mut().enumerate().take(n - 1).skip(1) {
        *own = area(i - 1, i, i + 1);
        heap.push(std::cmp::Reverse((*own, i)));
    }
    let mut left = n;
    let mut floor = 0;
    let mut dropped = vec![false; n];
    while let Some(std::cmp::Reverse((a, i))) = heap.pop() {
        if dropped[i] || current[i] != a {
            continue;
        }
        floor = a.max(floor);
        #[expect(clippy::cast_precision_loss, reason = "areas are far below 2^53")]
        if floor as f64 / 2.0 >= limit || left <= least {
            break;
        }
        dropped[i] = true;
        left -= 1;
        let (p, q) = (before[i], after[i]);
        after[p] = q;
        before[q] = p;
        for j in [p, q] {
            if j != 0 && j != n - 1 {
                current[j] = area(before[j], j, after[j]).max(floor);
                heap.push(std::cmp::Reverse((current[j], j)));
            }
        }
    }
    line.iter().zip(&dropped).filter(|(_, d)| !**d).map(|(p, _)| *p).collect()
}
