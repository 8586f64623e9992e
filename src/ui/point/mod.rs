//! A precise address, by coordinates, a pin on the map or the official geocoder: whether it is in a
//! priority district (QPV), and what that decides; the districts of the commune.

mod addresses;
mod districts;
mod geocoder;

use std::{cell::RefCell, sync::Arc};

use addresses::addresses;
use districts::{Districts, FILE, LIST, Shared};
use leptos::{html, prelude::*};
use territory::{AssetIndex, quarters::Footing, text};
use viewmodel::scenario::Point;

use wasm_bindgen::JsCast;

use super::unanswered;
use crate::{
    dataset::{Asset, Failure, use_data},
    map::Aim,
    net,
    pin::Pin,
    state::{State, use_state},
    worker::{Failure as WorkFailure, Latest},
};

thread_local! {
    /// The districts, once they have been read: as long as the page.
    static READ: RefCell<Option<Shared>> = const { RefCell::new(None) };
}

/// Degrees around a district or an address that are shown with it.
const REACH: f64 = 0.02;

async fn districts() -> Result<Shared, WorkFailure> {
    if let Some(read) = READ.with_borrow(Clone::clone) {
        return Ok(read);
    }
    let refused = |why: String| WorkFailure::Refused(why);
    let list = AssetIndex::parse(LIST).map_err(|e| refused(e.to_string()))?;
    let file = list.files.get(FILE).ok_or(WorkFailure::Damaged)?;
    let bytes = net::fetch(&format!("data/{}", file.file), |_| ()).await;
    let bytes = bytes.map_err(|e| refused(e.to_string()))?;
    let read = Districts::read(&bytes).await.map_err(|_| WorkFailure::Damaged)?;
    Ok(READ.with_borrow_mut(|kept| kept.insert(Arc::new(read)).clone()))
}

/// Fields, answer, list.
#[component]
pub fn PointPanel() -> impl IntoView {
    let (state, data, pin) = (use_state(), use_data(), expect_context::<Pin>());
    let asked = Latest::<Shared>::new();
    Effect::new(move |_| {
        asked.track_retries();
        asked.ask(districts());
    });
    // What tells in which commune a point is.
    leptos::task::spawn_local(data.fetch_contours());
    let point = Memo::new(move |_| pin.point());
    let put = move |at: Option<Point>| {
        if state.scenario.with_untracked(|s| s.point) != at {
            state.scenario.update(|s| s.point = at);
        }
    };
    Effect::new(move |_| {
        if let Some((lon, lat)) = pin.aim.put.get()
            && !pin.aim.is_corner.get_untracked()
        {
            pin.aim.put.set(None);
            put(Point::new(lat, lon));
        }
    });
    // A click puts a point for who asked for it, and not once another view is read.
    Effect::new(move |_| {
        state.shown.track();
        if !pin.aim.is_corner.get_untracked() {
            pin.aim.is_on.set(false);
        }
    });
    Effect::new(move |_| {
        let (Some(at), Some(contours), true) =
            (point.get(), data.fine.get(), asked.answer().with(Option::is_some))
        else {
            return;
        };
        // A border may be nearer than what rounded contours tell.
        data.load_digits();
        let own = data.brought.with(|b| b.places.clone());
        let found = asked.answer().with(|d| d.as_ref().and_then(|d| d.find(at, &contours, &own)));
        if pin.found.get_untracked() != found {
            pin.found.set(found);
        }
    });
    pin.panels.update_value(|n| *n += 1);
    on_cleanup(move || {
        let _gone = pin.aim.is_on.try_set(false);
        // The other view may have such a panel too.
        let left = pin.panels.try_update_value(|n| {
            *n = n.saturating_sub(1);
            *n
        });
        if left == Some(0) {
            let _gone = pin.districts.try_set(String::new());
        }
    });
    let shown = drawn(state, pin, asked);
    let field = NodeRef::<html::Input>::new();
    let take_away = move |_| {
        put(None);
        // The button goes with the point: the next thing is to give another one.
        if let Some(field) = field.get_untracked() {
            let _focus = field.focus();
        }
    };
    view! {
        <div class="point-panel">
            <p class="minor">"Un quartier prioritaire (QPV) suit les rues, non les limites de la commune\u{202f}: pour plusieurs aides, c’est l’adresse du cabinet qui décide. Le point est arrondi à une dizaine de mètres et reste dans l’adresse de cette page."</p>
            {unanswered(asked, "Les quartiers prioritaires n’ont pas pu être chargés")}
            {coordinates(point, put, field)}
            {aiming(state, pin.aim)}
            {addresses(state, put)}
            <div role="status">{move || point.get().and_then(|_| answer(asked, pin, state))}</div>
            <button type="button" class="link" hidden=move || point.get().is_none() on:click=take_away>"Retirer ce point"</button>
            {list(state, asked)}
            <p class="minor">{shown}</p>
        </div>
    }
}

