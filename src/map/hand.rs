//! From the reader's hand to the engine: pointers, wheel, keys; and when to draw.

use std::time::Duration;

use atlas::plane;
use leptos::{prelude::*, task::spawn_local};
use territory::Row;
use viewmodel::{
    Camera, View,
    labels::{self, Label, Placed},
};
use web_sys::{HtmlCanvasElement, KeyboardEvent, PointerEvent, WheelEvent};

use crate::{part, turn, url};

use super::engine::{Engine, Frame, home};
use super::look::Counts;
use super::{over, probe, soft};

/// A press that moved less is a click, CSS pixels.
const CLICK_PX: f64 = 5.0;
/// Rest before the picture with smooth edges.
const SHARP_AFTER: Duration = Duration::from_millis(120);
/// Rest before the address of the page follows the camera.
const PUBLISH_AFTER: Duration = Duration::from_millis(300);
/// Room around a place that is brought into view, cells (about 12 km).
const ROOM: f64 = 200.0;

/// Copyable access to the engine and to the signals it follows.
#[derive(Clone, Copy)]
pub struct Hand {
    engine: StoredValue<Option<Engine>, LocalStorage>,
    canvas: StoredValue<Option<HtmlCanvasElement>, LocalStorage>,
    /// Over the first canvas, where a graphics processor draws.
    overlay: StoredValue<Option<HtmlCanvasElement>, LocalStorage>,
    /// Whether the overlay shows its picture.
    pub(super) overlaid: RwSignal<bool>,
    pointers: StoredValue<Vec<Pointer>>,
    taken: RwSignal<bool>,
    /// Counts camera moves, for the labels.
    moved: RwSignal<u32>,
    frame_asked: StoredValue<bool>,
    probed: StoredValue<bool>,
    /// Whether it is not yet known who would draw WebGL.
    probing: StoredValue<bool>,
    rest: StoredValue<Option<TimeoutHandle>>,
    publish: StoredValue<Option<TimeoutHandle>>,
    published: StoredValue<Option<View>>,
    outlined: StoredValue<Vec<Row>>,
    selected: RwSignal<Option<Row>>,
    hovered: RwSignal<Option<Row>>,
    view: RwSignal<Option<View>>,
    padding: Signal<[f64; 4]>,
    on_fail: Callback<String>,
}

#[derive(Clone, Copy)]
struct Pointer {
    id: i32,
    at: [f64; 2],
    travelled: f64,
}

