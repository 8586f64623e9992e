//! What is asked: a sentence whose pieces lead to their controls, the controls with what remains after
//! each, and what would find more.

use std::sync::Arc;

use finder::{Condition, Criterion, Kind, Measure, Query, REACH, Relaxation, Test, Travel};
use leptos::prelude::*;
use territory::{AreaKind, Dataset, InseeCode, text};

use super::search::Search;
use crate::{
    dataset::use_data,
    state::use_state,
    summary::count,
    ui::{each, focus::focus_when_there, folded_when},
};

/// Relaxations that are offered at once.
const OFFERED: usize = 2;
/// From so many matches on none is offered.
const ENOUGH: usize = 10;
/// The largest town: what one is near to until another one is said.
const LARGEST: &str = "75056";

/// What tells a condition from another one of the same query.
fn key(c: &Condition) -> String {
    match &c.test {
        Test::Near { place, .. } => format!("{}-{place}", c.criterion),
        Test::Least(_) => format!("{}-min", c.criterion),
        Test::Most(_) => format!("{}-max", c.criterion),
        Test::Has { .. } | Test::Among(_) => c.criterion.clone(),
    }
}

/// The sentence, the controls, what may be added.
#[component]
pub(super) fn Conditions() -> impl IntoView {
    let search: Search = expect_context();
    let data = use_data();
    let open = RwSignal::new(false);
    let spans = Memo::new(move |_| {
        let (book, query) = (search.book.get()?, search.query.get()?);
        data.has_places().then(|| data.set.with(|s| Arc::new(finder::sentence(&query, &book, s))))
    });
    let sentence = move || {
        let (spans, query) = (spans.get()?, search.query.get()?);
        let one = |span: &finder::Span| match span.condition.and_then(|i| query.conditions.get(i)) {
            None => span.text.clone().into_any(),
            Some(condition) => {
                let id = StoredValue::new(format!("#find-{}", key(condition)));
                let go = move || {
                    open.set(true);
                    focus_when_there(id.get_value());
                };
                // A button does not run on from line to line, as words do.
                let on_key = move |e: leptos::ev::KeyboardEvent| {
                    if matches!(e.key().as_str(), "Enter" | " ") {
                        e.prevent_default();
                        go();
                    }
                };
                view! { <span class="tok" role="button" tabindex="0" on:click=move |_| go() on:keydown=on_key>{span.text.clone()}</span> }.into_any()
            }
        };
        let begins = query.conditions.is_empty().then(|| {
            let communes = data
                .set
                .with(|s| s.gazetteer().rows().filter(|r| s.gazetteer().is_commune(*r)).count());
            let communes = text::counted(count(communes), "commune", "communes");
            format!("Je cherche parmi {communes}, ")
        });
        Some(
            view! { <p class="find-sentence">{begins}{spans.iter().map(one).collect_view()}"."</p> },
        )
    };
    let keys = Memo::new(move |_| {
        search
            .query
            .with(|q| q.as_ref().map(|q| q.conditions.iter().map(key).collect::<Vec<_>>()))
            .unwrap_or_default()
    });
    let has_some = Memo::new(move |_| keys.with(|k| !k.is_empty()));
    let rows =
        move || view! { <ul class="conditions-list">{each(keys, move |k| row(search, k))}</ul> };
    let clear = move |_| {
        search.ask(&Query::default());
        focus_when_there("#find-title");
    };
    view! {
        {sentence}
        {relaxed(search)}
        <p class="find-acts">
            {adding(search, open)}
            <button type="button" class="link" hidden=move || !has_some.get() on:click=clear>"Tout effacer"</button>
        </p>
        {move || has_some.get().then(|| folded_when("fold", open, "Régler les critères, un par un", rows))}
    }
}

/// The condition of a key, with its position.
fn found(query: &Query, wanted: &str) -> Option<(usize, Condition)> {
    query.conditions.iter().enumerate().find(|(_, c)| key(c) == wanted).map(|(i, c)| (i, c.clone()))
}

