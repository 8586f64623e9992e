//! Values of the keys: numbers and names, as the address writes them.

use std::{fmt, str::FromStr};

use territory::text::decimal;

/// A finite number, in the unit of its field.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Number(f64);

impl Number {
    /// None for what is not finite.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        value.is_finite().then_some(Self(value))
    }

    /// The number, which is finite.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Number {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        decimal(text).and_then(Self::new).ok_or(Misread)
    }
}

/// The name that a file of data gives to a model, an indicator, a kind of structure, a specialty or
/// a question: 1 to 64 letters, digits, `-`, `_`, `.` (ASCII). Whether there is such a one is for
/// the file to say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// The name as data files write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Name {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        let is_name = (1..=64).contains(&text.len()) && text.bytes().all(fits);
        is_name.then(|| Self(text.to_owned())).ok_or(Misread)
    }
}

/// A value that its key does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misread;
