//! The same figures at another level, in other classes, and within a range.

use std::sync::Arc;

use leptos::prelude::*;
use outlook::{Cut, bounds};
use territory::{
    Absence, AreaKind, Column, Dataset, Kind, NO_AREA, Role, Row, Value, by_area, text,
};
use viewmodel::scenario::{Classes, Number, Scenario};

use crate::{
    charts::histogram,
    dataset::{Data, use_data},
    state::{State, use_state},
    summary::Steps,
};

/// Levels; the first is the commune.
const LEVELS: [(&str, Option<AreaKind>); 7] = [
    ("Commune", None),
    ("Territoire de vie-santé (2019)", Some(AreaKind::Tvs)),
    ("Bassin de vie", Some(AreaKind::BassinDeVie)),
    ("Intercommunalité", Some(AreaKind::Epci)),
    ("Zone d’emploi", Some(AreaKind::ZoneEmploi)),
    ("Département", Some(AreaKind::Departement)),
    ("Région", Some(AreaKind::Region)),
];
/// Ways of cutting classes.
const CUTS: [(Classes, &str); 6] = [
    (Classes::Table, "Bornes choisies pour l’indicateur"),
    (Classes::Quantiles, "Autant de lieux par classe (quantiles)"),
    (Classes::Equal, "Classes d’égale largeur"),
    (Classes::Natural, "Seuils naturels (Jenks)"),
    (Classes::Around, "Autour d’un repère"),
    (Classes::ByHand, "Bornes écrites à la main"),
];
/// Areas listed before the reader asks for all.
const FIRST: usize = 20;
/// Communes listed of a range.
const CHOSEN: usize = 100;

/// What the reader asks of the figures.
#[derive(Clone, Copy)]
pub(super) struct Levels {
    /// Level, cut and range have a meaning for what is shown.
    pub(super) applies: Memo<bool>,
    kind: Memo<Option<AreaKind>>,
    /// Figures at the level and in the classes, before the range.
    whole: Signal<Option<Arc<Column>>>,
    /// What the map shows.
    pub(super) shown: Signal<Option<Arc<Column>>>,
    /// Why the level cannot be shown.
    pub(super) refused: Memo<bool>,
}

/// Both ends of the range that the user asks for.
fn range(state: State) -> (Option<f64>, Option<f64>) {
    state.scenario.with(|s| (s.from.map(Number::get), s.to.map(Number::get)))
}

/// Bounds written by the user, ascending.
fn manual(state: State) -> Vec<f64> {
    let mut all: Vec<f64> = state.scenario.with(|s| s.bounds.iter().map(|n| n.get()).collect());
    all.sort_unstable_by(f64::total_cmp);
    all.dedup();
    all.truncate(8);
    all
}

/// Whether the user asks for a range.
fn has_range(state: State) -> bool {
    range(state) != (None, None)
}

/// Bounds as the user writes them.
fn written_bounds(state: State) -> String {
    state.scenario.with(|s| {
        s.bounds.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ").replace('.', ",")
    })
}

/// The way of cutting that computes classes; none for those that are given.
fn cut_of(classes: Classes) -> Option<Cut> {
    match classes {
        Classes::Quantiles => Some(Cut::Quantiles),
        Classes::Equal => Some(Cut::Equal),
        Classes::Natural => Some(Cut::Natural),
        Classes::Around => Some(Cut::Around),
        Classes::Table | Classes::ByHand => None,
    }
}

