//! Figures as people write them, French or English.

/// Why a text is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoNumber {
    /// Text that is no number in any writing that we know.
    Text,
    /// NaN, infinite, or too large to be held.
    NotFinite,
}

/// Reads a figure: spaces of any width between thousands, « 12 % », « 1,234.5 » or, with
/// `decimal_comma`, « 1 234,5 ». A comma that cannot part thousands is a decimal one whatever
/// `decimal_comma` says, as is a dot.
///
/// # Errors
/// Anything else.
pub fn number(text: &str, decimal_comma: bool) -> Result<f64, NoNumber> {
    let text = text.trim().trim_end_matches('%').trim();
    let (minus, text) = match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if matches!(text.to_ascii_lowercase().as_str(), "nan" | "inf" | "infinity" | "∞" | "infini") {
        return Err(NoNumber::NotFinite);
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((m, e)) => (m, Some(e)),
        None => (text, None),
    };
    let (whole, fraction) = parts(mantissa, decimal_comma).ok_or(NoNumber::Text)?;
    let whole = ungrouped(whole).ok_or(NoNumber::Text)?;
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return Err(NoNumber::Text);
    }
    if exponent.is_some_and(|e| {
        e.len() > 4
            || !digits(e.strip_prefix(['-', '+']).unwrap_or(e))
            || e.trim_matches(['-', '+']).is_empty()
    }) {
        return Err(NoNumber::Text);
    }
    let plain =
        format!("{}{whole}.{fraction}e{}", if minus { "-" } else { "" }, exponent.unwrap_or("0"));
    let value: f64 = plain.parse().map_err(|_| NoNumber::Text)?;
    if value.is_finite() { Ok(value) } else { Err(NoNumber::NotFinite) }
}

/// The whole part and the decimals; none if the marks make no sense.
fn parts(text: &str, decimal_comma: bool) -> Option<(&str, &str)> {
    let (commas, dots) = (text.matches(',').count(), text.matches('.').count());
    match (commas, dots) {
        (0, 0) => Some((text, "")),
        (0, 1) => text.split_once('.'),
        (1, 0) if decimal_comma || !in_thousands(text, ',') => text.split_once(','),
        (_, 0) if in_thousands(text, ',') => Some((text, "")),
        (0, _) if in_thousands(text, '.') => Some((text, "")),
        // The last mark is the decimal one, the others part thousands.
        (_, 1) if text.rfind('.') > text.rfind(',') => {
            text.split_once('.').filter(|(w, _)| in_thousands(w, ','))
        }
        (1, _) if text.rfind(',') > text.rfind('.') => {
            text.split_once(',').filter(|(w, _)| in_thousands(w, '.'))
        }
        _ => None,
    }
}

/// Whether a mark parts groups of three digits: « 1,234,567 », not « 0,234 ».
pub fn in_thousands(text: &str, mark: char) -> bool {
    let mut groups = text.split(mark);
    let first = groups.next().unwrap_or_default();
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    (1..=3).contains(&first.len())
        && digits(first)
        && !first.starts_with('0')
        && groups.all(|g| g.len() == 3 && digits(g))
}

/// The whole part without what parts its thousands; none if it parts anything else.
fn ungrouped(whole: &str) -> Option<String> {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '\'' | '’' | ',' | '.');
    let mut groups = whole.split(is_mark);
    let first = groups.next().unwrap_or_default();
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let mut out = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        out.push_str(group);
    }
    digits(&out).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_in_both_tongues() {
        for (text, comma, wanted) in [
            ("1 234,5", true, 1234.5),
            ("1\u{202f}234,5", true, 1234.5),
            ("1\u{a0}234\u{a0}567", false, 1_234_567.0),
            ("1,234", false, 1234.0),
            ("1,234", true, 1.234),
            ("0,234", false, 0.234),
            ("12,5", false, 12.5),
            ("1,234.5", true, 1234.5),
            ("1.234,5", true, 1234.5),
            ("1.234.567", false, 1_234_567.0),
            ("12 %", false, 12.0),
            ("12,5\u{202f}%", true, 12.5),
            ("−3", false, -3.0),
            ("1,2E+03", true, 1200.0),
            (".5", false, 0.5),
            ("007", false, 7.0),
        ] {
            assert_eq!(number(text, comma), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_figure_is_told() {
        for text in ["NaN", "inf", "-Infinity", "1e999", "∞"] {
            assert_eq!(number(text, false), Err(NoNumber::NotFinite), "{text}");
        }
        for text in [
            "",
            "ZIP",
            "1 23",
            "12 34 567",
            "1,2,3",
            "1.2.3",
            "%",
            "-",
            "e5",
            "1e",
            "1e+-5",
            "0x10",
            "1,5 à 2,5",
            "12 1234",
        ] {
            assert_eq!(number(text, true), Err(NoNumber::Text), "{text}");
        }
    }
}
