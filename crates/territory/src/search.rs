//! Finding places by name, INSEE code or postal code.
//!
//! Names are kept as one flat normalised text, a line each, every word between spaces; a query is a
//! few passes of substring search over it (about half a megabyte for France), which is well under a
//! frame even in a browser.

mod transfer;

use std::{cmp::Reverse, sync::Arc};

use crate::{
    code::Row,
    gazetteer::Gazetteer,
    text::{fold, plain_words},
};

/// A place found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The place.
    pub row: Row,
    /// By what.
    pub matched: Matched,
}

/// What of a place matched the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matched {
    /// Its name (with a code or postal code beside it, if the query had one).
    Name,
    /// Its name but for one letter.
    NameNearly,
    /// Its INSEE code.
    Code,
    /// One of its postal codes.
    Postal,
}

/// How much a query had to do, for the test that bounds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Bytes of text passed over.
    pub scanned: usize,
    /// Places looked at one by one.
    pub examined: usize,
}

/// The index of every place. Cheap to clone, and to rank anew.
#[derive(Clone, Debug, Default)]
pub struct SearchIndex {
    names: Arc<Names>,
    population: Arc<[u32]>,
}

/// Names and codes in a form that is quick to search.
#[derive(Debug, Default)]
struct Names {
    /// ` saint jean de luz \n` for each place, in order of rows.
    text: String,
    /// Start of each line, and the end of the last.
    starts: Vec<u32>,
    codes: Vec<[u8; 5]>,
    /// Postal codes and rows, sorted.
    postal: Vec<([u8; 5], Row)>,
}

const ARTICLES: [&str; 4] = ["le", "la", "les", "l"];

/// One way of reading a query: words to find as prefixes or as whole words.
struct Form {
    needles: Vec<String>,
    /// The words put together, for exact and prefix ranks.
    joined: String,
}

impl SearchIndex {
    /// Builds the index; the population ranks places that match equally well.
    #[must_use]
    pub fn new(gazetteer: &Gazetteer, population: impl Fn(Row) -> Option<f64>) -> Self {
        let mut names = Names::default();
        let mut folded = String::new();
        for row in gazetteer.rows() {
            names.starts.push(u32::try_from(names.text.len()).unwrap_or(u32::MAX));
            fold(gazetteer.name(row), &mut folded);
            for word in folded.split_ascii_whitespace() {
                names.text.push(' ');
                names.text.push_str(word);
            }
            names.text.push_str(" \n");
            names.codes.push(five(gazetteer.code(row).as_str()).unwrap_or_default());
            names.postal.extend(gazetteer.postal(row).filter_map(five).map(|p| (p, row)));
        }
        names.starts.push(u32::try_from(names.text.len()).unwrap_or(u32::MAX));
        // As one number: comparing byte by byte is what would take long.
        names.postal.sort_unstable_by_key(|([a, b, c, d, e], row)| {
            (u64::from_be_bytes([0, 0, 0, *a, *b, *c, *d, *e]), *row)
        });
        Self { names: Arc::new(names), population: Arc::default() }.ranked(population)
    }

