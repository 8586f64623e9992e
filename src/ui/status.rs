//! What is on its way, and what did not come.

use leptos::prelude::*;

use crate::{dataset::use_data, state::use_state};

/// Progress of the first files, and one message with « Réessayer » per file that failed.
#[component]
pub fn Status() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let share = Memo::new(move |_| {
        data.under_way.with(|files| {
            // Fine contours improve a map that is already there: nobody waits for them.
            let waited = files.iter().filter(|(name, _)| *name != "contours-fine").map(|(_, v)| v);
            let (got, all) = waited.fold((0, 0), |(g, a), (got, all)| (g + got, a + all));
            (all > 0).then(|| (got * 100 / all).min(100))
        })
    });
    view! {
        <div class="status" role="status">
            {move || share.get().map(|percent| view! {
                <p class="status-wait">
                    <span class="status-bar" aria-hidden="true"><span style:width=format!("{percent}%")></span></span>
                    {format!("Chargement\u{202f}: {percent}\u{202f}%")}
                </p>
            })}
        </div>
        <div class="notices" role="alert">
            {move || state.no_map.get().map(|why| view! {
                <p class="notice">{why}" La recherche, les fiches et le tableau donnent les mêmes réponses."</p>
            })}
            <For each=move || data.failures.get() key=|f| f.name.clone() let:failure>
                <p class="notice">
                    {failure.message.clone()}" "
                    <button type="button" class="link" on:click=move |_| data.retry(&failure.name)>"Réessayer"</button>
                </p>
            </For>
        </div>
    }
}
