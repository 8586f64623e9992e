//! A query as a French sentence, each condition a piece of its own.

use territory::{Dataset, Gazetteer, Row, text};

use crate::{
    book::{Book, Criterion, Kind, Slot},
    query::{Condition, Query, Test, Travel},
    token,
};

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its words, typeset.
    pub text: String,
    /// Position of the condition that it says; none between them.
    pub condition: Option<usize>,
}

/// Said of a condition that keeps what is not known.
pub(crate) const OR_UNKNOWN: &str = "(ou donnée inconnue)";
/// Said where nothing is asked.
pub(crate) const EVERYWHERE: &str = "partout en France";

/// Where a condition stands: the order of the sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Near,
    Class,
    Area,
    Beside,
    With,
    Where,
}

impl Part {
    const ALL: [Self; 6] =
        [Self::Near, Self::Class, Self::Area, Self::Beside, Self::With, Self::Where];
}

fn part(criterion: &Criterion) -> Part {
    match &criterion.kind {
        Kind::Near { .. } => Part::Near,
        Kind::Options { .. } => Part::Class,
        Kind::Area { .. } => Part::Area,
        Kind::Equipment { .. } => Part::With,
        Kind::Measure(m) if m.slot == Slot::Where => Part::Where,
        Kind::Measure(_) => Part::Beside,
    }
}

/// A figure as the sentence has it: no more digits than it has.
pub(crate) fn figure(n: f64) -> String {
    text::number(n, 3)
}

/// The words of one condition, without what joins it to others; none where it is not one of its
/// criterion.
pub(crate) fn phrase(
    condition: &Condition,
    criterion: &Criterion,
    g: &Gazetteer,
    people: &dyn Fn(Row) -> Option<f64>,
) -> Option<String> {
    let filled = |pattern: &str, n: f64| {
        let plural = if n.abs() < 2.0 { "" } else { "s" };
        pattern.replace("{n}", &figure(n)).replace("{s}", plural)
    };
    Some(match (&criterion.kind, &condition.test) {
        (Kind::Near { .. }, Test::Near { place, most, travel }) => {
            let unit = if *travel == Travel::Km { "km" } else { "min" };
            let of = match g.row(*place) {
                Some(row) => text::of_place(&token::written(row, g, people)),
                None => format!("de {place}"),
            };
            format!("à moins de {} {unit} {of}", figure(*most))
        }
        (Kind::Equipment { one, .. }, Test::Has { within_km }) if *within_km == 0.0 => one.clone(),
        (Kind::Equipment { one, .. }, Test::Has { within_km }) => {
            format!("{one} à moins de {} km", figure(*within_km))
        }
        (Kind::Measure(m), Test::Least(n)) => filled(&m.least, *n),
        (Kind::Measure(m), Test::Most(n)) => filled(&m.most, *n),
        (Kind::Options { options }, Test::Among(ids)) => {
            let chosen = options.iter().filter(|o| ids.contains(&o.id));
            let all: Vec<&str> = chosen.map(|o| o.phrase.as_str()).collect();
            all.join(" ou ")
        }
        (Kind::Area { level, one, many }, Test::Among(codes)) => {
            let areas = g.membership(*level).map(|m| m.areas.as_slice()).unwrap_or_default();
            let named = |code: &String| match areas.iter().find(|a| a.code == *code) {
                Some(a) if *level == territory::AreaKind::Region => a.name.clone(),
                Some(a) => format!("{} ({})", a.code, a.name),
                None => code.clone(),
            };
            let list: Vec<String> = codes.iter().map(named).collect();
            let pattern = if list.len() > 1 { many } else { one };
            pattern.replace("{list}", &list.join(" ou "))
        }
        _ => return None,
    })
}

/// A query as the end of a sentence: « à moins de 60 km de Toulouse, en ZIP ou en FRR, avec une pharmacie
/// et une école, où… ».
#[must_use]
pub fn sentence(query: &Query, book: &Book, dataset: &Dataset) -> Vec<Span> {
    let g = dataset.gazetteer();
    let people = |row| dataset.population(row);
    let mut all: Vec<(Part, usize, String)> = Vec::new();
    for (i, condition) in query.conditions.iter().enumerate() {
        let Some(criterion) = book.criterion(&condition.criterion) else { continue };
        let Some(mut words) = phrase(condition, criterion, g, &people) else { continue };
        if condition.keeps_unknown {
            words = format!("{words} {OR_UNKNOWN}");
        }
        all.push((part(criterion), i, words));
    }
    let all: Vec<(Part, usize, String)> = Part::ALL
        .into_iter()
        .flat_map(|part| all.iter().filter(move |a| a.0 == part).cloned())
        .collect();
    if all.is_empty() {
        return vec![Span { text: EVERYWHERE.to_owned(), condition: None }];
    }
    let mut out: Vec<Span> = Vec::new();
    let last_with = all.iter().rposition(|a| a.0 == Part::With);
    for (at, (part, i, words)) in all.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|b| all.get(b)).map(|b| b.0);
        let is_next = before == Some(*part);
        let joined = match (before, part) {
            (None, Part::With) => "avec ",
            (None, Part::Where) => "où ",
            (None, _) => "",
            (_, Part::With) if is_next && last_with == Some(at) => " et ",
            (_, Part::With) if is_next => ", ",
            (_, Part::With) => ", avec ",
            (_, Part::Near) => " et ",
            (_, Part::Where) if is_next => " et où ",
            (_, Part::Where) => ", où ",
            _ => ", ",
        };
        if !joined.is_empty() {
            out.push(Span { text: joined.to_owned(), condition: None });
        }
        out.push(Span { text: text::typeset(words), condition: Some(*i) });
    }
    out
}

/// The sentence without its pieces.
#[must_use]
pub fn in_words(query: &Query, book: &Book, dataset: &Dataset) -> String {
    sentence(query, book, dataset).into_iter().map(|s| s.text).collect()
}
