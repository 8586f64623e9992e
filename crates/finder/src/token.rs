//! Words of what is typed: letters without accents, numbers as French writes them, a few signs.

use std::ops::Range;

use territory::{Gazetteer, Row, text};

/// A word or a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Small letters without accents, a number with a point, or a sign.
    pub(crate) word: String,
    /// Where it stands in the text, bytes.
    pub(crate) at: Range<usize>,
}

/// Signs that are words.
const SIGNS: &str = "%€+<>≤≥";

/// Cuts a text into words.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let end = |i: usize| chars.get(i).map_or(text.len(), |c| c.0);
    let char = |i: usize| chars.get(i).map(|c| c.1);
    let is_digit = |i: usize| char(i).is_some_and(|c| c.is_ascii_digit());
    let mut out = Vec::new();
    let mut i = 0;
    while let Some(c) = char(i) {
        let from = i;
        let is_minus = matches!(c, '-' | '−')
            && is_digit(i + 1)
            && (i == 0 || char(i - 1).is_some_and(|b| b.is_whitespace() || b == '('));
        if c.is_ascii_digit() || is_minus {
            let mut word = String::new();
            if is_minus {
                word.push('-');
                i += 1;
            }
            let digits = |word: &mut String, i: &mut usize| {
                while let Some(d) = char(*i).filter(char::is_ascii_digit) {
                    word.push(d);
                    *i += 1;
                }
            };
            digits(&mut word, &mut i);
            // « 2 000 »: groups of three after one to three digits.
            let groups = |i: usize| {
                char(i).is_some_and(|c| c.is_whitespace())
                    && (1..=3).all(|k| is_digit(i + k))
                    && !is_digit(i + 4)
            };
            if word.trim_start_matches('-').len() <= 3 {
                while groups(i) {
                    i += 1;
                    digits(&mut word, &mut i);
                }
            }
            if matches!(char(i), Some(',' | '.')) && is_digit(i + 1) {
                word.push('.');
                i += 1;
                digits(&mut word, &mut i);
            }
            out.push(Token { word, at: chars[from].0..end(i) });
        } else if c.is_alphabetic() {
            while char(i).is_some_and(char::is_alphabetic) {
                i += 1;
            }
            let word = text::plain_key(&text[chars[from].0..end(i)]);
            if !word.is_empty() {
                out.push(Token { word, at: chars[from].0..end(i) });
            }
        } else {
            i += 1;
            if SIGNS.contains(c) {
                out.push(Token { word: c.to_string(), at: chars[from].0..end(i) });
            }
        }
    }
    out
}

/// The words alone.
pub(crate) fn words(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|t| t.word).collect()
}

/// The place that words begin with, after « de », « d’ », « du » or « des » where they have one: the
/// longest name, of several places of this name the most populous, or the one whose département is told
/// after it. With it, how many words that takes.
pub(crate) fn place_at(
    words: &[&str],
    g: &Gazetteer,
    people: &dyn Fn(Row) -> Option<f64>,
) -> Option<(Row, usize)> {
    let (before, article) = match words.first()? {
        &"de" | &"d" => (1, None),
        &"du" => (1, Some("le")),
        &"des" => (1, Some("les")),
        _ => (0, None),
    };
    let own: Vec<&str> = article.into_iter().chain(words.iter().skip(before).copied()).collect();
    let first = own.first()?.chars().next()?;
    let mut best: Option<(usize, Row)> = None;
    let mut others = Vec::new();
    for row in g.rows().filter(|r| g.is_commune(*r)) {
        let name = g.name(row);
        if text::initial(name) != Some(first) {
            continue;
        }
        let name = self::words(name);
        if name.len() > own.len() || name.iter().zip(&own).any(|(a, b)| a != b) {
            continue;
        }
        let long = best.map_or(0, |b| b.0);
        if name.len() > long {
            others.clear();
        }
        if name.len() >= long {
            others.push(row);
            best = Some((name.len(), row));
        }
    }
    let (long, _) = best?;
    let after = own.get(long).copied().unwrap_or_default();
    let told = others.iter().copied().find(|r| {
        let departement = g.area(territory::AreaKind::Departement, *r);
        departement.is_some_and(|d| d.code.eq_ignore_ascii_case(after))
    });
    let used = long - article.map_or(0, |_| 1) + before;
    if let Some(row) = told {
        return Some((row, used + 1));
    }
    let count = |r: &Row| people(*r).unwrap_or(0.0);
    let largest =
        others.into_iter().max_by(|a, b| count(a).total_cmp(&count(b)).then(b.0.cmp(&a.0)))?;
    Some((largest, used))
}

/// A name as a sentence writes it: with the number of its département where another place of this name
/// would be found first.
pub(crate) fn written(row: Row, g: &Gazetteer, people: &dyn Fn(Row) -> Option<f64>) -> String {
    let name = g.name(row);
    let all = words(name);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let is_found = place_at(&all, g, people).is_some_and(|(found, _)| found == row);
    match g.area(territory::AreaKind::Departement, row) {
        Some(d) if !is_found => format!("{name} ({})", d.code),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_french_writes_them() {
        let all = |t: &str| words(t).join("|");
        assert_eq!(all("à moins de 60km d’Albi"), "a|moins|de|60|km|d|albi");
        assert_eq!(
            all("2\u{202f}000 habitants, 12 500 et 1 250 000"),
            "2000|habitants|12500|et|1250000"
        );
        assert_eq!(all("2,5 consultations ; 3.25"), "2.5|consultations|3.25");
        assert_eq!(all("15 % ou plus"), "15|%|ou|plus");
        assert_eq!(all("apl<2,5, frr+"), "apl|<|2.5|frr|+");
        assert_eq!(all("de -0,2 à −0,1, Saint-2"), "de|-0.2|a|-0.1|saint|2");
        assert_eq!(all("12, 46"), "12|46");
    }
}
