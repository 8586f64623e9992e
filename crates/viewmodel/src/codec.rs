//! Pieces of a query or a fragment, `key=value` between `&`, and the numbers in them: the only place
//! where they are decoded and encoded.

/// The pieces as they came, without the mark (`?` or `#`) that leads them.
pub(crate) fn pieces(text: &str, mark: char) -> impl Iterator<Item = &str> {
    text.strip_prefix(mark).unwrap_or(text).split('&').filter(|piece| !piece.is_empty())
}

/// Key and value of a piece; the value is empty where there is no `=`.
pub(crate) fn decode(piece: &str) -> (String, String) {
    // People paste names of files and links: their « + » is no space.
    let plus = piece.replace('+', "%2B");
    let pair = form_urlencoded::parse(plus.as_bytes()).next();
    pair.map(|(key, value)| (key.into_owned(), value.into_owned())).unwrap_or_default()
}

/// A piece that [`decode`] reads back.
pub(crate) fn encode(key: &str, value: &str) -> String {
    format!("{}={}", encode_part(key), encode_part(value))
}

fn encode_part(text: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    // Legal in a query and in a fragment, and easier to read and to say.
    encoded.replace('+', "%20").replace("%2C", ",").replace("%3A", ":")
}

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
