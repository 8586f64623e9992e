//! What follows from the state and the data: the column shown, its colours, and its words. Computed
//! once for all views, and again only when something it stands on changes.

use std::sync::Arc;

use leptos::prelude::*;
use territory::{Column, Role, Row};
use viewmodel::Route;

use crate::{
    dataset::{Data, is_other},
    map::{Fill, Label, Outlined},
    state::State,
    summary::{self, Summary},
};

/// Group of each row: borders between groups are drawn stronger.
pub type Groups = Option<Arc<Vec<u8>>>;

/// What a view puts on the map while it is in front.
#[derive(Clone, Default)]
pub struct Layer {
    /// Figures in place of those of the chosen indicator.
    pub figures: Option<Figures>,
    /// Groups of rows in place of départements.
    pub groups: Option<Signal<Groups>>,
    /// What is outlined in place of the selected place.
    pub outlined: Option<Signal<Outlined>>,
    /// What lies over the map.
    pub over: Option<ViewFn>,
    /// What that is, for the legend.
    pub note: Option<&'static str>,
    /// Names in place of those of towns alone.
    pub labels: Option<Signal<Vec<Label>>>,
}

/// Figures that a view computes, with their words.
#[derive(Clone, Copy)]
pub struct Figures {
    /// The figures; none while they are computed.
    pub column: Signal<Option<Arc<Column>>>,
    /// The figures counted, their classes in words.
    pub summary: Signal<Option<Arc<Summary>>>,
    /// The map in a sentence.
    pub sentence: Signal<String>,
    /// Key of the places without a figure.
    pub absent: &'static str,
    /// The figure of a place.
    pub figure: fn(&Column, Row) -> String,
    /// What the view can show, by name.
    pub choices: StoredValue<Vec<(String, String)>>,
    /// Which of them it shows.
    pub chosen: Signal<String>,
    /// Shows another one; where `others` is set, also an indicator of the table.
    pub choose: Callback<String>,
    /// Whether the indicators of the table can be chosen too.
    pub others: bool,
}

/// Values that several views share.
#[derive(Clone, Copy)]
pub struct Derived {
    /// What views put on the map.
    layers: RwSignal<Vec<(Route, Layer)>>,
    /// What the view in front puts on it.
    pub layer: Memo<Option<Layer>>,
    /// The column of the chosen indicator, or the one before it until it has come.
    pub indicator: Memo<Option<Arc<Column>>>,
    /// The column on the map: the layer's, or that of the chosen indicator.
    pub column: Memo<Option<Arc<Column>>>,
    /// Fill of every row.
    pub fill: Memo<Option<Fill>>,
    /// The column counted, once the places are known.
    pub summary: Memo<Option<Arc<Summary>>>,
    /// The map in a sentence.
    pub sentence: Memo<String>,
}

impl Derived {
    /// Derives from the state and the data.
    #[must_use]
    pub fn new(state: State, data: Data) -> Self {
        let layers = RwSignal::new(Vec::<(Route, Layer)>::new());
        let layer = Memo::new_with_compare(
            move |_| {
                let shown = state.shown.get();
                layers.with(|all| all.iter().find(|(r, _)| *r == shown).map(|(_, l)| l.clone()))
            },
            |before, after| before.is_none_or(Option::is_some) || after.is_none_or(Option::is_some),
        );
        let figures = move || layer.with(|l| l.as_ref().and_then(|l| l.figures));
        let indicator = Memo::new_with_compare(
            move |before: Option<&Option<Arc<Column>>>| {
                state.indicator.with(|id| data.column(id)).or_else(|| before.cloned().flatten())
            },
            is_other,
        );
        let column = Memo::new_with_compare(
            move |_| figures().map_or_else(|| indicator.get(), |f| f.column.get()),
            is_other,
        );
        let fill = Memo::new_with_compare(
            move |_| {
                let coloured = column.with(|c| c.as_ref().map(|c| fill(c)));
                // An indicator that did not come, or figures that are not computed yet, leave a map
                // without data, not a map without places.
                let rows = || data.coarse.with(|c| c.as_ref().map_or(0, |c| c.rows() as usize));
                coloured.or_else(|| {
                    let is_blank =
                        figures().is_some() || state.indicator.with(|id| data.column_failed(id));
                    is_blank.then(|| Fill(Arc::new(vec![[0; 4]; rows()])))
                })
            },
            |_, _| true,
        );
        let summary = Memo::new(move |_| {
            if let Some(figures) = figures() {
                return figures.summary.get();
            }
            let column = column.get()?;
            data.set.with(|s| {
                let population = s.by_role(Role::Population).map(Arc::as_ref);
                (!s.gazetteer().is_empty())
                    .then(|| Arc::new(summary::summarise(&column, s.gazetteer(), population)))
            })
        });
        let sentence = Memo::new(move |_| match (figures(), column.get(), summary.get()) {
            (Some(figures), ..) => figures.sentence.get(),
            (_, Some(column), Some(summary)) => summary::sentence(&column.spec, &summary),
            (_, Some(column), None) => format!("{} ({}).", column.spec.label, column.spec.vintage),
            (_, None, _) => String::new(),
        });
        Self { layers, layer, indicator, column, fill, summary, sentence }
    }

    /// What the layer of the view in front computes, where it does. An effect reads this before the
    /// column and its summary, which follow from it (DESIGN.md, on effects).
    pub fn figures(&self) -> Option<Figures> {
        self.layer.with(|l| l.as_ref().and_then(|l| l.figures))
    }

    /// Puts a layer on the map whenever a view is in front; none takes it away.
    pub fn put(&self, route: Route, layer: Option<Layer>) {
        self.layers.update(|all| {
            all.retain(|(r, _)| *r != route);
            all.extend(layer.map(|layer| (route, layer)));
        });
    }
}

/// The derived values, anywhere under the app.
#[must_use]
pub fn use_derived() -> Derived {
    expect_context()
}

/// The colour of each row; transparent means hatched.
fn fill(column: &Column) -> Fill {
    let colours: Vec<[u8; 4]> = column.spec.colours().into_iter().map(rgba).collect();
    let none = [0, 0, 0, 0];
    Fill(Arc::new(
        column
            .values()
            .map(|v| column.spec.class_of(v).and_then(|c| colours.get(c)).copied().unwrap_or(none))
            .collect(),
    ))
}

fn rgba(hex: &str) -> [u8; 4] {
    let part = |at: usize| hex.get(at..at + 2).and_then(|h| u8::from_str_radix(h, 16).ok());
    match (part(1), part(3), part(5)) {
        (Some(r), Some(g), Some(b)) => [r, g, b, 255],
        _ => [0, 0, 0, 0],
    }
}
