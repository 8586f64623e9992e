//! What this doctor would get: questions that still matter, every aid with its reasons, money by
//! year, a calendar.

mod card;
mod class;
mod compare;
mod everywhere;
mod judged;
mod money;
mod opens;
mod rights;
mod sums;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::NaiveDate;
use class::class_field;
use futures_util::future::join;
use leptos::{prelude::*, task::spawn_local};
use territory::{Dataset, Row, RuleBook, Zone, rules::QuestionKind, text};

use super::{each, layout::unknown_code, paper::print_head, pinned::PointFold};
use crate::{
    dataset::{AIDS, Asset, Data, id_of, use_data},
    pin::Pin,
    route::{PanelHead, held},
    state::{State, use_state},
};
use compare::Compare;
pub use compare::Comparison;
use everywhere::Everywhere;
pub(super) use everywhere::{facts, supposed, survey};
use judged::{Here, Judged};
pub use opens::Opens;
use rights::Rights;
pub(super) use sums::{Sum, sums};
use viewmodel::answers::is_understood;
pub(super) use viewmodel::answers::{UNKNOWN, answers_of};

/// What the answers of the address give at a place.
struct Judging<T: Send + Sync + 'static> {
    /// The answers that are counted, by question.
    taken: Memo<BTreeMap<String, String>>,
    /// What they give; none while rules or the zone are loading.
    result: Memo<Option<Arc<T>>>,
}

impl<T: Send + Sync> Clone for Judging<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync> Copy for Judging<T> {}

/// Questions that the user went to from an aid: shown, decisive or not.
#[derive(Clone, Copy)]
struct Asked(RwSignal<BTreeSet<String>>);

/// Loads what rights are judged by.
fn load(data: Data) {
    spawn_local(async move {
        join(data.fetch(Asset::Rules), data.fetch(Asset::Places)).await;
        for role in AIDS {
            data.load_column(id_of(role));
        }
    });
}

/// Judges a place by the answers of the address.
fn judging<T: PartialEq + Send + Sync>(
    selected: Memo<Option<Row>>,
    judge: impl Fn(&Dataset, Here, NaiveDate, &BTreeMap<String, String>) -> T + Send + Sync + 'static,
) -> Judging<T> {
    let (state, data) = (use_state(), use_data());
    // What the address says wrongly of a question leaves the answer that was there.
    let taken = Memo::new(move |before: Option<&BTreeMap<String, String>>| {
        let kept = |id: &String| before.and_then(|b| b.get(id)).cloned();
        let of = |book: &RuleBook, (id, written): (&String, &String)| {
            let question = book.question(id)?;
            let allowed = is_understood(question, written).then(|| written.clone());
            Some((id.clone(), allowed.or_else(|| kept(id))?))
        };
        data.set.with(|s| {
            state.answers.with(|a| a.iter().filter_map(|pair| of(s.rules(), pair)).collect())
        })
    });
    let pin: Pin = expect_context();
    let address = Memo::new(move |_| pin.found_at(selected.get()));
    // Only while its view is in front: the sheet and this page judge alike.
    let result = held(move || {
        data.set.with(|s| {
            let waits = |row| matches!(s.zone(row), Zone::NotLoaded);
            if s.rules().offers.is_empty() || selected.get().is_some_and(waits) {
                return None;
            }
            let stated = state.scenario.with(|c| c.stated.clone());
            let here = Here::of(s, selected.get(), state.date(), &stated, address.get());
            Some(Arc::new(taken.with(|a| judge(s, here, state.date(), a))))
        })
    });
    Judging { taken, result }
}

