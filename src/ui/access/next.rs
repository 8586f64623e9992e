//! Where the next doctors would do the most good in a département or a région.

use catchment::{Aim, Placing};
use leptos::prelude::*;
use territory::{Area, AreaKind, Row, text};

use super::{AccessContext, periods};
use crate::{
    dataset::use_data,
    part::Part,
    state::use_state,
    summary::count,
    ui::{Views, focus::focus, folded, unanswered},
    worker::{self, Latest},
};

/// Doctors to place at most.
const MOST: usize = 10;

/// What a search found.
#[derive(Clone, PartialEq)]
struct Found {
    /// Where it looked.
    area: String,
    aim: Aim,
    /// Model and threshold that it stands on.
    model: String,
    threshold: f64,
    /// Row, name, people lifted, consultations filled; in order of choice.
    picks: Vec<(Row, String, f64, f64)>,
}

/// Identifier of the heading: buttons that go away leave the focus near.
const TITLE: &str = "next-title";

/// What opens the search, which is a part of its own.
#[component]
pub(super) fn Next() -> impl IntoView {
    let views: Views = expect_context();
    let AccessContext { place, .. } = expect_context();
    let title = view! { <h3 id=TITLE tabindex="-1">"Où placer les prochains médecins"</h3> };
    let body = move || view! { <Part ask=views.next what="la recherche"/> };
    view! {
        <section class="next" aria-labelledby=TITLE hidden=move || place.with(Option::is_none)>
            {folded("fold", false, title, body)}
        </section>
    }
}

/// The choices, the search with its progress, the result.
#[component]
pub fn NextDoctors() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let AccessContext { book, computed, place, .. } = expect_context();
    let wide = RwSignal::new(false);
    let filled = RwSignal::new(false);
    let number = RwSignal::new(3usize);
    let progress = RwSignal::new(None::<f64>);
    let searched = Latest::<Found>::new();
    let found = searched.answer();
    let focus_title = || focus(TITLE);
    let area = Memo::new(move |_| {
        let (row, ..) = place.get()?;
        let kind = if wide.get() { AreaKind::Region } else { AreaKind::Departement };
        data.set.with(|s| s.gazetteer().area(kind, row).cloned()).map(|a| (kind, a))
    });
    let searched_in = StoredValue::new(None::<(AreaKind, Area)>);
    let search = move |_| {
        let (Some((kind, area)), Some(computed), Some(book)) =
            (area.get(), computed.get(), book.get())
        else {
            return;
        };
        searched_in.set_value(Some((kind, area.clone())));
        let (aim, doctors) = (if filled.get() { Aim::Filled } else { Aim::Lifted }, number.get());
        searched.clear();
        progress.set(Some(0.0));
        focus_title();
        let candidates: Vec<usize> = data.set.with(|s| {
            let inside = |r: &Row| {
                s.gazetteer().is_commune(*r)
                    && s.gazetteer().area(kind, *r).is_some_and(|a: &Area| a.code == area.code)
            };
            s.gazetteer().rows().filter(inside).map(Row::index).collect()
        });
        searched.ask(async move {
            let country = &computed.country;
            let placing = Placing {
                candidates,
                access: (0..country.people.len())
                    .map(|i| country.reading(&computed.catchment, i).map(insight::Reading::value))
                    .collect(),
                people: country.people.clone(),
                consultations: country.model.consultations,
                threshold: book.threshold,
                aim,
                doctors,
            };
            let share = move |done| progress.set(Some(done));
            let picks = worker::place_doctors(data.worker, &country.setting, &placing, share).await;
            progress.set(None);
            let picks = picks?;
            let named = |p: &catchment::Pick| {
                let row = Row(u16::try_from(p.place).unwrap_or(u16::MAX));
                (
                    row,
                    data.set.with_untracked(|s| s.gazetteer().name(row).to_owned()),
                    p.lifted,
                    p.filled,
                )
            };
            let picks: Vec<_> = picks.iter().map(named).collect();
            state.announce(format!(
                "Recherche finie\u{202f}: {}.",
                text::counted(count(picks.len()), "médecin placé", "médecins placés")
            ));
            let (model, threshold) = (text::typeset(&country.model.label), book.threshold);
            focus_title();
            Ok(Found { area: area.name, aim, model, threshold, picks })
        });
    };
    // What was found stands on a place and a model: with another it is gone. A task that comes late
    // may still be about what the search began with.
    Effect::new(move |_| {
        let area = area.get();
        if computed.with(Option::is_none) || area != searched_in.get_value() {
            progress.set(None);
            searched.clear();
        }
    });
    let cancel = move |_| {
        focus_title();
        searched.give_up();
        progress.set(None);
        state.announce("Recherche arrêtée.");
    };
    let numbers = (1..=MOST).map(|n| view! { <option value=n.to_string() selected=move || number.get() == n>{n}</option> }).collect_view();
    let area_name = move |kind: AreaKind| {
        place
            .get()
            .and_then(|(row, ..)| {
                data.set.with(|s| s.gazetteer().area(kind, row).map(|a| a.name.clone()))
            })
            .unwrap_or_default()
    };
    view! {
            <div class="compare-fields">
                <div class="field">
                    <label for="next-area">"Dans"</label>
                    <select id="next-area" on:change=move |e| wide.set(event_target_value(&e) == "region")>
                        <option value="departement">{move || area_name(AreaKind::Departement)}</option>
                        <option value="region">{move || area_name(AreaKind::Region)}</option>
                    </select>
                </div>
                <div class="field">
                    <label for="next-number">"Médecins à placer"</label>
                    <select id="next-number" on:change=move |e| number.set(event_target_value(&e).parse().unwrap_or(1))>{numbers}</select>
                </div>
                <div class="field">
                    <label for="next-aim">"Pour"</label>
                    <select id="next-aim" on:change=move |e| filled.set(event_target_value(&e) == "filled")>
                        <option value="lifted">{move || format!("le plus d’habitants sortis du faible accès (seuil\u{202f}: {})", text::number(book.with(|b| b.as_ref().map_or(0.0, |b| b.threshold)), 1))}</option>
                        <option value="filled">"le plus de consultations manquantes comblées"</option>
                    </select>
                </div>
                {move || match progress.get() {
                    None => view! { <button type="button" class="button primary" disabled=move || computed.with(Option::is_none) on:click=search>"Chercher"</button> }.into_any(),
                    Some(_) => view! {
                        <label class="progress">"Recherche en cours"<progress max="1" value=move || progress.get().unwrap_or(0.0).to_string()></progress></label>
                        <button type="button" class="button" on:click=cancel>"Arrêter"</button>
                    }.into_any(),
                }}
            </div>
            {unanswered(searched, "La recherche n’a pas abouti")}
            {move || found.get().map(|f| result(f, &periods::published(data), state))}
    }
}

