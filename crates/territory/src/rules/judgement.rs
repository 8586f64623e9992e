//! Whether an aid is granted and what it pays, without a word of explanation.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    Nature, OfferRule, RuleBook,
    calendar::{self, Duty, Payment, cents},
    formula::{Missing, Scope, Situation},
};

/// Years over which money is added up.
pub(super) const HORIZON_MONTHS: u32 = 60;

/// The answer for one aid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Every requirement holds and the amounts are known.
    Granted,
    /// Something is still to be answered.
    Undetermined,
    /// A requirement does not hold.
    Refused,
}

/// An aid as it stands, without a word of explanation.
pub(super) struct Judgement {
    pub(super) state: State,
    /// Whether each requirement of the rule holds; none while something is missing.
    pub(super) holds: Vec<Option<bool>>,
    pub(super) missing: BTreeSet<Missing>,
    pub(super) next: BTreeSet<Missing>,
    pub(super) payments: Vec<Payment>,
    pub(super) duties: Vec<Duty>,
    /// Money over five years, euros.
    pub(super) total: f64,
}

/// Everything that the formulas of an aid may name. Outside its days an aid is described by the
/// figures of its first or last day.
pub(super) fn scope<'a>(
    book: &'a RuleBook,
    rule: &'a OfferRule,
    situation: &'a Situation,
) -> Scope<'a> {
    let day = situation.date.clamp(rule.from, rule.to.unwrap_or(NaiveDate::MAX));
    Scope { book, rule, situation, variables: BTreeMap::new(), day, lasting: false }
}

/// Judges an aid: each requirement, then payments and duties where none fails.
pub(super) fn judge(scope: &Scope) -> Judgement {
    let (mut missing, mut next) = (BTreeSet::new(), BTreeSet::new());
    let judged = scope.rule.requires.iter().map(|r| {
        scope
            .flag(&r.holds)
            .map_err(|more| {
                missing.extend(more.iter().cloned());
                if next.is_empty() {
                    next = more;
                }
            })
            .ok()
    });
    let holds: Vec<Option<bool>> = judged.collect();
    let refused = scope.day != scope.situation.date || holds.contains(&Some(false));
    let (mut payments, mut duties) = (Vec::new(), Vec::new());
    if refused {
        missing.clear();
    } else {
        match (calendar::payments(scope, &scope.rule.payments), calendar::duties(scope)) {
            (Ok(p), Ok(d)) if missing.is_empty() => (payments, duties) = (p, d),
            (p, d) => {
                missing.extend(p.err().into_iter().flatten().chain(d.err().into_iter().flatten()))
            }
        }
    }
    if next.is_empty() {
        next.clone_from(&missing);
    }
    let state = match (refused, missing.is_empty()) {
        (true, _) => State::Refused,
        (false, true) => State::Granted,
        (false, false) => State::Undetermined,
    };
    Judgement {
        state,
        holds,
        missing,
        next,
        total: total(&payments, scope.situation.date),
        payments,
        duties,
    }
}

/// Money received within the horizon.
pub(super) fn total(payments: &[Payment], start: NaiveDate) -> f64 {
    let end = start.checked_add_months(Months::new(HORIZON_MONTHS)).unwrap_or(NaiveDate::MAX);
    cents(
        payments
            .iter()
            .filter(|p| p.nature == Nature::Cash && p.date <= end)
            .map(|p| p.amount)
            .sum(),
    )
}
