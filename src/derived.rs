//! What follows from the state and the data: the column shown, its colours, and its words. Computed
//! once for all views, and again only when something it stands on changes.

use std::sync::Arc;

use leptos::prelude::*;
use territory::{Column, Role};

use crate::{
    dataset::Data,
    map::Fill,
    state::State,
    summary::{self, Summary},
};

/// Values that several views share.
#[derive(Clone, Copy)]
pub struct Derived {
    /// The column on the map: the chosen one, or the one before it until it has come.
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
        let column = Memo::new_with_compare(
            move |before: Option<&Option<Arc<Column>>>| {
                state.indicator.with(|id| data.column(id)).or_else(|| before.cloned().flatten())
            },
            changed,
        );
        let fill = Memo::new_with_compare(
            move |_| {
                let coloured = column.with(|c| c.as_ref().map(|c| fill(c)));
                // An indicator that did not come leaves a map without data, not a map without
                // places.
                let rows = || data.coarse.with(|c| c.as_ref().map_or(0, |c| c.rows() as usize));
                coloured.or_else(|| {
                    state
                        .indicator
                        .with(|id| data.column_failed(id))
                        .then(|| Fill(Arc::new(vec![[0; 4]; rows()])))
                })
            },
            |_, _| true,
        );
        let summary = Memo::new(move |_| {
            let column = column.get()?;
            data.set.with(|s| {
                let population = s.by_role(Role::Population).map(Arc::as_ref);
                (!s.gazetteer().is_empty())
                    .then(|| Arc::new(summary::summarise(&column, s.gazetteer(), population)))
            })
        });
        let sentence = Memo::new(move |_| match (column.get(), summary.get()) {
            (Some(column), Some(summary)) => summary::sentence(&column.spec, &summary),
            (Some(column), None) => format!("{} ({}).", column.spec.label, column.spec.vintage),
            (None, _) => String::new(),
        });
        Self { column, fill, summary, sentence }
    }
}

/// The derived values, anywhere under the app.
#[must_use]
pub fn use_derived() -> Derived {
    expect_context()
}

/// Whether a shared value was replaced.
fn changed<T>(before: Option<&Option<Arc<T>>>, after: Option<&Option<Arc<T>>>) -> bool {
    match (before, after) {
        (Some(Some(a)), Some(Some(b))) => !Arc::ptr_eq(a, b),
        (Some(None), Some(None)) => false,
        _ => true,
    }
}

/// The colour of each row; transparent means hatched.
#[must_use]
pub fn fill(column: &Column) -> Fill {
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
