//! Where the focus goes when what was pressed goes with what it did.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::route::is_still;

/// Frames that an element is waited for: ten seconds.
const PATIENCE: u32 = 600;

/// Moves the focus to the first element that matches a selector, once its part of the program has
/// come; not at all where it does not come in time, or where the user has gone elsewhere since.
pub(super) fn focus_when_there(selector: impl Into<String>) {
    look(selector.into(), document().active_element(), PATIENCE);
}

fn look(selector: String, from: Option<web_sys::Element>, frames: u32) {
    request_animation_frame(move || {
        let found = document().query_selector(&selector).ok().flatten();
        match found.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
            Some(element) if is_still(from.as_ref()) => {
                take(&element, ScrollLogicalPosition::Nearest);
            }
            None if frames > 0 => look(selector, from, frames - 1),
            _ => {}
        }
    });
}

/// Moves the focus to an element by its identifier: at once where it is there; in the next frame
/// where it is made until then, or made again, unless the user has gone elsewhere since.
pub(super) fn focus(id: impl Into<String>) {
    go(id.into(), ScrollLogicalPosition::Nearest);
}

/// The same to a heading, which then stands at the top of what scrolls: what it is over is read next.
pub(super) fn focus_at_top(id: impl Into<String>) {
    go(id.into(), ScrollLogicalPosition::Start);
}

fn go(id: String, at: ScrollLogicalPosition) {
    reach(&id, at);
    request_animation_frame(move || {
        if is_still(None) {
            reach(&id, at);
        }
    });
}

fn reach(id: &str, at: ScrollLogicalPosition) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        take(&element, at);
    }
}

/// Browsers put what they focus in the middle: of what is higher than the window the start is out of
/// sight then.
fn take(element: &HtmlElement, at: ScrollLogicalPosition) {
    let focus = FocusOptions::new();
    focus.set_prevent_scroll(true);
    let _focused = element.focus_with_options(&focus);
    let scroll = ScrollIntoViewOptions::new();
    scroll.set_block(at);
    element.scroll_into_view_with_scroll_into_view_options(&scroll);
}
