//! Views: which one the address names, links between them, and what each keeps while another is
//! in front.

use leptos::{ev, html, prelude::*, task::spawn_local};
use viewmodel::{Address, Route};
use wasm_bindgen::JsCast;

use crate::{
    dataset::Data,
    keep::KeepSelected,
    part::{self, Ask},
    pause,
    roving::walk,
    state::{Pane, SheetHeight, State, use_state},
};

/// What the address says at this moment, for links.
#[derive(Clone, Copy)]
pub struct Here(pub Memo<Address>);

/// Whether the view around is seen.
#[derive(Clone, Copy)]
pub struct InFront(pub Memo<bool>);

/// A value that follows its sources while its view is seen, and stays as it was otherwise:
/// what nobody sees is not computed.
pub fn held<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let in_front = use_context::<InFront>();
    Memo::new(move |before: Option<&T>| match (in_front.is_none_or(|f| f.0.get()), before) {
        (false, Some(before)) => before.clone(),
        _ => compute(),
    })
}

/// A view: made when it is first seen, then kept, hidden, with its place in its own scroll.
#[component]
pub fn Kept(
    /// Which view it is.
    route: Route,
    /// Whether it is seen beside another one that is in front.
    #[prop(optional)]
    beside: Option<Memo<bool>>,
    /// Whether it is made though nobody sees it: what it puts on the map is.
    #[prop(optional)]
    ahead: Option<Memo<bool>>,
    /// The view that is made once, then kept.
    children: ChildrenFn,
) -> impl IntoView {
    let state = use_state();
    let in_front = Memo::new(move |_| state.shown.get() == route);
    let is_seen = Memo::new(move |_| in_front.get() || beside.is_some_and(|b| b.get()));
    let made = RwSignal::new(false);
    Effect::new(move |_| {
        let is_wanted = is_seen.get() || ahead.is_some_and(|a| a.get());
        if is_wanted && !made.get_untracked() {
            spawn_local(async move {
                // What frames it is there first; to make it takes a task of its own.
                pause::rest().await;
                let _gone = made.try_set(true);
            });
        }
    });
    let frame = NodeRef::<html::Div>::new();
    // A browser forgets how far a hidden element was scrolled, and how high it was then.
    let scrolled = StoredValue::new((0, 0));
    let scroller = move || {
        let inside = frame.get_untracked()?.first_element_child()?;
        inside.dyn_into::<web_sys::HtmlElement>().ok()
    };
    let note = move |_| {
        if in_front.get_untracked()
            && let Some(inside) = scroller()
        {
            scrolled.set_value((inside.scroll_top(), inside.scroll_height()));
        }
    };
    // Where the focus was when the view was asked for.
    let from = StoredValue::new_local(None::<web_sys::Element>);
    let arrive = move || {
        scroll_back(scroller, scrolled.get_value(), LAYOUT);
        // What lies over the map takes the focus itself where it was asked for.
        if let Some(frame) = frame.get_untracked()
            && !(route == Route::Map && state.pane.get_untracked() == Pane::Table)
            && is_still(from.get_value().as_ref())
        {
            focus_heading(&frame);
        }
    };
    Effect::new(move |before: Option<bool>| {
        let now = in_front.get();
        if now && before == Some(false) {
            from.set_value(document().active_element());
            let has_heading =
                move || route.is_facet() || (route == Route::Map && untrack(|| state.has_sheet()));
            when_made(move || frame.get_untracked(), has_heading, arrive, PATIENCE);
        }
        now
    });
    view! {
        <div class="view" class:behind=move || !in_front.get() node_ref=frame hidden=move || !is_seen.get() on:scroll:capture=note>
            {move || made.get().then(|| {
                // Provided here, it is this view's alone: components beside each other share an
                // owner.
                provide_context(InFront(is_seen));
                children()
            })}
        </div>
    }
}

/// Frames that a view in front again takes at most to have its height.
const LAYOUT: u32 = 30;

/// Scrolls back to where the user was. What lies above it in the page comes in tasks of its own: until
/// the view is as high as it was, or the user scrolls, it is done again.
fn scroll_back(
    scroller: impl Fn() -> Option<web_sys::HtmlElement> + Copy + 'static,
    (top, height): (i32, i32),
    frames: u32,
) {
    let Some(inside) = scroller() else { return };
    inside.set_scroll_top(top);
    let reached = (inside.scroll_top(), inside.scroll_height());
    if top > 0 && reached.1 != height && frames > 0 {
        request_animation_frame(move || {
            let has_moved = scroller().is_none_or(|i| {
                // A view that shrank has moved by itself.
                i.scroll_height() == reached.1 && i.scroll_top() != reached.0
            });
            if !has_moved {
                scroll_back(scroller, (top, height), frames - 1);
            }
        });
    }
}

