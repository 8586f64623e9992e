//! What is folded on the sheet: the aids, the figures, the neighbours. A part of its own, after the
//! first sentence.

use leptos::prelude::*;
use territory::{Neighbour, Subject, ZoneRef};
use viewmodel::Route;

use super::{
    built::Built,
    shared::{Around, Shown, said},
};
use crate::{
    state::State,
    ui::{
        focus::focus_when_there,
        folded_at_once,
        offers::offers,
        standing::{Stand, figures},
    },
};

/// What is folded.
#[component]
pub fn SheetDetails() -> impl IntoView {
    let Shown { sheet, around } = expect_context();
    // What a new file changes is made anew; what stands above stays, so that nothing moves.
    move || sheet.get().map(|built| details(&built, around))
}

/// The aids, the figures, the neighbours, folded.
fn details(built: &Built, around: Around) -> AnyView {
    let Around { state, data, standings, opened, folds } = around;
    let sheet = &built.sheet;
    let stand = Stand { is_whole: built.is_whole, row: sheet.place.row, data, standings };
    let of_care = said(sheet, |about| matches!(about, Subject::Access | Subject::Doctors));
    let figures = figures(sheet, &built.columns, &opened.get(), stand, of_care, folds.figures);
    let code = sheet.place.code;
    let alike = move |_| {
        state.scenario.update(|s| s.alike = Some(code));
        state.route.set(Route::Compare);
        focus_when_there("#similar-title");
    };
    let waiting = (!sheet.pending.is_empty())
        .then(|| view! { <p class="minor">"D’autres chiffres sont en cours de chargement."</p> });
    view! {
        {offers(sheet, said(sheet, |about| about == Subject::Aids), folds.aids)}
        {figures}
        {waiting}
        {neighbours(&sheet.neighbours, built.is_whole, state, folds.neighbours)}
        <p><button type="button" class="link" on:click=alike>"Lieux semblables à celui-ci"</button></p>
    }
    .into_any()
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
