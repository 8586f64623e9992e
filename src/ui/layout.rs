//! Where things stand: header, map with what lies on it, bar at the foot.

use std::time::Duration;

use leptos::{ev, prelude::*, task::spawn_local};
use territory::{AreaKind, text};
use viewmodel::address::Route;

use super::{InstallationDate, Legend, Search, SheetPanel, legend::MiniKey, table_rows};
use crate::{
    dataset::{label, use_data},
    derived::use_derived,
    map::{Label, MapView},
    part::Part,
    route::ViewLink,
    state::{Pane, use_state},
    url,
};

/// Brand, search, date, and what can be done with the page.
#[component]
pub fn Header() -> impl IntoView {
    let state = use_state();
    view! {
        <header class="bar">
            <h1 class="brand"><span class="brand-mark" aria-hidden="true"></span><span class="brand-name">"Plaque"</span></h1>
            <Search/>
            <InstallationDate/>
            <div class="bar-actions">
                // The sheet of a place has its own way there.
                {move || (state.shown.get() == Route::Map && !state.has_sheet()).then(|| view! { <ViewLink route=Route::Aids>"Mes aides"</ViewLink> })}
                <button type="button" class="button" on:click=move |_| state.open_user_data()>"Vos données"</button>
                <button type="button" class="button" on:click=move |_| state.about.set(true)>"À propos"</button>
                <Actions/>
            </div>
        </header>
    }
}

/// The map with what lies on it, and the sheet beside.
#[component]
pub fn Explorer() -> impl IntoView {
    let views: super::Views = expect_context();
    let (state, data) = (use_state(), use_data());
    data.follow_map(state.indicator);
    view! {
        <div class="ground">
            <MapPane/>
            <Legend/>
            <BottomBar/>
            <Show when=move || state.pane.get() == Pane::Table>
                <Part ask=views.table what="le tableau"/>
            </Show>
        </div>
        <SheetPanel/>
    }
}

/// Said where the address names a commune that there is not.
pub(super) fn unknown_code() -> impl IntoView {
    let state = use_state();
    move || {
        state.unknown.get().map(|code| {
            view! {
                <p class="doubt" role="alert">{format!("Code commune {code} inconnu.")}" Vérifiez-le, ou cherchez la commune par son nom."</p>
            }
        })
    }
}

/// « Imprimer » and « Partager ».
#[component]
pub fn Actions() -> impl IntoView {
    let state = use_state();
    let copied = RwSignal::new(false);
    let share = move |_| {
        spawn_local(async move {
            let promise =
                web_sys::window().map(|w| w.navigator().clipboard().write_text(&url::href()));
            let done = match promise {
                Some(promise) => wasm_bindgen_futures::JsFuture::from(promise).await.is_ok(),
                None => false,
            };
            if done {
                copied.set(true);
                let fade = move || {
                    let _gone = copied.try_set(false);
                };
                set_timeout(fade, Duration::from_secs(3));
                state.announce("Adresse de cette page copiée.");
            } else {
                state.announce("La copie a été refusée\u{202f}: l’adresse à partager est celle de votre navigateur.");
            }
        });
    };
    view! {
        <button type="button" class="button" on:click=|_| crate::slices::print()>"Imprimer"</button>
        <button type="button" class="button primary" on:click=share>
            {move || if copied.get() { "Adresse copiée" } else { "Partager" }}
        </button>
    }
}

/// The map and what the pointer is on.
#[component]
pub fn MapPane() -> impl IntoView {
    let (state, data, derived) = (use_state(), use_data(), use_derived());
    let padding = Memo::new(move |_| {
        let height = state.window.get().1;
        if state.is_wide() {
            let below = if state.pane.get() == Pane::Table { height * 0.46 } else { 76.0 };
            [16.0, 76.0, below, 336.0]
        } else {
            let sheet = if state.selected.with(Option::is_some) {
                height * state.sheet_height.get().share().min(0.52)
            } else {
                76.0
            };
            [16.0, 16.0, sheet, 16.0]
        }
    });
    let on_fail = Callback::new(move |why: String| {
        state.no_map.set(Some(why));
        state.pane.set(Pane::Table);
    });
    let description = Memo::new(move |_| format!("Carte de France. {}", derived.sentence.get()));
    let after_words = state.awaited.with_untracked(Option::is_some);
    view! {
        <div class="map-pane" class:no-map=move || state.no_map.with(Option::is_some)>
            <MapView
                coarse=data.coarse
                fine=data.fine
                fill=derived.fill
                groups=data.groups
                labels=data.labels
                chosen=named()
                selected=state.selected
                hovered=state.hovered
                view=state.view
                padding=padding
                on_fail=on_fail
                description=description
                parts=Callback::new(move |row| data.drawn_as(row))
                over=super::pinned::over()
                after_words=after_words
            />
            <Readout/>
        </div>
    }
}

