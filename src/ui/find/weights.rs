//! How much each priority counts.

use leptos::prelude::*;
use territory::text;

use super::search::Search;
use crate::ui::{each, folded};

/// Words of the weights.
const WORDS: [&str; 6] = [
    "ne compte pas",
    "compte très peu",
    "compte peu",
    "compte",
    "compte beaucoup",
    "compte avant tout",
];

/// A slider for each priority.
#[component]
pub(super) fn Weights() -> impl IntoView {
    let search: Search = expect_context();
    // Those that can be counted: a distance only where a town is named.
    let keys = Memo::new(move |_| {
        let (Some(book), Some(query)) = (search.book.get(), search.query.get()) else {
            return Vec::new();
        };
        let has_town = query.town().is_some();
        let is = |c: &&finder::Criterion| {
            c.priority.is_some() && (has_town || !matches!(c.kind, finder::Kind::Near { .. }))
        };
        book.criteria.iter().filter(is).map(|c| c.id.clone()).collect()
    });
    let slider = move |id: String| {
        let Some(book) = search.book.get_untracked() else { return ().into_any() };
        let Some(criterion) = book.criterion(&id).cloned() else { return ().into_any() };
        let Some(priority) = criterion.priority.clone() else { return ().into_any() };
        let stored = StoredValue::new(criterion);
        let weight = Memo::new(move |_| {
            search.query.with(|q| q.as_ref().map_or(0, |q| stored.with_value(|c| q.weight(c))))
        });
        let set = move |e| {
            if let Ok(weight) = event_target_value(&e).parse() {
                search.change(|q| stored.with_value(|c| q.weigh(&c.id, weight)));
            }
        };
        let words = move || WORDS.get(usize::from(weight.get())).copied().unwrap_or_default();
        let field = format!("weight-{id}");
        view! {
            <div class="weight">
                <label for=field.clone()>{text::typeset(&priority.name)}</label>
                <input type="range" id=field min="0" max="5" step="1" prop:value=move || weight.get().to_string() aria-valuetext=words on:input=set/>
                <small aria-hidden="true">{words}</small>
            </div>
        }
        .into_any()
    };
    let body = move || {
        view! {
            <p class="minor">"L’ordre est une moyenne de ce que vaut chaque lieu pour ces priorités, de 0 à 1 entre deux bornes, pondérée par vos poids. Un chiffre inconnu compte comme la médiane de la France\u{a0}; à égalité, le lieu le plus peuplé passe devant."</p>
            {each(keys, slider)}
        }
    };
    folded("fold", false, "Changer les poids", body)
}
