//! The choices: level, classes, bounds, and the range in the histogram.

use leptos::prelude::*;
use territory::{Kind, Value};
use viewmodel::scenario::{Classes, Number, Scenario};

use super::{CUTS, LEVELS, Levels, figures, has_range, listed::Chosen, written_bounds};
use crate::{charts::histogram, dataset::use_data, state::use_state, summary::Steps};

/// The choices and the histogram.
#[component]
pub(in crate::ui::access) fn LevelControls(levels: Levels) -> impl IntoView {
    let state = use_state();
    let cut = Memo::new(move |_| state.scenario.with(|s| s.classes));
    let level_options = LEVELS
        .iter()
        .enumerate()
        .map(|(i, (label, kind))| view! { <option value=i.to_string() selected=move || state.scenario.with(|s| s.level) == *kind>{*label}</option> })
        .collect_view();
    let cut_options = CUTS
        .iter()
        .enumerate()
        .map(|(i, (classes, label))| view! { <option value=i.to_string() selected=move || cut.get() == *classes>{*label}</option> })
        .collect_view();
    let position = |e| event_target_value(&e).parse::<usize>().unwrap_or(0);
    let on_level =
        move |e| state.scenario.update(|s| s.level = LEVELS.get(position(e)).and_then(|l| l.1));
    let on_cut = move |e| {
        state.scenario.update(|s| s.classes = CUTS.get(position(e)).map_or(Classes::Table, |c| c.0))
    };
    let on_bounds = move |e| {
        let written = event_target_value(&e);
        state.scenario.update(|s| {
            s.bounds = written
                .split_whitespace()
                .filter_map(|b| b.replace(',', ".").parse().ok())
                .collect()
        });
    };
    let number_field =
        move |id: &'static str,
              label: &'static str,
              field: fn(&mut Scenario) -> &mut Option<Number>| {
            let written = move || {
                state
                    .scenario
                    .with(|s| field(&mut s.clone()).map(|n| n.to_string()))
                    .unwrap_or_default()
            };
            view! {
                <div class="field">
                    <label for=id>{label}</label>
                    <input id=id type="number" step="any" prop:value=written
                        on:change=move |e| state.scenario.update(|s| *field(s) = event_target_value(&e).parse().ok())/>
                </div>
            }
        };
    view! {
        <div class="levels" hidden=move || !levels.applies.get()>
            <div class="compare-fields">
                <div class="field">
                    <label for="level">"Niveau"</label>
                    <select id="level" on:change=on_level>{level_options}</select>
                </div>
                <div class="field">
                    <label for="cut">"Classes"</label>
                    <select id="cut" on:change=on_cut>{cut_options}</select>
                </div>
                {move || (cut.get() == Classes::Around).then(|| number_field("mark", "Repère (2,5, 4, moyenne…)", |s| &mut s.mark))}
                {move || (cut.get() == Classes::ByHand).then(|| view! {
                    <div class="field">
                        <label for="bounds">"Bornes, séparées par des espaces"</label>
                        <input id="bounds" type="text" inputmode="decimal" placeholder="2,5 4"
                            prop:value=move || written_bounds(state) on:change=on_bounds/>
                    </div>
                })}
            </div>
            {move || levels.refused.get().then(|| view! {
                <p class="doubt">"Cet indicateur n’a pas de chiffre d’ensemble\u{202f}: une médiane, un taux ou une classe n’ont ni somme ni moyenne. Revenez au niveau de la commune."</p>
            })}
            {move || levels.kind.get().filter(|_| !levels.refused.get()).map(|_| view! {
                <p class="minor">"Règle de réunion\u{202f}: un nombre se somme\u{a0}; une densité, un temps ou un accès se moyenne, pondéré par la population municipale. Le chiffre est celui du territoire entier, le même pour toutes ses communes."</p>
            })}
            <Spread levels=levels/>
            <Chosen levels=levels/>
            <div class="compare-fields">
                {number_field("range-from", "Montrer de", |s| &mut s.from)}
                {number_field("range-to", "à", |s| &mut s.to)}
                {move || has_range(state).then(|| view! {
                    <button type="button" class="button" on:click=move |_| state.scenario.update(|s| (s.from, s.to) = (None, None))>"Tout montrer"</button>
                })}
            </div>
        </div>
    }
}

