//! Perimeters and points of the user's own: the first become territories, the others stand beside
//! the structures.

use layers::Spot;
use leptos::prelude::*;
use portrait::{Chosen, NoTerritory, Territory, Wind, great_circle_km};
use territory::{Dataset, InseeCode, Row, text};

use super::PortraitContext;
use crate::{
    dataset::{Places, use_data},
    summary::count,
};

/// Points listed.
const MOST: usize = 50;

/// A perimeter as a territory: the communes whose town hall is inside. The address holds its
/// position in the list, never the perimeter itself; without such a one, the place alone.
pub(super) fn territory(
    places: &Places,
    position: u16,
    row: Row,
    set: &Dataset,
) -> Result<Territory, NoTerritory> {
    let Some(area) = places.areas.get(usize::from(position)) else {
        return Territory::new(set, &Chosen::Place(row));
    };
    let code = |c: &String| set.gazetteer().row(InseeCode::parse(c).ok()?);
    let rows = area.communes.iter().filter_map(code).collect();
    Territory::new(set, &Chosen::Several(rows)).map(|t| Territory {
        title: area.name.clone(),
        subtitle: "votre périmètre, par les mairies qui y sont".to_owned(),
        lead: if t.communes.contains(&row) { row } else { t.lead },
        ..t
    })
}

/// The points around, the nearest first, with distance and direction.
#[component]
pub(super) fn Yours() -> impl IntoView {
    let data = use_data();
    let PortraitContext { below, yours, .. } = expect_context();
    let near = Memo::new(move |_| {
        let lead = below.with(|t| t.as_ref().map(|t| t.lead))?;
        let here = data.set.with(|s| s.gazetteer().middle(lead))?;
        let mut near: Vec<(f64, Spot)> =
            yours.get().spots.iter().map(|s| (great_circle_km(here, s.at), s.clone())).collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
        let all = near.len();
        near.truncate(MOST);
        (all > 0).then_some((here, all, near))
    });
    move || {
        near.get().map(|(here, all, near)| {
            let line = |(km, spot): (f64, Spot)| {
                let direction = if km < 0.05 { "sur place" } else { Wind::from_to(here, spot.at).in_words() };
                view! {
                    <tr>
                        <th scope="row">{spot.name}</th><td>{spot.kind}</td>
                        <td class="num">{text::fixed(km, 1)}</td><td>{direction}</td>
                    </tr>
                }
            };
            let shown = near.len();
            let lines = near.into_iter().map(line).collect_view();
            view! {
                <h4>{format!("Vos points\u{202f}: {}", text::counted(count(all), "point", "points"))}</h4>
                {(shown < all).then(|| view! { <p class="minor">{format!("Les {shown} plus proches.")}</p> })}
                <div class="table-wrap" tabindex="0" role="region" aria-label="Vos points, le plus proche d’abord">
                    <table class="years">
                        <thead><tr><th scope="col">"Point"</th><th scope="col">"Type"</th><th scope="col">"km"</th><th scope="col">"Direction"</th></tr></thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
            }
        })
    }
}
