//! The legend: which figures the map shows. What they mean is a part of its own (`key.rs`).

use std::collections::BTreeMap;

use leptos::prelude::*;
use territory::text;

use crate::{
    dataset::use_data,
    derived::use_derived,
    part::Part,
    state::{Pane, use_state},
    summary::class_labels,
};

/// The legend card. On a narrow window it folds to the name of the indicator.
#[component]
pub fn Legend() -> impl IntoView {
    let (state, data, derived) = (use_state(), use_data(), use_derived());
    let views: super::Views = expect_context();
    let folded = RwSignal::new(false);
    let chosen =
        move || derived.figures().map_or_else(|| state.indicator.get(), |f| f.chosen.get());
    let option = move |id: String, label: String| {
        let value = id.clone();
        view! { <option value=value selected=move || chosen() == id>{label}</option> }
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
        derived.column.with(|c| match (c, derived.figures()) {
            (None, _) => true,
            (Some(c), None) => state.indicator.with(|wanted| c.spec.id != *wanted),
            _ => false,
        })
    };
    // Where it is not seen, its words need not come.
    let seen = Memo::new(move |before: Option<&bool>| {
        let is_seen = state.is_wide() || state.pane.get() == Pane::Legend;
        before == Some(&true) || (is_seen && derived.column.with(Option::is_some))
    });
    view! {
        <section class="legend" class:folded=move || state.is_wide() && folded.get() aria-label="Légende de la carte">
            <div class="legend-head">
                <label for="indicateur">"La carte montre"</label>
                <button
                    type="button"
                    class="link legend-fold"
                    aria-expanded=move || if folded.get() { "false" } else { "true" }
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
            <div id="legende-detail" class="legend-detail" aria-busy=move || if waiting() { "true" } else { "false" }>
                <Part ask=views.key what="la légende" quiet=true when=seen/>
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
