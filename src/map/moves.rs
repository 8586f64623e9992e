//! Moves of the camera: where the address says, into view of a place, the size of the element.

use std::time::Duration;

use atlas::plane;
use leptos::prelude::*;
use territory::Row;
use viewmodel::{
    Camera, View,
    labels::{self, Label, Placed},
};

use super::control::{Control, measure};
use super::engine::home;
use super::overlay;

/// Rest before the address of the page follows the camera.
const PUBLISH_AFTER: Duration = Duration::from_millis(300);

/// Room around a place that is brought into view at the most, cells (about 12 km).
const ROOM: f64 = 200.0;

impl Control {
    fn fly(self, camera: Camera) {
        let mut moved = false;
        self.with(|e| moved = e.look_from(camera));
        if moved {
            self.moved.update(|m| *m = m.wrapping_add(1));
        }
    }

    /// Moves because the user did: the address of the page follows at rest.
    pub(super) fn steer(self, camera: Camera) {
        self.fly(camera);
        self.steered.set_value(true);
        self.later(self.publish, PUBLISH_AFTER, move || {
            self.steered.set_value(false);
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
        // The address has not followed the user yet: it does not know better.
        if asked.is_none() && self.steered.get_value() {
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
            // The address needs no view for that, nor the one that it was about to follow.
            if let Some(waiting) = self.publish.get_value() {
                waiting.clear();
            }
            self.steered.set_value(false);
            self.view.set(None);
        } else if let Some(now) = self.camera() {
            self.steer(Camera::fitting(now.size, home(), self.padding.get_untracked()));
        }
    }

    /// The camera that shows a rectangle of degrees (west, south, east, north).
    fn showing(self, degrees: [f64; 4], padding: [f64; 4]) -> Option<Camera> {
        Some(Camera::fitting(self.camera()?.size, plane::to_rectangle(degrees), padding))
    }

    /// Shows a rectangle of degrees with 10 pixels around.
    pub fn show_box(self, degrees: [f64; 4]) {
        if let Some(camera) = self.showing(degrees, [10.0; 4]) {
            self.fly(camera);
        }
    }

    /// Brings a rectangle of degrees into what no panel covers; the address follows.
    pub(super) fn bring(self, degrees: [f64; 4]) {
        if let Some(camera) = self.showing(degrees, self.padding.get_untracked()) {
            self.steer(camera);
        }
    }

    /// Outlines rows, and brings them into view if they are not and this is wanted.
    pub fn outline(self, rows: Vec<Row>, brings: bool) {
        let same = self.outlined.get_value() == rows;
        self.outlined.set_value(rows.clone());
        self.with(|e| e.select(rows));
        // A view from the address has the last word on first sight, and the hand of the user that
        // the address has not followed yet.
        let is_free = self.view.get_untracked().is_none() && !self.steered.get_value();
        if brings && (!same || is_free) {
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
            // Of a district of a city, less of what is around.
            let room = ROOM.min(2.0 * (b[2] - b[0]).max(b[3] - b[1]));
            let around = [b[0] - room, b[1] - room, b[2] + room, b[3] + room];
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
            self.steer(now.zoomed(factor, self.middle(&now)));
        }
    }

    /// The middle of what no panel covers, CSS pixels.
    pub(super) fn middle(self, camera: &Camera) -> [f64; 2] {
        let (p, size) = (self.padding.get_untracked(), camera.size);
        [f64::midpoint(p[3], size[0] - p[1]), f64::midpoint(p[0], size[1] - p[2])]
    }

    /// Names that fit, for the camera of the moment.
    #[must_use]
    pub fn place(self, chosen: Option<&Label>, labels: &[Label]) -> Vec<Placed> {
        self.moved.track();
        let padding = self.padding.get();
        self.camera()
            .filter(|_| self.ready())
            .map(|c| labels::place(chosen, labels, &c, padding))
            .unwrap_or_default()
    }

    /// Where a point of the sheet (cells) is at this moment, CSS pixels.
    #[must_use]
    pub fn pixel(self, at: [f64; 2]) -> Option<[f64; 2]> {
        self.moved.track();
        self.camera().map(|c| c.pixel(at))
    }

    /// The way from cells of the sheet to CSS pixels at this moment, as SVG writes it.
    #[must_use]
    pub fn transform(self) -> String {
        self.moved.track();
        self.camera().map(|c| overlay::transform(&c)).unwrap_or_default()
    }
}
