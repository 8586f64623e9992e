//! What is asked: a sentence whose pieces lead to their controls, the controls with what remains after
//! each, and what would find more.

use std::sync::Arc;

use finder::{Condition, ENOUGH, Kind, NEAR_KM, Query, Relaxation, Test, Travel, Unit};
use leptos::{html, prelude::*};
use territory::{Row, text};

use super::{
    controls::key,
    drawing::{DRAW, drawing},
    search::Search,
};
use crate::{
    dataset::use_data,
    part::Part,
    ui::{Views, focus::focus_when_there, folded_when, search::Finder},
};

/// Relaxations that are offered at once.
const OFFERED: usize = 2;
/// What takes back what was taken away.
pub(super) const TAKE_BACK: &str = "#find-back";
/// Name of the criterion that asks for a town.
const TOWN: &str = "distance";

/// The sentence, the controls, what may be added.
#[component]
pub(super) fn Conditions() -> impl IntoView {
    let search: Search = expect_context();
    let data = use_data();
    let open = search.controls;
    // One value: the pieces name conditions by their position in the query.
    let spans = Memo::new(move |_| {
        let (book, query) = (search.book.get()?, search.query.get()?);
        let spans = data.set.with(|s| Arc::new(finder::sentence(&query, &book, s)));
        data.has_places().then_some((query, spans))
    });
    let sentence = move || {
        let (query, spans) = spans.get()?;
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
            let among = data.set.with(|s| match query.unit {
                Unit::Communes => {
                    let g = s.gazetteer();
                    // In place of the three cities that have them.
                    let all = g.rows().filter(|r| g.arrondissements(*r).next().is_none()).count();
                    format!("{} et arrondissements", query.unit.counted(all))
                }
                Unit::Areas(kind) => {
                    let all = s.gazetteer().membership(kind).map_or(0, |m| m.areas.len());
                    query.unit.counted(all)
                }
            });
            format!("Je cherche parmi {among}, ")
        });
        Some(
            view! { <p class="find-sentence">{begins}{spans.iter().map(one).collect_view()}"."</p> },
        )
    };
    let views: Views = expect_context();
    let has_some = Memo::new(move |_| {
        search.query.with(|q| q.as_ref().is_some_and(|q| !q.conditions.is_empty()))
    });
    let rows = move || view! { <Part ask=views.find_controls what="les réglages des critères"/> };
    let clear = move |_| {
        search.asks_town.set(false);
        search.ask(&Query::default());
        focus_when_there(TAKE_BACK);
    };
    view! {
        {sentence}
        {town(search)}
        {drawing(search)}
        {taken_away(search)}
        {relaxed(search)}
        <p class="find-acts">
            {adding(search)}
            <button type="button" class="link" hidden=move || !has_some.get() on:click=clear>"Tout effacer"</button>
        </p>
        {move || has_some.get().then(|| folded_when("fold", open, "Régler les critères, un par un", rows))}
    }
}

/// That something was taken away, and the way to take it back.
fn taken_away(search: Search) -> impl IntoView {
    let taken = Memo::new(move |_| search.taken_away());
    let back = move |_| {
        search.take_back();
        focus_when_there("#find-title");
    };
    view! {
        <p role="status">{move || taken.get().map(|n| view! {
            {match n {
                _ if search.query.with_untracked(|q| q.as_ref().is_none_or(|q| q.conditions.is_empty())) => "Recherche effacée. ",
                n if n > 1 => "Critères retirés. ",
                _ => "Critère retiré. ",
            }}
            <button id="find-back" type="button" class="link" on:click=back>"Annuler"</button>
        })}</p>
    }
}

/// The town that one wants to be near to, while it is asked for.
fn town(search: Search) -> impl IntoView {
    let data = use_data();
    let choose = Callback::new(move |row| {
        let place = data.set.with_untracked(|s| s.gazetteer().code(row));
        let test = Test::Near { place, most: NEAR_KM, travel: Travel::Km };
        search.asks_town.set(false);
        search.controls.set(true);
        search.change(|q| {
            q.put(Condition { criterion: TOWN.to_owned(), test, keeps_unknown: false });
        });
        focus_when_there(format!("#find-{TOWN}-{place}-far"));
    });
    let none = Signal::stored(None::<Row>);
    let leave = move |_| {
        search.asks_town.set(false);
        focus_when_there("#find-title");
    };
    move || {
        search.asks_town.get().then(|| view! {
            <div class="find-town">
                <label for="find-town">"Près de quelle ville\u{202f}?"</label>
                <Finder id="find-town" label="Près de quelle ville" chosen=none on_choose=choose shortcut=false/>
                <button type="button" class="link" on:click=leave>"Annuler"</button>
            </div>
        })
    }
}

