//! Figures of every place: on a map with a key, in a sentence, and in a table by département.

use std::sync::Arc;

use leptos::prelude::*;
use territory::{
    Aggregate, AreaKind, Column, ColumnSpec, Direction, Kind, Origin, Provenance, Role, Row, text,
};

use crate::{
    dataset::use_data,
    derived,
    map::{Fill, MapView},
    state::use_state,
    summary::{self, Summary},
};

/// Communes listed before the user asks for all.
const FIRST: usize = 20;

/// What is said of the figures beside them.
#[derive(Clone, Copy)]
pub struct Words {
    /// Heading of the table's figures.
    pub heading: &'static str,
    /// Name of the table.
    pub table: &'static str,
    /// Key of the places without a figure.
    pub absent: &'static str,
    /// The figure of a place.
    pub figure: fn(&Column, Row) -> String,
}

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

/// The map of a page beside the explorer, bound to the place and the view that all pages share. Why
/// there can be none is written to `no_map`. The outlined place may come later than the choice,
/// with what the page says of it.
pub(super) fn bound_map(
    fill: Memo<Option<Fill>>,
    groups: Signal<Option<Arc<Vec<u8>>>>,
    outlined: Signal<Option<Row>>,
    description: Signal<String>,
    no_map: RwSignal<Option<String>>,
) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    view! {
        <MapView
            coarse=data.coarse
            fine=data.fine
            fill=fill
            groups=groups
            labels=data.labels
            chosen=super::layout::named()
            selected=state.selected
            outlined=outlined
            over=super::pinned::over()
            hovered=state.hovered
            view=state.view
            padding=Signal::stored([12.0; 4])
            on_fail=Callback::new(move |why: String| no_map.set(Some(why)))
            description=description
            parts=Callback::new(move |row| data.drawn_as(row))
        />
    }
}

/// The map, its readout, its key and its table.
#[component]
pub fn ColumnMap(
    /// The figures.
    #[prop(into)]
    column: Signal<Option<Arc<Column>>>,
    /// The figures counted.
    #[prop(into)]
    counted: Signal<Option<Arc<Summary>>>,
    /// The map in a sentence.
    #[prop(into)]
    sentence: Signal<String>,
    /// Title of the key.
    #[prop(into)]
    title: Signal<String>,
    /// Group of each row: the borders between groups are drawn stronger.
    #[prop(into)]
    groups: Signal<Option<Arc<Vec<u8>>>>,
    /// Whether places have the figure of a wider area: communes are then not listed one by one.
    #[prop(optional, into)]
    gathered: Signal<bool>,
    /// What is said beside.
    words: Words,
) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let fill = Memo::new_with_compare(
        move |_| column.with(|c| c.as_ref().map(|c| derived::fill(c))),
        |_, _| true,
    );
    let no_map = RwSignal::new(None::<String>);
    let readout = move || {
        let (row, column) = (state.hovered.get()?, column.get()?);
        Some(format!(
            "{}\u{202f}: {}",
            data.set.with(|s| s.gazetteer().name(row).to_owned()),
            (words.figure)(&column, row)
        ))
    };
    view! {
        <div class="everywhere-body">
            <div class="everywhere-map" class:no-map=move || no_map.with(Option::is_some)>
                {bound_map(fill, groups, state.selected.into(), Memo::new(move |_| format!("Carte de France. {}", sentence.get())).into(), no_map)}
                <p class="everywhere-readout" aria-hidden="true">{readout}</p>
                {move || no_map.get().map(|why| view! { <p class="notice">{why}" Le tableau dit la même chose."</p> })}
            </div>
            <div class="everywhere-key">
                {move || counted.get().map(|s| {
                    let slices = s.slices.iter().filter(|slice| slice.places > 0).map(|slice| view! {
                        <li class="class">
                            <span class="swatch" style:background=slice.colour.clone() aria-hidden="true"></span>
                            <span>{slice.label.clone()}</span>
                            <span class="num">{format!("{} communes", text::integer(summary::count(slice.places)))}</span>
                        </li>
                    }).collect_view();
                    let absent = s.absent_places();
                    view! {
                        <h4>{title}</h4>
                        <ul class="classes">
                            {slices}
                            {(absent > 0).then(|| view! {
                                <li class="class">
                                    <span class="swatch hatched" aria-hidden="true"></span>
                                    <span>{words.absent}</span>
                                    <span class="num">{format!("{} communes", text::integer(summary::count(absent)))}</span>
                                </li>
                            })}
                        </ul>
                    }
                })}
                <Show when=move || !gathered.get()><Ranked column=column words=words/></Show>
            </div>
        </div>
    }
}

/// The communes of a département, the most first.
#[component]
fn Ranked(column: Signal<Option<Arc<Column>>>, words: Words) -> impl IntoView {
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
        let Some(column) = column.get() else { return Vec::new() };
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
                .map(|r| (r, s.gazetteer().name(r).to_owned(), (words.figure)(&column, r)))
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
    view! {
        <div class="field">
            <label for="everywhere-departement">"Communes du département"</label>
            <select id="everywhere-departement" on:change=move |e| { all.set(false); chosen.set(Some(event_target_value(&e))); }>{options}</select>
        </div>
        <div class="table-wrap everywhere-table" tabindex="0" role="region" aria-label=words.table>
            <table class="years">
                <thead><tr><th scope="col">"Commune"</th><th scope="col">{words.heading}</th></tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        {move || (!all.get() && count() > FIRST).then(|| view! {
            <button type="button" class="link" on:click=move |_| all.set(true)>{format!("Voir les {} communes", count())}</button>
        })}
    }
}
