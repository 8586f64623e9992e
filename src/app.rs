//! The app: one state, one dataset, the views over them, and the borders with the browser
//! (address, title, keyboard, size).

use chrono::NaiveDate;
use leptos::{ev, prelude::*, task::spawn_local};
use territory::{AreaKind, Gazetteer, Row};
use viewmodel::{Address, Route};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};

use crate::{
    bench, clock,
    dataset::{Data, date_of_dataset, use_data},
    derived::Derived,
    keep::{KEY, KEYS_IN, toggle_selected},
    map::Aim,
    part::{self, Part, Soon},
    parts,
    pin::Pin,
    route::{self, Here, Kept, PartOf},
    slices,
    state::{Pane, SheetHeight, State, use_state},
    summary::count,
    ui::{Explorer, Header, Inbox, OwnMark, Rail, Status, UserDataDialog},
    url, worker,
};

/// Degrees around a place within which a few communes are seen.
const NEIGHBOURHOOD: f64 = 0.15;
/// From this zoom on, the 60 m of the fine contours' grid are half a pixel.
const CLOSE: f64 = 10.0;

/// Mounts the app in place of the loading shell.
#[wasm_bindgen]
pub fn page() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        show_failure();
    }));
    let root =
        document().get_element_by_id("app").and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    slices::begin();
    if let Some(root) = root.or_else(|| document().body()) {
        leptos::mount::mount_to(root, || view! { <App today=clock::today(date_of_dataset())/> })
            .forget();
    }
}

/// Serves as the worker of a page.
#[wasm_bindgen]
pub fn work() {
    console_error_panic_hook::set_once();
    worker::serve(parts::work_of);
}

/// After a panic nothing of the page can be trusted to answer: say so, and how to go on.
fn show_failure() {
    remove_shell();
    let document = document();
    let (Some(body), Ok(message)) = (document.body(), document.create_element("div")) else {
        return;
    };
    message.set_class_name("failure");
    let _said = message.set_attribute("role", "alert");
    message.set_text_content(Some(
        "La page s’est arrêtée sur un défaut de notre programme. Votre commune, votre indicateur et votre date sont dans l’adresse\u{202f}: \
         rechargez la page pour reprendre où vous étiez.",
    ));
    let _shown = body.append_child(&message);
}

/// All views over one state; each is made when it is first shown, and kept.
#[component]
pub fn App(
    /// The day of the visit.
    today: NaiveDate,
) -> impl IntoView {
    let mut address = url::current();
    let data = Data::new(parts::ASKS);
    // An indicator that the map does not have is as good as none.
    if address.route != Route::Access {
        address.indicator = address.indicator.filter(|id| data.has_indicator(id));
    }
    let state = State::new(today, &address);
    provide_context(state);
    provide_context(data);
    provide_context(parts::VIEWS);
    provide_context(PartOf(parts::of_view));
    provide_context(parts::RENDERERS);
    let pin = Pin::new(state);
    provide_context(pin);
    provide_context(pin.aim);
    let inbox = Inbox::new(&address);
    provide_context(inbox);
    provide_context(Derived::new(state, data));

    if address.route == Route::Map && address.code.is_some() {
        // While the data are on their way, and not after them.
        part::fetch_ahead(parts::VIEWS.sheet);
    }
    // Asked for before anything is stated: answers wait for them.
    data.own_expected.set(inbox.is_wanted());
    // The portrait of a place has its own order: what every view needs comes after its first
    // figures.
    if address.route != Route::Portrait || address.code.is_none() || inbox.is_wanted() {
        let place = address.code.filter(|_| address.route == Route::Map);
        data.start(state.shown.get_untracked(), state.indicator.get_untracked(), place);
    }
    let without_portrait = Callback::new(move |()| spawn_local(data.fetch_common()));
    follow_closeness(state, data);
    resolve_code(state, data);
    provide_context(follow_address(state, data, address));
    show_unmapped(state, data);
    route::follow_title(state, data);
    uncover(state);
    follow_window(state);
    listen_to_keys(state, data, pin.aim);
    // Whoever is at a list has come back from its places.
    Effect::new(move |_| {
        if state.shown.get().is_list() {
            state.came_from.set(None);
        }
    });

    if bench::is_on() {
        remove_shell();
        return view! { <Part ask=|| Box::pin(parts::contest()) what="la page de mesure"/> }
            .into_any();
    }
    // What is loaded has been asked for: to make the page takes a task of its own.
    view! { <Soon><Frame without_portrait/></Soon> }.into_any()
}

