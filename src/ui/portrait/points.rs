//! Structures on the map, near ones in one mark with their number. The list beside says the same to
//! those who do not see it.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;
use portrait::Structures;
use territory::Row;
use viewmodel::Route;

use super::{
    PortraitContext,
    sites::{Wanted, is_wanted},
};
use crate::{
    dataset::use_data,
    derived::{Layer, use_derived},
    map::{Aim, Control},
    state::{SheetHeight, use_state},
    ui::focus::focus_when_there,
};

/// Marks nearer than this become one, CSS pixels.
const CELL: f64 = 44.0;
/// Degrees around the town halls of a territory that are shown with them.
const ROOM: f64 = 0.06;

/// A mark: where it is, cells of the sheet, and the structures it stands for.
#[derive(Clone, PartialEq)]
struct Mark {
    at: [f64; 2],
    sites: Vec<usize>,
}

/// Puts the territory with its structures on the map.
#[component]
pub(super) fn Points(
    /// What is asked for.
    wanted: Wanted,
) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let PortraitContext { files, below, .. } = expect_context();
    let structures = files.structures;
    let inside = Memo::new(move |_| below.with(|t| t.as_ref().map(|t| t.communes.clone())));
    // Outlined with the rest of the map: drawn for the choice alone it would be drawn twice.
    // Of the country nothing is: the map would go there.
    let outlined = Memo::new(move |_| {
        let rows: Vec<Row> = below.with(|t| match t {
            Some(t) if t.is_country => Vec::new(),
            Some(t) => t.communes.iter().flat_map(|row| data.drawn_as(*row)).collect(),
            None => state.selected.get().map_or_else(Vec::new, |row| data.drawn_as(row)),
        });
        // Where town halls are known these frame it, below.
        let has_halls =
            data.set.with(|s| rows.iter().any(|row| s.gazetteer().middle(*row).is_some()));
        (rows, !has_halls)
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
            if below.with_untracked(|t| t.as_ref().is_some_and(|t| t.is_country)) {
                state.view.set(None);
            } else {
                state.wanted_view.set(Some(around(&points)));
            }
        }
        rows
    });
    // Of the whole country they would say nothing.
    let has_place = Memo::new(move |_| below.with(Option::is_some));
    // Around one commune all are of use; of a wider territory, those in it.
    let within = Memo::new(move |_| {
        let is_country = below.with(|t| t.as_ref().is_some_and(|t| t.is_country));
        let communes = inside.get().filter(|communes| communes.len() > 1 && !is_country)?;
        let with_parts = |row: &Row| std::iter::once(*row).chain(data.drawn_as(*row));
        let mut all: Vec<Row> = communes.iter().flat_map(with_parts).collect();
        all.sort_unstable();
        Some(all)
    });
    let over = move || {
        has_place
            .get()
            .then(|| view! { <Marks wanted=wanted structures=structures within=within/> })
    };
    use_derived().put(
        Route::Portrait,
        Some(Layer {
            groups: Some(groups),
            outlined: Some(outlined.into()),
            over: Some(over.into()),
            note: Some(
                "Les ronds verts sont des structures de santé\u{202f}; un nombre en réunit plusieurs, proches.",
            ),
            ..Layer::default()
        }),
    );
    view! {
        <p class="minor">"Sur la carte, un cercle avec un nombre réunit des structures proches\u{202f}: cliquez pour en avoir la liste."
            {move || within.with(Option::is_some).then_some(" Celles du territoire seules y sont\u{202f}; la phrase compte autour de sa mairie principale.")}
        </p>
    }
}

/// The marks, over the map whose control is the context.
#[component]
fn Marks(
    wanted: Wanted,
    structures: RwSignal<Option<Arc<Structures>>>,
    /// The places whose structures are shown, in order; none for all.
    within: Memo<Option<Vec<Row>>>,
) -> impl IntoView {
    let state = use_state();
    let (aim, control): (Aim, Control) = (expect_context(), expect_context());
    // Grouped once the map rests; until then they move with it.
    let marks = Memo::new(move |_| {
        aim.seen.track();
        let (structures, camera) = (structures.get()?, control.camera()?);
        let size = camera.size;
        let kind = wanted.kind.get();
        let mut groups: BTreeMap<(i64, i64), Mark> = BTreeMap::new();
        let within = within.get();
        let is_out = |index: usize| {
            let row = structures.get(index).and_then(|s| s.row);
            let is_in = |all: &Vec<Row>| row.is_some_and(|row| all.binary_search(&row).is_ok());
            within.as_ref().is_some_and(|all| !is_in(all))
        };
        for (index, (lon, lat)) in structures.points() {
            if !is_wanted(&structures, kind, index) {
                continue;
            }
            let Some(cell) = atlas::plane::to_plane(lon, lat) else { continue };
            let [x, y] = camera.pixel(cell);
            if x < 0.0 || y < 0.0 || x > size[0] || y > size[1] || is_out(index) {
                continue;
            }
            #[expect(clippy::cast_possible_truncation, reason = "within the window")]
            let key = ((x / CELL).floor() as i64, (y / CELL).floor() as i64);
            let mark = groups.entry(key).or_insert(Mark { at: [0.0; 2], sites: Vec::new() });
            mark.at = [mark.at[0] + cell[0], mark.at[1] + cell[1]];
            mark.sites.push(index);
        }
        let middle = |mut m: Mark| {
            let n = crate::summary::count(m.sites.len());
            m.at = m.at.map(|sum| sum / n);
            m
        };
        Some(groups.into_values().map(middle).collect::<Vec<_>>())
    });
    // The list is where the eye goes next.
    let show = move |sites: Vec<usize>| {
        wanted.pointed.set(sites);
        if state.sheet_height.get_untracked() == SheetHeight::Peek {
            state.sheet_height.set(SheetHeight::Half);
        }
        focus_when_there("#sites-list");
    };
    let mark = move |Mark { at, sites }: Mark| {
        let number = sites.len();
        let radius =
            if number > 1 { 9.0 + 3.0 * crate::summary::count(number).log10() } else { 6.0 };
        let place = move || control.pixel(at).map(|[x, y]| format!("translate({x:.1} {y:.1})"));
        view! {
            <g class="mark" transform=place on:click=move |_| show(sites.clone())>
                <circle r=radius.to_string()></circle>
                {(number > 1).then(|| view! { <text y="4">{number}</text> })}
            </g>
        }
    };
    view! {
        <svg class="marks" aria-hidden="true">
            {move || marks.get().map(|all| all.into_iter().map(mark).collect_view())}
        </svg>
    }
}

/// The rectangle that holds all points with some room, degrees: west, south, east, north.
fn around(points: &[(f64, f64)]) -> [f64; 4] {
    let bounds = |of: fn(&(f64, f64)) -> f64| {
        points.iter().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), v| {
            (least.min(v), most.max(v))
        })
    };
    let ((west, east), (south, north)) = (bounds(|p| p.0), bounds(|p| p.1));
    [west - ROOM, south - ROOM, east + ROOM, north + ROOM]
}
