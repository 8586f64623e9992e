//! The map with what lies on it, and the sheet beside.

use leptos::prelude::*;
use territory::{AreaKind, text};
use viewmodel::Route;

use super::{Legend, SheetPanel, legend::MiniKey, table_rows};
use crate::{
    dataset::{label, use_data},
    derived::use_derived,
    map::{Label, MapView},
    part::Part,
    state::{Pane, SheetHeight, use_state},
};

/// Room for the short legend at the top of a narrow map, CSS pixels.
const KEY: f64 = 92.0;

/// A window lower and as long as this, CSS pixels, is a phone that lies: what is read stands beside
/// the map, on this share of what the rail leaves. The style says the same.
const LYING: f64 = 480.0;
const LONG: f64 = 600.0;
const RAIL: f64 = 68.0;
const BESIDE: f64 = 0.62;

/// Height of what stands above and below the map on a narrow window, CSS pixels.
const BARS: f64 = 114.0;

/// The map with what lies on it, and the sheet beside.
#[component]
pub fn Explorer() -> impl IntoView {
    let views: super::Views = expect_context();
    let (state, data) = (use_state(), use_data());
    data.follow_map(state.indicator);
    view! {
        // Read and walked before the map, of which they say the same in words; drawn over it.
        <div class="ground">
            <Legend/>
            <BottomBar/>
            <Show when=move || state.pane.get() == Pane::Table>
                <Part ask=views.table what="le tableau"/>
            </Show>
            <MapPane/>
        </div>
        <SheetPanel/>
    }
}

/// Said where the address names a commune that there is not.
pub(super) fn unknown_code() -> impl IntoView {
    let state = use_state();
    move || {
        state.unknown.get().map(|code| {
            view! {
                <p class="doubt" role="alert">{format!("Code commune {code} inconnu.")}" Vérifiez-le, ou cherchez la commune par son nom."</p>
            }
        })
    }
}

/// The map and what the pointer is on.
#[component]
pub fn MapPane() -> impl IntoView {
    let (state, data, derived) = (use_state(), use_data(), use_derived());
    let padding = Memo::new(move |_| {
        let (width, height) = state.window.get();
        if state.is_wide() {
            let below = if state.pane.get() == Pane::Table { height * 0.46 } else { 76.0 };
            [16.0, 76.0, below, 336.0]
        } else if state.has_panel() && height < LYING && width >= LONG {
            [KEY, (width - RAIL) * BESIDE, 16.0, 16.0]
        } else {
            let sheet = if state.has_panel() {
                let share = state.sheet_height.get().share().min(SheetHeight::Half.share());
                (height - BARS).max(0.0) * share
            } else {
                76.0
            };
            // The short legend stands at the top where a panel lies at the foot.
            let key = if state.has_panel() { KEY } else { 16.0 };
            [key, 16.0, sheet, 16.0]
        }
    });
    let on_fail = Callback::new(move |why: String| {
        state.no_map.set(Some(why));
        // What is read of a place on a narrow window is not covered by what stands for the map.
        if untrack(|| state.is_wide() || state.shown.get() == Route::Map) {
            state.pane.set(Pane::Table);
        }
    });
    let description = Memo::new(move |_| format!("Carte de France. {}", derived.sentence.get()));
    let layer = derived.layer;
    let groups = Signal::derive(move || {
        let own = layer.with(|l| l.as_ref().and_then(|l| l.groups));
        own.and_then(|g| g.get()).or_else(|| data.groups.get())
    });
    let outlined = Signal::derive(move || {
        let own = layer.with(|l| l.as_ref().and_then(|l| l.outlined));
        match own {
            Some(own) => own.get(),
            None => (state.selected.get().map_or_else(Vec::new, |row| data.drawn_as(row)), true),
        }
    });
    let labels = Signal::derive(move || {
        let own = layer.with(|l| l.as_ref().and_then(|l| l.labels));
        own.unwrap_or_else(|| data.labels.into()).get()
    });
    let after_words = state.awaited.with_untracked(Option::is_some);
    view! {
        <div class="map-pane" class:no-map=move || state.no_map.with(Option::is_some)>
            <MapView
                coarse=data.coarse
                fine=data.fine
                fill=derived.fill
                groups=groups
                labels=labels
                chosen=named()
                selected=state.selected
                outlined=outlined
                hovered=state.hovered
                view=state.view
                padding=padding
                on_fail=on_fail
                description=description
                over=super::pinned::over()
                wanted=state.wanted_view
                on_choose=Callback::new(move |()| state.show_place())
                above=Signal::derive(move || layer.with(|l| l.as_ref().and_then(|l| l.over.clone())))
                after_words=after_words
            />
            <Readout/>
        </div>
    }
}

/// The name of the place on the sheet, for the map.
fn named() -> Signal<Option<Label>> {
    let (state, data) = (use_state(), use_data());
    Memo::new(move |_| {
        let row = state.selected.get().filter(|_| data.has_places())?;
        data.set.with(|s| label(s.gazetteer(), row, 0.0))
    })
    .into()
}

/// Name and value of the place under the pointer. The sheet and the table say the same to those who
/// have no pointer.
#[component]
fn Readout() -> impl IntoView {
    let (state, data, derived) = (use_state(), use_data(), use_derived());
    let words = move || {
        let row = state.hovered.get()?;
        let (figures, column) = (derived.figures(), derived.column.get());
        data.set.with(|set| {
            if set.gazetteer().is_empty() {
                return None;
            }
            let departement =
                set.gazetteer().area(AreaKind::Departement, row).map_or("", |a| &a.code);
            let value = match (figures, &column) {
                (Some(figures), Some(column)) => (figures.figure)(column, row),
                (Some(_), None) => String::new(),
                (None, column) => {
                    let (value, why) = table_rows::cell(column.as_ref(), row);
                    let unit = column
                        .as_ref()
                        .filter(|_| why.is_none())
                        .map_or("", |c| &c.spec.unit_short);
                    let value = why.map_or(value, |w| text::sentence_case(&text::typeset(w)));
                    format!("{value} {unit}")
                }
            };
            Some((format!("{} ({departement})", set.gazetteer().name(row)), value))
        })
    };
    view! {
        <div class="readout" aria-hidden="true">
            {move || words().map(|(name, value)| view! { <p><strong>{name}</strong>" "<span class="num">{value}</span></p> })}
        </div>
    }
}

/// The map in a sentence, and the way to its table; on a narrow window, the short legend.
#[component]
pub fn BottomBar() -> impl IntoView {
    let (state, derived) = (use_state(), use_derived());
    let toggle = move |_| {
        state.pane.update(|p| *p = if *p == Pane::Table { Pane::Map } else { Pane::Table })
    };
    view! {
        <div class="foot">
            <MiniKey/>
            <p class="foot-sentence" aria-live="polite">{derived.sentence}</p>
            <button type="button" class="button foot-table" aria-expanded=move || if state.pane.get() == Pane::Table { "true" } else { "false" } on:click=toggle>
                "Voir le tableau"
            </button>
        </div>
    }
}
