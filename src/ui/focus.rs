//! Where the focus goes when what was pressed goes with what it did.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Frames that an element is waited for: ten seconds.
const PATIENCE: u32 = 600;

/// Moves the focus to the first element that matches a selector, once its part of the program has
/// come; not at all where it does not come in time.
pub(super) fn focus_when_there(selector: &'static str) {
    look(selector, PATIENCE);
}

fn look(selector: &'static str, frames: u32) {
    request_animation_frame(move || {
        let found = document().query_selector(selector).ok().flatten();
        match found.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            Some(element) => {
                let _focused = element.focus();
            }
            None if frames > 0 => look(selector, frames - 1),
            None => {}
        }
    });
}

/// Moves the focus to an element by its identifier: at once where it is there; in the next frame
/// where it is made until then, or made again, unless the user has gone elsewhere since.
pub(super) fn focus(id: impl Into<String>) {
    let id = id.into();
    reach(&id);
    request_animation_frame(move || {
        let body = document().body().map(web_sys::Element::from);
        if document().active_element().is_none_or(|e| Some(e) == body) {
            reach(&id);
        }
    });
}

fn reach(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _focused = element.focus();
    }
}
