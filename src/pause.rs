//! Pauses of work that only the page can do, because it makes elements or reads what is loaded:
//! showing a long view, figures of a wide territory, writing a large file. What can be handed on is
//! done in the worker.

use js_sys::{Function, Promise};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Longest piece of work before the page may answer, milliseconds: half of what a user would feel.
const LONGEST_MS: f64 = 16.0;

/// The time since the page could last answer.
pub(crate) struct Pauses {
    began: f64,
}

impl Pauses {
    /// Starts to count.
    pub(crate) fn begin() -> Self {
        Self { began: now() }
    }

    /// Lets the page answer if the work has been long enough.
    pub(crate) async fn if_due(&mut self) {
        if now() - self.began > LONGEST_MS {
            self.rest().await;
        }
    }

    /// Lets the page draw, and answer its user.
    pub(crate) async fn rest(&mut self) {
        rest().await;
        self.began = now();
    }
}

/// Ends the task under way: what follows is one of its own. A message comes back at once, where a
/// timer that follows timers waits 4 ms.
pub(crate) async fn rest() {
    let after = Promise::new(&mut |resolve, _| match MessageChannel::new() {
        Ok(channel) => {
            channel.port1().set_onmessage(Some(&resolve));
            let _posted = channel.port2().post_message(&JsValue::NULL);
        }
        Err(_) => {
            let _timer = window().set_timeout_with_callback(&resolve);
        }
    });
    let _always = JsFuture::from(after).await;
}

/// The longest that is waited for a page to have drawn, milliseconds: one that is out of sight draws
/// nothing.
const DRAWN_MS: i32 = 300;

/// Lets the page draw what has just come, before more is asked of the network or the processor.
pub(crate) async fn picture() {
    let framed = Promise::new(&mut |resolve, _| {
        let _frame = window().request_animation_frame(&resolve);
        let _timer = after(&resolve, DRAWN_MS);
    });
    let _always = JsFuture::from(framed).await;
    let drawn = Promise::new(&mut |resolve, _| {
        // Some browsers do not say when they rest.
        let _resting =
            window().request_idle_callback(&resolve).or_else(|_| after(&resolve, 0).map(|_| 0));
        let _timer = after(&resolve, DRAWN_MS);
    });
    let _always = JsFuture::from(drawn).await;
}

fn after(call: &Function, milliseconds: i32) -> Result<i32, JsValue> {
    window().set_timeout_with_callback_and_timeout_and_arguments_0(call, milliseconds)
}

/// Milliseconds since the page began.
pub(crate) fn now() -> f64 {
    window().performance().map_or(0.0, |p| p.now())
}
