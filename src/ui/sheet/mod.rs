//! The sheet of a place: the answer in sentences, the aids, the figures with their origin, the
//! neighbours.

mod built;

use leptos::{context::Provider, html, prelude::*};
use territory::{Neighbour, PlaceRef, Role, Sheet, Standings, Subject, ZoneRef};
use viewmodel::address::Route;

use built::{Built, extract};

use super::{
    folded_at_once,
    offers::offers,
    pinned::PointFold,
    standing::{Stand, figures},
};
use crate::{
    dataset::{Data, id_of, use_data},
    part::Part,
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
                        <Enlarge/>
                        <button type="button" class="button close" aria-label="Fermer la fiche" on:click=move |_| state.leave_place()>"Fermer"</button>
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
        {of_sheet(details)}
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

/// What stays while the sheet is made anew, with every place and file that comes.
#[derive(Clone, Copy)]
struct Around {
    state: State,
    data: Data,
    standings: StoredValue<Standings>,
    /// The figure that is open at first: the one on the map, unless it is the zone, of which the
    /// sentences speak already.
    opened: Memo<String>,
    folds: Folds,
}

/// Whether what is folded on the sheet is open.
#[derive(Clone, Copy, Default)]
struct Folds {
    aids: RwSignal<bool>,
    figures: RwSignal<bool>,
    neighbours: RwSignal<bool>,
}

impl Around {
    fn new(state: State, data: Data) -> Self {
        let opened = Memo::new(move |_| {
            let shown = state.indicator.get();
            if shown == id_of(Role::Zone) { String::new() } else { shown }
        });
        let folds = Folds::default();
        // With every other figure on the map, and not only with the first.
        Effect::new(move |_| {
            if opened.with(|id| !id.is_empty()) {
                folds.figures.set(true);
            }
        });
        Self { state, data, standings: StoredValue::default(), opened, folds }
    }
}

/// The sentences about something.
fn said(sheet: &Sheet, is: fn(Subject) -> bool) -> AnyView {
    let zone = match &sheet.zone {
        ZoneRef::Known { id, label } => vec![label.clone(), id.clone()],
        _ => Vec::new(),
    };
    let some = sheet.verdict.iter().filter(move |s| is(s.about));
    some.map(|s| view! { <p>{marked(&s.text, &zone)}</p> }).collect_view().into_any()
}

/// Buttons that lead to places.
fn chips(places: &[PlaceRef], state: State) -> AnyView {
    let chip = |p: &PlaceRef| {
        let code = p.code;
        view! { <li><button type="button" class="chip" on:click=move |_| state.open_code(code)>{p.name.clone()}</button></li> }
    };
    view! { <ul class="chips">{places.iter().map(chip).collect_view()}</ul> }.into_any()
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

/// The aids, the figures, the neighbours, folded.
fn details(built: &Built, around: Around) -> AnyView {
    let Around { state, data, standings, opened, folds } = around;
    let sheet = &built.sheet;
    let stand = Stand { is_whole: built.is_whole, row: sheet.place.row, data, standings };
    let of_care = said(sheet, |about| matches!(about, Subject::Access | Subject::Doctors));
    let figures = figures(sheet, &built.columns, &opened.get(), stand, of_care, folds.figures);
    let waiting = (!sheet.pending.is_empty())
        .then(|| view! { <p class="minor">"D’autres chiffres sont en cours de chargement."</p> });
    view! {
        {offers(sheet, said(sheet, |about| about == Subject::Aids), folds.aids)}
        {figures}
        {waiting}
        {neighbours(&sheet.neighbours, built.is_whole, state, folds.neighbours)}
    }
    .into_any()
}

/// A sentence with the class of zone underlined where it is named, by its label or its letters.
fn marked(sentence: &str, names: &[String]) -> impl IntoView + use<> {
    let lower = sentence.to_ascii_lowercase();
    let find = |name: &String| {
        let name = Some(name.to_ascii_lowercase()).filter(|n| !n.is_empty())?;
        lower.find(&name).map(|at| (at, at + name.len()))
    };
    let at = names.iter().find_map(find);
    let parts = at.and_then(|(from, to)| {
        Some((sentence.get(..from)?, sentence.get(from..to)?, sentence.get(to..)?))
    });
    match parts {
        Some((before, zone, after)) => {
            view! { {before.to_owned()}<mark>{zone.to_owned()}</mark>{after.to_owned()} }.into_any()
        }
        None => sentence.to_owned().into_any(),
    }
}

fn neighbours(
    all: &[Neighbour],
    is_whole: bool,
    state: State,
    open: RwSignal<bool>,
) -> impl IntoView + use<> {
    let other = all.iter().filter(|n| n.differs == Some(true)).count();
    let communes = if all.len() == 1 { "commune voisine" } else { "communes voisines" };
    let fact = match other {
        0 => format!("{} {communes}", all.len()),
        n => format!("{} {communes}, dont {n} d’une autre classe", all.len()),
    };
    let list = all
        .iter()
        .map(|n| {
            let (row, code) = (n.place.row, n.place.code);
            let (zone, class) = match &n.zone {
                ZoneRef::Known { id, label } => (label.clone(), Some(id.clone())),
                ZoneRef::Absent { text, .. } => (text.clone(), None),
                ZoneRef::Pending => ("…".to_owned(), None),
            };
            let differs = (n.differs == Some(true)).then_some(" · autre classe");
            view! {
                <li>
                    <button type="button" class="neighbour" on:click=move |_| state.open_code(code)
                        on:pointerenter=move |_| state.hovered.set(is_whole.then_some(row)) on:pointerleave=move |_| state.hovered.set(None)>
                        <span>{n.place.name.clone()}</span>
                        <small title=class>{zone}{differs}</small>
                    </button>
                </li>
            }
        })
        .collect_view();
    (!all.is_empty()).then(|| {
        let (title, list) =
            (view! { <h3>{fact}</h3> }, view! { <ul class="neighbours">{list}</ul> });
        folded_at_once("fold block", open, title.into_any(), list.into_any())
    })
}
