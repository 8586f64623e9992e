//! Days as people and spreadsheets write them, turned into ISO.

use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate};

/// The day that a text writes, as `AAAA-MM-JJ`: ISO with or without a time, day first with `/`, `-`
/// or `.`, or eight digits.
#[must_use]
pub fn iso(text: &str) -> Option<String> {
    let day = text.trim().split(['T', ' ']).next()?;
    let parts: Vec<&str> = day.split(['/', '-', '.']).collect();
    let (y, m, d) = match parts.as_slice() {
        [y, m, d] if y.len() == 4 => (*y, *m, *d),
        [d, m, y] if y.len() == 4 => (*y, *m, *d),
        [all] if all.len() == 8 && all.is_ascii() => (all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        _ => return None,
    };
    let number = |t: &str| {
        let is_number = (1..=4).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| t.parse::<u16>().ok()).flatten()
    };
    let day = NaiveDate::from_ymd_opt(number(y)?.into(), number(m)?.into(), number(d)?.into())?;
    YEARS.contains(&day.year()).then(|| day.to_string())
}

/// Years that a table of today may speak of.
const YEARS: RangeInclusive<i32> = 1800..=2200;
/// Days that a spreadsheet numbers between 1927 and 2099; a year or a count is below.
const SERIALS: RangeInclusive<f64> = 10_000.0..=73_050.0;

/// The day that a spreadsheet writes as a number: 45292 is 2024-01-01.
#[must_use]
pub fn of_serial(serial: f64) -> Option<String> {
    if !SERIALS.contains(&serial) {
        return None;
    }
    // Day 0 of spreadsheets since their 29 February 1900, which never was.
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within SERIALS")]
    let days = Days::new(serial.floor() as u64);
    Some((zero + days).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written() {
        for (text, wanted) in [
            ("2024-02-29", Some("2024-02-29")),
            ("2024-02-29T10:00:00", Some("2024-02-29")),
            ("1/7/2025", Some("2025-07-01")),
            ("01.07.2025 12:30", Some("2025-07-01")),
            ("20250701", Some("2025-07-01")),
            ("2023-02-29", None),
            ("1900-02-29", None),
            ("2000-02-29", Some("2000-02-29")),
            ("1800-01-01", Some("1800-01-01")),
            ("1799-12-31", None),
            ("2201-01-01", None),
            ("00000101", None),
            ("31/04/2024", None),
            ("12/31/2024", None),
            ("2024", None),
            ("", None),
            ("éé/éé/2024", None),
        ] {
            assert_eq!(iso(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn serials_are_days() {
        for (serial, wanted) in [
            (45292.0, Some("2024-01-01")),
            (45351.75, Some("2024-02-29")),
            (45657.0, Some("2024-12-31")),
            (25568.0, Some("1969-12-31")),
            (10000.0, Some("1927-05-18")),
            (73050.0, Some("2099-12-31")),
            (73051.0, None),
            (2024.0, None),
            (f64::NAN, None),
        ] {
            assert_eq!(of_serial(serial).as_deref(), wanted, "{serial}");
        }
    }
}
