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

/// A place that words name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The place.
    pub(crate) row: Row,
    /// How many words name it.
    pub(crate) used: usize,
    /// Others of this name, the most populous first, where the words do not tell which.
    pub(crate) others: Vec<Row>,
}

/// Words between the name of a place and its département.
const BETWEEN: [&str; 10] =
    ["dans", "le", "la", "les", "l", "en", "du", "de", "departement", "dept"];

/// How many words are the number of the département of a place: « 2B » is a number and a letter.
fn numbered(row: Row, words: &[&str], g: &Gazetteer) -> Option<usize> {
    let departement = g.area(territory::AreaKind::Departement, row)?;
    let is = |n: &usize| {
        let said = words.get(..*n).map(|w| w.concat());
        said.is_some_and(|s| departement.code.eq_ignore_ascii_case(&s))
    };
    [1, 2].into_iter().find(is)
}

/// How many words tell that a place is in its département: its number or its name.
fn told(row: Row, after: &[&str], g: &Gazetteer) -> Option<usize> {
    let departement = g.area(territory::AreaKind::Departement, row)?;
    let before = after.iter().take_while(|w| BETWEEN.contains(w)).count();
    let rest = after.get(before..)?;
    if let Some(used) = numbered(row, rest, g) {
        return Some(before + used);
    }
    // « la Réunion », whose name begins with a word between.
    let name: Vec<String> = words(&departement.name);
    let name = name.iter().skip_while(|w| BETWEEN.contains(&w.as_str()));
    let mut rest = rest.iter();
    let mut used = before;
    for word in name {
        if *rest.next()? != word {
            return None;
        }
        used += 1;
    }
    Some(used)
}

/// The place that words begin with, after « de », « d’ », « du » or « des » where they have one: the
/// longest name, of several places of this name the one whose département is told after it, else the most
/// populous.
pub(crate) fn place_at(
    words: &[&str],
    g: &Gazetteer,
    people: &dyn Fn(Row) -> Option<f64>,
) -> Option<Named> {
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
    let used = long - article.map_or(0, |_| 1) + before;
    let after = own.get(long..).unwrap_or_default();
    // « Rodez dans le 12 » is near Rodez, and in Aveyron: of one alone the département tells nothing.
    if let [one] = others[..] {
        let used = used + numbered(one, after, g).unwrap_or(0);
        return Some(Named { row: one, used, others: Vec::new() });
    }
    // « Charente » begins « Charente-Maritime »: the longest name is the one that was said.
    let told = others.iter().filter_map(|r| Some((*r, told(*r, after, g)?)));
    if let Some((row, more)) = told.max_by_key(|t| t.1) {
        return Some(Named { row, used: used + more, others: Vec::new() });
    }
    let count = |r: &Row| people(*r).unwrap_or(0.0);
    others.sort_by(|a, b| count(b).total_cmp(&count(a)).then(a.0.cmp(&b.0)));
    let row = others.remove(0);
    Some(Named { row, used, others })
}

/// A name as a sentence writes it: with the number of its département where there is another place of this
/// name.
pub(crate) fn written(row: Row, g: &Gazetteer, people: &dyn Fn(Row) -> Option<f64>) -> String {
    let name = g.name(row);
    let all = words(name);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let is_alone = place_at(&all, g, people).is_some_and(|n| n.row == row && n.others.is_empty());
    match g.area(territory::AreaKind::Departement, row) {
        Some(d) if !is_alone => format!("{name} ({})", d.code),
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
