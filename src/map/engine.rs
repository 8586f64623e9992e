//! The map's own state: camera, levels, what must be redrawn. Knows nothing of signals or of the
//! page.

use std::sync::Arc;

use atlas::index::Index;
use atlas::{Contours, plane};
use territory::Row;
use viewmodel::Camera;

use super::appearance::Counts;
use super::cpu::Cpu;
use super::gpu::Gpu;
use super::level::{Level, union};

/// Rows a chunk: few draw calls for the whole country, few chunks in view when near.
const COARSE_ROWS: u32 = 2_400;
const FINE_ROWS: u32 = 350;

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
    pub(super) cpu: Box<dyn Cpu>,
    /// …until a graphics processor takes over, if there is one.
    pub(super) gpu: Option<Box<dyn Gpu>>,
    /// Camera, in CSS pixels and cells of the plane.
    pub camera: Camera,
    /// Screen pixels per CSS pixel.
    pub density: f64,
    pub(super) coarse: Option<Level>,
    pub(super) fine: Option<Level>,
    pub(super) fill: Vec<[u8; 4]>,
    pub(super) groups: Vec<u8>,
    pub(super) selection: Vec<Row>,
    pub(super) hover: Option<Row>,
    pub(super) dark: bool,
    /// Fills without hatching, for measurements of colours.
    pub plain: bool,
    pub(super) ids_dirty: bool,
    pub(super) show_dirty: bool,
    pub(super) sharp: bool,
    /// Whether the main processor has begun its first picture.
    pub(super) begun: bool,
    /// The next picture must come fast (new colours), smooth edges may follow.
    pub(super) quick: bool,
}

impl Engine {
    /// An engine without contours yet.
    #[must_use]
    pub(super) fn new(cpu: Box<dyn Cpu>, camera: Camera, density: f64, dark: bool) -> Self {
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

    /// New colours, RGBA for each row; borders and geometry stay.
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

    /// Work done by the renderer of the moment.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.gpu.as_ref().map_or_else(|| self.cpu.counts(), |g| g.counts())
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
}

/// Rectangle of the whole sheet: what "home" shows.
#[must_use]
pub fn home() -> [f64; 4] {
    plane::extent()
}
