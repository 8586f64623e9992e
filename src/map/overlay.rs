//! What lies over the map, in its own measures: lines and marks that move with it.

use viewmodel::Camera;

/// Lines and marks, as SVG paths in cells of the sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    /// Borders of areas, as a path.
    pub lines: String,
    /// Marks of places, as a path of points.
    pub marks: String,
}

impl Overlay {
    /// Whether there is nothing to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.marks.is_empty()
    }

    /// Adds a mark at a place, degrees.
    pub fn mark(&mut self, (lon, lat): (f64, f64)) {
        let [x, y] = atlas::plane::to_plane_unbounded(lon, lat);
        // A line without length: its ends alone are drawn.
        self.marks += &format!("M{x:.2} {y:.2}h0");
    }
}

/// The way from cells of the sheet to CSS pixels, as SVG writes it.
pub(super) fn transform(camera: &Camera) -> String {
    let [x, y] = camera.pixel([0.0; 2]);
    format!("translate({x:.2} {y:.2}) scale({:.6})", camera.scale)
}
