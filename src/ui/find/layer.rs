//! What is found, on the map: matches in a colour, the first of them by rank and name. It stays there
//! while one reads a place that was found.

use std::sync::Arc;

use finder::Unit;
use leptos::prelude::*;
use territory::{Class, Column, ColumnSpec, Gazetteer, Kind, NO_AREA, Row, Value, text};
use viewmodel::Route;

use super::search::{Answer, Search};
use crate::{
    dataset::{Data, is_other, label, use_data},
    derived::{Figures, Layer, use_derived},
    map::Label,
    state::use_state,
    ui::layer::{computed, counted},
};

/// Name of what the map shows.
const LAYER: &str = "recherche";
/// Those that do not match, and those that do.
const COLOURS: [&str; 2] = ["#edeae1", "#3f8984"];
/// Matches that are named on the map.
const NAMED: usize = 30;
/// Inhabitants as which a match is written: stronger than any town beside it.
const STRONG: f64 = 1e7;

/// Puts what is found on the map, beside the view and beside the sheet of a place.
pub(super) fn put_on_map(search: Search) {
    let (state, data, derived) = (use_state(), use_data(), use_derived());
    let asked = Memo::new(move |_| {
        let is_asked = |a: &Arc<Answer>| !a.query.conditions.is_empty();
        let is_still = search.query.with(|q| q.as_ref().is_some_and(|q| !q.conditions.is_empty()));
        is_still && search.answer.with(|a| a.as_ref().is_some_and(is_asked))
    });
    // Weights change the order, and not what is found: the map keeps its colours then.
    let found = Memo::new_with_compare(
        move |_| search.answer.get().filter(|_| asked.get()),
        |a, b| {
            let of = |a: Option<&Option<Arc<Answer>>>| {
                a.cloned().flatten().map(|a| Arc::as_ptr(&a.found).addr())
            };
            a.is_none() || of(a) != of(b)
        },
    );
    let column = Signal::from(Memo::new_with_compare(
        move |_| data.set.with(|s| matches_column(&*found.get()?, s.gazetteer())),
        |_, _| true,
    ));
    let counts = counted(column);
    let sentence = Memo::new(move |_| {
        let Some(answer) = found.get() else { return String::new() };
        let n = answer.found.matches.len();
        let verb = if n > 1 { "répondent" } else { "répond" };
        let found = text::sentence_case(&answer.query.unit.counted(n));
        format!("{found} {} {verb} à votre recherche.", if n == 0 { "ne" } else { "" })
            .replace("  ", " ")
    });
    // What the user asks anew is looked at where it lies; where they go back to it, as it was seen.
    Effect::new(move |_| {
        if let Some(answer) = search.current.get().filter(|a| !a.query.conditions.is_empty())
            && search.frames.get_value()
        {
            search.frames.set_value(false);
            if let Some(window) = around(&answer, data) {
                state.wanted_view.set(Some(window));
            }
        }
    });
    let labels = Signal::from(Memo::new(move |_| {
        let Some(answer) = search.answer.get() else { return Vec::new() };
        names(&answer, data)
    }));
    let figures = Figures {
        column,
        summary: counts.into(),
        sentence: sentence.into(),
        absent: "",
        figure: in_words,
        choices: StoredValue::new(vec![(LAYER.to_owned(), "Votre recherche".to_owned())]),
        chosen: Signal::stored(LAYER.to_owned()),
        choose: Callback::new(move |id: String| {
            if id != LAYER {
                // The map of a place shows what is asked for; « Trouver » keeps its own.
                state.indicator.set(id);
                search.is_off_map.set(true);
            }
        }),
        others: true,
    };
    // Of territories, their borders.
    let groups = Signal::from(Memo::new_with_compare(
        move |_| {
            let Unit::Areas(kind) = found.get()?.query.unit else { return data.groups.get() };
            data.set.with(|s| {
                let table = s.gazetteer().membership(kind)?;
                let labels: Vec<u32> = table.of_row.iter().map(|a| u32::from(*a)).collect();
                data.numbers(&labels, u32::from(NO_AREA))
            })
        },
        is_other,
    ));
    let of = |figures| Layer {
        figures: Some(figures),
        labels: Some(labels),
        groups: Some(groups),
        ..Layer::default()
    };
    let (beside_place, beside_search) = (of(figures), of(Figures { others: false, ..figures }));
    Effect::new(move |_| {
        let is_asked = asked.get();
        let is_off = search.is_off_map.get();
        derived.put(Route::Find, is_asked.then(|| beside_search.clone()));
        derived.put(Route::Map, (is_asked && !is_off).then(|| beside_place.clone()));
    });
    on_cleanup(move || {
        derived.put(Route::Find, None);
        derived.put(Route::Map, None);
    });
}

