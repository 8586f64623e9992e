//! Decimal numbers, read without the tables of the standard library.

/// The finite number that is nearest to a decimal one (`-12.5`); exponents are not read. The parser
/// of the standard library would do, with a table of 10 kB that every visitor loads.
#[must_use]
pub fn decimal(text: &str) -> Option<f64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut all = whole.bytes().chain(fraction.bytes()).peekable();
    all.peek()?;
    if !all.all(|b| b.is_ascii_digit()) {
        return None;
    }
    // The parser wants neither zeros that lead nor zeros that trail.
    let whole = whole.trim_start_matches('0').as_bytes();
    let fraction = fraction.trim_end_matches('0').as_bytes();
    let value: f64 = minimal_lexical::parse_float(whole.iter(), fraction.iter(), 0);
    value.is_finite().then_some(sign * value)
}
