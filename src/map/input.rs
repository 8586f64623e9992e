//! Pointers, wheel and keys: what each does to the camera, to the place under the pointer and to the
//! selected one.

use leptos::prelude::*;
use territory::Row;
use web_sys::{KeyboardEvent, PointerEvent, WheelEvent};

use super::bench;
use super::control::Control;

/// A press that moved less is a click, CSS pixels.
const CLICK_PX: f64 = 5.0;

/// A finger or a button that is down: where it is, and how far it went, CSS pixels.
#[derive(Clone, Copy)]
pub(super) struct Pointer {
    pub(super) id: i32,
    pub(super) at: [f64; 2],
    pub(super) travelled: f64,
}

fn position(e: &PointerEvent) -> [f64; 2] {
    [f64::from(e.offset_x()), f64::from(e.offset_y())]
}

impl Control {
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
                self.point_at(to);
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
        if pressed.is_some_and(|p| p.travelled < CLICK_PX) && alone && !self.put(position(e)) {
            let row = self.pick(position(e));
            // What was clicked is in view: the camera stays.
            if row.is_some() {
                self.choose(row);
            }
        }
    }

    fn choose(self, row: Option<Row>) {
        self.selected.set(row);
        self.on_choose.inspect(|chosen| chosen.run(()));
    }

    /// Whether a click puts a point.
    pub(super) fn is_aimed(self) -> bool {
        self.aim.is_some_and(|aim| aim.is_on.get())
    }

    /// Puts a point there, where one is aimed at; whether it did.
    fn put(self, at: [f64; 2]) -> bool {
        let aim = self.aim.filter(|aim| aim.is_on.get_untracked());
        let (Some(aim), Some(camera)) = (aim, self.camera()) else { return false };
        let [lon, lat] = atlas::plane::to_degrees(camera.cell(at));
        // Another corner may follow.
        aim.is_on.set(aim.is_corner.get_untracked());
        aim.put.set(Some((lon, lat)));
        true
    }

    /// A pointer is no more.
    pub fn pointer_lost(self, e: &PointerEvent) {
        self.pointers.update_value(|p| p.retain(|q| q.id != e.pointer_id()));
    }

    /// The pointer leaves the map.
    pub fn pointer_left(self) {
        self.set_hover(None);
    }

    fn point_at(self, at: [f64; 2]) {
        let row = self.pick(at);
        self.set_hover(row);
        bench::picked(row);
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
            "Enter" => {
                if let Some(camera) = self.camera() {
                    self.put(self.middle(&camera));
                }
                return;
            }
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
            self.choose(next);
        }
    }
}