/// The simulator: questions on one side, rights on the other.
#[component]
pub fn Aids() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    load(data);
    print_head();
    let selected = held(move || state.selected.get().filter(|_| !data.own_expected.get()));
    let place = move || selected.get();
    let name = move || {
        data.set.with(|s| {
            place()
                .filter(|r: &Row| r.index() < s.gazetteer().len())
                .map(|r| s.gazetteer().name(r).to_owned())
        })
    };
    let judging = judging(selected, Judged::of);
    provide_context(judging);
    let Judging { result, .. } = judging;
    let asked = RwSignal::new(BTreeSet::new());
    provide_context(Asked(asked));
    let questions = Memo::new(move |_| {
        let asked = asked.get();
        let judged = result.get();
        let of = |r: &Judged| data.set.with(|s| r.questions_with(s.rules(), &asked));
        judged.map(|r| of(&r)).unwrap_or_default()
    });
    // What the address answers and no question understands: said, and left alone.
    let strange = Memo::new(move |_| {
        let known = |book: &RuleBook, id: &str, w: &str| {
            book.question(id).is_some_and(|q| is_understood(q, w))
        };
        let of = |book: &RuleBook| {
            let not_read =
                |(id, w): (&String, &String)| (!known(book, id, w)).then(|| format!("{id}={w}"));
            state.answers.with(|a| a.iter().filter_map(not_read).collect::<Vec<_>>())
        };
        data.set.with(|s| if s.rules().offers.is_empty() { Vec::new() } else { of(s.rules()) })
    });
    let options = Memo::new(move |_| {
        result.with(|r| r.as_ref().map(|r| r.options.clone()).unwrap_or_default())
    });
    let wanted = RwSignal::new(String::new());
    let sentence = Memo::new(move |_| {
        result.with(|r| {
            r.as_ref().map_or_else(|| "Les règles se chargent…".to_owned(), |r| r.reached.reaches())
        })
    });
    let supposed = Memo::new(move |_| {
        result.with(|r| data.set.with(|s| r.as_ref()?.reached.retains(s.rules())))
    });
    // Questions and rights come at once, of a place that is known: nothing moves under the hand.
    let has_come = Memo::new(move |was| {
        let waits = || state.awaited.with(Option::is_some) || data.own_expected.get();
        was == Some(&true)
            || data.failures.with(|f| !f.is_empty())
            || result.with(Option::is_some) && !waits()
    });
    let body = move || {
        view! {
            <div class="simulator-body">
                <div class="asked">
                <PointFold/>
                <form class="questions" on:submit=|e| e.prevent_default() aria-labelledby="questions-title">
                    <h3 id="questions-title">"Votre situation"</h3>
                    <p class="minor">"Vos réponses restent dans l’adresse de cette page, sur votre appareil\u{202f}: rien n’est envoyé."</p>
                    {class_field(selected, result)}
                    {each(questions, question_field)}
                    {move || options.with(|o| !o.is_empty()).then(|| view! {
                        <details class="options">
                            <summary>"Options et cas particuliers"</summary>
                            {each(options, question_field)}
                        </details>
                    })}
                    <button type="button" class="button" on:click=move |_| {
                        state.answers.set(BTreeMap::new());
                        state.scenario.update(|s| {
                            s.stated.clear();
                            s.point = None;
                        });
                    }>"Effacer mes réponses"</button>
                </form>
                </div>
                <div class="rights">
                    <label class="rights-find">"Trouver une aide"
                        <input type="search" placeholder="CAIM, 50 000, ZRR…" on:input=move |e| wanted.set(event_target_value(&e))/>
                    </label>
                    <Rights result=result wanted=wanted/>
                </div>
            </div>
            <Compare/>
            <Everywhere/>
        }
    };
    view! {
        <section class="simulator" aria-labelledby="simulator-title">
            <PanelHead id="simulator-title" title=Signal::derive(move || name().map_or_else(|| "Mes aides".to_owned(), |n| format!("Mes aides\u{202f}: {n}")))/>
            <p class="rights-sum" role="status">{sentence}</p>
            <p class="minor">{move || result.with(|r| r.as_ref().map(|r| r.counts()))}" "{supposed}</p>
            <p>{move || result.with(|r| r.as_ref()?.reached.beside())}</p>
            <p class="minor">{move || result.with(|r| r.as_ref()?.reached.supposes().map(str::to_owned))}</p>
            <p class="paper-only">{move || paper(result.with(|r| r.as_ref().and_then(|r| r.caveat())))}</p>
            {move || result.get().filter(|r| r.is_of_district).and_then(|r| r.caveat()).map(|caveat| view! {
                <p class="doubt">{format!("Compté ici\u{202f}: {caveat}.")}</p>
            })}
            {move || strange.with(|s| !s.is_empty()).then(|| view! {
                <p class="doubt" role="alert">
                    {format!("L’adresse contient des réponses que Plaque n’a pas reconnues, laissées de côté\u{202f}: {}. Les autres sont gardées.", strange.get().join(", "))}
                </p>
            })}
            {unknown_code()}
            {move || name().is_none().then(|| view! {
                <p class="doubt">"Choisissez une commune dans la recherche\u{202f}: la plupart des aides dépendent de sa classe."</p>
            })}
            {move || place().and_then(|row| by_arrondissement(row, state, data))}
            {move || has_come.get().then(body)}
        </section>
    }
}

/// For Paris, Lyon and Marseille, whose zones are set by arrondissement: these, to choose from.
fn by_arrondissement(city: Row, state: State, data: Data) -> Option<impl IntoView> {
    let parts: Vec<(Row, String)> = data.set.with(|s| {
        s.gazetteer().arrondissements(city).map(|r| (r, s.gazetteer().name(r).to_owned())).collect()
    });
    (!parts.is_empty()).then(|| {
        let chip = |(row, name): (Row, String)| {
            // « 1er », not « Paris 1er Arrondissement » twenty times.
            let short = name.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(&name).to_owned();
            view! { <li><button type="button" class="chip" aria-label=name on:click=move |_| state.selected.set(Some(row))>{short}</button></li> }
        };
        view! {
            <p class="doubt">"La zone est fixée arrondissement par arrondissement\u{202f}: choisissez-en un."</p>
            <ul class="chips">{parts.into_iter().map(chip).collect_view()}</ul>
        }
    })
}

