//! Measures of rings: what they enclose and how far they reach.

/// Twice the area of a ring in square degrees, positive against the clock; from its first position,
/// to lose no digits.
pub(crate) fn area2(ring: &[(f64, f64)]) -> f64 {
    let Some(&(x0, y0)) = ring.first() else { return 0.0 };
    ring.iter()
        .zip(ring.iter().skip(1))
        .map(|(a, b)| (a.0 - x0) * (b.1 - y0) - (b.0 - x0) * (a.1 - y0))
        .sum()
}

/// West, south, east, north of some positions.
pub(crate) fn bounds<'a>(positions: impl Iterator<Item = &'a (f64, f64)>) -> [f64; 4] {
    let none = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    positions.fold(none, |[w, s, e, n], &(x, y)| [w.min(x), s.min(y), e.max(x), n.max(y)])
}
