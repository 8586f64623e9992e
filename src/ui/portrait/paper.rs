//! The portrait on two sheets of A4: what an adviser hands over. On screen it is not there.

use std::collections::BTreeSet;

use leptos::prelude::*;
use portrait::Figure;
use qrcode::{EcLevel, QrCode, render::svg};
use territory::text;

use super::{
    Looking,
    drawings::drawn,
    sites::{FIRST_KM, around, said},
};
use crate::{
    app::Here,
    dataset::{date_of_dataset, use_data},
    summary::count,
    url,
};

/// Side of the code on paper, in modules' pixels; it is as large as the sheet's style makes it.
const SIDE: u32 = 120;
/// Charts on paper.
const CHARTS: usize = 4;

/// The sheets.
#[component]
pub(super) fn Paper() -> impl IntoView {
    let data = use_data();
    let Looking { told, book, structures, territory, .. } = expect_context();
    let here = expect_context::<Here>();
    let sheets = move || {
        let (told, book) = (told.get()?, book.get()?);
        let figures: Vec<&Figure> = book.paper.iter().filter_map(|id| told.figure(id)).collect();
        let names: Vec<String> =
            figures.iter().map(|f| f.beside.iter().map(|b| b.name.clone()).collect::<Vec<_>>()).max_by_key(Vec::len).unwrap_or_default();
        let heads = names.iter().map(|n| view! { <th scope="col">{n.clone()}</th> }).collect_view();
        let lines = figures
            .iter()
            .map(|f| {
                let cells = names
                    .iter()
                    .map(|n| {
                        let of = f.beside.iter().find(|b| b.name == *n);
                        let cell = of.map_or_else(String::new, |b| if b.value.is_some() { b.number.clone() } else { "–".to_owned() });
                        view! { <td>{cell}</td> }
                    })
                    .collect_view();
                view! { <tr><th scope="row">{named(f)}</th><td class="here">{own(f)}</td>{cells}</tr> }
            })
            .collect_view();
        let charts = drawn(&told, "apl_mg_2023", data)
            .unwrap_or_default()
            .into_iter()
            .take(CHARTS)
            .map(|d| view! { <figure><figcaption>{d.title}</figcaption><div inner_html=d.svg></div><p class="minor">{d.source}</p></figure> })
            .collect_view();
        let sources: BTreeSet<String> =
            figures.iter().map(|f| format!("{}, {}", text::typeset(&f.origin.producer), text::typeset(&f.origin.title))).collect();
        let gaps: Vec<String> = told.sections.iter().flat_map(|s| &s.gaps).map(|g| crate::summary::inside_a_sentence(&g.label)).collect();
        let lead = territory.get().and_then(Result::ok).map(|t| t.lead);
        let around = structures.get().zip(lead).map(|(s, lead)| {
            let km = f64::from(FIRST_KM);
            said(&s, around(&s, None, km, lead, data).as_deref(), None, km, lead, data).0
        });
        let _address = here.0.get();
        let address = url::href();
        let dataset = text::date(date_of_dataset());
        Some(view! {
            <div class="paper-head">
                <div>
                    <p class="paper-title">{format!("Portrait\u{202f}: {}", told.title)}</p>
                    <p>{told.summary()}</p>
                    <p>{format!("Données réunies au {dataset}. Le classement légal est celui de la génération 2022, révisé depuis\u{202f}: à vérifier auprès de l’ARS.")}</p>
                </div>
                <div class="qr" inner_html=qr(&address)></div>
            </div>
            <table class="paper-figures">
                <thead><tr><th scope="col">"Chiffre et millésime"</th><th scope="col">{told.title.clone()}</th>{heads}</tr></thead>
                <tbody>{lines}</tbody>
            </table>
            <p>{around}" Listes de 2026 en Occitanie, de 2020 ailleurs pour les hôpitaux\u{202f}: ce qui n’y est pas peut exister."</p>
            <div class="paper-charts">{charts}</div>
            <p>{format!("Sources\u{202f}: {}.", sources.into_iter().collect::<Vec<_>>().join("\u{202f}; "))}</p>
            <p>{format!("Ce que ce portrait ne donne pas, faute de données ouvertes\u{202f}: {}.", gaps.join("\u{202f}; "))}</p>
            <p>{format!("{} Cette vue, avec la source de chaque chiffre\u{202f}: {address}", portrait::citation(&dataset))}</p>
        })
    };
    view! { <div class="paper" aria-hidden="true">{sheets}</div> }
}

/// Its name, its period and its unit.
fn named(f: &Figure) -> String {
    let unit = if f.unit.is_empty() { String::new() } else { format!(" ({})", f.unit) };
    format!("{}, {}{unit}", f.label, f.vintage)
}

/// The figure alone; of a classification the classes of most people.
fn own(f: &Figure) -> String {
    const MOST: usize = 2;
    if f.shares.is_empty() {
        return if f.value.is_some() { f.number.clone() } else { f.text.clone() };
    }
    let mut said: Vec<String> = f
        .shares
        .iter()
        .take(MOST)
        .map(|s| format!("{}\u{202f}: {}", s.class, text::counted(count(s.communes), "commune", "communes")))
        .collect();
    if f.shares.len() > MOST {
        said.push(text::counted(count(f.shares.len() - MOST), "autre classe", "autres classes"));
    }
    said.join("\u{202f}; ")
}

/// The address as a square code; nothing where it is too long for one.
fn qr(address: &str) -> String {
    QrCode::with_error_correction_level(address, EcLevel::L).map_or_else(
        |_| String::new(),
        |code| {
            code.render::<svg::Color<'_>>()
                .min_dimensions(SIDE, SIDE)
                .dark_color(svg::Color("#000000"))
                .light_color(svg::Color("#ffffff"))
                .build()
        },
    )
}