/// A condition with its control, what remains after it, and the way to take it away.
fn row(search: Search, key: String) -> AnyView {
    let Some(book) = search.book.get_untracked() else { return ().into_any() };
    let wanted = StoredValue::new(key.clone());
    let now = Memo::new(move |_| search.query.with(|q| found(q.as_ref()?, &wanted.get_value())));
    let Some((_, condition)) = now.get_untracked() else { return ().into_any() };
    let Some(criterion) = book.criterion(&condition.criterion).cloned() else {
        return ().into_any();
    };
    let set = move |test: Test| {
        search.change(|q| {
            if let Some((i, mut c)) = found(q, &wanted.get_value()) {
                q.conditions.remove(i);
                c.test = test;
                // In its place, unless the query asks the same already.
                let before = q.conditions.len();
                q.put(c);
                if q.conditions.len() > before
                    && let Some(c) = q.conditions.pop()
                {
                    q.conditions.insert(i, c);
                }
            }
        });
    };
    let keep = move |is: bool| {
        search.change(|q| {
            if let Some((i, _)) = found(q, &wanted.get_value()) {
                q.conditions[i].keeps_unknown = is;
            }
        });
    };
    let remove = move |_| {
        search.change(|q| q.conditions.retain(|c| self::key(c) != wanted.get_value()));
        focus_when_there("#find-add");
    };
    let step = move || {
        let (i, c) = now.get()?;
        let answer = search.answer.get()?;
        let is_its = answer.query.conditions.get(i).is_some_and(|a| *a == c);
        answer.found.steps.get(i).copied().filter(|_| is_its)
    };
    let left = move || step().map(|s| text::integer(count(s.left)));
    let unknown = move || {
        let keeps = now.get().is_some_and(|(_, c)| c.keeps_unknown);
        let n = step().map_or(0, |s| s.unknown);
        (keeps || n > 0).then(|| {
            let words = if keeps {
                "Les communes sans donnée sont gardées.".to_owned()
            } else {
                format!("{} sans donnée.", text::counted(count(n), "commune", "communes"))
            };
            let act = if keeps { "Les écarter" } else { "Les garder" };
            view! { <small>{words}" "<button type="button" class="link" on:click=move |_| keep(!keeps)>{act}</button></small> }
        })
    };
    let id = format!("find-{key}");
    let name = text::typeset(&criterion.name);
    let control = control(&criterion, condition.test, id, now, set);
    view! {
        <li class="condition">
            <div class="condition-control">{control}</div>
            <span class="num condition-left"><span class="sr-only">"Restent après ce critère\u{202f}: "</span>{left}</span>
            <button type="button" class="link" aria-label=format!("Retirer le critère\u{202f}: {name}") on:click=remove>"Retirer"</button>
            {unknown}
        </li>
    }
    .into_any()
}