impl Hand {
    /// A hand without canvas yet.
    #[must_use]
    pub fn new(
        selected: RwSignal<Option<Row>>,
        hovered: RwSignal<Option<Row>>,
        view: RwSignal<Option<View>>,
        padding: Signal<[f64; 4]>,
        on_fail: Callback<String>,
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
            rest: StoredValue::new(None),
            publish: StoredValue::new(None),
            published: StoredValue::new(None),
            outlined: StoredValue::new(Vec::new()),
            selected,
            hovered,
            view,
            padding,
            on_fail,
        }
    }

    /// Whether there is an engine; effects that ask run again when it comes.
    #[must_use]
    pub fn ready(self) -> bool {
        self.taken.get()
    }

    /// Takes the canvases, or says why it cannot. The main processor draws first: it needs neither
    /// triangles nor the half second that a browser takes to say that it has no graphics processor.
    pub fn take(self, canvas: &HtmlCanvasElement, overlay: &HtmlCanvasElement) {
        let Some(cpu) = soft::Renderer::new(canvas) else {
            return self.on_fail.run(
                "Ce navigateur ne donne aucun moyen de dessiner la carte. Tout le reste fonctionne\u{202f}: la recherche, la liste et les fiches."
                    .to_owned(),
            );
        };
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
            let Ok(take) = part::gpu().await else { return };
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

    fn read<T>(self, look: impl FnOnce(&Engine) -> T) -> Option<T> {
        self.engine.try_with_value(|e| e.as_ref().map(look)).flatten()
    }

    /// The camera of the moment.
    #[must_use]
    pub fn camera(self) -> Option<Camera> {
        self.read(|e| e.camera)
    }

    /// Work done.
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
            request_animation_frame(move || self.frame(false));
        }
    }

    fn frame(self, sharp: bool) {
        if !sharp {
            self.frame_asked.set_value(false);
        }
        let outcome = self.engine.try_update_value(|e| {
            e.as_mut().map_or(Frame::Idle, |e| {
                e.set_dark(is_dark());
                e.frame(turn::now, sharp)
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
                let on_gpu = self.read(Engine::is_on_gpu) == Some(true);
                if on_gpu != self.overlaid.get_untracked() {
                    self.overlaid.set(on_gpu);
                }
                self.probe_once();
            }
            crate::bench::drawn(outcome);
        }
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
    fn later(
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

    fn fly(self, camera: Camera) {
        let mut moved = false;
        self.with(|e| moved = e.look_from(camera));
        if moved {
            self.moved.update(|m| *m = m.wrapping_add(1));
        }
    }

    /// Moves because the reader did: the address of the page follows at rest.
    fn steer(self, camera: Camera) {
        self.fly(camera);
        self.later(self.publish, PUBLISH_AFTER, move || {
            if let Some(camera) = self.camera() {
                self.published.set_value(Some(camera.view()));
                self.view.set(Some(camera.view()));
            }
        });
    }

    /// Goes where the address says; none is the whole country.
    pub fn go_to(self, asked: Option<View>) {
        if asked.is_some() && asked == self.published.get_value() {
            return;
        }
        self.published.set_value(asked);
        let Some(now) = self.camera() else { return };
        let padding = self.padding.get_untracked();
        self.fly(match asked {
            Some(view) => Camera::at(view, now.size),
            None if self.outlined.get_value().is_empty() => {
                Camera::fitting(now.size, home(), padding)
            }
            None => now,
        });
        if asked.is_none() {
            self.bring_into_view();
        }
    }

    /// Shows the whole country, whatever is outlined.
    pub fn go_home(self) {
        if self.outlined.get_value().is_empty() {
            // The address needs no view for that.
            self.view.set(None);
        } else if let Some(now) = self.camera() {
            self.steer(Camera::fitting(now.size, home(), self.padding.get_untracked()));
        }
    }

    /// Shows a rectangle of degrees (west, south, east, north) with 10 pixels around.
    pub fn show_box(self, [w, s, e, n]: [f64; 4]) {
        let Some(now) = self.camera() else { return };
        let ([l, b], [r, t]) = (plane::to_plane_unbounded(w, s), plane::to_plane_unbounded(e, n));
        self.fly(Camera::fitting(now.size, [l, t, r, b], [10.0; 4]));
    }

    /// Outlines rows and brings them into view if they are not.
    pub fn outline(self, rows: Vec<Row>) {
        let same = self.outlined.get_value() == rows;
        self.outlined.set_value(rows.clone());
        self.with(|e| e.select(rows));
        // A view from the address has the last word on first sight.
        if !same || self.view.get_untracked().is_none() {
            self.bring_into_view();
        }
    }

    fn bring_into_view(self) {
        let rows = self.outlined.get_value();
        let Some(Some(b)) = self.read(|e| e.bounds(&rows)) else { return };
        let Some(now) = self.camera() else { return };
        let padding = self.padding.get_untracked();
        let ([l, t], [r, d]) = (now.pixel([b[0], b[1]]), now.pixel([b[2], b[3]]));
        let [w, h] = now.size;
        let inside =
            l >= padding[3] && t >= padding[0] && r <= w - padding[1] && d <= h - padding[2];
        let legible = (r - l).max(d - t) >= 14.0;
        if !(inside && legible) {
            let around = [b[0] - ROOM, b[1] - ROOM, b[2] + ROOM, b[3] + ROOM];
            self.fly(Camera::fitting(now.size, around, padding));
        }
    }

    /// Follows the size of the element; "whole country" stays whole.
    pub fn resize(self) {
        let Some(canvas) = self.canvas.get_value() else { return };
        let (size, density) = measure(&canvas);
        if size[0] < 1.0 || size[1] < 1.0 {
            return;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels")]
        let pixels = size.map(|s| (s * density).round() as u32);
        if [canvas.width(), canvas.height()] != pixels {
            for canvas in [Some(&canvas), self.overlay.get_value().as_ref()].into_iter().flatten() {
                canvas.set_width(pixels[0]);
                canvas.set_height(pixels[1]);
            }
            self.with(|e| e.resize(size, density));
            self.moved.update(|m| *m = m.wrapping_add(1));
            self.go_to(self.view.get_untracked());
        }
    }

    /// Nearer or farther around the middle of the free part.
    pub fn zoom(self, factor: f64) {
        if let Some(now) = self.camera() {
            let p = self.padding.get_untracked();
            let middle = [(p[3] + now.size[0] - p[1]) / 2.0, (p[0] + now.size[1] - p[2]) / 2.0];
            self.steer(now.zoomed(factor, middle));
        }
    }

    /// Names that fit, for the camera of the moment.
    #[must_use]
    pub fn place(self, labels: &[Label]) -> Vec<Placed> {
        self.moved.track();
        let padding = self.padding.get();
        self.camera()
            .filter(|_| self.ready())
            .map(|c| labels::place(labels, &c, padding))
            .unwrap_or_default()
    }

    /// The way from cells of the sheet to CSS pixels at this moment, as SVG writes it.
    #[must_use]
    pub fn transform(self) -> String {
        self.moved.track();
        self.camera().map(|c| over::transform(&c)).unwrap_or_default()
    }

    /// A finger or a button goes down.
    pub fn pointer_down(self, e: &PointerEvent) {
        if e.pointer_type() == "mouse" && e.button() != 0 {
            return;
        }
        if let Some(canvas) = self.canvas.get_value() {
            let _ = canvas.set_pointer_capture(e.pointer_id());
        }
        let pointer = Pointer { id: e.pointer_id(), at: position(e), travelled: 0.0 };
        self.pointers.update_value(|p| {
            p.retain(|q| q.id != pointer.id);
            p.push(pointer);
        });
    }

    /// A pointer moves: drag with one, pinch with two, or look at what is under it.
    pub fn pointer_move(self, e: &PointerEvent) {
        let to = position(e);
        let before = self.pointers.get_value();
        let Some(from) = before.iter().find(|p| p.id == e.pointer_id()) else {
            if e.pointer_type() != "touch" {
                self.look_at(to);
            }
            return;
        };
        let Some(camera) = self.camera() else { return };
        let step = [to[0] - from.at[0], to[1] - from.at[1]];
        let travelled = from.travelled + step[0].hypot(step[1]);
        self.pointers.update_value(|p| {
            if let Some(own) = p.iter_mut().find(|p| p.id == e.pointer_id()) {
                (own.at, own.travelled) = (to, travelled);
            }
        });
        match before.iter().find(|p| p.id != from.id) {
            Some(other) => {
                let apart = |p: [f64; 2]| (p[0] - other.at[0]).hypot(p[1] - other.at[1]).max(1.0);
                let middle = |p: [f64; 2]| {
                    [f64::midpoint(p[0], other.at[0]), f64::midpoint(p[1], other.at[1])]
                };
                let (was, is) = (middle(from.at), middle(to));
                self.steer(
                    camera
                        .dragged([is[0] - was[0], is[1] - was[1]])
                        .zoomed(apart(to) / apart(from.at), is),
                );
            }
            None if travelled >= CLICK_PX => self.steer(camera.dragged(step)),
            None => {}
        }
    }

    /// A pointer goes up: a short press selects.
    pub fn pointer_up(self, e: &PointerEvent) {
        let pressed = self.pointers.get_value().into_iter().find(|p| p.id == e.pointer_id());
        let alone = self.pointers.with_value(Vec::len) == 1;
        self.pointer_lost(e);
        if pressed.is_some_and(|p| p.travelled < CLICK_PX) && alone {
            let row = self.pick(position(e));
            // What was clicked is in view: the camera stays.
            if row.is_some() {
                self.selected.set(row);
            }
        }
    }

    /// A pointer is no more.
    pub fn pointer_lost(self, e: &PointerEvent) {
        self.pointers.update_value(|p| p.retain(|q| q.id != e.pointer_id()));
    }

    /// The pointer leaves the map.
    pub fn pointer_left(self) {
        self.set_hover(None);
    }

    fn look_at(self, at: [f64; 2]) {
        let row = self.pick(at);
        self.set_hover(row);
        crate::bench::picked(row);
    }

    fn pick(self, at: [f64; 2]) -> Option<Row> {
        self.engine.try_update_value(|e| e.as_mut().and_then(|e| e.pick(at))).flatten()
    }

    fn set_hover(self, row: Option<Row>) {
        let mut changed = false;
        self.with(|e| changed = e.hover(row));
        if changed {
            self.hovered.set(row);
        }
    }

    /// The wheel zooms around the pointer.
    pub fn wheel(self, e: &WheelEvent) {
        e.prevent_default();
        if let Some(camera) = self.camera() {
            // Lines and pages of old mice, in pixels.
            let pixels = e.delta_y()
                * [1.0, 16.0, 400.0][usize::try_from(e.delta_mode()).unwrap_or(0).min(2)];
            let at = [f64::from(e.offset_x()), f64::from(e.offset_y())];
            self.steer(camera.zoomed((-pixels.clamp(-400.0, 400.0) / 300.0).exp2(), at));
        }
    }

    /// Keys on the map: move, zoom, walk to the neighbour, close.
    pub fn key(self, e: &KeyboardEvent) {
        if e.ctrl_key() || e.alt_key() || e.meta_key() {
            return;
        }
        let direction = match e.key().as_str() {
            "ArrowLeft" => [-1.0, 0.0],
            "ArrowRight" => [1.0, 0.0],
            "ArrowUp" => [0.0, -1.0],
            "ArrowDown" => [0.0, 1.0],
            "+" | "=" => return self.zoom(1.5),
            "-" => return self.zoom(1.0 / 1.5),
            _ => return,
        };
        e.prevent_default();
        let Some(camera) = self.camera() else { return };
        if e.shift_key() {
            self.walk(direction);
        } else {
            self.steer(camera.dragged([-direction[0] * 80.0, -direction[1] * 80.0]));
        }
    }

    /// Selects the next place in a direction from the middle of the selected one.
    fn walk(self, direction: [f64; 2]) {
        let rows = self.outlined.get_value();
        let Some(Some(b)) = self.read(|e| e.bounds(&rows)) else { return };
        let Some(camera) = self.camera() else { return };
        let from = camera.pixel([f64::midpoint(b[0], b[2]), f64::midpoint(b[1], b[3])]);
        let step = (camera.scale * 10.0).max(1.0);
        let next = (1..400).map(|i| f64::from(i) * step).find_map(|d| {
            self.pick([from[0] + direction[0] * d, from[1] + direction[1] * d])
                .filter(|r| !rows.contains(r))
        });
        if next.is_some() {
            self.selected.set(next);
        }
    }
}

fn position(e: &PointerEvent) -> [f64; 2] {
    [f64::from(e.offset_x()), f64::from(e.offset_y())]
}

/// Size in CSS pixels and density (capped: more than two pixels a point are not seen on a map).
fn measure(canvas: &HtmlCanvasElement) -> ([f64; 2], f64) {
    let size = [f64::from(canvas.client_width()), f64::from(canvas.client_height())];
    (size, window().device_pixel_ratio().clamp(1.0, 2.0))
}

fn is_dark() -> bool {
    window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|m| m.matches())
}
