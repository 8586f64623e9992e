//! One frame: the id image where the camera moved, then its colours, on either processor.

use atlas::raster::Placement;

use super::appearance::Appearance;
use super::engine::{Engine, Frame};
use super::gpu::Drawable;
use super::level::{meets, prepare};

/// Above this scale (screen pixels a cell) the coarse level would show: its arcs are off by up to
/// 18 cells.
const FINE_FROM: f64 = 0.075;

/// From this density on, a screen's own pixels are small enough for smooth edges.
const DENSE: f64 = 1.5;

/// Scales (screen pixels a cell) between which commune borders fade in.
const BORDERS: [f64; 2] = [0.09, 0.4];

impl Engine {
    /// Whether a picture with smooth edges is still to come.
    #[must_use]
    pub fn wants_sharp(&self) -> bool {
        !self.sharp && self.density < DENSE && self.coarse.is_some()
    }

    /// Draws what changed. `now` tells the time in milliseconds, to keep the page alive while
    /// triangles are cut. With `sharp`, twice the pixels each way, for a picture at rest.
    pub fn frame(&mut self, now: impl Fn() -> f64, sharp: bool) -> Frame {
        if self.coarse.is_none() || self.fill.is_empty() {
            return Frame::Idle;
        }
        let appearance = self.appearance();
        let sharp = sharp && !self.is_dirty() && !self.sharp;
        if !sharp && !self.is_dirty() {
            return Frame::Idle;
        }
        let frame = if self.gpu.is_some() {
            self.frame_on_gpu(&now, sharp, &appearance)
        } else {
            self.frame_on_cpu(sharp, &appearance)
        };
        if frame != Frame::Partial {
            self.show_dirty = false;
            self.quick = false;
        }
        frame
    }

    /// The level for the scale of the moment: fine only where the coarse one would show.
    fn wants_fine(&self) -> bool {
        self.camera.scale * self.density >= FINE_FROM && self.fine.is_some()
    }

    fn frame_on_cpu(&mut self, sharp: bool, appearance: &Appearance) -> Frame {
        let level = if self.wants_fine() { &self.fine } else { &self.coarse };
        let Some(level) = level else { return Frame::Idle };
        let [left, top, ..] = self.camera.window();
        let at = Placement { corner: [left, top], scale: self.camera.scale * self.density };
        if sharp {
            self.sharp = self.cpu.sharpen(at, &level.contours, &level.rectangles, appearance);
            return if self.sharp { Frame::Sharp } else { Frame::Sharpening };
        }
        if self.ids_dirty {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels")]
            let screen = self.camera.size.map(|s| (s * self.density).round() as usize);
            self.cpu.draw_ids(screen, at, &level.contours, &level.rectangles);
            self.sharp = false;
            self.ids_dirty = false;
            if !self.begun {
                // The first picture comes with everything else: in two turns.
                self.begun = true;
                return Frame::Partial;
            }
        }
        self.sharp &= !self.quick;
        self.cpu.show(appearance, self.quick);
        if self.sharp || self.density >= DENSE { Frame::Sharp } else { Frame::Complete }
    }

    fn frame_on_gpu(
        &mut self,
        now: &impl Fn() -> f64,
        sharp: bool,
        appearance: &Appearance,
    ) -> Frame {
        if self.ids_dirty || sharp {
            let complete = self.draw_ids(now, sharp);
            self.ids_dirty = !complete;
            self.sharp = sharp && complete;
        }
        if let Some(gpu) = &mut self.gpu {
            gpu.show(appearance);
        }
        match (self.ids_dirty, self.sharp || self.density >= DENSE) {
            (true, _) => Frame::Partial,
            (false, false) => Frame::Complete,
            (false, true) => Frame::Sharp,
        }
    }

    fn draw_ids(&mut self, now: &impl Fn() -> f64, sharp: bool) -> bool {
        let started = now();
        let window = self.camera.window();
        let scale = self.camera.scale * self.density;
        let near = self.wants_fine();
        let Some(renderer) = &mut self.gpu else { return true };
        let mut complete = true;
        if near && let Some(level) = &mut self.fine {
            complete = prepare(level, renderer.as_mut(), window, now, started);
        }
        // Until its fine pieces are all there, the coarse level shows: never two levels side by
        // side.
        let use_fine = near && complete;
        if !use_fine && let Some(level) = &mut self.coarse {
            complete &= prepare(level, renderer.as_mut(), window, now, started);
        }
        let level = if use_fine { &self.fine } else { &self.coarse };
        let Some(level) = level else { return true };
        let seen: Vec<&Drawable> = level
            .chunks
            .iter()
            .filter(|c| meets(c.bounds, window))
            .filter_map(|c| c.drawable.as_ref())
            .collect();
        #[expect(clippy::cast_possible_truncation, reason = "pixels")]
        let screen = self.camera.size.map(|s| (s * self.density).round() as i32);
        renderer.draw_ids(screen, self.camera.centre, scale, if sharp { 2 } else { 1 }, &seen);
        complete
    }

    fn appearance(&self) -> Appearance {
        let scale = self.camera.scale * self.density;
        #[expect(clippy::cast_possible_truncation, reason = "a colour needs no more")]
        let nearness = ((scale.ln() - BORDERS[0].ln()) / (BORDERS[1].ln() - BORDERS[0].ln()))
            .clamp(0.0, 1.0) as f32;
        let selection = self.bounds(&self.selection).map_or([0.0; 4], |[l, t, r, b]| {
            let ([l, t], [r, b]) = (self.camera.pixel([l, t]), self.camera.pixel([r, b]));
            #[expect(clippy::cast_possible_truncation, reason = "pixels")]
            [l, t, r, b].map(|v| (v * self.density) as f32)
        });
        let grey = |v: u8| f32::from(v) / 255.0;
        let colour = |c: [u8; 3]| c.map(grey);
        Appearance {
            hover: self.hover.map_or(u16::MAX, |r| r.0),
            sea: colour(if self.dark { [24, 28, 33] } else { [233, 238, 240] }),
            ink: colour([27, 31, 36]),
            commune: 0.6 * nearness,
            group: 0.25 + 0.3 * nearness,
            ring: if self.selection.is_empty() {
                0
            } else if self.density >= DENSE {
                4
            } else {
                2
            },
            selection,
            #[expect(clippy::cast_possible_truncation, reason = "pixels")]
            hatch: if self.plain { 0.0 } else { (6.0 * self.density) as f32 },
        }
    }
}