/// The control of a condition.
fn control(
    criterion: &Criterion,
    test: Test,
    id: String,
    now: Memo<Option<(usize, Condition)>>,
    set: impl Fn(Test) + Copy + Send + Sync + 'static,
) -> AnyView {
    let name = text::typeset(&criterion.name);
    match (&criterion.kind, test) {
        (Kind::Near { km, minutes }, Test::Near { place, .. }) => {
            near(place, km, minutes, id, now, set)
        }
        (Kind::Equipment { .. }, _) => {
            let option = |km: f64| {
                let label = if km == 0.0 {
                    "dans la commune".to_owned()
                } else {
                    text::typeset(&format!("à moins de {} km", text::number(km, 0)))
                };
                let is =
                    move || now.get().is_some_and(|(_, c)| c.test == Test::Has { within_km: km });
                view! { <option value=km.to_string() prop:selected=is>{label}</option> }
            };
            let change = move |e| {
                if let Ok(within_km) = event_target_value(&e).parse() {
                    set(Test::Has { within_km });
                }
            };
            view! {
                <label for=id.clone()>{name}</label>
                <select id=id.clone() on:change=change>{REACH.map(option).into_iter().collect_view()}</select>
            }
            .into_any()
        }
        (Kind::Measure(m), test) => measure(m, &name, matches!(test, Test::Least(_)), id, now, set),
        (Kind::Options { options }, _) => {
            let chosen = move || match now.get() {
                Some((_, Condition { test: Test::Among(ids), .. })) => ids,
                _ => Vec::new(),
            };
            let one = |(i, o): (usize, &finder::Choice)| {
                let own = StoredValue::new(o.id.clone());
                let change = move |e: web_sys::Event| {
                    let mut ids = chosen();
                    ids.retain(|id| *id != own.get_value());
                    if event_target_checked(&e) {
                        ids.push(own.get_value());
                    }
                    // The last of them stays: without any there is no condition.
                    if !ids.is_empty() {
                        set(Test::Among(ids));
                    }
                };
                let is = move || chosen().contains(&own.get_value());
                let id = (i == 0).then(|| id.clone());
                view! { <label class="option"><input type="checkbox" id=id prop:checked=is on:change=change/>{text::typeset(&o.name)}</label> }
            };
            let all = options.iter().enumerate().map(one).collect_view();
            view! { <fieldset><legend>{name}</legend>{all}</fieldset> }.into_any()
        }
        (Kind::Area { level, .. }, _) => area(*level, name, id, now, set),
        _ => ().into_any(),
    }
}

/// A figure, at least or at most.
fn measure(
    m: &Measure,
    name: &str,
    is_least: bool,
    id: String,
    now: Memo<Option<(usize, Condition)>>,
    set: impl Fn(Test) + Copy + Send + Sync + 'static,
) -> AnyView {
    let of = move |n: f64| if is_least { Test::Least(n) } else { Test::Most(n) };
    let side = if is_least { "au moins" } else { "au plus" };
    let value = move || match now.get() {
        Some((_, Condition { test: Test::Least(n) | Test::Most(n), .. })) => n.to_string(),
        _ => String::new(),
    };
    let change = move |e| {
        if let Some(n) = viewmodel::decimal(&event_target_value(&e).replace(',', ".")) {
            set(of(n));
        }
    };
    let list = format!("{id}-steps");
    let steps =
        m.steps.iter().map(|s| view! { <option value=s.to_string()></option> }).collect_view();
    let turn = move |_| {
        if let Some((_, Condition { test: Test::Least(n) | Test::Most(n), .. })) =
            now.get_untracked()
        {
            set(if is_least { Test::Most(n) } else { Test::Least(n) });
        }
    };
    view! {
        <label for=id.clone()>{name.to_owned()}", "{side}</label>
        <span class="measure">
            <input type="number" inputmode="decimal" step="any" id=id.clone() list=list.clone() prop:value=value on:change=change/>
            <datalist id=list>{steps}</datalist>
            " "{text::typeset(&m.unit)}
        </span>
        <button type="button" class="link" on:click=turn>{if is_least { "plutôt au plus" } else { "plutôt au moins" }}</button>
    }
    .into_any()
}

