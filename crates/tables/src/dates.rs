//! Days as people and spreadsheets write them, turned into ISO.

/// The day that a text writes, as `AAAA-MM-JJ`: ISO with or without a time, day first with `/`, `-` or `.`, or eight digits.
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
    let number = |t: &str| if (1..=4).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit()) { t.parse::<u16>().ok() } else { None };
    written(number(y)?, number(m)?, number(d)?)
}

fn written(year: u16, month: u16, day: u16) -> Option<String> {
    let days = match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    ((1800..=2200).contains(&year) && (1..=days).contains(&day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// Days that a spreadsheet numbers between 1927 and 2099; a year or a count is below.
const SERIALS: std::ops::RangeInclusive<f64> = 10_000.0..=73_050.0;

/// The day that a spreadsheet writes as a number: 45292 is 2024-01-01.
#[must_use]
pub fn of_serial(serial: f64) -> Option<String> {
    if !SERIALS.contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "within SERIALS")]
    let mut left = serial.floor() as i64 - 25_569;
    let mut year = 1970_u16;
    let length = |year: u16| if is_leap(year) { 366 } else { 365 };
    while left < 0 {
        year -= 1;
        left += length(year);
    }
    while left >= length(year) {
        left -= length(year);
        year += 1;
    }
    let february = length(year) - 337;
    for (month, days) in (1..).zip([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
        if left < days {
            return Some(format!("{year:04}-{month:02}-{:02}", left + 1));
        }
        left -= days;
    }
    None
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
            (2024.0, None),
            (f64::NAN, None),
        ] {
            assert_eq!(of_serial(serial).as_deref(), wanted, "{serial}");
        }
    }
}
