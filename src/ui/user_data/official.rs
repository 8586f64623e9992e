//! The zoning in force, from the official catalogue: asked for once the user agrees to its host, then
//! read like any file of theirs.

use futures_util::future::LocalBoxFuture;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use layers::Published;
use leptos::{prelude::*, task::spawn_local};
use tables::Limits;
use territory::rules::Official;
use viewmodel::EntryId;
use web_sys::{Blob, Url};

use super::files::UserFiles;
use crate::{
    dataset::{Asset, Data, use_data},
    net,
    ui::origin::outside,
    url,
    worker::{Latest, Worker, to_buffer},
};

/// What this part asks of that of the user's files, by what it is given and not by name: none of that
/// code is then in the file of this part, nor in one that both would share.
#[derive(Clone, Copy)]
pub(super) struct Takes {
    pub(super) files: UserFiles,
    /// Where a catalogue says that a table is, or why not, in French.
    pub(super) table:
        fn(Worker, String, ArrayBuffer) -> LocalBoxFuture<'static, Result<Published, String>>,
    /// Adds a file of a name and a day, and says its number.
    pub(super) add: fn(UserFiles, String, Option<String>, Blob) -> Option<EntryId>,
    /// What is wrong with a file that has been read as the table of the whole country.
    pub(super) trouble: fn(UserFiles, EntryId) -> Option<String>,
    /// Takes a file away.
    pub(super) remove: fn(UserFiles, EntryId),
}

/// Most bytes of an answer of the catalogue.
const CATALOGUE: u64 = 4_000_000;
/// Key of the address that names another catalogue: a mirror, or that of a test.
const KEY: &str = "officiel";

/// How far it is.
#[derive(Clone, PartialEq)]
enum Way {
    /// Nothing is asked.
    Offered,
    /// The user is told the host.
    Named,
    /// On its way: kibibytes received of the table; none while the catalogue is asked.
    Coming(Option<u64>),
    /// It is being read, by its number.
    Read(EntryId),
    /// It could not be used, and why.
    Failed(String),
}

/// Where the catalogue is: by the address of the page, or by the data.
fn catalogue(official: &Official) -> String {
    let named = url::current().rest.into_iter().find_map(|piece| {
        let written = piece.strip_prefix(KEY)?.strip_prefix('=')?.to_owned();
        js_sys::decode_uri_component(&written).ok()?.as_string()
    });
    let written = named.unwrap_or_else(|| official.catalogue.clone());
    Url::new_with_base(&written, &url::page()).map_or(written, |whole| whole.href())
}

/// Fetches the table that the catalogue names.
///
/// # Errors
/// Why it did not come, as the end of a French sentence.
async fn fetch(
    official: &Official,
    takes: Takes,
    data: Data,
    progress: &mut dyn FnMut(u64),
) -> Result<(Published, Vec<u8>), String> {
    let catalogue = catalogue(official);
    let answer =
        net::fetch_address(&catalogue, CATALOGUE, &mut |_| ()).await.map_err(|e| e.to_string())?;
    let found = (takes.table)(data.worker, official.file.clone(), to_buffer(&answer)).await?;
    let address = Url::new_with_base(&found.address, &catalogue)
        .map_err(|_| format!("le catalogue donne une adresse illisible, {}", found.address))?;
    let most = u64::try_from(Limits::default().file).unwrap_or(u64::MAX);
    let bytes =
        net::fetch_address(&address.href(), most, progress).await.map_err(|e| e.to_string())?;
    let head = bytes.get(..64).unwrap_or(&bytes).trim_ascii_start();
    if head.starts_with(b"<") {
        return Err("le serveur a répondu par une page au lieu du fichier".to_owned());
    }
    Ok((found, bytes))
}

