//! The key of the map: what its figures mean, their classes and how much falls in each, their
//! source.

use std::sync::Arc;

use leptos::prelude::*;
use territory::{Column, text};

use super::origin::Origin;
use crate::{
    charts,
    derived::use_derived,
    summary::{Summary, class_labels, count},
};

/// The key of what is on the map.
#[component]
pub fn Key() -> impl IntoView {
    let derived = use_derived();
    move || {
        let (column, summary) = (derived.column.get()?, derived.summary.get());
        Some(match derived.figures() {
            Some(figures) => computed(&column, summary, figures.absent).into_any(),
            None => detail(&column, summary).into_any(),
        })
    }
}

/// Of figures that a view computes: how many communes there are in each class that has any.
fn computed(
    column: &Arc<Column>,
    summary: Option<Arc<Summary>>,
    absent: &str,
) -> impl IntoView + use<> {
    let spec = &column.spec;
    let communes = |n: usize| text::integer(count(n));
    let lines = summary.map(|s| {
        let some = s.slices.iter().filter(|slice| slice.places > 0);
        let lines = some
            .map(|slice| class(&slice.colour, slice.label.clone(), Some(communes(slice.places))))
            .collect_view();
        let rest = s.absent_places();
        (lines, (rest > 0).then(|| without(absent.to_owned(), Some(communes(rest)))))
    });
    view! {
        <p class="legend-meaning">{format!("{} ({}).", spec.label, spec.vintage)}</p>
        <p class="legend-of">"Communes dans chaque classe"</p>
        <ul class="classes">{lines}</ul>
    }
}

/// Of an indicator: what it means and where it is from.
fn detail(column: &Arc<Column>, summary: Option<Arc<Summary>>) -> impl IntoView + use<> {
    let spec = &column.spec;
    let colours = spec.colours();
    let chart = summary.as_ref().map(|s| {
        let shares: Vec<f64> = s.slices.iter().map(|slice| s.share(slice)).collect();
        charts::bars(&shares, &colours)
    });
    let of_what = summary.as_ref().map(|s| {
        if s.people.is_some() {
            "Part des habitants dans chaque classe"
        } else {
            "Part des communes dans chaque classe"
        }
    });
    let classes = class_labels(spec)
        .into_iter()
        .zip(&colours)
        .enumerate()
        .map(|(i, ((short, label), colour))| {
            // An acronym stands before what it means.
            let name = Some(short)
                .filter(|s| !label.starts_with(s.as_str()))
                .map(|s| view! { <strong>{s}</strong>" " });
            let share = summary.as_ref().and_then(|s| {
                s.slices.get(i).map(|slice| format!("{}\u{202f}%", text::fixed(s.share(slice), 0)))
            });
            class(colour, (name, label), share)
        })
        .collect_view();
    let hatched = summary.as_ref().filter(|s| s.absent_places() > 0).map(|s| {
        let mut absent = s.absent.clone();
        absent.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let reasons: Vec<String> = absent
            .iter()
            .map(|(reason, n)| {
                format!("{} ({})", text::typeset(text::absence(*reason)), text::integer(count(*n)))
            })
            .collect();
        without(format!("Pas de donnée\u{202f}: {}", reasons.join("\u{202f}; ")), None)
    });
    let is_measure = matches!(spec.kind, territory::Kind::Measure { .. });
    let unit = Some(text::typeset(&spec.unit))
        .filter(|u| is_measure && !u.is_empty())
        .map(|u| view! { <p class="legend-unit">"En "{u}"."</p> });
    view! {
        <p class="legend-meaning">{text::typeset(&spec.definition)}</p>
        {unit}
        <p class="chart" aria-hidden="true" inner_html=chart></p>
        <p class="legend-of">{of_what}</p>
        <ul class="classes">{classes}{hatched}</ul>
        <Origin spec=spec.clone()/>
    }
}

/// A class of the key.
fn class<W: IntoView>(colour: &str, words: W, number: Option<String>) -> impl IntoView + use<W> {
    view! {
        <li class="class">
            <span class="swatch" style:background=colour.to_owned() aria-hidden="true"></span>
            <span>{words}</span>
            <span class="num">{number}</span>
        </li>
    }
}

/// The places without a figure.
fn without(words: String, number: Option<String>) -> impl IntoView {
    view! {
        <li class="class">
            <span class="swatch hatched" aria-hidden="true"></span>
            <span>{words}</span>
            <span class="num">{number}</span>
        </li>
    }
}
