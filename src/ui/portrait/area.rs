//! Which territory: the commune itself, an area to which it belongs, all around it, or several
//! communes.

use std::sync::Arc;

use leptos::prelude::*;
use portrait::{Chosen, LEVELS, NoTerritory, Territory};
use territory::{InseeCode, Row, text};
use viewmodel::scenario::Territory as Wanted;

use super::{Looking, folded, yours};
use crate::{
    dataset::{Data, Places, use_data},
    state::{State, use_state},
    ui::focus::focus,
};

/// Circles, km.
const RADII: [u8; 5] = [5, 10, 20, 30, 50];
const FIRST_KM: u8 = 20;

/// The territory that the user asks for.
pub(super) fn asked(
    state: State,
    data: Data,
    yours: &Places,
) -> Option<Result<Arc<Territory>, NoTerritory>> {
    let row = state.selected.get()?;
    let chosen = match state.scenario.with(|s| s.territory) {
        Wanted::Perimeter(position) => {
            return yours::territory(yours, position, row, data).map(|t| t.map(Arc::new));
        }
        Wanted::Circle => Chosen::Around(row, km(state)),
        Wanted::Country => Chosen::Country(row),
        Wanted::Members => Chosen::Several(several(state, data, row)),
        Wanted::Area(kind) => Chosen::Area(kind, row),
        Wanted::Place => Chosen::Place(row),
    };
    data.set.with(|s| {
        (row.index() < s.gazetteer().len()).then(|| Territory::new(s, &chosen).map(Arc::new))
    })
}

fn km(state: State) -> f64 {
    let written = state.scenario.with(|s| s.radius_km).filter(|km| RADII.contains(km));
    f64::from(written.unwrap_or(FIRST_KM))
}

/// The communes kept, and the one looked at.
fn several(state: State, data: Data, row: Row) -> Vec<Row> {
    let kept = state.scenario.with(|s| s.members.clone());
    data.set.with(|s| {
        std::iter::once(row).chain(kept.into_iter().filter_map(|c| s.gazetteer().row(c))).collect()
    })
}

/// Keeps a commune, or no longer.
fn keep_member(state: State, code: InseeCode, is_kept: bool) {
    state.scenario.update(|s| {
        let _changed = if is_kept { s.members.insert(code) } else { s.members.remove(&code) };
    });
}

/// Communes nearby that are offered to be kept.
const NEAR: usize = 24;

/// The communes nearest to the one looked at, each with a box to tick.
fn neighbours(state: State, data: Data) -> impl IntoView {
    let boxes = move || {
        let row = state.selected.get()?;
        let near = data.set.with(|s| {
            let named = |(row, km): (Row, f64)| {
                (s.gazetteer().code(row), s.gazetteer().name(row).to_owned(), km)
            };
            portrait::neighbours(s, row, NEAR).into_iter().map(named).collect::<Vec<_>>()
        });
        let tick = |(code, name, km): (InseeCode, String, f64)| {
            view! {
                <label>
                    <input type="checkbox" prop:checked=move || state.scenario.with(|s| s.members.contains(&code))
                        on:change=move |e| keep_member(state, code, event_target_checked(&e))/>
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
    let kind = Memo::new(move |_| state.scenario.with(|s| s.territory));
    let name = move || {
        let row = state.selected.get()?;
        data.set.with(|s| {
            (row.index() < s.gazetteer().len()).then(|| s.gazetteer().name(row).to_owned())
        })
    };
    let options = move || {
        let Some(row) = state.selected.get() else { return Vec::new() };
        data.set.with(|s| {
            let g = s.gazetteer();
            if row.index() >= g.len() {
                return Vec::new();
            }
            let own = (Wanted::Place, g.name(row).to_owned());
            let areas = LEVELS.iter().filter_map(|(_, kind)| {
                let area = g.area(*kind, row)?;
                Some((
                    Wanted::Area(*kind),
                    format!("{}\u{202f}: {}", text::sentence_case(kind.in_words()), area.name),
                ))
            });
            let rest = [
                (Wanted::Country, "France entière".to_owned()),
                (Wanted::Circle, "Un rayon autour".to_owned()),
                (Wanted::Members, "Plusieurs communes choisies".to_owned()),
            ];
            let yours = yours.get();
            let perimeters = (0u16..).zip(&yours.areas).map(|(i, a)| {
                (Wanted::Perimeter(i), format!("Votre périmètre\u{202f}: {}", a.name))
            });
            std::iter::once(own).chain(areas).chain(perimeters).chain(rest).collect()
        })
    };
    let circles = move || {
        let circle = |r: u8| view! { <option value=r.to_string() selected=move || (km(state) - f64::from(r)).abs() < 0.5>{format!("{r} km")}</option> };
        RADII.map(circle).into_iter().collect_view()
    };
    let keep = move |_| {
        let row = state.selected.get_untracked();
        let code = row.map(|r| data.set.with_untracked(|s| s.gazetteer().code(r)));
        if let Some(code) = code {
            keep_member(state, code, true);
            state.announce("Commune gardée. Cherchez la suivante.");
            focus("commune");
        }
    };
    let kept = move || {
        let codes = state.scenario.with(|s| s.members.clone());
        codes
            .into_iter()
            .filter_map(|code| {
                data.set
                    .with(|s| Some((code, s.gazetteer().name(s.gazetteer().row(code)?).to_owned())))
            })
            .map(|(code, name)| {
                let label = format!("Retirer {name}");
                view! {
                    <li>
                        {name}" "
                        <button type="button" class="link" aria-label=label on:click=move |_| {
                            keep_member(state, code, false);
                            focus("portrait-area");
                        }>"Retirer"</button>
                    </li>
                }
            })
            .collect_view()
    };
    let looked_at = move || {
        let row = state.selected.get()?;
        let code = data
            .set
            .with(|s| (row.index() < s.gazetteer().len()).then(|| s.gazetteer().code(row)))?;
        // One that is kept is in the list already.
        (!state.scenario.with(|s| s.members.contains(&code))).then(name).flatten()
    };
    let count = move || {
        territory.with(|t| t.as_ref().and_then(|t| t.as_ref().ok().map(|t| t.communes.len())))
    };
    view! {
        <div class="compare-fields" hidden=move || name().is_none()>
            <div class="field">
                <label for="portrait-area">"Territoire"</label>
                <select id="portrait-area" on:change=move |e| state.scenario.update(|s| s.territory = event_target_value(&e).parse().unwrap_or_default())>
                    {move || options().into_iter().map(|(id, label)| {
                        view! { <option value=id.to_string() selected=move || kind.get() == id>{label}</option> }
                    }).collect_view()}
                </select>
            </div>
            {move || (kind.get() == Wanted::Circle).then(|| view! {
                <div class="field">
                    <label for="portrait-km">"À vol d’oiseau, jusqu’à"</label>
                    <select id="portrait-km" on:change=move |e| state.scenario.update(|s| s.radius_km = event_target_value(&e).parse().ok())>{circles()}</select>
                </div>
            })}
            {move || (kind.get() == Wanted::Members && looked_at().is_some()).then(|| view! {
                <button type="button" class="button" on:click=keep>{move || format!("Garder {}, et en chercher une autre", name().unwrap_or_default())}</button>
            })}
        </div>
        {move || (kind.get() == Wanted::Members).then(|| view! {
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
