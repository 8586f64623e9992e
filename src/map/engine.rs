//! The map's own state: camera, levels, what must be redrawn. Knows nothing of signals or of the
//! page.

use std::sync::Arc;

use atlas::index::Index;
use atlas::raster::{self, Placement};
use atlas::{Contours, plane};
use territory::Row;
use viewmodel::Camera;

use super::look::{Counts, Look};
use super::soft;

/// Above this scale (screen pixels a cell) the coarse level would show: its arcs are off by up to
/// 18 cells.
const FINE_FROM: f64 = 0.075;
/// Rows a chunk: few draw calls for the whole country, few chunks in view when near.
const COARSE_ROWS: u32 = 2_400;
const FINE_ROWS: u32 = 350;
/// Time for cutting triangles within a frame, milliseconds.
const MESH_BUDGET_MS: f64 = 24.0;
/// From this density on, a screen's own pixels are small enough for smooth edges.
const DENSE: f64 = 1.5;
/// Scales (screen pixels a cell) between which commune borders fade in.
const BORDERS: [f64; 2] = [0.09, 0.4];

/// Triangles on the GPU; the vertex array keeps its buffers alive.
pub(crate) struct Drawable {
    pub(super) vao: web_sys::WebGlVertexArrayObject,
    pub(super) indices: i32,
}

/// Draws on a graphics processor.
pub(crate) trait Gpu {
    /// Cuts the shapes of rows into triangles and sends these, once. None where the processor is
    /// lost.
    fn upload(&mut self, contours: &Contours, rows: std::ops::Range<u32>) -> Option<Drawable>;
    /// New colours, RGBA a row: one upload.
    fn recolour(&mut self, rgba: &[[u8; 4]]);
    /// New marks, two bytes a row: département, 1 where selected.
    fn mark(&mut self, marks: &[[u8; 2]]);
    /// Draws the id image: the centre in cells, the screen pixels a cell, and the id pixels per
    /// screen pixel (1 while moving, 2 at rest for smooth edges).
    fn draw_ids(
        &mut self,
        screen: [i32; 2],
        centre: [f64; 2],
        scale: f64,
        fine: i32,
        drawables: &[&Drawable],
    );
    /// Colours the id image onto the screen.
    fn show(&mut self, look: &Look);
    /// Work done.
    fn counts(&self) -> Counts;
    /// Waits until what was asked is really drawn, by reading one pixel back (for measurements
    /// only).
    fn finish(&self);
}

struct Chunk {
    rows: std::ops::Range<u32>,
    bounds: [f64; 4],
    drawable: Option<Drawable>,
}

/// One level of detail, cut into chunks of consecutive rows.
struct Level {
    contours: Arc<Contours>,
    rectangles: Vec<Option<[u16; 4]>>,
    chunks: Vec<Chunk>,
    index: Option<Index>,
}

impl Level {
    fn new(contours: Arc<Contours>, rows: u32) -> Self {
        let rectangles = raster::rectangles(&contours);
        let mut chunks = Vec::new();
        for first in (0..contours.rows()).step_by(rows as usize) {
            let range = first..(first + rows).min(contours.rows());
            let bounds =
                union(rectangles[range.start as usize..range.end as usize].iter().flatten());
            if let Some(bounds) = bounds {
                chunks.push(Chunk { rows: range, bounds, drawable: None });
            }
        }
        Self { contours, rectangles, chunks, index: None }
    }
}

/// What a frame achieved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Nothing to draw.
    Idle,
    /// Drawn, but pieces are missing: another frame is wanted at once.
    Partial,
    /// Everything that the camera sees is there.
    Complete,
    /// Complete, and on the way to smooth edges: another sharp frame is wanted.
    Sharpening,
    /// Complete, and with smooth edges.
    Sharp,
}

/// The map without its element.
pub struct Engine {
    /// The main processor, which draws from the first picture on…
    cpu: soft::Renderer,
    /// …until a graphics processor takes over, if there is one.
    gpu: Option<Box<dyn Gpu>>,
    /// Camera, CSS pixels.
    pub camera: Camera,
    /// Screen pixels per CSS pixel.
    pub density: f64,
    coarse: Option<Level>,
    fine: Option<Level>,
    fill: Vec<[u8; 4]>,
    groups: Vec<u8>,
    selection: Vec<Row>,
    hover: Option<Row>,
    dark: bool,
    /// Fills without hatching, for measurements of colours.
    pub plain: bool,
    ids_dirty: bool,
    show_dirty: bool,
    sharp: bool,
    /// Whether the main processor has begun its first picture.
    begun: bool,
    /// The next picture must come fast (new colours), smooth edges may follow.
    quick: bool,
}

