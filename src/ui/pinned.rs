//! The precise address where a view speaks of a place, and what lies over the map: the user's own
//! perimeters and points, priority districts, the pin.

use leptos::{html, prelude::*};

use super::opens;
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
    let fold = NodeRef::<html::Details>::new();
    let has_point = Memo::new(move |_| pin.point().is_some());
    let opened = RwSignal::new(false);
    // Opened by a point, and closed by the user alone.
    Effect::new(move |_| {
        if let Some(fold) = fold.get().filter(|_| has_point.get()) {
            fold.set_open(true);
        }
    });
    view! {
        <details node_ref=fold class="figure point" on:toggle=move |_| opens(opened)>
            <summary><span class="figure-label">"Une adresse précise, quartiers prioritaires"</span></summary>
            {move || opened.get().then(|| view! { <Part ask=views.point what="la recherche d’une adresse"/> })}
        </details>
    }
}
