//! The portrait on two sheets of A4: what an adviser hands over. On screen it is not there.

use std::collections::BTreeSet;

use leptos::prelude::*;
use portrait::Figure;
use territory::{Role, text};
use viewmodel::address::{Address, Route};

use super::{
    PortraitContext,
    drawings::drawn,
    figures::wider,
    sites::{FIRST_KM, around, said},
};
use crate::{
    dataset::{date_of_dataset, id_of, use_data},
    route::Here,
    summary::count,
    ui::paper::{square, while_printing},
    url,
};

/// Charts that have room on paper: the first ones.
const PRINTED: usize = 4;

/// The sheets.
#[component]
pub fn Print() -> impl IntoView {
    let data = use_data();
    let PortraitContext { portrait, made_from, files, below, has_paper, .. } = expect_context();
    has_paper.set(true);
    let here = expect_context::<Here>();
    // The view of the portrait and nothing else: what the doctor answers, compares or tries on
    // other pages stays off the paper.
    let address = Memo::new(move |_| {
        let all = here.0.get();
        let scenario = all.scenario.portrait_only();
        let view = Address {
            route: Route::Portrait,
            code: all.code,
            date: all.date,
            scenario,
            ..Address::default()
        };
        format!("{}{}", url::page(), view.to_link())
    });
    let printing = while_printing();
    let sheets = move || {
        if !printing.get() {
            return None;
        }
        let (portrait, book) = (portrait.get()?, files.book.get()?);
        let figures: Vec<&Figure> =
            book.paper.iter().filter_map(|id| portrait.figure(id)).collect();
        let names = wider(figures.iter().copied());
        let heads =
            names.iter().map(|(_, n)| view! { <th scope="col">{n.clone()}</th> }).collect_view();
        let lines = figures
            .iter()
            .map(|f| {
                let cells = names
                    .iter()
                    .map(|(level, _)| {
                        let of = f.beside.iter().find(|b| b.level == *level);
                        let cell = of.map_or_else(String::new, |b| if b.value.is_some() { b.number.clone() } else { "–".to_owned() });
                        view! { <td>{cell}</td> }
                    })
                    .collect_view();
                view! { <tr><th scope="row">{named(f)}</th><td class="here">{own(f)}</td>{cells}</tr> }
            })
            .collect_view();
        let charts = (0..PRINTED)
            .filter_map(|i| {
                let column = |id: &str| data.column(id);
                drawn(i, &portrait, id_of(Role::Access), column, &made_from.get(), data)
            })
            .filter(|d| d.is_ready)
            .map(|d| view! { <figure><figcaption>{d.title}</figcaption><div inner_html=d.svg></div><p class="minor">{d.source}</p></figure> })
            .collect_view();
        let sources: BTreeSet<String> = figures
            .iter()
            .map(|f| {
                format!("{}, {}", text::typeset(&f.origin.producer), text::typeset(&f.origin.title))
            })
            .collect();
        let gaps: Vec<String> = portrait
            .sections
            .iter()
            .flat_map(|s| &s.gaps)
            .map(|g| crate::summary::inside_a_sentence(&text::typeset(&g.label)))
            .collect();
        let lead = below.get().map(|t| t.lead);
        let around = files.structures.get().zip(lead).map(|(s, lead)| {
            let km = f64::from(FIRST_KM);
            said(&s, around(&s, None, km, lead, data).as_deref(), None, km, lead, data).0
        });
        let dataset = text::date(date_of_dataset());
        // A zoning of the user's own has other limits than the shipped one.
        let own = data
            .by_role(Role::Zone)
            .filter(|c| !c.spec.provenance.is_shipped())
            .map(|c| c.spec.limits.clone());
        let law =
            own.or_else(|| book.paper_notes.first().map(|n| text::typeset(n))).unwrap_or_default();
        Some(view! {
            <div class="paper-head">
                <div>
                    <p class="paper-title">{format!("Portrait\u{202f}: {}", portrait.title)}</p>
                    <p>{portrait.summary()}</p>
                    <p>{format!("Données réunies au {dataset}. {law}")}</p>
                </div>
                <div class="qr" inner_html=move || square(&address.get())></div>
            </div>
            <table class="paper-figures">
                <thead><tr><th scope="col">"Chiffre et millésime"</th><th scope="col">{portrait.title.clone()}</th>{heads}</tr></thead>
                <tbody>{lines}</tbody>
            </table>
            <p>{around}" "{book.paper_notes.get(1).map(|n| text::typeset(n))}</p>
            <div class="paper-charts">{charts}</div>
            <p>{format!("Sources\u{202f}: {}.", sources.into_iter().collect::<Vec<_>>().join("\u{202f}; "))}</p>
            <p>{format!("Ce que ce portrait ne donne pas (non publié, ou absent de Plaque)\u{202f}: {}.", gaps.join("\u{202f}; "))}</p>
            <p>{portrait::citation(&dataset)}" Cette vue, avec la source de chaque chiffre\u{202f}: "{move || address.get()}</p>
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
        let of = if f.of.is_empty() { String::new() } else { format!(" ({})", f.of) };
        return if f.value.is_some() { format!("{}{of}", f.number) } else { f.text.clone() };
    }
    let mut said: Vec<String> = f
        .shares
        .iter()
        .take(MOST)
        .map(|s| {
            format!(
                "{}\u{202f}: {}",
                s.class,
                text::counted(count(s.communes), "commune", "communes")
            )
        })
        .collect();
    if f.shares.len() > MOST {
        said.push(text::counted(count(f.shares.len() - MOST), "autre classe", "autres classes"));
    }
    said.join("\u{202f}; ")
}
