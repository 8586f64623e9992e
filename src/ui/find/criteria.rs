//! What may be asked of a place: the criteria of the data, and those of the user's own files and outline.

use std::sync::Arc;

use finder::{Book, Drawn};
use leptos::{prelude::*, task::spawn_local};
use viewmodel::{Scenario, scenario::Outline};

use crate::{
    dataset::{Asset, Data, is_other},
    state::use_state,
};

/// The files that only this view reads.
const LIST: &str = include_str!("../../../assets/data/index-find.json");
/// Name of the file of criteria among them.
pub(in crate::ui) const CRITERIA: &str = "criteria";

/// What may be asked, once its file has come, which is asked for: of the user's own data and outline as
/// well. All views have the same one.
pub(in crate::ui) fn criteria(data: Data) -> Memo<Option<Arc<Book>>> {
    let scenario = use_state().scenario;
    let book = data.once("what may be asked", move || {
        let shipped = data.shared(LIST, (CRITERIA, "les critères"), "book", |bytes| {
            Book::decode(bytes).ok_or_else(|| "les critères sont endommagés".to_owned())
        });
        with_own(data, shipped, scenario)
    });
    spawn_local(data.fetch(Asset::OfView(CRITERIA)));
    book
}

fn with_own(
    data: Data,
    shipped: Memo<Option<Arc<Book>>>,
    scenario: RwSignal<Scenario>,
) -> Memo<Option<Arc<Book>>> {
    let outline = Memo::new(move |_| scenario.with(|s| s.outline.parse::<Outline>().ok()));
    let has_places = Memo::new(move |_| data.has_places());
    Memo::new_with_compare(
        move |_| {
            let shipped = shipped.get()?;
            data.revision.track();
            let outline = outline.get();
            let (own, perimeters) = data.brought.with_untracked(|b| {
                let own: Vec<String> = b.entries.iter().map(|e| e.id.clone()).collect();
                let of = |a: &layers::Area| (a.name.clone(), a.communes.clone());
                (own, b.places.areas.iter().map(of).collect::<Vec<_>>())
            });
            if own.is_empty() && perimeters.is_empty() && outline.is_none() {
                return Some(shipped);
            }
            // Which places are in an outline is known once they are.
            if outline.is_some() && !has_places.get() {
                return None;
            }
            let drawn = outline.map(|o| Drawn { corners: o.degrees(), written: o.to_string() });
            let with_own =
                |s: &territory::Dataset| shipped.with_own(s, &own, &perimeters, drawn.as_ref());
            Some(Arc::new(data.set.with_untracked(with_own)))
        },
        is_other,
    )
}
