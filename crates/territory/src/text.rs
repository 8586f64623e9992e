//! French writing of numbers, amounts, dates and reasons. Everything that a user sees passes
//! through here.

mod decimal;
mod grammar;
mod letters;

use std::iter::once;

use chrono::{Datelike, NaiveDate};

use crate::{
    column::{Absence, ColumnSpec, Kind, Value},
    partial_date::PartialDate,
};

pub(crate) use self::letters::fold;
pub use self::letters::{lower, upper};
pub use crate::partial_date::iso_date;
pub use decimal::decimal;
pub use grammar::singular;
pub use grammar::{initial, licence, of_place, table_of};

/// Narrow no-break space: between thousands and before `; : ? ! % €`.
pub const NNBSP: char = '\u{202f}';

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// A number with exactly so many decimals: `fixed(12345.6, 1)` is « 12 345,6 ».
#[must_use]
pub fn fixed(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let negative = value < 0.0 && plain.bytes().any(|b| b.is_ascii_digit() && b != b'0');
    let mut out = String::with_capacity(plain.len() + 8);
    if negative {
        out.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 && digit.is_ascii_digit() {
            out.push(NNBSP);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(',');
        out.push_str(fraction);
    }
    out
}

/// A number with at most so many decimals and no useless zero: `number(2.50, 2)` is « 2,5 ».
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    if text.contains(',') {
        text.trim_end_matches('0').trim_end_matches(',').to_owned()
    } else {
        text
    }
}

/// A number rounded to the unit, with narrow spaces between thousands.
#[must_use]
pub fn integer(value: f64) -> String {
    fixed(value, 0)
}

/// A rate with three significant digits: « 3,74 », « 16,6 », « 1 230 ».
#[must_use]
pub fn three_figures(value: f64) -> String {
    let size = value.abs();
    if size < 10.0 {
        number(value, 2)
    } else if size < 100.0 {
        number(value, 1)
    } else if size < 1000.0 {
        integer(value)
    } else {
        // The last digits are rounded away: a rate is not known better than that.
        let unit = 10f64.powi(digits(size) - 3);
        integer((value / unit).round() * unit)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a logarithm of a finite number is small")]
fn digits(size: f64) -> i32 {
    size.log10().floor() as i32 + 1
}

/// Euros, without cents unless there are some under 1 000 €.
#[must_use]
pub fn euros(value: f64) -> String {
    let cents = value.abs() < 1000.0 && (value * 100.0).round() % 100.0 != 0.0;
    format!("{}{NNBSP}€", fixed(value, if cents { 2 } else { 0 }))
}

/// A percentage, from 0 to 100, with one decimal where it says something.
#[must_use]
pub fn percent(value: f64) -> String {
    format!("{}{NNBSP}%", number(value, 1))
}

/// A number and its noun; French has the plural from two on.
#[must_use]
pub fn counted(value: f64, one: &str, many: &str) -> String {
    format!("{} {}", number(value, 1), if value.abs() < 2.0 { one } else { many })
}

/// « a, b et c ».
#[must_use]
pub fn listed(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} et {last}", most.join(", ")),
    }
}

/// A day: « 1er janvier 2026 ».
#[must_use]
pub fn date(date: NaiveDate) -> String {
    let first = if date.day() == 1 { "er" } else { "" };
    format!("{}{first} {} {}", date.day(), month(date.month()), date.year())
}

/// A date as far as it is known: « 2026 », « janvier 2026 », « 1er janvier 2026 ».
#[must_use]
pub fn partial_date(known: PartialDate) -> String {
    match known {
        PartialDate::Year(year) => year.to_string(),
        PartialDate::Month(year, number) => format!("{} {year}", month(number)),
        PartialDate::Day(day) => date(day),
    }
}

/// The name of a month, from 1.
fn month(number: u32) -> &'static str {
    let at = usize::try_from(number).ok().and_then(|n| n.checked_sub(1));
    at.and_then(|m| MONTHS.get(m)).copied().unwrap_or_default()
}

/// A rank: « 1re », « 2e ».
#[must_use]
pub fn rank(position: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "fewer places than 2^52")]
    let number = integer(position as f64);
    format!("{number}{}", if position == 1 { "re" } else { "e" })
}

