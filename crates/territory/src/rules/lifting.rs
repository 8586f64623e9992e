//! The smallest change that makes a requirement hold.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    Fact, QuestionKind,
    formula::{Datum, Formula, Scope, Situation},
};
use crate::text;

/// A change that lifts a refusal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lifting {
    /// The change, for a link that makes it.
    pub change: Change,
    /// The change in French (« répondre … à … »).
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
    /// Another day of installation.
    Date(NaiveDate),
}

/// The smallest single change that makes a requirement hold: for a number the nearest that will do,
/// for a choice the first of its options, for the place another class of it.
pub(super) fn lifting(scope: &Scope, holds: &Formula) -> Option<Lifting> {
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
