//! A perimeter that the user draws on the map, corner by corner, to look for places in it.

use finder::Drawn;
use leptos::{portal::Portal, prelude::*};
use territory::text;
use viewmodel::{
    Route,
    scenario::{LEAST_CORNERS, MOST_CORNERS, Outline, Point},
};

use super::search::Search;
use crate::{
    map::{Overlay, path},
    pin::Pin,
    state::{Pane, SheetHeight},
    summary::count,
    ui::focus::focus_when_there,
};

/// What the list of criteria calls it.
pub(super) const DRAW: &str = "dessin";
/// What holds the map and the views.
const STAGE: &str = "main";
/// What has the focus while corners are put.
const MAP: &str = "[data-bench=map] canvas";
/// Said when the drawing begins.
const HOW: &str = "Cliquez sur la carte pour poser chaque sommet\u{202f}; au clavier, les flèches déplacent la carte, Entrée pose un sommet au milieu, Échap renonce.";

/// The panel of the drawing, while one is under way, and the outline on the map.
pub(super) fn drawing(search: Search) -> impl IntoView {
    let (state, pin): (_, Pin) = (search.state, expect_context());
    let aim = pin.aim;
    let corners = RwSignal::new(Vec::<Point>::new());
    let is_on = search.drawing;
    let asked = Memo::new(move |_| state.scenario.with(|s| s.outline.parse::<Outline>().ok()));
    let begin = move || {
        if let Some(outline) = asked.get_untracked() {
            corners.set(outline.corners().to_vec());
        }
        aim.is_corner.set(true);
        aim.is_on.set(true);
        state.pane.set(Pane::Map);
        if !untrack(|| state.is_wide()) {
            state.sheet_height.set(SheetHeight::Peek);
            state.route.set(Route::Map);
        }
        focus_when_there(MAP);
        state.announce(HOW);
    };
    let leave = move || {
        is_on.set(false);
        aim.is_on.set(false);
        aim.is_corner.set(false);
        state.route.set(Route::Find);
        focus_when_there("#find-title");
    };
    Effect::new(move |was: Option<bool>| {
        let now = is_on.get();
        if now && was != Some(true) {
            begin();
        }
        now
    });
    // A corner was put, or the user gave up.
    Effect::new(move |_| {
        let (put, is_aimed) = (aim.put.get(), aim.is_on.get());
        if !is_on.get_untracked() || !aim.is_corner.get_untracked() {
            return;
        }
        match put.map(|(lon, lat)| Point::new(lat, lon)) {
            Some(corner) => {
                aim.put.set(None);
                // Whoever clicks twice means one corner.
                let is_new =
                    |all: &[Point]| all.len() < MOST_CORNERS && all.last() != corner.as_ref();
                corners.update(|all| all.extend(corner.filter(|_| is_new(all))));
            }
            None if !is_aimed => leave(),
            None => {}
        }
    });
    // Another view is read: nothing is drawn there.
    Effect::new(move |_| {
        let shown = state.shown.get();
        // Beside the map the panel is in « Trouver » alone.
        let is_there =
            shown == Route::Find || (shown == Route::Map && !untrack(|| state.is_wide()));
        if is_on.get_untracked() && !is_there {
            is_on.set(false);
            aim.is_on.set(false);
            aim.is_corner.set(false);
        }
    });
    Effect::new(move |_| {
        let all = match is_on.get() {
            true => corners.get(),
            false => asked.get().map_or_else(Vec::new, |o| o.corners().to_vec()),
        };
        let degrees: Vec<(f64, f64)> = all.iter().map(|p| (p.lon(), p.lat())).collect();
        let mut drawn = Overlay { lines: path(&degrees), ..Overlay::default() };
        if is_on.get() {
            degrees.iter().for_each(|at| drawn.mark(*at));
        }
        pin.drawn.set(drawn);
    });
    on_cleanup(move || {
        let _gone = pin.drawn.try_set(Overlay::default());
        let _gone = aim.is_corner.try_set(false);
    });
    let take = move || {
        if let Some(outline) = Outline::new(corners.get_untracked()) {
            search.ask_in(&outline);
            leave();
            // The address has them now.
            corners.set(Vec::new());
        }
    };
    // Beside the map; over it where it fills the window.
    let is_wide = Memo::new(move |_| state.is_wide());
    let panel = move || panel(search, corners, take, leave);
    move || {
        let shown = is_on.get().then(|| match is_wide.get() {
            true => Some(panel().into_any()),
            false => {
                let stage = document().query_selector(STAGE).ok().flatten()?;
                Some(view! { <Portal mount=stage>{panel()}</Portal> }.into_any())
            }
        });
        shown.flatten()
    }
}

/// What is drawn so far, and what to do with it.
fn panel(
    search: Search,
    corners: RwSignal<Vec<Point>>,
    take: impl Fn() + Copy + Send + Sync + 'static,
    leave: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let number = Memo::new(move |_| corners.with(Vec::len));
    let so_far = move || {
        let n = number.get();
        let corner = |n| text::counted(count(n), "sommet", "sommets");
        match LEAST_CORNERS.saturating_sub(n) {
            0 => {
                let corners = corners.with(|all| all.iter().map(|p| (p.lon(), p.lat())).collect());
                let drawn = Drawn { corners, written: String::new() };
                let inside = search.data.set.with(|s| drawn.communes(s.gazetteer()).len());
                let most =
                    if n == MOST_CORNERS { ", le plus qu’un tracé peut avoir" } else { "" };
                let communes = text::counted(count(inside), "commune", "communes");
                format!("{}{most}\u{202f}: {communes} dont la mairie est dedans.", corner(n))
            }
            _ if n == 0 => "Touchez ou cliquez la carte là où le périmètre commence.".to_owned(),
            more => format!("{}\u{202f}: encore {more} au moins.", corner(n)),
        }
    };
    let lacks = Memo::new(move |_| number.get() < LEAST_CORNERS);
    let has_none = Memo::new(move |_| number.get() == 0);
    let back = move |_| {
        corners.update(|all| {
            all.pop();
        });
        if has_none.get_untracked() {
            focus_when_there(MAP);
        }
    };
    view! {
        <section class="drawing" aria-labelledby="drawing-title">
            <h2 id="drawing-title">"Dessiner un périmètre"</h2>
            <p role="status">{so_far}</p>
            <p class="minor drawing-keys">"Au clavier\u{202f}: flèches pour déplacer la carte, Entrée pour un sommet au milieu, Échap pour renoncer."</p>
            <p class="find-acts">
                <button type="button" class="button primary" prop:disabled=lacks on:click=move |_| take()>"Chercher dedans"</button>
                <button type="button" class="button" prop:disabled=has_none on:click=back>"Retirer le dernier"</button>
                <button type="button" class="link" on:click=move |_| leave()>"Annuler"</button>
            </p>
        </section>
    }
}
