//! What a class opens and closes for the situation of the address.

use std::collections::BTreeMap;

use leptos::prelude::*;
use territory::{
    Row,
    rules::{Datum, Fact, Situation, State as Answer, outcomes},
    text,
};

use super::AccessContext;
use crate::{
    dataset::{can_judge, use_data},
    state::use_state,
    ui::aids::answers_of,
};

/// Aids that a class decides of.
#[derive(Clone, Debug, Default, PartialEq)]
struct Consequence {
    /// Granted here, and not if the class were not known: name and money over five years.
    granted: Vec<(String, f64)>,
    /// Refused here because of the class.
    refused: Vec<String>,
    /// Waiting for answers, and for nothing else if the class stands.
    waiting: usize,
    /// Whether the class is that of the act in force: no amount is said where it may not be.
    is_settled: bool,
}

/// The consequence of one class, in a sentence; nothing for a classification that no rule asks
/// about.
#[component]
pub(super) fn ConsequenceOf(
    /// The column.
    column: String,
) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let AccessContext { place, .. } = expect_context();
    let fact = data.set.with_untracked(|s| s.fact_of(&column));
    let found = Memo::new(move |_| {
        let (fact, (row, ..)) = (fact?, place.get()?);
        let (date, written) = (state.date(), state.answers.get());
        data.set.with(|s| can_judge(s).then(|| judge(s, row, fact, date, &written)))
    });
    let sentence = move || {
        let found = found.get()?;
        let names = |all: &[String]| all.join(", ");
        let granted: Vec<String> = found
            .granted
            .iter()
            .map(|(name, total)| {
                if *total > 0.0 && found.is_settled {
                    format!("{name} ({})", text::euros(*total))
                } else {
                    name.clone()
                }
            })
            .collect();
        let mut parts = Vec::new();
        if !granted.is_empty() {
            parts.push(format!("ouvre {}", names(&granted)));
        }
        if !found.refused.is_empty() {
            parts.push(format!("ferme {}", names(&found.refused)));
        }
        if found.waiting > 0 {
            parts.push(format!(
                "compte pour {} à vérifier",
                text::counted(crate::summary::count(found.waiting), "aide", "aides")
            ));
        }
        let said = if parts.is_empty() { "ne change rien".to_owned() } else { parts.join(" ; ") };
        let held = if found.is_settled { "" } else { ", s'il tient encore," };
        Some(text::typeset(&format!("Pour vos réponses, ce classement{held} {said}.")))
    };
    move || sentence().map(|s| view! { <span class="consequence">{s}</span> })
}

fn judge(
    set: &territory::Dataset,
    row: Row,
    fact: Fact,
    date: chrono::NaiveDate,
    written: &BTreeMap<String, String>,
) -> Consequence {
    // The class of the table, whether a later act has replaced it or not: the sentence says which.
    let facts = match fact {
        Fact::Zone => set.published(row),
        _ => set.facts(row, date),
    };
    let footing = set.footing(row, date);
    let answers = answers_of(set.rules(), written);
    let mut without = facts.clone();
    let Some(Datum::Word(_)) = without.remove(&fact) else { return Consequence::default() };
    let here = outcomes(
        set.rules(),
        &Situation { date, facts, answers: answers.clone(), footing: footing.clone() },
    );
    let is_settled = fact != Fact::Zone || footing.is_settled();
    let elsewhere = outcomes(set.rules(), &Situation { date, facts: without, answers, footing });
    let mut out = Consequence { is_settled, ..Consequence::default() };
    for (with, without) in here.into_iter().zip(elsewhere) {
        // What is the same without the class does not hang on it.
        let hangs = without.state != with.state || without.missing.len() > with.missing.len();
        match with.state {
            Answer::Granted if hangs => out.granted.push((with.short, with.total)),
            Answer::Refused if hangs => out.refused.push(with.short),
            Answer::Undetermined if hangs => out.waiting += 1,
            _ => {}
        }
    }
    out
}
