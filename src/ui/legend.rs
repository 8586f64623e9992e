//! The legend: which indicator, what it means, its classes and how much falls in each, its source.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;
use territory::{Column, text};

use crate::{
    charts,
    dataset::use_data,
    derived::use_derived,
    state::{Pane, use_state},
    summary::{Summary, class_labels, count},
    ui::origin::Origin,
};

/// The legend card. On a narrow window it folds to the name of the indicator.
#[component]
pub fn Legend() -> impl IntoView {
    let (state, data, derived) = (use_state(), use_data(), use_derived());
    let folded = RwSignal::new(false);
    // The user's own indicators come and go.
    let options = move || {
        data.brought.track();
        let mut groups: BTreeMap<usize, (String, Vec<territory::ColumnEntry>)> = BTreeMap::new();
        for entry in data.indicators() {
            let at = groups
                .iter()
                .find(|(_, (g, _))| *g == entry.group)
                .map_or(groups.len(), |(at, _)| *at);
            groups.entry(at).or_insert_with(|| (entry.group.clone(), Vec::new())).1.push(entry);
        }
        let option = |e: territory::ColumnEntry| {
            let id = e.id.clone();
            view! { <option value=e.id selected=move || state.indicator.with(|i| *i == id)>{text::typeset(&e.label)}</option> }
        };
        let group = |(group, entries): (String, Vec<_>)| {
            view! { <optgroup label=text::typeset(&group)>{entries.into_iter().map(option).collect_view()}</optgroup> }
        };
        groups.into_values().map(group).collect_view()
    };
    let waiting = move || {
        let wanted = state.indicator.get();
        derived.column.with(|c| c.as_ref().is_none_or(|c| c.spec.id != wanted))
    };
    view! {
        <section class="legend" class:folded=move || folded.get() aria-label="Légende de la carte">
            <div class="legend-head">
                <label for="indicateur">"La carte montre"</label>
                <button
                    type="button"
                    class="link legend-fold"
                    aria-expanded=move || if folded.get() { "false" } else { "true" }
                    aria-controls="legende-detail"
                    on:click=move |_| folded.update(|f| *f = !*f)
                >
                    {move || if folded.get() { "Déplier" } else { "Replier" }}
                </button>
            </div>
            <select id="indicateur" on:change=move |event| state.indicator.set(event_target_value(&event))>{options}</select>
            <div id="legende-detail" class="legend-detail" aria-busy=move || if waiting() { "true" } else { "false" }>
                {move || derived.column.get().map(|column| detail(&column, derived.summary.get()))}
            </div>
        </section>
    }
}

/// Swatches with short labels at the foot of the map, where the legend has no room.
#[component]
pub fn MiniKey() -> impl IntoView {
    let (state, derived) = (use_state(), use_derived());
    let swatches = move || {
        derived.column.get().map(|column| {
            let labels = class_labels(&column.spec);
            let few = labels.len() <= 5;
            let swatch = |colour: &str| view! { <span class="swatch" style:background=colour.to_owned()></span> };
            if few && matches!(column.spec.kind, territory::Kind::Class(_)) {
                let items = labels.into_iter().zip(column.spec.colours());
                items
                    .map(|((short, _), colour)| view! { <span class="key">{swatch(colour)}{short}</span> }.into_any())
                    .collect_view()
                    .into_any()
            } else {
                // A ramp: its two ends in words.
                let ramp = column.spec.colours().into_iter().map(swatch).collect_view();
                let end = |l: Option<&(String, String)>| l.map(|l| l.0.clone());
                view! { <span class="key">{end(labels.first())}<span class="ramp">{ramp}</span>{end(labels.last())}</span> }.into_any()
            }
        })
    };
    let name = move || derived.column.with(|c| c.as_ref().map(|c| text::typeset(&c.spec.label)));
    view! {
        <button type="button" class="mini-key" on:click=move |_| state.pane.set(Pane::Legend)>
            <span class="sr-only">"Légende\u{202f}: "</span>
            <span class="mini-key-name">{name}</span>
            <span class="mini-key-classes" aria-hidden="true">{swatches}</span>
        </button>
    }
}

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
            let name = Some(short).filter(|s| !label.starts_with(s.as_str())).map(|s| view! { <strong>{s}</strong>" " });
            let share = summary.as_ref().and_then(|s| s.slices.get(i).map(|slice| format!("{}\u{202f}%", text::fixed(s.share(slice), 0))));
            view! {
                <li class="class">
                    <span class="swatch" style:background=(*colour).to_owned() aria-hidden="true"></span>
                    <span>{name}{label}</span>
                    <span class="num">{share}</span>
                </li>
            }
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
        view! {
            <li class="class">
                <span class="swatch hatched" aria-hidden="true"></span>
                <span>"Pas de donnée\u{202f}: "{reasons.join("\u{202f}; ")}</span>
                <span class="num"></span>
            </li>
        }
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
