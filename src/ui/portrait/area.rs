//! Which territory: the commune itself, an area to which it belongs, all around it, or several communes.

use std::sync::Arc;

use leptos::prelude::*;
use portrait::{COUNTRY, Chosen, LEVELS, NoTerritory, Territory};
use territory::{InseeCode, Row, text};

use super::{
    Looking, folded,
    yours::{self, PERIMETER},
};
use crate::{
    dataset::{Data, Places, use_data},
    state::{State, use_state},
    ui::planned::{focus, plan, planned},
};

/// Circles, km.
const RADII: [u8; 5] = [5, 10, 20, 30, 50];
const FIRST_KM: u8 = 20;
/// Names in the address: the kind of territory, the km of a circle, and each commune that is put with the first.
const AREA: &str = "plan_area";
const KM: &str = "plan_km";
const WITH: &str = "plan_with_";
/// Values of the first.
const AROUND: &str = "rayon";
const SEVERAL: &str = "communes";

/// The territory that the address asks for.
pub(super) fn asked(state: State, data: Data, yours: &Places) -> Option<Result<Arc<Territory>, NoTerritory>> {
    let row = state.selected.get()?;
    let written = planned(state, AREA);
    let own = written.as_deref().and_then(|w| yours::territory(yours, w, row, data));
    if let Some(own) = own {
        return Some(own.map(Arc::new));
    }
    let chosen = match written.as_deref() {
        Some(AROUND) => Chosen::Around(row, km(state)),
        Some(COUNTRY) => Chosen::Country(row),
        Some(SEVERAL) => Chosen::Several(several(state, data, row)),
        Some(kind) => LEVELS.iter().find(|k| k.0 == kind).map_or(Chosen::Place(row), |k| Chosen::Area(k.1, row)),
        None => Chosen::Place(row),
    };
    data.set.with(|s| (row.index() < s.gazetteer().len()).then(|| Territory::new(s, &chosen).map(Arc::new)))
}

fn km(state: State) -> f64 {
    let written = planned(state, KM).and_then(|km| km.parse::<u8>().ok()).filter(|km| RADII.contains(km));
    f64::from(written.unwrap_or(FIRST_KM))
}

/// The communes kept, and the one looked at.
fn several(state: State, data: Data, row: Row) -> Vec<Row> {
    let kept = state.answers.with(|a| a.keys().filter_map(|k| InseeCode::parse(k.strip_prefix(WITH)?).ok()).collect::<Vec<_>>());
    data.set.with(|s| std::iter::once(row).chain(kept.into_iter().filter_map(|c| s.gazetteer().row(c))).collect())
}

/// Communes nearby that are offered to be kept.
const NEAR: usize = 24;

/// The communes nearest to the one looked at, each with a box to tick.
fn neighbours(state: State, data: Data) -> impl IntoView {
    let boxes = move || {
        let row = state.selected.get()?;
        let near = data.set.with(|s| {
            let named = |(row, km): (Row, f64)| (s.gazetteer().code(row), s.gazetteer().name(row).to_owned(), km);
            portrait::neighbours(s, row, NEAR).into_iter().map(named).collect::<Vec<_>>()
        });
        let tick = |(code, name, km): (InseeCode, String, f64)| {
            let key = format!("{WITH}{code}");
            let shown = key.clone();
            view! {
                <label>
                    <input type="checkbox" prop:checked=move || planned(state, &shown).is_some()
                        on:change=move |e| plan(state, &key, if event_target_checked(&e) { "1".to_owned() } else { String::new() })/>
                    {format!(" {name}, {} km", text::fixed(km, 1))}
                </label>
            }
        };
        Some(view! {
            <fieldset class="ticks">
                <legend>"De la plus proche à la plus lointaine, à vol d’oiseau entre mairies"</legend>
                {near.into_iter().map(tick).collect_view()}
            </fieldset>
        })
    };
    folded("gaps", "Choisir parmi les communes voisines", boxes)
}

