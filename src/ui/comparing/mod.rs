//! « Comparer »: the places that the user keeps in mind, two to four of them side by side.

mod figures;
mod similar;
mod table;

use std::time::Duration;

use figures::Figures;
use finder::Dialect;
use leptos::{prelude::*, task::spawn_local};
use similar::Similar;
use territory::{AreaKind, InseeCode, text};
use viewmodel::{
    Address, Route,
    scenario::{MOST_COMPARED, Scenario},
};

use super::{
    aids, each, entry, find::save_csv, focus::focus_when_there, paper::print_head_of,
    project::ProjectNav, search_entry, unanswered,
};
use crate::{
    dataset::{Data, date_of_dataset, use_data},
    keep::toggle_kept,
    route::Here,
    slices,
    state::{State, use_state},
    summary::count,
    url,
};
use table::tables;

/// What was let go of last, to take it back.
#[derive(Clone, Copy)]
struct Gone(RwSignal<Option<(InseeCode, String)>>);

/// The view.
#[component]
pub fn Comparing() -> impl IntoView {
    let state = use_state();
    print_head_of(false);
    let is_empty = Memo::new(move |_| state.scenario.with(|s| s.shortlist.is_empty()));
    let gone = RwSignal::new(None::<(InseeCode, String)>);
    provide_context(Gone(gone));
    // Not once it is kept again.
    let last = Memo::new(move |_| {
        gone.get().filter(|(code, _)| state.scenario.with(|s| !s.shortlist.contains(code)))
    });
    view! {
        <section class="start project comparing" aria-labelledby="comparing-title">
            <h2 id="comparing-title" tabindex="-1">"Comparer les lieux gardés"</h2>
            <ProjectNav/>
            <Similar/>
            <Show when=move || !is_empty.get() fallback=nothing_kept>
                <SideBySide/>
            </Show>
            {move || last.get().map(|(code, name)| {
                let back = move |_| {
                    state.scenario.update(|s| {
                        s.keep(code);
                    });
                    gone.set(None);
                    focus_when_there("#comparing-title");
                };
                view! { <p role="status">{format!("{name} n’est plus gardé. ")}<button id="kept-back" type="button" class="link" on:click=back>"Annuler"</button></p> }
            })}
        </section>
    }
}

/// What to do while nothing is kept.
fn nothing_kept() -> impl IntoView {
    let state = use_state();
    let ways = [
        entry(
            "Trouver des lieux",
            "Par vos critères, en ordre",
            Box::new(move || state.route.set(Route::Find)),
        ),
        search_entry("Chercher une commune"),
    ];
    view! {
        <p>"Aucun lieu gardé. «\u{202f}Garder\u{202f}», sur la fiche d’une commune ou dans la liste de Trouver, met un lieu de côté\u{202f}: vous en comparez ici de deux à quatre. Ils restent dans l’adresse de cette page, sur votre appareil."</p>
        <ul class="entries">{ways.into_iter().collect_view()}</ul>
    }
}

/// The sentence, the table and the list of what is kept.
#[component]
fn SideBySide() -> impl IntoView {
    let (state, data, here) = (use_state(), use_data(), expect_context::<Here>());
    let figures = Figures::new(state, data);
    let sentence = move || match (figures.rows.with(Vec::len), figures.versus.get()) {
        (0, _) if figures.unknown.with(|u| !u.is_empty()) => "Aucun lieu à comparer.".to_owned(),
        (0, _) | (_, None) => "Les lieux se chargent…".to_owned(),
        (1, _) if state.scenario.with(|s| s.shortlist.len() > 1) => {
            "Un seul lieu\u{202f}: cochez-en un autre pour comparer.".to_owned()
        }
        (1, _) => "Un seul lieu\u{202f}: gardez-en un autre pour comparer.".to_owned(),
        (_, Some(versus)) => versus.counted(),
    };
    let strangers = move || {
        let all: Vec<String> =
            figures.unknown.with(|u| u.iter().map(ToString::to_string).collect());
        (!all.is_empty()).then(|| view! {
            <p class="doubt" role="alert">{format!("Code commune {} inconnu aujourd’hui\u{202f}: la commune a peut-être fusionné. Cherchez-la par son nom, et ne gardez plus ce code.", text::listed(&all))}</p>
        })
    };
    let leads = move || {
        let versus = figures.versus.get().filter(|v| v.places.len() > 1)?;
        let all = versus.leads();
        (!all.is_empty()).then(|| view! { <ul class="leads">{all.into_iter().map(|l| view! { <li>{l}</li> }).collect_view()}</ul> })
    };
    let (waits, computes) = (Memo::new(move |_| figures.waiting.get().0), figures.computes);
    let wait = move || match waits.get() {
        0 if computes.get() => Some("L’effet d’un médecin de plus se calcule…".to_owned()),
        0 => None,
        n => Some(format!("{} encore à venir…", text::counted(count(n), "ligne", "lignes"))),
    };
    let missing = move || {
        let n = figures.waiting.get().1;
        (n > 0).then(|| {
            let lines = text::counted(count(n), "ligne n’a pas", "lignes n’ont pas");
            view! { <p class="notice" role="alert">{format!("{lines} pu être chargée{}\u{202f}: l’avis en bas de page permet de réessayer.", if n > 1 { "s" } else { "" })}</p> }
        })
    };
    // Said once all of it is there.
    Effect::new(move |before: Option<String>| {
        let is_seen = state.shown.get() == Route::Compare;
        let is_whole = waits.get() == 0 && !computes.get() && is_seen;
        let said = figures
            .versus
            .get()
            .filter(|_| is_whole)
            .map(|v| format!("{} {}", v.counted(), v.leads().join(" ")));
        match said {
            Some(said) if before.as_ref() != Some(&said) => {
                state.announce(said.clone());
                said
            }
            _ => before.unwrap_or_default(),
        }
    });
    let csv = move |dialect: Dialect| {
        if let Some(versus) = figures.versus.get_untracked() {
            let day = date_of_dataset().to_string();
            let mut notes = untrack(|| state.answers.with(|a| finder::notes(state.date(), a)));
            let (waiting, failed) = figures.waiting.get_untracked();
            if waiting + failed > 0 || computes.get_untracked() {
                let why = "incomplet : des lignes n’étaient pas encore là, ou ne sont pas venues";
                notes.push(why.to_owned());
            }
            save_csv("plaque-comparaison", dialect, &versus.csv(&day, &notes, dialect));
        }
    };
    let copied = RwSignal::new(None::<&str>);
    let bare = move |_| {
        let link = format!("{}{}", url::page(), without_answers(here.0.get_untracked()).to_link());
        spawn_local(async move {
            let said = match url::copy(&link).await {
                true => "Lien copié, sans vos réponses",
                false => "La copie a été refusée par le navigateur",
            };
            state.announce(format!("{said}."));
            let _gone = copied.try_set(Some(said));
            set_timeout(
                move || {
                    let _gone = copied.try_set(None);
                },
                Duration::from_secs(3),
            );
        });
    };
    view! {
        <p class="comparing-sum"><strong>{sentence}</strong>" "<small role="status">{wait}</small></p>
        {strangers}
        {leads}
        {missing}
        {unanswered(figures.computing, "L’effet d’un médecin de plus n’a pas pu être calculé")}
        <p class="find-acts">
            <button type="button" class="button" on:click=move |_| csv(Dialect::Plain)>"CSV"</button>
            <button type="button" class="button" on:click=move |_| csv(Dialect::French)>"Excel"</button>
            <button type="button" class="button" on:click=|_| slices::print()>"Imprimer"</button>
            <button type="button" class="button" on:click=bare>{move || copied.get().unwrap_or("Copier le lien sans mes réponses")}</button>
        </p>
        <p class="minor">"▲ le plus favorable à une installation, ▼ le moins favorable. À égalité, ou si un chiffre manque, personne."</p>
        {move || figures.versus.get().map(|v| tables(&v, &figures.rows.get(), state, data))}
        <p class="minor">{move || aids::supposed(state, data)}</p>
        <Kept/>
        <p class="minor">"Mêmes indicateurs, mêmes années\u{202f}: la source de chaque ligne est sous son nom. Un chiffre absent n’est jamais compté zéro."</p>
    }
}

