//! The plane: one sheet of paper on which the whole country is drawn, in cells of a fixed grid.
//!
//! Mainland France and Corsica in Mercator's projection, and the five overseas départements in
//! frames of their own along the western edge, each with its own scale. A position on the sheet is
//! a pair of cells, x to the right and y down, that fits 16 bits an axis; everything that draws or
//! picks works on the sheet and needs no other coordinates.

/// Side of a cell in metres, at the middle latitude of a frame drawn at scale 1.
pub const CELL_M: f64 = 60.0;

/// Mean radius of the Earth, metres (IUGG).
pub(crate) const EARTH_M: f64 = 6_371_008.8;

/// A part of the Earth drawn somewhere on the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Bounds in degrees: west, south, east, north.
    pub bounds: [f64; 4],
    /// Cell of the north-west corner on the sheet.
    pub corner: [f64; 2],
    /// Enlargement against the mainland.
    pub scale: f64,
}

/// Mainland first; then Guadeloupe, Martinique, Guyane, La Réunion, Mayotte from top to bottom.
pub const FRAMES: [Frame; 6] = [
    Frame { bounds: [-5.2, 41.3, 9.6, 51.12], corner: [4330.0, 170.0], scale: 1.0 },
    Frame { bounds: [-61.85, 15.80, -60.95, 16.55], corner: [330.0, 1500.0], scale: 2.0 },
    Frame { bounds: [-61.27, 14.35, -60.77, 14.92], corner: [1040.0, 5000.0], scale: 2.0 },
    Frame { bounds: [-54.65, 2.05, -51.55, 5.85], corner: [620.0, 7920.0], scale: 0.45 },
    Frame { bounds: [55.18, -21.42, 55.87, -20.84], corner: [750.0, 11920.0], scale: 2.0 },
    Frame { bounds: [44.98, -13.04, 45.35, -12.60], corner: [1250.0, 15000.0], scale: 2.0 },
];

fn mercator(lon: f64, lat: f64) -> (f64, f64) {
    (lon.to_radians(), lat.to_radians().tan().asinh())
}

impl Frame {
    /// Cells per radian of Mercator.
    fn cells_per_radian(&self) -> f64 {
        let middle = f64::midpoint(self.bounds[1], self.bounds[3]);
        EARTH_M * middle.to_radians().cos() / CELL_M * self.scale
    }

    fn contains(&self, lon: f64, lat: f64) -> bool {
        let [w, s, e, n] = self.bounds;
        (w..=e).contains(&lon) && (s..=n).contains(&lat)
    }

    fn to_cells(self, lon: f64, lat: f64) -> [f64; 2] {
        let (x0, y0) = mercator(self.bounds[0], self.bounds[3]);
        let (x, y) = mercator(lon, lat);
        let k = self.cells_per_radian();
        [self.corner[0] + (x - x0) * k, self.corner[1] + (y0 - y) * k]
    }

    fn to_degrees(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let (x0, y0) = mercator(self.bounds[0], self.bounds[3]);
        let k = self.cells_per_radian();
        let lon = x0 + (x - self.corner[0]) / k;
        let north = y0 - (y - self.corner[1]) / k;
        [lon.to_degrees(), north.sinh().atan().to_degrees()]
    }

    /// Rectangle of the frame on the sheet: left, top, right, bottom.
    #[must_use]
    pub fn rectangle(&self) -> [f64; 4] {
        let [w, s, e, n] = self.bounds;
        let ([l, t], [r, b]) = (self.to_cells(w, n), self.to_cells(e, s));
        [l, t, r, b]
    }

    /// Metres of ground per cell at a latitude.
    #[must_use]
    pub fn metres_per_cell(&self, lat: f64) -> f64 {
        EARTH_M * lat.to_radians().cos() / self.cells_per_radian()
    }
}

/// The cell that holds a position.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the sheet fits 16 bits (tested)"
)]
pub(crate) fn cell(position: [f64; 2]) -> [u16; 2] {
    position.map(|v| v.round() as u16)
}

/// Position on the sheet of a place on Earth, degrees; `None` where no frame shows it.
#[must_use]
pub fn to_plane(lon: f64, lat: f64) -> Option<[f64; 2]> {
    FRAMES.iter().find(|f| f.contains(lon, lat)).map(|f| f.to_cells(lon, lat))
}

