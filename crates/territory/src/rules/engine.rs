//! What a situation gives a right to: for each aid the answer, the payments, the duties, and every
//! reason.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    Fact, Family, LegalReference, Nature, OfferRule, Payer, QuestionKind, RuleBook,
    calendar::{self, Duty, Payment, cents},
    formula::{Datum, Formula, Missing, Scope, Situation, Variable},
    offers::fill,
    trace::Step,
    zoning_caveat,
};
use crate::text;

/// Years over which money is added up.
pub(super) const HORIZON_MONTHS: u32 = 60;

/// Identifier of the requirement that is the days on which an aid is open.
const PERIOD: &str = "period";

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

/// A requirement as it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Requirement {
    /// Identifier within the aid; `period` for the days on which it is open.
    pub id: String,
    /// It in words.
    pub text: String,
    /// Whether it holds; none while something is missing.
    pub holds: Option<bool>,
    /// What it was judged by.
    pub steps: Vec<Step>,
    /// For one that does not hold: the smallest change that would make it hold, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifted_by: Option<Lifting>,
}

/// A change that lifts a refusal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lifting {
    /// What changes.
    pub change: Change,
    /// In words.
    pub text: String,
}

/// See [`Lifting`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Another answer to a question.
    Answer(String, Datum),
    /// Another place, of which this is so.
    Fact(Fact, Datum),
    /// Another day.
    Date(NaiveDate),
}

/// What must be paid back on leaving early, in one reading of the rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Repayment {
    /// Identifier of the reading.
    pub id: String,
    /// The reading in words.
    pub label: String,
    /// Euros.
    pub amount: f64,
    /// How it was computed.
    pub how: String,
    /// From what.
    pub steps: Vec<Step>,
}

/// An aid as it stands in a situation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// Identifier of the aid.
    pub id: String,
    /// Short name.
    pub short: String,
    /// Name in full.
    pub name: String,
    /// Group.
    pub family: Family,
    /// Who pays.
    pub payer: Payer,
    /// The answer.
    pub state: State,
    /// Each requirement, those that do not hold first.
    pub requirements: Vec<Requirement>,
    /// What is still to be known, answers and facts.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub missing: BTreeSet<Missing>,
    /// Of these, what to ask first: what the first open requirement lacks.
    #[serde(skip)]
    pub next: BTreeSet<Missing>,
    /// Questions that were not answered and that the result assumes something about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumed: Vec<String>,
    /// What is paid and when.
    pub payments: Vec<Payment>,
    /// Money over five years, euros.
    pub total: f64,
    /// How each amount was computed.
    pub trace: Vec<Step>,
    /// What is owed in return.
    pub duties: Vec<Duty>,
    /// What else to know.
    pub remarks: Vec<String>,
    /// After its end: what replaced it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// Doubt about the table of zones on that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caveat: Option<String>,
    /// Where it is written.
    pub references: Vec<LegalReference>,
}

impl Outcome {
    /// Profits that are not taxed, over all years of the aid, euros: never added to money.
    #[must_use]
    pub fn tax_free(&self) -> f64 {
        cents(self.payments.iter().filter(|p| p.nature == Nature::TaxFree).map(|p| p.amount).sum())
    }
}

/// Every aid of the book.
#[must_use]
pub fn outcomes(book: &RuleBook, situation: &Situation) -> Vec<Outcome> {
    book.offers.iter().map(|rule| outcome(book, rule, situation)).collect()
}