/// The offer, the question, the way and what came of it.
#[component]
pub fn OfficialZoning() -> impl IntoView {
    let (data, takes) = (use_data(), expect_context::<Takes>());
    let way = RwSignal::new(Way::Offered);
    let running = Latest::<()>::new();
    spawn_local(data.fetch(Asset::Rules));
    let official =
        Memo::new(move |_| data.set.with(|s| s.rules().zoning.as_ref()?.official.clone()));
    let load = move || {
        let Some(official) = official.get_untracked() else { return };
        way.set(Way::Coming(None));
        running.ask(async move {
            let mut progress = move |got: u64| way.set(Way::Coming(Some(got / 1024)));
            let (found, bytes) = match fetch(&official, takes, data, &mut progress).await {
                Ok(found) => found,
                Err(why) => {
                    way.set(Way::Failed(why));
                    return Ok(());
                }
            };
            let parts = Array::of1(&Uint8Array::from(&bytes[..]));
            let read = Blob::new_with_buffer_source_sequence(&parts)
                .ok()
                .and_then(|blob| (takes.add)(takes.files, found.name, found.day, blob));
            way.set(read.map_or_else(
                || Way::Failed("le navigateur n’a pas pu garder le fichier".to_owned()),
                Way::Read,
            ));
            Ok(())
        });
    };
    let stop = move |_| {
        running.give_up();
        way.set(Way::Offered);
    };
    // A table that is not that of the whole country changes nothing.
    Effect::new(move |_| {
        let Way::Read(id) = way.get() else { return };
        if let Some(why) = (takes.trouble)(takes.files, id) {
            (takes.remove)(takes.files, id);
            way.set(Way::Failed(why));
        }
    });
    let host = move |official: &Official| {
        Url::new(&catalogue(official)).map_or_else(|_| String::new(), |whole| whole.host())
    };
    // One paragraph and two buttons, whatever is said: each other form is kilobytes of the part.
    let said = move || {
        let official = official.get()?;
        let host = host(&official);
        Some(match way.get() {
            Way::Offered | Way::Read(_) => String::new(),
            Way::Named => format!(
                "Votre navigateur demandera la liste puis le fichier à {host}, qui saura que vous l’avez demandé. Rien de ce que vous avez répondu ne lui est envoyé."
            ),
            Way::Coming(None) => format!("Le catalogue de {host} est demandé…"),
            Way::Coming(Some(got)) => format!("Le fichier arrive\u{202f}: {got} ko reçus…"),
            Way::Failed(why) => format!(
                "Le zonage en vigueur n’a pas pu être chargé\u{202f}: {}. Rien n’a changé. Vous pouvez prendre le fichier vous-même sur la page de « {} », ci-dessous, et le déposer ici.",
                why.trim_end_matches('.'),
                official.title
            ),
        })
    };
    let is_failed = move || way.with(|w| matches!(w, Way::Failed(_)));
    let first = move || match way.get() {
        Way::Offered | Way::Read(_) => "Charger le zonage en vigueur (data.gouv.fr)".to_owned(),
        Way::Failed(_) => "Réessayer".to_owned(),
        _ => official
            .with(|o| o.as_ref().map(|o| format!("Demander à {}", host(o))))
            .unwrap_or_default(),
    };
    let on_first = move |_| match way.get_untracked() {
        Way::Offered | Way::Read(_) => way.set(Way::Named),
        _ => load(),
    };
    let is_coming = move || way.with(|w| matches!(w, Way::Coming(_)));
    let can_stop = move || way.with(|w| matches!(w, Way::Coming(_) | Way::Named));
    let second = move || if is_coming() { "Arrêter" } else { "Ne pas demander" };
    view! {
        <section aria-labelledby="officiel" hidden=move || official.with(Option::is_none)>
            <h3 id="officiel">"Le zonage en vigueur"</h3>
            <p class="minor">"Les agences régionales de santé publient ensemble les classes de toutes les communes, avec la date de chaque arrêté. Ce fichier prend la place de notre zonage sur toutes les pages. Celui des quartiers, publié avec lui, se dépose ici aussi\u{202f}: il répond pour une adresse précise."</p>
            <p class:notice=is_failed role="alert">{said}</p>
            <p class="take">
                <button type="button" class="button" hidden=is_coming on:click=on_first>{first}</button>
                <button type="button" class="button" hidden=move || !can_stop() on:click=stop>{second}</button>
            </p>
            <p class="minor">{move || official.get().map(|o| outside(o.title, o.page))}</p>
        </section>
    }
}