/// What a sheet of paper must say of itself.
fn paper(caveat: Option<String>) -> String {
    let caveat = caveat.map_or_else(String::new, |c| format!(" ({c})"));
    format!(
        "Les montants dépendent du zonage des médecins{caveat} et des réponses ci-dessous\u{202f}: à confirmer auprès de l’ARS et de la CPAM."
    )
}

/// What was typed in a field of numbers; a browser gives nothing for what is no number at all.
fn typed(event: &web_sys::Event) -> String {
    use wasm_bindgen::JsCast;
    let field = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok());
    field
        .map(|f| if f.validity().bad_input() { "?".to_owned() } else { f.value() })
        .unwrap_or_default()
}

fn question_field(id: String) -> AnyView {
    let (state, data, Judging { taken, result }) =
        (use_state(), use_data(), expect_context::<Judging<Judged>>());
    let Some(question) = data.set.with_untracked(|s| s.rules().question(&id).cloned()) else {
        return ().into_any();
    };
    let field = format!("question-{id}");
    let written = {
        let id = id.clone();
        move || taken.with(|a| a.get(&id).cloned().unwrap_or_default())
    };
    let answered = {
        let written = written.clone();
        move || !written().is_empty()
    };
    let wrong = RwSignal::new(false);
    let set = {
        let question = question.clone();
        move |value: String| {
            let value = value.trim().replace(',', ".");
            let understood = value.is_empty() || is_understood(&question, &value);
            wrong.set(!understood);
            // What is not an answer leaves the one before it.
            if understood {
                state.answers.update(|a| {
                    if value.is_empty() {
                        a.remove(&question.id)
                    } else {
                        a.insert(question.id.clone(), value)
                    };
                });
            }
        }
    };
    let options: Vec<(String, String)> = match question.kind {
        QuestionKind::YesNo => {
            vec![("oui".to_owned(), "Oui".to_owned()), ("non".to_owned(), "Non".to_owned())]
        }
        _ => question.options.iter().map(|o| (o.id.clone(), text::typeset(&o.label))).collect(),
    };
    let input = match question.kind {
        QuestionKind::Number => {
            let [least, most] = question.range.unwrap_or([0.0, 1e9]);
            let error = format!("{field}-error");
            let expected = format!(
                "Un nombre entre {} et {} est attendu\u{202f}; la réponse d’avant est gardée.",
                text::number(least, 2),
                text::number(most, 2)
            );
            view! {
                <input id=field.clone() aria-invalid=move || wrong.get().then_some("true") aria-describedby=error.clone() type="number" inputmode="decimal" step="any" min=least.to_string() max=most.to_string()
                    prop:value=written on:change=move |e| set(typed(&e))/>
                <small id=error class="wrong" role="alert">{move || wrong.get().then(|| expected.clone())}</small>
            }
            .into_any()
        }
        _ => {
            let chosen = written.clone();
            let is_unknown = {
                let written = written.clone();
                move || written() == UNKNOWN
            };
            let list = options
                .into_iter()
                .map(|(value, label)| {
                    let (mine, chosen) = (value.clone(), chosen.clone());
                    view! { <option value=value prop:selected=move || chosen() == mine>{label}</option> }
                })
                .collect_view();
            view! {
                <select id=field.clone() on:change=move |e| set(event_target_value(&e))>
                    <option value="" prop:selected=move || written().is_empty()>"Sans réponse"</option>
                    {list}
                    <option value=UNKNOWN prop:selected=is_unknown>"Je ne sais pas"</option>
                </select>
            }
            .into_any()
        }
    };
    let stake = {
        let id = id.clone();
        move || {
            let stake = result.with(|r| {
                let weight = r.as_ref()?.reached.weights.iter().find(|w| w.question == id)?;
                Some(weight.stake).filter(|s| *s > 0.0)
            });
            stake.map(|s| view! { <small class="stake">{format!("Jusqu’à {} en jeu", text::euros(s))}</small> })
        }
    };
    let assumes = question.assume.is_some();
    let open = answered.clone();
    let assumed = move || {
        (assumes && !open())
            .then(|| view! { <small>"Sans réponse, on compte sans cette option."</small> })
    };
    view! {
        <div class="question" class:answered=answered>
            <label for=field>{text::typeset(&question.label)}{stake}</label>
            {input}
            {question.help.as_ref().map(|h| view! { <small>{text::typeset(h)}</small> })}
            {assumed}
        </div>
    }
    .into_any()
}
