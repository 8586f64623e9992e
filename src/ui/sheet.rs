//! The sheet of a place: the answer in sentences, the aids, the figures with their origin, the neighbours.

use std::sync::Arc;

use leptos::{html, prelude::*};
use territory::{Figure, Neighbour, PlaceRef, Sheet, ZoneRef, text};
use viewmodel::address::Route;

use super::{
    layout::Actions,
    offers::offers,
    origin::description,
    standing::standing,
};
use crate::{
    dataset::{Data, use_data},
    part::{self, Part},
    route::{held, ways},
    state::{SheetHeight, State, use_state},
};

/// The panel of the sheet; absent while nothing is selected. What stands in it is a part of its own.
#[component]
pub fn SheetPanel() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let heading = NodeRef::<html::H2>::new();
    // The focus moves once for each request, when the heading is there.
    Effect::new(move |done: Option<u32>| {
        let (wanted, done) = (state.focus_sheet.get(), done.unwrap_or(0));
        match heading.get() {
            Some(h) if wanted != done => {
                let _focus = h.focus();
                wanted
            }
            Some(_) => wanted,
            None => done,
        }
    });
    let open = Memo::new(move |_| {
        state.selected.with(Option::is_some) || state.awaited.with(Option::is_some) || state.unknown.with(Option::is_some)
    });
    let title = move || {
        let unknown = state.unknown.get().map(|c| format!("Code {c} inconnu"));
        let known = || state.selected.get().and_then(|row| data.name(row));
        unknown.or_else(known).unwrap_or_else(|| "La fiche se prépare".to_owned())
    };
    view! {
        <Show when=move || open.get()>
            <section class="sheet" aria-label="Fiche de la commune" style:--share=move || format!("{}", state.sheet_height.get().share())>
                <HeightButton/>
                <div class="sheet-scroll">
                    <div class="sheet-head">
                        <h2 tabindex="-1" node_ref=heading>{title}</h2>
                        <button type="button" class="button close" aria-label="Fermer la fiche" on:click=move |_| {
                            state.selected.set(None);
                            state.awaited.set(None);
                            state.unknown.set(None);
                        }>"Fermer"</button>
                    </div>
                    {ways(&[(Route::Access, "Pourquoi ici\u{202f}?"), (Route::Portrait, "Portrait")])}
                    <Part ask=|| Box::pin(part::sheet()) what="la fiche"/>
                </div>
            </section>
        </Show>
    }
}

/// What stands in the panel: the answer, the aids, the figures, the neighbours.
#[component]
pub fn SheetBody() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let sheet = held(move || {
        // Nothing is stated while files of the user's own are on their way.
        let row = state.selected.get().filter(|_| !data.own_expected.get())?;
        let neighbours = data.neighbours_of(row);
        let date = state.date();
        data.set.with(|s| (!s.gazetteer().is_empty()).then(|| Arc::new(Sheet::build(s, &neighbours, row, date))))
    });
    // The sheet speaks of every indicator: those that are missing are fetched.
    Effect::new(move |_| {
        sheet.with(|sheet| {
            for id in sheet.iter().flat_map(|s| &s.pending) {
                data.load_column(id);
            }
        });
    });
    // The figure that is open at first: the one on the map, or access to care, as the sentences already speak of the zone.
    let opened = move || {
        let shown = state.indicator.get();
        if shown == territory::ZONE { "apl_mg_2023".to_owned() } else { shown }
    };
    move || match (state.unknown.get(), sheet.get()) {
        (Some(code), _) => view! {
            <p>{format!("Aucune commune d’aujourd’hui ne porte le code INSEE {code}. Elle a peut-être fusionné\u{202f}: cherchez-la par son nom.")}</p>
        }
        .into_any(),
        (None, Some(sheet)) => content(&sheet, state, data, &opened()).into_any(),
        (None, None) if data.own_expected.get() => view! { <p>"Vos fichiers sont relus."</p> }.into_any(),
        (None, None) => view! { <p>"La liste des communes est en cours de chargement."</p> }.into_any(),
    }
}

/// On a narrow window: the three heights of the sheet, one after the other.
#[component]
fn HeightButton() -> impl IntoView {
    let state = use_state();
    let next = move || match state.sheet_height.get() {
        SheetHeight::Peek => (SheetHeight::Half, "Agrandir la fiche"),
        SheetHeight::Half => (SheetHeight::Full, "Agrandir la fiche"),
        SheetHeight::Full => (SheetHeight::Peek, "Réduire la fiche"),
    };
    view! {
        <button type="button" class="grip" aria-label=move || next().1 on:click=move |_| state.sheet_height.set(next().0)>
            <span aria-hidden="true"></span>
        </button>
    }
}

