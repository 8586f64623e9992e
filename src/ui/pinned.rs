//! The precise address where a view speaks of a place, and what lies over the map: the user's own
//! perimeters and points, priority districts, the pin.

use leptos::prelude::*;

use super::{folded_when, opened_by};
use crate::{dataset::use_data, map::Overlay, part::Part, pin::Pin};

/// What lies over the map, as it changes.
pub(super) fn over() -> Memo<Overlay> {
    let (own, pin): (_, Pin) = (use_data().over(), expect_context());
    Memo::new(move |_| pin.over(own.get()))
}

/// The way to a precise address, opened where the address of the page has one.
#[component]
pub(super) fn PointFold() -> impl IntoView {
    let views: super::Views = expect_context();
    let pin: Pin = expect_context();
    // Opened by a point, and closed by the user alone.
    let open = opened_by(move || pin.point().is_some());
    let body = move || view! { <Part ask=views.point what="la recherche d’une adresse"/> };
    folded_when("fold point", open, "Une adresse précise, quartiers prioritaires", body)
}