/// Frames that the focus waits for a part of the program to come: ten seconds.
const PATIENCE: u32 = 600;

/// Calls once the part of a view is there, with its heading where it has one; not at all where it does
/// not come in time.
fn when_made(
    frame: impl Fn() -> Option<web_sys::HtmlDivElement> + Copy + 'static,
    has_heading: impl Fn() -> bool + Copy + 'static,
    then: impl Fn() + Copy + 'static,
    frames: u32,
) {
    request_animation_frame(move || {
        // Nothing of the view is there yet, or a part of the program is waited for.
        let waits = frame().is_none_or(|f| {
            f.first_element_child().is_none()
                || f.query_selector(".part-wait").ok().flatten().is_some()
                || (has_heading() && f.query_selector("h2").ok().flatten().is_none())
        });
        match (waits, frames) {
            (false, _) => then(),
            (true, 0) => {}
            (true, n) => when_made(frame, has_heading, then, n - 1),
        }
    });
}

/// Whether the focus is where it was, or nowhere: the user has not gone elsewhere in the meantime.
pub(crate) fn is_still(from: Option<&web_sys::Element>) -> bool {
    let body = document().body().map(web_sys::Element::from);
    document().active_element().is_none_or(|now| Some(&now) == from || Some(now) == body)
}

/// Moves the focus to the view in front, past what is around every view.
pub fn to_content() {
    let view = document().query_selector(".view:not(.behind)").ok().flatten();
    if let Some(view) = view.and_then(|v| v.dyn_into::<web_sys::HtmlElement>().ok()) {
        focus_heading(&view);
        // It may have been scrolled away.
        if let Some(heading) = document().active_element() {
            heading.scroll_into_view();
        }
    }
}

/// Moves the focus to the first heading of a view, or else to the stage, so that whoever listens
/// hears where they are.
fn focus_heading(view: &web_sys::HtmlElement) {
    // Who writes somewhere by now is not taken away from there.
    let active = document().active_element();
    if active.is_some_and(|e| e.matches("input, select, textarea").unwrap_or_default()) {
        return;
    }
    let heading = view.query_selector("h2").ok().flatten();
    let target = heading.or_else(|| document().query_selector("main").ok().flatten());
    if let Some(target) = target.and_then(|h| h.dyn_into::<web_sys::HtmlElement>().ok()) {
        target.set_tab_index(-1);
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _focused = target.focus_with_options(&options);
    }
}

/// The address of a view, with all that the present one says.
#[must_use]
pub fn href(route: Route) -> String {
    let mut address = use_context::<Here>().map(|h| h.0.get()).unwrap_or_default();
    address.route = route;
    let query = address.to_query();
    format!("{}{}", if query.is_empty() { "./" } else { &query }, address.to_fragment())
}

/// Finds the part of the program that a view needs, where it has one of its own.
#[derive(Clone, Copy)]
pub struct PartOf(pub fn(Route) -> Option<Ask>);

/// A link to a view: a step within the page, or a new tab for whoever asks for one. The program
/// of the view is fetched as soon as the link is aimed at.
#[component]
pub fn ViewLink(
    /// The view that the link leads to.
    route: Route,
    /// Class of the link.
    #[prop(default = "button")]
    class: &'static str,
    /// Whether it is one of the list of what one can do.
    #[prop(optional)]
    way: bool,
    /// Whether it is one of the tabs of a place, of which the one in front is a stop of the tab key.
    #[prop(optional)]
    tab: bool,
    /// Words of the link.
    children: Children,
) -> impl IntoView {
    let state = use_state();
    let part_of = use_context::<PartOf>();
    let ahead = move || {
        if let Some(ask) = part_of.and_then(|part_of| (part_of.0)(route)) {
            part::fetch_ahead(ask);
        }
    };
    let go = move |e: ev::MouseEvent| {
        let elsewhere =
            e.ctrl_key() || e.meta_key() || e.shift_key() || e.alt_key() || e.button() != 0;
        if !elsewhere {
            e.prevent_default();
            if way {
                // To the map itself, and not to what lies over it.
                state.pane.set(Pane::Map);
                if route == Route::Map {
                    state.sheet_height.set(SheetHeight::Peek);
                }
            }
            state.route.set(route);
        }
    };
    // In the list of what one can do, the map is what a reading of a place is part of.
    let current = move || {
        let shown = state.shown.get();
        if shown == route {
            Some("page")
        } else {
            let is_part = match route {
                Route::Map => shown.is_facet(),
                Route::Project => shown == Route::Compare,
                _ => false,
            };
            (way && is_part).then_some("true")
        }
    };
    let selected = move || tab.then(|| (state.shown.get() == route).to_string());
    let stop = move || tab.then(|| if state.shown.get() == route { "0" } else { "-1" });
    view! {
        <a class=class role=tab.then_some("tab") aria-selected=selected tabindex=stop href=move || href(route) aria-current=current on:click=go
            on:pointerenter=move |_| ahead() on:focus=move |_| ahead() on:touchstart=move |_| ahead()>
            {children()}
        </a>
    }
}

