//! Contours as bytes: a walk along the rings that writes each arc once, where it is first met.
//!
//! Rows follow a Hilbert curve, so that a row starts near the one before. At each junction the
//! reader knows the arcs that start there and wait for their second side: the walk then says which
//! of them (1, 2…), or 0 for a new arc, whose points follow as differences. Five streams of
//! variable-length integers, kept apart because each has its own statistics: `order` (rows),
//! `shape` (numbers of polygons and rings), `steps` (arc choices), `counts` (points of new arcs),
//! `x` and `y` (differences, divided by the grid).

use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;

use crate::contours::{ArcUse, Contours, Point};

/// Why contours cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContourError {
    /// A stream ends too early or holds an impossible number.
    #[error("contours: stream {0} is damaged")]
    Stream(&'static str),
    /// A section is missing.
    #[error("contours: section {0} is missing")]
    Missing(&'static str),
    /// A ring does not close, a row is there twice…
    #[error("contours: {0}")]
    Shape(String),
}

const STREAMS: [&str; 6] = ["order", "shape", "steps", "counts", "x", "y"];
/// More points than any France; a guard against damaged counts.
const MOST: u32 = 8_000_000;

/// Sections of the packed file. `grid` divides every coordinate.
#[must_use]
pub fn encode(contours: &Contours, grid: u16) -> Vec<(&'static str, Vec<u8>)> {
    let mut s = Streams::default();
    unsigned(&mut s.0[0], contours.rows());
    unsigned(&mut s.0[0], u32::from(grid));
    let mut rows: Vec<u32> = (0..contours.rows()).filter(|r| contours.has_contour(*r)).collect();
    rows.sort_by_key(|r| (contours.bounds(*r).map_or(0, |[l, t, ..]| hilbert(l, t)), *r));
    unsigned(&mut s.0[0], u32::try_from(rows.len()).unwrap_or(u32::MAX));
    let cell = |p: Point| p.map(|v| i32::from(v / grid));
    let mut open = Waiting::default();
    let mut previous_row = 0i32;
    let mut pen = [0i32; 2];
    for row in rows {
        let number = i32::try_from(row).unwrap_or(i32::MAX);
        signed(&mut s.0[0], number - previous_row);
        previous_row = number;
        unsigned(&mut s.0[1], count(contours.polygons(row)));
        for polygon in contours.polygons(row) {
            unsigned(&mut s.0[1], count(contours.rings(polygon)));
            for ring in contours.rings(polygon) {
                let uses = contours.ring(ring);
                unsigned(&mut s.0[1], u32::try_from(uses.len()).unwrap_or(u32::MAX));
                let start = start_of(contours, uses[0]);
                pen = move_to(&mut s, pen, cell(start));
                for u in uses {
                    let (from, to) = (
                        start_of(contours, *u),
                        start_of(contours, ArcUse { reversed: !u.reversed, ..*u }),
                    );
                    let waiting =
                        open.get(&from).and_then(|here| here.iter().position(|a| *a == u.arc));
                    if let Some(at) = waiting {
                        unsigned(&mut s.0[2], u32::try_from(at + 1).unwrap_or(u32::MAX));
                        close(&mut open, u.arc, [from, to]);
                        pen = cell(to);
                        continue;
                    }
                    // New; or, where rows overlap in the source, a third side, which becomes an arc
                    // of its own.
                    unsigned(&mut s.0[2], 0);
                    let arc = contours.arc(u.arc);
                    unsigned(&mut s.0[3], u32::try_from(arc.len() - 2).unwrap_or(0));
                    let walk: Vec<Point> =
                        if u.reversed { arc.iter().rev().copied().collect() } else { arc.to_vec() };
                    for p in &walk[1..] {
                        pen = move_to(&mut s, pen, cell(*p));
                    }
                    await_second_side(&mut open, u.arc, [from, to]);
                }
            }
        }
    }
    STREAMS.into_iter().zip(s.0).collect()
}

/// Reads what [`encode`] wrote; `section` gives the bytes of one stream by its name.
///
/// # Errors
/// See [`ContourError`].
pub fn decode<'a>(
    section: impl Fn(&'static str) -> Option<&'a [u8]>,
) -> Result<Contours, ContourError> {
    let mut reading = Reading::new(section)?;
    for _ in 0..reading.rows {
        reading.one_row()?;
    }
    reading.finish()
}

/// The same beside other work: `rest` is awaited every thousand rows or so.
///
/// # Errors
/// See [`ContourError`].
pub async fn decode_resting<'a>(
    section: impl Fn(&'static str) -> Option<&'a [u8]>,
    mut rest: impl AsyncFnMut(),
) -> Result<Contours, ContourError> {
    let mut reading = Reading::new(section)?;
    for row in 1..=reading.rows {
        reading.one_row()?;
        if row.is_multiple_of(1024) {
            rest().await;
        }
    }
    reading.finish()
}

/// Streams that are being read.
struct Reading<'a> {
    streams: [Reader<'a>; 6],
    walk: Walk,
    shapes: Shapes,
    /// Row of the walk.
    row: i64,
    /// Rows that the streams hold.
    rows: u32,
}

impl<'a> Reading<'a> {
    /// Reads the head.
    fn new(section: impl Fn(&'static str) -> Option<&'a [u8]>) -> Result<Self, ContourError> {
        let mut streams = STREAMS.map(|name| Reader { name, bytes: &[] });
        for reader in &mut streams {
            reader.bytes = section(reader.name).ok_or(ContourError::Missing(reader.name))?;
        }
        let order = &mut streams[0];
        let (slots, grid, rows) = (order.unsigned()?, order.unsigned()?, order.unsigned()?);
        if slots >= u32::from(u16::MAX) || rows > slots || grid == 0 || grid > 64 {
            return Err(ContourError::Stream("order"));
        }
        // A point takes a byte of `x` at least, an arc one of `counts`: what is set aside is never
        // more than the file.
        let (points, arcs) = (streams[4].bytes.len(), streams[3].bytes.len());
        let walk = Walk {
            pen: [0; 2],
            grid,
            arcs: Vec::with_capacity(arcs),
            points: Vec::with_capacity(points),
            open: Waiting::with_capacity_and_hasher(arcs, FxBuildHasher),
            total: 0,
        };
        Ok(Self { streams, walk, shapes: Shapes::new(slots as usize), row: 0, rows })
    }

    fn one_row(&mut self) -> Result<(), ContourError> {
        let Self { streams: [order, shape, steps, counts, xs, ys], walk, shapes, row, .. } = self;
        *row += i64::from(order.signed()?);
        let slot = usize::try_from(*row)
            .ok()
            .filter(|i| *i < shapes.rows.len())
            .ok_or(ContourError::Stream("order"))?;
        let first_polygon = shapes.polygons.len();
        for _ in 0..shape.bounded(1 << 14)? {
            for _ in 0..shape.bounded(1 << 14)? {
                let n = shape.bounded(1 << 16)?;
                let start = walk.step_by(xs.signed()?, ys.signed()?)?;
                let mut at = start;
                for _ in 0..n {
                    let (u, to) = walk.follow(at, steps.unsigned()?, counts, xs, ys)?;
                    shapes.uses.push(u);
                    at = to;
                }
                if at != start || n == 0 {
                    return Err(ContourError::Shape(format!("a ring of row {row} does not close")));
                }
                shapes.rings.push(shapes.uses.len());
            }
            shapes.polygons.push(shapes.rings.len());
        }
        if shapes.rows[slot].replace((first_polygon, shapes.polygons.len())).is_some() {
            return Err(ContourError::Shape(format!("row {row} is there twice")));
        }
        Ok(())
    }

    /// The contours, once every row is read.
    fn finish(self) -> Result<Contours, ContourError> {
        match self.streams.iter().find(|reader| !reader.bytes.is_empty()) {
            Some(reader) => Err(ContourError::Stream(reader.name)),
            None => Ok(self.walk.into_contours(&self.shapes)),
        }
    }
}

struct Walk {
    pen: [i32; 2],
    grid: u32,
    /// First point of each arc.
    arcs: Vec<u32>,
    points: Vec<Point>,
    open: Waiting,
    total: u32,
}

impl Walk {
    fn step_by(&mut self, dx: i32, dy: i32) -> Result<Point, ContourError> {
        self.pen = [self.pen[0].wrapping_add(dx), self.pen[1].wrapping_add(dy)];
        let grid = i64::from(self.grid);
        let cell =
            |v: i32| u16::try_from(i64::from(v) * grid).map_err(|_| ContourError::Stream("x"));
        Ok([cell(self.pen[0])?, cell(self.pen[1])?])
    }

    fn follow(
        &mut self,
        from: Point,
        step: u32,
        counts: &mut Reader,
        xs: &mut Reader,
        ys: &mut Reader,
    ) -> Result<(ArcUse, Point), ContourError> {
        if step == 0 {
            let n = counts.bounded(MOST)? + 1;
            self.total = self.total.saturating_add(n);
            if self.total > MOST {
                return Err(ContourError::Stream("counts"));
            }
            let begin = self.points.len();
            self.points.push(from);
            let mut to = from;
            for _ in 0..n {
                to = self.step_by(xs.signed()?, ys.signed()?)?;
                self.points.push(to);
            }
            let arc = u32::try_from(self.arcs.len()).unwrap_or(u32::MAX);
            self.arcs.push(u32::try_from(begin).unwrap_or(u32::MAX));
            await_second_side(&mut self.open, arc, [from, to]);
            return Ok((ArcUse { arc, reversed: false }, to));
        }
        let here = self.open.get(&from).and_then(|o| o.get(step as usize - 1));
        let arc = *here.ok_or(ContourError::Stream("steps"))?;
        let end = self.arcs.get(arc as usize + 1).map_or(self.points.len(), |next| *next as usize);
        let (first, last) = (self.points[self.arcs[arc as usize] as usize], self.points[end - 1]);
        // A second side is walked the other way; where the source has two rings turning the same
        // way, the start tells.
        let reversed = last == from;
        let to = if reversed { first } else { last };
        close(&mut self.open, arc, [from, to]);
        let grid = i32::try_from(self.grid).unwrap_or(1);
        self.pen = to.map(|v| i32::from(v) / grid);
        Ok((ArcUse { arc, reversed }, to))
    }

    fn into_contours(self, shapes: &Shapes) -> Contours {
        let mut out = Contours::with_arcs(self.points, self.arcs);
        let range = |ends: &[usize], i: usize| (if i == 0 { 0 } else { ends[i - 1] })..ends[i];
        for polygons in &shapes.rows {
            let (first, end) = polygons.unwrap_or((0, 0));
            for polygon in first..end {
                for ring in range(&shapes.polygons, polygon) {
                    shapes.uses[range(&shapes.rings, ring)].iter().for_each(|u| out.push_use(*u));
                    out.end_ring();
                }
                out.end_polygon();
            }
            out.end_row();
        }
        out
    }
}

/// Rings as they come, in the order of the walk; rows are put in order at the end.
struct Shapes {
    uses: Vec<ArcUse>,
    /// End of each ring in `uses`.
    rings: Vec<usize>,
    /// End of each polygon in `rings`.
    polygons: Vec<usize>,
    /// First and past-the-end polygon of each row.
    rows: Vec<Option<(usize, usize)>>,
}

impl Shapes {
    fn new(rows: usize) -> Self {
        Self { uses: Vec::new(), rings: Vec::new(), polygons: Vec::new(), rows: vec![None; rows] }
    }
}

/// For each junction, the arcs that start or end there and wait for their second side.
type Waiting = FxHashMap<Point, SmallVec<[u32; 4]>>;

fn await_second_side(open: &mut Waiting, arc: u32, ends: [Point; 2]) {
    open.entry(ends[0]).or_default().push(arc);
    if ends[0] != ends[1] {
        open.entry(ends[1]).or_default().push(arc);
    }
}

fn close(open: &mut Waiting, arc: u32, ends: [Point; 2]) {
    for end in ends {
        if let Some(list) = open.get_mut(&end) {
            list.retain(|a| *a != arc);
        }
    }
}

fn start_of(contours: &Contours, u: ArcUse) -> Point {
    let arc = contours.arc(u.arc);
    if u.reversed { arc[arc.len() - 1] } else { arc[0] }
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

#[derive(Default)]
struct Streams([Vec<u8>; 6]);

fn move_to(s: &mut Streams, from: [i32; 2], to: [i32; 2]) -> [i32; 2] {
    signed(&mut s.0[4], to[0] - from[0]);
    signed(&mut s.0[5], to[1] - from[1]);
    to
}

fn unsigned(out: &mut Vec<u8>, mut n: u32) {
    while n > 0x7f {
        out.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn signed(out: &mut Vec<u8>, n: i32) {
    unsigned(out, ((n << 1) ^ (n >> 31)).cast_unsigned());
}

struct Reader<'a> {
    name: &'static str,
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn unsigned(&mut self) -> Result<u32, ContourError> {
        let mut n = 0u32;
        for shift in (0..35).step_by(7) {
            let (first, rest) = self.bytes.split_first().ok_or(ContourError::Stream(self.name))?;
            self.bytes = rest;
            n |= u32::from(first & 0x7f).checked_shl(shift).unwrap_or(0);
            if first & 0x80 == 0 {
                return Ok(n);
            }
        }
        Err(ContourError::Stream(self.name))
    }

    fn bounded(&mut self, most: u32) -> Result<u32, ContourError> {
        self.unsigned()
            .and_then(|n| if n <= most { Ok(n) } else { Err(ContourError::Stream(self.name)) })
    }

    fn signed(&mut self) -> Result<i32, ContourError> {
        let n = self.unsigned()?;
        Ok((n >> 1).cast_signed() ^ -((n & 1).cast_signed()))
    }
}

/// Position along a Hilbert curve over the sheet, 12 bits an axis.
fn hilbert(x: u16, y: u16) -> u32 {
    let (mut x, mut y) = (u32::from(x >> 4), u32::from(y >> 4));
    let n = 1u32 << 12;
    let (mut d, mut s) = (0, n / 2);
    while s > 0 {
        let (rx, ry) = (u32::from(x & s > 0), u32::from(y & s > 0));
        d += s * s * ((3 * rx) ^ ry);
        if ry == 0 {
            if rx == 1 {
                x = (n - 1).wrapping_sub(x) & (n - 1);
                y = (n - 1).wrapping_sub(y) & (n - 1);
            }
            std::mem::swap(&mut x, &mut y);
        }
        s /= 2;
    }
    d
}
