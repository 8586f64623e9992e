//! What a graphics processor must do for the map.

use atlas::Contours;

use super::appearance::{Appearance, Counts};

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
    fn show(&mut self, appearance: &Appearance);
    /// Work done since the start, for the budgets.
    fn counts(&self) -> Counts;
    /// Waits until what was asked is really drawn, by reading one pixel back (for measurements
    /// only).
    fn finish(&self);
}
