//! The user's own files, seen from the rest of the page: the way in, what falls on the page, and
//! the mark of data that are not the shipped ones. Reading them is a part of its own.

use js_sys::Array;
use leptos::{ev, html, prelude::*};
use viewmodel::address::{Address, Route};
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File};

use super::modal::modal;
use crate::{dataset::use_data, part::Part, state::use_state};

/// Set while the user keeps files on this device: they are then read before anything is stated.
pub(super) const KEEPS: &str = "plaque-donnees";

/// What waits for the part that reads files.
#[derive(Clone, Copy)]
pub struct Inbox {
    /// Whether the part is needed at all.
    wanted: RwSignal<bool>,
    /// Files that fell on the page.
    pub(super) fallen: RwSignal<Vec<File>, LocalStorage>,
    /// Counts the times that the shipped data were asked for again.
    pub(super) back: RwSignal<u32>,
}

impl Inbox {
    /// Empty; the part is needed at once where files are kept, or named by the address.
    #[must_use]
    pub fn new(address: &Address) -> Self {
        let named =
            address.rest.iter().any(|p| p.starts_with("geojson=") || p.starts_with("table="));
        Self {
            wanted: RwSignal::new(named || keeps()),
            fallen: RwSignal::new_local(Vec::new()),
            back: RwSignal::new(0),
        }
    }

    /// Has the part fetched; once is enough, and another time would make it anew.
    fn want(self) {
        if !self.wanted.get_untracked() {
            self.wanted.set(true);
        }
    }

    /// Whether files are to be read before the first answer is stated.
    #[must_use]
    pub fn is_wanted(self) -> bool {
        self.wanted.get_untracked()
    }
}

/// Whether something is kept on this device.
pub(super) fn keeps() -> bool {
    window().local_storage().ok().flatten().and_then(|s| s.get_item(KEEPS).ok().flatten()).is_some()
}

/// Names the files in use, and leads back to the shipped data.
#[component]
pub fn OwnMark() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let inbox: Inbox = expect_context();
    let mark = Memo::new(move |_| data.brought.with(|b| (b.mark.clone(), b.places.in_words())));
    let back = move |_| {
        // At once, whatever is being read; then the list of files is emptied too.
        data.drop_own();
        inbox.back.update(|n| *n += 1);
    };
    move || {
        Some(mark.get()).filter(|(files, _)| !files.is_empty()).map(|(files, drawn)| {
            view! {
                <div class="own-mark" role="status">
                    <p>{format!("Vos données\u{202f}: {files}.")}{drawn.map(|all| format!(" Sur la carte\u{202f}: {all}."))}</p>
                    <button type="button" class="link" on:click=move |_| state.open_user_data()>"Modifier"</button>
                    <button type="button" class="link" on:click=back>"Revenir aux données de Plaque"</button>
                </div>
            }
        })
    }
}

/// The dialog of the user's own files, open while the address names it; files may fall anywhere.
#[component]
pub fn UserDataDialog() -> impl IntoView {
    let views: super::Views = expect_context();
    let (state, data) = (use_state(), use_data());
    let inbox: Inbox = expect_context();
    // Answers that wait for files are stated without them, and the user sees why.
    let on_missing = Callback::new(move |()| {
        data.own_expected.set(false);
        state.open_user_data();
    });
    let dialog = NodeRef::<html::Dialog>::new();
    let is_wanted = move || state.route.get() == Route::UserData;
    let closed = modal(dialog, is_wanted, move || inbox.want(), move || state.close_user_data());
    let over = window_event_listener(ev::dragover, |e: DragEvent| e.prevent_default());
    let fall = window_event_listener(ev::drop, move |e: DragEvent| {
        e.prevent_default();
        let Some(files) = e.data_transfer().and_then(|t| t.files()).filter(|f| f.length() > 0)
        else {
            return;
        };
        let files = Array::from(&files)
            .iter()
            .filter_map(|f| f.dyn_into::<File>().ok())
            .collect::<Vec<_>>();
        inbox.fallen.update(|all| all.extend(files));
        state.open_user_data();
    });
    on_cleanup(move || {
        over.remove();
        fall.remove();
    });
    view! {
        <dialog node_ref=dialog class="own" aria-label="Vos données" on:close=closed>
            {move || inbox.wanted.get().then(|| view! {
                <Part ask=views.user_data what="la lecture de vos fichiers" on_missing=on_missing/>
            })}
        </dialog>
    }
}
