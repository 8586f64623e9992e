//! Makes the figures of the territory that is asked for, and shows them piece by piece.

use std::sync::Arc;

use leptos::prelude::*;
use portrait::{Outline, Portrait, Territory, WideSums};

use super::{PortraitContext, drawings::CHARTS, load::Source};
use crate::{
    dataset::Data,
    pause::Pauses,
    worker::{Failure, Latest},
};

/// Makes the portrait, again with every other territory.
pub(super) fn make(context: PortraitContext, data: Data) {
    let known = StoredValue::new(WideSums::default());
    let shown = Latest::<()>::new();
    Effect::new(move |before: Option<u32>| {
        let revision = data.revision.get();
        let is_other = before.is_some_and(|b| b != revision);
        if is_other {
            // Wide areas have other figures with files of the user's own.
            known.set_value(WideSums::default());
        }
        // What was asked before no longer counts.
        shown.give_up();
        context.stage.set(0);
        let source = context.source.get();
        let has_come = source.territory().is_some();
        // Figures of other files would stand under the names of these.
        if source == Source::Nothing || (is_other && !has_come) {
            context.portrait.set(None);
        }
        if has_come {
            shown.ask(show(context, data, source, known));
        }
        revision
    });
}

/// Makes the figures from a source, then shows each part, each chart and the rest, with pauses in
/// which the page answers.
async fn show(
    context: PortraitContext,
    data: Data,
    source: Source,
    known: StoredValue<WideSums>,
) -> Result<(), Failure> {
    let asked = context.asked.get_untracked();
    let mut pauses = Pauses::begin();
    let portrait = match &source {
        Source::Small(small, territory) => small.portrait(territory),
        Source::Whole(territory) => {
            match of_whole(context, data, territory, known, &mut pauses).await {
                Some(portrait) => portrait,
                None => return Ok(()),
            }
        }
        _ => return Ok(()),
    };
    context.made_from.set(source);
    context.portrait.set(Some(Arc::new(portrait)));
    pauses.rest().await;
    for stage in 1..=untrack(|| context.parts()) + CHARTS {
        pauses.if_due().await;
        context.stage.set(stage);
    }
    pauses.rest().await;
    context.done.set(asked);
    Ok(())
}

/// Makes the figures from all that is loaded.
async fn of_whole(
    context: PortraitContext,
    data: Data,
    territory: &Territory,
    known: StoredValue<WideSums>,
    pauses: &mut Pauses,
) -> Option<Portrait> {
    let book = context.files.whole_book.get_untracked()?;
    let outline = data.set.with_untracked(|s| Outline::new(s, territory));
    let mut portrait = data.set.with_untracked(|s| outline.portrait(s));
    for part in &book.parts {
        portrait.open(&book, part);
        for listed in book.columns_of(part) {
            let figure =
                |k: &mut WideSums| data.set.with_untracked(|s| outline.figure(s, k, listed));
            portrait.add(known.try_update_value(figure)?, listed);
            pauses.if_due().await;
        }
        portrait.close(data.set.with_untracked(|s| outline.series(s, &book, part)));
    }
    Some(portrait)
}