/// A town and how far from it.
fn near(
    place: InseeCode,
    km: &[f64],
    minutes: &[f64],
    id: String,
    now: Memo<Option<(usize, Condition)>>,
    set: impl Fn(Test) + Copy + Send + Sync + 'static,
) -> AnyView {
    let search: Search = expect_context();
    let data = use_data();
    let unknown = RwSignal::new(false);
    let reach = move || match now.get() {
        Some((_, Condition { test: Test::Near { most, travel, .. }, .. })) => (most, travel),
        _ => (30.0, Travel::Km),
    };
    let name = move || {
        data.set.with(|s| {
            let g = s.gazetteer();
            g.row(place).map(|r| g.name(r).to_owned()).unwrap_or_default()
        })
    };
    let town = move |e| {
        let typed = event_target_value(&e);
        let Some(book) = search.book.get_untracked() else { return };
        let asked = format!("à moins de 30 km de {typed}");
        let read = data.set.with_untracked(|s: &Dataset| finder::understand(&asked, &book, s));
        let is_whole = read.pieces.iter().all(|p| p.is_understood);
        match read.query.town().filter(|_| is_whole) {
            Some(place) => {
                unknown.set(false);
                let (most, travel) = untrack(reach);
                set(Test::Near { place, most, travel });
            }
            None => unknown.set(true),
        }
    };
    let option = move |n: f64, travel: Travel| {
        let unit = if travel == Travel::Km { "km" } else { "min" };
        let label = match travel {
            Travel::Km => format!("{} km", text::number(n, 0)),
            Travel::Minutes => format!("{} min estimées", text::number(n, 0)),
        };
        let is = move || reach() == (n, travel);
        view! { <option value=format!("{n}{unit}") prop:selected=is>{text::typeset(&label)}</option> }
    };
    // What the address asks may be another distance than those that are offered.
    let (most, travel) = untrack(reach);
    let offered = |all: &[f64], of: Travel| {
        let mut all = all.to_vec();
        if travel == of && !all.contains(&most) {
            all.push(most);
            all.sort_unstable_by(f64::total_cmp);
        }
        all.into_iter().map(|n| option(n, of)).collect_view()
    };
    let far = move |e| {
        let written = event_target_value(&e);
        let (number, travel) = match written.strip_suffix("km") {
            Some(km) => (km.to_owned(), Travel::Km),
            None => (written.trim_end_matches("min").to_owned(), Travel::Minutes),
        };
        if let Ok(most) = number.parse() {
            set(Test::Near { place, most, travel });
        }
    };
    let far_id = format!("{id}-far");
    view! {
        <label for=id.clone()>"Près de"</label>
        <input type="text" autocomplete="off" id=id.clone() prop:value=name on:change=town aria-invalid=move || unknown.get().then_some("true")/>
        <label class="sr-only" for=far_id.clone()>"À moins de"</label>
        <select id=far_id on:change=far>
            <optgroup label="À vol d’oiseau">{offered(km, Travel::Km)}</optgroup>
            <optgroup label="Temps estimé, non mesuré">{offered(minutes, Travel::Minutes)}</optgroup>
        </select>
        <small class="wrong" role="alert">{move || unknown.get().then_some("Aucune commune de ce nom\u{202f}; celle d’avant est gardée.")}</small>
    }
    .into_any()
}

/// Départements or régions, one or several.
fn area(
    level: AreaKind,
    name: String,
    id: String,
    now: Memo<Option<(usize, Condition)>>,
    set: impl Fn(Test) + Copy + Send + Sync + 'static,
) -> AnyView {
    let data = use_data();
    let chosen = move || match now.get() {
        Some((_, Condition { test: Test::Among(codes), .. })) => codes,
        _ => Vec::new(),
    };
    let areas: Vec<(String, String)> = data.set.with_untracked(|s| {
        let all = s.gazetteer().membership(level).map(|m| m.areas.clone()).unwrap_or_default();
        all.into_iter().map(|a| (a.code, a.name)).collect()
    });
    let names = StoredValue::new(areas.clone());
    let options = areas
        .into_iter()
        .map(|(code, name)| view! { <option value=code>{name}</option> })
        .collect_view();
    let add = move |e| {
        let code = event_target_value(&e);
        let mut codes = chosen();
        if !code.is_empty() && !codes.contains(&code) {
            codes.push(code);
            set(Test::Among(codes));
        }
    };
    let chips = move || {
        let chip = |code: String| {
            let name =
                names.with_value(|all| all.iter().find(|a| a.0 == code).map(|a| a.1.clone()));
            let name = name.unwrap_or_else(|| code.clone());
            let go = move |_| {
                let mut codes = chosen();
                codes.retain(|c| *c != code);
                if !codes.is_empty() {
                    set(Test::Among(codes));
                }
            };
            view! { <li><button type="button" class="chip" aria-label=format!("Retirer {name}") on:click=go>{name.clone()}" ×"</button></li> }
        };
        chosen().into_iter().map(chip).collect_view()
    };
    view! {
        <label for=id.clone()>{name}</label>
        <select id=id.clone() on:change=add>
            <option value="">"En ajouter…"</option>
            {options}
        </select>
        <ul class="chips">{chips}</ul>
    }
    .into_any()
}

