//! The tasks of the page, in slices: once those that ran without a pause have taken as long as a
//! user would feel, the page may draw and answer before the next one begins.
//!
//! A change of one number can bring dozens of parts of a view to be made again, each a task of its
//! own. The browser's queue runs all of them before anything else.

use std::{
    cell::RefCell,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use wasm_bindgen_futures::spawn_local;

use crate::pause::{now, rest};

/// Longest slice before its last task, milliseconds: a task that makes a whole view takes up to 30.
const SLICE_MS: f64 = 8.0;

/// Runs what leptos spawns in slices. To be called before anything is spawned.
pub(crate) fn begin() {
    // One that runs already keeps its place: the page works with it, only less evenly.
    let _already_there = Executor::init_custom_executor(Slices);
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
    static SLICE: RefCell<Slice> = const { RefCell::new(Slice { began: None, waiting: Vec::new() }) };
}

/// The slice under way.
struct Slice {
    /// When its first task began, milliseconds; none between two slices.
    began: Option<f64>,
    /// Tasks of the next one, in their order.
    waiting: Vec<Waker>,
}

impl Slice {
    /// Whether no task may begin in it any more; if so the task is woken for the next one.
    fn is_over_for(&mut self, task: &Waker) -> bool {
        let began = *self.began.get_or_insert_with(|| {
            spawn_local(async {
                rest().await;
                let waiting = SLICE.with_borrow_mut(|slice| {
                    slice.began = None;
                    std::mem::take(&mut slice.waiting)
                });
                waiting.into_iter().for_each(Waker::wake);
            });
            now()
        });
        let is_over = now() - began > SLICE_MS;
        if is_over {
            self.waiting.push(task.clone());
        }
        is_over
    }
}