    /// The same places, ranked by another population.
    #[must_use]
    pub fn ranked(&self, population: impl Fn(Row) -> Option<f64>) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a population, rounded for ranking"
        )]
        let people = |i| population(row_at(i)).unwrap_or(0.0) as u32;
        Self {
            names: self.names.clone(),
            population: (0..self.names.codes.len()).map(people).collect(),
        }
    }

    /// The best places for a query, best first.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        self.search_counting(query, limit, &mut Work::default())
    }

    /// As [`SearchIndex::search`], adding up the work done.
    pub fn search_counting(&self, query: &str, limit: usize, work: &mut Work) -> Vec<Hit> {
        let words = plain_words(query);
        let mut found: Vec<(u8, Hit)> = Vec::new();
        let compact: String = words.concat();
        if is_code(&compact) {
            self.by_code(&compact, &mut found, work);
        }
        let (numbers, letters): (Vec<String>, Vec<String>) =
            words.into_iter().partition(|w| is_code(w));
        if !letters.is_empty() {
            for form in forms(&letters) {
                self.by_name(&form, &numbers, &mut found, work);
            }
            if found.is_empty() {
                self.glued(&compact, &mut found, work);
            }
            if found.is_empty() {
                self.nearly(&letters, &numbers, &mut found, work);
            }
        }
        self.best(found, limit)
    }

    /// Places whose name or code is the nearest to a text that is neither: a help after a mistake.
    #[must_use]
    pub fn nearest(&self, text: &str, limit: usize) -> Vec<Row> {
        let hits = self.search(text, limit);
        if !hits.is_empty() {
            return hits.into_iter().map(|h| h.row).collect();
        }
        let wanted = plain_words(text).join(" ");
        let numeric = is_code(&wanted);
        let mut all: Vec<(usize, Reverse<u32>, Row)> = (0..self.names.codes.len())
            .map(|i| {
                let row = row_at(i);
                let candidate = if numeric {
                    std::str::from_utf8(&self.names.codes[i]).unwrap_or_default()
                } else {
                    self.line(row).trim()
                };
                (strsim::osa_distance(&wanted, candidate), Reverse(self.population[i]), row)
            })
            .collect();
        all.sort_unstable();
        all.into_iter().take(limit).map(|(_, _, row)| row).collect()
    }

    /// INSEE codes and postal codes that begin with these characters.
    fn by_code(&self, prefix: &str, found: &mut Vec<(u8, Hit)>, work: &mut Work) {
        let prefix = prefix.to_ascii_uppercase();
        let exact = prefix.len() == 5;
        let range = prefix_range(&self.names.codes, prefix.as_bytes(), |c| c);
        work.examined += range.len();
        found.extend(
            range.map(|i| (u8::from(!exact) * 2, Hit { row: row_at(i), matched: Matched::Code })),
        );
        let range = prefix_range(&self.names.postal, prefix.as_bytes(), |p| &p.0);
        work.examined += range.len();
        found.extend(range.map(|i| {
            (
                1 + u8::from(!exact) * 2,
                Hit { row: self.names.postal[i].1, matched: Matched::Postal },
            )
        }));
    }

    fn by_name(
        &self,
        form: &Form,
        numbers: &[String],
        found: &mut Vec<(u8, Hit)>,
        work: &mut Work,
    ) {
        // The longest word is the rarest: few lines are left to look at closely.
        let Some(rarest) = form.needles.iter().max_by_key(|n| n.len()) else { return };
        work.scanned += self.names.text.len();
        let mut last = None;
        for (at, _) in self.names.text.match_indices(rarest.as_str()) {
            let row = self.row_of(at);
            if last == Some(row) {
                continue;
            }
            last = Some(row);
            work.examined += 1;
            let line = self.line(row);
            if form.needles.iter().all(|n| line.contains(n.as_str()))
                && self.has_numbers(row, numbers)
            {
                found.push((rank_of_name(line, &form.joined), Hit { row, matched: Matched::Name }));
            }
        }
    }

    /// Names written in one word (« montsaintmichel »).
    fn glued(&self, compact: &str, found: &mut Vec<(u8, Hit)>, work: &mut Work) {
        for i in 0..self.names.codes.len() {
            work.examined += 1;
            let mut name = self.line(row_at(i)).bytes().filter(|b| !b.is_ascii_whitespace());
            if compact.bytes().all(|b| name.next() == Some(b)) {
                found.push((5, Hit { row: row_at(i), matched: Matched::Name }));
            }
        }
    }

    /// Names that match but for one letter in one word.
    fn nearly(
        &self,
        letters: &[String],
        numbers: &[String],
        found: &mut Vec<(u8, Hit)>,
        work: &mut Work,
    ) {
        for i in 0..self.names.codes.len() {
            work.examined += 1;
            let row = row_at(i);
            let mut spent = false;
            let all = letters.iter().all(|word| {
                let mut line = self.line(row).split_ascii_whitespace();
                if line.clone().any(|w| w.starts_with(word.as_str())) {
                    return true;
                }
                !std::mem::replace(&mut spent, true)
                    && line.any(|w| one_edit_prefix(word.as_bytes(), w.as_bytes()))
            });
            if all && self.has_numbers(row, numbers) {
                found.push((6, Hit { row, matched: Matched::NameNearly }));
            }
        }
    }

    /// Whether each number of the query begins a word of the name, the code or a postal code.
    fn has_numbers(&self, row: Row, numbers: &[String]) -> bool {
        numbers.iter().all(|number| {
            let bytes = number.as_bytes();
            self.line(row).contains(&format!(" {number}"))
                || self.names.codes[row.index()].to_ascii_lowercase().starts_with(bytes)
                || prefix_range(&self.names.postal, bytes, |p| &p.0)
                    .any(|i| self.names.postal[i].1 == row)
        })
    }

    fn best(&self, mut found: Vec<(u8, Hit)>, limit: usize) -> Vec<Hit> {
        let key =
            |(rank, hit): &(u8, Hit)| (*rank, Reverse(self.population[hit.row.index()]), hit.row);
        // A place found in several ways stays once, by its best rank.
        found.sort_unstable_by_key(|f| (f.1.row, f.0));
        found.dedup_by_key(|f| f.1.row);
        if found.len() > limit && limit > 0 {
            found.select_nth_unstable_by_key(limit - 1, key);
        }
        found.truncate(limit);
        found.sort_unstable_by_key(key);
        found.into_iter().map(|(_, hit)| hit).collect()
    }

    fn line(&self, row: Row) -> &str {
        let at = |i: usize| {
            self.names
                .starts
                .get(i)
                .and_then(|s| usize::try_from(*s).ok())
                .unwrap_or(self.names.text.len())
        };
        self.names.text.get(at(row.index())..at(row.index() + 1)).unwrap_or_default()
    }

    fn row_of(&self, offset: usize) -> Row {
        let after =
            self.names.starts.partition_point(|s| usize::try_from(*s).is_ok_and(|s| s <= offset));
        row_at(after.saturating_sub(1))
    }
}

