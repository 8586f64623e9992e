//! The sheet of a place: the answer in sentences, the aids, the figures with their origin, the
//! neighbours.

use std::{collections::BTreeMap, sync::Arc};

use atlas::pack::Pack;
use chrono::NaiveDate;
use leptos::{context::Provider, html, prelude::*};
use territory::{
    Column, Dataset, Extract, InseeCode, Neighbour, PlaceRef, Role, Row, RuleBook, Sheet, Subject,
    ZoneRef,
};
use viewmodel::address::Route;

use super::{
    facts::Kept,
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

/// What sentences say of zones and marks, before the rule book.
const READING: &str = include_str!("../../assets/data/reading.txt");

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

/// A sheet, and what the dataset that it was built from says beside.
#[derive(Clone)]
struct Built {
    sheet: Arc<Sheet>,
    /// Descriptions of its figures.
    columns: BTreeMap<String, Arc<Column>>,
    has_contour: bool,
    /// Whether its rows are those of the map.
    is_whole: bool,
}

impl PartialEq for Built {
    fn eq(&self, other: &Self) -> bool {
        self.sheet == other.sheet
            && (self.has_contour, self.is_whole) == (other.has_contour, other.is_whole)
    }
}

impl Built {
    /// From all that is loaded.
    fn from_whole(row: Row, date: NaiveDate, data: Data) -> Option<Self> {
        let neighbours = data.neighbours_of(row);
        let has_contour = data.has_contour(row);
        data.set.with(|s| {
            if s.gazetteer().is_empty() {
                return None;
            }
            let sheet = Sheet::build_bare(s, &neighbours, row, date);
            Some(Self {
                columns: described(&sheet, s),
                sheet: Arc::new(sheet),
                has_contour,
                is_whole: true,
            })
        })
    }

    /// From the file of the département alone, which comes long before.
    fn from_extract(extract: &Extract, code: InseeCode, date: NaiveDate) -> Option<Self> {
        let (sheet, row) = (extract.sheet(code, date)?, extract.row(code)?);
        let has_contour = extract.has_contour(row);
        Some(Self {
            columns: described(&sheet, extract.dataset()),
            sheet: Arc::new(sheet),
            has_contour,
            is_whole: false,
        })
    }
}

/// The columns of the figures of a sheet.
fn described(sheet: &Sheet, set: &Dataset) -> BTreeMap<String, Arc<Column>> {
    let mut described = BTreeMap::new();
    for id in sheet.figures.iter().map(|f| &f.column) {
        if let Some(column) = set.column(id) {
            described.insert(id.clone(), Arc::clone(column));
        }
    }
    described
}

/// The département of the place that the address named, with the rules as soon as they are there.
fn extract(data: Data) -> Memo<Option<Arc<Extract>>> {
    Memo::new_with_compare(
        move |_| {
            let bytes = data.extract.get()?;
            let (listed, roles) = data.with_index(|i| (i.columns.clone(), i.roles.clone()));
            let pack = Pack::parse(&bytes).ok()?;
            // A damaged file costs nothing but time: the list of all places answers instead.
            let mut extract = Extract::decode(|section| pack.get(section), listed, roles).ok()?;
            data.set.with(|s| {
                let has_come = !s.rules().offers.is_empty();
                extract.set_rules(if has_come { s.shared_rules() } else { reading().into() });
            });
            Some(Arc::new(extract))
        },
        |_, _| true,
    )
}

/// What the first sentences read of the rule book, until this has come.
fn reading() -> RuleBook {
    RuleBook::from_reading(READING).unwrap_or_else(|line| {
        // Ours was written and checked with the page.
        leptos::logging::error!("a line of the reading: {line}");
        RuleBook::default()
    })
}

/// What stands in the panel: the answer, the aids, the figures, the neighbours.
#[component]
pub fn SheetBody() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let extract = extract(data);
    let standings = StoredValue::default();
    provide_context(Kept::default());
    let version = pause::later(data.version);
    // What the sheet is made of, small enough to be compared: coming back to the map makes nothing
    // anew.
    let inputs = held(move || {
        let asked = (state.selected.get(), state.awaited.get(), state.date());
        (asked, data.own_expected.get(), version.get(), data.extract.with(Option::is_some))
    });
    let sheet = Memo::new(move |_| {
        let ((selected, awaited, date), expected, ..) = inputs.get();
        // Nothing is stated while files of the user's own are on their way.
        if expected {
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
    // The figure that is open at first: the one on the map, unless it is the zone, of which the
    // sentences speak already.
    let opened = Memo::new(move |_| {
        let shown = state.indicator.get();
        if shown == id_of(Role::Zone) { String::new() } else { shown }
    });
    // What is made again, with every place and file that comes, is as open as it was.
    let folds = Folds::default();
    // With every other figure on the map, and not only with the first.
    Effect::new(move |_| {
        if opened.with(|id| !id.is_empty()) {
            folds.figures.set(true);
        }
    });
    move || {
        match (state.unknown.get(), sheet.get()) {
        (Some(code), _) => view! {
            <p>{format!("Aucune commune d’aujourd’hui ne porte le code INSEE {code}. Elle a peut-être fusionné\u{202f}: cherchez-la par son nom.")}</p>
        }
        .into_any(),
        (None, Some(built)) => {
            let (is_whole, row) = (built.is_whole, built.sheet.place.row);
            let stand = Stand { is_whole, row, data, standings };
            content(&built, state, &opened.get(), stand, folds).into_any()
        },
        (None, None) if data.own_expected.get() => view! { <p>"Vos fichiers sont relus."</p> }.into_any(),
        (None, None) => view! { <p>"La liste des communes est en cours de chargement."</p> }.into_any(),
    }
    }
}

/// Whether what is folded on the sheet is open.
#[derive(Clone, Copy, Default)]
struct Folds {
    aids: RwSignal<bool>,
    figures: RwSignal<bool>,
    neighbours: RwSignal<bool>,
}

fn content(
    built: &Built,
    state: State,
    opened: &str,
    stand: Stand,
    folds: Folds,
) -> impl IntoView + use<> {
    let sheet = &built.sheet;
    let views: super::Views = expect_context();
    let data = stand.data;
    // After the first picture: it needs the rules and columns of its own.
    let drawn =
        Memo::new(move |_| data.fine.with(Option::is_some) || state.no_map.with(Option::is_some));
    let opens = view! { <Part ask=views.opens what="ce que ce lieu ouvre" quiet=true when=drawn/> };
    let zone = match &sheet.zone {
        ZoneRef::Known { id, label } => vec![label.clone(), id.clone()],
        _ => Vec::new(),
    };
    // The zone first, then what it opens; the other sentences stand with what they are about.
    let said = |is: fn(Subject) -> bool| {
        let some = sheet.verdict.iter().filter(move |s| is(s.about));
        some.map(|s| view! { <p>{marked(&s.text, &zone)}</p> }).collect_view().into_any()
    };
    let of_zone = said(|about| about == Subject::Zone);
    let of_aids = said(|about| about == Subject::Aids);
    let of_care = said(|about| matches!(about, Subject::Access | Subject::Doctors));
    let caveats =
        sheet.caveats.iter().map(|c| view! { <p class="doubt">{c.clone()}</p> }).collect_view();
    let no_contour = !built.has_contour && sheet.arrondissements.is_empty();
    let facts = view! { <Part ask=views.facts what="ce qu’il faut savoir" quiet=true when=drawn/> };
    let figures = figures(sheet, &built.columns, opened, stand, of_care, folds.figures);
    let places = |places: &[PlaceRef]| {
        places
            .iter()
            .map(|p| {
                let code = p.code;
                view! { <li><button type="button" class="chip" on:click=move |_| state.open_code(code)>{p.name.clone()}</button></li> }
            })
            .collect_view()
    };
    let part_of = sheet
        .parent
        .as_ref()
        .map(|p| view! { <ul class="chips">{places(std::slice::from_ref(p))}</ul> });
    let parts = (!sheet.arrondissements.is_empty()).then(|| {
        view! {
            <section class="block"><h3>"Ses arrondissements"</h3><ul class="chips">{places(&sheet.arrondissements)}</ul></section>
        }
    });
    let waits = !sheet.pending.is_empty();
    let waiting = waits
        .then(|| view! { <p class="minor">"D’autres chiffres sont en cours de chargement."</p> });
    view! {
        <p class="sub">{sheet.subtitle.clone()}</p>
        {part_of}
        <div class="verdict">{of_zone}</div>
        <div class="answer-place">{opens}</div>
        {caveats}
        {(!sheet.zoning.is_settled()).then(|| view! {
            <button type="button" class="link" on:click=move |_| state.open_user_data()>"Charger le zonage en vigueur"</button>
        })}
        {no_contour.then(|| view! {
            <p class="doubt">"Le contour individuel de cette commune n’est pas publié dans notre source\u{202f}: la carte ne la dessine pas, mais toutes ses données sont ici."</p>
        })}
        {parts}
        {facts}
        {offers(sheet, of_aids, folds.aids)}
        {figures}
        {waiting}
        {neighbours(&sheet.neighbours, built.is_whole, state, folds.neighbours)}
    }
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
        n => format!("{} {communes}, dont {n} dans une autre zone", all.len()),
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
            let differs = (n.differs == Some(true)).then_some(" · autre zone");
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
