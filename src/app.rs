//! The pages, explorer, aids, « Pourquoi ici ? » and portrait: state, data and views put together, and the borders with the browser (address, title, keyboard, size).

use std::sync::Arc;

use chrono::NaiveDate;
use leptos::{ev, prelude::*};
use territory::{AreaKind, Gazetteer, Row};
use wasm_bindgen::JsCast;

use crate::{
    bench,
    dataset::{Data, More},
    derived::Derived,
    map::View,
    state::{FIRST_INDICATOR, Pane, State},
    summary::count,
    ui::{
        About, BottomBar, Bring, Contest, Header, Legend, Made, MapPane, OUTLOOK_COLUMNS, Outlook, Own, Portrait, SheetPanel, Simulator,
        Status, TablePane, Tabs, bring, read_book,
    },
    url::{self, Address},
};

/// Zoom at which a few communes around a place are seen.
const NEIGHBOURHOOD: f64 = 10.0;
/// From this zoom on, the 60 m of the fine contours' grid are half a pixel.
const CLOSE: f64 = 10.0;

/// Mounts the explorer (map, table, sheet) in place of the loading shell.
pub fn start(today: NaiveDate) {
    mount(move || view! { <App today=today/> });
}

/// Mounts « Pourquoi ici ? » in place of the loading shell.
pub fn start_outlook(today: NaiveDate) {
    mount(move || view! { <WhyHere today=today/> });
}

/// Mounts the portrait of a territory in place of the loading shell.
pub fn start_portrait(today: NaiveDate) {
    mount(move || view! { <PortraitPage today=today/> });
}

/// Mounts the page of aids in place of the loading shell.
pub fn start_aids(today: NaiveDate) {
    mount(move || view! { <Aids today=today/> });
}

/// Mounts the page of the reader's own files in place of the loading shell; in a worker, reads files for that page.
pub fn start_bring() {
    if bring::serve() {
        return;
    }
    let inside = url::has("dans=1");
    mount(move || view! { <Bring inside=inside/> });
}

fn mount<V: IntoView + 'static>(page: impl FnOnce() -> V + 'static) {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        show_failure();
    }));
    let root = document().get_element_by_id("app").and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    let root = root.or_else(|| document().body());
    if let Some(root) = root {
        root.set_inner_html("");
        leptos::mount::mount_to(root, page).forget();
    }
}

/// After a panic nothing of the page can be trusted to answer: say so, and how to go on.
fn show_failure() {
    let document = document();
    let (Some(body), Ok(message)) = (document.body(), document.create_element("div")) else { return };
    message.set_class_name("failure");
    let _said = message.set_attribute("role", "alert");
    message.set_text_content(Some(
        "La page s’est arrêtée sur un défaut de notre programme. Votre commune, votre indicateur et votre date sont dans l’adresse\u{202f}: \
         rechargez la page pour reprendre où vous étiez.",
    ));
    let _shown = body.append_child(&message);
}

/// A page beside the explorer: the same header, messages and statements around its own content.
fn beside(state: State, content: impl IntoView) -> impl IntoView {
    view! {
        <div class="app aids">
            <Header aids=true/>
            <main class="stage">{content}<Status/></main>
            // What the header has no room for on a phone.
            <nav class="beside-foot" aria-label="Données et méthode">
                <button type="button" class="link" on:click=move |_| state.own.set(true)>"Vos données"</button>
                <button type="button" class="link" on:click=move |_| state.about.set(true)>"À propos"</button>
            </nav>
            <Own/>
            <About/>
            <p class="sr-only" role="status" aria-live="polite">{state.announcement}</p>
        </div>
    }
}

/// The title of the window follows the place.
fn title_of_place(state: State, data: Data, title: fn(Option<String>) -> String) {
    Effect::new(move |_| {
        let name =
            data.set.with(|s| state.selected.get().filter(|r| r.index() < s.gazetteer().len()).map(|r| s.gazetteer().name(r).to_owned()));
        document().set_title(&title(name));
    });
}

/// What this doctor would get: a page beside the explorer, which shares its address.
#[component]
pub fn Aids(
    /// The day of the visit.
    today: NaiveDate,
) -> impl IntoView {
    let address = url::current();
    let data = Data::default();
    let state = State::new(today, &address);
    provide_context(state);
    provide_context(data);
    data.start_aids();
    resolve_code(state, data);
    provide_context(follow_address(state, data, address, |_| true));
    title_of_place(state, data, |name| {
        name.map_or_else(|| "Mes aides · Plaque".to_owned(), |n| format!("Mes aides\u{202f}: {n} · Plaque"))
    });
    beside(state, view! { <Simulator/> })
}

