//! What the choices come to in tables: the communes of a range, the areas of a level.

use leptos::prelude::*;
use territory::{Absence, AreaKind, Row, Value, text};

use super::{Levels, has_range};
use crate::{dataset::use_data, state::use_state};

/// Areas listed before the user asks for all.
const FIRST: usize = 20;
/// Communes listed of a range.
const CHOSEN: usize = 100;

/// The communes that the range selects, the highest figure first; areas have their own table.
#[component]
pub(super) fn Chosen(levels: Levels) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let chosen = Memo::new(move |_| {
        let asked = has_range(state);
        let column = levels
            .shown
            .get()
            .filter(|_| asked && levels.applies.get() && !levels.is_gathered())?;
        data.set.with(|s| {
            let g = s.gazetteer();
            let mut all: Vec<(f64, Row)> = g
                .rows()
                .filter(|r| g.is_commune(*r))
                .filter_map(|r| Some((column.value(r).known()?, r)))
                .collect();
            all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let count = all.len();
            let departement = |r: Row| {
                g.area(AreaKind::Departement, r).map_or_else(String::new, |d| d.name.clone())
            };
            let line = |(v, r): (f64, Row)| {
                let figure = text::value(&column.spec, Value::Known(v))
                    .map_or_else(String::new, |f| text::with_unit(&column.spec, &f));
                let people = s
                    .population(r)
                    .map_or_else(|| text::absence(Absence::NotPublished).to_owned(), text::integer);
                (r, g.name(r).to_owned(), departement(r), figure, people)
            };
            Some((count, all.into_iter().take(CHOSEN).map(line).collect::<Vec<_>>()))
        })
    });
    move || {
        let (count, listed) = chosen.get()?;
        let more = (count > listed.len()).then(|| {
            format!(
                " Les {} premières sont listées\u{202f}: resserrez la plage pour voir les autres.",
                listed.len()
            )
        });
        let title = text::counted(
            crate::summary::count(count),
            "commune sélectionnée par la plage",
            "communes sélectionnées par la plage",
        );
        let lines = listed
            .into_iter()
            .map(|(row, name, departement, figure, people)| {
                view! {
                    <tr>
                        <th scope="row"><button type="button" class="link" on:click=move |_| state.selected.set(Some(row))>{name}</button></th>
                        <td>{departement}</td>
                        <td class="num">{figure}</td>
                        <td class="num">{people}</td>
                    </tr>
                }
            })
            .collect_view();
        Some(view! {
            <details>
                <summary>{title}</summary>
                {more.map(|m| view! { <p class="minor">{m}</p> })}
                <div class="table-wrap" tabindex="0" role="region" aria-label="Communes sélectionnées par la plage">
                    <table class="years">
                        <thead><tr><th scope="col">"Commune"</th><th scope="col">"Département"</th><th scope="col">"Valeur"</th><th scope="col">"Habitants"</th></tr></thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
            </details>
        })
    }
}

/// The areas of the level, the highest figure first; each leads down to its communes.
#[component]
pub(in crate::ui::access) fn Areas(levels: Levels) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let all = RwSignal::new(false);
    let listed = Memo::new(move |_| {
        let (Some(kind), Some(column)) = (levels.kind.get(), levels.shown.get()) else {
            return Vec::new();
        };
        data.set.with(|s| {
            let g = s.gazetteer();
            let Some(table) = g.membership(kind) else { return Vec::new() };
            // Of each area the most populated commune: where one goes down.
            let mut chief: Vec<Option<(f64, Row)>> = vec![None; table.areas.len()];
            for row in g.rows().filter(|r| g.is_commune(*r)) {
                let people = s.population(row).unwrap_or(0.0);
                if let Some(best) =
                    table.of_row.get(row.index()).and_then(|a| chief.get_mut(usize::from(*a)))
                    && best.is_none_or(|(most, _)| people > most)
                {
                    *best = Some((people, row));
                }
            }
            let mut out: Vec<(f64, Row, String)> = table
                .areas
                .iter()
                .zip(chief)
                .filter_map(|(area, chief)| {
                    let (_, row) = chief?;
                    Some((column.value(row).known()?, row, area.name.clone()))
                })
                .collect();
            out.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
            out
        })
    });
    move || {
        let column = levels.shown.get()?;
        let listed = listed.get();
        if listed.is_empty() {
            return None;
        }
        let count = listed.len();
        let lines = listed
            .into_iter()
            .take(if all.get() { usize::MAX } else { FIRST })
            .map(|(value, row, name)| {
                let figure = text::value(&column.spec, Value::Known(value)).map_or_else(String::new, |f| text::with_unit(&column.spec, &f));
                let down = move |_| {
                    state.scenario.update(|s| s.level = None);
                    state.selected.set(Some(row));
                };
                view! {
                    <tr>
                        <th scope="row"><button type="button" class="link" on:click=down>{name}</button></th>
                        <td class="num">{figure}</td>
                    </tr>
                }
            })
            .collect_view();
        Some(view! {
            <div class="table-wrap" tabindex="0" role="region" aria-label="Territoires, par valeur décroissante">
                <table class="years">
                    <thead><tr><th scope="col">"Territoire (descendre à ses communes)"</th><th scope="col">"Valeur"</th></tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
            {(!all.get() && count > FIRST).then(|| view! {
                <button type="button" class="link" on:click=move |_| all.set(true)>{format!("Voir les {count} territoires")}</button>
            })}
        })
    }
}
