//! Figures of a column by commune.

use std::sync::Arc;

use territory::{Column, Dataset};

/// Figures of a column by row; none for arrondissements, nor where the column is not loaded.
pub(crate) fn by_commune(dataset: &Dataset, column: Option<&Arc<Column>>) -> Vec<Option<f64>> {
    let g = dataset.gazetteer();
    let figure = |r| column.filter(|_| g.is_commune(r)).and_then(|c| c.value(r).known());
    g.rows().map(figure).collect()
}