/// What is on the page, in place of what stood there while the program was on its way.
#[component]
fn Frame(
    /// Loads what every view needs where the portrait does not.
    #[prop(into)]
    without_portrait: Callback<()>,
) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    remove_shell();
    // Beside what is read of a place, once that has had what it needs first.
    let beside = Memo::new(move |_| {
        let shown = state.shown.get();
        let has_room = shown.is_facet() || (shown == Route::Find && state.is_wide());
        has_room && data.has_places()
    });
    // A link to the map under a search shows what was found, once the map is there.
    let ahead = Memo::new(move |_| {
        let is_asked = state.scenario.with(|s| !s.wanted.is_empty());
        state.shown.get() == Route::Map && is_asked && data.fine.with(Option::is_some)
    });
    // Explains the words of the page: after all that it is opened for, or when asked. These two views
    // do not wait for the map.
    let is_wanted = Memo::new(move |_| {
        data.fine.with(Option::is_some)
            || state.about.get()
            || data.failures.with(|f| !f.is_empty())
            || matches!(state.shown.get(), Route::Find | Route::Project | Route::Compare)
    });
    let title = move || match state.shown.get() {
        Route::Aids => "Mes aides",
        Route::Access => "Accès et voisins",
        Route::Portrait => "Portrait",
        Route::Find => "Trouver",
        Route::Project | Route::Compare => "Mon projet",
        Route::Map | Route::UserData => "Carte",
    };
    view! {
        <div
            class="app"
            class:enlarged=move || state.is_enlarged.get()
            class:pane-map=move || state.pane.get() == Pane::Map
            class:pane-table=move || state.pane.get() == Pane::Table
            class:pane-legend=move || state.pane.get() == Pane::Legend
            class:has-sheet=move || state.has_panel()
            class:tall=move || state.has_panel() && state.sheet_height.get() == SheetHeight::Full
            style:--share=move || format!("{}", state.sheet_height.get().share())
        >
            <Header/>
            <Rail/>
            <main class="stage">
                <h1 class="sr-only">{title}</h1>
                <Kept route=Route::Map beside><Explorer/></Kept>
                <Kept route=Route::Aids><Part ask=|| Box::pin(parts::aids()) what="« Mes aides »"/></Kept>
                <Kept route=Route::Access><Part ask=|| Box::pin(parts::access()) what="« Accès et voisins »"/></Kept>
                <Kept route=Route::Portrait><Part ask=|| Box::pin(parts::portrait()) what="le portrait" on_missing=without_portrait/></Kept>
                <Kept route=Route::Find ahead><Part ask=|| Box::pin(parts::find()) what="« Trouver »"/></Kept>
                <Kept route=Route::Project><Part ask=|| Box::pin(parts::project()) what="« Mon projet »"/></Kept>
                <Kept route=Route::Compare><Part ask=|| Box::pin(parts::comparing()) what="« Comparer »"/></Kept>
                <Status/>
            </main>
            <OwnMark/>
            <Soon><UserDataDialog/></Soon>
            <div class="about-place" class:about-asked=state.about><Part ask=|| Box::pin(parts::about()) what="« À propos »" when=is_wanted/></div>
            <p class="sr-only" role="status" aria-live="polite">{state.announcement}</p>
        </div>
    }
}

fn remove_shell() {
    if let Ok(Some(shell)) = document().query_selector(".shell") {
        shell.remove();
    }
}

/// A code from the address becomes a selection once the places are known; a click on the map
/// forgets it.
fn resolve_code(state: State, data: Data) {
    Effect::new(move |_| {
        let selected = state.selected.get();
        if selected.is_some() {
            state.unknown.set(None);
            // A task that comes late may still be about the selection before.
            if selected != state.selected_then.get_value() {
                state.awaited.set(None);
            }
        }
    });
    Effect::new(move |_| {
        let (Some(code), true) = (state.awaited.get(), data.has_places()) else { return };
        match data.set.with_untracked(|s| s.gazetteer().row(code)) {
            Some(row) => state.selected.set(Some(row)),
            None => {
                state.selected.set(None);
                state.unknown.set(Some(code));
            }
        }
        state.awaited.set(None);
    });
}

/// The address follows the state, and the state follows « back » and « forward ».
fn follow_address(state: State, data: Data, first: Address) -> Here {
    let written = StoredValue::new(first.clone());
    let here = Memo::new(move |_| {
        let of_row =
            |row| data.set.with(|s| (!s.gazetteer().is_empty()).then(|| s.gazetteer().code(row)));
        let selected = state.selected.get();
        Address {
            route: state.route.get(),
            // A place that is still on its way from the address has the first word.
            code: state.awaited.get().or(selected.and_then(of_row)).or(state.unknown.get()),
            indicator: state.indicator_in_address(),
            date: state.chosen_date.get(),
            other_code: state.other_code.get(),
            other_date: state.other_date.get(),
            view: state.view.get(),
            wrong: Vec::new(),
            rest: first.rest.clone(),
            answers: state.answers.get(),
            scenario: state.scenario.get(),
        }
    });
    Effect::new(move |_| {
        let address = here.get();
        // Closing the user's data is no step: « back » would only open them again.
        let closes =
            written.with_value(|w| w.route == Route::UserData && address.route != Route::UserData);
        let new_step = !closes && written.with_value(|w| address.is_step_from(w));
        url::write(&address, new_step);
        written.set_value(address);
    });
    url::on_travel(move |mut address| {
        if address.route != Route::Access {
            let own = |id: &String| {
                data.brought.with_untracked(|b| b.entries.iter().any(|e| e.id == *id))
            };
            address.indicator = address.indicator.filter(|id| data.has_indicator(id) || own(id));
        }
        // Where one travels to is already written.
        written.set_value(address.clone());
        state.go_to(&address);
    });
    Here(here)
}