impl Engine {
    /// An engine without contours yet.
    #[must_use]
    pub(super) fn new(cpu: soft::Renderer, camera: Camera, density: f64, dark: bool) -> Self {
        Self {
            cpu,
            gpu: None,
            camera,
            density,
            coarse: None,
            fine: None,
            fill: Vec::new(),
            groups: Vec::new(),
            selection: Vec::new(),
            hover: None,
            dark,
            plain: false,
            ids_dirty: true,
            show_dirty: true,
            sharp: false,
            begun: false,
            quick: false,
        }
    }

    /// A graphics processor takes over, or (none) hands back: everything it needs is sent again
    /// from memory.
    pub(super) fn set_gpu(&mut self, gpu: Option<Box<dyn Gpu>>) {
        self.gpu = gpu;
        for level in [&mut self.coarse, &mut self.fine].into_iter().flatten() {
            level.chunks.iter_mut().for_each(|c| c.drawable = None);
        }
        let fill = std::mem::take(&mut self.fill);
        self.recolour(fill);
        self.send_marks();
        self.ids_dirty = true;
        self.sharp = false;
    }

    /// Whether a graphics processor draws.
    pub(super) fn is_on_gpu(&self) -> bool {
        self.gpu.is_some()
    }

    /// Contours of the whole-country level.
    pub fn set_coarse(&mut self, contours: Arc<Contours>) {
        self.coarse = Some(Level::new(contours, COARSE_ROWS));
        self.ids_dirty = true;
    }

    /// Contours of the finest level.
    pub fn set_fine(&mut self, contours: Arc<Contours>) {
        match &mut self.fine {
            // The same ones with their digits: rectangles and index hold for them too.
            Some(level)
                if contours.is_precise()
                    && !level.contours.is_precise()
                    && level.contours.points() == contours.points() =>
            {
                level.contours = contours;
                level.chunks.iter_mut().for_each(|c| c.drawable = None);
            }
            _ => self.fine = Some(Level::new(contours, FINE_ROWS)),
        }
        self.ids_dirty = true;
    }

    /// Builds the index of the finest level, so that the first pointer move finds it ready.
    pub fn prepare_picking(&mut self) {
        if let Some(level) = &mut self.fine {
            level.index.get_or_insert_with(|| Index::new(&level.contours));
        }
    }

    /// New colours.
    pub fn recolour(&mut self, fill: Vec<[u8; 4]>) {
        self.cpu.recolour(&fill);
        if let Some(gpu) = &mut self.gpu {
            gpu.recolour(&fill);
        }
        self.fill = fill;
        self.show_dirty = true;
        self.quick = true;
    }

    /// Colour of a row, for measurements.
    #[must_use]
    pub fn colour(&self, row: Row) -> Option<[u8; 4]> {
        self.fill.get(row.index()).copied()
    }

    /// Département of each row, for the borders between them.
    pub fn set_groups(&mut self, groups: &[u8]) {
        self.groups = groups.to_vec();
        self.send_marks();
    }

    /// The rows that are outlined (an arrondissement's siblings for a whole city).
    pub fn select(&mut self, rows: Vec<Row>) {
        if rows != self.selection {
            self.selection = rows;
            self.send_marks();
        }
    }

    fn send_marks(&mut self) {
        let rows = self.groups.len().max(self.fill.len());
        let mut marks: Vec<[u8; 2]> =
            (0..rows).map(|r| [self.groups.get(r).copied().unwrap_or(0), 0]).collect();
        for row in &self.selection {
            if let Some(m) = marks.get_mut(row.index()) {
                m[1] = 1;
            }
        }
        self.cpu.mark(&marks);
        if let Some(gpu) = &mut self.gpu {
            gpu.mark(&marks);
        }
        self.show_dirty = true;
    }

    /// The row under the pointer; whether that changed.
    pub fn hover(&mut self, row: Option<Row>) -> bool {
        let changed = self.hover != row;
        self.show_dirty |= changed;
        self.hover = row;
        changed
    }

    /// Light or dark page.
    pub fn set_dark(&mut self, dark: bool) {
        self.show_dirty |= dark != self.dark;
        self.dark = dark;
    }

