//! The reader's own files: a frame that reads them, kept behind a button, and what it hands over taken into the data.

use std::sync::Arc;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DragEvent, MessageEvent};

use crate::{
    dataset::{Brought, use_data},
    state::use_state,
    url,
};

/// The page that reads files, here without its header.
const PAGE: &str = "donnees.html?dans=1";
/// Set while the reader keeps files on this device: the frame is then asked for them at once.
pub(super) const KEEPS: &str = "plaque-donnees";

/// What page and frame say to each other: the first element of each message.
pub(super) mod say {
    /// The frame has begun to listen.
    pub(in crate::ui) const READY: &str = "plaque-pret";
    /// Files that were let fall on the page.
    pub(in crate::ui) const FILES: &str = "plaque-fichiers";
    /// What the files come to: mark, indicators, places, names and bytes of the packed files.
    pub(in crate::ui) const LAYERS: &str = "plaque-couches";
    /// The view of a project that was opened: query and fragment.
    pub(in crate::ui) const VIEW: &str = "plaque-vue";
    /// Back to the shipped data.
    pub(in crate::ui) const EMPTY: &str = "plaque-vider";
    /// Something needs the reader: a file that is refused, another host to agree upon.
    pub(in crate::ui) const OPEN: &str = "plaque-ouvrir";
    /// The reader is done with the frame.
    pub(in crate::ui) const CLOSE: &str = "plaque-fermer";
}

/// The dialog with the frame, what falls on the page, and the mark of data that are not the shipped ones.
#[component]
pub fn Own() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let (dialog, frame) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Iframe>::new());
    let asked: Vec<String> = url::current().rest.into_iter().filter(|p| p.starts_with("geojson=") || p.starts_with("table=")).collect();
    let keeps = window().local_storage().ok().flatten().and_then(|s| s.get_item(KEEPS).ok().flatten()).is_some();
    let started = RwSignal::new(keeps || !asked.is_empty());
    let ready = RwSignal::new(false);
    let waiting = StoredValue::new_local(Vec::<JsValue>::new());
    let source = [&[PAGE.to_owned()], &asked[..]].concat().join("&");
    let tell = move |message: &JsValue| {
        if let Some(inside) = frame.get_untracked().and_then(|f| f.content_window()) {
            let _told = inside.post_message(message, "/");
        }
    };
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (state.own.get(), dialog.open()) {
            (true, false) => {
                started.set(true);
                let _shown = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let listen = window_event_listener(ev::message, move |e: MessageEvent| {
        let from_frame = frame.get_untracked().and_then(|f| f.content_window()).is_some_and(|w| e.source().is_some_and(|s| *s == ***w));
        let Some(parts) = e.data().dyn_into::<Array>().ok().filter(|_| from_frame) else { return };
        match parts.get(0).as_string().as_deref() {
            Some(say::READY) => {
                ready.set(true);
                waiting.update_value(|all| all.drain(..).for_each(|m| tell(&m)));
            }
            Some(say::CLOSE) => state.own.set(false),
            Some(say::OPEN) => state.own.set(true),
            Some(say::VIEW) => {
                let address = parts.get(1).as_string().unwrap_or_default();
                let (query, fragment) = address.split_once('#').unwrap_or((&address, ""));
                state.go_to(&url::Address::parse(query).with_fragment(fragment));
            }
            Some(say::LAYERS) => {
                let (brought, files) = taken(&parts);
                let new = brought.entries.iter().find(|e| !data.has_indicator(&e.id)).map(|e| e.id.clone());
                if !data.indicators().iter().any(|c| state.indicator.with_untracked(|i| *i == c.id)) {
                    state.indicator.set(crate::state::FIRST_INDICATOR.to_owned());
                }
                data.bring(brought, files);
                new.into_iter().for_each(|id| state.indicator.set(id));
            }
            _ => {}
        }
    });
    let over = window_event_listener(ev::dragover, |e: DragEvent| e.prevent_default());
    let fall = window_event_listener(ev::drop, move |e: DragEvent| {
        e.prevent_default();
        let Some(files) = e.data_transfer().and_then(|t| t.files()).filter(|f| f.length() > 0) else { return };
        state.own.set(true);
        let message = Array::of2(&say::FILES.into(), &Array::from(&files)).into();
        if ready.get_untracked() { tell(&message) } else { waiting.update_value(|all| all.push(message)) }
    });
    on_cleanup(move || {
        listen.remove();
        over.remove();
        fall.remove();
    });
    let back = move |_| tell(&Array::of1(&say::EMPTY.into()).into());
    let mark = Memo::new(move |_| data.brought.with(|b| (b.mark.clone(), b.places.in_words())));
    view! {
        {move || Some(mark.get()).filter(|(files, _)| !files.is_empty()).map(|(files, drawn)| view! {
            <div class="own-mark" role="status">
                <p>{format!("Vos données\u{202f}: {files}.")}{drawn.map(|all| format!(" Sur la carte\u{202f}: {all}."))}</p>
                <button type="button" class="link" on:click=move |_| state.own.set(true)>"Modifier"</button>
                <button type="button" class="link" on:click=back>"Revenir aux données livrées"</button>
            </div>
        })}
        <dialog node_ref=dialog class="own" aria-label="Vos données" on:close=move |_| state.own.set(false)>
            {move || started.get().then(|| view! { <iframe node_ref=frame src=source.clone() title="Vos données"></iframe> })}
        </dialog>
    }
}

/// Says something to the page around the frame; nothing where there is none.
pub(super) fn tell_page(message: &JsValue) {
    let window = window();
    if let Some(page) = window.parent().ok().flatten().filter(|p| *p != window) {
        let _told = page.post_message(message, "/");
    }
}

/// What the frame hands over.
fn taken(parts: &Array) -> (Brought, Vec<(String, Vec<u8>)>) {
    let text = |at| parts.get(at).as_string().unwrap_or_default();
    let (entries, places) = (serde_json::from_str(&text(2)), serde_json::from_str(&text(3)));
    let brought = Brought { mark: text(1), entries: entries.unwrap_or_default(), places: Arc::new(places.unwrap_or_default()) };
    let (names, buffers) = (Array::from(&parts.get(4)), Array::from(&parts.get(5)));
    let file = |(name, buffer): (JsValue, JsValue)| Some((name.as_string()?, Uint8Array::new(buffer.dyn_ref::<ArrayBuffer>()?).to_vec()));
    (brought, names.iter().zip(buffers.iter()).filter_map(file).collect())
}
