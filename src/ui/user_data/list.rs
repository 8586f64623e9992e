//! The files of the user, one by one: what was understood, what became of every line, and what can
//! be asked of it.

use layers::{List, RAMPS, Report};
use leptos::{ev, prelude::*};
use territory::text;
use viewmodel::EntryId;

use super::super::focus::focus;
use super::{
    columns::Columns,
    files::{Step, UserFiles},
};

/// All files, the one that is believed first at the end.
#[component]
pub(super) fn Files() -> impl IntoView {
    let files: UserFiles = expect_context();
    let none = move || files.session.with(|s| s.entries().is_empty());
    view! {
        <section aria-labelledby="vos-fichiers">
            <h3 id="vos-fichiers" tabindex="-1">"Vos fichiers"</h3>
            <p class="minor">{move || if none() {
                "Aucun pour l’instant\u{202f}: la carte montre les données de Plaque."
            } else {
                "Quand deux fichiers disent la même chose, le dernier de la liste l’emporte."
            }}</p>
            <ol class="files">
                <For each=move || files.session.with(|s| s.entries().iter().map(|e| e.id).collect::<Vec<_>>()) key=|id| *id let(id)>
                    <FileCard id=id/>
                </For>
            </ol>
        </section>
    }
}

#[component]
fn FileCard(
    /// Number of the file.
    id: EntryId,
) -> impl IntoView {
    let files: UserFiles = expect_context();
    let entry = Memo::new(move |_| files.session.with(|s| s.get(id).cloned()));
    let name = move || entry.with(|e| e.as_ref().map(|e| e.asked.name.clone())).unwrap_or_default();
    let step = Memo::new(move |_| entry.with(|e| e.as_ref().map(|e| e.step.clone())));
    let date = move || entry.with(|e| e.as_ref().map(|e| e.asked.date.clone())).unwrap_or_default();
    let ramp = move || entry.with(|e| e.as_ref().map(|e| e.asked.ramp)).unwrap_or_default();
    let at = move || {
        files.session.with(|s| (s.entries().iter().position(|e| e.id == id), s.entries().len()))
    };
    let says = move || match step.get() {
        Some(Step::Made(report)) => report.sentence.clone(),
        Some(Step::Refused(why)) => why,
        Some(Step::Reading(_)) | None => "Lecture en cours…".to_owned(),
    };
    let refused = move || matches!(step.get(), Some(Step::Refused(_)));
    let reading = Memo::new(move |_| matches!(step.get(), Some(Step::Reading(_))));
    let share = move || {
        if let Some(Step::Reading(share)) = step.get() {
            share.map(|s| s.to_string())
        } else {
            None
        }
    };
    let has_figures = move || {
        if let Some(Step::Made(report)) = step.get() { !report.entries.is_empty() } else { false }
    };
    let ramps = RAMPS
        .iter()
        .map(|(r, label)| {
            let value = serde_json::to_string(r).unwrap_or_default();
            view! { <option value=value selected=move || ramp() == *r>{*label}</option> }
        })
        .collect_view();
    let recolour = move |e| {
        if let Ok(chosen) = serde_json::from_str(&event_target_value(&e)) {
            files.ask(id, |asked| asked.ramp = chosen);
        }
    };
    let heading = format!("fichier-{}", id.0);
    // A row that moves, or goes, takes the focus of its buttons with it.
    let shift = |down| {
        let heading = heading.clone();
        move |_: ev::MouseEvent| {
            files.shift(id, down);
            focus(heading.clone());
        }
    };
    let field = format!("date-{}", id.0);
    let colour = format!("couleurs-{}", id.0);
    view! {
        <li class="file" class:refused=refused>
            <h4 id=heading.clone() tabindex="-1">{name}</h4>
            <p role="status">{says}</p>
            {move || reading.get().then(|| view! { <progress value=share aria-label=format!("Lecture de {}", name())></progress> })}
            <div class="compare-fields">
                <div class="field">
                    <label for=field.clone()>"Date de ces données"</label>
                    <input id=field type="date" prop:value=date on:change=move |e| files.ask(id, |asked| asked.date = event_target_value(&e))/>
                </div>
                <div class="field" hidden=move || !has_figures()>
                    <label for=colour.clone()>"Couleurs"</label>
                    <select id=colour on:change=recolour>{ramps}</select>
                </div>
            </div>
            <p class="take">
                <button type="button" class="link" disabled=move || at().0 == Some(0) on:click=shift(false) aria-label=move || format!("Monter {}", name())>"Monter"</button>
                <button type="button" class="link" disabled=move || at().0.is_none_or(|i| i + 1 >= at().1) on:click=shift(true) aria-label=move || format!("Descendre {}", name())>"Descendre"</button>
                <button type="button" class="link" on:click=move |_| { files.remove(id); focus("vos-fichiers"); } aria-label=move || format!("{} {}", if reading.get() { "Abandonner" } else { "Retirer" }, name())>
                    {move || if reading.get() { "Abandonner" } else { "Retirer" }}
                </button>
            </p>
            {move || if let Some(Step::Made(report)) = step.get() {
                view! { <Columns id=id report=report.clone()/> {became(&report)} }.into_any()
            } else {
                ().into_any()
            }}
        </li>
    }
}

/// What became of lines and features.
fn became(report: &Report) -> impl IntoView + use<> {
    let all = [
        ("remarque", "remarques", &report.notes),
        ("ancienne commune reportée", "anciennes communes reportées", &report.carried),
        ("rapprochement à vérifier", "rapprochements à vérifier", &report.doubts),
        ("ligne ou objet laissé de côté", "lignes ou objets laissés de côté", &report.losses),
    ];
    all.into_iter()
        .filter(|(_, _, list)| list.count > 0)
        .map(|(one, several, list)| sentences(one, several, list))
        .collect_view()
}

fn sentences(one: &str, several: &str, list: &List) -> impl IntoView + use<> {
    let more = list.count - list.first.len();
    let lines = list.first.iter().map(|s| view! { <li>{s.clone()}</li> }).collect_view();
    view! {
        <details class="gaps">
            <summary>{text::counted(crate::summary::count(list.count), one, several)}</summary>
            <ul>{lines}{(more > 0).then(|| view! { <li>{format!("Et {} de plus.", text::integer(crate::summary::count(more)))}</li> })}</ul>
        </details>
    }
}
