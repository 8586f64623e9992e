//! Where the nearest specialists are known, and how many there are for the people of the
//! département.

use leptos::prelude::*;
use territory::text;

use super::{PortraitContext, publication};
use crate::{
    dataset::{Asset, use_data},
    state::use_state,
    ui::{folded_when, opened_by},
};

/// Communes listed.
const MOST: usize = 10;

/// The choice, the sentence and the table.
#[component]
pub(super) fn Finder() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let PortraitContext { portrait, files, below, .. } = expect_context();
    let specialists = files.specialists;
    let chosen = Memo::new(move |_| {
        let specialists = specialists.get()?;
        let written = state.scenario.with(|s| s.specialty.clone());
        Some(written.and_then(|id| specialists.specialty(id.as_str())).unwrap_or(0))
    });
    let options = move || {
        let all = specialists.get()?;
        let mut listed: Vec<(String, String)> = all
            .about()
            .specialties
            .iter()
            .map(|s| (s.id.clone(), text::typeset(&s.label)))
            .collect();
        listed.sort_by_key(|a| text::plain_key(&a.1));
        let option = |(id, label): (String, String)| {
            let value = id.clone();
            let is_chosen = move || {
                specialists.with(|s| {
                    s.as_ref().zip(chosen.get()).is_some_and(|(s, i)| {
                        s.about().specialties.get(i).is_some_and(|s| s.id == value)
                    })
                })
            };
            view! { <option value=id selected=is_chosen>{label}</option> }
        };
        Some(listed.into_iter().map(option).collect_view())
    };
    let nearest = Memo::new(move |_| {
        let (all, which, territory) = (specialists.get()?, chosen.get()?, below.get()?);
        Some(data.set.with(|s| {
            let near = all.nearest(which, territory.lead, s.gazetteer(), MOST);
            let line = |(row, km): (territory::Row, f64)| {
                let g = s.gazetteer();
                let departement = g
                    .area(territory::AreaKind::Departement, row)
                    .map_or_else(String::new, |d| d.name.clone());
                (row, g.name(row).to_owned(), departement, km)
            };
            near.into_iter().map(line).collect::<Vec<_>>()
        }))
    });
    let sentence = Memo::new(move |_| {
        let (all, which) = (specialists.get()?, chosen.get()?);
        let specialty = all.about().specialties.get(which)?;
        let name = text::typeset(&specialty.label);
        let near = nearest.get()?;
        let first = near.first().map_or_else(
            || {
                format!(
                    "{name}\u{202f}: la mairie de cette commune n’est pas située dans les données de Plaque."
                )
            },
            |(_, commune, _, km)| {
                let away = if *km < 0.05 {
                    "sur place".to_owned()
                } else {
                    format!("à {} km à vol d’oiseau", text::fixed(*km, 1))
                };
                format!(
                    "{name}\u{202f}: le lieu d’exercice connu le plus proche est {commune}, {away}."
                )
            },
        );
        // The table of the Cnam has names of its own, joined by what they are called there.
        let density = specialty.cnam.as_deref().and_then(|cnam| {
            let portrait = portrait.get()?;
            let wanted = format!("cnam_densite_{}", text::plain_key(cnam));
            let f = portrait.figure(&wanted)?;
            let france = f
                .beside
                .iter()
                .find(|b| b.level == "france")
                .map_or_else(String::new, |b| format!(" contre {} en France", b.number));
            let value =
                f.value.map_or_else(|| f.text.clone(), |_| format!("{} {}", f.number, f.unit));
            let note = specialty
                .note
                .as_deref()
                .map_or_else(String::new, |n| format!(" {}", text::full_stop(text::typeset(n))));
            Some(format!(
                " {}, par {}, Cnam {}\u{202f}: {value}{france}.{note}",
                f.label, f.level, f.vintage
            ))
        });
        let none =
            " Pas de densité par département pour cette spécialité dans nos sources.".to_owned();
        Some(first + &density.unwrap_or(none))
    });
    let lines = move || {
        let line = |(row, name, departement, km): (territory::Row, String, String, f64)| {
            view! {
                <tr>
                    <th scope="row"><button type="button" class="link" on:click=move |_| state.selected.set(Some(row))>{name}</button></th>
                    <td>{departement}</td>
                    <td class="num">{text::fixed(km, 1)}</td>
                </tr>
            }
        };
        nearest.get().map(|all| all.into_iter().map(line).collect_view())
    };
    let about = move || {
        specialists.get().map(|s| {
            let about = s.about();
            view! {
                <p class="minor">
                    {text::typeset(&about.limits)}" Source\u{202f}: "{text::typeset(&about.origin.producer)}", "
                    {publication(text::typeset(&about.origin.title), about.origin.url.clone())}{format!(", {}.", text::typeset(&about.vintage))}
                </p>
            }
        })
    };
    let open = opened_by(move || state.scenario.with(|s| s.specialty.is_some()));
    let body = move || {
        view! {
                <div class="compare-fields"><div class="field">
                    <label for="finder-specialty">"Spécialité"</label>
                    <select id="finder-specialty" on:change=move |e| state.scenario.update(|s| s.specialty = event_target_value(&e).parse().ok())>{options}</select>
                </div></div>
                <p class="everywhere-sum" role="status">{sentence}</p>
                <div class="table-wrap" tabindex="0" role="region" aria-label="Communes où un spécialiste est connu, la plus proche d’abord, à vol d’oiseau entre mairies">
                    <table class="years">
                        <thead><tr><th scope="col">"Commune"</th><th scope="col">"Département"</th><th scope="col">"km"</th></tr></thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
                {about}
        }
    };
    // There before its list has come: what is below it does not move then.
    let is_there = Memo::new(move |_| !data.failed(&Asset::OfView("specialists")));
    move || is_there.get().then(|| folded_when("fold", open, "Trouver un spécialiste", body))
}