/// Latitude and longitude, typed or pasted.
fn coordinates(
    point: Memo<Option<Point>>,
    put: impl Fn(Option<Point>) + Copy + Send + 'static,
    field: NodeRef<html::Input>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    Effect::new(move |_| {
        typed.set(
            point.get().map_or_else(String::new, |at| format!("{:.4}, {:.4}", at.lat(), at.lon())),
        );
        wrong.set(false);
    });
    let take = move |e: web_sys::SubmitEvent| {
        e.prevent_default();
        match Point::typed(&typed.get_untracked()) {
            Ok(at) => {
                wrong.set(false);
                put(Some(at));
            }
            Err(_) => wrong.set(true),
        }
    };
    view! {
        <form class="point-form" aria-label="Par les coordonnées" on:submit=take>
            <label>"Latitude, longitude"
                <input node_ref=field type="text" inputmode="text" autocomplete="off" placeholder="44.3517, 2.5751" prop:value=typed
                    aria-invalid=move || wrong.get().then_some("true") on:input=move |e| typed.set(event_target_value(&e))/>
            </label>
            <button type="submit" class="button">"Placer ce point"</button>
            <small class="wrong" role="alert" hidden=move || !wrong.get()>{move || wrong.get().then_some("Deux nombres sont attendus, la latitude puis la longitude en degrés\u{202f}: 44.3517, 2.5751. Une carte en ligne les donne d’un clic droit\u{a0}; son lien (le lieu marqué, sinon le milieu de la vue) ou des degrés et minutes (44° 21′ N, 2° 34′ E) conviennent aussi.")}</small>
        </form>
    }
}

/// A click on the map, where one is in view.
fn aiming(state: State, aim: Aim) -> impl IntoView {
    let is_ours = move || aim.is_on.get() && !aim.is_corner.get();
    let toggle = move |_| {
        let is_on = !untrack(is_ours);
        aim.is_on.set(is_on);
        if is_on {
            // Where the click, or the keys, will be.
            let map = document().query_selector("[data-bench=map] canvas").ok().flatten();
            if let Some(map) = map.and_then(|m| m.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _focus = map.focus();
            }
            state.announce("Cliquez sur la carte à l’adresse du cabinet\u{202f}; au clavier, les flèches déplacent la carte, Entrée prend le milieu de ce qui est visible, Échap renonce.");
        }
    };
    view! {
        <p hidden=move || state.no_map.with(Option::is_some)>
            <button type="button" class="button" aria-pressed=move || is_ours().to_string() on:click=toggle>"Le montrer sur la carte"</button>
            <small hidden=move || !is_ours()>" Approchez la carte, puis cliquez à l’adresse du cabinet. Au clavier\u{202f}: flèches, puis Entrée pour le milieu de ce qui est visible\u{a0}; Échap renonce."</small>
        </p>
    }
}

/// What is said of the point, and what it decides for the place on the sheet.
fn answer(asked: Latest<Shared>, pin: Pin, state: State) -> Option<AnyView> {
    let data = use_data();
    if asked.failure().with(Option::is_some) {
        return None;
    }
    let waits = |what: &str| Some(view! { <p>{what.to_owned()}</p> }.into_any());
    let Some(all) = asked.answer().get() else {
        return waits("Les quartiers prioritaires se chargent…");
    };
    if data.fine.with(Option::is_none) {
        let is_of_map = |f: &Failure| matches!(f.asset, Asset::Coarse | Asset::Fine);
        if data.failures.with(|all| all.iter().any(is_of_map)) {
            return waits(
                "Les contours des communes ne sont pas venus\u{202f}: rien n’est dit de ce point.",
            );
        }
        return waits("Les contours des communes se chargent…");
    }
    // Beyond our communes, districts may have no contour.
    let Some(found) = pin.found() else {
        return waits(
            "Ce point n’est dans aucune commune de la carte. La latitude vient d’abord, puis la longitude.",
        );
    };
    let here = state.selected.get();
    let name = data.name(found.row).unwrap_or_default();
    let of = text::of_place(&name);
    let city = data.set.with(|s| s.gazetteer().parent(found.row));
    let alone = if found.footing == Footing::Inside && found.classed().is_none() {
        " La classe du quartier lui-même n’est pas dans les données de Plaque\u{202f}: demandez-la à l’ARS."
    } else {
        ""
    };
    let place = match found.footing {
        _ if here.is_none() => format!("Il est sur le territoire {of}\u{202f}: choisissez-le pour qu’il compte."),
        _ if city == here => format!("Il est sur le territoire {of}, dont la zone est fixée à part\u{202f}: c’est lui qui compte."),
        _ if here != Some(found.row) => format!("Il est sur le territoire {of}, hors de celui de cette fiche\u{202f}: il n’y décide de rien."),
        Footing::Edge => "Trop près d’un bord pour décider\u{202f}: la question du quartier prioritaire vous reste posée.".to_owned(),
        Footing::Inside | Footing::Outside => format!("Il est sur le territoire {of}\u{202f}: dans « Mes aides », il répond à la question du quartier prioritaire.{alone}"),
    };
    let row = found.row;
    let go = (here != Some(row)).then(|| {
        view! { <button type="button" class="chip" on:click=move |_| state.select(row)>{format!("Voir {name}")}</button> }
    });
    Some(
        view! {
            <p class="point-answer">{found.said}" "{place}</p>
            {go}
            <p class="minor">{text::typeset(all.source())}</p>
        }
        .into_any(),
    )
}