/// What would find more, where little is found.
fn relaxed(search: Search) -> impl IntoView {
    let data = use_data();
    move || {
        let (book, answer) = (search.book.get()?, search.current.get()?);
        if answer.found.matches.len() >= ENOUGH {
            return None;
        }
        if answer.relaxations.is_empty() {
            // Said where there is nothing: each of the places fails several.
            let none = answer.found.matches.is_empty() && !answer.query.conditions.is_empty();
            return none.then(|| view! { <p class="minor">"Aucun critère assoupli seul n’en trouverait\u{202f}: retirez-en plusieurs."</p> }.into_any());
        }
        let one = |r: &Relaxation| {
            let mut query = answer.query.clone();
            let part = |query: &Query, at: usize| {
                let one =
                    Query { conditions: vec![query.conditions[at].clone()], ..Query::default() };
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
            let label = format!("{words}\u{202f}: {}", answer.query.unit.counted(r.matches));
            let go = move |_| {
                search.ask(&query);
                focus_when_there("#find-title");
            };
            view! { <li><button type="button" class="link" on:click=go>{label}</button></li> }
        };
        let all = answer.relaxations.iter().take(OFFERED).map(one).collect_view();
        let title = "En assouplissant un critère\u{202f}:";
        Some(view! { <p class="minor">{title}</p><ul class="relaxed">{all}</ul> }.into_any())
    }
}

/// Adds a criterion as it is asked at first, or goes to it where it is there already.
pub(super) fn add(search: Search, id: &str) {
    let (state, data) = (search.state, search.data);
    if id == DRAW {
        return search.drawing.set(true);
    }
    let (Some(book), Some(query)) = (search.book.get_untracked(), search.query.get_untracked())
    else {
        return;
    };
    let Some(criterion) = book.criterion(id) else { return };
    if matches!(criterion.kind, Kind::Near { .. }) {
        // Nobody is near a town that was not named.
        search.asks_town.set(true);
        return focus_when_there("#find-town");
    }
    search.controls.set(true);
    if let Some(there) = query.conditions.iter().find(|c| c.criterion == id) {
        return focus_when_there(format!("#find-{}", key(there)));
    }
    let here = state.selected.get_untracked();
    let of_here = |level| {
        data.set.with_untracked(|s| {
            let g = s.gazetteer();
            let own = here.and_then(|r| g.area(level, r)).map(|a| a.code.clone());
            own.or_else(|| Some(g.membership(level)?.areas.first()?.code.clone()))
        })
    };
    let test = match &criterion.kind {
        Kind::Area { level, .. } => of_here(*level).map(|code| Test::Among(vec![code])),
        _ => criterion.first_test(),
    };
    let Some(test) = test else { return };
    let condition = Condition { criterion: id.to_owned(), test, keeps_unknown: false };
    let to = format!("#find-{}", key(&condition));
    search.change(|q| q.put(condition));
    focus_when_there(to);
}

/// The list of what may be added.
fn adding(search: Search) -> impl IntoView {
    let list = NodeRef::<html::Select>::new();
    let go = move |_| {
        if let Some(list) = list.get_untracked() {
            let id = list.value();
            list.set_value("");
            add(search, &id);
        }
    };
    move || {
        let book = search.book.get()?;
        let mut groups: Vec<&str> = Vec::new();
        for c in &book.criteria {
            if !groups.contains(&c.group.as_str()) {
                groups.push(&c.group);
            }
        }
        let group = |g: &str| {
            let of = book.criteria.iter().filter(|c| c.group == g);
            let all = of
                .map(|c| view! { <option value=c.id.clone()>{text::typeset(&c.name)}</option> })
                .collect_view();
            view! { <optgroup label=g.to_owned()>{all}</optgroup> }
        };
        let all = groups.into_iter().map(group).collect_view();
        Some(view! {
            <select id="find-add" class="find-add" aria-label="Critère à ajouter" node_ref=list>
                <option value="">"Ajouter un critère…"</option>
                {all}
                <optgroup label="Sur la carte">
                    <option value=DRAW disabled=move || search.state.no_map.with(Option::is_some)>"Un périmètre à dessiner"</option>
                </optgroup>
            </select>
            <button type="button" class="button" on:click=go>"Ajouter"</button>
        })
    }
}
