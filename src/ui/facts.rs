//! What to know of a place first: of each theme the figure that differs most from France.

use std::{any::Any, sync::Arc};

use leptos::{prelude::*, task::spawn_local};
use portrait::{Fact, title};
use territory::InseeCode;
use viewmodel::Route;

use super::small::Small;
use crate::{
    dataset::{Data, use_data},
    route::{ViewLink, held},
    state::{State, use_state},
};

/// What the part keeps while the sheet around it is made anew.
#[derive(Clone, Copy, Default)]
pub(super) struct Kept(StoredValue<Option<Arc<dyn Any + Send + Sync>>>);

/// The small files of a département, or that they did not come.
struct Came {
    departement: String,
    small: Option<Arc<Small>>,
}

/// The place of the sheet, before the list of places has come and after.
fn code(state: State, data: Data) -> Option<InseeCode> {
    let selected = || {
        let row = state.selected.get()?;
        data.set.with(|s| (row.index() < s.gazetteer().len()).then(|| s.gazetteer().code(row)))
    };
    state.awaited.get().or_else(selected)
}

/// The facts, each with what it is compared with, its producer and its year.
#[component]
pub fn Facts() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let code = held(move || code(state, data));
    // The sheet is made anew with every file that comes: what was fetched stays.
    let Kept(kept) = expect_context();
    let before = kept.get_value().and_then(|files| files.downcast::<Came>().ok());
    let came = RwSignal::new(before);
    let departement = Memo::new(move |_| code.get().map(|c| c.departement().to_owned()));
    Effect::new(move |_| {
        let (Some(wanted), Some(code)) = (departement.get(), code.get_untracked()) else { return };
        let before = came.get_untracked();
        if before.as_ref().is_some_and(|c| c.departement == wanted) {
            return;
        }
        spawn_local(async move {
            let other = before.as_ref().and_then(|c| c.small.as_deref());
            let small = Small::fetch(data, code, other).await.map(Arc::new);
            // The sheet may have gone to another département, or have been made anew.
            if departement.try_get_untracked().flatten().is_none_or(|d| d == wanted) {
                let found = Arc::new(Came { departement: wanted, small });
                let _gone = kept.try_set_value(Some(found.clone()));
                let _gone = came.try_set(Some(found));
            }
        });
    });
    let facts = Memo::new(move |_| {
        let code = code.get()?;
        came.with(|came| {
            let of_here = came.as_ref().filter(|c| c.departement == code.departement())?;
            Some(of_here.small.as_ref().map(|small| small.facts(code)))
        })
    });
    let has_own = Memo::new(move |_| data.brought.with(|b| !b.mark.is_empty()));
    move || {
        facts.get().map(|facts| match facts {
            Some(facts) => list(&facts, has_own.get()).into_any(),
            None => view! {
                <p class="minor">"Ce qu’il faut savoir d’abord n’a pas pu être chargé\u{202f}: les chiffres sont plus bas, et dans le portrait."</p>
            }
            .into_any(),
        })
    }
}

fn list(facts: &[Fact], has_own: bool) -> impl IntoView + use<> {
    let fact = |f: &Fact| {
        view! { <li><strong>{f.title.clone()}</strong><small>{f.detail.clone()}</small></li> }
    };
    let own = has_own.then(|| {
        view! { <p class="minor">"D’après les tables livrées avec Plaque\u{202f}: vos fichiers n’y sont pas comptés."</p> }
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
