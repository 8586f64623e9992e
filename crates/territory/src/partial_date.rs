//! Dates as far as they are known: a year, a month or a day. Read without the parser of chrono, which
//! is 10 kB of the program.

use std::{fmt, str::FromStr};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A date as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartialDate {
    /// A year.
    Year(i32),
    /// A month: year and number.
    Month(i32, u32),
    /// A day.
    Day(NaiveDate),
}

impl PartialDate {
    /// The last day that it may be.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        let next = match self {
            Self::Year(year) => Self::Year(year + 1),
            Self::Month(year, 12) => Self::Month(year + 1, 1),
            Self::Month(year, month) => Self::Month(year, month + 1),
            Self::Day(day) => return day,
        };
        next.first().pred_opt().unwrap_or(NaiveDate::MAX)
    }

    /// The first day that it may be.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        let day = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(NaiveDate::MIN);
        match self {
            Self::Year(year) => day(year, 1),
            Self::Month(year, month) => day(year, month),
            Self::Day(day) => day,
        }
    }
}

/// « 2023 », « 2025-11 », « 2025-10-30 ».
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => write!(f, "{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
        }
    }
}

impl FromStr for PartialDate {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let wrong =
            || format!("« {written} » is no year, month or day (2023, 2025-11, 2025-10-30)");
        let parts: Vec<&str> = written.split('-').collect();
        let year = |y: &str| (y.len() == 4).then(|| y.parse().ok()).flatten();
        match parts[..] {
            [y] => year(y).map(Self::Year),
            [y, m] => {
                let month = m.parse().ok().filter(|m| (1..=12).contains(m));
                year(y).zip(month).map(|(y, m)| Self::Month(y, m))
            }
            _ => iso_date(written).map(Self::Day),
        }
        .ok_or_else(wrong)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A day as addresses and files write it: `2026-01-31`; none where it is written otherwise or there
/// is no such day. Chrono's own reading knows every form of a date and weighs 3 kB in each visit.
#[must_use]
pub fn iso_date(written: &str) -> Option<NaiveDate> {
    let digits = |part: &str, n: usize| -> Option<u32> {
        let all = part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        if all { part.parse().ok() } else { None }
    };
    let (year, rest) = written.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let year = i32::try_from(digits(year, 4)?).ok()?;
    NaiveDate::from_ymd_opt(year, digits(month, 2)?, digits(day, 2)?)
}
