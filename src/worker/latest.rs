//! Only the newest answer counts.

use std::future::Future;

use futures_util::future::{AbortHandle, abortable};
use leptos::{prelude::*, task::spawn_local};

/// The answer to what was asked last. Asking again gives up what is under way; so does the end of
/// the view that made it.
pub(crate) struct Latest<T: Send + Sync + 'static> {
    answer: RwSignal<Option<T>>,
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
        Self { answer: RwSignal::new(None), under_way }
    }

    /// The newest answer, until another one is there.
    pub(crate) fn answer(self) -> RwSignal<Option<T>> {
        self.answer
    }

    /// Asks something else; an answer of nothing leaves the one of before.
    pub(crate) fn ask(self, question: impl Future<Output = Option<T>> + 'static) {
        let (question, handle) = abortable(question);
        self.under_way.update_value(|before| {
            before.replace(handle).iter().for_each(AbortHandle::abort);
        });
        spawn_local(async move {
            if let Ok(Some(answer)) = question.await {
                // The view may have gone.
                let _gone = self.answer.try_set(Some(answer));
            }
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
        self.answer.set(None);
    }
}
