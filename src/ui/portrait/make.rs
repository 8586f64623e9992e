//! Makes the figures of the territory that is asked for, and shows them piece by piece.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portrait::{Draft, Known, Portrait, Territory};

use super::{Looking, drawings::CHARTS, load::Source};
use crate::{dataset::Data, turn};

/// Makes the portrait, again with every other territory.
pub(super) fn make(looking: Looking, data: Data) {
    let run = StoredValue::new(0u32);
    let known = StoredValue::new(Known::default());
    Effect::new(move |before: Option<u32>| {
        let revision = data.revision.get();
        let is_other = before.is_some_and(|b| b != revision);
        if is_other {
            // Wide areas have other figures with files of the user's own.
            known.set_value(Known::default());
        }
        // What was asked before no longer counts.
        run.update_value(|n| *n += 1);
        looking.stage.set(0);
        let source = looking.source.get();
        let has_come = source.territory().is_some();
        // Figures of other files would stand under the names of these.
        if source == Source::Nothing || (is_other && !has_come) {
            looking.told.set(None);
        }
        if has_come {
            let mine = run.get_value();
            let is_old = move || run.try_get_value() != Some(mine);
            spawn_local(show(looking, data, source, known, is_old));
        }
        revision
    });
}

/// Makes the figures from a source, then shows each part, each chart and the rest in turns.
async fn show(
    looking: Looking,
    data: Data,
    source: Source,
    known: StoredValue<Known>,
    is_old: impl Fn() -> bool,
) {
    let asked = looking.asked.get_untracked();
    let mut turn = turn::Turn::begin();
    let told = match &source {
        Source::Small(small, territory) => Some(small.portrait(territory)),
        Source::Whole(territory) => {
            of_whole(looking, data, territory, known, &mut turn, &is_old).await
        }
        _ => None,
    };
    let Some(told) = told else { return };
    looking.made_from.set(source);
    looking.told.set(Some(Arc::new(told)));
    turn::pause().await;
    for stage in 1..=untrack(|| looking.parts()) + CHARTS {
        turn.share().await;
        if is_old() {
            return;
        }
        looking.stage.set(stage);
    }
    turn::pause().await;
    if !is_old() {
        looking.done.set(asked);
    }
}

/// Makes the figures from all that is loaded, in turns; nothing where others are asked for
/// meanwhile.
async fn of_whole(
    looking: Looking,
    data: Data,
    territory: &Territory,
    known: StoredValue<Known>,
    turn: &mut turn::Turn,
    is_old: impl Fn() -> bool,
) -> Option<Portrait> {
    let book = looking.files.whole_book.get_untracked()?;
    let mut draft = data.set.with_untracked(|s| Draft::new(s, territory));
    let more = |draft: &mut Draft| {
        known.try_update_value(|k| data.set.with_untracked(|s| draft.advance(s, &book, k)))
    };
    while more(&mut draft) == Some(true) {
        turn.share().await;
        if is_old() {
            return None;
        }
    }
    known.try_update_value(|k| data.set.with_untracked(|s| draft.finish(s, &book, k)))
}
