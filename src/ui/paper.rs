//! What goes on paper and is not on the screen: made when a printer asks, gone when it has it.

use leptos::{ev, prelude::*};
use qrcode::{EcLevel, QrCode, render::svg};
use territory::{AreaKind, text};

use crate::{
    dataset::{date_of_dataset, use_data},
    route::{Here, InFront},
    state::use_state,
    url,
};

/// Side of the code on paper, in modules' pixels; it is as large as the sheet's style makes it.
const SIDE: u32 = 120;
/// Class of what stands above a printed view.
const HEAD: &str = "print-head";

/// Says that a printer asks for the view around, and that it has it; only while that is in front.
fn listen(hear: impl Fn(bool) + Clone + 'static) {
    let in_front = use_context::<InFront>();
    let asked = hear.clone();
    let before = window_event_listener(ev::beforeprint, move |_| {
        if in_front.is_none_or(|f| f.0.get_untracked()) {
            asked(true);
        }
    });
    let after = window_event_listener(ev::afterprint, move |_| hear(false));
    on_cleanup(move || {
        before.remove();
        after.remove();
    });
}

/// Whether a printer asks for the view around.
pub(super) fn while_printing() -> RwSignal<bool> {
    let printing = RwSignal::new(false);
    listen(move |is| printing.set(is));
    printing
}

/// An address as a square code, SVG; a sentence where it is too long for one.
pub(super) fn square(address: &str) -> String {
    QrCode::with_error_correction_level(address, EcLevel::L).map_or_else(
        |_| "Adresse trop longue pour un code\u{202f}: elle est écrite à côté.".to_owned(),
        |code| {
            code.render::<svg::Color<'_>>()
                .min_dimensions(SIDE, SIDE)
                .dark_color(svg::Color("#000000"))
                .light_color(svg::Color("#ffffff"))
                .build()
        },
    )
}

/// Puts above the view around, when it is printed, of which place and which day it is, when the data
/// were gathered, and the way back.
pub(super) fn print_head() {
    print_head_of(true);
}

/// The same; of which place only where the view is about one.
pub(super) fn print_head_of(is_of_place: bool) {
    let (state, data, here) = (use_state(), use_data(), expect_context::<Here>());
    let place = move || {
        let whole = state.selected.get_untracked().and_then(|row| {
            data.set.with_untracked(|s| {
                let g = s.gazetteer();
                let departement = g.area(AreaKind::Departement, row)?;
                Some(format!("{} ({}), {}. ", g.name(row), g.code(row), departement.name))
            })
        });
        // Before the list of places has come, its name is known from the file of its département.
        whole.or_else(|| Some(format!("{}. ", data.early_name.get_untracked()?)))
    };
    let put = move || -> Option<()> {
        let link = format!("{}{}", url::page(), here.0.get_untracked().to_link());
        let said = format!(
            "{}Installation envisagée le {}. Imprimé le {}, sur des données réunies au {}. Plaque, cette vue\u{202f}: {link}",
            Some(()).filter(|()| is_of_place).and_then(|()| place()).unwrap_or_default(),
            text::date(untrack(|| state.date())),
            text::date(state.today),
            text::date(date_of_dataset())
        );
        let [head, words, code] =
            ["div", "p", "div"].map(|tag| document().create_element(tag).ok());
        let (head, words, code) = (head?, words?, code?);
        head.set_class_name(HEAD);
        code.set_class_name("qr");
        words.set_text_content(Some(&said));
        code.set_inner_html(&square(&link));
        head.append_with_node_2(&words, &code).ok()?;
        document().body()?.prepend_with_node_1(&head).ok()
    };
    fn take_away() {
        if let Some(before) = document().get_elements_by_class_name(HEAD).item(0) {
            before.remove();
        }
    }
    listen(move |is| {
        take_away();
        if is && put().is_none() {
            leptos::logging::error!("what stands above the printed view could not be made");
        }
    });
    on_cleanup(take_away);
}
