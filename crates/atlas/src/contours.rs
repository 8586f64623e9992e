//! Contours of all rows as arcs that neighbours share: each border is stored, simplified and drawn
//! once.

/// A point of the sheet, in cells (see [`crate::plane`]).
pub type Point = [u16; 2];

/// Where in its cell a point lies: sixteenths of a cell from its edge, x in the high half of the
/// byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digit(pub u8);

impl Default for Digit {
    /// The middle of the cell, which is where a point is as long as nothing finer is known.
    fn default() -> Self {
        Self(0x88)
    }
}

impl Digit {
    /// The digit of a position within its cell.
    pub(crate) fn new(position: [f64; 2], cell: Point) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 15")]
        let sixteenths = |axis: usize| {
            ((position[axis] - f64::from(cell[axis]) + 0.5) * 16.0).round().clamp(0.0, 15.0) as u8
        };
        Self(sixteenths(0) << 4 | sixteenths(1))
    }

    /// The position that cell and digit give.
    pub(crate) fn position(self, cell: Point) -> [f32; 2] {
        let at = |cell: u16, sixteenths: u8| f32::from(cell) - 0.5 + f32::from(sixteenths) / 16.0;
        [at(cell[0], self.0 >> 4), at(cell[1], self.0 & 15)]
    }
}

/// One use of an arc by a ring: which arc, and whether it is walked backwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ArcUse {
    /// Position of the arc.
    pub arc: u32,
    /// From its last point to its first.
    pub reversed: bool,
}

/// Contours: rows → polygons → rings → arcs → points, flat. Immutable once built or decoded.
///
/// Invariants, checked by whoever builds one: every arc has at least two points; the arcs of a ring
/// follow each other and close; the first ring of a polygon is its outer ring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contours {
    pub(crate) points: Vec<Point>,
    /// Digit of each point; empty as long as none is known.
    pub(crate) digits: Vec<Digit>,
    /// Start of each arc in `points`, and the end of the last.
    pub(crate) arcs: Vec<u32>,
    pub(crate) uses: Vec<ArcUse>,
    pub(crate) rings: Vec<u32>,
    pub(crate) polygons: Vec<u32>,
    pub(crate) rows: Vec<u32>,
}

