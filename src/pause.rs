//! Pauses of work that the page does itself: because it makes elements or reads what is loaded
//! (showing a long view, figures of a wide territory, writing a large file), or because the first
//! picture does not wait for a worker to start. The rest is done in the worker.

use std::{
    cell::RefCell,
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use js_sys::{Function, Promise};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
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
pub(crate) fn rest() -> Waiting {
    Waiting::until(Promise::new(&mut |resolve, _| {
        let posted = CHANNEL.with(|channel| {
            let channel = channel.as_ref()?;
            RESTING.with_borrow_mut(|all| all.push_back(resolve.clone()));
            channel.port2().post_message(&JsValue::NULL).ok()
        });
        if posted.is_none() {
            let _timer = after(&resolve, 0);
        }
    }))
}

thread_local! {
    /// Who rests, in the order in which they go on.
    static RESTING: RefCell<VecDeque<Function>> = const { RefCell::new(VecDeque::new()) };
    /// Each message lets one of them go on.
    static CHANNEL: Option<MessageChannel> = MessageChannel::new().ok().inspect(|channel| {
        let next = Closure::<dyn FnMut()>::new(|| {
            if let Some(go_on) = RESTING.with_borrow_mut(VecDeque::pop_front) {
                let _went_on = go_on.call0(&JsValue::NULL);
            }
        });
        channel.port1().set_onmessage(Some(next.as_ref().unchecked_ref()));
        // As long as the page.
        next.forget();
    });
}

/// Something that comes in any case.
pub(crate) struct Waiting(JsFuture);

impl Waiting {
    fn until(promise: Promise) -> Self {
        Self(JsFuture::from(promise))
    }
}

impl Future for Waiting {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll(context).map(|_| ())
    }
}

/// The same value a task later: what follows it does not add to the change that it follows.
pub(crate) fn later<T>(value: Memo<T>) -> RwSignal<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let after = RwSignal::new(value.get_untracked());
    Effect::new(move |_| {
        if value.get() != after.get_untracked() {
            spawn_local(async move {
                rest().await;
                // What it is by then, which may be what it was before.
                if let Some(now) = value.try_get_untracked() {
                    let _gone = after.try_set(now);
                }
            });
        }
    });
    after
}

/// Waits.
pub(crate) fn wait(time: Duration) -> Waiting {
    let milliseconds = i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
    Waiting::until(Promise::new(&mut |resolve, _| {
        let _timer = after(&resolve, milliseconds);
    }))
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
    Waiting::until(framed).await;
    let drawn = Promise::new(&mut |resolve, _| {
        // Some browsers do not say when they rest.
        let _resting =
            window().request_idle_callback(&resolve).or_else(|_| after(&resolve, 0).map(|_| 0));
        let _timer = after(&resolve, DRAWN_MS);
    });
    Waiting::until(drawn).await;
}

fn after(call: &Function, milliseconds: i32) -> Result<i32, JsValue> {
    window().set_timeout_with_callback_and_timeout_and_arguments_0(call, milliseconds)
}

/// Milliseconds since the page began.
pub(crate) fn now() -> f64 {
    window().performance().map_or(0.0, |p| p.now())
}
