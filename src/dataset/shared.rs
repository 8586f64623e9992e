//! What several views read of one file: whichever comes first says how it is read, and all have it.

use std::{any::Any, sync::Arc};

use atlas::pack::Pack;
use leptos::prelude::*;

use super::{Data, More, is_other};

/// What was read of a file, of whatever kind it is.
pub(super) type Read = ArcRwSignal<Option<Arc<dyn Any + Send + Sync>>>;

impl Data {
    /// What is made once a page and had by all views: whichever comes first makes it.
    pub fn once<T: Clone + Send + Sync + 'static>(
        self,
        name: &'static str,
        make: impl FnOnce() -> T,
    ) -> T {
        let known =
            self.books.with_value(|all| all.iter().find(|b| b.0 == name).map(|b| b.1.clone()));
        let known = known.and_then(|signal| signal.get_untracked()?.downcast::<T>().ok());
        if let Some(known) = known {
            return T::clone(&known);
        }
        // Whoever asks first may be gone before the others.
        let made = match &self.page {
            Some(page) => page.with(make),
            None => make(),
        };
        let kept = Read::new(Some(Arc::new(made.clone())));
        self.books.update_value(|all| all.push((name, kept)));
        made
    }

    /// What a file of some views says, once it has come: `list` names it beside other files, `what` it
    /// holds in French, `section` of its pack is read.
    ///
    /// To be asked for with [`Self::fetch`] as [`super::Asset::OfView`].
    pub fn shared<T: Send + Sync + 'static>(
        self,
        list: &str,
        (name, what): (&'static str, &'static str),
        section: &'static str,
        read: fn(&[u8]) -> Result<T, String>,
    ) -> Memo<Option<Arc<T>>> {
        let known =
            self.books.with_value(|all| all.iter().find(|b| b.0 == name).map(|b| b.1.clone()));
        let signal = known.unwrap_or_else(|| {
            let signal = Read::new(None);
            self.books.update_value(|all| all.push((name, signal.clone())));
            let (put, has) = (signal.clone(), signal.clone());
            let take = move |bytes: Vec<u8>| {
                let pack = Pack::parse(&bytes).map_err(|e| e.to_string())?;
                let section = pack.section(section).map_err(|e| e.to_string())?;
                put.set(Some(Arc::new(read(section)?)));
                Ok(())
            };
            // Whoever asks first may be gone when the file comes.
            let make =
                move || (Callback::new(take), Signal::derive(move || has.with(Option::is_some)));
            let (take, taken) = match &self.page {
                Some(page) => page.with(make),
                None => make(),
            };
            self.add(list, vec![More { name, what, take, taken }]);
            signal
        });
        Memo::new_with_compare(
            move |_| signal.get().and_then(|read| read.downcast::<T>().ok()),
            is_other,
        )
    }
}
