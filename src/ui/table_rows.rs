//! The rows of the table, in the browser's order of French names.

use leptos::prelude::*;
use territory::Row;
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
    for rows in by_letter {
        pauses.if_due().await;
        // The number of the row rides behind the name; the sort runs on the browser's side.
        let names: js_sys::Array = data.set.with_untracked(|set| {
            let line = |r: &Row| JsValue::from(format!("{}\t{}", set.gazetteer().name(*r), r.0));
            rows.iter().map(line).collect()
        });
        pauses.if_due().await;
        let sort = js_sys::Reflect::get(&names, &"sort".into())
            .ok()
            .and_then(|f| f.dyn_into::<js_sys::Function>().ok());
        let _sorted = sort.and_then(|sort| sort.call1(&names, &french.compare()).ok());
        for name in names.iter() {
            let row = name.as_string().and_then(|n| n.rsplit_once('\t')?.1.parse::<usize>().ok());
            if let Some(place) = row.and_then(|r| ranks.get_mut(r)) {
                *place = count(rank);
            }
            rank += 1;
        }
    }
    ranks
}

/// Letters, and one place more for whatever else a name might begin with.
const LETTERS: usize = 27;

/// The letter by which French sorts a name first, from 0 on: without accent, the first of a ligature.
fn first_letter(name: &str) -> usize {
    let first = name.chars().next().unwrap_or_default().to_lowercase().next();
    let plain = match first.unwrap_or_default() {
        'à' | 'â' | 'ä' | 'æ' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' | 'œ' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ÿ' => 'y',
        plain => plain,
    };
    ('a'..='z').position(|letter| letter == plain).unwrap_or(LETTERS - 1)
}
