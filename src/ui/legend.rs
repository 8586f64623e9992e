//! Where the legend stands, and the short one of a narrow window. What stands in it: `key.rs`.

use leptos::prelude::*;
use territory::text;

use crate::{
    derived::use_derived,
    part::Part,
    state::{Pane, use_state},
    summary::class_labels,
};

/// The legend card: what stands in it is a part of its own. On a narrow window it covers the map, and
/// is closed.
#[component]
pub fn Legend() -> impl IntoView {
    let (state, derived) = (use_state(), use_derived());
    let views: super::Views = expect_context();
    // Where it is not seen, its words need not come.
    let seen = Memo::new(move |before: Option<&bool>| {
        let is_seen = state.is_wide() || state.pane.get() == Pane::Legend;
        before == Some(&true) || (is_seen && derived.column.with(Option::is_some))
    });
    view! {
        <section class="legend" aria-label="Légende de la carte"><Part ask=views.key what="la légende" quiet=true when=seen/></section>
    }
}

/// Swatches with short labels at the foot of the map, where the legend has no room.
#[component]
pub fn MiniKey() -> impl IntoView {
    let (state, derived) = (use_state(), use_derived());
    let swatches = move || {
        derived.column.get().map(|column| {
            let labels = class_labels(&column.spec);
            let few = labels.len() <= 5;
            let swatch = |colour: &str| view! { <span class="swatch" style:background=colour.to_owned()></span> };
            if few && matches!(column.spec.kind, territory::Kind::Class(_)) {
                let items = labels.into_iter().zip(column.spec.colours());
                items
                    .map(|((short, _), colour)| view! { <span class="key">{swatch(colour)}{short}</span> }.into_any())
                    .collect_view()
                    .into_any()
            } else {
                // A ramp: its two ends in words.
                let ramp = column.spec.colours().into_iter().map(swatch).collect_view();
                let end = |l: Option<&(String, String)>| l.map(|l| l.0.clone());
                view! { <span class="key">{end(labels.first())}<span class="ramp">{ramp}</span>{end(labels.last())}</span> }.into_any()
            }
        })
    };
    let name = move || derived.column.with(|c| c.as_ref().map(|c| text::typeset(&c.spec.label)));
    view! {
        <button type="button" class="mini-key" on:click=move |_| state.pane.set(Pane::Legend)>
            <span class="sr-only">"Légende\u{202f}: "</span>
            <span class="mini-key-name">{name}</span>
            <span class="mini-key-classes" aria-hidden="true">{swatches}</span>
        </button>
    }
}
