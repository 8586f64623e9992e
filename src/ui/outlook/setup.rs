//! « Si je m’installe ici »: how many doctors, and what they change around.

use std::sync::Arc;

use leptos::prelude::*;
use outlook::{Book, NoSetUp, SetUp, reading};
use territory::{InseeCode, Row, text};

use super::{Computed, DOCTORS, Looking, MODEL, doctors, plan};
use crate::{
    dataset::{Data, use_data},
    state::use_state,
};

/// Communes listed before the reader asks for all.
const FIRST: usize = 12;
/// What can be tried, in full-time posts.
pub(super) const CHOICES: [(f64, &str); 6] = [
    (0.5, "Un mi-temps de plus"),
    (1.0, "Un temps plein de plus"),
    (2.0, "Deux temps pleins de plus"),
    (3.0, "Trois temps pleins de plus"),
    (-1.0, "Un médecin part"),
    (-2.0, "Deux médecins partent"),
];

/// The effect at the place; none while something is missing.
pub(super) type Answer = Option<Result<Arc<SetUp>, NoSetUp>>;

/// Computes the effect.
pub(super) fn answer(place: Option<(Row, InseeCode, String)>, book: &Book, computed: &Computed, doctors: f64, data: Data) -> Answer {
    let (row, ..) = place?;
    Some(data.set.with(|s| SetUp::of(s, book, &computed.country, &computed.catchment, row, doctors)).map(Arc::new))
}

/// The choices, the sentence and the two tables.
#[component]
pub(super) fn SetUpHere() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let Looking { book, computed, setup, place, .. } = expect_context();
    let all = RwSignal::new(false);
    let sentence = Memo::new(move |_| match setup.get() {
        Some(Ok(told)) => told.in_words(),
        Some(Err(why)) => why.to_string(),
        None if place.with(Option::is_none) => String::new(),
        None => "Calcul de l’accès dans toute la France…".to_owned(),
    });
    let on_doctors = move |e| plan(state, DOCTORS, event_target_value(&e));
    let on_model = move |e| plan(state, MODEL, event_target_value(&e));
    let choices = CHOICES
        .map(|(n, label)| view! { <option value=n.to_string() selected=move || doctors(state) == n>{label}</option> })
        .into_iter()
        .collect_view();
    let models = move || {
        book.with(|b| {
            let chosen = computed.with(|c| c.as_ref().map(|c| c.country.model.id.clone()));
            let option = |m: &outlook::Model| {
                let is_chosen = chosen.as_ref() == Some(&m.id);
                view! { <option value=m.id.clone() selected=is_chosen>{text::typeset(&m.label)}</option> }
            };
            b.as_ref().map(|b| b.models.iter().map(option).collect_view())
        })
    };
    view! {
        <section class="setup" aria-labelledby="setup-title">
            <h3 id="setup-title">"Si je m’installe ici"</h3>
            <div class="compare-fields">
                <div class="field">
                    <label for="setup-doctors">"Médecins généralistes"</label>
                    <select id="setup-doctors" on:change=on_doctors>{choices}</select>
                </div>
                <div class="field">
                    <label for="setup-model">"Modèle de calcul"</label>
                    <select id="setup-model" on:change=on_model>{models}</select>
                </div>
            </div>
            <p class="rights-sum" role="status">{sentence}</p>
            {move || setup.get().and_then(Result::ok).map(|told| {
                let gaps = told.effect.before.iter().zip(&told.effect.after).map(|(b, a)| view! {
                    <tr>
                        <th scope="row">{format!("{} minutes", text::integer(b.minutes))}</th>
                        <td class="num">{text::integer(b.people)}</td>
                        <td class="num">{text::integer(b.lacking)}</td>
                        <td class="num">{text::integer(a.lacking)}</td>
                    </tr>
                }).collect_view();
                let count = told.effect.around.len();
                let lines = told.effect.around.iter().zip(&told.places).take(if all.get() { usize::MAX } else { FIRST }).map(|(a, (_, name))| {
                    let row = a.row;
                    view! {
                        <tr>
                            <th scope="row"><button type="button" class="link" on:click=move |_| state.selected.set(Some(row))>{name.clone()}</button></th>
                            <td class="num">{text::fixed(a.km, 1)}</td>
                            <td class="num">{text::integer(a.minutes)}</td>
                            <td class="num">{text::integer(a.people)}</td>
                            <td class="num">{reading(a.before)}</td>
                            <td class="num">{reading(a.after)}</td>
                        </tr>
                    }
                }).collect_view();
                view! {
                    <div class="setup-tables">
                        <table class="years">
                            <caption>{format!("Patients autour, par minutes estimées, et ceux dont l’accès est sous {}", text::number(told.threshold, 1))}</caption>
                            <thead><tr><th scope="col">"À moins de"</th><th scope="col">"Habitants"</th><th scope="col">"Sous le seuil"</th><th scope="col">"Après"</th></tr></thead>
                            <tbody>{gaps}</tbody>
                        </table>
                        <div>
                        <div class="table-wrap" tabindex="0" role="region" aria-label="Communes dont l’accès change, la plus proche d’abord">
                            <table class="years">
                                <caption>{format!(
                                    "Consultations accessibles par an et par habitant\u{202f}: APL 2023 de la DREES avant, et avec le changement calculé (modèle «\u{202f}{}\u{202f}»)\u{a0}; * calculé, faute de publication",
                                    text::typeset(&told.model)
                                )}</caption>
                                <thead><tr>
                                    <th scope="col">"Commune"</th><th scope="col">"km"</th><th scope="col">"min est."</th>
                                    <th scope="col">"Habitants"</th><th scope="col">"Avant"</th><th scope="col">"Après"</th>
                                </tr></thead>
                                <tbody>{lines}</tbody>
                            </table>
                        </div>
                        {(!all.get() && count > FIRST).then(|| view! {
                            <button type="button" class="link" on:click=move |_| all.set(true)>{format!("Voir les {count} communes")}</button>
                        })}
                        </div>
                    </div>
                }
            })}
            {move || {
                let city = place.get().and_then(|(row, ..)| data.set.with(|s| s.gazetteer.parent(row)));
                city.filter(|_| matches!(setup.get(), Some(Err(NoSetUp::Arrondissement)))).map(|city| view! {
                    <button type="button" class="button" on:click=move |_| state.selected.set(Some(city))>"Prendre la ville entière"</button>
                })
            }}
        </section>
    }
}
