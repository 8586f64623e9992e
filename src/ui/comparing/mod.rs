//! « Comparer »: the places that the user keeps in mind, two to four of them side by side.

mod figures;
mod similar;
mod table;

use figures::Figures;
use leptos::{prelude::*, task::spawn_local};
use similar::Similar;
use territory::{AreaKind, InseeCode, text};
use viewmodel::{
    Address, Route,
    scenario::{MOST_COMPARED, Scenario},
};

use super::{
    aids, each, entry, focus::focus_when_there, paper::print_head_of, project::ProjectNav,
    unanswered,
};
use crate::{
    dataset::{Data, date_of_dataset, use_data},
    download::save_text,
    keep::toggle_kept,
    route::Here,
    slices,
    state::{State, use_state},
    summary::count,
    url,
};
use table::tables;

/// The view.
#[component]
pub fn Comparing() -> impl IntoView {
    let state = use_state();
    print_head_of(false);
    let is_empty = Memo::new(move |_| state.scenario.with(|s| s.shortlist.is_empty()));
    view! {
        <section class="start project comparing" aria-labelledby="comparing-title">
            <h2 id="comparing-title" tabindex="-1">"Comparer les lieux gardés"</h2>
            <ProjectNav/>
            <Show when=move || !is_empty.get() fallback=nothing_kept>
                <SideBySide/>
            </Show>
            <Similar/>
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
        entry(
            "Chercher une commune",
            "Nom, code postal ou code Insee",
            Box::new(|| focus_when_there(".bar .search input")),
        ),
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
        (0, _) | (_, None) => "Les lieux se chargent…".to_owned(),
        (1, _) => "Un seul lieu\u{202f}: gardez-en un autre pour comparer.".to_owned(),
        (_, Some(versus)) => versus.counted(),
    };
    let leads = move || {
        let versus = figures.versus.get().filter(|v| v.places.len() > 1)?;
        let all = versus.leads();
        (!all.is_empty()).then(|| view! { <ul class="leads">{all.into_iter().map(|l| view! { <li>{l}</li> }).collect_view()}</ul> })
    };
    let (waits, computes) = (
        Memo::new(move |_| figures.waiting.get().0),
        Memo::new(move |_| {
            figures.computing.answer().with(Option::is_none)
                && figures.computing.failure().with(Option::is_none)
        }),
    );
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
        let is_whole = waits.get() == 0 && !computes.get();
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
    let csv = move |_| {
        if let Some(versus) = figures.versus.get_untracked() {
            let day = date_of_dataset().to_string();
            save_text("plaque-comparaison.csv", "text/csv;charset=utf-8", &versus.csv(&day));
        }
    };
    let bare = move |_| {
        let link = format!("{}{}", url::page(), without_answers(here.0.get_untracked()).to_link());
        spawn_local(async move {
            state.announce(match url::copy(&link).await {
                true => "Lien copié, sans vos réponses.",
                false => "La copie a été refusée par le navigateur.",
            });
        });
    };
    view! {
        <p class="comparing-sum"><strong>{sentence}</strong>" "<small role="status">{wait}</small></p>
        {leads}
        {missing}
        {unanswered(figures.computing, "L’effet d’un médecin de plus n’a pas pu être calculé")}
        <p class="find-acts">
            <button type="button" class="button" on:click=csv>"CSV"</button>
            <button type="button" class="button" on:click=|_| slices::print()>"Imprimer"</button>
            <button type="button" class="button" on:click=bare>"Copier le lien sans mes réponses"</button>
        </p>
        {move || figures.versus.get().map(|v| tables(&v, &figures.rows.get(), state, data))}
        <p class="minor">{move || aids::supposed(state, data)}</p>
        <Kept/>
        <p class="minor">"Mêmes indicateurs, mêmes années\u{202f}: la source de chaque ligne est sous son nom. Un chiffre absent n’est jamais compté zéro, et ne l’emporte sur rien. ▲ et ▼ disent le mieux et le moins bien placé pour qui s’installe\u{202f}; à égalité, personne."</p>
    }
}

/// The address of the view without what the doctor answers.
fn without_answers(address: Address) -> Address {
    let scenario = Scenario { stated: Default::default(), point: None, ..address.scenario };
    Address { answers: Default::default(), scenario, ..address }
}

/// Everything that is kept: what is compared, and the way to let go of it.
#[component]
fn Kept() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let codes = Memo::new(move |_| {
        state.scenario.with(|s| s.shortlist.iter().map(ToString::to_string).collect::<Vec<_>>())
    });
    view! {
        <fieldset class="kept-places">
            <legend>{move || text::counted(count(codes.with(Vec::len)), "lieu gardé", "lieux gardés")}", "{format!("{MOST_COMPARED} au plus côte à côte")}</legend>
            <ul>{each(codes, move |code| kept(code, state, data))}</ul>
        </fieldset>
    }
}

/// A kept place.
fn kept(written: String, state: State, data: Data) -> AnyView {
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
        let mut done = false;
        state.scenario.update(|s| done = s.compare(code, wanted));
        if !done {
            state.announce(if wanted {
                "Quatre lieux au plus côte à côte\u{202f}: décochez-en un d’abord."
            } else {
                "Un lieu au moins reste dans la comparaison."
            });
        }
    };
    let is_refused =
        move || !is_in.get() && state.scenario.with(|s| s.side_by_side().len() >= MOST_COMPARED);
    let alike = move |_| {
        state.scenario.update(|s| s.alike = Some(code));
        focus_when_there("#similar-title");
    };
    let let_go = move |_| {
        toggle_kept(state, code, &name.get_untracked().0);
        // The button goes: the focus stays near.
        focus_when_there("#comparing-title");
    };
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
