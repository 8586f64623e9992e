//! The element of the map and its engine: canvases, renderers, and when to draw.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use territory::Row;
use viewmodel::{Camera, View};
use web_sys::HtmlCanvasElement;

use crate::{part::Ask, pause, url};

use super::appearance::Counts;
use super::engine::{Engine, Frame, home};
use super::input::Pointer;
use super::{bench, cpu::Cpu, gpu::Gpu, overlay::Aim, probe};

/// Rest before the picture with smooth edges.
const SHARP_AFTER: Duration = Duration::from_millis(120);

/// Takes a canvas for drawing on a graphics processor, or says why it cannot.
pub(crate) type TakeGpu = fn(&HtmlCanvasElement) -> Result<Box<dyn Gpu>, String>;

/// Takes a canvas for drawing on the main processor, or says why it cannot.
pub(crate) type TakeCpu = fn(&HtmlCanvasElement) -> Result<Box<dyn Cpu>, String>;

/// Asks for the parts that draw: a context of whoever shows a map.
#[derive(Clone, Copy)]
pub struct Renderers {
    /// On the main processor.
    pub(crate) cpu: Ask<TakeCpu>,
    /// On a graphics processor.
    pub(crate) gpu: Ask<TakeGpu>,
}

/// Copyable access to the engine and to the signals it follows.
#[derive(Clone, Copy)]
pub struct Control {
    pub(super) engine: StoredValue<Option<Engine>, LocalStorage>,
    pub(super) canvas: StoredValue<Option<HtmlCanvasElement>, LocalStorage>,
    /// Over the first canvas, where a graphics processor draws.
    pub(super) overlay: StoredValue<Option<HtmlCanvasElement>, LocalStorage>,
    /// Whether the overlay shows its picture.
    pub(super) overlaid: RwSignal<bool>,
    pub(super) pointers: StoredValue<Vec<Pointer>>,
    pub(super) taken: RwSignal<bool>,
    /// Counts camera moves, for the labels.
    pub(super) moved: RwSignal<u32>,
    pub(super) frame_asked: StoredValue<bool>,
    /// Whether a frame was let pass before the first picture.
    waited: StoredValue<bool>,
    pub(super) probed: StoredValue<bool>,
    /// Whether it is not yet known who would draw WebGL.
    pub(super) probing: StoredValue<bool>,
    pub(super) rest: StoredValue<Option<TimeoutHandle>>,
    see: StoredValue<Option<TimeoutHandle>>,
    pub(super) publish: StoredValue<Option<TimeoutHandle>>,
    pub(super) published: StoredValue<Option<View>>,
    /// Whether the user has moved the camera and the address has not followed yet.
    pub(super) steered: StoredValue<bool>,
    pub(super) outlined: StoredValue<Vec<Row>>,
    pub(super) selected: RwSignal<Option<Row>>,
    pub(super) hovered: RwSignal<Option<Row>>,
    pub(super) view: RwSignal<Option<View>>,
    pub(super) padding: Signal<[f64; 4]>,
    pub(super) on_fail: Callback<String>,
    pub(super) on_choose: Option<Callback<()>>,
    /// How to ask for what draws.
    pub(super) renderers: Renderers,
    /// A point that a click puts, where someone asks for one.
    pub(super) aim: Option<Aim>,
}

impl Control {
    /// A control without canvas yet.
    #[must_use]
    pub fn new(
        selected: RwSignal<Option<Row>>,
        hovered: RwSignal<Option<Row>>,
        view: RwSignal<Option<View>>,
        padding: Signal<[f64; 4]>,
        on_fail: Callback<String>,
        on_choose: Option<Callback<()>>,
    ) -> Self {
        Self {
            engine: StoredValue::new_local(None),
            canvas: StoredValue::new_local(None),
            overlay: StoredValue::new_local(None),
            overlaid: RwSignal::new(false),
            probed: StoredValue::new(false),
            probing: StoredValue::new(false),
            pointers: StoredValue::new(Vec::new()),
            taken: RwSignal::new(false),
            moved: RwSignal::new(0),
            frame_asked: StoredValue::new(false),
            waited: StoredValue::new(false),
            rest: StoredValue::new(None),
            see: StoredValue::new(None),
            publish: StoredValue::new(None),
            published: StoredValue::new(None),
            steered: StoredValue::new(false),
            outlined: StoredValue::new(Vec::new()),
            selected,
            hovered,
            view,
            padding,
            on_fail,
            on_choose,
            renderers: expect_context(),
            aim: use_context(),
        }
    }

    /// Whether there is an engine; effects that ask run again when it comes.
    #[must_use]
    pub fn ready(self) -> bool {
        self.taken.get()
    }

    /// Takes the canvases. The main processor draws first: it needs neither triangles nor the half
    /// second that a browser takes to say that it has no graphics processor.
    pub(super) fn take(
        self,
        cpu: Box<dyn Cpu>,
        canvas: &HtmlCanvasElement,
        overlay: &HtmlCanvasElement,
    ) {
        let (size, density) = measure(canvas);
        let camera = Camera::fitting(size, home(), self.padding.get_untracked());
        self.canvas.set_value(Some(canvas.clone()));
        self.overlay.set_value(Some(overlay.clone()));
        self.engine.set_value(Some(Engine::new(cpu, camera, density, is_dark())));
        self.taken.set(true);
        self.resize();
        if url::has("renderer=webgl") {
            self.to_gpu();
        }
    }

