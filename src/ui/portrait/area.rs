//! Which territory: the commune itself, an area to which it belongs, all around it, or several
//! communes.

use std::{collections::BTreeSet, sync::Arc};

use leptos::prelude::*;
use portrait::{Chosen, LEVELS, NoTerritory, Territory};
use territory::{AreaKind, Dataset, InseeCode, Row, text};
use viewmodel::scenario::Territory as Wanted;

use super::{PortraitContext, yours};
use crate::{
    dataset::{Data, Places, use_data},
    state::{State, use_state},
    ui::{focus::focus, folded},
};

/// Circles, km.
const RADII: [u8; 5] = [5, 10, 20, 30, 50];
const FIRST_KM: u8 = 20;

/// What the user asks the portrait of, by codes: the same before and after the list of places has
/// come.
#[derive(Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) code: InseeCode,
    territory: Wanted,
    /// Radius of a circle; none for anything else.
    km: Option<u8>,
    /// Communes put together with the one looked at; none for anything else.
    members: BTreeSet<InseeCode>,
}

impl Asked {
    /// What is asked for now.
    pub(super) fn now(code: InseeCode, state: State) -> Self {
        let territory = state.scenario.with(|s| s.territory);
        let members = if territory == Wanted::Members {
            state.scenario.with(|s| s.members.clone())
        } else {
            BTreeSet::new()
        };
        let km = (territory == Wanted::Circle).then(|| km(state));
        Self { code, territory, km, members }
    }

    /// Whether it may lie in one département.
    pub(super) fn may_be_small(&self) -> bool {
        !matches!(self.territory, Wanted::Country | Wanted::Area(AreaKind::Region))
    }

    /// Its choice among the places of a dataset; nothing for a code that none of them has.
    fn among(&self, set: &Dataset) -> Option<Chosen> {
        let row = |code: InseeCode| set.gazetteer().row(code);
        let place = row(self.code)?;
        let members = || self.members.iter().filter_map(|c| row(*c));
        Some(match self.territory {
            Wanted::Circle => Chosen::Around(place, f64::from(self.km.unwrap_or(FIRST_KM))),
            Wanted::Country => Chosen::Country(place),
            Wanted::Members => Chosen::Several(std::iter::once(place).chain(members()).collect()),
            Wanted::Area(kind) => Chosen::Area(kind, place),
            Wanted::Place | Wanted::Perimeter(_) => Chosen::Place(place),
        })
    }

    /// Its choice among the places of its département; nothing where others belong to it.
    pub(super) fn here(&self, set: &Dataset) -> Option<Chosen> {
        let is_here = |c: &InseeCode| c.departement() == self.code.departement();
        self.among(set).filter(|_| self.members.iter().all(is_here))
    }

    /// The territory, found in the list of all places; nothing for a place that is not in it.
    pub(super) fn find(
        &self,
        data: Data,
        yours: &Places,
    ) -> Option<Result<Arc<Territory>, NoTerritory>> {
        data.set.with(|set| {
            let chosen = self.among(set)?;
            let found = match self.territory {
                Wanted::Perimeter(position) => {
                    yours::territory(yours, position, set.gazetteer().row(self.code)?, set)
                }
                _ => Territory::new(set, &chosen),
            };
            Some(found.map(Arc::new))
        })
    }
}

fn km(state: State) -> u8 {
    state.scenario.with(|s| s.radius_km).filter(|km| RADII.contains(km)).unwrap_or(FIRST_KM)
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
    folded("gaps", false, "Choisir parmi les communes voisines", boxes)
}

/// The choice.
#[component]
pub(super) fn Choice() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let context: PortraitContext = expect_context();
    let kind = Memo::new(move |_| state.scenario.with(|s| s.territory));
    let name =
        Memo::new(move |_| context.at_place(data, |s, row| s.gazetteer().name(row).to_owned()));
    let options = Memo::new(move |_| {
        let found = context.at_place(data, |s, row| {
            let g = s.gazetteer();
            let own = (Wanted::Place, g.name(row).to_owned());
            let areas = LEVELS.iter().filter_map(|(_, kind)| {
                let area = g.area(*kind, row)?;
                Some((
                    Wanted::Area(*kind),
                    format!("{}\u{202f}: {}", text::sentence_case(kind.in_words()), area.name),
                ))
            });
            std::iter::once(own).chain(areas).collect::<Vec<_>>()
        });
        let yours = context.yours.get();
        let perimeters = (0u16..)
            .zip(&yours.areas)
            .map(|(i, a)| (Wanted::Perimeter(i), format!("Votre périmètre\u{202f}: {}", a.name)));
        let rest = [
            (Wanted::Country, "France entière".to_owned()),
            (Wanted::Circle, "Un rayon autour".to_owned()),
            (Wanted::Members, "Plusieurs communes choisies".to_owned()),
        ];
        found.map(|own| own.into_iter().chain(perimeters).chain(rest).collect::<Vec<_>>())
    });
    let circles = move || {
        let circle = |r: u8| view! { <option value=r.to_string() selected=move || km(state) == r>{format!("{r} km")}</option> };
        RADII.map(circle).into_iter().collect_view()
    };
    let keep = move |_| {
        if let Some(code) = context.code.get_untracked() {
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
                context.at_place(data, |s, _| {
                    Some((code, s.gazetteer().name(s.gazetteer().row(code)?).to_owned()))
                })?
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
        let code = context.code.get()?;
        // One that is kept is in the list already.
        (!state.scenario.with(|s| s.members.contains(&code))).then(|| name.get()).flatten()
    };
    let count = move || context.territory().map(|t| t.communes.len());
    view! {
        <div class="compare-fields" hidden=move || name.with(Option::is_none)>
            <div class="field">
                <label for="portrait-area">"Territoire"</label>
                <select id="portrait-area" on:change=move |e| state.scenario.update(|s| s.territory = event_target_value(&e).parse().unwrap_or_default())>
                    {move || options.get().unwrap_or_default().into_iter().map(|(id, label)| {
                        view! { <option value=id.to_string() selected=move || kind.get() == id>{label}</option> }
                    }).collect_view()}
                </select>
            </div>
            {move || (kind.get() == Wanted::Circle).then(|| view! {
                <div class="field">
                    <label for="portrait-km">"Rayon (à vol d’oiseau)"</label>
                    <select id="portrait-km" on:change=move |e| state.scenario.update(|s| s.radius_km = event_target_value(&e).parse().ok())>{circles()}</select>
                </div>
            })}
            {move || (kind.get() == Wanted::Members && looked_at().is_some()).then(|| view! {
                <button type="button" class="button" on:click=keep>{move || format!("Garder {}, et en chercher une autre", name.get().unwrap_or_default())}</button>
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