impl Contours {
    /// An empty set of contours, to be filled in order.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self { arcs: vec![0], rings: vec![0], polygons: vec![0], rows: vec![0], ..Self::default() }
    }

    /// Contours of which the arcs are known: all their points, and the first point of each.
    pub(crate) fn with_arcs(points: Vec<Point>, mut firsts: Vec<u32>) -> Self {
        firsts.push(length(&points));
        Self { points, arcs: firsts, ..Self::new() }
    }

    /// The same with a digit for each point.
    pub(crate) fn with_digits(self, digits: Vec<Digit>) -> Self {
        Self { digits, ..self }
    }

    pub(crate) fn push_arc(&mut self, points: impl IntoIterator<Item = Point>) -> u32 {
        self.points.extend(points);
        self.arcs.push(length(&self.points));
        length(&self.arcs) - 2
    }
    pub(crate) fn push_use(&mut self, u: ArcUse) {
        self.uses.push(u);
    }
    pub(crate) fn end_ring(&mut self) {
        self.rings.push(length(&self.uses));
    }
    pub(crate) fn end_polygon(&mut self) {
        self.polygons.push(length(&self.rings) - 1);
    }
    pub(crate) fn end_row(&mut self) {
        self.rows.push(length(&self.polygons) - 1);
    }

    /// Number of rows, with or without contour.
    #[must_use]
    pub fn rows(&self) -> u32 {
        length(&self.rows) - 1
    }

    /// Number of arcs; an arc between two rows counts once.
    #[must_use]
    pub fn arcs(&self) -> u32 {
        length(&self.arcs) - 1
    }

    /// Number of points, each shared border counted once.
    #[must_use]
    pub fn points(&self) -> usize {
        self.points.len()
    }

    /// Points of an arc.
    #[must_use]
    pub fn arc(&self, arc: u32) -> &[Point] {
        let at = |i: u32| self.arcs[i as usize] as usize;
        &self.points[at(arc)..at(arc + 1)]
    }

    /// Whether the digits of the points are known.
    #[must_use]
    pub fn is_precise(&self) -> bool {
        !self.digits.is_empty()
    }

    /// Points of an arc with their digits, as far as known.
    fn digits(
        &self,
        arc: u32,
    ) -> impl DoubleEndedIterator<Item = (Point, Digit)> + ExactSizeIterator + '_ {
        let points = self.arc(arc);
        let digits = self.digits.get(self.arcs[arc as usize] as usize..).unwrap_or_default();
        points.iter().enumerate().map(|(i, p)| (*p, digits.get(i).copied().unwrap_or_default()))
    }

    /// Points of an arc, as precisely as they are known, in cells.
    pub fn precise(&self, arc: u32) -> impl Iterator<Item = [f32; 2]> + '_ {
        self.digits(arc).map(|(point, digit)| digit.position(point))
    }

    /// Polygons of a row, as positions for [`Contours::rings`]; empty where the row has no contour.
    pub fn polygons(&self, row: u32) -> impl Iterator<Item = u32> + use<> {
        match (self.rows.get(row as usize), self.rows.get(row as usize + 1)) {
            (Some(a), Some(b)) => *a..*b,
            _ => 0..0,
        }
    }

    /// Rings of a polygon, outer ring first, as positions for [`Contours::ring`].
    pub fn rings(&self, polygon: u32) -> impl Iterator<Item = u32> + use<> {
        self.polygons[polygon as usize]..self.polygons[polygon as usize + 1]
    }

    /// Arcs of a ring.
    #[must_use]
    pub fn ring(&self, ring: u32) -> &[ArcUse] {
        &self.uses[self.rings[ring as usize] as usize..self.rings[ring as usize + 1] as usize]
    }

    /// All arc uses of a row.
    #[must_use]
    pub fn uses(&self, row: u32) -> &[ArcUse] {
        let Some(window) = self.rows.get(row as usize..row as usize + 2) else { return &[] };
        let ring = |polygon: u32| self.rings[self.polygons[polygon as usize] as usize] as usize;
        &self.uses[ring(window[0])..ring(window[1])]
    }

    /// Whether a row has a contour.
    #[must_use]
    pub fn has_contour(&self, row: u32) -> bool {
        self.polygons(row).next().is_some()
    }

    /// Points of a ring in order, the first not repeated at the end.
    pub fn ring_points(&self, ring: u32) -> impl Iterator<Item = Point> + '_ {
        self.ring_digits(ring).map(|(point, _)| point)
    }

    /// Points of a ring in order with their digits, the first not repeated at the end.
    pub(crate) fn ring_digits(&self, ring: u32) -> impl Iterator<Item = (Point, Digit)> + '_ {
        self.ring(ring).iter().flat_map(|u| {
            let mut points = self.digits(u.arc);
            let n = points.len();
            let walk = move || if u.reversed { points.next_back() } else { points.next() };
            std::iter::from_fn(walk).take(n - 1)
        })
    }

    /// Points of a ring in order, as precisely as they are known, in cells.
    pub(crate) fn precise_ring(&self, ring: u32) -> impl Iterator<Item = [f32; 2]> + '_ {
        self.ring_digits(ring).map(|(point, digit)| digit.position(point))
    }

    /// Smallest rectangle of cells around a row: left, top, right, bottom; points lie at most half
    /// a cell outside the middles of these cells. `None` without contour.
    #[must_use]
    pub fn bounds(&self, row: u32) -> Option<[u16; 4]> {
        self.uses(row).iter().flat_map(|u| self.arc(u.arc)).fold(
            None,
            |b: Option<[u16; 4]>, &[x, y]| {
                let [l, t, r, d] = b.unwrap_or([x, y, x, y]);
                Some([l.min(x), t.min(y), r.max(x), d.max(y)])
            },
        )
    }

    /// The rows on either side of each arc (`None` outside the country or where a contour is
    /// missing), by arc.
    #[must_use]
    pub fn sides(&self) -> Vec<[Option<u32>; 2]> {
        let mut sides = vec![[None; 2]; self.arcs() as usize];
        for row in 0..self.rows() {
            for u in self.uses(row) {
                sides[u.arc as usize][usize::from(u.reversed)] = Some(row);
            }
        }
        sides
    }

    /// For each row, the rows that share a border with it, ascending.
    #[must_use]
    pub fn neighbours(&self) -> Vec<Vec<u32>> {
        let mut out = vec![Vec::new(); self.rows() as usize];
        for [a, b] in self.sides() {
            if let (Some(a), Some(b)) = (a, b)
                && a != b
            {
                out[a as usize].push(b);
                out[b as usize].push(a);
            }
        }
        for list in &mut out {
            list.sort_unstable();
            list.dedup();
        }
        out
    }

    /// Twice the area of a ring in square cells, positive when it turns clockwise on the sheet (y
    /// down).
    #[must_use]
    pub fn ring_area2(&self, ring: u32) -> i64 {
        let points: Vec<Point> = self.ring_points(ring).collect();
        area2(&points)
    }
}

/// Twice the signed area of a closed polygon given without its closing point.
#[must_use]
pub(crate) fn area2(points: &[Point]) -> i64 {
    let Some(last) = points.last() else { return 0 };
    let mut from = last;
    let mut sum = 0i64;
    for to in points {
        sum += i64::from(from[0]) * i64::from(to[1]) - i64::from(to[0]) * i64::from(from[1]);
        from = to;
    }
    sum
}

fn length<T>(v: &[T]) -> u32 {
    u32::try_from(v.len()).unwrap_or(u32::MAX)
}
