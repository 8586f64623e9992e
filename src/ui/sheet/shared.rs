//! What the pieces of a sheet share: what stays while it is made anew, sentences, ways to places.

use leptos::prelude::*;
use territory::{PlaceRef, Role, Sheet, Standings, Subject, ZoneRef};

use super::built::Built;
use crate::{
    dataset::{Data, id_of},
    state::State,
};

/// The sheet that is shown, for its pieces.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub(super) sheet: Memo<Option<Built>>,
    pub(super) around: Around,
}

/// What stays while the sheet is made anew, with every place and file that comes.
#[derive(Clone, Copy)]
pub(super) struct Around {
    pub(super) state: State,
    pub(super) data: Data,
    pub(super) standings: StoredValue<Standings>,
    /// The figure that is open at first: the one on the map, unless it is the zone, of which the
    /// sentences speak already.
    pub(super) opened: Memo<String>,
    pub(super) folds: Folds,
}

/// Whether what is folded on the sheet is open.
#[derive(Clone, Copy, Default)]
pub(super) struct Folds {
    pub(super) aids: RwSignal<bool>,
    pub(super) figures: RwSignal<bool>,
    pub(super) neighbours: RwSignal<bool>,
}

impl Around {
    pub(super) fn new(state: State, data: Data) -> Self {
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
pub(super) fn said(sheet: &Sheet, is: fn(Subject) -> bool) -> AnyView {
    let zone = match &sheet.zone {
        ZoneRef::Known { id, label } => vec![label.clone(), id.clone()],
        _ => Vec::new(),
    };
    let some = sheet.verdict.iter().filter(move |s| is(s.about));
    some.map(|s| view! { <p>{marked(&s.text, &zone)}</p> }).collect_view().into_any()
}

/// Buttons that lead to places.
pub(super) fn chips(places: &[PlaceRef], state: State) -> AnyView {
    let chip = |p: &PlaceRef| {
        let code = p.code;
        view! { <li><button type="button" class="chip" on:click=move |_| state.open_code(code)>{p.name.clone()}</button></li> }
    };
    view! { <ul class="chips">{places.iter().map(chip).collect_view()}</ul> }.into_any()
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
