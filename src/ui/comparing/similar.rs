//! Places that are like one that the user likes, with what differs.

use std::sync::Arc;

use finder::{Alike, Resemblance, Units};
use leptos::{prelude::*, task::spawn_local};
use territory::{AreaKind, InseeCode, Row};

use crate::{
    dataset::{Asset, Data, use_data},
    keep::{Keep, toggle_kept},
    pause::Pauses,
    route::held,
    state::{State, use_state},
    ui::find::{CRITERIA, criteria},
};

/// Places that are shown.
const SHOWN: usize = 10;

/// What was found like a place.
#[derive(Clone, PartialEq)]
struct Found {
    of: Row,
    revision: u32,
    places: Vec<Alike>,
    /// The figures that were compared.
    space: String,
}

/// The places most like the one that the address names; nothing while it names none.
#[component]
pub(super) fn Similar() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let code = Memo::new(move |_| state.scenario.with(|s| s.alike));
    view! {
        <Show when=move || code.with(Option::is_some)>
            <Places state data code/>
        </Show>
    }
}

#[component]
fn Places(state: State, data: Data, code: Memo<Option<InseeCode>>) -> impl IntoView {
    let book = criteria(data);
    spawn_local(data.fetch_common());
    let found = RwSignal::new(None::<Found>);
    let row = held(move || {
        let code = code.get().filter(|_| data.has_places())?;
        data.set.with(|s| s.gazetteer().row(code))
    });
    let waited = Memo::new(move |_| {
        let columns = book.with(|b| {
            let all = b.as_ref().map(|b| Resemblance::columns(b).into_iter().map(str::to_owned));
            all.map(Iterator::collect::<Vec<_>>)
        })?;
        data.version.track();
        Some(columns.into_iter().filter(|id| data.column(id).is_none()).collect::<Vec<_>>())
    });
    Effect::new(move |_| {
        let (Some(of), Some(waited), Some(book)) = (row.get(), waited.get(), book.get()) else {
            return;
        };
        waited.iter().for_each(|id| data.load_column(id));
        let revision = data.revision.get();
        let is_there = found
            .with_untracked(|f| f.as_ref().is_some_and(|f| f.of == of && f.revision == revision));
        if waited.is_empty() && !is_there {
            spawn_local(async move {
                let came = find(of, revision, book, data).await;
                let is_still = row.try_get_untracked().flatten() == Some(of)
                    && data.revision.get_untracked() == revision;
                if is_still {
                    let _gone = found.try_set(came);
                }
            });
        }
    });
    let name = move || match row.get().and_then(|r| data.name(r)) {
        Some(name) => name,
        None => code.get().map(|c| c.to_string()).unwrap_or_default(),
    };
    let failed = move || {
        data.failed(&Asset::OfView(CRITERIA))
            || waited
                .with(|w| w.as_ref().is_some_and(|w| w.iter().any(|id| data.column_failed(id))))
    };
    let unknown = Memo::new(move |_| {
        data.has_places() && !data.own_expected.get() && code.get().is_some() && row.get().is_none()
    });
    let is_city = Memo::new(move |_| {
        let has_parts = |r| data.set.with(|s| s.gazetteer().arrondissements(r).next().is_some());
        row.get().is_some_and(has_parts)
    });
    let list = move || {
        match found.get().filter(|f| Some(f.of) == row.get()) {
        _ if unknown.get() => view! { <p class="doubt">"Aucune commune d’aujourd’hui n’a ce code."</p> }.into_any(),
        _ if is_city.get() => view! { <p>"Cette ville se regarde par arrondissement\u{202f}: demandez les semblables de l’un d’eux."</p> }.into_any(),
        None if failed() => view! { <p class="notice" role="alert">"Des chiffres n’ont pas pu être chargés\u{202f}: l’avis en bas de page permet de réessayer."</p> }.into_any(),
        None => view! { <p role="status">"Recherche des lieux semblables…"</p> }.into_any(),
        Some(f) if f.places.is_empty() => view! { <p>"Trop peu de ses chiffres sont publiés pour lui chercher des semblables."</p> }.into_any(),
        Some(f) => {
            let places = f.places.iter().map(|p| place(p, state, data)).collect_view();
            view! {
                <ol class="hits">{places}</ol>
                <p class="minor">{format!("Les plus proches par\u{202f}: {}. Chaque chiffre compte autant, mesuré à ce qui sépare les communes de France. Ni la classe ni les aides n’entrent dans cette ressemblance.", f.space)}</p>
            }
            .into_any()
        }
    }
    };
    let close = move |_| state.scenario.update(|s| s.alike = None);
    view! {
        <section class="similar" aria-labelledby="similar-title">
            <h3 id="similar-title" tabindex="-1">{move || format!("Lieux semblables à {}", name())}</h3>
            {list}
            <button type="button" class="button" on:click=close>"Fermer cette liste"</button>
        </section>
    }
}

/// Measures, a figure after the other, so that the page answers in between.
async fn find(of: Row, revision: u32, book: Arc<finder::Book>, data: Data) -> Option<Found> {
    let mut pauses = Pauses::begin();
    let units = data.set.with_untracked(|s| Units::communes(s.gazetteer(), |r| s.population(r)));
    let mut like = Resemblance::among(Arc::new(units));
    for t in &book.alike {
        pauses.if_due().await;
        data.set.with_untracked(|s| like.measure(&book, s, t)).ok()?;
    }
    pauses.rest().await;
    Some(Found { of, revision, places: like.of(&book, of, SHOWN), space: like.space(&book) })
}

/// A place of the list.
fn place(alike: &Alike, state: State, data: Data) -> impl IntoView + use<> {
    let row = alike.row;
    let (code, name, departement) = data.set.with_untracked(|s| {
        let g = s.gazetteer();
        let departement = g.area(AreaKind::Departement, row).map_or("", |d| &d.name).to_owned();
        (g.code(row), g.name(row).to_owned(), departement)
    });
    let differs = match alike.differs.as_str() {
        "" => "Rien n’en diffère beaucoup.".to_owned(),
        told => told.to_owned(),
    };
    let of = name.clone();
    let keep = Callback::new(move |code| toggle_kept(state, code, &of));
    view! {
        <li class="similar-place">
            <p class="hit-name"><button type="button" class="link" on:click=move |_| state.open_sheet(row)>{name.clone()}</button>" "<small>{departement}</small></p>
            <p class="minor">{differs}</p>
            <p><Keep code=Signal::stored(Some(code)) on_press=keep of=name/></p>
        </li>
    }
}
