//! The places that were found, in order, each with why.

use std::sync::Arc;

use finder::{Dialect, FEW, LISTED, Line, Table, Unit, briefly, figure_in_words};
use leptos::prelude::*;
use territory::{InseeCode, Row, text};
use viewmodel::{Route, scenario::Territory};

use super::search::{Answer, Search};
use crate::{
    dataset::{date_of_dataset, use_data},
    download::save_text,
    keep::{Keep, toggle_kept},
    state::{State, use_state},
    ui::{aids, folded, unanswered},
};

/// Places shown at first, and how many more each time.
const SHOWN: usize = 20;

/// A file of what was found.
#[derive(Clone, Copy)]
pub(super) enum File {
    Csv(Dialect),
    GeoJson,
}

/// Hands what was found to the user.
pub(super) fn save(search: Search, file: File) {
    let table =
        search.current.get_untracked().and_then(|a| untrack(|| search.table(&a, LISTED, false)));
    let Some(table) = table else { return };
    let day = date_of_dataset().to_string();
    match file {
        File::Csv(dialect) => save_csv("plaque-recherche", dialect, &table.csv(&day, dialect)),
        File::GeoJson => {
            let json = search.data.set.with_untracked(|s| table.geojson(s, &day));
            save_text("plaque-recherche.geojson", "application/geo+json", &json);
        }
    }
}

/// Hands a table to the user, under a name that says how it is written.
pub(in crate::ui) fn save_csv(name: &str, dialect: Dialect, csv: &str) {
    let end = if dialect == Dialect::French { "-excel" } else { "" };
    save_text(&format!("{name}{end}.csv"), "text/csv;charset=utf-8", csv);
}

/// The list.
#[component]
pub(super) fn Results() -> impl IntoView {
    let search: Search = expect_context();
    let (state, data) = (use_state(), use_data());
    let shown = RwSignal::new(SHOWN);
    Effect::new(move |_| {
        search.query.track();
        shown.set(SHOWN);
    });
    let table = found(search, shown, true);
    let list = move || {
        let Found { answer, table } = table.get()?;
        let lines = table.lines.iter().enumerate();
        let lines =
            lines.map(|(rank, line)| hit(search, &answer, &table, rank, line)).collect_view();
        Some(view! { <ol class="hits">{lines}</ol> })
    };
    let more = move || {
        let all = table.with(|t| t.as_ref().map_or(0, |t| t.table.found)).min(LISTED);
        (all > shown.get()).then(|| view! {
            <button type="button" class="button" on:click=move |_| shown.update(|n| *n += SHOWN)>"Voir la suite"</button>
        })
    };
    let supposed = move || aids::supposed(state, data);
    let minutes = move || {
        search.query.with(|q| q.as_ref().is_some_and(|q| finder::asks_minutes(q))).then_some(
            "Les minutes jusqu’à une ville sont estimées d’après la distance, et non mesurées sur la route.",
        )
    };
    let cut = move || {
        let all = table.with(|t| t.as_ref().map_or(0, |t| t.table.found));
        (all > LISTED)
            .then(|| format!("Les {LISTED} premières sont en ordre ici et dans le tableau."))
    };
    let unweighed = move || {
        let none = search.current.with(|a| {
            a.as_ref().is_some_and(|a| a.ranking.priorities.is_empty() && a.found.matches.len() > 1)
        });
        none.then_some("Aucune priorité ne compte\u{202f}: les lieux les plus peuplés sont devant.")
    };
    let waits = move || {
        let waits = search.current.with(Option::is_none) && search.failure.with(Option::is_none);
        waits.then(|| view! { <p role="status">"Recherche…"</p> })
    };
    view! {
        {waits}
        <p class="minor">{unweighed}</p>
        {list}
        {more}
        {unanswered(search.tried.whole, "La solidité de l’ordre n’a pas pu être essayée")}
        <p class="minor">{cut}</p>
        <p class="minor">{supposed}" "{minutes}</p>
        <p class="minor">"D’un équipement absent d’un répertoire on ne sait que «\u{202f}aucun connu\u{202f}», et non «\u{202f}aucun\u{202f}». Distances à vol d’oiseau entre mairies."</p>
    }
}

/// What was found, as far as so many lines.
pub(super) fn found(
    search: Search,
    lines: impl Into<Signal<usize>>,
    says_estimates: bool,
) -> Memo<Option<Found>> {
    let lines = lines.into();
    Memo::new(move |_| {
        let answer = search.current.get()?;
        let table = Arc::new(search.table(&answer, lines.get(), says_estimates)?);
        Some(Found { answer, table })
    })
}

/// An answer and its table.
#[derive(Clone)]
pub(super) struct Found {
    answer: Arc<Answer>,
    pub(super) table: Arc<Table>,
}

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.answer, &other.answer) && self.table == other.table
    }
}

/// Opens what was found: the sheet of a commune, the portrait of a territory.
pub(super) fn open(state: State, unit: Unit, row: Row) {
    match unit {
        Unit::Communes => state.open_sheet(row),
        Unit::Areas(kind) => {
            state.scenario.update(|s| s.territory = Territory::Area(kind));
            state.select(row);
            state.came_from.set(Some(Route::Find));
            state.route.set(Route::Portrait);
        }
    }
}