impl Levels {
    pub(super) fn new(
        base: Signal<Option<Arc<Column>>>,
        applies: Memo<bool>,
        state: State,
        data: Data,
    ) -> Self {
        let kind =
            Memo::new(move |_| if applies.get() { state.scenario.with(|s| s.level) } else { None });
        let gathered: Memo<Option<Arc<Column>>> = Memo::new_with_compare(
            move |_| {
                let column = base.get()?;
                match kind.get() {
                    None => Some(column),
                    Some(kind) => at_level(&column, kind, data),
                }
            },
            |_, _| true,
        );
        let refused =
            Memo::new(move |_| base.with(Option::is_some) && gathered.with(Option::is_none));
        let whole: Signal<Option<Arc<Column>>> = Signal::from(Memo::new_with_compare(
            move |_| {
                let column = gathered.get()?;
                if applies.get() {
                    reclassed(&column, kind.get(), state, data)
                } else {
                    Some(column)
                }
            },
            |_, _| true,
        ));
        let shown: Signal<Option<Arc<Column>>> = Signal::from(Memo::new_with_compare(
            move |_| {
                let column = whole.get()?;
                let (from, to) = range(state);
                if !applies.get() || (from.is_none() && to.is_none()) {
                    return Some(column);
                }
                let (from, to) = (from.unwrap_or(f64::NEG_INFINITY), to.unwrap_or(f64::INFINITY));
                let inside = |v: Value| match v {
                    Value::Known(n) if n < from || n > to => Value::Absent(Absence::NotApplicable),
                    v => v,
                };
                let values: Vec<Value> = column.values().map(inside).collect();
                Column::new(column.spec.clone(), &values).ok().map(Arc::new)
            },
            |_, _| true,
        ));
        Self { applies, kind, whole, shown, refused }
    }

    /// The areas of a level in a sentence; none at the level of communes.
    pub(super) fn of_areas(self, data: Data) -> Option<String> {
        let (kind, column) = (self.kind.get()?, self.shown.get()?);
        let level = LEVELS.iter().find(|l| l.1 == Some(kind))?.0;
        let mut known: Vec<f64> =
            data.set.with(|s| area_figures(s, &column, kind)).into_iter().flatten().collect();
        known.sort_unstable_by(f64::total_cmp);
        let figure = |v: f64| {
            text::value(&column.spec, Value::Known(v))
                .map_or_else(String::new, |f| text::with_unit(&column.spec, &f))
        };
        let (least, most, middle) = (*known.first()?, *known.last()?, *known.get(known.len() / 2)?);
        Some(text::full_stop(text::typeset(&format!(
            "{} ({}), par {} : {} territoires, de {} à {} ; la moitié a moins de {}",
            column.spec.label,
            column.spec.vintage,
            text_of(level),
            text::integer(crate::summary::count(known.len())),
            figure(least),
            figure(most),
            figure(middle),
        ))))
    }

    /// Whether figures are those of whole areas.
    pub(super) fn is_gathered(self) -> bool {
        self.kind.get().is_some()
    }

    /// What falls within the range, in a sentence; none where no range is asked for.
    pub(super) fn in_range(self, state: State, data: Data) -> Option<String> {
        let (from, to) = range(state);
        let column =
            self.shown.get().filter(|_| self.applies.get() && (from.is_some() || to.is_some()))?;
        let (communes, people) = data.set.with(|s| {
            let g = s.gazetteer();
            let inside =
                g.rows().filter(|r| g.is_commune(*r) && column.value(*r).known().is_some());
            inside.fold((0usize, 0.0), |(n, p), r| (n + 1, p + s.population(r).unwrap_or(0.0)))
        });
        let range = match (from, to) {
            (Some(from), Some(to)) => {
                format!("de {} à {}", text::number(from, 2), text::number(to, 2))
            }
            (Some(from), None) => format!("{} et plus", text::number(from, 2)),
            (_, to) => format!("{} et moins", text::number(to.unwrap_or(0.0), 2)),
        };
        Some(text::typeset(&format!(
            "{} ({}), {range} {} : {} communes, {} habitants.",
            column.spec.label,
            column.spec.vintage,
            column.spec.unit_short,
            text::integer(crate::summary::count(communes)),
            text::integer(people),
        )))
    }

    /// Groups whose borders are drawn stronger: the areas of the level.
    pub(super) fn groups(self, data: Data) -> Option<Arc<Vec<u8>>> {
        let kind = self.kind.get()?;
        data.set.with(|s| {
            let table = s.gazetteer().membership(kind)?;
            data.numbers(
                &table.of_row.iter().map(|a| u32::from(*a)).collect::<Vec<_>>(),
                u32::from(NO_AREA),
            )
        })
    }
}

