//! Ways in: chosen, let fall, pasted, or named by the address; another host is only asked once the
//! user agrees to its name.

use js_sys::{Array, Uint8Array};
use leptos::{ev, html, prelude::*, task::spawn_local};
use tables::Limits;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ClipboardEvent, DragEvent, File, Url};

use super::{files::UserFiles, named};
use crate::{net, state::use_state, url};
use viewmodel::address::Route;

/// Files by name, day and content.
pub(super) fn of_files(files: impl Iterator<Item = File>) -> Vec<(String, String, Blob)> {
    files.map(|f| (f.name(), day(f.last_modified()), f.into())).collect()
}

/// The day of a moment, in the user's own time zone, ISO.
fn day(milliseconds: f64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(milliseconds));
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}

/// Today, ISO.
pub(super) fn today() -> String {
    day(js_sys::Date::now())
}

/// A file that the address names.
#[derive(Clone, PartialEq)]
struct Named {
    address: String,
    /// Host, where it is not the page's own.
    host: Option<String>,
    /// Share received, once it is on its way.
    received: Option<u64>,
    trouble: Option<String>,
}

impl Named {
    fn of(written: &str) -> Self {
        let whole = Url::new_with_base(written, &url::page());
        let (address, host, trouble) = match whole {
            Ok(address) if ["https:", "http:"].contains(&address.protocol().as_str()) => {
                let own = Url::new(&url::page()).map(|own| own.origin()).unwrap_or_default();
                (address.href(), (address.origin() != own).then(|| address.host()), None)
            }
            _ => (
                written.to_owned(),
                None,
                Some(format!(
                    "L’adresse «\u{202f}{written}\u{202f}» n’est pas celle d’un fichier\u{202f}: vérifiez le lien, ou choisissez le fichier vous-même."
                )),
            ),
        };
        Self { address, host, received: None, trouble }
    }

    fn name(&self) -> String {
        let path = self.address.split(['?', '#']).next().unwrap_or_default();
        path.rsplit('/').next().filter(|n| !n.is_empty()).unwrap_or("fichier").to_owned()
    }
}

/// The ways in.
#[component]
pub(super) fn Ways() -> impl IntoView {
    let files_of_user: UserFiles = expect_context();
    let state = use_state();
    let over = RwSignal::new(false);
    let chosen = NodeRef::<html::Input>::new();
    let choose = move |_| {
        let Some(input) = chosen.get_untracked() else { return };
        if let Some(files) = input.files() {
            files_of_user.add(of_files(
                Array::from(&files).iter().filter_map(|f| f.dyn_into::<File>().ok()),
            ));
        }
        // The same file may be chosen again, changed in between.
        input.set_value("");
    };
    // The page takes what falls; here it only shows that it may.
    let fall = window_event_listener(ev::drop, move |_: DragEvent| over.set(false));
    let hover = window_event_listener(ev::dragover, move |e: DragEvent| {
        e.prevent_default();
        over.set(true);
    });
    let paste = window_event_listener(ev::paste, move |e: ClipboardEvent| {
        // Pasted into a field of the page, text is that field's.
        let Some(data) =
            e.clipboard_data().filter(|_| state.route.get_untracked() == Route::UserData)
        else {
            return;
        };
        let files = data
            .files()
            .map(|f| of_files(Array::from(&f).iter().filter_map(|f| f.dyn_into::<File>().ok())))
            .unwrap_or_default();
        let text = data.get_data("text/plain").unwrap_or_default();
        if !files.is_empty() {
            files_of_user.add(files);
        } else if (text.contains('\n') || text.trim_start().starts_with('{'))
            && let Ok(blob) = Blob::new_with_str_sequence(&Array::of1(&text.into()))
        {
            files_of_user.add(vec![("texte collé".to_owned(), today(), blob)]);
        }
    });
    on_cleanup(move || {
        fall.remove();
        hover.remove();
        paste.remove();
    });
    view! {
        <div class="drop" class:over=over>
            <label for="fichiers">"Choisir des fichiers"</label>
            <input id="fichiers" type="file" multiple node_ref=chosen on:change=choose accept=".csv,.tsv,.txt,.xlsx,.geojson,.json,.gz,.zip"/>
            <p class="minor">"CSV, XLSX, GeoJSON, les mêmes en .gz, ou un projet Plaque (.zip). Vous pouvez aussi les déposer n’importe où sur la page, ou coller un tableau copié d’un tableur."</p>
        </div>
        <Links/>
    }
}