    /// A graphics processor takes over. The address may ask for it where there is none
    /// (`?renderer=webgl`), or refuse it (`?renderer=cpu`): for tests and for the curious.
    pub fn to_gpu(self) {
        let Some(overlay) = self.overlay.get_value() else { return };
        spawn_local(async move {
            // Without it, or without its part of the program, the main processor goes on.
            let Ok(take) = (self.renderers.gpu)().await else { return };
            match take(&overlay) {
                Ok(renderer) => self.with(|e| e.set_gpu(Some(renderer))),
                Err(why) => leptos::logging::log!("{why}"),
            }
        });
    }

    /// The graphics processor is lost: the main one goes on, until it comes back.
    pub fn to_cpu(self) {
        self.overlaid.set(false);
        self.with(|e| e.set_gpu(None));
    }

    /// Once the first picture is there, asks whether a graphics processor could do better.
    fn probe_once(self) {
        if !self.probed.get_value() {
            self.probed.set_value(true);
            if !url::has("renderer=cpu") && !url::has("renderer=webgl") {
                self.probing.set_value(true);
                probe::ask(move |is_there| {
                    if is_there {
                        self.to_gpu();
                    }
                    self.probing.set_value(false);
                });
            }
        }
    }

    /// Changes the engine, then draws if that left something to draw.
    pub fn with(self, change: impl FnOnce(&mut Engine)) {
        let dirty = self.engine.try_update_value(|e| {
            e.as_mut().is_some_and(|e| {
                change(e);
                e.is_dirty()
            })
        });
        if dirty == Some(true) {
            self.ask_frame();
        }
    }

    pub(super) fn read<T>(self, ask: impl FnOnce(&Engine) -> T) -> Option<T> {
        self.engine.try_with_value(|e| e.as_ref().map(ask)).flatten()
    }

    /// The camera of the moment.
    #[must_use]
    pub fn camera(self) -> Option<Camera> {
        self.read(|e| e.camera)
    }

    /// Work done by the renderer of the moment; nothing where there is none.
    #[must_use]
    pub fn counts(self) -> Counts {
        self.read(Engine::counts).unwrap_or_default()
    }

    /// Whether the picture stays as it is until something new comes or is asked for.
    #[must_use]
    pub fn is_at_rest(self) -> bool {
        let is_waited_for = self.frame_asked.get_value() || self.probing.get_value();
        !is_waited_for && self.read(Engine::is_at_rest) == Some(true)
    }

    /// Whether picking knows borders to a few metres.
    #[must_use]
    pub fn is_precise(self) -> bool {
        self.read(Engine::is_precise) == Some(true)
    }

    /// Colour of a row.
    #[must_use]
    pub fn colour(self, row: Row) -> Option<[u8; 4]> {
        self.read(|e| e.colour(row)).flatten()
    }

    /// Waits for the GPU (measurements only).
    pub fn finish(self) {
        let _ = self.read(Engine::finish);
    }

    fn ask_frame(self) {
        if !self.frame_asked.get_value() {
            self.frame_asked.set_value(true);
            let draw = move || self.frame(false);
            // A canvas waits for what the browser draws with, up to 200 ms where that starts with
            // the page: by the second frame it is there.
            if self.waited.get_value() {
                request_animation_frame(draw);
            } else {
                self.waited.set_value(true);
                request_animation_frame(move || request_animation_frame(draw));
            }
        }
    }

    fn frame(self, sharp: bool) {
        if !sharp {
            self.frame_asked.set_value(false);
        }
        let outcome = self.engine.try_update_value(|e| {
            e.as_mut().map_or(Frame::Idle, |e| {
                e.set_dark(is_dark());
                e.frame(pause::now, sharp)
            })
        });
        match outcome {
            Some(Frame::Partial) => self.ask_frame(),
            Some(Frame::Sharpening) => request_animation_frame(move || self.frame(true)),
            Some(Frame::Complete) => self.sharpen_at_rest(),
            _ => {}
        }
        if let Some(outcome) = outcome {
            if matches!(outcome, Frame::Complete | Frame::Sharp) {
                self.see_at_rest();
                let on_gpu = self.read(Engine::is_on_gpu) == Some(true);
                if on_gpu != self.overlaid.get_untracked() {
                    self.overlaid.set(on_gpu);
                }
                self.probe_once();
            }
            bench::drawn(outcome);
        }
    }

    /// Says what is in view, once the map moves no more.
    fn see_at_rest(self) {
        let Some(aim) = self.aim else { return };
        self.later(self.see, SHARP_AFTER, move || {
            let window = self.camera().map(|camera| camera.window());
            if aim.seen.get_untracked() != window {
                aim.seen.set(window);
            }
        });
    }

    fn sharpen_at_rest(self) {
        if self.read(Engine::wants_sharp) != Some(true) {
            return;
        }
        self.later(self.rest, SHARP_AFTER, move || {
            request_animation_frame(move || self.frame(true));
        });
    }

    /// Runs `what` after a rest; an earlier one that still waits is forgotten.
    pub(super) fn later(
        self,
        slot: StoredValue<Option<TimeoutHandle>>,
        after: Duration,
        what: impl FnOnce() + 'static,
    ) {
        if let Some(waiting) = slot.get_value() {
            waiting.clear();
        }
        slot.set_value(set_timeout_with_handle(what, after).ok());
    }
}

/// Size in CSS pixels and density (capped: more than two pixels a point are not seen on a map).
pub(super) fn measure(canvas: &HtmlCanvasElement) -> ([f64; 2], f64) {
    let size = [f64::from(canvas.client_width()), f64::from(canvas.client_height())];
    (size, window().device_pixel_ratio().clamp(1.0, 2.0))
}

fn is_dark() -> bool {
    window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|m| m.matches())
}