/// An aid as it stands, without a word of explanation.
pub(super) struct Judgement {
    pub(super) state: State,
    /// Whether each requirement of the rule holds; none while something is missing.
    holds: Vec<Option<bool>>,
    pub(super) missing: BTreeSet<Missing>,
    next: BTreeSet<Missing>,
    payments: Vec<Payment>,
    duties: Vec<Duty>,
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

/// Judges an aid.
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

/// One aid.
#[must_use]
pub fn outcome(book: &RuleBook, rule: &OfferRule, situation: &Situation) -> Outcome {
    let scope = scope(book, rule, situation);
    let day = scope.day;
    let Judgement { state, holds, missing, next, payments, duties, total } = judge(&scope);
    let in_words = |(r, holds): (&super::RequirementRule, Option<bool>)| Requirement {
        id: r.id.clone(),
        text: fill(book, &r.text, day),
        holds,
        steps: scope.steps(&r.holds),
        lifted_by: if holds == Some(false) { lifting(&scope, &r.holds) } else { None },
    };
    let mut requirements = vec![period(rule, situation.date)];
    requirements.extend(rule.requires.iter().zip(holds).map(in_words));
    requirements.sort_by_key(|r| r.holds != Some(false));
    Outcome {
        id: rule.id.clone(),
        short: rule.short.clone(),
        name: text::typeset(&rule.name),
        family: rule.family,
        payer: rule.payer,
        trace: if state == State::Granted { trace(&scope) } else { Vec::new() },
        assumed: assumed(&scope, &requirements),
        remarks: rule.remarks.iter().map(|r| fill(book, r, day)).collect(),
        replaced_by: rule
            .replaced_by
            .as_ref()
            .filter(|_| rule.to.is_some_and(|to| situation.date > to))
            .map(|r| text::typeset(r)),
        caveat: zoning_caveat(book, &situation.zoning, situation.date)
            .filter(|_| zone_decides(&scope, state, total)),
        references: rule.references.clone(),
        state,
        requirements,
        missing,
        next,
        payments,
        total,
        duties,
    }
}

/// Whether the answer would be another if the zone were not known: only then a doubt about the zone
/// is one about the aid.
fn zone_decides(scope: &Scope, state: State, total: f64) -> bool {
    let mut situation = scope.situation.clone();
    situation.facts.remove(&Fact::Zone).is_some() && {
        let without = judge(&Scope { situation: &situation, variables: BTreeMap::new(), ..*scope });
        (without.state, without.total) != (state, total)
    }
}

/// The days on which an aid is open.
fn period(rule: &OfferRule, date: NaiveDate) -> Requirement {
    let text = match rule.to {
        Some(to) => {
            format!("une demande entre le {} et le {}", text::date(rule.from), text::date(to))
        }
        None => format!("une demande à partir du {}", text::date(rule.from)),
    };
    let nearest = date.clamp(rule.from, rule.to.unwrap_or(NaiveDate::MAX));
    let lifted_by = (nearest != date).then(|| Lifting {
        change: Change::Date(nearest),
        text: format!("à la date du {}", text::date(nearest)),
    });
    Requirement {
        id: PERIOD.to_owned(),
        text,
        holds: Some(lifted_by.is_none()),
        steps: Vec::new(),
        lifted_by,
    }
}

/// Money received within the horizon.
fn total(payments: &[Payment], start: NaiveDate) -> f64 {
    let end = start.checked_add_months(Months::new(HORIZON_MONTHS)).unwrap_or(NaiveDate::MAX);
    cents(
        payments
            .iter()
            .filter(|p| p.nature == Nature::Cash && p.date <= end)
            .map(|p| p.amount)
            .sum(),
    )
}

/// How each payment was computed; one that changes from year to year, once for each run of years
/// that are alike.
fn trace(scope: &Scope) -> Vec<Step> {
    let mut out = Vec::new();
    for rule in &scope.rule.payments {
        let label = fill(scope.book, &rule.label, scope.day);
        // Runs of years of equal computation: first year, last year, what it is.
        let mut runs: Vec<(u32, u32, Step)> = Vec::new();
        for (year, scope) in calendar::years(scope, rule) {
            let value = match scope.number(&rule.amount) {
                // What is not paid needs no computation.
                Ok(0.0) => continue,
                Ok(n) => text::euros(cents(n)),
                Err(_) => "à préciser".to_owned(),
            };
            let how = scope.spell(&rule.amount);
            match runs.last_mut() {
                Some((_, last, step)) if step.value == value && step.how.as_ref() == Some(&how) => {
                    *last = year
                }
                _ => runs.push((
                    year,
                    year,
                    Step {
                        label: label.clone(),
                        value,
                        how: Some(how),
                        children: scope.steps(&rule.amount),
                        ..Step::default()
                    },
                )),
            }
        }
        let one = runs.len() == 1;
        out.extend(runs.into_iter().map(|(first, last, step)| {
            let label = match (one, first == last) {
                (true, _) => step.label,
                (_, true) => format!("{}, année {first}", step.label),
                _ => format!("{}, années {first} à {last}", step.label),
            };
            Step { label, ..step }
        }));
    }
    out
}

/// Questions without an answer that something is assumed about, as far as they matter: all that
/// formulas name, or for a refusal those that it stands on; none once the days of the aid are over.
fn assumed(scope: &Scope, requirements: &[Requirement]) -> Vec<String> {
    let fails = |id: &str| requirements.iter().any(|r| r.id == id && r.holds == Some(false));
    if fails(PERIOD) {
        return Vec::new();
    }
    let decisive: Vec<&Formula> =
        scope.rule.requires.iter().filter(|r| fails(&r.id)).map(|r| &r.holds).collect();
    let formulas: Vec<&Formula> =
        if decisive.is_empty() { scope.rule.decisive().collect() } else { decisive };
    let asked = |q: &&super::Question| {
        q.assume.is_some()
            && !scope.situation.answers.contains_key(&q.id)
            && formulas.iter().any(|f| scope.asks(f, &q.id))
    };
    scope.book.questions.iter().filter(asked).map(|q| q.id.clone()).collect()
}

/// What must be paid back when one leaves after so many months, in each reading; nothing where
/// nothing was paid.
#[must_use]
pub fn repayments(
    book: &RuleBook,
    situation: &Situation,
    id: &str,
    elapsed: u32,
) -> Vec<Repayment> {
    let Some(rule) = book.offer(id) else { return Vec::new() };
    let scope = scope(book, rule, situation);
    let leaves = situation.date.checked_add_months(Months::new(elapsed)).unwrap_or(NaiveDate::MAX);
    let received =
        judge(&scope).payments.into_iter().filter(|p| p.nature == Nature::Cash && p.date <= leaves);
    let paid = cents(received.map(|p| p.amount).sum());
    let scope = scope.with(Variable::Paid, paid).with(Variable::Elapsed, f64::from(elapsed));
    let one = |r: &super::RepayRule| {
        let amount = cents(scope.number(&r.amount).ok()?.clamp(0.0, paid));
        Some(Repayment {
            id: r.id.clone(),
            label: text::typeset(&r.label),
            amount,
            how: scope.spell(&r.amount),
            steps: scope.steps(&r.amount),
        })
    };
    rule.repay.iter().filter_map(one).collect()
}

/// The questions that still matter, those on which most aids wait first; at equal numbers in the
/// order of the book.
#[must_use]
pub fn questions_left(book: &RuleBook, all: &[Outcome]) -> Vec<String> {
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    for outcome in all.iter().filter(|o| o.state == State::Undetermined) {
        for m in &outcome.next {
            if let Missing::Answer(name) = m {
                *waiting.entry(name).or_default() += 1;
            }
        }
    }
    let mut left: Vec<(usize, &str)> = book
        .questions
        .iter()
        .filter_map(|q| Some((*waiting.get(q.id.as_str())?, q.id.as_str())))
        .collect();
    left.sort_by_key(|(aids, _)| std::cmp::Reverse(*aids));
    left.into_iter().map(|(_, id)| id.to_owned()).collect()
}

/// The smallest single change that makes a requirement hold: for a number the nearest that will do,
/// for a choice the first of its options, for the place another class of it.
fn lifting(scope: &Scope, holds: &Formula) -> Option<Lifting> {
    let mut best: Option<(f64, Lifting)> = None;
    let mut consider = |distance: f64, situation: &Situation, change: Change, text: String| {
        let scope = Scope { situation, variables: BTreeMap::new(), ..*scope };
        if scope.flag(holds) == Ok(true) && best.as_ref().is_none_or(|(d, _)| distance < *d) {
            best = Some((distance, Lifting { change, text }));
        }
    };
    let (mut names, mut numbers, mut words) = (Vec::new(), Vec::new(), Vec::new());
    holds.names(&mut |f| {
        match f {
            Formula::Answer(_) | Formula::Fact(_) if !names.contains(f) => names.push(f.clone()),
            Formula::Parameter(_) | Formula::Number(_) | Formula::Step(_) => {
                numbers.extend(scope.number(f))
            }
            Formula::Word(w) => words.push(w.clone()),
            _ => {}
        }
        false
    });
    for name in &names {
        match name {
            Formula::Answer(id) => {
                let Some(question) = scope.book.question(id) else { continue };
                let now = scope.eval(name).ok();
                let candidates: Vec<(f64, Datum)> = match question.kind {
                    QuestionKind::YesNo => {
                        vec![(1.0, Datum::Flag(true)), (1.0, Datum::Flag(false))]
                    }
                    QuestionKind::Choice => (0u32..)
                        .zip(&question.options)
                        .map(|(i, o)| (1.0 + f64::from(i) / 1e3, Datum::Word(o.id.clone())))
                        .collect(),
                    QuestionKind::Number => {
                        let from = now.as_ref().and_then(Datum::number).unwrap_or(0.0);
                        // Just the bound, and for strict bounds the nearest whole step beyond: less
                        // of a change than another choice.
                        numbers
                            .iter()
                            .flat_map(|n| [*n, n - 1.0, n + 1.0])
                            .map(|n| {
                                ((n - from).abs() / (1.0 + from.abs() + n.abs()), Datum::Number(n))
                            })
                            .collect()
                    }
                };
                for (distance, datum) in candidates
                    .into_iter()
                    .filter(|(_, d)| Some(d) != now.as_ref() && question.allows(d))
                {
                    let mut other = scope.situation.clone();
                    other.answers.insert(id.clone(), datum.clone());
                    let text = format!(
                        "répondre {} à {}",
                        text::quoted(&scope.in_words(name, &datum)),
                        text::quoted(&text::typeset(&question.label))
                    );
                    consider(distance, &other, Change::Answer(id.clone(), datum), text);
                }
            }
            Formula::Fact(fact) => {
                for (i, word) in (0u32..).zip(&words) {
                    let mut other = scope.situation.clone();
                    let datum = Datum::Word(word.clone());
                    other.facts.insert(*fact, datum.clone());
                    let text = format!("un autre lieu ({}{}: {word})", fact.label(), text::NNBSP);
                    // Moving is a greater change than any answer.
                    consider(10.0 + f64::from(i), &other, Change::Fact(*fact, datum), text);
                }
            }
            _ => {}
        }
    }
    best.map(|(_, lifting)| lifting)
}

impl Formula {
    /// Visits every part until the visitor says true; whether it did.
    pub fn names(&self, visit: &mut dyn FnMut(&Self) -> bool) -> bool {
        if visit(self) {
            return true;
        }
        match self {
            Self::Not(inner) => inner.names(visit),
            Self::Binary(_, a, b) => a.names(visit) || b.names(visit),
            Self::If(a, b, c) => a.names(visit) || b.names(visit) || c.names(visit),
            Self::Min(all) | Self::Max(all) | Self::OneOf(all) => {
                all.iter().any(|f| f.names(visit))
            }
            _ => false,
        }
    }
}
