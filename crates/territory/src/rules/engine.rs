//! What a situation gives a right to: for each aid the answer, the payments, the duties, and every
//! reason.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::{
    Fact, Family, LegalReference, Nature, OfferRule, Payer, RuleBook, State,
    calendar::{self, Duty, Payment, cents},
    formula::{Formula, Missing, Scope, Situation, Variable},
    judgement::Judgement,
    lifting::{Change, Lifting, lifting},
    offers::fill,
    tax::{Saving, savings},
    trace::Step,
};
use crate::text;

pub(super) use super::judgement::{judge, scope};

/// Identifier of the requirement that is the days on which an aid is open.
const PERIOD: &str = "period";

/// A requirement as it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Requirement {
    /// Identifier within the aid; `period` for the days on which it is open.
    pub id: String,
    /// What must hold, in French, its figures filled in.
    pub text: String,
    /// Whether it holds; none while something is missing.
    pub holds: Option<bool>,
    /// What it was judged by.
    pub steps: Vec<Step>,
    /// For one that does not hold: the smallest change that would make it hold, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifted_by: Option<Lifting>,
    /// Texts that it rests on; empty where these are those of the aid.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<LegalReference>,
    /// Where in the first of them (« article 4 »), where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

/// What must be paid back on leaving early, in one reading of the rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Repayment {
    /// Identifier of the reading.
    pub id: String,
    /// The reading in words.
    pub label: String,
    /// Euros to pay back, by this reading.
    pub amount: f64,
    /// How it was computed.
    pub how: String,
    /// The computation that gave the amount.
    pub steps: Vec<Step>,
}

/// An aid as it stands in a situation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// Identifier of the aid.
    pub id: String,
    /// Short name (« CAIM »), in French.
    pub short: String,
    /// Name in full, in French.
    pub name: String,
    /// Group that it is shown with.
    pub family: Family,
    /// Who pays it, or forgoes a tax.
    pub payer: Payer,
    /// Granted, refused, or waiting for an answer.
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
    /// What is not paid in tax, a year each: never added to money.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub saved: Vec<Saving>,
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
    /// Whether the aid is open on the day, whoever may have it.
    #[must_use]
    pub fn is_in_its_days(&self) -> bool {
        self.requirements.iter().all(|r| r.id != PERIOD || r.holds == Some(true))
    }

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

/// The answer for one aid, with every reason and its computation.
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
        references: r.references.clone(),
        article: r.article.as_deref().map(text::typeset),
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
        caveat: (situation.footing.caveat.clone()).filter(|_| zone_decides(&scope, state, total)),
        references: rule.references.clone(),
        saved: savings(book, situation, &payments),
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
        references: Vec::new(),
        article: None,
    }
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
                Err(_) => "à vérifier".to_owned(),
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
pub fn questions_left<'a>(
    book: &RuleBook,
    all: impl IntoIterator<Item = &'a Outcome>,
) -> Vec<String> {
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    for outcome in all.into_iter().filter(|o| o.state == State::Undetermined) {
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
