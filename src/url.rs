//! The address of the page in the browser: location and history, which nothing else touches.

use leptos::{ev, prelude::window_event_listener};
pub use viewmodel::Address;
use wasm_bindgen::JsValue;

/// Whether the address has this piece, such as `bench=1`.
#[must_use]
pub fn has(piece: &str) -> bool {
    current().has(piece)
}

/// The address at this moment.
#[must_use]
pub fn current() -> Address {
    Address::parse(&search()).with_fragment(&fragment())
}

/// The address of the page alone, without what is looked at and answered.
#[must_use]
pub fn page() -> String {
    let all = href();
    all.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// The whole address, to be shared.
#[must_use]
pub fn href() -> String {
    window().and_then(|w| w.location().href().ok()).unwrap_or_default()
}

/// Puts a text on the clipboard; whether the browser let it.
pub async fn copy(text: &str) -> bool {
    let promise = window().map(|w| w.navigator().clipboard().write_text(text));
    match promise {
        Some(promise) => wasm_bindgen_futures::JsFuture::from(promise).await.is_ok(),
        None => false,
    }
}

/// Writes the address: a new step of the history, or the same step corrected. Nothing happens if
/// it is already there.
pub fn write(address: &Address, new_step: bool) {
    let wanted = address.to_link();
    let Some(window) = window() else { return };
    if wanted == search() + &fragment() {
        return;
    }
    let path = window.location().pathname().unwrap_or_default() + &wanted;
    if let Ok(history) = window.history() {
        // A browser may refuse (too many changes in a short time): the page goes on with an older
        // address.
        let _refused = if new_step {
            history.push_state_with_url(&JsValue::NULL, "", Some(&path))
        } else {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&path))
        };
    }
}

/// Loads the document again, at the same address. A browser that refuses does nothing.
pub fn reload() {
    if let Some(window) = window() {
        let _refused = window.location().reload();
    }
}

/// Calls back with the address whenever the user goes back or forward.
pub fn on_travel(then: impl Fn(Address) + 'static) {
    let handle = window_event_listener(ev::popstate, move |_| then(current()));
    leptos::prelude::on_cleanup(move || handle.remove());
}

/// The query string as it stands, with its `?`.
#[must_use]
pub fn search() -> String {
    window().and_then(|w| w.location().search().ok()).unwrap_or_default()
}

/// The fragment as it stands, with its `#`.
#[must_use]
pub fn fragment() -> String {
    window().and_then(|w| w.location().hash().ok()).unwrap_or_default()
}

fn window() -> Option<web_sys::Window> {
    web_sys::window()
}
