//! What a place opens to the doctor's project, in a sentence: the first answer of its sheet.

use leptos::prelude::*;
use territory::{RuleBook, rules::Nature, text};
use viewmodel::address::Route;

use super::{Judged, judging, load};
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
    let judging = judging(selected);
    let pin: Pin = expect_context();
    let at_point = Memo::new(move |_| pin.found_at(selected.get()).map(|found| found.said));
    let said = Memo::new(move |_| {
        // Nothing is counted where the zone is not known, as of a city that has one by arrondissement.
        let result = judging.result.get().filter(|r| r.can_count())?;
        Some(data.set.with(|s| (result.reaches(), less_tax(s.rules(), &result))))
    });
    move || {
        said.get().map(|(reaches, less_tax)| {
            view! {
                <section class="answer" aria-label="Ce que ce lieu ouvre à votre projet">
                    <p class="minor">"Ce que ce lieu ouvre à votre projet"</p>
                    <p class="big">{reaches}</p>
                    {less_tax.map(|names| view! { <p>"Impôt en moins possible\u{202f}: "{names}"."</p> })}
                    // On screen the precise address says so itself.
                    {at_point.get().map(|said| view! { <p class="paper-only">{said}</p> })}
                    <p><ViewLink route=Route::Aids class="link">"Répondre, et voir le détail"</ViewLink></p>
                </section>
            }
        })
    }
}

/// The aids that forgo a tax and that may yet be had, by their short names.
fn less_tax(book: &RuleBook, result: &Judged) -> Option<String> {
    let is_tax = |id: &&String| {
        book.offer(id).is_some_and(|rule| {
            !rule.payments.is_empty() && rule.payments.iter().all(|p| p.nature == Nature::TaxFree)
        })
    };
    let names: Vec<String> = (result.reach.open.iter().filter(is_tax))
        .filter_map(|id| Some(text::typeset(&book.offer(id)?.short)))
        .collect();
    (!names.is_empty()).then(|| text::listed(&names))
}
