//! Structures on the map, near ones in one mark with their number. The list beside says the same to
//! those who do not see it.

use std::collections::BTreeMap;

use leptos::{html, prelude::*};
use territory::{Role, Row};

use super::{
    PortraitContext,
    sites::{Wanted, is_wanted},
};
use crate::{
    dataset::use_data,
    derived,
    map::{Camera, View, watch_size},
    state::use_state,
    ui::column_map::bound_map,
};

/// What the map shows, for who does not see it.
const DESCRIPTION: &str =
    "Carte du territoire et de ses structures de santé\u{202f}; la liste dit la même chose.";
/// Marks nearer than this become one, CSS pixels.
const CELL: f64 = 44.0;
/// Zoom around one commune, and for each doubling of a territory's width less.
const ZOOM: f64 = 10.5;
/// After a turn of the wheel the map rests.
const REST: std::time::Duration = std::time::Duration::from_millis(700);

/// A mark: where it is on the map, and the structures it stands for.
#[derive(Clone, PartialEq)]
struct Mark {
    at: [f64; 2],
    sites: Vec<usize>,
}

/// The map of the territory with its structures.
#[component]
pub(super) fn Points(
    /// What is asked for.
    wanted: Wanted,
) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let PortraitContext { files, below, .. } = expect_context();
    let structures = files.structures;
    let frame = NodeRef::<html::Div>::new();
    let no_map = RwSignal::new(None::<String>);
    // Told by the browser: to ask for it between two changes would make it lay the page out once
    // more.
    let size = RwSignal::new([0.0; 2]);
    Effect::new(move |_| {
        let Some(element) = frame.get() else { return };
        let measured = element.clone();
        watch_size(&element, move || {
            let _gone = size
                .try_set([f64::from(measured.client_width()), f64::from(measured.client_height())]);
        });
    });
    // While the hand moves the map, marks would lag behind it.
    let moving = RwSignal::new(false);
    let fill = Memo::new_with_compare(
        move |_| data.by_role(Role::Zone).map(|c| derived::fill(&c)),
        |_, _| true,
    );
    let inside = Memo::new(move |_| below.with(|t| t.as_ref().map(|t| t.communes.clone())));
    // Outlined with the rest of the map: drawn for the choice alone it would be drawn twice.
    // Of the country nothing is: the map would go there.
    let outlined = Memo::new(move |_| {
        let shown = below.with(|t| t.as_ref().map(|t| (!t.is_country).then_some(t.lead)));
        shown.unwrap_or_else(|| state.selected.get())
    });
    // The border of the territory is drawn: its communes have one number, all others another.
    let groups = Signal::derive(move || {
        let rows = inside.get()?;
        let places = data.set.with(|s| s.gazetteer().len());
        let mut labels = vec![1u32; places];
        for row in rows {
            for part in data.drawn_as(row) {
                if let Some(label) = labels.get_mut(part.index()) {
                    *label = 2;
                }
            }
        }
        data.numbers(&labels, 0)
    });
    // The map shows the territory; a view from the address has the last word on first sight.
    Effect::new(move |shown: Option<Option<Vec<Row>>>| {
        let (rows, shown_before) = (inside.get(), shown.flatten());
        let Some(communes) = rows.clone() else { return shown_before };
        let points: Vec<(f64, f64)> =
            data.set.with(|s| communes.iter().filter_map(|r| s.gazetteer().middle(*r)).collect());
        if points.is_empty() || shown_before == rows {
            return rows;
        }
        if shown_before.is_some() || state.view.with_untracked(Option::is_none) {
            // All of the country is what the map shows at home, its overseas parts beside it.
            let is_country = below.with_untracked(|t| t.as_ref().is_some_and(|t| t.is_country));
            state.view.set((!is_country).then(|| around(&points)));
        }
        rows
    });
    Effect::new(move |_| {
        let _ = state.view.get();
        moving.set(false);
    });
    let marks = Memo::new(move |_| {
        let (structures, view, size) = (structures.get()?, state.view.get()?, size.get());
        let camera = Camera::at(view, size);
        let kind = wanted.kind.get();
        let mut cells: BTreeMap<(i64, i64), Mark> = BTreeMap::new();
        for (index, (lon, lat)) in structures.points() {
            if !is_wanted(&structures, kind, index) {
                continue;
            }
            let Some(cell) = atlas::plane::to_plane(lon, lat) else { continue };
            let [x, y] = camera.pixel(cell);
            if x < 0.0 || y < 0.0 || x > size[0] || y > size[1] {
                continue;
            }
            #[expect(clippy::cast_possible_truncation, reason = "within the window")]
            let key = ((x / CELL).floor() as i64, (y / CELL).floor() as i64);
            let mark = cells.entry(key).or_insert(Mark { at: [0.0; 2], sites: Vec::new() });
            mark.at = [mark.at[0] + x, mark.at[1] + y];
            mark.sites.push(index);
        }
        let middle = |mut m: Mark| {
            let n = crate::summary::count(m.sites.len());
            m.at = [m.at[0] / n, m.at[1] / n];
            m
        };
        Some(cells.into_values().map(middle).collect::<Vec<_>>())
    });
    let drawn = move || {
        let mark = |m: Mark| {
            let [x, y] = m.at;
            let number = m.sites.len();
            let radius =
                if number > 1 { 9.0 + 3.0 * crate::summary::count(number).log10() } else { 6.0 };
            let sites = m.sites;
            view! {
                <g class="mark" on:click=move |_| wanted.pointed.set(sites.clone())>
                    <circle cx=x.to_string() cy=y.to_string() r=radius.to_string()></circle>
                    {(number > 1).then(|| view! { <text x=x.to_string() y=(y + 4.0).to_string()>{number}</text> })}
                </g>
            }
        };
        marks.get().filter(|_| !moving.get()).map(|all| all.into_iter().map(mark).collect_view())
    };
    view! {
        <div class="everywhere-map sites-map" class:no-map=move || no_map.with(Option::is_some) node_ref=frame
            on:pointermove=move |e| {
                if e.buttons() > 0 {
                    moving.set(true);
                }
            }
            on:pointerup=move |_| moving.set(false)
            on:wheel=move |_| {
                moving.set(true);
                // Where the map cannot come nearer, no new view tells that it rests.
                set_timeout(move || { let _back = moving.try_set(false); }, REST);
            }
        >
            {bound_map(fill, groups, outlined.into(), Signal::stored(DESCRIPTION.to_owned()), no_map)}
            <svg class="marks" aria-hidden="true">{drawn}</svg>
            {move || no_map.get().map(|why| view! { <p class="notice">{why}" La liste dit la même chose."</p> })}
        </div>
        <p class="minor">"Fond\u{202f}: zonage des médecins. Un cercle avec un nombre réunit des structures proches\u{202f}: cliquez pour en avoir la liste."</p>
    }
}

/// A view that holds all points.
fn around(points: &[(f64, f64)]) -> View {
    let bounds = |of: fn(&(f64, f64)) -> f64| {
        points.iter().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), v| {
            (least.min(v), most.max(v))
        })
    };
    let ((west, east), (south, north)) = (bounds(|p| p.0), bounds(|p| p.1));
    // At the first zoom about a fifth of a degree fits the shorter side.
    let width = ((east - west) * 0.7).max(north - south).max(0.1);
    View {
        lon: f64::midpoint(west, east),
        lat: f64::midpoint(south, north),
        zoom: (ZOOM - (width / 0.1).log2()).clamp(4.5, ZOOM),
    }
}
