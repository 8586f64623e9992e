//! The page of the map contest (`?bench=1`): the map alone, an indicator list and the code under
//! the pointer.

use std::sync::Arc;

use leptos::prelude::*;
use territory::{Role, Row};

use crate::{
    bench,
    dataset::{id_of, use_data},
    derived::use_derived,
    map::{Fill, MapView},
    state::use_state,
};

/// The contest's names of three of our indicators.
const INDICATORS: [(&str, Role); 3] =
    [("i1", Role::Zone), ("i2", Role::Access), ("i3", Role::PopulationDensity)];

/// The map without anything on it.
#[component]
pub fn Contest() -> impl IntoView {
    let (state, data, derived) = (use_state(), use_data(), use_derived());
    // The other pages of the contest hold all their values from the start.
    for (_, role) in INDICATORS {
        data.load_column(id_of(role));
    }
    let placed = Memo::new(move |_| data.has_places());
    Effect::new(move |_| {
        if placed.get() {
            data.set.with_untracked(|s| {
                let city = |row: Row| s.gazetteer().code(s.gazetteer().parent(row).unwrap_or(row));
                bench::set_codes(s.gazetteer().rows().map(city).collect());
            });
        }
    });
    // The contest knows cities, not arrondissements: these take the colour of their city.
    let fill = Memo::new_with_compare(
        move |_| {
            let Fill(own) = derived.fill.get()?;
            placed.track();
            let by_city = |s: &territory::Dataset| {
                let city = |row: Row| s.gazetteer().parent(row).unwrap_or(row).index();
                s.gazetteer().rows().map(|row| own[city(row)]).collect::<Vec<_>>()
            };
            let fill = data.set.with_untracked(by_city);
            Some(if fill.len() == own.len() { Fill(Arc::new(fill)) } else { Fill(own) })
        },
        |_, _| true,
    );
    let options =
        INDICATORS.map(|(name, _)| view! { <option value=name>{name}</option> }).collect_view();
    let change = move |event| {
        bench::recolour_starts();
        let name = event_target_value(&event);
        if let Some((_, role)) = INDICATORS.iter().find(|(n, _)| *n == name) {
            state.indicator.set(id_of(*role).to_owned());
        }
    };
    view! {
        <main class="contest">
            <MapView
                coarse=data.coarse
                fine=data.fine
                fill=fill
                groups=data.groups
                labels=Signal::stored(Vec::new())
                selected=state.selected
                outlined=Signal::derive(move || (state.selected.get().into_iter().collect(), true))
                hovered=state.hovered
                view=state.view
                padding=Signal::stored([0.0; 4])
                on_fail=Callback::new(move |why: String| state.no_map.set(Some(why)))
                description=Signal::stored("Carte de France".to_owned())
            />
            <p class="contest-bar">
                <select data-bench="indicator" aria-label="Indicateur" on:change=change>{options}</select>
                <span data-bench="picked"></span>
            </p>
        </main>
    }
}
