//! « Si je m’installe ici »: how many doctors, and what they change around.

use std::sync::Arc;

use insight::{Activity, Book, NoSetUp, SetUp, reading};
use leptos::prelude::*;
use territory::{InseeCode, Row, text};
use viewmodel::scenario::Number;

use super::{AccessContext, Computed, doctors, kept, periods};
use crate::{
    dataset::{Data, use_data},
    state::{State, use_state},
    ui::{focus::focus, folded_when},
};

/// Communes listed before the user asks for all.
const FIRST: usize = 6;
/// What can be tried, in full-time posts; the last only beside doctors kept elsewhere.
pub(super) const CHOICES: [(f64, &str); 7] = [
    (0.5, "Un mi-temps de plus"),
    (1.0, "Un temps plein de plus"),
    (2.0, "Deux temps pleins de plus"),
    (3.0, "Trois temps pleins de plus"),
    (-1.0, "Un médecin part"),
    (-2.0, "Deux médecins partent"),
    (0.0, "Personne ici, seulement ailleurs"),
];

/// What the user tries, here and elsewhere.
#[derive(PartialEq)]
pub(in crate::ui) struct Tried {
    /// What all of it changes; none where nothing can be computed.
    pub(super) answer: Option<Arc<SetUp>>,
    /// Why the doctors at the place itself do not count.
    here: Option<NoSetUp>,
    /// Doctors kept, at the place itself or elsewhere.
    kept: Vec<Kept>,
}

impl Tried {
    /// Why nothing is computed, where nothing is.
    pub(super) fn refusal(&self) -> Option<NoSetUp> {
        self.here.filter(|_| self.answer.is_none())
    }
}

/// Doctors kept at a place.
#[derive(Clone, PartialEq)]
struct Kept {
    row: Row,
    code: InseeCode,
    name: String,
    doctors: f64,
    refused: Option<NoSetUp>,
}

/// Computes the effect.
pub(super) fn tried(
    place: Option<(Row, InseeCode, String)>,
    book: &Book,
    computed: &Computed,
    state: State,
    data: Data,
) -> Option<Arc<Tried>> {
    let (row, ..) = place?;
    let Computed { country, catchment } = computed;
    let (trial, wanted) = (doctors(state), kept(state));
    data.set.with(|s| {
        let mut posts = Vec::new();
        let mut post = |row: Row, doctors: f64| match country.post(s, catchment, row, doctors) {
            Ok(post) => {
                posts.push(post);
                None
            }
            Err(why) => Some(why),
        };
        let g = s.gazetteer();
        let wanted: Vec<(Row, InseeCode, f64)> =
            wanted.into_iter().filter_map(|(code, n)| Some((g.row(code)?, code, n))).collect();
        // The place itself leads, with what is kept there before what is tried.
        let own = wanted.iter().find(|k| k.0 == row).map_or(trial, |k| k.2);
        let here = if own == 0.0 && !wanted.is_empty() { None } else { post(row, own) };
        let kept = wanted
            .iter()
            .map(|(at, code, n)| {
                let refused = if *at == row { here } else { post(*at, *n) };
                Kept { row: *at, code: *code, name: g.name(*at).to_owned(), doctors: *n, refused }
            })
            .collect();
        let answer =
            (!posts.is_empty()).then(|| Arc::new(SetUp::of(s, book, country, catchment, &posts)));
        Some(Arc::new(Tried { answer, here, kept }))
    })
}

