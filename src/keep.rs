//! « Garder »: the places that the user has in mind, from wherever they read of one.

use leptos::prelude::*;
use territory::{InseeCode, text};
use viewmodel::scenario::MOST_KEPT;

use crate::{dataset::Data, state::State, summary::count};

/// Keeps a place in mind, or no longer, and says so.
pub(crate) fn toggle_kept(state: State, code: InseeCode, name: &str) {
    let is_kept = is_kept(state, code);
    let mut has_room = true;
    state.scenario.update(|s| match is_kept {
        true => s.let_go(code),
        false => has_room = s.keep(code),
    });
    let all = state.scenario.with_untracked(|s| s.shortlist.len());
    let all = text::counted(count(all), "lieu gardé", "lieux gardés");
    state.announce(match (is_kept, has_room) {
        (true, _) => format!("{name} n’est plus gardé. {all}."),
        (false, true) => format!("{name}, lieu gardé. {all}, à comparer dans Mon projet."),
        (false, false) => format!(
            "{MOST_KEPT} lieux sont déjà gardés\u{202f}: laissez-en un dans Mon projet, Comparer."
        ),
    });
}

/// Whether a place is kept.
pub(crate) fn is_kept(state: State, code: InseeCode) -> bool {
    state.scenario.with(|s| s.shortlist.contains(&code))
}

/// Keeps the place that is read of, where there is one.
pub(crate) fn toggle_selected(state: State, data: Data) {
    let place = untrack(|| {
        let row = state.selected.get().filter(|_| data.has_places())?;
        Some((data.set.with(|s| s.gazetteer().code(row)), data.name(row)?))
    });
    if let Some((code, name)) = place {
        toggle_kept(state, code, &name);
    }
}

/// A button that keeps a place, pressed where it is kept.
#[component]
pub(crate) fn Keep(
    /// The place; nothing is shown while there is none.
    #[prop(into)]
    code: Signal<Option<InseeCode>>,
    /// What it does.
    on_press: Callback<InseeCode>,
    /// The name of the place, where several such buttons stand beside each other.
    #[prop(optional)]
    of: Option<String>,
) -> impl IntoView {
    let state: State = expect_context();
    let kept = Memo::new(move |_| code.get().is_some_and(|c| is_kept(state, c)));
    let press = move |_| {
        if let Some(code) = code.get_untracked() {
            on_press.run(code);
        }
    };
    let of = of.map(|name| view! { <span class="sr-only">{format!("\u{a0}{name}")}</span> });
    view! {
        <button type="button" class="button keep" aria-pressed=move || kept.get().to_string() hidden=move || code.with(Option::is_none) on:click=press>
            {move || if kept.get() { "Gardé" } else { "Garder" }}{of}
        </button>
    }
}

/// The same for the place that is read of.
#[component]
pub(crate) fn KeepSelected() -> impl IntoView {
    let (state, data): (State, Data) = (expect_context(), expect_context());
    let code = Memo::new(move |_| {
        let row = state.selected.get().filter(|_| data.has_places())?;
        Some(data.set.with(|s| s.gazetteer().code(row)))
    });
    let press = Callback::new(move |_| toggle_selected(state, data));
    view! { <Keep code=code on_press=press/> }
}
