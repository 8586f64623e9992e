//! Codes that identify places, as types that cannot hold anything else.

use std::fmt;

use serde::{Serialize, Serializer};

/// INSEE code of a commune or of a municipal arrondissement: five characters, digits but for
/// `2A`/`2B` (Corsica).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InseeCode([u8; 5]);

/// Text that is not an INSEE code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "« {0} » n'est pas un code INSEE de commune : il en faut cinq caractères, par exemple 12176 ou 2A004"
)]
pub struct NotAnInseeCode(pub String);

impl InseeCode {
    /// Reads a code; lower-case `2a`/`2b` is accepted.
    ///
    /// # Errors
    /// Anything but five characters of the right form.
    pub fn parse(text: &str) -> Result<Self, NotAnInseeCode> {
        let refuse = || NotAnInseeCode(text.to_owned());
        let mut bytes: [u8; 5] = text.trim().as_bytes().try_into().map_err(|_| refuse())?;
        bytes[1] = bytes[1].to_ascii_uppercase();
        let second =
            bytes[1].is_ascii_digit() || (bytes[0] == b'2' && matches!(bytes[1], b'A' | b'B'));
        let rest = bytes[0].is_ascii_digit() && bytes[2..].iter().all(u8::is_ascii_digit);
        if second && rest { Ok(Self(bytes)) } else { Err(refuse()) }
    }

    /// One more than the greatest [`InseeCode::number`].
    pub(crate) const NUMBERS: usize = 120_000;

    /// A number in the order of codes: the second character, which may be a letter, counts twelve.
    pub(crate) fn number(self) -> usize {
        let digit = |b: u8| usize::from(if b < b'A' { b - b'0' } else { b - b'A' + 10 });
        let [first, second, rest @ ..] = self.0.map(digit);
        rest.iter().fold(first * 12 + second, |n, d| n * 10 + d)
    }

    /// The code of a number; none where that is no code (`3A001`).
    pub(crate) fn from_number(number: usize) -> Option<Self> {
        let digits = b"0123456789AB";
        let at = |n: usize| digits.get(n % 12).copied().map(char::from);
        let text = format!("{}{}{:03}", number / 12_000, at(number / 1_000)?, number % 1_000);
        Self::parse(&text).ok()
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Code of the département: two characters, three overseas.
    #[must_use]
    pub fn departement(&self) -> &str {
        let text = self.as_str();
        if text.starts_with("97") { &text[..3] } else { &text[..2] }
    }
}

impl fmt::Display for InseeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl Serialize for InseeCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
impl fmt::Debug for InseeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Row of a place in every table of the dataset: places in ascending order of INSEE code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row(pub u16);

impl Row {
    /// The row as an index.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_and_refused() {
        for good in ["01001", "2A004", "97411", "75120"] {
            assert_eq!(InseeCode::parse(good).map(|c| c.to_string()).as_deref(), Ok(good));
        }
        for bad in ["", "1001", "3A004", "12 76", "121760", "abcde", "é123"] {
            assert!(InseeCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_are_in_the_order_of_codes_and_back() {
        let codes = ["01001", "12176", "19999", "2A004", "2B366", "21001", "75056", "97617"]
            .map(|c| InseeCode::parse(c).expect(c));
        for (a, b) in codes.iter().flat_map(|a| codes.iter().map(move |b| (a, b))) {
            assert_eq!(a.cmp(b), a.number().cmp(&b.number()), "{a} {b}");
        }
        for code in codes {
            assert_eq!(InseeCode::from_number(code.number()), Some(code));
            assert!(code.number() < InseeCode::NUMBERS);
        }
        // 3A001: 3 × 12 000 + 10 × 1 000 + 1.
        assert_eq!(InseeCode::from_number(46_001), None);
        assert_eq!(InseeCode::from_number(InseeCode::NUMBERS), None);
    }

    #[test]
    fn departement_is_two_characters_but_overseas() {
        for (code, dep) in [("12176", "12"), ("2B033", "2B"), ("97411", "974")] {
            assert_eq!(InseeCode::parse(code).expect(code).departement(), dep);
        }
    }
}
