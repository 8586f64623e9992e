//! Figures that a view puts on the map: described, counted, and in a table by département.

use std::sync::Arc;

use leptos::prelude::*;
use territory::{
    Aggregate, AreaKind, Column, ColumnSpec, Direction, Kind, Origin, Provenance, Role, Row,
};

use super::folded;
use crate::{
    dataset::use_data,
    derived::Figures,
    state::use_state,
    summary::{self, Summary},
};

/// Communes listed before the user asks for all.
const FIRST: usize = 20;

/// A column counted over what the map draws, its classes in words.
#[must_use]
pub fn counted(column: Signal<Option<Arc<Column>>>) -> Memo<Option<Arc<Summary>>> {
    let data = use_data();
    Memo::new_with_compare(
        move |_| {
            let column = column.get()?;
            let counted = data.set.with(|s| {
                (!s.gazetteer().is_empty()).then(|| {
                    summary::summarise(
                        &column,
                        s.gazetteer(),
                        s.by_role(Role::Population).map(Arc::as_ref),
                    )
                })
            });
            Some(Arc::new(counted?))
        },
        |_, _| true,
    )
}

/// The description of figures that the page computes itself.
#[must_use]
pub fn computed(
    id: &str,
    label: &str,
    unit: &str,
    vintage: String,
    decimals: u8,
    breaks: Vec<f64>,
    colours: Vec<String>,
) -> ColumnSpec {
    let signed = breaks.first().is_some_and(|b| *b < 0.0);
    ColumnSpec {
        id: id.to_owned(),
        label: label.to_owned(),
        definition: String::new(),
        unit: unit.to_owned(),
        unit_short: unit.to_owned(),
        vintage,
        limits: String::new(),
        direction: Direction::Neutral,
        aggregate: Aggregate::None,
        weight: None,
        kind: Kind::Measure { decimals, shown: decimals, breaks, colours, reference: None },
        origin: Origin {
            producer: "Plaque".to_owned(),
            title: "Calculé sur cette page".to_owned(),
            url: String::new(),
            licence: String::new(),
            processing: String::new(),
        },
        provenance: Provenance::Computed { method: "calculé sur cette page".to_owned() },
        width: 4,
        offset: if signed { -1_000_000 } else { 0 },
    }
}

/// The communes of a département, the most first.
#[component]
pub fn Ranked(
    /// The figures.
    figures: Figures,
    /// Heading of the table's figures.
    heading: &'static str,
    /// Name of the table.
    table: &'static str,
) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let all = RwSignal::new(false);
    let chosen = RwSignal::new(None::<String>);
    let own = move || {
        data.set.with(|s| {
            state
                .selected
                .get()
                .and_then(|r| s.gazetteer().area(AreaKind::Departement, r))
                .map(|d| d.code.clone())
        })
    };
    let departement = move || chosen.get().or_else(own).unwrap_or_else(|| "01".to_owned());
    let options = move || {
        data.set.with(|s| {
            let areas = s.gazetteer().membership(AreaKind::Departement).map(|m| m.areas.clone()).unwrap_or_default();
            let option = |a: territory::Area| {
                let code = a.code.clone();
                view! { <option value=a.code.clone() selected=move || departement() == code>{format!("{} – {}", a.code, a.name)}</option> }
            };
            areas.into_iter().map(option).collect_view()
        })
    };
    let ranked = Memo::new(move |_| {
        let wanted = departement();
        let Some(column) = figures.column.get() else { return Vec::new() };
        data.set.with(|s| {
            let here = |r: &Row| {
                s.gazetteer().is_commune(*r)
                    && s.gazetteer()
                        .area(AreaKind::Departement, *r)
                        .is_some_and(|d| d.code == wanted)
            };
            let mut rows: Vec<Row> = s.gazetteer().rows().filter(here).collect();
            let figure = |r: &Row| column.value(*r).known().unwrap_or(f64::NEG_INFINITY);
            rows.sort_by(|a, b| {
                figure(b)
                    .total_cmp(&figure(a))
                    .then_with(|| s.gazetteer().name(*a).cmp(s.gazetteer().name(*b)))
            });
            rows.into_iter()
                .map(|r| (r, s.gazetteer().name(r).to_owned(), (figures.figure)(&column, r)))
                .collect::<Vec<_>>()
        })
    });
    let count = move || ranked.with(Vec::len);
    let lines = move || {
        let most = if all.get() { usize::MAX } else { FIRST };
        let line = |(row, name, amount): (Row, String, String)| {
            view! {
                <tr>
                    <th scope="row"><button type="button" class="link" on:click=move |_| state.selected.set(Some(row))>{name}</button></th>
                    <td class="num">{amount}</td>
                </tr>
            }
        };
        ranked.get().into_iter().take(most).map(line).collect_view()
    };
    let body = move || {
        view! {
            <div class="field">
                <label>"Communes du département "
                <select on:change=move |e| { all.set(false); chosen.set(Some(event_target_value(&e))); }>{options}</select></label>
            </div>
            <div class="table-wrap everywhere-table" tabindex="0" role="region" aria-label=table>
                <table class="years">
                    <thead><tr><th scope="col">"Commune"</th><th scope="col">{heading}</th></tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
            {move || (!all.get() && count() > FIRST).then(|| view! {
                <button type="button" class="link" on:click=move |_| all.set(true)>{format!("Voir les {} communes", count())}</button>
            })}
        }
    };
    folded("fold", false, table, body)
}
