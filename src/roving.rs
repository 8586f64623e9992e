//! A group of things to press that is one stop of the tab key: arrows walk within it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlAnchorElement, HtmlElement, KeyboardEvent};

/// Moves the focus within the group that hears the key: to the next or the one before, round its
/// ends, or to its first or last. The space key follows a link.
pub fn walk(event: KeyboardEvent) {
    let group = event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let Some(all) = group.and_then(|g| g.query_selector_all("a, button").ok()) else { return };
    let count = all.length();
    let focused = document().active_element().map(web_sys::Node::from);
    let Some(at) = (0..count).find(|i| all.item(*i) == focused) else { return };
    let to = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => (at + 1) % count,
        "ArrowLeft" | "ArrowUp" => (at + count - 1) % count,
        // A link answers to the Enter key alone: as a tab it answers to both.
        " " => {
            if let Some(link) = all.item(at).and_then(|n| n.dyn_into::<HtmlAnchorElement>().ok()) {
                event.prevent_default();
                link.click();
            }
            return;
        }
        "Home" => 0,
        "End" => count - 1,
        _ => return,
    };
    event.prevent_default();
    // Arrows move the map where they are its own.
    event.stop_propagation();
    if let Some(element) = all.item(to).and_then(|n| n.dyn_into::<HtmlElement>().ok()) {
        let _focused = element.focus();
    }
}
