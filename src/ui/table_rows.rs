//! The rows of the table, in the browser's order of French names.

use leptos::prelude::*;
use territory::{Row, text};
pub(super) use viewmodel::table_rows::{Field, Order, cell, count_sentence, rows};
use wasm_bindgen::{JsCast, JsValue};

use crate::{dataset::Data, pause::Pauses, summary::count};

/// For each row, its rank in the alphabetical order of names, as the browser sorts French. Names of
/// one first letter at a time: all of them at once would hold the page for a tenth of a second.
pub(super) async fn name_ranks(data: Data) -> Vec<f64> {
    let french =
        js_sys::Intl::Collator::new(&js_sys::Array::of1(&"fr".into()), &js_sys::Object::new());
    let mut by_letter: [Vec<Row>; LETTERS] = Default::default();
    let mut ranks = data.set.with_untracked(|set| {
        for row in set.gazetteer().rows() {
            by_letter[first_letter(set.gazetteer().name(row))].push(row);
        }
        vec![0.0; set.gazetteer().len()]
    });
    let (mut pauses, mut rank) = (Pauses::begin(), 0);
    for mut rows in by_letter {
        pauses.if_due().await;
        // Each name once: what else stood in the text would be compared before its accents.
        let (order, names): (Vec<Vec<Row>>, js_sys::Array) = data.set.with_untracked(|set| {
            let name = |r: &Row| set.gazetteer().name(*r);
            rows.sort_by(|a, b| name(a).cmp(name(b)));
            let groups: Vec<Vec<Row>> =
                rows.chunk_by(|a, b| name(a) == name(b)).map(<[Row]>::to_vec).collect();
            let names = groups.iter().filter_map(|g| g.first()).map(|r| JsValue::from(name(r)));
            let names = names.collect();
            (groups, names)
        });
        pauses.if_due().await;
        let sort = js_sys::Reflect::get(&names, &"sort".into())
            .ok()
            .and_then(|f| f.dyn_into::<js_sys::Function>().ok());
        let _sorted = sort.and_then(|sort| sort.call1(&names, &french.compare()).ok());
        data.set.with_untracked(|set| {
            let name = |group: &Vec<Row>| group.first().map(|r| set.gazetteer().name(*r));
            for sorted in names.iter().filter_map(|n| n.as_string()) {
                let at = order.binary_search_by(|group| name(group).cmp(&Some(&sorted)));
                for row in at.ok().and_then(|at| order.get(at)).into_iter().flatten() {
                    if let Some(place) = ranks.get_mut(row.index()) {
                        *place = count(rank);
                    }
                    rank += 1;
                }
            }
        });
    }
    ranks
}

/// Letters, and one place more for whatever else a name might begin with.
const LETTERS: usize = 27;

/// The place of the letter by which French sorts a name first.
fn first_letter(name: &str) -> usize {
    let letter = text::initial(name).and_then(|first| ('a'..='z').position(|l| l == first));
    letter.unwrap_or(LETTERS - 1)
}
