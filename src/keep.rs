//! « Garder »: the places that the user has in mind, from wherever they read of one.

use leptos::prelude::*;
use territory::{InseeCode, text};
use viewmodel::scenario::MOST_KEPT;

use crate::{dataset::Data, state::State, summary::count};

/// The key that keeps the place that is read of, while the focus is on what says it.
pub(crate) const KEY: &str = "g";
/// Where that key counts.
pub(crate) const KEYS_IN: &str = ".sheet, .simulator, .map-pane";

/// Keeps a place in mind, or no longer, and says so.
pub(crate) fn toggle_kept(state: State, code: InseeCode, name: &str) {
    let is_kept = state.scenario.with_untracked(|s| s.shortlist.contains(&code));
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
            "{MOST_KEPT} lieux sont déjà gardés\u{202f}: ôtez-en un dans Mon projet, Comparer."
        ),
    });
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

/// A button that keeps a place, or no longer: it says which of both is so.
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
    /// The key that does the same.
    #[prop(optional)]
    key: Option<&'static str>,
) -> impl IntoView {
    let state: State = expect_context();
    let kept = Memo::new(move |_| {
        code.get().is_some_and(|c| state.scenario.with(|s| s.shortlist.contains(&c)))
    });
    let is_full =
        Memo::new(move |_| !kept.get() && state.scenario.with(|s| s.shortlist.len() >= MOST_KEPT));
    let press = move |_| {
        if let Some(code) = code.get_untracked() {
            on_press.run(code);
        }
    };
    let title = move || match (kept.get(), is_full.get()) {
        (true, _) => "Ne plus garder".to_owned(),
        (_, true) => format!("{MOST_KEPT} lieux sont gardés, c’est le maximum"),
        _ => "Mettre de côté, pour comparer".to_owned(),
    };
    let of = of.map(|name| view! { <span class="sr-only">{format!("\u{a0}{name}")}</span> });
    view! {
        <button type="button" class="button keep" class:kept=kept title=title disabled=is_full aria-keyshortcuts=key hidden=move || code.with(Option::is_none) on:click=press>
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
    view! { <Keep code=code on_press=press key=KEY/> }
}