/// What can be read of a place, one beside the other: each a view of its own.
const FACETS: [(Route, &str); 4] = [
    (Route::Map, "L’essentiel"),
    (Route::Aids, "Mes aides"),
    (Route::Access, "Accès et voisins"),
    (Route::Portrait, "Portrait"),
];

/// The ways from one reading of a place to the others; where there is no place, to the map.
#[component]
pub fn Facets() -> impl IntoView {
    let state = use_state();
    let links = FACETS.map(|(route, name)| {
        let name = move || match (route, state.has_sheet()) {
            (Route::Map, false) => "La carte",
            _ => name,
        };
        view! {
            <ViewLink route class="facet" tab=true>{name}</ViewLink>
        }
    });
    view! {
        <nav class="facets" aria-label="Ce lieu">
            <div role="tablist" on:keydown=walk>{links.into_iter().collect_view()}</div>
        </nav>
    }
}

/// The head of what is read of a place: its height on a narrow window, its title, its width on a wide
/// one, and the ways to the other readings.
#[component]
pub fn PanelHead(
    /// Identifier of the heading.
    id: &'static str,
    /// Words of the heading.
    #[prop(into)]
    title: Signal<String>,
) -> impl IntoView {
    let state = use_state();
    view! {
        <HeightButton/>
        <div class="sheet-head">
            <h2 id=id>{title}</h2>
            <KeepSelected/>
            <Enlarge/>
            <button type="button" class="button close" aria-label="Fermer le panneau" on:click=move |_| state.close_place()>"Fermer"</button>
        </div>
        <Facets/>
    }
}

/// On a narrow window: the three heights of what lies over the map, one after the other.
#[component]
pub fn HeightButton() -> impl IntoView {
    let state = use_state();
    let next = move || match state.sheet_height.get() {
        SheetHeight::Peek => (SheetHeight::Half, "Agrandir le panneau"),
        SheetHeight::Half => (SheetHeight::Full, "Agrandir le panneau"),
        SheetHeight::Full => (SheetHeight::Peek, "Réduire le panneau"),
    };
    view! {
        <button type="button" class="grip" aria-label=move || next().1 on:click=move |_| state.sheet_height.set(next().0)>
            <span aria-hidden="true"></span>
        </button>
    }
}

/// Beside the map: more room for what is read, or for the map.
#[component]
pub fn Enlarge() -> impl IntoView {
    let state = use_state();
    let name = move || {
        if state.is_enlarged.get() { "Réduire le panneau" } else { "Agrandir le panneau" }
    };
    view! {
        <button type="button" class="button enlarge" aria-label=name title=name on:click=move |_| state.is_enlarged.update(|e| *e = !*e)>
            <span aria-hidden="true"></span>
        </button>
    }
}

/// The title of the window names the view and the place.
pub fn follow_title(state: State, data: Data) {
    Effect::new(move |_| {
        let place = state.selected.get().and_then(|row| data.name(row));
        document().set_title(&match (state.shown.get(), place) {
            (Route::Aids, None) => "Mes aides · Plaque".to_owned(),
            (Route::Aids, Some(n)) => format!("Mes aides\u{202f}: {n} · Plaque"),
            (Route::Access, None) => "Accès et voisins · Plaque".to_owned(),
            (Route::Access, Some(n)) => format!("Accès et voisins\u{202f}: {n} · Plaque"),
            (Route::Portrait, None) => "Portrait · Plaque".to_owned(),
            (Route::Portrait, Some(n)) => format!("Portrait\u{202f}: {n} · Plaque"),
            (Route::Find, _) => "Trouver un lieu · Plaque".to_owned(),
            (Route::Project, _) => "Mon projet · Plaque".to_owned(),
            (Route::Compare, _) => "Comparer · Plaque".to_owned(),
            (Route::Map | Route::UserData, place) => match place {
                Some(n) => format!("{n}\u{202f}: médecins et aides à l’installation · Plaque"),
                None => "Plaque\u{202f}: où s’installer comme médecin généraliste".to_owned(),
            },
        });
    });
}