/// What would find more, where little is found.
fn relaxed(search: Search) -> impl IntoView {
    let data = use_data();
    move || {
        let (answer, book) = (search.answer.get()?, search.book.get()?);
        let is_still = search.query.with(|q| q.as_ref().is_some_and(|q| **q == answer.query));
        if !is_still || answer.found.matches.len() >= ENOUGH || answer.relaxations.is_empty() {
            return None;
        }
        let one = |r: &Relaxation| {
            let mut query = answer.query.clone();
            let part = |query: &Query, at: usize| {
                let one =
                    Query { conditions: vec![query.conditions[at].clone()], weights: Vec::new() };
                data.set.with_untracked(|s| finder::in_words(&one, &book, s))
            };
            let words = match &r.test {
                None => {
                    let words = part(&query, r.condition);
                    query.conditions.remove(r.condition);
                    format!("Sans «\u{202f}{words}\u{202f}»")
                }
                Some(test) => {
                    query.conditions[r.condition].test = test.clone();
                    text::sentence_case(&part(&query, r.condition))
                }
            };
            let label = format!(
                "{words}\u{202f}: {}",
                text::counted(count(r.matches), "commune", "communes")
            );
            let go = move |_| {
                search.ask(&query);
                focus_when_there("#find-title");
            };
            view! { <li><button type="button" class="link" on:click=go>{label}</button></li> }
        };
        let all = answer.relaxations.iter().take(OFFERED).map(one).collect_view();
        Some(
            view! { <p class="minor">"En assouplissant un critère\u{202f}:"</p><ul class="relaxed">{all}</ul> },
        )
    }
}

/// The list of what may be added.
fn adding(search: Search, open: RwSignal<bool>) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let add = move |e: web_sys::Event| {
        let id = event_target_value(&e);
        let Some(book) = search.book.get_untracked() else { return };
        let Some(criterion) = book.criterion(&id) else { return };
        let here = state.selected.get_untracked();
        let of_here = |level| {
            data.set.with_untracked(|s| {
                let g = s.gazetteer();
                let own = here.and_then(|r| g.area(level, r)).map(|a| a.code.clone());
                own.or_else(|| Some(g.membership(level)?.areas.first()?.code.clone()))
            })
        };
        let code = here.map(|r| data.set.with_untracked(|s| s.gazetteer().code(r)));
        let town = code.or_else(|| InseeCode::parse(LARGEST).ok());
        let test = match &criterion.kind {
            Kind::Near { .. } => {
                town.map(|place| Test::Near { place, most: 30.0, travel: Travel::Km })
            }
            Kind::Area { level, .. } => of_here(*level).map(|code| Test::Among(vec![code])),
            _ => criterion.first_test(),
        };
        let Some(test) = test else { return };
        let condition = Condition { criterion: id, test, keeps_unknown: false };
        let to = format!("#find-{}", key(&condition));
        search.change(|q| q.put(condition));
        open.set(true);
        focus_when_there(to);
    };
    move || {
        let book = search.book.get()?;
        let mut groups: Vec<&str> = book.criteria.iter().map(|c| c.group.as_str()).collect();
        groups.dedup();
        let mut seen: Vec<&str> = Vec::new();
        groups.retain(|g| {
            let is_new = !seen.contains(g);
            seen.push(*g);
            is_new
        });
        let group = |g: &str| {
            let of = book.criteria.iter().filter(|c| c.group == g);
            let all = of
                .map(|c| view! { <option value=c.id.clone()>{text::typeset(&c.name)}</option> })
                .collect_view();
            view! { <optgroup label=g.to_owned()>{all}</optgroup> }
        };
        let all = groups.into_iter().map(group).collect_view();
        Some(view! {
            <select id="find-add" class="find-add" aria-label="Ajouter un critère" prop:value="" on:change=add>
                <option value="">"Ajouter un critère…"</option>
                {all}
            </select>
        })
    }
}
