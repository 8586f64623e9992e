//! The parts of the page, one component a file. They read the state and the data, and write the
//! state.

mod about;
mod access;
mod aids;
mod comparing;
mod contest;
mod date;
mod facts;
mod find;
mod focus;
mod frame;
mod key;
mod layer;
mod layout;
mod legend;
mod modal;
mod offers;
mod origin;
pub(crate) mod own;
mod paper;
mod pinned;
mod point;
mod portrait;
mod project;
mod search;
mod sheet;
mod small;
mod standing;
mod status;
mod table;
mod table_rows;
pub(crate) mod user_data;
mod words;

pub use self::access::{Access, NextDoctors};
pub use self::aids::{Aids, Comparison, Opens};
pub use about::About;
pub use comparing::Comparing;
pub use contest::Contest;
pub use date::InstallationDate;
pub use facts::Facts;
pub use find::{Find, FindControls, FoundTable};
pub use frame::{Header, Rail};
pub use key::Key;
pub use layout::Explorer;
pub use legend::Legend;
pub use own::{Inbox, OwnMark, UserDataDialog};
pub use point::PointPanel;
pub use portrait::{Portrait, Print as PortraitPaper};
pub use project::Project;
pub use search::Search;
pub use sheet::{SheetBody, SheetDetails, SheetPanel};
pub use status::Status;
pub use table::TablePane;
pub(crate) use user_data::work as import_work;
pub use user_data::{OfficialZoning, UserData};

use leptos::prelude::*;
use territory::InseeCode;
use wasm_bindgen::JsCast;

use crate::{charts::Dot, dataset::Data, part::Ask, state::State, worker::Latest};

/// The parts of the program that views ask for within themselves.
#[derive(Clone, Copy)]
pub struct Views {
    /// What stands in the sheet of a place.
    pub sheet: Ask,
    /// What is folded on it.
    pub details: Ask,
    /// What a place opens to the doctor's project.
    pub opens: Ask,
    /// What to know of a place first.
    pub facts: Ask,
    /// The controls of a search.
    pub find_controls: Ask,
    /// What it found, as a table.
    pub found_table: Ask,
    /// Where the next doctors would do the most good.
    pub next: Ask,
    /// Rights elsewhere or later, within those of a place.
    pub compare: Ask,
    /// The key of the map.
    pub key: Ask,
    /// The printed sheets of a portrait.
    pub paper: Ask,
    /// The table of all communes.
    pub table: Ask,
    /// The user's own files.
    pub user_data: Ask,
    /// The zoning in force, within the user's own files.
    pub official: Ask,
    /// A precise address.
    pub point: Ask,
    /// Draws a place among its wider areas: a line each, and thresholds across them.
    pub dots: Ask<DrawDots>,
}

/// Draws lines with a dot each, and thresholds across them, as SVG.
pub type DrawDots = fn(&[Dot], &[f64]) -> String;

/// Says that something could not be computed and why, with a way to ask again. `what` begins the
/// sentence.
pub(crate) fn unanswered<T: Send + Sync + 'static>(
    latest: Latest<T>,
    what: &'static str,
) -> impl IntoView {
    move || {
        latest.failure().get().map(|why| {
            view! {
                <p class="notice" role="alert">
                    {format!("{what}\u{202f}: {why}. ")}
                    <button type="button" class="link" on:click=move |_| latest.retry()>"Réessayer"</button>
                </p>
            }
        })
    }
}

/// A line of a list that leads on: what it is called, what is found there, and the way.
pub(crate) fn entry(
    name: &'static str,
    what: &'static str,
    go: Box<dyn Fn() + Send + Sync>,
) -> AnyView {
    view! {
        <li>
            <button type="button" class="entry" on:click=move |_| go()>
                <strong>{name}</strong>
                <small>{what}</small>
            </button>
        </li>
    }
    .into_any()
}

/// The way to a commune that one knows.
pub(crate) fn search_entry(name: &'static str) -> AnyView {
    let go = Box::new(|| focus::focus_when_there(".bar .search input"));
    entry(name, "Nom, code postal ou code Insee", go)
}

/// A view for each key of a list, kept while its key is there: one for all lists, for what keeps them
/// in order is long.
pub(crate) fn each(
    keys: impl Into<Signal<Vec<String>>>,
    view: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    fn of(keys: Signal<Vec<String>>, view: Callback<String, AnyView>) -> AnyView {
        view! { <For each=move || keys.get() key=Clone::clone let(key)>{view.run(key)}</For> }
            .into_any()
    }
    of(keys.into(), Callback::new(view))
}

/// Something folded away, which is made once it is opened.
pub(crate) fn folded<B: IntoView + 'static>(
    class: &'static str,
    open: bool,
    summary: impl IntoView + 'static,
    body: impl Fn() -> B + Send + 'static,
) -> AnyView {
    folded_when(class, RwSignal::new(open), summary, body)
}

/// The same; whether it is open is written there, and read: what is set opens and closes it.
pub(crate) fn folded_when<B: IntoView + 'static>(
    class: &'static str,
    open: RwSignal<bool>,
    summary: impl IntoView + 'static,
    body: impl Fn() -> B + Send + 'static,
) -> AnyView {
    // One for all: there are dozens.
    fn made_late(open: RwSignal<bool>, body: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
        let made = Memo::new(move |before: Option<&bool>| before.is_some_and(|b| *b) || open.get());
        (move || made.get().then(&body)).into_any()
    }
    let body = made_late(open, Box::new(move || body().into_any()));
    folded_at_once(class, open, summary.into_any(), body)
}

/// The same with what is there already: for what is printed whether it is open or not.
pub(crate) fn folded_at_once(
    class: &'static str,
    open: RwSignal<bool>,
    summary: AnyView,
    body: AnyView,
) -> AnyView {
    let toggled = move |e: web_sys::Event| {
        let fold = e.target().and_then(|t| t.dyn_into::<web_sys::HtmlDetailsElement>().ok());
        // The browser tells of it later: the fold may be gone.
        let was = open.try_get_untracked();
        if let Some(now) = fold.map(|f| f.open()).filter(|now| was == Some(!now)) {
            open.set(now);
        }
    };
    view! {
        <details class=class prop:open=open on:toggle=toggled>
            <summary>{summary}</summary>
            {body}
        </details>
    }
    .into_any()
}

/// The place looked at, by its code: before the list of places has come and after.
pub(crate) fn looked_at(state: State, data: Data) -> Option<InseeCode> {
    let selected = || {
        let row = state.selected.get()?;
        data.set.with(|s| (row.index() < s.gazetteer().len()).then(|| s.gazetteer().code(row)))
    };
    state.awaited.get().or_else(selected)
}

/// Whether a fold is open: at first, and again each time, when something in it is asked for.
pub(crate) fn opened_by(asked: impl Fn() -> bool + Send + Sync + 'static) -> RwSignal<bool> {
    let asked = Memo::new(move |_| asked());
    let open = RwSignal::new(asked.get_untracked());
    Effect::new(move |_| {
        if asked.get() {
            open.set(true);
        }
    });
    open
}