/// The address of the view without what the doctor answers or tries: the places and the search alone.
fn without_answers(address: Address) -> Address {
    let Scenario { shortlist, compared, alike, wanted, .. } = address.scenario;
    let scenario = Scenario { shortlist, compared, alike, wanted, ..Scenario::default() };
    Address { route: address.route, scenario, ..Address::default() }
}

/// Everything that is kept: what is compared, and the way to let go of it.
#[component]
fn Kept() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let Gone(gone) = expect_context();
    let let_go = Callback::new(move |(code, name): (InseeCode, String)| {
        toggle_kept(state, code, &name);
        gone.set(Some((code, name)));
        // The button goes: the focus stays near.
        focus_when_there("#kept-back");
    });
    let codes = Memo::new(move |_| {
        state.scenario.with(|s| s.shortlist.iter().map(ToString::to_string).collect::<Vec<_>>())
    });
    view! {
        <fieldset class="kept-places">
            <legend>{move || text::counted(count(codes.with(Vec::len)), "lieu gardé", "lieux gardés")}{format!(", {MOST_COMPARED} au plus côte à côte\u{202f}: décochez-en un pour en cocher un autre")}</legend>
            <ul>{each(codes, move |code| kept(code, let_go, state, data))}</ul>
        </fieldset>
    }
}

/// A kept place.
fn kept(
    written: String,
    on_let_go: Callback<(InseeCode, String)>,
    state: State,
    data: Data,
) -> AnyView {
    let Ok(code) = InseeCode::parse(&written) else { return ().into_any() };
    let name = Memo::new(move |_| {
        data.set.with(|s| {
            let g = s.gazetteer();
            let known = g.row(code).map(|row| {
                let departement = g.area(AreaKind::Departement, row);
                (g.name(row).to_owned(), departement.map_or("", |d| &d.name).to_owned())
            });
            known.unwrap_or_else(|| (format!("Code {code}, inconnu aujourd’hui"), String::new()))
        })
    });
    let is_in = Memo::new(move |_| state.scenario.with(|s| s.side_by_side().contains(&code)));
    let choose = move |e| {
        let wanted = event_target_checked(&e);
        state.scenario.update(|s| {
            s.compare(code, wanted);
        });
    };
    // The fifth, and the last one.
    let is_refused = move || {
        let compared = state.scenario.with(|s| s.side_by_side().len());
        if is_in.get() { compared <= 1 } else { compared >= MOST_COMPARED }
    };
    let alike = move |_| {
        state.scenario.update(|s| s.alike = Some(code));
        focus_when_there("#similar-title");
    };
    let let_go = move |_| on_let_go.run((code, name.get_untracked().0));
    view! {
        <li>
            <label class="choice">
                <input type="checkbox" prop:checked=is_in disabled=is_refused on:change=choose/>
                {move || name.get().0}" "<small>{move || name.get().1}</small>
            </label>
            <button type="button" class="link" on:click=alike>"Lieux semblables"<span class="sr-only">{move || format!(" à {}", name.get().0)}</span></button>
            <button type="button" class="link" on:click=let_go>"Ne plus garder"<span class="sr-only">{move || format!("\u{a0}{}", name.get().0)}</span></button>
        </li>
    }
    .into_any()
}
