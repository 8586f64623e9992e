//! What is around every view: the header with its menu, and the ways to the map, to finding a place, to one's project.

use std::time::Duration;

use leptos::{html, prelude::*, task::spawn_local};
use viewmodel::Route;

use super::{InstallationDate, Search};
use crate::{
    route::{ViewLink, to_content},
    slices,
    state::use_state,
    url,
};

/// Outlines on a square of 24.
const MAP: &str = "M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14";
const FIND: &str = "M3 8h8M17 8h4M3 16h4M13 16h8M14 5v6M10 13v6";
const PROJECT: &str = "M3 6h6l2 3h10v10H3z";
const ABOUT: &str = "M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v5M12 8v.5";
const SHARE: &str = "M12 15V4M8 7l4-4 4 4M5 12v8h14v-8";
const MENU: &str = "M4 7h16M4 12h16M4 17h16";

fn icon(outline: &'static str) -> impl IntoView {
    view! { <svg viewBox="0 0 24 24" aria-hidden="true"><path d=outline></path></svg> }
}

/// Brand, search, date, and what can be done with the page.
#[component]
pub fn Header() -> impl IntoView {
    let state = use_state();
    let wide = Memo::new(move |_| state.is_wide());
    let opener = NodeRef::<html::Button>::new();
    // What is chosen in the menu closes it. A dialog gives the focus back to where it was: that must
    // be what is still there then.
    let item = move |name: &'static str, go: Box<dyn Fn()>| {
        let choose = move |_| {
            if let Some(opener) = opener.get_untracked() {
                let _focused = opener.focus();
            }
            go();
        };
        view! {
            <button type="button" class="button" popovertarget="menu" popovertargetaction="hide" on:click=choose>{name}</button>
        }
    };
    view! {
        <button type="button" class="button skip" on:click=|_| to_content()>"Aller au contenu"</button>
        <header class="bar">
            <div class="brand"><span class="brand-mark" aria-hidden="true"></span><span class="brand-name">"Plaque"</span></div>
            <Search/>
            <Show when=move || wide.get()>
                <InstallationDate id="installation"/>
                <button type="button" class="button print" on:click=|_| slices::print()>"Imprimer"</button>
            </Show>
            <Share/>
            <button type="button" class="button" popovertarget="menu" aria-label="Menu" node_ref=opener>{icon(MENU)}</button>
            <div id="menu" class="menu" popover="auto">
                <Show when=move || !wide.get()>
                    <InstallationDate id="installation"/>
                    {item("Imprimer", Box::new(slices::print))}
                </Show>
                {item("Vos données", Box::new(move || state.open_user_data()))}
            </div>
        </header>
    }
}

/// Copies the address, which is the state.
#[component]
fn Share() -> impl IntoView {
    let state = use_state();
    let copied = RwSignal::new(false);
    let share = move |_| {
        spawn_local(async move {
            if url::copy(&url::href()).await {
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
        <button type="button" class="button primary share" class:copied=copied on:click=share>
            {icon(SHARE)}
            <span>{move || if copied.get() { "Adresse copiée" } else { "Partager" }}</span>
        </button>
    }
}

/// The ways to the map, to a place that one does not know yet, and to one's project.
#[component]
pub fn Rail() -> impl IntoView {
    let state = use_state();
    let way = |route, outline, name: &'static str| {
        view! { <ViewLink route class="way" way=true>{icon(outline)}{name}</ViewLink> }
    };
    let kept = Memo::new(move |_| state.scenario.with(|s| s.shortlist.len()));
    // Read with the name of the way.
    let badge = move || {
        let n = kept.get();
        (n > 0).then(|| view! {
            <span class="badge"><span class="sr-only">", "</span>{n}<span class="sr-only">{if n > 1 { " lieux gardés" } else { " lieu gardé" }}</span></span>
        })
    };
    view! {
        <nav class="rail" aria-label="Rubriques">
            {way(Route::Map, MAP, "Carte")}
            {way(Route::Find, FIND, "Trouver")}
            <ViewLink route=Route::Project class="way" way=true>{icon(PROJECT)}"Mon projet"{badge}</ViewLink>
            <button type="button" class="way" on:click=move |_| state.about.set(true)>{icon(ABOUT)}"À propos"</button>
        </nav>
    }
}
