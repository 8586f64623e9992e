//! The control of each condition, what remains after it, and the way to take it away.

use finder::{Condition, Criterion, Kind, Measure, Query, REACH, Test, Unit};
use leptos::prelude::*;
use territory::{AreaKind, text};

use super::{
    conditions::TAKE_BACK,
    near::{near, offered},
    search::Search,
};
use crate::{
    dataset::use_data,
    state::use_state,
    summary::count,
    ui::{each, focus::focus_when_there},
};

/// Said where the last choice of a condition cannot be taken away by itself.
const LAST: &str = "Il en faut au moins un. «\u{202f}Retirer\u{202f}» ôte le critère.";
/// Greatest figure that may be asked.
const GREATEST: f64 = 1e9;

/// What tells a condition from another one of the same query.
pub(super) fn key(c: &Condition) -> String {
    match &c.test {
        Test::Near { place, .. } => format!("{}-{place}", c.criterion),
        Test::Least(_) => format!("{}-min", c.criterion),
        Test::Most(_) => format!("{}-max", c.criterion),
        Test::Has { .. } | Test::Among(_) => c.criterion.clone(),
    }
}

/// The condition of a key, with its position.
fn found(query: &Query, wanted: &str) -> Option<(usize, Condition)> {
    query.conditions.iter().enumerate().find(|(_, c)| key(c) == wanted).map(|(i, c)| (i, c.clone()))
}

/// The controls of all conditions, in their order: a part of its own, made when they are asked for.
#[component]
pub fn FindControls() -> impl IntoView {
    let search: Search = expect_context();
    let keys = Memo::new(move |_| {
        // With other data, or an outline, a criterion may be another one.
        let revision = search.data.revision.get();
        let is_drawn = search.book.with(|b| b.as_ref().is_some_and(|b| b.outline.is_some()));
        let keys = |q: &Query| {
            let one = |c: &Condition| format!("{revision} {is_drawn}|{}", key(c));
            q.conditions.iter().map(one).collect::<Vec<_>>()
        };
        search.query.with(|q| q.as_ref().map(|q| keys(q)).unwrap_or_default())
    });
    view! { <ul class="conditions-list">{each(keys, move |k| row(search, k))}</ul> }
}

/// A condition with its control, what remains after it, and the way to take it away.
fn row(search: Search, key: String) -> AnyView {
    let key = key.split_once('|').map_or_else(|| key.clone(), |(_, key)| key.to_owned());
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
        focus_when_there(TAKE_BACK);
    };
    let step = move || {
        // The query first: `now` follows from it (DESIGN.md, on effects).
        let query = search.query.get()?;
        let (i, _) = now.get()?;
        let answer = search.answer.get()?;
        // What remains after it hangs on all before it.
        let is_its = answer.query.conditions.get(..=i) == query.conditions.get(..=i);
        answer.found.steps.get(i).copied().filter(|_| is_its)
    };
    let left = move || step().map(|s| text::integer(count(s.left)));
    let unknown = move || {
        let keeps = now.get().is_some_and(|(_, c)| c.keeps_unknown);
        let n = step().map_or(0, |s| s.unknown);
        (keeps || n > 0).then(|| {
            let unit = search.query.with(|q| q.as_ref().map_or(Unit::Communes, |q| q.unit));
            let words = match keeps {
                true => format!("Gardés sans donnée\u{202f}: {}.", unit.in_words().1),
                false => format!("{} sans donnée.", unit.counted(n)),
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
            let option = move |km: f64| {
                let label = if km == 0.0 {
                    "dans la commune".to_owned()
                } else {
                    text::typeset(&format!("à moins de {} km", text::number(km, 0)))
                };
                let is =
                    move || now.get().is_some_and(|(_, c)| c.test == Test::Has { within_km: km });
                view! { <option value=km.to_string() prop:selected=is>{label}</option> }
            };
            // What is asked may be another distance than those that are offered.
            let asked = Memo::new(move |_| match now.get() {
                Some((_, Condition { test: Test::Has { within_km }, .. })) => within_km,
                _ => 0.0,
            });
            let options =
                move || offered(&REACH, Some(asked.get())).into_iter().map(option).collect_view();
            let change = move |e| {
                if let Ok(within_km) = event_target_value(&e).parse() {
                    set(Test::Has { within_km });
                }
            };
            view! {
                <label for=id.clone()>{name}</label>
                <select id=id.clone() on:change=change>{options}</select>
            }
            .into_any()
        }
        (Kind::Measure(m), test) => measure(m, &name, matches!(test, Test::Least(_)), id, now, set),
        (Kind::Options { options }, _) => {
            let state = use_state();
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
                    // Without any there is no condition: the last of them stays.
                    if ids.is_empty() {
                        event_target::<web_sys::HtmlInputElement>(&e).set_checked(true);
                        state.announce(LAST);
                        return;
                    }
                    set(Test::Among(ids));
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
    let wrong = RwSignal::new(false);
    let change = move |e: web_sys::Event| {
        let typed = event_target_value(&e).replace(',', ".");
        let read = viewmodel::decimal(&typed).filter(|n| n.abs() <= GREATEST);
        wrong.set(read.is_none());
        match read {
            Some(n) => set(of(n)),
            None => event_target::<web_sys::HtmlInputElement>(&e).set_value(&untrack(value)),
        }
    };
    let list = format!("{id}-steps");
    let steps =
        m.steps.iter().map(|s| view! { <option value=s.to_string()></option> }).collect_view();
    let side_of = |is_least: bool| if is_least { "-min" } else { "-max" };
    let own = id.strip_suffix(side_of(is_least)).unwrap_or(&id);
    let turned = StoredValue::new(format!("#{own}{}", side_of(!is_least)));
    let turn = move |_| {
        if let Some((_, Condition { test: Test::Least(n) | Test::Most(n), .. })) =
            now.get_untracked()
        {
            set(if is_least { Test::Most(n) } else { Test::Least(n) });
            focus_when_there(turned.get_value());
        }
    };
    view! {
        <label for=id.clone()>{name.to_owned()}", "{side}</label>
        <span class="measure">
            <input type="number" inputmode="decimal" step="any" id=id.clone() list=list.clone() prop:value=value on:change=change/>
            <datalist id=list>{steps}</datalist>
            " "{text::typeset(&m.unit)}
        </span>
        <small class="wrong" role="alert">{move || wrong.get().then_some("Un nombre est attendu\u{202f}; celui d’avant est gardé.")}</small>
        <button type="button" class="link" on:click=turn>{if is_least { "plutôt au plus" } else { "plutôt au moins" }}</button>
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
    let (state, data) = (use_state(), use_data());
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
    let add = move |e: web_sys::Event| {
        let code = event_target_value(&e);
        event_target::<web_sys::HtmlSelectElement>(&e).set_value("");
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
                // Without any there is no condition: « Retirer » takes it away.
                if codes.is_empty() {
                    state.announce(LAST);
                } else {
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
