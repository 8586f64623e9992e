//! Which figures a condition or a priority reads.

use territory::{AreaKind, InseeCode};

use crate::{
    book::{Choice, Criterion, Kind, Measure},
    query::{Query, Test},
};

/// Which figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// Those of a column: of a territory put together by the rule of the column.
    Figure(String),
    /// Those of a column; of a territory the greatest of its communes.
    Greatest(String),
    /// A column less another one.
    Less(String, String),
    /// What is left of a column to 100.
    Rest(String),
    /// The sum of a column over the territory of a kind that each is in.
    Over(String, AreaKind),
    /// The sum of a column over the communes whose town hall is within so many metres.
    Around(String, u32),
    /// Km to the nearest commune that has something: by its column, and the class that says so.
    Nearest(String, Option<String>),
    /// The class of a column, as a bit of a number; of a territory, those of all its communes.
    Classes(String),
    /// 1 where it is one of these communes, by their codes, ascending; of a territory, where one is.
    Inside(Vec<String>),
    /// Which territory of a kind each is in, by its position.
    Area(AreaKind),
    /// Km of great circle to a place.
    Km(InseeCode),
}

impl Key {
    /// The column that it reads first; none where it reads none.
    pub(crate) fn column(&self) -> Option<&str> {
        match self {
            Self::Figure(c)
            | Self::Greatest(c)
            | Self::Less(c, _)
            | Self::Rest(c)
            | Self::Over(c, _)
            | Self::Around(c, _)
            | Self::Nearest(c, _)
            | Self::Classes(c) => Some(c),
            Self::Inside(_) | Self::Area(_) | Self::Km(_) => None,
        }
    }
}

/// The keys that a criterion reads for a test.
pub(crate) fn keys(criterion: &Criterion, test: &Test) -> Vec<Key> {
    match (&criterion.kind, test) {
        (Kind::Near { .. }, Test::Near { place, .. }) => vec![Key::Km(*place)],
        (Kind::Equipment { column, yes, .. }, _) => vec![Key::Nearest(column.clone(), yes.clone())],
        (Kind::Measure(m), _) => vec![of_measure(m)],
        (Kind::Options { options }, Test::Among(ids)) => {
            let chosen = options.iter().filter(|o| ids.contains(&o.id));
            chosen.map(of_choice).collect()
        }
        (Kind::Area { level, .. }, _) => vec![Key::Area(*level)],
        _ => Vec::new(),
    }
}

/// The key of a figure.
pub(crate) fn of_measure(m: &Measure) -> Key {
    let column = m.column.clone();
    match (&m.minus, m.around_km, m.over) {
        (Some(other), ..) => Key::Less(column, other.clone()),
        (None, Some(km), _) => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "some km, written in the book"
            )]
            let metres = (km * 1000.0).round() as u32;
            Key::Around(column, metres)
        }
        (None, None, Some(kind)) => Key::Over(column, kind),
        _ if m.is_rest => Key::Rest(column),
        _ => Key::Figure(column),
    }
}

/// The key of a class that may be chosen.
pub(crate) fn of_choice(choice: &Choice) -> Key {
    match choice.least {
        // A perimeter may have no commune in it.
        Some(_) if choice.column.is_empty() => Key::Inside(choice.communes.clone()),
        Some(_) => Key::Greatest(choice.column.clone()),
        None => Key::Classes(choice.column.clone()),
    }
}

/// The key by which a criterion counts in a ranking; none where the query gives it nothing to count.
pub(crate) fn of_priority(criterion: &Criterion, query: &Query) -> Option<Key> {
    criterion.priority.as_ref()?;
    match &criterion.kind {
        Kind::Near { .. } => query.town().map(Key::Km),
        Kind::Measure(m) => Some(of_measure(m)),
        Kind::Equipment { column, yes, .. } => Some(Key::Nearest(column.clone(), yes.clone())),
        Kind::Options { .. } | Kind::Area { .. } => None,
    }
}
