//! Random weightings that are tried on what was found: of many places first on those that lead by one's
//! own weights, so that something is said at once.

use finder::Shares;
use leptos::prelude::*;

use super::search::Answer;
use crate::worker::{self, Latest, Worker};

/// From so many matches on an estimate comes first.
const MANY: usize = 3_000;

/// Weightings that were tried on the matches of a query.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tried {
    of: String,
    pub(super) shares: Shares,
    pub(super) efficient: Vec<u32>,
    /// The places that were looked at, ascending, where these are those alone that lead by one's own
    /// weights: an estimate.
    pub(super) leading: Option<Vec<u32>>,
}

/// What is being tried, and what was.
#[derive(Clone, Copy)]
pub(super) struct Weightings {
    /// On all matches.
    pub(super) whole: Latest<Tried>,
    /// On those that lead.
    first: Latest<Tried>,
    /// What they are tried on, or were.
    trying: StoredValue<String>,
}

impl Weightings {
    pub(super) fn new() -> Self {
        Self { whole: Latest::new(), first: Latest::new(), trying: StoredValue::new(String::new()) }
    }

    /// What was tried on an answer: on all of it, or else on those that lead.
    pub(super) fn of(self, answer: &Answer) -> Option<Tried> {
        let is_its = |t: &Tried| t.of == answer.tried_as;
        let whole = self.whole.answer().get().filter(is_its);
        whole.or_else(|| self.first.answer().get().filter(is_its))
    }

    /// Forgets what was tried, so that it is tried again.
    pub(super) fn again(self) {
        self.trying.set_value(String::new());
    }

    /// Tries so many on an answer, once for all weights: they change the order alone.
    pub(super) fn begin(self, answer: &Answer, draws: u32, worker: Worker) {
        let is_asked = !answer.query.conditions.is_empty();
        let (priorities, matches) = (answer.ranking.priorities.len(), answer.found.matches.len());
        if priorities < 2 || matches == 0 || !is_asked {
            return;
        }
        let of = answer.tried_as.clone();
        if self.trying.with_value(|t| *t == of) {
            return;
        }
        self.trying.set_value(of.clone());
        if matches > MANY {
            let mut leading = answer.ranking.order.clone();
            leading.sort_unstable();
            let made_of = answer.ranking.for_robust_of(&leading);
            let of = of.clone();
            self.first.ask(async move {
                let ((shares, draws), _) = worker::robustness(worker, &made_of, draws).await?;
                let at = |i: u32| leading.get(i as usize).copied();
                let shares = shares.into_iter().filter_map(|(i, share)| Some((at(i)?, share)));
                let shares = (shares.collect(), draws);
                Ok(Tried { of, shares, efficient: Vec::new(), leading: Some(leading) })
            });
        }
        let made_of = answer.ranking.for_robust();
        self.whole.ask(async move {
            let (shares, efficient) = worker::robustness(worker, &made_of, draws).await?;
            Ok(Tried { of, shares, efficient, leading: None })
        });
    }
}
