//! What one's aids come to at several places.

use leptos::prelude::*;
use territory::Row;
use viewmodel::reached::Reached;

use super::{Here, load};
use crate::{
    dataset::{can_judge, use_data},
    pin::Pin,
    route::held,
    state::use_state,
};

/// What one's aids come to at a place over five years: how it is said, and euros where one sum is settled.
pub(in crate::ui) type Sum = (String, Option<f64>);

/// The sums at places, in their order; none while what they are judged by is on its way.
pub(in crate::ui) fn sums(rows: Memo<Vec<Row>>) -> Memo<Option<Vec<Sum>>> {
    let (state, data, pin) = (use_state(), use_data(), expect_context::<Pin>());
    load(data);
    held(move || {
        let rows = rows.get();
        let stated = state.scenario.with(|c| c.stated.clone());
        let (date, answers) = (state.date(), state.answers.get());
        data.set.with(|s| {
            if !can_judge(s) {
                return None;
            }
            let sum = |row: &Row| {
                let here = Here::of(s, Some(*row), date, &stated, pin.found_at(Some(*row)));
                let possible: Vec<_> = here.possible.iter().collect();
                let situation = here.situation(s.rules(), date, &answers);
                Reached::of(s.rules(), &situation, &possible, |_| false).sum(s.zone(*row))
            };
            Some(rows.iter().map(sum).collect())
        })
    })
}
