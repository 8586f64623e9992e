//! The map: a canvas, its controls and its labels. Pointer, wheel, fingers and keys become camera
//! moves and selections; signals become colours and outlines.

mod appearance;
pub mod bench;
mod control;
mod cpu;
mod draw;
mod engine;
mod gl;
mod gpu;
mod input;
mod level;
mod moves;
mod overlay;

mod probe;
mod soft;

use std::sync::Arc;

use atlas::Contours;
use leptos::{html, prelude::*, task::spawn_local};
use territory::Row;
use wasm_bindgen::{JsCast, closure::Closure};

use crate::{pause, roving::walk};

pub use appearance::Counts;
pub use control::{Control, Renderers};
pub(crate) use control::{TakeCpu, TakeGpu};
pub use engine::Frame;
pub(crate) use gl::take as take_gpu;
pub(crate) use soft::take as take_cpu;

pub use overlay::{Aim, Overlay, path, point};
pub use viewmodel::{
    Camera, View,
    labels::{Kind, Label},
};

/// RGBA of each row; alpha 255 = plain, 0 = hatched (no data).
#[derive(Clone, Debug)]
pub struct Fill(pub Arc<Vec<[u8; 4]>>);

/// Rows that are outlined as a whole, each with a contour of its own, and whether the map brings them
/// into view.
pub type Outlined = (Vec<Row>, bool);

