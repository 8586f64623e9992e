//! What the two renderers have in common: how the picture looks, and the work they did.

/// How ids become a picture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Appearance {
    /// Row under the pointer.
    pub(super) hover: u16,
    /// Colour of what is not land, 0 to 1.
    pub(super) sea: [f32; 3],
    /// Colour of borders and outlines, 0 to 1.
    pub(super) ink: [f32; 3],
    /// Opacity of commune borders.
    pub(super) commune: f32,
    /// Opacity of département borders.
    pub(super) group: f32,
    /// Half width of the selection's outline, screen pixels; 0 for none.
    pub(super) ring: i32,
    /// Rectangle of the selection, screen pixels (left, top, right, bottom).
    pub(super) selection: [f32; 4],
    /// Distance of hatches, screen pixels; 0 = plain.
    pub(super) hatch: f32,
}

/// Work done, for the budgets: counts, not seconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Frames drawn since the start.
    pub frames: u32,
    /// Draw calls of the last frame.
    pub draw_calls_last_frame: u32,
    /// Triangles of the last id image.
    pub triangles_last_frame: u32,
    /// Bytes of geometry uploaded since the start.
    pub geometry_bytes: u32,
    /// Changes of colours so far.
    pub recolours: u32,
    /// Bytes of texture uploaded by the last recolouring.
    pub texture_bytes_last_recolour: u32,
}