/// The choice.
#[component]
pub(super) fn Choice() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let Looking { territory, yours, .. } = expect_context();
    let kind = Memo::new(move |_| planned(state, AREA).unwrap_or_default());
    let name = move || {
        let row = state.selected.get()?;
        data.set.with(|s| (row.index() < s.gazetteer().len()).then(|| s.gazetteer().name(row).to_owned()))
    };
    let options = move || {
        let Some(row) = state.selected.get() else { return Vec::new() };
        data.set.with(|s| {
            let g = s.gazetteer();
            if row.index() >= g.len() {
                return Vec::new();
            }
            let own = (String::new(), g.name(row).to_owned());
            let areas = LEVELS.iter().filter_map(|(id, kind)| {
                let area = g.area(*kind, row)?;
                Some(((*id).to_owned(), format!("{}\u{202f}: {}", text::sentence_case(kind.in_words()), area.name)))
            });
            let rest = [
                (COUNTRY.to_owned(), "France entière".to_owned()),
                (AROUND.to_owned(), "Un rayon autour".to_owned()),
                (SEVERAL.to_owned(), "Plusieurs communes choisies".to_owned()),
            ];
            let yours = yours.get();
            let perimeters =
                yours.areas.iter().enumerate().map(|(i, a)| (format!("{PERIMETER}{i}"), format!("Votre périmètre\u{202f}: {}", a.name)));
            std::iter::once(own).chain(areas).chain(perimeters).chain(rest).collect()
        })
    };
    let circles = RADII
        .map(|r| view! { <option value=r.to_string() selected=move || (km(state) - f64::from(r)).abs() < 0.5>{format!("{r} km")}</option> })
        .into_iter()
        .collect_view();
    let keep = move |_| {
        let row = state.selected.get_untracked();
        let code = row.map(|r| data.set.with_untracked(|s| s.gazetteer().code(r)));
        if let Some(code) = code {
            plan(state, &format!("{WITH}{code}"), "1".to_owned());
            state.announce("Commune gardée. Cherchez la suivante.");
            focus("commune");
        }
    };
    let kept = move || {
        let codes: Vec<InseeCode> = state.answers.with(|a| a.keys().filter_map(|k| InseeCode::parse(k.strip_prefix(WITH)?).ok()).collect());
        codes
            .into_iter()
            .filter_map(|code| data.set.with(|s| Some((code, s.gazetteer().name(s.gazetteer().row(code)?).to_owned()))))
            .map(|(code, name)| {
                let label = format!("Retirer {name}");
                view! {
                    <li>
                        {name}" "
                        <button type="button" class="link" aria-label=label on:click=move |_| {
                            plan(state, &format!("{WITH}{code}"), String::new());
                            focus("portrait-area");
                        }>"Retirer"</button>
                    </li>
                }
            })
            .collect_view()
    };
    let looked_at = move || {
        let row = state.selected.get()?;
        let code = data.set.with(|s| (row.index() < s.gazetteer().len()).then(|| s.gazetteer().code(row)))?;
        // One that is kept is in the list already.
        planned(state, &format!("{WITH}{code}")).is_none().then(name).flatten()
    };
    let count = move || territory.with(|t| t.as_ref().and_then(|t| t.as_ref().ok().map(|t| t.communes.len())));
    view! {
        <div class="compare-fields" hidden=move || name().is_none()>
            <div class="field">
                <label for="portrait-area">"Territoire"</label>
                <select id="portrait-area" on:change=move |e| plan(state, AREA, event_target_value(&e))>
                    {move || options().into_iter().map(|(id, label)| {
                        let value = id.clone();
                        view! { <option value=id selected=move || kind.get() == value>{label}</option> }
                    }).collect_view()}
                </select>
            </div>
            {move || (kind.get() == AROUND).then(|| view! {
                <div class="field">
                    <label for="portrait-km">"À vol d’oiseau, jusqu’à"</label>
                    <select id="portrait-km" on:change=move |e| plan(state, KM, event_target_value(&e))>{circles.clone()}</select>
                </div>
            })}
            {move || (kind.get() == SEVERAL && looked_at().is_some()).then(|| view! {
                <button type="button" class="button" on:click=keep>{move || format!("Garder {}, et en chercher une autre", name().unwrap_or_default())}</button>
            })}
        </div>
        {move || (kind.get() == SEVERAL).then(|| view! {
            <div class="kept">
                <h3 id="kept-communes">{move || format!("Communes choisies\u{202f}: {}", count().unwrap_or(0))}</h3>
                <ul aria-labelledby="kept-communes">
                    {move || looked_at().map(|name| view! { <li>{name}" (celle que vous regardez)"</li> })}
                    {kept}
                </ul>
                {neighbours(state, data)}
            </div>
        })}
    }
}
