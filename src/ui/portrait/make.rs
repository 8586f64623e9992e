//! Makes the figures of the territory that is asked for, and shows them piece by piece.

use std::sync::Arc;

use leptos::prelude::*;
use portrait::{Known, Outline, Portrait, Territory};

use super::{Looking, drawings::CHARTS, load::Source};
use crate::{dataset::Data, pause::Pauses, worker::Latest};

/// Makes the portrait, again with every other territory.
pub(super) fn make(looking: Looking, data: Data) {
    let known = StoredValue::new(Known::default());
    let shown = Latest::<()>::new();
    Effect::new(move |before: Option<u32>| {
        let revision = data.revision.get();
        let is_other = before.is_some_and(|b| b != revision);
        if is_other {
            // Wide areas have other figures with files of the user's own.
            known.set_value(Known::default());
        }
        // What was asked before no longer counts.
        shown.give_up();
        looking.stage.set(0);
        let source = looking.source.get();
        let has_come = source.territory().is_some();
        // Figures of other files would stand under the names of these.
        if source == Source::Nothing || (is_other && !has_come) {
            looking.told.set(None);
        }
        if has_come {
            shown.ask(show(looking, data, source, known));
        }
        revision
    });
}

/// Makes the figures from a source, then shows each part, each chart and the rest, with pauses in
/// which the page answers.
async fn show(
    looking: Looking,
    data: Data,
    source: Source,
    known: StoredValue<Known>,
) -> Option<()> {
    let asked = looking.asked.get_untracked();
    let mut pauses = Pauses::begin();
    let told = match &source {
        Source::Small(small, territory) => small.portrait(territory),
        Source::Whole(territory) => of_whole(looking, data, territory, known, &mut pauses).await?,
        _ => return None,
    };
    looking.made_from.set(source);
    looking.told.set(Some(Arc::new(told)));
    pauses.rest().await;
    for stage in 1..=untrack(|| looking.parts()) + CHARTS {
        pauses.if_due().await;
        looking.stage.set(stage);
    }
    pauses.rest().await;
    looking.done.set(asked);
    Some(())
}

/// Makes the figures from all that is loaded.
async fn of_whole(
    looking: Looking,
    data: Data,
    territory: &Territory,
    known: StoredValue<Known>,
    pauses: &mut Pauses,
) -> Option<Portrait> {
    let book = looking.files.whole_book.get_untracked()?;
    let outline = data.set.with_untracked(|s| Outline::new(s, territory));
    let mut made = data.set.with_untracked(|s| outline.portrait(s));
    for part in &book.parts {
        made.open(&book, part);
        for listed in book.columns_of(part) {
            let figure = |k: &mut Known| data.set.with_untracked(|s| outline.figure(s, k, listed));
            made.add(known.try_update_value(figure)?, listed);
            pauses.if_due().await;
        }
        made.close(data.set.with_untracked(|s| outline.series(s, &book, part)));
    }
    Some(made)
}
