//! Where the focus goes when what was pressed goes with what it did.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Moves the focus to an element by its identifier, once it is there.
pub(super) fn focus(id: impl Into<String>) {
    let id = id.into();
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id);
        if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _focused = element.focus();
        }
    });
}
