//! Pieces of a query or a fragment, `key=value` between `&`: the only place where they are decoded
//! and encoded.

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
