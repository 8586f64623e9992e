//! What can be taken away: the table as CSV, the communes as GeoJSON, the charts as SVG and PNG,
//! the two printed pages.

use atlas::Written;
use js_sys::Array;
use leptos::prelude::*;
use territory::Role;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, HtmlCanvasElement, HtmlImageElement};

use super::PortraitContext;
use crate::{
    dataset::{date_of_dataset, id_of, use_data},
    download::{save, save_parts, save_text},
    pause::Pauses,
    state::use_state,
    worker::Latest,
};

/// Characters of a file that are handed to the browser at a time.
const PART: usize = 1 << 18;

/// How much larger than on screen a picture is saved.
const ENLARGED: u32 = 2;

/// The buttons.
#[component]
pub(super) fn Export() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let context: PortraitContext = expect_context();
    let PortraitContext { portrait, territory, source, files, .. } = context;
    // Communes written so far and in all, while a file is being made.
    let writing = RwSignal::new(None::<(usize, usize)>);
    // Each file that is begun or given up ends the one before.
    let written = Latest::<()>::new();
    let give_up = move || {
        written.give_up();
        writing.set(None);
    };
    // A file is of one territory and of one state of the data.
    Effect::new(move |before: Option<()>| {
        let _ = (territory.get(), data.revision.get());
        if before.is_some() {
            give_up();
        }
    });
    let table = move |_| {
        if let Some(portrait) = portrait.get_untracked() {
            save_text(
                "portrait.csv",
                "text/csv;charset=utf-8",
                &portrait::csv(&portrait, &date_of_dataset().to_string()),
            );
            state.announce("Le tableau est enregistré\u{202f}: portrait.csv.");
        }
    };
    let map = move |_| {
        let (source, book) = (source.get_untracked(), files.book.get_untracked());
        let (Some(book), Some(made_of), Some(Ok(territory)), Some(contours)) = (
            book,
            source.territory().cloned(),
            territory.get_untracked(),
            data.fine.get_untracked(),
        ) else {
            state
                .announce("Les contours ne sont pas encore là\u{202f}: réessayez dans un instant.");
            return;
        };
        writing.set(Some((0, territory.communes.len())));
        written.ask(async move {
            let parts = Array::new();
            let about = source.with(data, |s| {
                portrait::about(s, &book, &made_of, &date_of_dataset().to_string())
            });
            let mut text = atlas::begin(about);
            let mut pauses = Pauses::begin();
            // The same communes in the rows of the contours and in those of the figures.
            let pairs = territory.communes.iter().zip(&made_of.communes);
            for (done, (row, of_figures)) in pairs.enumerate() {
                let inside = data.set.with_untracked(|s| {
                    s.gazetteer().arrondissements(*row).map(|a| u32::from(a.0)).collect()
                });
                let properties =
                    source.with(data, |s| portrait::properties(s, &book, &made_of, *of_figures));
                let place = Written { row: u32::from(row.0), parts: inside, properties };
                if done > 0 {
                    text.push(',');
                }
                text += &atlas::feature(&contours, place);
                if text.len() > PART {
                    // Turned into bytes piece by piece: all at once would take a tenth of a second.
                    let part = JsValue::from(std::mem::take(&mut text));
                    parts.push(
                        &Blob::new_with_str_sequence(&Array::of1(&part))
                            .map_or(part, JsValue::from),
                    );
                    let _gone = writing.try_set(Some((done, territory.communes.len())));
                }
                pauses.if_due().await;
            }
            parts.push(&(text + atlas::END).into());
            save_parts("portrait.geojson", "application/geo+json", &parts);
            let _gone = writing.try_set(None);
            state.announce("Les communes sont enregistrées\u{202f}: portrait.geojson.");
            Ok(())
        });
    };
    // The button stays the same while the bar moves.
    let is_writing = Memo::new(move |_| writing.with(Option::is_some));
    let progress = move || {
        is_writing.get().then(|| {
            let (done, all) =
                (move || writing.get().unwrap_or_default().0.to_string(), move || writing.get().unwrap_or_default().1.to_string());
            view! {
                <label class="progress">"Écriture des communes "<progress max=all value=done></progress></label>
                <button type="button" class="button" on:click=move |_| give_up()>"Arrêter"</button>
            }
        })
    };
    // One chart of the sheets stands on all communes.
    let is_printable = Memo::new(move |_| {
        let id = id_of(Role::Access);
        context.has_paper.get()
            && context.is_whole()
            && (data.column(id).is_some() || data.column_failed(id))
    });
    view! {
        <p class="take" hidden=move || portrait.with(Option::is_none)>
            <button type="button" class="button" disabled=move || !is_printable.get() on:click=|_| crate::slices::print()>"Imprimer en deux pages"</button>
            <button type="button" class="button" on:click=table>"Tableau (CSV)"</button>
            <button type="button" class="button" disabled=move || data.fine.with(Option::is_none) || is_writing.get() || source.with(|s| s.territory().is_none()) on:click=map>"Communes (GeoJSON)"</button>
            {progress}
        </p>
    }
}

/// Draws an SVG text and hands it over as a PNG.
pub(super) fn save_drawing(name: &str, svg: &str) {
    let Ok(image) = HtmlImageElement::new() else { return };
    let (name, shown) = (name.to_owned(), image.clone());
    let drawn = Closure::once_into_js(move || {
        let canvas = document()
            .create_element("canvas")
            .ok()
            .and_then(|c| c.dyn_into::<HtmlCanvasElement>().ok());
        let Some(canvas) = canvas else { return };
        canvas.set_width(shown.natural_width() * ENLARGED);
        canvas.set_height(shown.natural_height() * ENLARGED);
        // Drawn where it is read again.
        let options = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&options, &"willReadFrequently".into(), &true.into());
        let context = canvas
            .get_context_with_context_options("2d", &options)
            .ok()
            .flatten()
            .and_then(|c| c.dyn_into::<web_sys::CanvasRenderingContext2d>().ok());
        let Some(context) = context else { return };
        let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
        if context
            .draw_image_with_html_image_element_and_dw_and_dh(&shown, 0.0, 0.0, width, height)
            .is_err()
        {
            return;
        }
        let saved = Closure::once_into_js(move |blob: JsValue| {
            if let Ok(blob) = blob.dyn_into::<Blob>() {
                save(&name, &blob);
            }
        });
        let _asked = canvas.to_blob(saved.unchecked_ref());
    });
    image.set_onload(Some(drawn.unchecked_ref()));
    // In the address itself: the policy of the page lets no other picture in.
    image.set_src(&format!(
        "data:image/svg+xml;charset=utf-8,{}",
        js_sys::encode_uri_component(svg)
    ));
}
