//! What the reader tries on the pages beside the explorer: kept in the address with the answers, under names of its own,
//! so that the page of aids leaves it alone.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::state::State;

/// How the names begin.
pub(super) const PLANNED: &str = "plan_";

/// What the address says of something that the reader tries.
pub(super) fn planned(state: State, name: &str) -> Option<String> {
    state.answers.with(|a| a.get(name).cloned())
}

/// What the doctor answers to questions, without what is only tried.
pub(super) fn answered(state: State) -> BTreeMap<String, String> {
    state.answers.with(|a| a.iter().filter(|(id, _)| !id.starts_with(PLANNED)).map(|(id, w)| (id.clone(), w.clone())).collect())
}

/// Writes what is tried; an empty value takes it away.
pub(super) fn plan(state: State, name: &str, value: String) {
    state.answers.update(|a| if value.is_empty() { drop(a.remove(name)) } else { drop(a.insert(name.to_owned(), value)) });
}

/// Moves the focus to an element by its identifier: what was pressed may have gone with what it did.
pub(super) fn focus(id: impl Into<String>) {
    use wasm_bindgen::JsCast;
    let id = id.into();
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&id).and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _focused = element.focus();
        }
    });
}