/// Each place with the figure of its area; nothing where the column cannot be gathered.
fn at_level(column: &Column, kind: AreaKind, data: Data) -> Option<Arc<Column>> {
    data.set.with(|s| {
        s.by_role(Role::Population)?;
        let (figures, table) = (by_area(s, column, kind)?, s.gazetteer().membership(kind)?);
        let of_row = |area: &u16| {
            let figure = figures.get(usize::from(*area)).copied().flatten();
            figure.map_or(Value::Absent(Absence::NotPublished), Value::Known)
        };
        let mut spec = column.spec.clone();
        spec.width = 4;
        Column::new(spec, &table.of_row.iter().map(of_row).collect::<Vec<_>>()).ok().map(Arc::new)
    })
}

/// « territoire de vie-santé (2019) », within a sentence.
fn text_of(level: &str) -> String {
    crate::summary::inside_a_sentence(level)
}

/// One figure for each area of a level, as the column has it for its places.
fn area_figures(set: &Dataset, column: &Column, kind: AreaKind) -> Vec<Option<f64>> {
    let Some(table) = set.gazetteer().membership(kind) else { return Vec::new() };
    let mut out = vec![None; table.areas.len()];
    for (value, area) in column.values().zip(&table.of_row) {
        if let Some(figure) = out.get_mut(usize::from(*area)) {
            *figure = value.known().or(*figure);
        }
    }
    out
}

/// Each figure once: of the areas of the level, or of the places that the map draws.
fn figures(set: &Dataset, column: &Column, kind: Option<AreaKind>) -> Vec<f64> {
    match kind {
        Some(kind) => area_figures(set, column, kind).into_iter().flatten().collect(),
        None => {
            crate::summary::drawn(set.gazetteer()).filter_map(|r| column.value(r).known()).collect()
        }
    }
}

/// The column in the classes that the reader asks for.
fn reclassed(
    column: &Arc<Column>,
    kind: Option<AreaKind>,
    state: State,
    data: Data,
) -> Option<Arc<Column>> {
    let Kind::Measure { shown, breaks, colours, reference, .. } = &column.spec.kind else {
        return Some(column.clone());
    };
    let classes = state.scenario.with(|s| s.classes);
    let manual = manual(state);
    let found = match cut_of(classes) {
        _ if classes == Classes::ByHand && !manual.is_empty() => manual,
        None => return Some(column.clone()),
        Some(cut) => {
            let values = data.set.with(|s| figures(s, column, kind));
            let mark = state
                .scenario
                .with(|s| s.mark.map(Number::get))
                .or(reference.as_ref().map(|r| r.value));
            bounds(&values, cut, breaks.len() + 1, mark, *shown)
        }
    };
    let mut spec = column.spec.clone();
    if let Kind::Measure { breaks, colours: fills, shown, .. } = &mut spec.kind {
        // A bound written by hand is shown as it was written.
        if classes == Classes::ByHand {
            *shown = (*shown).max(2);
        }
        let last = found.len().max(1);
        *fills =
            (0..=found.len()).map(|i| colours[i * (colours.len() - 1) / last].clone()).collect();
        *breaks = found;
    }
    let values: Vec<Value> = column.values().collect();
    Column::new(spec, &values).ok().map(Arc::new)
}

/// Takes away what was asked for on another scale.
pub(super) fn forget_range(state: State) {
    state.scenario.update(|s| {
        (s.from, s.to, s.mark) = (None, None, None);
        s.bounds.clear();
    });
}

/// The choices and the histogram.
#[component]
pub(super) fn LevelControls(levels: Levels) -> impl IntoView {
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
                <p class="doubt">"Cet indicateur ne se réunit pas\u{202f}: une médiane, un taux ou une classe n’ont pas de somme ni de moyenne. Revenez au niveau de la commune."</p>
            })}
            {move || levels.kind.get().filter(|_| !levels.refused.get()).map(|_| view! {
                <p class="minor">"Règle de réunion\u{202f}: un nombre se somme\u{a0}; une densité, un temps ou un accès se moyenne, pesé par la population municipale. Le chiffre est celui du territoire entier, le même pour toutes ses communes."</p>
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
        let (steps, column) = (steps.get()?, levels.whole.get()?);
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

/// The communes that the range selects, the highest figure first; areas have their own table.
#[component]
fn Chosen(levels: Levels) -> impl IntoView {
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
pub(super) fn Areas(levels: Levels) -> impl IntoView {
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
