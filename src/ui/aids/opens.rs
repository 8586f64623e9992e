//! What a place opens to the doctor's project, in a sentence: the first answer of its sheet.

use leptos::prelude::*;
use viewmodel::{
    address::Route,
    reached::{IN_DISTRICT, Reached},
};

use super::{judging, load};
use crate::{
    dataset::use_data,
    pin::Pin,
    route::{ViewLink, held},
    state::use_state,
};

/// The sentence, what it rests on, and the way to the answers.
#[component]
pub fn Opens() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    load(data);
    let selected = held(move || state.selected.get().filter(|_| !data.own_expected.get()));
    let reached = judging(selected, |set, here, date, written| {
        let possible: Vec<_> = here.possible.iter().collect();
        let situation = here.situation(set.rules(), date, written);
        // Its sentences say of one question only that something hangs on it.
        Reached::of(set.rules(), &situation, &possible, |q| q.id == IN_DISTRICT)
    });
    let pin: Pin = expect_context();
    let at_point = Memo::new(move |_| pin.found_at(selected.get()).map(|found| found.said));
    // One value for all that is shown: an effect that reads what follows from another value before that
    // value itself is not told when only the latter changes (DESIGN.md).
    let said = Memo::new(move |_| {
        let Some(result) = reached.result.get() else {
            let failed = data.failures.with(|f| !f.is_empty());
            return if failed { Said::Nothing } else { Said::Waiting };
        };
        // Nothing is counted where the zone is not known, as of a city that has one by arrondissement.
        if !result.can_count {
            return Said::Nothing;
        }
        // What the figures above it suppose, in one place.
        let rests = data.set.with(|s| {
            let supposes = result.supposes().map(str::to_owned);
            result.retains(s.rules()).into_iter().chain(supposes).collect::<Vec<_>>().join(" ")
        });
        Said::This { reaches: result.reaches(), beside: result.beside(), rests }
    });
    move || {
        match said.get() {
        Said::Waiting => ().into_any(),
        // What stands there keeps no room for it.
        Said::Nothing => view! { <span></span> }.into_any(),
        Said::This { reaches, beside, rests } => view! {
            <section class="answer" aria-label="Ce que ce lieu ouvre à votre projet">
                <p class="minor">"Ce que ce lieu ouvre à votre projet"</p>
                <p class="big">{reaches}</p>
                {beside.map(|said| view! { <p>{said}</p> })}
                {(!rests.is_empty()).then(|| view! { <p class="minor">{rests}</p> })}
                // On screen the precise address says so itself.
                {at_point.get().map(|said| view! { <p class="paper-only">{said}</p> })}
                <p><ViewLink route=Route::Aids class="link">"Répondre, et voir le détail"</ViewLink></p>
            </section>
        }
        .into_any(),
    }
    }
}

/// What is said of a place.
#[derive(Clone, PartialEq)]
enum Said {
    /// Rules or the zone are on their way.
    Waiting,
    /// There is nothing to count, or what it would be counted from did not come.
    Nothing,
    /// The sentence, the tax beside it, and what both suppose.
    This { reaches: String, beside: Option<String>, rests: String },
}