/// The histogram; a stretch of it that is dragged over is the range.
#[component]
fn Spread(levels: Levels) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let pressed = StoredValue::new(None::<f64>);
    let opened = RwSignal::new(false);
    let steps = Memo::new(move |_| {
        let column = levels.whole.get()?;
        let Kind::Measure { shown, .. } = &column.spec.kind else { return None };
        let mut values = data.set.with(|s| figures(s, &column, levels.kind.get()));
        values.sort_unstable_by(f64::total_cmp);
        Steps::of(&values, *shown)
    });
    let scale = Memo::new(move |_| steps.with(|s| s.as_ref().map(|s| (s.least, s.most))));
    let table = move || {
        let line = |(range, n): (String, String)| view! { <tr><th scope="row">{range}</th><td class="num">{n}</td></tr> };
        steps.with(|s| s.as_ref().map(|s| s.lines().map(line).collect_view()))
    };
    let chart = move || {
        let (column, steps) = (levels.whole.get()?, steps.get()?);
        let fills = column.spec.colours();
        let class =
            |i: usize| column.spec.class_of(Value::Known(steps.at(crate::summary::count(i) + 0.5)));
        let colours: Vec<String> = (0..Steps::COUNT)
            .map(|i| {
                class(i).and_then(|c| fills.get(c)).map_or_else(String::new, |c| (*c).to_owned())
            })
            .collect();
        Some(histogram(&steps.counts, &colours, &steps.ends(), None))
    };
    let at = move |e: &web_sys::PointerEvent| {
        use wasm_bindgen::JsCast;
        let (least, most) = scale.get_untracked()?;
        let target = e.current_target()?.dyn_into::<web_sys::Element>().ok()?;
        let (left, width) =
            (target.get_bounding_client_rect().left(), target.get_bounding_client_rect().width());
        Some(
            least
                + (most - least)
                    * ((f64::from(e.client_x()) - left) / width.max(1.0)).clamp(0.0, 1.0),
        )
    };
    let release = move |e: web_sys::PointerEvent| {
        let (Some(a), Some(b)) = (pressed.get_value(), at(&e)) else { return };
        pressed.set_value(None);
        let Some((least, most)) = scale.get_untracked().filter(|_| (a - b).abs() > 1e-9) else {
            return;
        };
        // The bars at both ends hold all that lies beyond.
        let (from, to) = (a.min(b), a.max(b));
        // As many digits as anyone reads.
        let short = |n: f64| format!("{n:.3}").parse().ok();
        state.scenario.update(|s| {
            s.from = if from <= least { None } else { short(from) };
            s.to = if to >= most { None } else { short(to) };
        });
    };
    view! {
        <figure class="trend spread" hidden=move || scale.with(Option::is_none)>
            <figcaption>{move || if levels.is_gathered() { "Répartition\u{202f}: nombre de territoires par valeur. " } else { "Répartition\u{202f}: nombre de communes par valeur. " }}" Glissez sur le graphique, ou écrivez les bornes, pour ne montrer qu’une plage."</figcaption>
            <div class="chart" aria-hidden="true"
                on:pointerdown=move |e| {
                    use wasm_bindgen::JsCast;
                    if let Some(chart) = e.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) {
                        // The drag ends here wherever it is let go.
                        let _held = chart.set_pointer_capture(e.pointer_id());
                    }
                    pressed.set_value(at(&e));
                }
                on:pointercancel=move |_| pressed.set_value(None)
                on:pointerup=release
                inner_html=move || chart().unwrap_or_default()></div>
            <details on:toggle=move |_| opened.update(|o| *o = !*o)>
                <summary>"Le tableau de la répartition"</summary>
                <table class="years">
                    <thead><tr>
                        <th scope="col">{move || levels.whole.with(|c| c.as_ref().map(|c| c.spec.unit_short.clone()))}</th>
                        <th scope="col">{move || if levels.is_gathered() { "Territoires" } else { "Communes" }}</th>
                    </tr></thead>
                    <tbody>{move || opened.get().then(table)}</tbody>
                </table>
            </details>
        </figure>
    }
}
