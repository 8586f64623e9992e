//! Whether rings of points hold another point.

/// Whether the half-line to the east of a point crosses a side: an odd number of sides of a ring that
/// are crossed means inside. The ends are put in order first, so that both areas that share the side
/// compute the same number.
#[must_use]
pub fn crosses(a: (f64, f64), b: (f64, f64), (x, y): (f64, f64)) -> bool {
    let (low, high) = if a.1 < b.1 { (a, b) } else { (b, a) };
    (low.1 > y) != (high.1 > y) && x < low.0 + (high.0 - low.0) * (y - low.1) / (high.1 - low.1)
}