/// The districts of the place on the sheet, by name.
fn list(state: State, asked: Latest<Shared>) -> impl IntoView {
    let data = use_data();
    move || {
        let (all, row) = (asked.answer().get()?, state.selected.get()?);
        let own = data.brought.with(|b| b.places.clone());
        let (code, of_name) = data.set.with(|s| {
            let g = s.gazetteer();
            let found = || (g.code(row).to_string(), text::of_place(g.name(row)));
            (row.index() < g.len()).then(found)
        })?;
        let line = |(q, middle): (&territory::quarters::Quarter, Option<[f64; 2]>)| {
            let own = own
                .part(&q.code)
                .map(|(part, source)| format!(", classé {} ({source})", part.class));
            let class = own.or_else(|| q.zone.as_ref().map(|z| format!(", classé {z}")));
            let see = middle.map(|[lon, lat]| {
                let go = move |_| state.show_around((lon, lat), REACH);
                let named = format!("Voir {} sur la carte", q.name);
                view! { <button type="button" class="link" aria-label=named on:click=go>"voir"</button> }
            });
            view! { <li>{format!("{} ({})", q.name, q.code)}{class}" "{see}</li> }
        };
        let here = all.of(&code);
        // Parts of communes that are no priority district are drawn by nobody.
        let is_drawn = |code: &str| here.iter().any(|(q, _)| q.code == code);
        let parts = own.parts_of(&code).filter(|(part, _)| !is_drawn(&part.code));
        let parts = parts.map(|(part, source)| {
            view! { <li>{format!("{} ({}), classé {} ({source})", part.name, part.code, part.class)}</li> }
        });
        let parts = parts.collect_view();
        let lines: Vec<_> = here.into_iter().map(line).collect();
        let title = match lines.len() {
            0 => format!("Aucun quartier prioritaire dessiné sur le territoire {of_name}."),
            1 => format!("Quartier prioritaire {of_name}\u{202f}:"),
            n => format!("Les {n} quartiers prioritaires {of_name}\u{202f}:"),
        };
        Some(view! { <p>{title}</p><ul class="plain">{lines}{parts}</ul> })
    }
}

/// Draws the districts in view over the map, and says so where one is in front.
fn drawn(state: State, pin: Pin, asked: Latest<Shared>) -> Memo<Option<String>> {
    let over = Memo::new(move |_| {
        let window = pin.aim.seen.get()?;
        asked.answer().with(|all| all.as_ref().map(|all| all.drawn(window)))
    });
    Effect::new(move |_| {
        over.with(|over| {
            if let Some((_, path)) = over
                && pin.districts.with_untracked(|before| before != path)
            {
                pin.districts.set(path.clone());
            }
        });
    });
    Memo::new(move |_| {
        let is_map = state.no_map.with(Option::is_none);
        let (n, path) = over.get().filter(|_| is_map)?;
        let n = crate::summary::count(n);
        Some(if n == 0.0 {
            "Aucun quartier prioritaire dans la partie de la carte en vue.".to_owned()
        } else if path.is_empty() {
            format!(
                "{} quartiers prioritaires en vue\u{202f}: approchez la carte pour les voir.",
                text::integer(n)
            )
        } else {
            format!(
                "Dans la partie visible de la carte, en violet\u{202f}: {}.",
                text::counted(n, "quartier prioritaire", "quartiers prioritaires")
            )
        })
    })
}