/// The list of the files that only « Pourquoi ici ? » reads.
const OUTLOOK_LIST: &str = include_str!("../assets/data/index-outlook.json");

/// Why here, and what one would change: a page beside the explorer, which shares its address.
#[component]
pub fn WhyHere(
    /// The day of the visit.
    today: NaiveDate,
) -> impl IntoView {
    let mut address = url::current();
    address.indicator = address.indicator.or_else(|| Some("effet".to_owned()));
    let book = RwSignal::new(None);
    let take = Callback::new(move |json: Vec<u8>| {
        book.set(Some(Arc::new(read_book(&json)?)));
        Ok(())
    });
    let data = Data::with_more(
        OUTLOOK_LIST,
        vec![More {
            name: "outlook",
            what: "les modèles d’accès aux soins",
            take,
            taken: Signal::derive(move || book.with(Option::is_some)),
        }],
    );
    let state = State::new(today, &address);
    provide_context(state);
    provide_context(data);
    data.start_outlook(&OUTLOOK_COLUMNS);
    follow_closeness(state, data);
    resolve_code(state, data);
    provide_context(follow_address(state, data, address, |_| true));
    follow_window(state);
    title_of_place(state, data, |name| {
        name.map_or_else(|| "Pourquoi ici\u{202f}? · Plaque".to_owned(), |n| format!("Pourquoi ici\u{202f}? {n} · Plaque"))
    });
    beside(state, view! { <Outlook book=book/> })
}

/// The list of the files that only the portrait and « Pourquoi ici ? » read.
const PORTRAIT_LIST: &str = include_str!("../assets/data/index-portrait.json");

/// The portrait of a territory: a page beside the explorer, which shares its address.
#[component]
pub fn PortraitPage(
    /// The day of the visit.
    today: NaiveDate,
) -> impl IntoView {
    let address = url::current();
    let made = Made::default();
    let data = Data::with_more(PORTRAIT_LIST, made.files());
    made.belongs_to(data);
    let state = State::new(today, &address);
    provide_context(state);
    provide_context(data);
    data.start_portrait();
    resolve_code(state, data);
    provide_context(follow_address(state, data, address, |_| true));
    follow_window(state);
    title_of_place(state, data, |name| name.map_or_else(|| "Portrait · Plaque".to_owned(), |n| format!("Portrait\u{202f}: {n} · Plaque")));
    beside(state, view! { <Portrait made=made/> })
}

/// The explorer.
#[component]
pub fn App(
    /// The day of the visit.
    today: NaiveDate,
) -> impl IntoView {
    let mut address = url::current();
    let data = Data::default();
    // An indicator that the dataset does not have is as good as none.
    address.indicator = address.indicator.filter(|id| data.has_indicator(id));
    let state = State::new(today, &address);
    provide_context(state);
    provide_context(data);
    let derived = Derived::new(state, data);
    provide_context(derived);

    data.start(state.indicator.get_untracked());
    Effect::new(move |_| state.indicator.with(|id| data.load_column(id)));
    follow_closeness(state, data);
    resolve_code(state, data);
    provide_context(follow_address(state, data, address, move |id| data.has_indicator(id)));
    show_unmapped(state, data);
    follow_title(state, derived);
    follow_window(state);
    listen_to_escape(state);

    if bench::is_on() {
        return view! { <Contest/> }.into_any();
    }
    view! {
        <div
            class="app"
            class:pane-map=move || state.pane.get() == Pane::Map
            class:pane-table=move || state.pane.get() == Pane::Table
            class:pane-legend=move || state.pane.get() == Pane::Legend
            class:has-sheet=move || state.selected.with(Option::is_some) || state.awaited.with(Option::is_some) || state.unknown.with(Option::is_some)
        >
            <Header aids=false/>
            <main class="stage">
                <div class="ground">
                    <MapPane/>
                    <Legend/>
                    <BottomBar/>
                    <Show when=move || state.pane.get() == Pane::Table><TablePane/></Show>
                    <Status/>
                </div>
                <SheetPanel/>
            </main>
            <Own/>
            <Tabs/>
            <About/>
            <p class="sr-only" role="status" aria-live="polite">{state.announcement}</p>
        </div>
    }
    .into_any()
}

