//! What a run of `update` found, as a table for people and as JSON for machines.

use std::fmt::Write;

use serde::Serialize;

/// What was found for one source.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// Source, as in `data/sources.toml`.
    pub id: String,
    /// Vintage of the table we have.
    pub vintage: String,
    /// Official address of the file, where there is one.
    pub official: Option<String>,
    /// What became of it.
    pub state: State,
    /// The same in words, with the reason.
    pub detail: String,
    /// Day of the official file, as its host dates it.
    pub dated: Option<String>,
    /// Hash of the official file, where it was fetched now or before.
    pub sha256: Option<String>,
    /// Table that `build --with` will read instead of ours.
    pub table: Option<String>,
}

/// What became of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The official file is the one we know.
    Unchanged,
    /// There is another official file, and nobody fetched it (`--check`).
    Newer,
    /// The official file was fetched, and its table is taken.
    Updated,
    /// The official file was fetched and is not fit: ours stays.
    Kept,
    /// The host did not give it.
    Unreachable,
    /// The producer has a page, not a file.
    NoAddress,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Newer => "newer",
            Self::Updated => "updated",
            Self::Kept => "ours kept",
            Self::Unreachable => "unreachable",
            Self::NoAddress => "no direct address",
        }
    }
}

/// Columns wider than this are cut: a table must stay one.
const WIDEST: [usize; 3] = [24, 34, 62];

/// The outcomes as a table, one line each, and their count.
#[must_use]
pub fn table(outcomes: &[Outcome]) -> String {
    let head = ["source", "vintage we have", "official address", "state"].map(str::to_owned);
    let row = |o: &Outcome| {
        [
            o.id.clone(),
            o.vintage.clone(),
            o.official.as_deref().map_or("-".to_owned(), short),
            o.detail.clone(),
        ]
    };
    let rows: Vec<[String; 4]> = std::iter::once(head).chain(outcomes.iter().map(row)).collect();
    let width =
        |at: usize| rows.iter().map(|r| r[at].chars().count()).max().unwrap_or(0).min(WIDEST[at]);
    let widths = [width(0), width(1), width(2)];
    let mut out = String::new();
    for [id, vintage, address, detail] in &rows {
        let [a, b, c] = [cut(id, widths[0]), cut(vintage, widths[1]), cut(address, widths[2])];
        // Writing to a string cannot fail.
        let _ =
            writeln!(out, "{a:<0$}  {b:<1$}  {c:<2$}  {detail}", widths[0], widths[1], widths[2]);
    }
    let _ = writeln!(out, "{}", count(outcomes));
    out
}

/// How many sources there are of each state, in words.
fn count(outcomes: &[Outcome]) -> String {
    let states = [
        State::Unchanged,
        State::Newer,
        State::Updated,
        State::Kept,
        State::Unreachable,
        State::NoAddress,
    ];
    let of = |state: State| outcomes.iter().filter(|o| o.state == state).count();
    let parts: Vec<String> = states
        .into_iter()
        .filter(|s| of(*s) > 0)
        .map(|s| format!("{} {}", of(s), s.name()))
        .collect();
    format!("{} source(s): {}", outcomes.len(), parts.join(", "))
}

/// Host and last part of an address: what a user recognises it by.
fn short(address: &str) -> String {
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
    let name = path.split('?').next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    if path.contains('/') { format!("{host}/…/{name}") } else { format!("{host}/{name}") }
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_aligned_cut_and_counted() {
        let outcome = |id: &str, state, detail: &str| Outcome {
            id: id.to_owned(),
            vintage: "2023, and a very long remark about everything that it covers".to_owned(),
            official: Some("https://example.org/a/b/file.csv?x=1".to_owned()),
            state,
            detail: detail.to_owned(),
            dated: None,
            sha256: None,
            table: None,
        };
        let text = table(&[
            outcome("apl", State::Unchanged, "unchanged"),
            outcome("frr_2025", State::Unreachable, "unreachable: why"),
        ]);
        let lines: Vec<&str> = text.lines().collect();
        let at =
            |line: &str, word: &str| line.split(word).next().expect("the word").chars().count();
        assert_eq!(at(lines[1], "unchanged"), at(lines[2], "unreachable"));
        assert!(lines[1].contains("example.org/…/file.csv  ") && lines[1].contains('…'), "{text}");
        assert_eq!(lines[3], "2 source(s): 1 unchanged, 1 unreachable");
    }
}