    /// Moves the camera; whether it moved.
    pub fn look_from(&mut self, camera: Camera) -> bool {
        let moved = camera != self.camera;
        self.camera = camera;
        self.ids_dirty |= moved;
        moved
    }

    /// Another size or density of the window.
    pub fn resize(&mut self, size: [f64; 2], density: f64) {
        self.ids_dirty |= self.camera.size != size || (self.density - density).abs() > f64::EPSILON;
        self.camera = self.camera.resized(size);
        self.density = density;
    }

    /// The row at a CSS pixel: exact, on the finest contours there are.
    pub fn pick(&mut self, pixel: [f64; 2]) -> Option<Row> {
        let cell = self.camera.cell(pixel);
        let level = self.fine.as_mut().or(self.coarse.as_mut())?;
        let index = level.index.get_or_insert_with(|| Index::new(&level.contours));
        let rows = self.fill.len();
        // Rows after the last place are pieces of land without owner: hatched, and nobody's.
        index
            .at(&level.contours, cell)
            .and_then(|r| u16::try_from(r).ok())
            .map(Row)
            .filter(|r| r.index() < rows)
    }

    /// Rectangle of rows on the sheet.
    #[must_use]
    pub fn bounds(&self, rows: &[Row]) -> Option<[f64; 4]> {
        let level = self.fine.as_ref().or(self.coarse.as_ref())?;
        union(rows.iter().filter_map(|r| level.rectangles.get(r.index())?.as_ref()))
    }

    /// Work done.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.gpu.as_ref().map_or(self.cpu.counts, |g| g.counts())
    }

    /// Whether the picture is whole, with its smooth edges, and nothing is left to draw.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.coarse.is_some() && !self.fill.is_empty() && !self.is_dirty() && !self.wants_sharp()
    }

    /// Whether the finest contours have their digits.
    #[must_use]
    pub fn is_precise(&self) -> bool {
        self.fine.as_ref().is_some_and(|level| level.contours.is_precise())
    }

    /// Waits for the GPU (measurements only).
    pub fn finish(&self) {
        if let Some(gpu) = &self.gpu {
            gpu.finish();
        }
    }

    /// Whether there is something to draw.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.ids_dirty || self.show_dirty
    }

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
        let look = self.look();
        let sharp = sharp && !self.is_dirty() && !self.sharp;
        if !sharp && !self.is_dirty() {
            return Frame::Idle;
        }
        let frame = if self.gpu.is_some() {
            self.frame_on_gpu(&now, sharp, &look)
        } else {
            self.frame_on_cpu(sharp, &look)
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

    fn frame_on_cpu(&mut self, sharp: bool, look: &Look) -> Frame {
        let level = if self.wants_fine() { &self.fine } else { &self.coarse };
        let Some(level) = level else { return Frame::Idle };
        let [left, top, ..] = self.camera.window();
        let at = Placement { corner: [left, top], scale: self.camera.scale * self.density };
        if sharp {
            self.sharp = self.cpu.sharpen(at, &level.contours, &level.rectangles, look);
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
        self.cpu.show(look, self.quick);
        if self.sharp || self.density >= DENSE { Frame::Sharp } else { Frame::Complete }
    }

    fn frame_on_gpu(&mut self, now: &impl Fn() -> f64, sharp: bool, look: &Look) -> Frame {
        if self.ids_dirty || sharp {
            let complete = self.draw_ids(now, sharp);
            self.ids_dirty = !complete;
            self.sharp = sharp && complete;
        }
        if let Some(gpu) = &mut self.gpu {
            gpu.show(look);
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

    fn look(&self) -> Look {
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
        Look {
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

/// Cuts triangles for the chunks in view until the time of the frame is used; whether all are
/// there.
fn prepare(
    level: &mut Level,
    renderer: &mut dyn Gpu,
    window: [f64; 4],
    now: &impl Fn() -> f64,
    started: f64,
) -> bool {
    for chunk in level.chunks.iter_mut().filter(|c| c.drawable.is_none() && meets(c.bounds, window))
    {
        if now() - started > MESH_BUDGET_MS {
            return false;
        }
        chunk.drawable = renderer.upload(&level.contours, chunk.rows.clone());
    }
    true
}

fn union<'a>(rectangles: impl Iterator<Item = &'a [u16; 4]>) -> Option<[f64; 4]> {
    rectangles
        .map(|b| b.map(f64::from))
        .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
}

fn meets(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

/// Rectangle of the whole sheet: what "home" shows.
#[must_use]
pub fn home() -> [f64; 4] {
    plane::extent()
}
