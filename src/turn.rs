//! Long work in turns: the page stays alive between the pieces.

use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Longest piece of work before the page gets its turn, milliseconds: half of what a reader would
/// feel.
const LONGEST_MS: f64 = 16.0;

/// The time that a piece of work has taken so far.
pub(crate) struct Turn {
    began: f64,
}

impl Turn {
    /// Starts to count.
    pub(crate) fn begin() -> Self {
        Self { began: now() }
    }

    /// Lets the page have its turn if the work has been long enough.
    pub(crate) async fn share(&mut self) {
        if now() - self.began > LONGEST_MS {
            pause().await;
            self.began = now();
        }
    }
}

/// Lets the page draw what has just come, and does not wait for a page that is not in sight.
pub(crate) async fn picture() {
    let drawn = Promise::new(&mut |resolve, _| {
        let _frame = window().request_animation_frame(&resolve);
        let _timer = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 200);
    });
    let _always = JsFuture::from(drawn).await;
    pause().await;
}

/// Lets the page draw, and answer its reader. A message comes back at once, where a timer that
/// follows timers waits 4 ms.
pub(crate) async fn pause() {
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

/// Milliseconds since the page began.
pub(crate) fn now() -> f64 {
    window().performance().map_or(0.0, |p| p.now())
}