/// The choices, the sentence and the two tables.
#[component]
pub(super) fn SetUpHere() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let AccessContext { book, computed, computing, setup, place, .. } = expect_context();
    let all = RwSignal::new(false);
    let answer = move || setup.with(|t| t.as_ref().and_then(|t| t.answer.clone()));
    let here_refused = move || setup.with(|t| t.as_ref().and_then(|t| t.here));
    let sentence = Memo::new(move |_| {
        if place.with(Option::is_none) {
            return String::new();
        }
        let Some(tried) = setup.get() else {
            return match computing.failure().with(Option::is_some) {
                true => String::new(),
                false => "Calcul de l’accès dans toute la France…".to_owned(),
            };
        };
        let refused = tried.here.map(|why| why.to_string());
        let answer = tried.answer.as_ref().map(|t| t.in_words());
        let said: Vec<String> = refused.into_iter().chain(answer).collect();
        if said.is_empty() { "Placez au moins un médecin.".to_owned() } else { said.join(" ") }
    });
    // What is kept at the place itself is what the list changes.
    let kept_here = Memo::new(move |_| {
        let (_, code, _) = place.get()?;
        kept(state).into_iter().find(|k| k.0 == code)
    });
    let number = Memo::new(move |_| kept_here.get().map_or_else(|| doctors(state), |k| k.1));
    let on_doctors = move |e| {
        let wanted: Option<Number> = event_target_value(&e).parse().ok();
        state.scenario.update(|s| match (kept_here.get_untracked(), wanted) {
            (Some((code, _)), Some(wanted)) if wanted.get() != 0.0 => {
                s.kept.insert(code, wanted);
            }
            (Some((code, _)), _) => {
                s.kept.remove(&code);
            }
            (None, wanted) => s.doctors = wanted,
        });
    };
    let on_model =
        move |e| state.scenario.update(|s| s.model = event_target_value(&e).parse().ok());
    let keep = move |_| {
        if let Some((_, code, name)) = place.get_untracked() {
            let doctors = Number::new(number.get_untracked());
            state.scenario.update(|s| s.kept.extend(doctors.map(|n| (code, n))));
            state.announce(format!("{name} est gardée. Choisissez une autre commune."));
            focus("setup-doctors");
        }
    };
    let choices = move || {
        let elsewhere = setup.with(|t| t.as_ref().is_some_and(|t| !t.kept.is_empty()));
        CHOICES
            .iter()
            .filter(|c| c.0 != 0.0 || elsewhere)
            .map(|(n, label)| view! { <option value=n.to_string() selected=move || number.get() == *n>{*label}</option> })
            .collect_view()
    };
    let models = move || {
        book.with(|b| {
            let chosen = computed.with(|c| c.as_ref().map(|c| c.country.model.id.clone()));
            let option = |m: &insight::Model| {
                let is_chosen = chosen.as_ref() == Some(&m.id);
                view! { <option value=m.id.clone() selected=is_chosen>{text::typeset(&m.label)}</option> }
            };
            b.as_ref().map(|b| b.models.iter().map(option).collect_view())
        })
    };
    // While it is computed again what stands there stays: somebody may be typing.
    let gives = Memo::new(move |before: Option<&String>| {
        let now = computed.with(|c| c.as_ref().map(|c| c.country.model.consultations.to_string()));
        now.or_else(|| before.cloned()).unwrap_or_default()
    });
    let bound = move |of: fn(&Activity) -> f64| {
        book.with(|b| b.as_ref().map(|b| of(&b.activity).to_string()))
    };
    let effect = move || {
        answer().map(|answer| {
                let gaps = answer.effect.before.iter().zip(&answer.effect.after).map(|(b, a)| view! {
                    <tr>
                        <th scope="row">{format!("{} minutes", text::integer(b.minutes))}</th>
                        <td class="num">{text::integer(b.people)}</td>
                        <td class="num">{text::integer(b.lacking)}</td>
                        <td class="num">{text::integer(a.lacking)}</td>
                    </tr>
                }).collect_view();
                let count = answer.effect.around.len();
                let lines = answer.effect.around.iter().zip(&answer.places).take(if all.get() { usize::MAX } else { FIRST }).map(|(a, (_, name))| {
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
                            <caption>{format!("Patients autour, par minutes estimées, et ceux dont l’accès est sous {}", text::number(answer.threshold, 1))}</caption>
                            <thead><tr><th scope="col">"À moins de"</th><th scope="col">"Habitants"</th><th scope="col">"Sous le seuil"</th><th scope="col">"Après"</th></tr></thead>
                            <tbody>{gaps}</tbody>
                        </table>
                        <div>
                        <div class="table-wrap" tabindex="0" role="region" aria-label="Communes dont l’accès change, la plus proche d’abord">
                            <table class="years">
                                <caption>{format!(
                                    "Consultations accessibles par an et par habitant\u{202f}: {} de la DREES avant, et avec le changement calculé (modèle «\u{202f}{}\u{202f}»)\u{a0}; * calculé, faute de publication",
                                    periods::published(data),
                                    text::typeset(&answer.model)
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
            })
    };
    let open = RwSignal::new(false);
    let is_there = Memo::new(move |_| answer().is_some());
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
                <div class="field">
                    <label for="setup-gives">"Consultations d’un médecin par an"</label>
                    <input id="setup-gives" type="number" inputmode="numeric" min=move || bound(|a| a.least) max=move || bound(|a| a.most)
                        prop:value=gives on:change=move |e| state.scenario.update(|s| s.consultations = event_target_value(&e).parse().ok())/>
                </div>
                {move || (place.with(Option::is_some) && kept_here.get().is_none() && number.get() != 0.0 && here_refused().is_none()).then(|| view! {
                    <button type="button" class="button" on:click=keep>"Garder, et placer aussi ailleurs"</button>
                })}
            </div>
            {move || setup.with(|t| t.as_ref().filter(|t| !t.kept.is_empty()).map(|t| kept_list(&t.kept, state)))}
            <p class="rights-sum" role="status">{sentence}</p>
            {move || computed.with(|c| c.as_ref().is_some_and(|c| c.country.is_recounted)).then(|| view! {
                <p class="doubt">"Avec vos effectifs\u{202f}: le point de départ est l’accès publié, corrigé de ce que le calcul trouve de plus ou de moins avec vos médecins qu’avec ceux de notre table. Une commune que votre fichier ne compte pas garde les nôtres."</p>
            })}
            {move || is_there.get().then(|| folded_when("fold", open, "Patients autour, et commune par commune", move || effect))}
            {move || {
                let city = place.get().and_then(|(row, ..)| data.set.with(|s| s.gazetteer().parent(row)));
                city.filter(|_| here_refused() == Some(NoSetUp::Arrondissement)).map(|city| view! {
                    <button type="button" class="button" on:click=move |_| state.selected.set(Some(city))>"Prendre la ville entière"</button>
                })
            }}
        </section>
    }
}

/// The places where doctors are kept, each to be looked at or given up.
fn kept_list(kept: &[Kept], state: State) -> impl IntoView + use<> {
    let lines = kept
        .iter()
        .cloned()
        .map(|Kept { row, code, name, doctors, refused }| {
            let posts = insight::Placed { code: code.to_string(), name: name.clone(), doctors }.doctors_in_words();
            let said = refused.map_or_else(|| posts.clone(), |why| format!("{posts}, non compté. {why}"));
            let given_up = format!("Retirer {name}");
            view! {
                <li>
                    <button type="button" class="link" on:click=move |_| state.selected.set(Some(row))>{name}</button>
                    {format!("\u{202f}: {said} ")}
                    <button type="button" class="link" aria-label=given_up on:click=move |_| {
                        state.scenario.update(|s| s.kept.retain(|kept, _| *kept != code));
                        focus("setup-doctors");
                    }>"Retirer"</button>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="kept">
            <h4 id="kept-title">"Médecins gardés, comptés ensemble"</h4>
            <ul aria-labelledby="kept-title">{lines}</ul>
        </div>
    }
}
