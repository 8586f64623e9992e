//! What to know of a place first: of each theme the figure that differs most from France.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portrait::{Fact, title};
use viewmodel::Route;

use super::{looked_at, paper::print_head, small::Small};
use crate::{
    dataset::use_data,
    route::{ViewLink, held},
    state::use_state,
};

/// The small files of a département.
struct Came {
    departement: String,
    small: Small,
}

/// The facts, each with what it is compared with, its producer and its year.
#[component]
pub fn Facts() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    print_head();
    let code = held(move || looked_at(state, data));
    let came = RwSignal::new(None::<Arc<Came>>);
    // The département whose files did not come, and how often one has asked again.
    let (missing, again) = (RwSignal::new(None::<String>), RwSignal::new(0));
    let departement = Memo::new(move |_| code.get().map(|c| c.departement().to_owned()));
    Effect::new(move |_| {
        again.track();
        let (Some(wanted), Some(code)) = (departement.get(), code.get_untracked()) else { return };
        let before = came.get_untracked();
        if before.as_ref().is_some_and(|c| c.departement == wanted) {
            return;
        }
        missing.set(None);
        spawn_local(async move {
            let small = Small::fetch(data, code, before.as_ref().map(|c| &c.small)).await;
            // The sheet may have gone to another département.
            if departement.try_get_untracked().flatten().is_some_and(|d| d != wanted) {
                return;
            }
            // Or it may be shut.
            let _gone = match small {
                Some(small) => {
                    came.try_set(Some(Arc::new(Came { departement: wanted, small }))).is_some()
                }
                None => missing.try_set(Some(wanted)).is_some(),
            };
        });
    });
    let facts = Memo::new(move |_| {
        let code = code.get()?;
        came.with(|came| {
            let of_here = came.as_ref().filter(|c| c.departement == code.departement())?;
            Some(of_here.small.facts(code))
        })
    });
    let is_missing =
        Memo::new(move |_| missing.get().is_some_and(|d| departement.get() == Some(d)));
    let has_own = Memo::new(move |_| data.brought.with(|b| !b.mark.is_empty()));
    view! {
        // What these files do not hold keeps no room.
        {move || facts.get().map(|facts| match facts {
            Some(facts) => list(&facts, has_own.get()).into_any(),
            None => view! { <span></span> }.into_any(),
        })}
        {move || is_missing.get().then(|| view! {
            <p class="notice" role="alert">
                "Ce qu’il faut savoir de ce lieu n’a pas pu être chargé\u{202f}: les chiffres sont plus bas, et dans le portrait. "
                <button type="button" class="link" on:click=move |_| again.update(|n| *n += 1)>"Réessayer"</button>
            </p>
        })}
    }
}

fn list(facts: &[Fact], has_own: bool) -> impl IntoView + use<> {
    let fact = |f: &Fact| {
        view! { <li><strong>{f.title.clone()}</strong><span class="sr-only">". "</span><small>{f.detail.clone()}</small></li> }
    };
    let own = has_own.then(|| {
        view! { <p class="minor">"D’après les données de Plaque\u{202f}: vos fichiers n’y sont pas comptés."</p> }
    });
    view! {
        <section class="block">
            <h3>{title(facts)}</h3>
            <ol class="facts">{facts.iter().map(fact).collect_view()}</ol>
            {own}
            <p><ViewLink route=Route::Project class="link">"La suite\u{202f}: votre projet ici, en quelques questions"</ViewLink></p>
        </section>
    }
}