/// A code from the address becomes a selection once the places are known; a click on the map forgets it.
fn resolve_code(state: State, data: Data) {
    Effect::new(move |_| {
        if state.selected.with(Option::is_some) {
            state.awaited.set(None);
            state.unknown.set(None);
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

/// What the address says at this moment, for links to the other page.
#[derive(Clone, Copy)]
pub struct Here(pub Memo<Address>);

/// The address follows the state, and the state follows the reader's « back » and « forward ».
fn follow_address(state: State, data: Data, first: Address, is_view: impl Fn(&str) -> bool + 'static) -> Here {
    let written = StoredValue::new(first.clone());
    let here = Memo::new(move |_| {
        let of_row = |row| data.set.with(|s| (!s.gazetteer().is_empty()).then(|| s.gazetteer().code(row)));
        let selected = state.selected.get();
        Address {
            // A place that is still on its way from the address has the first word.
            code: state.awaited.get().or(selected.and_then(of_row)).or(state.unknown.get()),
            indicator: Some(state.indicator.get()).filter(|i| i != FIRST_INDICATOR),
            date: state.chosen_date.get(),
            other_code: state.other_code.get(),
            other_date: state.other_date.get(),
            view: state.view.get(),
            wrong: Vec::new(),
            rest: first.rest.clone(),
            answers: state.answers.get(),
        }
    });
    Effect::new(move |_| {
        let address = here.get();
        let new_step = written.with_value(|w| address.is_step_from(w));
        url::write(&address, new_step);
        written.set_value(address);
    });
    url::on_travel(move |mut address| {
        address.indicator = address.indicator.filter(|id| is_view(id));
        // What the reader travels to is already written.
        written.set_value(address.clone());
        state.go_to(&address);
    });
    Here(here)
}

/// Where to look for a place that is not drawn: its town hall, or the middle of those of its territoire de vie-santé.
fn whereabouts(gazetteer: &Gazetteer, row: Row) -> Option<(f64, f64)> {
    gazetteer.town_hall(row).or_else(|| {
        let own = gazetteer.area(AreaKind::Tvs, row)?;
        let around = gazetteer.rows().filter(|r| gazetteer.area(AreaKind::Tvs, *r) == Some(own));
        let halls: Vec<(f64, f64)> = around.filter_map(|r| gazetteer.town_hall(r)).collect();
        let middle = |axis: fn(&(f64, f64)) -> f64| halls.iter().map(axis).sum::<f64>() / count(halls.len());
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
            let drawn = data.has_contour(row) || s.gazetteer().arrondissements(row).next().is_some();
            whereabouts(s.gazetteer(), row).filter(|_| !drawn)
        });
        // A view from the address has the last word on first sight.
        if let Some((lon, lat)) = middle.filter(|_| shown.is_some() || state.view.with_untracked(Option::is_none)) {
            state.view.set(Some(View { lon, lat, zoom: NEIGHBOURHOOD }));
        }
        selected
    });
}

/// Who points with a mouse, or looks closely, gets borders to a few metres.
fn follow_closeness(state: State, data: Data) {
    Effect::new(move |_| {
        if state.hovered.with(Option::is_some) || state.view.with(|v| v.is_some_and(|v| v.zoom >= CLOSE)) {
            data.load_digits();
        }
    });
}

fn follow_title(state: State, derived: Derived) {
    Effect::new(move |_| {
        let name = derived.sheet.with(|s| s.as_ref().map(|s| s.title.clone())).filter(|_| state.selected.with(Option::is_some));
        document().set_title(&match name {
            Some(name) => format!("{name}\u{202f}: médecins et aides à l’installation · Plaque"),
            None => "Plaque\u{202f}: où s’installer comme médecin généraliste".to_owned(),
        });
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

/// `Esc` steps back, unless a list or a dialog has its own use of it.
fn listen_to_escape(state: State) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let element = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let taken = state.about.get_untracked() || element.is_some_and(|e| e.tag_name() == "SELECT");
        if event.key() == "Escape" && !event.default_prevented() && !taken {
            state.step_back();
        }
    });
    on_cleanup(move || handle.remove());
}
