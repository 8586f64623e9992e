//! What of the view comes after what: a section is made once what stands above it is complete, so
//! that nothing moves under the hand. Where a file did not come, or there is no place, nothing is
//! waited for.

use leptos::prelude::*;

use super::history::has_come;
use crate::{dataset::Data, state::State};

/// How far the view has come, from its top to its foot.
#[derive(Clone, Copy)]
pub(super) struct Order {
    /// Law and flags have all that they will have.
    pub(super) read: Memo<bool>,
    /// The effect of one doctor is known, or will not be.
    pub(super) answered: Memo<bool>,
    /// The other side of the border stands there, or will not.
    pub(super) seen: Memo<bool>,
    /// All that yesterday and tomorrow are told from has come, or will not.
    pub(super) told: Memo<bool>,
    /// Tomorrow stands there.
    pub(super) ended: Memo<bool>,
    /// Set by the border and by tomorrow once they stand there.
    pub(super) is_seen: RwSignal<bool>,
    pub(super) is_told: RwSignal<bool>,
}

impl Order {
    /// `is_read`: law and flags are complete; `is_tried`: the effect of one doctor was computed, or
    /// refused.
    pub(super) fn new(
        state: State,
        data: Data,
        is_read: impl Fn() -> bool + Send + Sync + 'static,
        is_tried: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Self {
        let (is_seen, is_told) = (RwSignal::new(false), RwSignal::new(false));
        let is_idle = Memo::new(move |_| {
            let has_place =
                state.selected.with(Option::is_some) || state.awaited.with(Option::is_some);
            !has_place || data.failures.with(|f| !f.is_empty())
        });
        let read = Memo::new(move |_| is_idle.get() || is_read());
        let answered = Memo::new(move |_| is_idle.get() || read.get() && is_tried());
        let seen = Memo::new(move |_| is_idle.get() || is_seen.get());
        let told = Memo::new(move |_| is_idle.get() || answered.get() && data.set.with(has_come));
        let ended = Memo::new(move |_| is_told.get());
        Self { read, answered, seen, told, ended, is_seen, is_told }
    }
}
