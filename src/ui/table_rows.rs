//! The rows of the table, in the browser's order of French names.

use territory::Dataset;
pub(super) use viewmodel::table_rows::{Field, Order, cell, count_sentence, rows};
use wasm_bindgen::{JsCast, JsValue};

use crate::summary::count;

/// For each row, its rank in the alphabetical order of names, as the browser sorts French.
pub(super) fn name_ranks(set: &Dataset) -> Vec<f64> {
    let french =
        js_sys::Intl::Collator::new(&js_sys::Array::of1(&"fr".into()), &js_sys::Object::new());
    // The number of the row rides behind the name; the whole sort runs on the browser's side.
    let names: js_sys::Array = set
        .gazetteer()
        .rows()
        .map(|r| JsValue::from(format!("{}\t{}", set.gazetteer().name(r), r.0)))
        .collect();
    let sort = js_sys::Reflect::get(&names, &"sort".into())
        .ok()
        .and_then(|f| f.dyn_into::<js_sys::Function>().ok());
    let _sorted = sort.and_then(|sort| sort.call1(&names, &french.compare()).ok());
    let mut ranks = vec![0.0; set.gazetteer().len()];
    for (rank, name) in names.iter().enumerate() {
        let row = name.as_string().and_then(|n| n.rsplit_once('\t')?.1.parse::<usize>().ok());
        if let Some(place) = row.and_then(|r| ranks.get_mut(r)) {
            *place = count(rank);
        }
    }
    ranks
}