fn row_at(index: usize) -> Row {
    Row(u16::try_from(index).unwrap_or(u16::MAX))
}

fn five(text: &str) -> Option<[u8; 5]> {
    text.as_bytes().try_into().ok()
}

/// Digits, or the beginning of a Corsican code.
fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    let corsican = bytes.len() > 1
        && bytes[0] == b'2'
        && matches!(bytes[1], b'a' | b'b')
        && bytes[2..].iter().all(u8::is_ascii_digit);
    !bytes.is_empty() && bytes.len() <= 5 && (corsican || bytes.iter().all(u8::is_ascii_digit))
}

fn prefix_range<T>(
    sorted: &[T],
    prefix: &[u8],
    key: impl Fn(&T) -> &[u8; 5],
) -> std::ops::Range<usize> {
    let start = sorted.partition_point(|t| &key(t)[..] < prefix);
    let length = sorted[start..].partition_point(|t| key(t).starts_with(prefix));
    start..start + length
}

/// Exact name first, then names that begin so, then names with words that begin so; a leading
/// article does not count.
fn rank_of_name(line: &str, joined: &str) -> u8 {
    let name = line.trim();
    let bare = name
        .split_once(' ')
        .filter(|(first, _)| ARTICLES.contains(first))
        .map_or(name, |(_, rest)| rest);
    if name == joined || bare == joined {
        0
    } else if name.starts_with(joined) || bare.starts_with(joined) {
        3
    } else {
        4
    }
}

/// The query as it stands, and with « st » and « ste » read as saint and sainte.
fn forms(words: &[String]) -> Vec<Form> {
    let plain =
        Form { needles: words.iter().map(|w| format!(" {w}")).collect(), joined: words.join(" ") };
    let saint = |w: &String| match w.as_str() {
        "st" => Some("saint"),
        "ste" => Some("sainte"),
        _ => None,
    };
    if !words.iter().any(|w| saint(w).is_some()) {
        return vec![plain];
    }
    let read = Form {
        needles: words
            .iter()
            .map(|w| saint(w).map_or_else(|| format!(" {w}"), |s| format!(" {s} ")))
            .collect(),
        joined: words.iter().map(|w| saint(w).unwrap_or(w)).collect::<Vec<_>>().join(" "),
    };
    vec![plain, read]
}

/// Whether `query` is the beginning of `word` but for one letter added, left out, replaced or
/// swapped with the next. Short words are too near to each other for that.
fn one_edit_prefix(query: &[u8], word: &[u8]) -> bool {
    if query.len() < 4 {
        return false;
    }
    let same = query.iter().zip(word).take_while(|(a, b)| a == b).count();
    let rest = |query_from: usize, word_from: usize| match (
        query.get(query_from..),
        word.get(word_from..),
    ) {
        (Some(q), Some(w)) => w.starts_with(q),
        _ => false,
    };
    let swapped = query.len() > same + 1
        && word.len() > same + 1
        && query[same] == word[same + 1]
        && query[same + 1] == word[same];
    rest(same + 1, same + 1)
        || rest(same + 1, same)
        || rest(same, same + 1)
        || (swapped && rest(same + 2, same + 2))
}