/// Where to look for a place that is not drawn: its town hall, or the middle of those of its
/// territoire de vie-santé.
fn whereabouts(gazetteer: &Gazetteer, row: Row) -> Option<(f64, f64)> {
    gazetteer.town_hall(row).or_else(|| {
        let own = gazetteer.area(AreaKind::Tvs, row)?;
        let around = gazetteer.rows().filter(|r| gazetteer.area(AreaKind::Tvs, *r) == Some(own));
        let halls: Vec<(f64, f64)> = around.filter_map(|r| gazetteer.town_hall(r)).collect();
        let middle =
            |axis: fn(&(f64, f64)) -> f64| halls.iter().map(axis).sum::<f64>() / count(halls.len());
        (!halls.is_empty()).then(|| (middle(|h| h.0), middle(|h| h.1)))
    })
}

/// A place that the map does not draw is shown by its neighbourhood.
fn show_unmapped(state: State, data: Data) {
    Effect::new(move |shown: Option<Option<Row>>| {
        let (selected, shown) = (state.selected.get(), shown.flatten());
        let Some(row) = selected.filter(|row| Some(*row) != shown) else { return selected };
        if !data.has_places() || data.fine.with(Option::is_none) {
            return shown;
        }
        let middle = data.set.with_untracked(|s| {
            let drawn =
                data.has_contour(row) || s.gazetteer().arrondissements(row).next().is_some();
            whereabouts(s.gazetteer(), row).filter(|_| !drawn)
        });
        // A view from the address has the last word on first sight.
        if let Some((lon, lat)) =
            middle.filter(|_| shown.is_some() || state.view.with_untracked(Option::is_none))
        {
            state.show_around((lon, lat), NEIGHBOURHOOD);
        }
        selected
    });
}

/// Who points with a mouse, or looks closely, gets borders to a few metres.
fn follow_closeness(state: State, data: Data) {
    Effect::new(move |_| {
        if state.hovered.with(Option::is_some)
            || state.view.with(|v| v.is_some_and(|v| v.zoom >= CLOSE))
        {
            data.load_digits();
        }
    });
}

/// On a narrow window the table, or the legend, would cover what is read of a place.
fn uncover(state: State) {
    Effect::new(move |_| {
        if state.shown.get().is_facet() && !state.is_wide() {
            state.pane.set(Pane::Map);
        }
    });
}

fn follow_window(state: State) {
    let size = || {
        let side = |v: Result<wasm_bindgen::JsValue, _>| v.ok().and_then(|v| v.as_f64());
        Some((side(window().inner_width())?, side(window().inner_height())?))
    };
    let measure = move || {
        if let Some(size) = size().filter(|s| *s != state.window.get_untracked()) {
            state.window.set(size);
        }
    };
    measure();
    let handle = window_event_listener(ev::resize, move |_| measure());
    on_cleanup(move || handle.remove());
}

/// Fields that have their own use of the key.
const WRITTEN_IN: &str = "select, textarea, input:not([type=radio], [type=checkbox], [type=range])";

/// `Esc` steps back on the map, unless a list or a dialog has its own use of it.
/// `g` keeps the place that is read of in mind.
fn listen_to_keys(state: State, data: Data, aim: Aim) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let element = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        // Menus, notes and dialogs close themselves, and a field has its own use of the key.
        let own = document().query_selector(":popover-open, :modal").ok().flatten();
        let is_field = element.as_ref().is_some_and(|e| e.matches(WRITTEN_IN).unwrap_or_default());
        if event.default_prevented() || own.is_some() || is_field {
            return;
        }
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        let is_in = |e: &web_sys::Element| e.closest(KEYS_IN).is_ok_and(|found| found.is_some());
        if event.key() == KEY
            && !has_modifier
            && !event.repeat()
            && element.as_ref().is_some_and(is_in)
            && untrack(|| state.has_panel())
        {
            toggle_selected(state, data);
        }
        if event.key() != "Escape" {
            return;
        }
        let route = state.route.get_untracked();
        // One step at a time: what is aimed, what lies over the map, the reading of a place, the place.
        if aim.is_on.get_untracked() {
            aim.is_on.set(false);
        } else if route == Route::Map || state.pane.get_untracked() != Pane::Map {
            state.step_back();
        } else if route.is_facet() {
            state.route.set(Route::Map);
        }
    });
    on_cleanup(move || handle.remove());
}