/// The name of the place on the sheet, for the map.
pub(super) fn named() -> Signal<Option<Label>> {
    let (state, data) = (use_state(), use_data());
    Memo::new(move |_| {
        let row = state.selected.get().filter(|_| data.has_places())?;
        data.set.with(|s| label(s.gazetteer(), row, 0.0))
    })
    .into()
}

/// Name and value of the place under the pointer. The sheet and the table say the same to those who
/// have no pointer.
#[component]
fn Readout() -> impl IntoView {
    let (state, data, derived) = (use_state(), use_data(), use_derived());
    let words = move || {
        let row = state.hovered.get()?;
        let column = derived.column.get();
        data.set.with(|set| {
            if set.gazetteer().is_empty() {
                return None;
            }
            let departement =
                set.gazetteer().area(AreaKind::Departement, row).map_or("", |a| &a.code);
            let (value, why) = table_rows::cell(column.as_ref(), row);
            let unit = column.as_ref().filter(|_| why.is_none()).map_or("", |c| &c.spec.unit_short);
            let value = why.map_or(value, |w| text::sentence_case(&text::typeset(w)));
            Some((
                format!("{} ({departement})", set.gazetteer().name(row)),
                format!("{value} {unit}"),
            ))
        })
    };
    view! {
        <div class="readout" aria-hidden="true">
            {move || words().map(|(name, value)| view! { <p><strong>{name}</strong>" "<span class="num">{value}</span></p> })}
        </div>
    }
}

/// The map in a sentence, and the way to its table; on a narrow window, the short legend.
#[component]
pub fn BottomBar() -> impl IntoView {
    let (state, derived) = (use_state(), use_derived());
    let toggle = move |_| {
        state.pane.update(|p| *p = if *p == Pane::Table { Pane::Map } else { Pane::Table })
    };
    view! {
        <div class="foot">
            <MiniKey/>
            <p class="foot-sentence" aria-live="polite">{derived.sentence}</p>
            <button type="button" class="button foot-table" aria-expanded=move || if state.pane.get() == Pane::Table { "true" } else { "false" } on:click=toggle>
                "Voir le tableau"
            </button>
        </div>
    }
}

/// On a narrow window: map, list, legend; beside another view, what the header has no room for.
#[component]
pub fn Tabs() -> impl IntoView {
    let state = use_state();
    move || {
        if state.shown.get() == Route::Map {
            view! { <MapTabs/> }.into_any()
        } else {
            view! { <Foot/> }.into_any()
        }
    }
}

/// What the header has no room for on a phone.
#[component]
fn Foot() -> impl IntoView {
    let state = use_state();
    view! {
        <nav class="beside-foot" aria-label="Données et méthode">
            <button type="button" class="link" on:click=move |_| state.open_user_data()>"Vos données"</button>
            <button type="button" class="link" on:click=move |_| state.about.set(true)>"À propos"</button>
        </nav>
    }
}

/// Map, list, legend.
#[component]
fn MapTabs() -> impl IntoView {
    let state = use_state();
    let tab = move |pane: Pane, icon: &'static str, label: &'static str| {
        view! {
            <button type="button" class="tab" aria-pressed=move || if state.pane.get() == pane { "true" } else { "false" }
                on:click=move |_: ev::MouseEvent| state.pane.set(pane)>
                <span class=format!("tab-icon {icon}") aria-hidden="true"></span>{label}
            </button>
        }
    };
    view! {
        <nav class="tabs" aria-label="Vues">
            {tab(Pane::Map, "icon-map", "Carte")}
            {tab(Pane::Table, "icon-list", "Liste")}
            <ViewLink route=Route::Aids class="tab"><span class="tab-icon icon-rights" aria-hidden="true"></span>"Mes aides"</ViewLink>
            {tab(Pane::Legend, "icon-key", "Légende")}
            <button type="button" class="tab" on:click=move |_| state.about.set(true)>
                <span class="tab-icon icon-about" aria-hidden="true"></span>"À propos"
            </button>
        </nav>
    }
}
