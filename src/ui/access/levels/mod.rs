//! The same figures at another level, in other classes, and within a range.

mod controls;
mod listed;

use std::sync::Arc;

use insight::{Cut, bounds};
use leptos::prelude::*;
use territory::{Absence, AreaKind, Column, Dataset, Kind, NO_AREA, Role, Value, by_area, text};
use viewmodel::scenario::{Classes, Number};

use crate::{dataset::Data, pause, state::State};

pub(super) use self::{controls::LevelControls, listed::Areas};

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
/// What the user asks of the figures.
#[derive(Clone, Copy)]
pub(in crate::ui::access) struct Levels {
    /// Level, cut and range have a meaning for what is shown.
    pub(super) applies: Memo<bool>,
    kind: RwSignal<Option<AreaKind>>,
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
        // Figures of 35,000 places are gathered: the field shows its choice before.
        let kind = pause::later(kind);
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

/// The column in the classes that the user asks for.
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
