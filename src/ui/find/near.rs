//! The control of a town and how far from it.

use finder::{Condition, NEAR_KM, Test, Travel};
use leptos::prelude::*;
use territory::{InseeCode, text};

use crate::{
    dataset::use_data,
    ui::{focus::focus_when_there, search::Finder},
};

/// Figures that are offered, with the one that is asked among them, ascending.
pub(super) fn offered(all: &[f64], asked: Option<f64>) -> Vec<f64> {
    let mut all = all.to_vec();
    if let Some(asked) = asked.filter(|a| !all.contains(a)) {
        all.insert(all.partition_point(|n| *n < asked), asked);
    }
    all
}

/// A town and how far from it.
pub(super) fn near(
    place: InseeCode,
    km: &[f64],
    minutes: &[f64],
    id: String,
    now: Memo<Option<(usize, Condition)>>,
    set: impl Fn(Test) + Copy + Send + Sync + 'static,
) -> AnyView {
    let data = use_data();
    let reach = move || match now.get() {
        Some((_, Condition { test: Test::Near { most, travel, .. }, .. })) => (most, travel),
        _ => (NEAR_KM, Travel::Km),
    };
    let chosen = Memo::new(move |_| {
        data.set.with(|s| s.gazetteer().row(place).filter(|_| !s.gazetteer().is_empty()))
    });
    let choose = Callback::new(move |row| {
        let place = data.set.with_untracked(|s| s.gazetteer().code(row));
        let (most, travel) = untrack(reach);
        set(Test::Near { place, most, travel });
        // Its controls are others now.
        focus_when_there(format!("#find-distance-{place}-far"));
    });
    let option = move |n: f64, travel: Travel| {
        let unit = if travel == Travel::Km { "km" } else { "min" };
        let label = match travel {
            Travel::Km => format!("{} km", text::number(n, 0)),
            Travel::Minutes => format!("{} min estimées", text::number(n, 0)),
        };
        let is = move || reach() == (n, travel);
        view! { <option value=format!("{n}{unit}") prop:selected=is>{text::typeset(&label)}</option> }
    };
    // What is asked may be another distance than those that are offered.
    let all = StoredValue::new((km.to_vec(), minutes.to_vec()));
    let asked = Memo::new(move |_| reach());
    let list = move |of: Travel| {
        move || {
            let (most, travel) = asked.get();
            let more = Some(most).filter(|_| travel == of);
            let all =
                all.with_value(|(km, min)| offered(if of == Travel::Km { km } else { min }, more));
            all.into_iter().map(|n| option(n, of)).collect_view()
        }
    };
    let far = move |e| {
        let written = event_target_value(&e);
        let (number, travel) = match written.strip_suffix("km") {
            Some(km) => (km.to_owned(), Travel::Km),
            None => (written.trim_end_matches("min").to_owned(), Travel::Minutes),
        };
        if let Ok(most) = number.parse() {
            set(Test::Near { place, most, travel });
        }
    };
    let far_id = format!("{id}-far");
    view! {
        <span aria-hidden="true">"Près de"</span>
        <Finder id=id label="Près de" chosen=chosen on_choose=choose shortcut=false/>
        <label class="sr-only" for=far_id.clone()>"À moins de"</label>
        <select id=far_id on:change=far>
            <optgroup label="À vol d’oiseau">{list(Travel::Km)}</optgroup>
            <optgroup label="Temps estimé, non mesuré">{list(Travel::Minutes)}</optgroup>
        </select>
    }
    .into_any()
}