/// The figure of a column without its unit: the number, or the short label of the class. `None`
/// where it is absent.
#[must_use]
pub fn value(spec: &ColumnSpec, value: Value) -> Option<String> {
    match &spec.kind {
        Kind::Measure { shown, .. } => Some(fixed(value.known()?, usize::from(*shown))),
        Kind::Class(classes) => Some(typeset(&classes.get(spec.class_of(value)?)?.short)),
    }
}

/// A figure of a column with its short unit: « 2,31 consult./an/hab. », « 1 lycée ».
#[must_use]
pub fn with_unit(spec: &ColumnSpec, figure: &str) -> String {
    let whole = figure.trim_start_matches(['-', '−']).split(',').next();
    // French counts in the plural from two on.
    let unit = if matches!(whole, Some("0" | "1")) {
        singular(&spec.unit_short)
    } else {
        spec.unit_short.clone()
    };
    let unit = typeset(&unit);
    if unit.is_empty() { figure.to_owned() } else { format!("{figure}{NNBSP}{unit}") }
}

/// Why there is no figure, in plain words.
#[must_use]
pub fn absence(reason: Absence) -> &'static str {
    match reason {
        Absence::NotPublished => "notre source ne donne rien pour cette commune",
        Absence::Secret => "chiffre couvert par le secret statistique",
        Absence::NotApplicable => "sans objet pour cette commune",
        Absence::NotMatched => "la source n'a pas pu être rattachée à la commune actuelle",
    }
}

/// A sentence authored with plain spaces, with the spaces that French typography asks for.
#[must_use]
pub fn typeset(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len() + 8);
    let mut chars = sentence.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\u{a0}' => {
                let before_high_mark = chars.peek().is_some_and(|n| ";:?!%€»".contains(*n));
                let digits_before = out.bytes().rev().take_while(u8::is_ascii_digit).count();
                let between_digits = || {
                    (1..=3).contains(&digits_before)
                        && is_thousands(&chars.clone().take(4).collect::<Vec<_>>())
                };
                let is_narrow = before_high_mark || out.ends_with('«') || between_digits();
                out.push(if is_narrow { NNBSP } else { c });
            }
            '\'' => out.push('’'),
            _ => out.push(c),
        }
    }
    out
}

/// Whether the characters are a group of exactly three digits.
fn is_thousands(next: &[char]) -> bool {
    next.len() >= 3
        && next[..3].iter().all(char::is_ascii_digit)
        && next.get(3).is_none_or(|c| !c.is_ascii_digit())
}

/// A sentence with its full stop, unless it ends with an abbreviation that has one.
#[must_use]
pub fn full_stop(mut sentence: String) -> String {
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

/// The first letter in upper case.
#[must_use]
pub fn sentence_case(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| once(upper(first)).chain(chars).collect())
}

/// Words between quotation marks.
#[must_use]
pub fn quoted(words: &str) -> String {
    format!("«{NNBSP}{words}{NNBSP}»")
}

/// The words of a name or a query: lower case, without accents, split at everything that is neither
/// a letter nor a digit. « s/ » is read as sur.
#[must_use]
pub fn plain_words(name: &str) -> Vec<String> {
    let mut folded = String::new();
    fold(name, &mut folded);
    folded.split_ascii_whitespace().map(str::to_owned).collect()
}