/// Position on the sheet as if the mainland's frame went on for ever: for boxes and pointers that
/// leave it.
#[must_use]
pub fn to_plane_unbounded(lon: f64, lat: f64) -> [f64; 2] {
    to_plane(lon, lat).unwrap_or_else(|| FRAMES[0].to_cells(lon, lat))
}

/// Rectangle of the sheet (left, top, right, bottom) of a box of degrees (west, south, east, north),
/// all of it in the frame that shows its middle, beyond that frame's bounds too: a corner that no
/// frame shows is not one of the mainland.
#[must_use]
pub fn to_rectangle([w, s, e, n]: [f64; 4]) -> [f64; 4] {
    let middle = (f64::midpoint(w, e), f64::midpoint(s, n));
    let frame = FRAMES.iter().find(|f| f.contains(middle.0, middle.1)).unwrap_or(&FRAMES[0]);
    let ([l, t], [r, b]) = (frame.to_cells(w, n), frame.to_cells(e, s));
    [l, t, r, b]
}

/// Place on Earth (longitude, latitude in degrees) of a position on the sheet; outside the overseas
/// frames the mainland's frame goes on.
#[must_use]
pub fn to_degrees(at: [f64; 2]) -> [f64; 2] {
    let inside = |f: &&Frame| {
        let [l, t, r, b] = f.rectangle();
        (l..=r).contains(&at[0]) && (t..=b).contains(&at[1])
    };
    FRAMES[1..].iter().find(inside).unwrap_or(&FRAMES[0]).to_degrees(at)
}

/// Rectangle of the whole sheet that holds something: left, top, right, bottom.
#[must_use]
pub fn extent() -> [f64; 4] {
    FRAMES.iter().map(Frame::rectangle).fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |a, r| {
        [a[0].min(r[0]), a[1].min(r[1]), a[2].max(r[2]), a[3].max(r[3])]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_sheet_fits_sixteen_bits_and_frames_do_not_overlap() {
        let [l, t, r, b] = extent();
        assert!(l >= 0.0 && t >= 0.0 && r < 65_535.0 && b < 65_535.0, "{:?}", extent());
        for (i, a) in FRAMES.iter().enumerate() {
            for c in &FRAMES[i + 1..] {
                let ([al, at, ar, ab], [cl, ct, cr, cb]) = (a.rectangle(), c.rectangle());
                assert!(ar < cl || cr < al || ab < ct || cb < at, "{a:?} {c:?}");
            }
        }
    }

    #[test]
    fn a_cell_has_its_declared_size_in_the_middle_of_the_mainland() {
        let middle = f64::midpoint(FRAMES[0].bounds[1], FRAMES[0].bounds[3]);
        assert!((FRAMES[0].metres_per_cell(middle) - CELL_M).abs() < 1e-6);
    }

    #[test]
    fn a_box_that_leaves_its_frame_stays_beside_it() {
        // Saint-Denis lies 5 km from the north edge of La Réunion's frame (-20.84): a box of 0.06
        // degrees around it leaves it.
        let (lon, lat, room) = (55.45, -20.88, 0.06);
        let [l, t, r, b] = to_rectangle([lon - room, lat - room, lon + room, lat + room]);
        let [x, y] = to_plane(lon, lat).expect("in its frame");
        assert!(l < x && x < r && t < y && y < b, "{l} {t} {r} {b} around {x} {y}");
        // 0.12 degrees of longitude at 21.13 degrees south, drawn twice as large, in cells of 60 m:
        // 0.12 × 111 195 m × cos 21.13° × 2 / 60 m.
        assert!((r - l - 0.12 * 111_195.0 * 0.9328 * 2.0 / 60.0).abs() < 0.5, "{}", r - l);
    }

    proptest! {
        #[test]
        fn there_and_back(frame in 0usize..6, u in 0.01f64..0.99, v in 0.01f64..0.99) {
            let [w, s, e, n] = FRAMES[frame].bounds;
            let (lon, lat) = (w + u * (e - w), s + v * (n - s));
            let cell = to_plane(lon, lat).expect("inside a frame");
            let [lon2, lat2] = to_degrees(cell);
            prop_assert!((lon - lon2).abs() < 1e-9 && (lat - lat2).abs() < 1e-9);
        }
    }
}
