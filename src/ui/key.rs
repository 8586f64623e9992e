//! What stands in the legend: which figures the map shows, what they mean, their classes and how much
//! falls in each, their source.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;
use territory::{Column, text};

use super::{focus::focus_when_there, origin::Origin};
use crate::{
    charts,
    dataset::use_data,
    derived::use_derived,
    pin::Pin,
    state::{Pane, use_state},
    summary::{Summary, class_labels, count},
};

/// Which figures the map shows, and their key.
#[component]
pub fn Key() -> impl IntoView {
    let (state, data, derived) = (use_state(), use_data(), use_derived());
    let folded = RwSignal::new(false);
    let chosen =
        move || derived.figures().map_or_else(|| state.indicator.get(), |f| f.chosen.get());
    let option = move |id: String, label: String| {
        let value = id.clone();
        view! { <option value=value prop:selected=move || chosen() == id>{label}</option> }
    };
    // The user's own indicators come and go.
    let groups = move || {
        data.brought.track();
        let mut groups: BTreeMap<usize, (String, Vec<territory::ColumnEntry>)> = BTreeMap::new();
        for entry in data.indicators() {
            let at = groups
                .iter()
                .find(|(_, (g, _))| *g == entry.group)
                .map_or(groups.len(), |(at, _)| *at);
            groups.entry(at).or_insert_with(|| (entry.group.clone(), Vec::new())).1.push(entry);
        }
        let group = |(group, entries): (String, Vec<territory::ColumnEntry>)| {
            let options = entries.into_iter().map(|e| option(e.id, text::typeset(&e.label)));
            view! { <optgroup label=text::typeset(&group)>{options.collect_view()}</optgroup> }
        };
        groups.into_values().map(group).collect_view()
    };
    // What the view in front computes comes before what is in the table.
    let options = move || {
        let own = derived.figures();
        let first = own.map(|f| f.choices.get_value()).unwrap_or_default();
        let rest = own.is_none_or(|f| f.others).then(groups);
        (first.into_iter().map(|(id, label)| option(id, label)).collect_view(), rest)
    };
    // On a narrow window it covers the map: there it is closed.
    let fold = move |_| {
        if untrack(|| state.is_wide()) {
            folded.update(|f| *f = !*f);
        } else {
            state.pane.set(Pane::Map);
            focus_when_there(".mini-key");
        }
    };
    let choose = move |event| {
        let id = event_target_value(&event);
        match untrack(|| derived.figures()) {
            Some(figures) => figures.choose.run(id),
            None => state.indicator.set(id),
        }
    };
    let waiting = move || {
        let figures = derived.figures();
        derived.column.with(|c| match (c, figures) {
            (None, _) => true,
            (Some(c), None) => state.indicator.with(|wanted| c.spec.id != *wanted),
            _ => false,
        })
    };
    let detail = move || {
        let figures = derived.figures();
        let (column, summary) = (derived.column.get()?, derived.summary.get());
        Some(match figures {
            Some(figures) => computed(&column, summary, figures.absent).into_any(),
            None => indicator(&column, summary).into_any(),
        })
    };
    let pin: Pin = expect_context();
    let has_districts = Memo::new(move |_| pin.districts.with(|path| !path.is_empty()));
    let note = move || derived.layer.with(|l| l.as_ref().and_then(|l| l.note));
    view! {
            <div class="legend-head">
                <label for="indicateur">"La carte montre"</label>
                <button
                    type="button"
                    class="link legend-fold"
                    aria-expanded=move || state.is_wide().then(|| (!folded.get()).to_string())
                    aria-controls="legende-detail"
                    on:click=fold
                >
                    {move || match (state.is_wide(), folded.get()) {
                        (false, _) => "Fermer la légende",
                        (_, true) => "Déplier",
                        (_, false) => "Replier",
                    }}
                </button>
            </div>
            <select id="indicateur" on:change=choose>{options}</select>
            <div id="legende-detail" class="legend-detail" class:folded=move || state.is_wide() && folded.get() aria-busy=move || if waiting() { "true" } else { "false" }>
                {move || note().map(|note| view! { <p class="legend-note">{note}</p> })}
                {move || has_districts.get().then(|| view! {
                    <p class="legend-note"><span class="swatch district" aria-hidden="true"></span>" Quartier prioritaire (QPV)"</p>
                })}
                {detail}
            </div>
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
fn indicator(column: &Arc<Column>, summary: Option<Arc<Summary>>) -> impl IntoView + use<> {
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