/// Degrees left free around the matches, and what share of their extent: room for the name of the
/// outermost.
const AIR: f64 = 0.15;
const MARGIN: f64 = 0.15;

/// What the matches of mainland France lie in, or all of them where none is there: west, south, east,
/// north, degrees.
fn around(answer: &Answer, data: Data) -> Option<[f64; 4]> {
    let rows = answer.fields.units.rows();
    let points: Vec<(f64, f64)> = data.set.with_untracked(|s| {
        let place = |at: &u32| s.gazetteer().middle(*rows.get(*at as usize)?);
        answer.found.matches.iter().filter_map(place).collect()
    });
    let is_near = |p: &&(f64, f64)| (-6.0..10.0).contains(&p.0) && (41.0..52.0).contains(&p.1);
    let near: Vec<(f64, f64)> = points.iter().filter(is_near).copied().collect();
    let of = if near.is_empty() { points } else { near };
    let first = *of.first()?;
    let start = [first.0, first.1, first.0, first.1];
    let [w, s, e, n] =
        of.iter().fold(start, |[w, s, e, n], (x, y)| [w.min(*x), s.min(*y), e.max(*x), n.max(*y)]);
    let beside = AIR + (e - w) * MARGIN;
    Some([w - beside, s - AIR, e + beside, n + AIR])
}

fn matches_column(answer: &Answer, g: &Gazetteer) -> Option<Arc<Column>> {
    let mut values = vec![Value::Known(0.0); g.len()];
    for at in &answer.found.matches {
        for row in answer.fields.units.members(*at as usize) {
            // Of a city that is drawn by its arrondissements, those.
            for row in g.arrondissements(*row).chain([*row]) {
                if let Some(value) = values.get_mut(row.index()) {
                    *value = Value::Known(1.0);
                }
            }
        }
    }
    let class = |(id, label, colour): (&str, &str, &str)| Class {
        id: id.to_owned(),
        short: label.to_owned(),
        label: label.to_owned(),
        colour: colour.to_owned(),
    };
    let classes = [("non", "autres communes", COLOURS[0]), ("oui", "répond à tout", COLOURS[1])];
    let made = "calculé sur cette page".to_owned();
    let spec = ColumnSpec {
        kind: Kind::Class(classes.map(class).into()),
        ..computed(LAYER, "Votre recherche", "", made, 0, Vec::new(), vec![String::new()])
    };
    Column::new(spec, &values).ok().map(Arc::new)
}

/// The first matches, each with its rank, before the towns of the map.
fn names(answer: &Answer, data: Data) -> Vec<Label> {
    let first = answer.ranking.order.iter().take(NAMED).enumerate();
    let named: Vec<Label> = data.set.with(|s| {
        let one = |(rank, at): (usize, &u32)| {
            let unit = *answer.found.matches.get(*at as usize)?;
            let row: Row = *answer.fields.units.rows().get(unit as usize)?;
            let mut named = label(s.gazetteer(), row, STRONG)?;
            named.text =
                format!("{} {}", rank + 1, answer.fields.units.name(s.gazetteer(), unit as usize));
            Some(named)
        };
        let matches: Vec<Label> = first.filter_map(one).collect();
        // The towns of the search before its matches.
        let town = |code| label(s.gazetteer(), s.gazetteer().row(code)?, STRONG);
        let is_other = |l: &Label| !matches.iter().any(|n| n.cell == l.cell);
        let towns = answer.query.towns().into_iter().filter_map(town).filter(is_other);
        towns.chain(matches.iter().cloned()).collect()
    });
    let towns = data.labels.get();
    let is_other = |l: &Label| !named.iter().any(|n| n.cell == l.cell);
    let towns: Vec<Label> = towns.into_iter().filter(is_other).collect();
    named.into_iter().chain(towns).collect()
}

fn in_words(column: &Column, row: Row) -> String {
    match column.value(row) {
        Value::Known(n) if n > 0.0 => "répond à tout".to_owned(),
        _ => "ne répond pas à tout, ou donnée inconnue".to_owned(),
    }
}
