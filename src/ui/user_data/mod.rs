//! The user's own files: read, understood, corrected, ordered, kept or handed on as one project.
//! Nothing leaves the device.

mod blob;
mod columns;
mod files;
mod import;
mod input;
mod list;
mod official;
mod storage;
mod whole;

use js_sys::Uint8Array;
use leptos::{prelude::*, task::spawn_local};

use super::{
    focus::focus,
    own::{Inbox, keeps},
};
use crate::{dataset::use_data, part::Part, state::use_state, url};
use viewmodel::Session;

use files::UserFiles;
use input::Ways;
use list::Files;
pub use official::OfficialZoning;

pub(crate) use import::work;

/// What stands in the dialog of the user's own files. It is made once, and kept.
#[component]
pub fn UserData() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let inbox: Inbox = expect_context();
    let views: super::Views = expect_context();
    let files = UserFiles::new(state, data);
    provide_context(files);
    provide_context(whole::takes(files));
    let kept = RwSignal::new(keeps());
    // What was kept comes back before anything else.
    spawn_local(async move {
        if kept.get_untracked() {
            match storage::kept().await {
                Some(bytes) => files.open_kept(bytes),
                None => {
                    files.nothing_comes();
                    files.trouble
                        .set(Some("Les fichiers gardés sur cet appareil n’ont pas pu être relus. Choisissez-les à nouveau.".to_owned()));
                    state.open_user_data();
                }
            }
        } else if named().is_empty() {
            files.nothing_comes();
        }
    });
    Effect::new(move |_| {
        if inbox.fallen.with(|f| !f.is_empty()) {
            let fallen = inbox.fallen.try_update(std::mem::take).unwrap_or_default();
            files.add(input::of_files(fallen.into_iter()));
        }
    });
    Effect::new(move |before: Option<u32>| {
        let asked = inbox.back.get();
        if before.is_some_and(|b| b != asked) {
            files.clear();
        }
        asked
    });
    let trouble =
        move || files.trouble.get().map(|why| view! { <p class="notice" role="alert">{why}</p> });
    view! {
        <div class="user-data">
            <div class="about-head">
                <h2>"Vos données"</h2>
                <button type="button" class="button" on:click=move |_| state.close_user_data()>"Fermer"</button>
            </div>
            <p>"Un zonage plus récent, vos effectifs, un périmètre de CPTS\u{202f}: Plaque s’en sert aussitôt. Vos fichiers sont lus sur votre appareil et ne le quittent pas."</p>
            {trouble}
            <Part ask=views.official what="le zonage en vigueur"/>
            <Ways/>
            <Files/>
            <Keep kept=kept/>
            <p class="sr-only" role="status" aria-live="polite">{files.said}</p>
        </div>
    }
}

/// Undo, project, and keeping on this device.
#[component]
fn Keep(
    /// Whether something is kept.
    kept: RwSignal<bool>,
) -> impl IntoView {
    let files: UserFiles = expect_context();
    let refused = RwSignal::new(None::<String>);
    let save = move |_| {
        spawn_local(async move {
            match files.write(url::search() + &url::fragment()).await {
                Ok(project) => {
                    crate::download::save_bytes(
                        "plaque-projet.zip",
                        "application/zip",
                        &Uint8Array::new(&project),
                    );
                    files.said.set("Projet enregistré\u{202f}: plaque-projet.zip.".to_owned());
                }
                Err(why) => files.trouble.set(Some(why)),
            }
        });
    };
    let keep = move |_| {
        spawn_local(async move {
            // What is kept on the device comes back under whatever the address says then.
            let stored = match files.write(String::new()).await {
                Ok(project) => storage::keep(project).await,
                Err(why) => Err(why),
            };
            match stored {
                Ok(()) => {
                    kept.set(true);
                    refused.set(None);
                    files.said.set("Fichiers gardés sur cet appareil.".to_owned());
                }
                Err(why) => refused.set(Some(why)),
            }
        });
    };
    // Buttons that can do no more lose the focus: it stays near.
    let undo = move |_| {
        files.undo();
        if !files.session.with_untracked(Session::can_undo) {
            focus("garder");
        }
    };
    let back = move |_| {
        files.clear();
        focus("garder");
    };
    let erase = move |_| {
        focus("garder");
        spawn_local(async move {
            match storage::erase().await {
                Ok(()) => {
                    kept.set(false);
                    refused.set(None);
                    files.said.set("Plus rien n’est gardé sur cet appareil.".to_owned());
                }
                Err(why) => refused.set(Some(why)),
            }
        });
    };
    let none = move || files.session.with(|s| s.entries().is_empty());
    view! {
        <section aria-labelledby="garder">
            <h3 id="garder" tabindex="-1">"Annuler, enregistrer, garder"</h3>
            <p class="take">
                <button type="button" class="button" disabled=move || !files.session.with(Session::can_undo) on:click=undo>"Annuler le dernier changement"</button>
                <button type="button" class="button" disabled=none on:click=back>"Revenir aux données de Plaque"</button>
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