fn content(sheet: &Arc<Sheet>, state: State, data: Data, opened: &str) -> impl IntoView + use<> {
    let zone = match &sheet.zone {
        ZoneRef::Known { label, .. } => label.clone(),
        _ => String::new(),
    };
    let verdict = sheet.verdict.iter().map(|s| view! { <p>{marked(&s.text, &zone)}</p> }).collect_view();
    let caveats = sheet.caveats.iter().map(|c| view! { <p class="doubt">{c.clone()}</p> }).collect_view();
    let no_contour = !data.has_contour(sheet.place.row) && sheet.arrondissements.is_empty();
    let figures = sheet
        .figures
        .iter()
        .filter_map(|f| Some(figure(f, &data.column(&f.column)?.spec, &sheet.title, opened == f.column)))
        .collect_view();
    let places = |places: &[PlaceRef]| {
        places
            .iter()
            .map(|p| {
                let row = p.row;
                view! { <li><button type="button" class="chip" on:click=move |_| state.open_sheet(row)>{p.name.clone()}</button></li> }
            })
            .collect_view()
    };
    let part_of = sheet.parent.as_ref().map(|p| view! { <ul class="chips">{places(std::slice::from_ref(p))}</ul> });
    let parts = (!sheet.arrondissements.is_empty()).then(|| {
        view! {
            <section class="block"><h3>"Ses arrondissements"</h3><ul class="chips">{places(&sheet.arrondissements)}</ul></section>
        }
    });
    let waiting = (!sheet.pending.is_empty()).then(|| view! { <p class="minor">"D’autres chiffres sont en cours de chargement."</p> });
    view! {
        <p class="sub">{sheet.subtitle.clone()}</p>
        {part_of}
        <div class="verdict">{verdict}</div>
        {caveats}
        {no_contour.then(|| view! {
            <p class="doubt">"Le contour individuel de cette commune n’est pas publié dans notre source\u{202f}: la carte ne la dessine pas, mais toutes ses données sont ici."</p>
        })}
        {offers(sheet)}
        {parts}
        <section class="block">
            <h3>"Ses chiffres, chacun avec sa source"</h3>
            <div class="figures">{figures}</div>
            {waiting}
        </section>
        {neighbours(&sheet.neighbours, state)}
        <div class="sheet-actions"><Actions/></div>
    }
}

/// A sentence with the class of zone underlined where it is named.
fn marked(sentence: &str, label: &str) -> impl IntoView + use<> {
    let lower = sentence.to_lowercase();
    let at = Some(label.to_lowercase()).filter(|l| !l.is_empty()).and_then(|l| lower.find(&l).map(|at| (at, at + l.len())));
    let parts = at.and_then(|(from, to)| Some((sentence.get(..from)?, sentence.get(from..to)?, sentence.get(to..)?)));
    match parts {
        Some((before, zone, after)) => view! { {before.to_owned()}<mark>{zone.to_owned()}</mark>{after.to_owned()} }.into_any(),
        None => sentence.to_owned().into_any(),
    }
}

fn figure(figure: &Figure, spec: &territory::ColumnSpec, place: &str, open: bool) -> impl IntoView + use<> {
    let class = if figure.absence.is_some() { "figure-value absent" } else { "figure-value num" };
    let value = if figure.absence.is_some() { text::sentence_case(&figure.text) } else { figure.text.clone() };
    view! {
        <details class="figure" open=open>
            <summary>
                <span class="figure-label">{figure.label.clone()}<small>{figure.vintage.clone()}</small></span>
                <span class=class>{value}</span>
            </summary>
            {standing(figure, spec, place)}
            {description(spec)}
        </details>
    }
}

fn neighbours(all: &[Neighbour], state: State) -> impl IntoView + use<> {
    let other = all.iter().filter(|n| n.differs == Some(true)).count();
    let communes = if all.len() == 1 { "commune voisine" } else { "communes voisines" };
    let fact = match other {
        0 => format!("{} {communes}", all.len()),
        n => format!("{} {communes}, dont {n} dans une autre zone", all.len()),
    };
    let list = all
        .iter()
        .map(|n| {
            let row = n.place.row;
            let (zone, class) = match &n.zone {
                ZoneRef::Known { id, label } => (label.clone(), Some(id.clone())),
                ZoneRef::Absent { text, .. } => (text.clone(), None),
                ZoneRef::Pending => ("…".to_owned(), None),
            };
            let differs = (n.differs == Some(true)).then_some(" · autre zone");
            view! {
                <li>
                    <button type="button" class="neighbour" on:click=move |_| state.open_sheet(row)
                        on:pointerenter=move |_| state.hovered.set(Some(row)) on:pointerleave=move |_| state.hovered.set(None)>
                        <span>{n.place.name.clone()}</span>
                        <small title=class>{zone}{differs}</small>
                    </button>
                </li>
            }
        })
        .collect_view();
    (!all.is_empty()).then(|| {
        view! {
            <section class="block"><h3>{fact}</h3><ul class="neighbours">{list}</ul></section>
        }
    })
}
