//! The reader's own files: brought, understood, corrected, ordered, kept or handed on as one project. Nothing leaves the device.

mod assistant;
mod client;
mod desk;
mod kept;
mod list;
mod ways;
mod worker;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{File, MessageEvent};

use super::own::{self, say};
use crate::{turn, url};
use desk::Desk;
use list::Files;
use ways::Ways;

pub use worker::serve;

/// The page, alone or within the frame of another.
#[component]
pub fn Bring(
    /// Whether it stands in a frame.
    inside: bool,
) -> impl IntoView {
    let desk = Desk::new();
    provide_context(desk);
    let kept = RwSignal::new(kept::keeps());
    // What was kept comes back at once; then the page around hears that we listen.
    spawn_local(async move {
        if kept.get_untracked()
            && let Some(bytes) = kept::kept().await
        {
            desk.open_bytes("projet gardé", &bytes);
        }
        own::tell_page(&Array::of1(&say::READY.into()));
    });
    let listen = window_event_listener(ev::message, move |e: MessageEvent| {
        let from_page = window().parent().ok().flatten().is_some_and(|p| p != window() && e.source().is_some_and(|s| *s == ***p));
        let Some(parts) = e.data().dyn_into::<Array>().ok().filter(|_| from_page) else { return };
        match parts.get(0).as_string().as_deref() {
            Some(say::FILES) => desk.add(ways::of_files(Array::from(&parts.get(1)).iter().filter_map(|f| f.dyn_into::<File>().ok()))),
            Some(say::EMPTY) => desk.clear(),
            _ => {}
        }
    });
    on_cleanup(move || listen.remove());
    let close = move |_| own::tell_page(&Array::of1(&say::CLOSE.into()));
    let trouble = move || desk.trouble.get().map(|why| view! { <p class="notice" role="alert">{why}</p> });
    view! {
        <main class="bring">
            <div class="about-head">
                <h1>"Vos données"</h1>
                {inside.then(|| view! { <button type="button" class="button" on:click=close>"Fermer"</button> })}
            </div>
            <p>"Un zonage plus récent, vos effectifs, un périmètre de CPTS\u{202f}: Plaque s’en sert aussitôt. Vos fichiers sont lus sur votre appareil et ne le quittent pas."</p>
            {(!inside).then(|| view! { <p><a href="./">"Ouvrir la carte"</a>", puis «\u{202f}Vos données\u{202f}»\u{202f}: c’est là que vos fichiers prennent effet. Ici, gardez-les d’abord sur cet appareil."</p> })}
            {trouble}
            <Ways/>
            <Files/>
            <Keep kept=kept/>
            <p class="sr-only" role="status" aria-live="polite">{desk.said}</p>
        </main>
    }
}

/// Undo, project, and keeping on this device.
#[component]
fn Keep(
    /// Whether something is kept.
    kept: RwSignal<bool>,
) -> impl IntoView {
    let desk: Desk = expect_context();
    let refused = RwSignal::new(None::<String>);
    let save = move |_| {
        desk.write(url::around(), |bytes| super::portrait::save_bytes("plaque-projet.zip", "application/zip", &Uint8Array::new(&bytes)));
        desk.said.set("Projet enregistré\u{202f}: plaque-projet.zip.".to_owned());
    };
    let keep = move |_| {
        desk.write(url::around(), move |bytes: ArrayBuffer| {
            spawn_local(async move {
                turn::pause().await;
                match kept::keep(bytes).await {
                    Ok(()) => {
                        kept.set(true);
                        refused.set(None);
                        desk.said.set("Fichiers gardés sur cet appareil.".to_owned());
                    }
                    Err(why) => refused.set(Some(why)),
                }
            });
        });
    };
    let erase = move |_| {
        spawn_local(async move {
            match kept::erase().await {
                Ok(()) => {
                    kept.set(false);
                    refused.set(None);
                    desk.said.set("Plus rien n’est gardé sur cet appareil.".to_owned());
                }
                Err(why) => refused.set(Some(why)),
            }
        });
    };
    let none = move || desk.entries.with(Vec::is_empty);
    view! {
        <section aria-labelledby="garder">
            <h2 id="garder">"Annuler, enregistrer, garder"</h2>
            <p class="take">
                <button type="button" class="button" disabled=move || !desk.can_undo() on:click=move |_| desk.undo()>"Annuler le dernier changement"</button>
                <button type="button" class="button" disabled=none on:click=move |_| desk.clear()>"Revenir aux données livrées"</button>
                <button type="button" class="button" disabled=none on:click=save>"Enregistrer le projet (zip)"</button>
                <button type="button" class="button" disabled=none on:click=keep>"Garder sur cet appareil"</button>
                {move || kept.get().then(|| view! { <button type="button" class="button" on:click=erase>"Effacer ce qui est gardé"</button> })}
            </p>
            <p class="minor" role="status">{move || if kept.get() {
                "Ces fichiers sont gardés dans ce navigateur, sur cet appareil, et repris sur toutes les pages de Plaque, jusqu’à ce que vous les effaciez."
            } else {
                "Rien n’est gardé\u{202f}: fermée, la page oublie vos fichiers. Un lien partagé ne les contient jamais."
            }}</p>
            {move || refused.get().map(|why| view! { <p class="notice" role="alert">{why}</p> })}
        </section>
    }
}

/// The address that the page was opened with names files: relative ones are of this host, others need the reader's word.
fn named() -> Vec<String> {
    let value = |piece: &String| {
        let (key, value) = piece.split_once('=')?;
        let value = js_sys::decode_uri_component(value).ok()?.as_string()?;
        ["geojson", "table"].contains(&key).then_some(value)
    };
    url::current().rest.iter().filter_map(value).collect()
}