/// Files that the address names.
#[component]
fn Links() -> impl IntoView {
    let files_of_user: UserFiles = expect_context();
    let state = use_state();
    let all = RwSignal::new(named().iter().map(|written| Named::of(written)).collect::<Vec<_>>());
    let update = move |at: usize, change: &dyn Fn(&mut Named)| {
        all.update(|all| {
            if let Some(named) = all.get_mut(at) {
                change(named);
            }
        });
    };
    let load = move |at: usize| {
        let Some(file) = all.with_untracked(|all| all.get(at).cloned()) else { return };
        update(at, &|n| (n.received, n.trouble) = (Some(0), None));
        spawn_local(async move {
            let most = u64::try_from(Limits::default().file).unwrap_or(u64::MAX);
            let mut progress = |got| update(at, &|n| n.received = Some(got));
            match net::fetch_address(&file.address, most, &mut progress).await {
                Ok(bytes) => {
                    if let Ok(blob) = Blob::new_with_buffer_source_sequence(&Array::of1(
                        &Uint8Array::from(&bytes[..]),
                    )) {
                        files_of_user.add(vec![(file.name(), today(), blob)]);
                    }
                    all.update(|all| all.retain(|n| n.address != file.address));
                }
                Err(why) => {
                    let why = format!(
                        "Impossible de charger «\u{202f}{}\u{202f}»\u{202f}: {why}. Vérifiez le lien, ou choisissez le fichier vous-même.",
                        file.name()
                    );
                    update(at, &|n| (n.received, n.trouble) = (None, Some(why.clone())));
                }
            }
        });
    };
    // Whoever is asked to agree, or must know of a trouble, sees this page.
    Effect::new(move |_| {
        if all.with(|all| {
            all.iter().any(|n| n.trouble.is_some() || (n.host.is_some() && n.received.is_none()))
        }) {
            // Nothing waits for a file that may not come.
            files_of_user.nothing_comes();
            state.open_user_data();
        }
    });
    // Those of this host come at once.
    let own: Vec<usize> = all.with_untracked(|all| {
        (0..all.len()).filter(|i| all[*i].host.is_none() && all[*i].trouble.is_none()).collect()
    });
    own.into_iter().for_each(load);
    let line = move |(at, named): (usize, Named)| {
        let name = named.name();
        let ask = named.host.clone().filter(|_| named.received.is_none()).map(|host| {
            view! {
                {format!("Le lien demande «\u{202f}{name}\u{202f}» à un autre site, {host}, qui saura que vous l’avez demandé. ")}
                <button type="button" class="button" on:click=move |_| load(at)>{format!("Charger depuis {host}")}</button>
            }
        });
        let on_its_way = named.received.map(|got| {
            format!("«\u{202f}{}\u{202f}»\u{202f}: {} ko reçus…", named.name(), got / 1024)
        });
        view! {
            <li>
                {named.trouble.clone()} {ask} {on_its_way}" "
                <button type="button" class="link" on:click=move |_| all.update(|all| drop((at < all.len()).then(|| all.remove(at))))>
                    {format!("Ne pas charger «\u{202f}{}\u{202f}»", named.name())}
                </button>
            </li>
        }
    };
    move || {
        let named = all.get();
        (!named.is_empty()).then(|| view! { <ul class="links" role="alert">{named.into_iter().enumerate().map(line).collect_view()}</ul> })
    }
}
