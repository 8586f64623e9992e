//! Which aids to take together, where some exclude each other.

use serde::Serialize;

use super::{Outcome, RuleBook, State, calendar::cents};

/// Aids that may be had together, and to which nothing more can be added.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Combination {
    /// Identifiers of the aids, in the order of the book.
    pub aids: Vec<String>,
    /// Money over five years, euros.
    pub total: f64,
    /// Granted aids that it gives up, each with one of those that exclude it.
    pub gives_up: Vec<(String, String)>,
}

/// Aids beyond which not every set is tried: far more than exclude each other in the book.
const MOST: usize = 16;

/// Every lawful combination of the granted aids, the best first.
#[must_use]
pub fn combinations(book: &RuleBook, outcomes: &[Outcome]) -> Vec<Combination> {
    let granted = outcomes.iter().filter(|o| o.state == State::Granted);
    of_granted(book, &granted.map(|o| Granted { id: &o.id, total: o.total }).collect::<Vec<_>>())
}

/// A granted aid and the money that it brings.
pub(super) struct Granted<'a> {
    pub(super) id: &'a str,
    pub(super) total: f64,
}

/// See [`combinations`].
pub(super) fn of_granted(book: &RuleBook, granted: &[Granted]) -> Vec<Combination> {
    let exclude = |a: &str, b: &str| {
        let says =
            |x: &str, y: &str| book.offer(x).is_some_and(|o| o.excludes.iter().any(|e| e == y));
        says(a, b) || says(b, a)
    };
    // Only those that exclude another need a choice; the others are in every combination.
    let (torn, free): (Vec<&Granted>, Vec<&Granted>) =
        granted.iter().partition(|a| granted.iter().any(|b| exclude(a.id, b.id)));
    let torn = &torn[..torn.len().min(MOST)];
    let holds = |set: u32, i: usize| set & (1 << i) != 0;
    let is_lawful = |set: u32| {
        (0..torn.len()).all(|i| {
            (0..i).all(|j| !(holds(set, i) && holds(set, j) && exclude(torn[i].id, torn[j].id)))
        })
    };
    let is_full = |set: u32| (0..torn.len()).all(|i| holds(set, i) || !is_lawful(set | (1 << i)));
    let mut all: Vec<Combination> = (0..1u32 << torn.len())
        .filter(|set| is_lawful(*set) && is_full(*set))
        .map(|set| {
            let taken: Vec<&str> =
                (0..torn.len()).filter(|i| holds(set, *i)).map(|i| torn[i].id).collect();
            let aids: Vec<String> = granted
                .iter()
                .filter(|o| taken.contains(&o.id) || free.iter().any(|f| f.id == o.id))
                .map(|o| o.id.to_owned())
                .collect();
            let total = cents(
                granted.iter().filter(|o| aids.iter().any(|a| a == o.id)).map(|o| o.total).sum(),
            );
            let gives_up = torn
                .iter()
                .filter(|o| !aids.iter().any(|a| a == o.id))
                .filter_map(|o| {
                    Some((o.id.to_owned(), (*taken.iter().find(|t| exclude(t, o.id))?).to_owned()))
                })
                .collect();
            Combination { aids, total, gives_up }
        })
        .collect();
    all.sort_by(|a, b| b.total.total_cmp(&a.total).then_with(|| a.aids.cmp(&b.aids)));
    all
}
