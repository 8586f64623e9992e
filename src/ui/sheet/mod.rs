//! The sheet of a place: the answer in sentences, the aids, the figures with their origin, the
//! neighbours.

mod built;
mod details;
mod shared;

use leptos::{context::Provider, html, prelude::*};
use territory::{Subject, ZoneRef};
use viewmodel::address::Route;

use built::{Built, extract};
pub use details::SheetDetails;
use shared::{Around, Shown, chips, said};

use super::pinned::PointFold;
use crate::{
    dataset::{Data, use_data},
    keep::KeepSelected,
    part::{Part, Soon},
    pause,
    route::{Enlarge, Facets, HeightButton, InFront, held},
    state::{State, use_state},
};

/// The panel of the sheet; absent while nothing is selected. What stands in it is a part of its
/// own.
#[component]
pub fn SheetPanel() -> impl IntoView {
    let views: super::Views = expect_context();
    let (state, data) = (use_state(), use_data());
    // Another view of the place may stand in its stead beside the map: then it is not made, and
    // follows nothing.
    let in_front = Memo::new(move |_| state.shown.get() == Route::Map);
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
    let open = Memo::new(move |was: Option<&bool>| {
        state.has_sheet() && (in_front.get() || was == Some(&true))
    });
    let title = move || {
        let unknown = state.unknown.get().map(|c| format!("Code {c} inconnu"));
        let known = || {
            data.early_name.get().or_else(|| state.selected.get().and_then(|row| data.name(row)))
        };
        unknown.or_else(known).unwrap_or_else(|| "La fiche se prépare".to_owned())
    };
    view! {
        <Provider value=InFront(in_front)>
        <Show when=move || open.get()>
            <section class="sheet" aria-label="Fiche de la commune">
                <HeightButton/>
                <div class="sheet-scroll">
                    <div class="sheet-head">
                        <h2 tabindex="-1" node_ref=heading>{title}</h2>
                        <KeepSelected/>
                        <Enlarge/>
                        <button type="button" class="button close" aria-label="Fermer la fiche" on:click=move |_| state.close_place()>"Fermer"</button>
                    </div>
                    <Facets/>
                    <Part ask=views.sheet what="la fiche"/>
                    <PointFold/>
                </div>
            </section>
        </Show>
        </Provider>
    }
}

/// What stands in the panel: the answer, the aids, the figures, the neighbours.
#[component]
pub fn SheetBody() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let extract = extract(data);
    let version = pause::later(data.version);
    // What the sheet is made of, small enough to be compared: coming back to the map makes nothing
    // anew.
    let inputs = held(move || {
        let asked = (state.selected.get(), state.awaited.get(), state.date());
        // Nothing is stated while files of the user's own are on their way.
        let is_mute = data.own_expected.get() || state.unknown.with(Option::is_some);
        (asked, is_mute, version.get(), data.extract.with(Option::is_some))
    });
    let sheet = Memo::new(move |_| {
        let ((selected, awaited, date), is_mute, ..) = inputs.get();
        if is_mute {
            return None;
        }
        untrack(|| {
            let whole = selected.and_then(|row| Built::from_whole(row, date, data));
            // The small file knows the shipped data only.
            let has_own = data.brought.with(|b| !b.mark.is_empty());
            if has_own || whole.as_ref().is_some_and(|w| w.sheet.pending.is_empty()) {
                return whole;
            }
            // What is known of the département is more than what has come of the whole country.
            let code = awaited.or_else(|| whole.as_ref().map(|w| w.sheet.place.code));
            let early = extract.get().and_then(|e| Built::from_extract(&e, code?, date));
            early.or(whole)
        })
    });
    Effect::new(move |_| {
        let early =
            sheet.with(|s| s.as_ref().filter(|s| !s.is_whole).map(|s| s.sheet.title.clone()));
        data.early_name.set(early);
    });
    // The sheet speaks of every indicator: those that are missing are fetched.
    Effect::new(move |_| {
        sheet.with(|built| {
            for id in built.iter().flat_map(|s| &s.sheet.pending) {
                data.load_column(id);
            }
        });
    });
    let around = Around::new(state, data);
    provide_context(Shown { sheet, around });
    // What a new file changes is made anew; the parts in between stay, so that nothing moves.
    let of_sheet = move |make: fn(&Built, Around) -> AnyView| {
        move || sheet.get().map(|built| make(&built, around))
    };
    // After the first picture, if there will be one: they need rules and files of their own.
    let drawn = Memo::new(move |_| {
        let failed = || data.failures.with(|f| !f.is_empty());
        data.fine.with(Option::is_some) || state.no_map.with(Option::is_some) || failed()
    });
    let views: super::Views = expect_context();
    // Where there is no sheet, the style hides the parts.
    view! {
        {move || sheet.with(Option::is_none).then(|| view! { <p class="no-sheet">{why_none(state, data)}</p> })}
        {of_sheet(zone)}
        <div class="answer-place"><Part ask=views.opens what="ce que ce lieu ouvre" quiet=true when=drawn/></div>
        {of_sheet(doubts)}
        <div class="facts-place"><Part ask=views.facts what="ce qu’il faut savoir" quiet=true when=drawn/></div>
        <div class="details-place"><Soon><Part ask=views.details what="les chiffres de la fiche" quiet=true/></Soon></div>
    }
}