/// The map over all places. Writes `hovered`, `selected` and, when the control rests, `view`; follows
/// them when others write.
#[component]
pub fn MapView(
    /// Contours for the view of the whole country.
    #[prop(into)]
    coarse: Signal<Option<Arc<Contours>>>,
    /// Contours of the finest level; the coarse ones are drawn until it comes.
    #[prop(into)]
    fine: Signal<Option<Arc<Contours>>>,
    /// Colour of each row.
    #[prop(into)]
    fill: Signal<Option<Fill>>,
    /// Group of each row: borders between groups are drawn stronger.
    #[prop(into)]
    groups: Signal<Option<Arc<Vec<u8>>>>,
    /// Names to write, most important first.
    #[prop(into)]
    labels: Signal<Vec<Label>>,
    /// The name of the place on the sheet.
    #[prop(optional, into)]
    chosen: Option<Signal<Option<Label>>>,
    /// The place on the sheet.
    selected: RwSignal<Option<Row>>,
    /// The place under the pointer.
    hovered: RwSignal<Option<Row>>,
    /// What is in view; none is the whole country.
    view: RwSignal<Option<View>>,
    /// CSS pixels covered by panels: top, right, bottom, left.
    #[prop(into)]
    padding: Signal<[f64; 4]>,
    /// Called with the reason, in French, where there can be no map.
    on_fail: Callback<String>,
    /// What the map shows, in words.
    #[prop(into)]
    description: Signal<String>,
    /// What lies over the map.
    #[prop(optional, into)]
    over: Option<Signal<Overlay>>,
    /// Whether the words of a place come before the picture: then it waits for its contours.
    #[prop(optional)]
    after_words: bool,
    /// What is outlined.
    outlined: Signal<Outlined>,
    /// Called when the user chooses a place on the map.
    #[prop(optional, into)]
    on_choose: Option<Callback<()>>,
    /// What is to be brought into view, degrees; taken once it is.
    #[prop(optional)]
    wanted: Option<RwSignal<Option<[f64; 4]>>>,
    /// What a view draws over the map; the [`Control`] is a context of it.
    #[prop(optional, into)]
    above: Option<Signal<Option<ViewFn>>>,
) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    let overlay = NodeRef::<html::Canvas>::new();
    let control = Control::new(selected, hovered, view, padding, on_fail, on_choose);
    provide_context(control);

    let names = move || {
        let chosen = chosen.and_then(|c| c.get());
        labels.with(|all| control.place(chosen.as_ref(), all))
    };
    let class_of = |kind| match kind {
        Kind::Village => "",
        Kind::Town => "town",
        Kind::City | Kind::Chosen => "city",
    };
    // The code that draws did not come.
    let missing = RwSignal::new(false);
    let may_begin = Memo::new(move |_| !after_words || coarse.with(Option::is_some));
    Effect::new(move |_| {
        let (Some(element), Some(over)) = (canvas.get(), overlay.get()) else { return };
        if !may_begin.get() || missing.get() {
            return;
        }
        // Everything that a first picture is made of.
        let is_whole = move || {
            let contours =
                coarse.with_untracked(Option::is_some) && fine.with_untracked(Option::is_some);
            contours
                && fill.with_untracked(Option::is_some)
                && groups.with_untracked(Option::is_some)
        };
        spawn_local(async move {
            // The browser lays the whole page out to say how large the map is: a task of its own.
            pause::rest().await;
            let Ok(take) = (control.renderers.cpu)().await else {
                let _gone = missing.try_set(true);
                return;
            };
            // Its code was compiled in this task.
            pause::rest().await;
            // The view may have gone.
            if control.taken.try_get_untracked().is_none() {
                return;
            }
            let cpu = match take(&element) {
                Ok(cpu) => cpu,
                Err(why) => return control.on_fail.run(why),
            };
            pause::rest().await;
            if control.taken.try_get_untracked().is_some() {
                control.take(cpu, &element, &over);
                watch_size(&element, move || control.resize());
                watch_context(&over, control);
                bench::attach(control, is_whole);
            }
        });
    });
    Effect::new(move |_| {
        if let Some(c) = coarse.get().filter(|_| control.ready()) {
            control.with(|e| e.set_coarse(c));
        }
    });
    Effect::new(move |_| {
        if let Some(c) = fine.get().filter(|_| control.ready()) {
            control.with(|e| e.set_fine(c));
            // The index takes a few tens of milliseconds: after the picture, before the first
            // pointer.
            set_timeout(
                move || control.with(engine::Engine::prepare_picking),
                std::time::Duration::from_millis(60),
            );
        }
    });
    Effect::new(move |_| {
        if let Some(Fill(rgba)) = fill.get().filter(|_| control.ready()) {
            control.with(|e| e.recolour(rgba.to_vec()));
        }
    });
    Effect::new(move |_| {
        if let Some(g) = groups.get().filter(|_| control.ready()) {
            control.with(|e| e.set_groups(&g));
        }
    });
    Effect::new(move |_| {
        let (rows, brings) = outlined.get();
        let _ = (coarse.get(), fine.get(), padding.get());
        if control.ready() {
            control.outline(rows, brings);
        }
    });
    Effect::new(move |_| {
        let asked = view.get();
        if control.ready() {
            control.go_to(asked);
        }
    });

    Effect::new(move |_| {
        let asked = wanted.and_then(|w| w.get());
        if let Some(degrees) = asked.filter(|_| control.ready()) {
            wanted.inspect(|w| w.set(None));
            control.bring(degrees);
        }
    });

    view! {
        <div class="map" data-bench="map">
            <canvas
                node_ref=canvas
                tabindex="0"
                class:aimed=move || control.is_aimed()
                role="application"
                aria-roledescription="carte"
                aria-label=move || description.get()
                aria-describedby="map-keys"
                on:pointerdown=move |e| control.pointer_down(&e)
                on:pointermove=move |e| control.pointer_move(&e)
                on:pointerup=move |e| control.pointer_up(&e)
                on:pointercancel=move |e| control.pointer_lost(&e)
                on:pointerleave=move |_| control.pointer_left()
                on:wheel=move |e| control.wheel(&e)
                on:keydown=move |e| control.key(&e)
            ></canvas>
            <canvas node_ref=overlay class="map-overlay" class:shown=control.overlaid aria-hidden="true"></canvas>
            {move || over.map(|o| o.get()).filter(|o| !o.is_empty()).map(|o| view! {
                <svg class="map-over" aria-hidden="true">
                    <g transform=move || control.transform()>
                        <path class="district" d=o.districts></path>
                        <path class="own-area under" d=o.lines.clone()></path>
                        <path class="own-area" d=o.lines></path>
                        <path class="own-spot under" d=o.marks.clone()></path>
                        <path class="own-spot" d=o.marks></path>
                        <path class="pin under" d=o.pin.clone()></path>
                        <path class="pin" d=o.pin></path>
                    </g>
                </svg>
            })}
            {move || above.and_then(|a| a.get()).map(|a| a.run())}
            {move || missing.get().then(|| view! {
                <p class="notice" role="alert">
                    "Impossible de charger ce qui dessine la carte\u{202f}: le serveur ne répond pas, ou vous êtes hors connexion. Le reste de la page fonctionne. "
                    <button type="button" class="link" on:click=move |_| missing.set(false)>"Réessayer"</button>
                </p>
            })}
            <p id="map-keys" class="visually-hidden">
                "Flèches\u{a0}: déplacer la carte. Plus et moins\u{a0}: zoomer. Maj et flèche\u{a0}: commune voisine. Échap\u{a0}: fermer la fiche."
            </p>
            <div class="map-labels" aria-hidden="true">
                <For each=names key=|l| (l.text.clone(), l.x.to_bits(), l.y.to_bits(), l.kind) let(label)>
                    <span class=class_of(label.kind) style=format!("transform:translate({:.0}px,{:.0}px) translate(-50%,-50%)", label.x, label.y)>{label.text}</span>
                </For>
            </div>
            <div class="map-zoom" role="toolbar" aria-label="Zoom de la carte" on:keydown=walk>
                <button type="button" aria-label="Zoomer" title="Zoomer" on:click=move |_| control.zoom(2.0)>
                    <span aria-hidden="true">"+"</span>
                </button>
                <button type="button" tabindex="-1" aria-label="Dézoomer" title="Dézoomer" on:click=move |_| control.zoom(0.5)>
                    <span aria-hidden="true">"−"</span>
                </button>
                <button type="button" tabindex="-1" aria-label="Voir toute la France" title="Voir toute la France" on:click=move |_| control.go_home()>
                    <span aria-hidden="true">"⌂"</span>
                </button>
            </div>
        </div>
    }
}

/// Calls back with the first size of an element and with each other one, for as long as the page
/// lives.
fn watch_size(element: &web_sys::Element, resized: impl Fn() + 'static) {
    let resized = Closure::<dyn Fn()>::new(resized);
    if let Ok(observer) = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()) {
        observer.observe(element);
    }
    resized.forget();
}

fn watch_context(element: &web_sys::HtmlCanvasElement, control: Control) {
    let lost = Closure::<dyn Fn(web_sys::Event)>::new(move |e: web_sys::Event| {
        // Without this the browser never gives the context back.
        e.prevent_default();
        control.to_cpu();
    });
    let restored = Closure::<dyn Fn()>::new(move || control.to_gpu());
    let listen = |name, f: &wasm_bindgen::JsValue| {
        let _ = element.add_event_listener_with_callback(name, f.unchecked_ref());
    };
    listen("webglcontextlost", lost.as_ref());
    listen("webglcontextrestored", restored.as_ref());
    lost.forget();
    restored.forget();
}
