//! What part of the sheet is on the screen. Pure.

use atlas::plane;

/// Smallest and largest scales, CSS pixels a cell: the whole sheet on a watch; a hamlet on a wall.
const SCALES: [f64; 2] = [0.006, 12.0];
/// Metres a CSS pixel at zoom 0, in the middle of the mainland: the custom of web maps.
const ZOOM_0_M: f64 = 107_758.0;

/// A part of the map as people share it: a place on Earth and a zoom (one more is twice as near).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct View {
    /// Longitude of the centre, degrees.
    pub lon: f64,
    /// Latitude of the centre, degrees.
    pub lat: f64,
    /// Zoom as on web maps.
    pub zoom: f64,
}

/// Centre on the sheet (cells), scale (CSS pixels a cell) and size of the window (CSS pixels).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Camera {
    /// Middle of the view, cells of the plane.
    pub centre: [f64; 2],
    /// CSS pixels a cell.
    pub scale: f64,
    /// Width and height, CSS pixels.
    pub size: [f64; 2],
}

impl Camera {
    /// A camera that shows a rectangle of the sheet (left, top, right, bottom) in the part of the
    /// window that is left by `padding` (top, right, bottom, left, CSS pixels).
    #[must_use]
    pub fn fitting(size: [f64; 2], [l, t, r, b]: [f64; 4], padding: [f64; 4]) -> Self {
        let free = [
            (size[0] - padding[1] - padding[3]).max(40.0),
            (size[1] - padding[0] - padding[2]).max(40.0),
        ];
        let scale = (free[0] / (r - l)).min(free[1] / (b - t)).clamp(SCALES[0], SCALES[1]);
        let middle = [padding[3] + free[0] / 2.0, padding[0] + free[1] / 2.0];
        let off = [middle[0] - size[0] / 2.0, middle[1] - size[1] / 2.0];
        Self {
            centre: [f64::midpoint(l, r) - off[0] / scale, f64::midpoint(t, b) - off[1] / scale],
            scale,
            size,
        }
    }

    /// Position on the sheet of a CSS pixel.
    #[must_use]
    pub fn cell(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [
            self.centre[0] + (x - self.size[0] / 2.0) / self.scale,
            self.centre[1] + (y - self.size[1] / 2.0) / self.scale,
        ]
    }

    /// CSS pixel of a position on the sheet.
    #[must_use]
    pub fn pixel(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [
            (x - self.centre[0]) * self.scale + self.size[0] / 2.0,
            (y - self.centre[1]) * self.scale + self.size[1] / 2.0,
        ]
    }

    /// Rectangle of the sheet in the window: left, top, right, bottom.
    #[must_use]
    pub fn window(&self) -> [f64; 4] {
        let ([l, t], [r, b]) = (self.cell([0.0, 0.0]), self.cell(self.size));
        [l, t, r, b]
    }

    /// Moved with the hand by CSS pixels; the centre stays on the sheet.
    #[must_use]
    pub fn dragged(self, [dx, dy]: [f64; 2]) -> Self {
        self.centred([self.centre[0] - dx / self.scale, self.centre[1] - dy / self.scale])
    }

    /// Nearer (`factor` above 1) or farther, the cell under a CSS pixel staying where it is.
    #[must_use]
    pub fn zoomed(self, factor: f64, at: [f64; 2]) -> Self {
        let fixed = self.cell(at);
        let scale = (self.scale * factor).clamp(SCALES[0], SCALES[1]);
        let off = [at[0] - self.size[0] / 2.0, at[1] - self.size[1] / 2.0];
        Self { scale, ..self }.centred([fixed[0] - off[0] / scale, fixed[1] - off[1] / scale])
    }

    fn centred(self, [x, y]: [f64; 2]) -> Self {
        let [l, t, r, b] = plane::extent();
        Self { centre: [x.clamp(l, r), y.clamp(t, b)], ..self }
    }

    /// The same place and scale in a window of another size.
    #[must_use]
    pub fn resized(self, size: [f64; 2]) -> Self {
        Self { size, ..self }
    }

    /// As people share it.
    #[must_use]
    pub fn view(&self) -> View {
        let [lon, lat] = plane::to_degrees(self.centre);
        View { lon, lat, zoom: (self.scale * ZOOM_0_M / plane::CELL_M).log2() }
    }

    /// From what people share.
    #[must_use]
    pub fn at(view: View, size: [f64; 2]) -> Self {
        let scale = (view.zoom.exp2() * plane::CELL_M / ZOOM_0_M).clamp(SCALES[0], SCALES[1]);
        Self { centre: [0.0; 2], scale, size }
            .centred(plane::to_plane_unbounded(view.lon, view.lat))
    }
}