fn result(found: Found, published: &str, state: crate::state::State) -> impl IntoView + use<> {
    let guarantee = match found.aim {
        Aim::Lifted => {
            "Chaque médecin est mis à la meilleure place qui reste. Compter les habitants sortis du faible accès ne donne aucune garantie\u{202f}: deux médecins ensemble peuvent faire ce que le premier seul ne fait pas."
        }
        Aim::Filled => {
            "Chaque médecin est mis à la meilleure place qui reste. Comme chacun apporte moins que le précédent, ces places comblent au moins 63\u{202f}% (1 − 1/e) de ce que comblerait le meilleur choix possible (Nemhauser, Wolsey et Fisher, 1978)."
        }
    };
    if found.picks.is_empty() {
        return view! {
            <p role="status">{format!("Dans {}, aucune place n’y change quelque chose\u{202f}: personne n’est sous le seuil à portée, ou un seul médecin ne suffit à le franchir nulle part.", found.area)}</p>
        }
        .into_any();
    }
    let lines = found
        .picks
        .iter()
        .enumerate()
        .map(|(i, (row, name, lifted, filled))| {
            let row = *row;
            view! {
                <tr>
                    <td class="num">{i + 1}</td>
                    <th scope="row"><button type="button" class="link" on:click=move |_| state.selected.set(Some(row))>{name.clone()}</button></th>
                    <td class="num">{text::integer(*lifted)}</td>
                    <td class="num">{text::integer(*filled)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="years">
            <caption>{format!(
                "{}\u{202f}: un temps plein par ligne, dans l’ordre du choix. Départ\u{202f}: {} de la DREES\u{a0}; changements calculés par le modèle «\u{202f}{}\u{202f}».",
                found.area, published, found.model
            )}</caption>
            <thead><tr>
                <th scope="col">"Rang"</th><th scope="col">"Commune"</th>
                <th scope="col">{format!("Habitants sortis du faible accès (seuil\u{202f}: {})", text::number(found.threshold, 1))}</th><th scope="col">"Consultations manquantes comblées, par an"</th>
            </tr></thead>
            <tbody>{lines}</tbody>
        </table>
        <p class="minor">{guarantee}</p>
    }
    .into_any()
}
