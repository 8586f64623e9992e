//! Only the newest answer counts.

use std::future::Future;

use futures_util::future::{AbortHandle, abortable};
use leptos::{prelude::*, task::spawn_local};

use super::Failure;
use crate::pause;

/// The answer to what was asked last. Asking again gives up what is under way; so does the end of
/// the view that made it.
pub(crate) struct Latest<T: Send + Sync + 'static> {
    answer: RwSignal<Option<T>>,
    failure: RwSignal<Option<Failure>>,
    /// Counts the times that the user asked again.
    again: RwSignal<u32>,
    under_way: StoredValue<Option<AbortHandle>>,
}

impl<T: Send + Sync + 'static> Clone for Latest<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Latest<T> {}

impl<T: Send + Sync + 'static> Latest<T> {
    /// Nothing was asked yet.
    pub(crate) fn new() -> Self {
        let under_way = StoredValue::new(None::<AbortHandle>);
        on_cleanup(move || {
            under_way.try_with_value(|handle| handle.iter().for_each(AbortHandle::abort));
        });
        Self {
            answer: RwSignal::new(None),
            failure: RwSignal::new(None),
            again: RwSignal::new(0),
            under_way,
        }
    }

    /// The newest answer, until another one is there.
    pub(crate) fn answer(self) -> RwSignal<Option<T>> {
        self.answer
    }

    /// Why there is no answer to what was asked last.
    pub(crate) fn failure(self) -> RwSignal<Option<Failure>> {
        self.failure
    }

    /// Has whoever tracks [`Latest::track_retries`] ask once more.
    pub(crate) fn retry(self) {
        self.failure.set(None);
        self.again.update(|n| *n += 1);
    }

    /// Follows the times that the user asks again.
    pub(crate) fn track_retries(self) {
        self.again.track();
    }

    /// Asks something else. The answer of before stays until there is another one; where there is
    /// none it goes, for it would stand under a question that is not its own.
    pub(crate) fn ask(self, question: impl Future<Output = Result<T, Failure>> + 'static) {
        let (question, handle) = abortable(question);
        self.under_way.update_value(|before| {
            before.replace(handle).iter().for_each(AbortHandle::abort);
        });
        spawn_local(async move {
            // What was asked by a change of many things begins after the rest of that change.
            pause::rest().await;
            let Ok(answer) = question.await else { return };
            let (answer, failure) = match answer {
                Ok(answer) => (Some(answer), None),
                Err(why) => (None, Some(why)),
            };
            // The view may have gone.
            let _gone = self.failure.try_set(failure);
            let _gone = self.answer.try_set(answer);
        });
    }

    /// Gives up what is under way; the answer of before stays.
    pub(crate) fn give_up(self) {
        self.under_way.update_value(|handle| {
            handle.take().iter().for_each(AbortHandle::abort);
        });
    }

    /// The same, and there is no answer.
    pub(crate) fn clear(self) {
        self.give_up();
        self.failure.set(None);
        self.answer.set(None);
    }
}
