//! « Mon projet »: what the doctor wants to do, in the three questions that decide most.

use leptos::prelude::*;
use territory::{
    rules::{Question, QuestionKind},
    text,
};
use viewmodel::Route;

use super::{InstallationDate, aids::UNKNOWN, entry, search_entry};
use crate::{dataset::use_data, route::ViewLink, state::use_state};

/// The questions of the rules that are asked here: what most aids depend on.
const ASKED: [&str; 3] = ["project", "sector", "aided_before"];

/// The three questions, and where to go from there.
#[component]
pub fn Project() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let questions = Memo::new(move |_| {
        data.set.with(|s| {
            ASKED.iter().filter_map(|id| s.rules().question(id).cloned()).collect::<Vec<_>>()
        })
    });
    let place = move || state.selected.get().and_then(|row| data.name(row));
    let on = move || match place() {
        Some(name) => format!("Mes aides\u{202f}: {name}"),
        None => "Mes aides".to_owned(),
    };
    let ways = [
        entry(
            "Trouver un lieu",
            "Par l’accès, les départs, les aides",
            Box::new(move || state.route.set(Route::Find)),
        ),
        search_entry("Chercher une commune"),
        entry(
            "Ouvrir un projet enregistré",
            "Le fichier zip que Plaque écrit",
            Box::new(move || state.open_user_data()),
        ),
    ];
    view! {
        <section class="start project" aria-labelledby="project-title">
            <h2 id="project-title" tabindex="-1">"Mon projet"</h2>
            <ProjectNav/>
            <p>"Trois réponses et une date, et chaque lieu vous dira ce qu’il ouvre pour vous. Elles restent dans l’adresse de cette page, sur votre appareil\u{202f}: rien n’est envoyé."</p>
            <form aria-labelledby="project-title" on:submit=|e| e.prevent_default()>
                {move || questions.with(Vec::is_empty).then(|| view! { <p role="status">"Chargement des questions…"</p> })}
                {move || questions.get().into_iter().map(asked).collect_view()}
                <fieldset>
                    <legend>"Quand\u{202f}?"</legend>
                    <InstallationDate id="project-date"/>
                </fieldset>
            </form>
            <p class="take">
                <ViewLink route=Route::Aids class="button primary">{on}</ViewLink>
                <button type="button" class="button" on:click=move |_| state.answers.update(|a| a.retain(|id, _| !ASKED.contains(&id.as_str())))>"Effacer ces réponses"</button>
            </p>
            <ul class="entries">{ways.into_iter().collect_view()}</ul>
        </section>
    }
}

/// The ways between what the project is made of.
#[component]
pub(super) fn ProjectNav() -> impl IntoView {
    let state = use_state();
    let kept = move || match state.scenario.with(|s| s.shortlist.len()) {
        0 => String::new(),
        n => format!(" ({n})"),
    };
    view! {
        <nav class="subnav" aria-label="Mon projet">
            <ViewLink route=Route::Project class="sub-way">"Profil"</ViewLink>
            <ViewLink route=Route::Compare class="sub-way">"Comparer"{kept}</ViewLink>
        </nav>
    }
}

/// A question as a group of radio buttons; the last of them takes the answer away.
fn asked(question: Question) -> impl IntoView {
    let state = use_state();
    let mut options: Vec<(String, String)> = match question.kind {
        QuestionKind::YesNo => {
            vec![("oui".to_owned(), "Oui".to_owned()), ("non".to_owned(), "Non".to_owned())]
        }
        _ => question.options.iter().map(|o| (o.id.clone(), text::typeset(&o.label))).collect(),
    };
    options.push((String::new(), "Je ne sais pas encore".to_owned()));
    let id = StoredValue::new(question.id.clone());
    let given = Memo::new(move |_| {
        let written = state.answers.with(|a| a.get(&id.get_value()).cloned());
        written.filter(|w| w != UNKNOWN).unwrap_or_default()
    });
    let choices = options
        .into_iter()
        .map(|(value, label)| {
            let own = value.clone();
            let choose = move |_| {
                state.answers.update(|a| {
                    if value.is_empty() {
                        a.remove(&id.get_value());
                    } else {
                        a.insert(id.get_value(), value.clone());
                    }
                });
            };
            view! {
                <label class="choice">
                    <input type="radio" name=format!("project-{}", question.id) prop:checked=move || given.get() == own on:change=choose/>
                    {label}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>{text::typeset(&question.label)}</legend>
            <div class="choices">{choices}</div>
        </fieldset>
    }
}