/// Why there is no sheet.
fn why_none(state: State, data: Data) -> String {
    if let Some(code) = state.unknown.get() {
        return format!(
            "Aucune commune d’aujourd’hui ne porte le code INSEE {code}. Elle a peut-être fusionné\u{202f}: cherchez-la par son nom."
        );
    }
    let waits = if data.own_expected.get() {
        "Vos fichiers sont relus."
    } else {
        "La liste des communes est en cours de chargement."
    };
    waits.to_owned()
}

/// Where it lies, and its zone; the other sentences stand with what they are about.
fn zone(built: &Built, around: Around) -> AnyView {
    let sheet = &built.sheet;
    let part_of = sheet.parent.as_ref().map(|p| chips(std::slice::from_ref(p), around.state));
    view! {
        <p class="sub">{sheet.subtitle.clone()}</p>
        {part_of}
        <div class="verdict">{said(sheet, |about| about == Subject::Zone)}</div>
    }
    .into_any()
}

/// What is not certain, and the arrondissements where the answers differ.
fn doubts(built: &Built, around: Around) -> AnyView {
    let (sheet, state) = (&built.sheet, around.state);
    // That of the act comes first: of our table, where it is not settled, the sentence on the zone has
    // said it.
    let zoning = &sheet.zoning;
    let is_said = zoning.caveat.is_some()
        && zoning.provenance.is_shipped()
        && !zoning.is_settled()
        && !matches!(sheet.zone, ZoneRef::Pending);
    let caveats = (sheet.caveats.iter().skip(usize::from(is_said)))
        .map(|c| view! { <p class="doubt">{c.clone()}</p> })
        .collect_view();
    let no_contour = !built.has_contour && sheet.arrondissements.is_empty();
    let parts = (!sheet.arrondissements.is_empty()).then(|| {
        view! {
            <section class="block"><h3>"Ses arrondissements"</h3>{chips(&sheet.arrondissements, state)}</section>
        }
    });
    view! {
        {caveats}
        {(!sheet.zoning.is_settled()).then(|| view! {
            <button type="button" class="link" on:click=move |_| state.open_user_data()>"Charger le zonage en vigueur"</button>
        })}
        {no_contour.then(|| view! {
            <p class="doubt">"Le contour individuel de cette commune n’est pas publié dans notre source\u{202f}: la carte ne la dessine pas, mais toutes ses données sont ici."</p>
        })}
        {parts}
    }
    .into_any()
}
