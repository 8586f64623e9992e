//! The user's own files: read, understood, corrected, ordered, kept or handed on as one project.
//! Nothing leaves the device.

mod assistant;
mod client;
mod desk;
mod kept;
mod list;
mod protocol;
mod ways;
mod worker;

use js_sys::{ArrayBuffer, Uint8Array};
use leptos::{prelude::*, task::spawn_local};

use super::own::{Inbox, keeps};
use crate::{dataset::use_data, state::use_state, turn, url};
use desk::Desk;
use list::Files;
use ways::Ways;

pub use worker::serve;

/// What stands in the dialog of the user's own files. It is made once, and kept.
#[component]
pub fn UserData() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let inbox: Inbox = expect_context();
    let desk = Desk::new(state, data);
    provide_context(desk);
    let kept = RwSignal::new(keeps());
    // What was kept comes back before anything else.
    spawn_local(async move {
        if kept.get_untracked() {
            match kept::kept().await {
                Some(bytes) => desk.open_kept(bytes),
                None => {
                    desk.nothing_comes();
                    desk.trouble
                        .set(Some("Les fichiers gardés sur cet appareil n’ont pas pu être relus. Choisissez-les à nouveau.".to_owned()));
                    state.open_user_data();
                }
            }
        } else if named().is_empty() {
            desk.nothing_comes();
        }
    });
    Effect::new(move |_| {
        if inbox.fallen.with(|f| !f.is_empty()) {
            let fallen = inbox.fallen.try_update(std::mem::take).unwrap_or_default();
            desk.add(ways::of_files(fallen.into_iter()));
        }
    });
    Effect::new(move |before: Option<u32>| {
        let asked = inbox.back.get();
        if before.is_some_and(|b| b != asked) {
            desk.clear();
        }
        asked
    });
    let trouble =
        move || desk.trouble.get().map(|why| view! { <p class="notice" role="alert">{why}</p> });
    view! {
        <div class="bring">
            <div class="about-head">
                <h2>"Vos données"</h2>
                <button type="button" class="button" on:click=move |_| state.close_user_data()>"Fermer"</button>
            </div>
            <p>"Un zonage plus récent, vos effectifs, un périmètre de CPTS\u{202f}: Plaque s’en sert aussitôt. Vos fichiers sont lus sur votre appareil et ne le quittent pas."</p>
            {trouble}
            <Ways/>
            <Files/>
            <Keep kept=kept/>
            <p class="sr-only" role="status" aria-live="polite">{desk.said}</p>
        </div>
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
        desk.write(url::search() + &url::fragment(), move |bytes| {
            crate::handed::save_bytes(
                "plaque-projet.zip",
                "application/zip",
                &Uint8Array::new(&bytes),
            );
            desk.said.set("Projet enregistré\u{202f}: plaque-projet.zip.".to_owned());
        });
    };
    let keep = move |_| {
        // What is kept on the device comes back under whatever the address says then.
        desk.write(String::new(), move |bytes: ArrayBuffer| {
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
            <h3 id="garder">"Annuler, enregistrer, garder"</h3>
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

/// Files that the address names: relative ones are of this host, others need the user's word.
fn named() -> Vec<String> {
    let value = |piece: &String| {
        let (key, value) = piece.split_once('=')?;
        let value = js_sys::decode_uri_component(value).ok()?.as_string()?;
        ["geojson", "table"].contains(&key).then_some(value)
    };
    url::current().rest.iter().filter_map(value).collect()
}
