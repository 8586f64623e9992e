//! What may be asked of a place: the criteria of the data, and those of the user's own files.

use std::sync::Arc;

use finder::Book;
use leptos::{prelude::*, task::spawn_local};

use crate::dataset::{Asset, Data, is_other};

/// The files that only this view reads.
const LIST: &str = include_str!("../../../assets/data/index-find.json");
/// Name of the file of criteria among them.
pub(in crate::ui) const CRITERIA: &str = "criteria";

/// What may be asked, once its file has come, which is asked for: of the user's own data as well.
pub(in crate::ui) fn criteria(data: Data) -> Memo<Option<Arc<Book>>> {
    let shipped = data.shared(LIST, (CRITERIA, "les critères"), "book", |bytes| {
        Book::decode(bytes).ok_or_else(|| "les critères sont endommagés".to_owned())
    });
    spawn_local(data.fetch(Asset::OfView(CRITERIA)));
    Memo::new_with_compare(
        move |_| {
            let shipped = shipped.get()?;
            data.revision.track();
            let (own, perimeters) = data.brought.with_untracked(|b| {
                let own: Vec<String> = b.entries.iter().map(|e| e.id.clone()).collect();
                let of = |a: &layers::Area| (a.name.clone(), a.communes.clone());
                (own, b.places.areas.iter().map(of).collect::<Vec<_>>())
            });
            if own.is_empty() && perimeters.is_empty() {
                return Some(shipped);
            }
            let with_own = |s: &territory::Dataset| shipped.with_own(s, &own, &perimeters);
            Some(Arc::new(data.set.with_untracked(with_own)))
        },
        is_other,
    )
}
