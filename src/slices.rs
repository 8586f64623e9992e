//! The tasks of the page, in slices: once those that ran without a pause have taken as long as a
//! user would feel, the page may draw and answer before the next one begins.
//!
//! A change of one number can bring dozens of parts of a view to be made again, each a task of its
//! own. The browser's queue runs all of them before anything else.
//!
//! Not so what follows typing: a field is written again after each answer, and whoever goes on typing
//! meanwhile would lose what they typed. Nor what is made for the printer, which waits for nothing. That
//! is done at once.

use std::{
    cell::RefCell,
    pin::Pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use leptos::prelude::{set_timeout, window};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, EventTarget};

use crate::pause::{now, rest};

/// Longest slice before its last task, milliseconds: a task that makes a whole view takes up to 30.
const SLICE_MS: f64 = 8.0;

/// What the browser says before it takes the page to the printer.
const PRINT: &str = "beforeprint";

/// Runs what leptos spawns in slices. To be called before anything is spawned.
pub(crate) fn begin() {
    // One that runs already keeps its place: the page works with it, only less evenly.
    let _already_there = Executor::init_custom_executor(Slices);
    let at_once = Closure::<dyn Fn(Event)>::new(|event: Event| {
        if event.type_() == PRINT || event.target().is_some_and(|t| is_typed_in(&t)) {
            SLICE.with_borrow_mut(Slice::run_through);
        }
    });
    for name in ["input", "change", PRINT] {
        let call = at_once.as_ref().unchecked_ref();
        // Heard last, at the window, once the field's own listener has said what was typed: a task that
        // writes the field again any earlier writes what stood there before.
        let _heard = window().add_event_listener_with_callback(name, call);
    }
    // As long as the page.
    at_once.forget();
}

/// Opens the printer once the page has what is made for it: in the task of a click nothing is made.
pub(crate) fn print() {
    let _heard = Event::new(PRINT).map(|event| window().dispatch_event(&event));
    let print = || {
        let _asked = window().print();
    };
    set_timeout(print, Duration::ZERO);
}

/// Whether an element is a field that the user changes little by little (text, a position, a letter of
/// an option): all but those of files.
fn is_typed_in(target: &EventTarget) -> bool {
    !js_sys::Reflect::get(target, &"files".into()).is_ok_and(|files| files.is_object())
}

struct Slices;

impl CustomExecutor for Slices {
    fn spawn(&self, task: PinnedFuture<()>) {
        self.spawn_local(task);
    }

    fn spawn_local(&self, task: PinnedLocalFuture<()>) {
        spawn_local(Sliced(task));
    }

    fn poll_local(&self) {}
}

/// A task that waits for the next slice if this one is over.
struct Sliced(PinnedLocalFuture<()>);

impl Future for Sliced {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if SLICE.with_borrow_mut(|slice| slice.is_over_for(context.waker())) {
            return Poll::Pending;
        }
        self.0.as_mut().poll(context)
    }
}

thread_local! {
    static SLICE: RefCell<Slice> =
        const { RefCell::new(Slice { began: None, waiting: Vec::new(), runs_through: false }) };
}

/// The slice under way.
struct Slice {
    /// When its first task began, milliseconds; none between two slices.
    began: Option<f64>,
    /// Tasks of the next one, in their order.
    waiting: Vec<Waker>,
    /// Whether it takes as long as there are tasks.
    runs_through: bool,
}

impl Slice {
    /// Whether no task may begin in it any more; if so the task is woken for the next one.
    fn is_over_for(&mut self, task: &Waker) -> bool {
        let began = self.begin();
        let is_over = !self.runs_through && now() - began > SLICE_MS;
        if is_over {
            self.waiting.push(task.clone());
        }
        is_over
    }

    /// When it began, which is now where none was under way.
    fn begin(&mut self) -> f64 {
        *self.began.get_or_insert_with(|| {
            spawn_local(async {
                rest().await;
                let waiting = SLICE.with_borrow_mut(|slice| {
                    (slice.began, slice.runs_through) = (None, false);
                    std::mem::take(&mut slice.waiting)
                });
                waiting.into_iter().for_each(Waker::wake);
            });
            now()
        })
    }

    /// Lets all tasks run, those that wait first.
    fn run_through(&mut self) {
        self.begin();
        self.runs_through = true;
        std::mem::take(&mut self.waiting).into_iter().for_each(Waker::wake);
    }
}