/// A name as one searches for it: lower case, no accent, no space, nothing but letters and digits.
#[must_use]
pub fn plain_key(name: &str) -> String {
    plain_words(name).concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_are_read_as_they_are_written() {
        for day in ["2026-01-31", "2024-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(iso_date(day), day.parse().ok(), "{day}");
        }
        for other in [
            "",
            "2026-1-31",
            "2026-02-29",
            "31/01/2026",
            "2026-01-31T00:00",
            "+026-01-01",
            "2026-01",
        ] {
            assert_eq!(iso_date(other), None, "{other}");
        }
    }

    #[test]
    fn letters_change_their_case_as_in_the_standard_library() {
        // Where one letter becomes one letter of the alphabet; « ß », « ŉ » and « İ » become two.
        let alone = |mut all: Box<dyn Iterator<Item = char>>| match (all.next(), all.next()) {
            (Some(c), None) => Some(c),
            _ => None,
        };
        let mut changed = 0;
        for c in '\0'..='\u{17f}' {
            if let Some(lower) = alone(Box::new(c.to_lowercase())) {
                assert_eq!(super::lower(c), lower, "{c}");
                changed += usize::from(lower != c);
            }
            // « µ », « ı » and the long s are not of French: their capitals are other letters.
            if let Some(upper) = alone(Box::new(c.to_uppercase()))
                && !['µ', 'ı', 'ſ'].contains(&c)
            {
                assert_eq!(super::upper(c), upper, "{c}");
            }
        }
        // 26 of ASCII, 30 of Latin-1, 61 pairs and « Ÿ » of Latin Extended-A.
        assert_eq!(changed, 26 + 30 + 61 + 1);
    }

    #[test]
    fn numbers_are_written_in_french() {
        for (text, wanted) in [
            (fixed(12345.6, 1), "12\u{202f}345,6"),
            (fixed(-0.04, 1), "0,0"),
            (fixed(-1234.0, 0), "−1\u{202f}234"),
            (fixed(999.96, 1), "1\u{202f}000,0"),
            (number(2.50, 2), "2,5"),
            (number(100.0, 2), "100"),
            (three_figures(3.742), "3,74"),
            (three_figures(16.62), "16,6"),
            (three_figures(123.4), "123"),
            (three_figures(21_234.0), "21\u{202f}200"),
            (three_figures(0.0), "0"),
            (euros(50_000.0), "50\u{202f}000\u{202f}€"),
            (euros(12.5), "12,50\u{202f}€"),
            (euros(1234.56), "1\u{202f}235\u{202f}€"),
            (percent(10.0), "10\u{202f}%"),
            (percent(16.64), "16,6\u{202f}%"),
            (counted(1.5, "jour", "jours"), "1,5 jour"),
            (counted(2.0, "jour", "jours"), "2 jours"),
            (counted(0.0, "médecin", "médecins"), "0 médecin"),
            (rank(1), "1re"),
            (rank(1200), "1\u{202f}200e"),
            ("2026-01-01".parse().map(date).unwrap_or_default(), "1er janvier 2026"),
            ("2025-12-31".parse().map(date).unwrap_or_default(), "31 décembre 2025"),
            (partial_date(PartialDate::Year(2026)), "2026"),
            (partial_date(PartialDate::Month(2026, 12)), "décembre 2026"),
        ] {
            assert_eq!(text, wanted);
        }
    }

    #[test]
    fn sentences_get_their_spaces() {
        assert_eq!(
            typeset("l'aide : 10 000 €, « oui » ; 10 % en 2025"),
            "l’aide\u{202f}: 10\u{202f}000\u{202f}€, «\u{202f}oui\u{202f}»\u{202f}; 10\u{202f}% en 2025"
        );
        assert_eq!(typeset("en 2017 123 fois le 2 000000"), "en 2017 123 fois le 2 000000");
        assert_eq!(typeset("https://x.fr/a?b"), "https://x.fr/a?b");
    }

    fn read(text: &str) -> f64 {
        text.replace(NNBSP, "").replace('−', "-").replace(',', ".").parse().expect(text)
    }

    proptest! {
        #[test]
        fn a_number_reads_back_to_half_a_unit_of_its_last_decimal(value in -1e9..1e9f64, decimals in 0usize..5) {
            for text in [fixed(value, decimals), number(value, decimals)] {
                let error = (read(&text) - value).abs();
                prop_assert!(error <= 0.5 / 10f64.powi(i32::try_from(decimals).expect("small")) + 1e-6, "{value} → {text}");
            }
        }

        #[test]
        fn three_figures_keep_three_figures(value in 0.01..1e8f64) {
            let text = three_figures(value);
            prop_assert!((read(&text) - value).abs() <= (value * 0.005).max(0.005) + 1e-9, "{value} → {text}");
        }

        #[test]
        fn thousands_are_grouped_by_three(value in 0u32..4_000_000_000) {
            let text = integer(f64::from(value));
            let groups: Vec<&str> = text.split(NNBSP).collect();
            prop_assert!(groups[0].len() <= 3 && !groups[0].is_empty());
            prop_assert!(groups[1..].iter().all(|g| g.len() == 3));
        }

        #[test]
        fn typesetting_twice_changes_nothing(sentence in "[a-z0-9 :;%€«»']{0,40}") {
            let once = typeset(&sentence);
            prop_assert_eq!(typeset(&once), once);
        }
    }
}