/// A place that was found.
fn hit(
    search: Search,
    answer: &Arc<Answer>,
    table: &Arc<Table>,
    rank: usize,
    line: &Line,
) -> AnyView {
    let state = use_state();
    let Some(book) = search.book.get_untracked() else { return ().into_any() };
    let (unit, row) = (table.unit, line.row);
    let open = move |_| open(state, unit, row);
    let code = InseeCode::parse(&line.code).ok().filter(|_| unit == Unit::Communes);
    let kept = Signal::stored(code);
    let name = line.name.clone();
    let keep = Callback::new(move |code| toggle_kept(state, code, &name));
    let figures: Vec<String> = (table.headings.iter().zip(&line.figures))
        .take(4)
        .map(|(h, v)| briefly(&book, h, *v))
        .collect();
    // Of five places each is among the first five.
    let robust = line.robust.filter(|_| table.found > FEW).map(|share| {
        let is_estimate = search.tried.of(answer).is_some_and(|t| t.leading.is_some());
        let about = if is_estimate { "environ " } else { "" };
        let percent = match share.round() {
            n if n < 1.0 => format!("moins de {}", text::percent(1.0)),
            n => format!("{about}{}", text::percent(n)),
        };
        if share > 0.0 {
            // Only what stands among the first can lose its rank.
            let is_fragile = rank < FEW && share < f64::from(book.robust);
            let fragile = if is_fragile { "Rang fragile\u{202f}: dans" } else { "Dans" };
            format!("{fragile} les 5 premiers pour {percent} des pondérations")
        } else {
            "Dans les 5 premiers pour aucune des pondérations essayées".to_owned()
        }
    });
    let at = line.at;
    let of = answer.clone();
    let efficient = move || {
        let is = search.is_efficient(&of, at);
        is.then_some("Aucun autre lieu trouvé n’est meilleur sur toutes vos priorités.")
    };
    let counts = answer.ranking.priorities.len() > 1;
    let why = counts.then(|| {
        let answer = answer.clone();
        folded("why", false, view! { "Pourquoi ce rang"<span class="sr-only">{format!("\u{202f}: {}", line.name)}</span> }, move || {
            view! { {bars(search, &answer, at)}<p class="minor">{passes(&answer, rank)}" "{efficient.clone()}</p> }
        })
    });
    view! {
        <li class="hit">
            <span class="hit-rank num">{rank + 1}</span>
            <div>
                <p class="hit-name"><button type="button" class="link" on:click=open>{line.name.clone()}</button>" "<small>{line.departement.clone()}</small><span>{line.zone.clone()}</span></p>
                <p class="minor">{text::sentence_case(&figures.join(" · "))}</p>
                {robust.map(|r| view! { <p class="minor">{r}</p> })}
                {why}
            </div>
            <Keep code=kept on_press=keep of=line.name.clone()/>
        </li>
    }
    .into_any()
}

/// What each priority is worth there, as bars with their words.
fn bars(search: Search, answer: &Arc<Answer>, at: u32) -> Option<impl IntoView + use<>> {
    let book = search.book.get_untracked()?;
    let unit = *answer.found.matches.get(at as usize)? as usize;
    let all: f64 = answer.ranking.priorities.iter().map(|p| f64::from(p.weight)).sum();
    let worths = answer.ranking.worths_of(at as usize);
    let bar = |(p, worth): (&finder::Weighed, &f64)| {
        let value = answer.fields.get(&p.key).and_then(|f| f.get(unit));
        let share = text::percent((f64::from(p.weight) / all * 100.0).round());
        let said = figure_in_words(&book, &p.criterion, value);
        let said =
            if value.is_none() { format!("{said}, compté comme la médiane") } else { said };
        view! {
            <li>
                <span class="bar-of">{format!("{}, {share}", p.name)}</span>
                <meter min="0" max="1" value=worth.to_string() aria-hidden="true"></meter>
                <span class="num">{format!("{}\u{202f}/\u{202f}100", text::number(worth * 100.0, 0))}<small>{said}</small></span>
            </li>
        }
    };
    let bars = answer.ranking.priorities.iter().zip(worths).map(bar).collect_view();
    Some(view! { <ul class="bars">{bars}</ul> })
}

/// What would put a place before the one ahead of it.
fn passes(answer: &Arc<Answer>, rank: usize) -> Option<String> {
    let data = use_data();
    let order = &answer.ranking.order;
    let (at, ahead) = (*order.get(rank)? as usize, *order.get(rank.checked_sub(1)?)? as usize);
    let unit = *answer.found.matches.get(ahead)? as usize;
    let name =
        data.set.with_untracked(|s| answer.fields.units.name(s.gazetteer(), unit).to_owned());
    if answer.ranking.is_equalled(at, ahead) {
        return Some(format!("{name}, juste devant, vaut au moins autant sur chaque priorité."));
    }
    let Some((i, weight)) = answer.ranking.to_pass(at, ahead) else {
        return Some(format!("Aucun poids changé seul ne le ferait passer devant {name}."));
    };
    let p = answer.ranking.priorities.get(i)?;
    Some(format!(
        "Passerait devant {name} si le poids de «\u{202f}{}\u{202f}» était {weight} au lieu de {}.",
        p.name, p.weight
    ))
}
