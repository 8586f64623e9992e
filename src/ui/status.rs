//! What is on its way, and what did not come.

use leptos::prelude::*;

use crate::{
    dataset::{Asset, Failure, use_data},
    state::use_state,
};

/// One message per cause, with the files to ask for again.
fn notices(failures: Vec<Failure>) -> Vec<(String, Vec<Asset>)> {
    let mut causes: Vec<(String, &'static str, Vec<Failure>)> = Vec::new();
    for failure in failures {
        match causes
            .iter_mut()
            .find(|(why, remains, _)| *why == failure.why && *remains == failure.remains)
        {
            Some((_, _, files)) => files.push(failure),
            None => causes.push((failure.why.clone(), failure.remains, vec![failure])),
        }
    }
    causes
        .into_iter()
        .map(|(why, remains, files)| {
            let what = files.iter().map(|f| f.what.as_str()).collect::<Vec<_>>().join(", ");
            (
                format!("Impossible de charger {what}\u{202f}: {why}. {remains}"),
                files.into_iter().map(|f| f.asset).collect(),
            )
        })
        .collect()
}

/// Progress of the first files, and what failed with « Réessayer ».
#[component]
pub fn Status() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let share = Memo::new(move |_| {
        data.under_way.with(|files| {
            // Fine contours improve a map that is already there: nobody waits for them.
            let waited = files
                .iter()
                .filter(|(asset, _)| !matches!(asset, Asset::Fine | Asset::Digits))
                .map(|(_, v)| v);
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
            {move || data.worker.is_missing.get().then(|| view! {
                <p class="notice">"Votre navigateur ne laisse pas la page travailler en arrière-plan\u{202f}: elle calcule elle-même, et peut se figer quelques instants. Les réponses sont les mêmes."</p>
            })}
            {move || state.wrong.with(|w| (!w.is_empty()).then(|| w.join(", "))).map(|pieces| view! {
                <p class="notice">
                    {format!("L’adresse contient des parties que Plaque n’a pas reconnues\u{202f}: {pieces}. Le reste est appliqué. ")}
                    <button type="button" class="link" on:click=move |_| state.wrong.set(Vec::new())>"Fermer ce message"</button>
                </p>
            })}
            {move || notices(data.failures.get()).into_iter().map(|(message, files)| view! {
                <p class="notice">
                    {message}" "
                    <button type="button" class="link" on:click=move |_| files.iter().for_each(|f| data.retry(f.clone()))>"Réessayer"</button>
                </p>
            }).collect_view()}
        </div>
    }
}
