//! The id image without a GPU: which row is at the centre of each pixel, by lines of pixels and the
//! even-odd rule. The same answer as the triangles and as [`crate::index`], a few tens of
//! milliseconds for a whole country.

use crate::contours::Contours;

/// Row number of a pixel that no row covers: the sea, another country.
pub const NOBODY: u16 = u16::MAX;

/// Where the sheet lies on the pixels: the cell at the top left corner, and pixels a cell.
#[derive(Clone, Copy, Debug)]
pub struct Placement {
    /// Cell at the corner.
    pub corner: [f64; 2],
    /// Pixels for each cell of the plane.
    pub scale: f64,
}

/// Rectangles of all rows, for [`Raster::paint`].
#[must_use]
pub fn rectangles(contours: &Contours) -> Vec<Option<[u16; 4]>> {
    (0..contours.rows()).map(|r| contours.bounds(r)).collect()
}

/// Paints ids; keeps its working memory from one image to the next.
#[derive(Default)]
pub struct Raster {
    /// Crossings of a row with the middle of lines of pixels: line, then x as ordered bits.
    crossings: Vec<u64>,
}

impl Raster {
    /// Paints the rows in view over lines `lines` of an image of `width` pixels; `ids` holds just
    /// these lines.
    pub fn paint(
        &mut self,
        contours: &Contours,
        rectangles: &[Option<[u16; 4]>],
        at: Placement,
        width: usize,
        lines: std::ops::Range<usize>,
        ids: &mut [u16],
    ) {
        ids.fill(NOBODY);
        #[expect(clippy::cast_precision_loss, reason = "pixels of a screen")]
        let (w, top, bottom) = (width as f64, lines.start as f64, lines.end as f64);
        let cells =
            |px: [f64; 2]| [at.corner[0] + px[0] / at.scale, at.corner[1] + px[1] / at.scale];
        let ([l, t], [r, b]) = (cells([0.0, top]), cells([w, bottom]));
        for (row, rectangle) in (0..contours.rows()).zip(rectangles) {
            let seen = rectangle.is_some_and(|q| {
                let q = q.map(f64::from);
                q[0] - 0.5 <= r && q[2] + 0.5 >= l && q[1] - 0.5 <= b && q[3] + 0.5 >= t
            });
            if seen {
                self.cross(contours, row, at, w, [top, bottom]);
                self.fill(u16::try_from(row).unwrap_or(NOBODY), width, lines.start, ids);
            }
        }
    }

    /// Collects where the border of a row crosses the middles of lines.
    fn cross(
        &mut self,
        contours: &Contours,
        row: u32,
        at: Placement,
        width: f64,
        [top, bottom]: [f64; 2],
    ) {
        self.crossings.clear();
        for u in contours.uses(row) {
            let mut points = contours.precise(u.arc).map(|p| {
                let [x, y] = p.map(f64::from);
                [(x - at.corner[0]) * at.scale, (y - at.corner[1]) * at.scale - 0.5]
            });
            let Some(mut from) = points.next() else { continue };
            for to in points {
                let (high, low) = if from[1] < to[1] { (from, to) } else { (to, from) };
                from = to;
                let (first, end) = (high[1].ceil().max(top), low[1].ceil().min(bottom));
                if first >= end {
                    continue;
                }
                let slope = (low[0] - high[0]) / (low[1] - high[1]);
                let mut line = first;
                while line < end {
                    // One pixel left of the image is as good as any; adding 2 keeps the number
                    // positive, whose bits then sort as it does.
                    let x = (high[0] + (line - high[1]) * slope).clamp(-1.0, width + 1.0) + 2.0;
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "lines and columns of a screen"
                    )]
                    self.crossings
                        .push(u64::from(line as u32) << 32 | u64::from((x as f32).to_bits()));
                    line += 1.0;
                }
            }
        }
        self.crossings.sort_unstable();
    }

    /// Fills between pairs of crossings the pixels whose middle lies inside.
    fn fill(&self, id: u16, width: usize, first_line: usize, ids: &mut [u16]) {
        for pair in self.crossings.chunks_exact(2) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to the image"
            )]
            let column = |crossing: u64| {
                ((f32::from_bits(crossing as u32) - 2.5).ceil().max(0.0) as usize).min(width)
            };
            let line = (pair[0] >> 32) as usize - first_line;
            ids[line * width + column(pair[0])..line * width + column(pair[1])].fill(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::contains;
    use crate::topology;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_pixel_agrees_with_the_exact_test(
            a in proptest::collection::vec((0u16..60, 0u16..60), 3..9), corner in (0.0f64..20.0, 0.0f64..20.0), scale in 0.3f64..3.0,
        ) {
            let ring = a.iter().map(|(x, y)| [*x, *y]).collect::<Vec<_>>();
            let contours = topology::share(&[vec![vec![ring]]]);
            let at = Placement { corner: [corner.0, corner.1], scale };
            let mut ids = vec![0; 40 * 25];
            Raster::default().paint(&contours, &rectangles(&contours), at, 40, 5..30, &mut ids);
            for (i, id) in ids.iter().enumerate() {
                let (x, y) = ((i % 40) as f64 + 0.5, (i / 40) as f64 + 5.5);
                // A border through the very middle of a pixel may fall either way: look a hair
                // beside as well.
                let near = [-1e-3, 1e-3].map(|d| contains(&contours, 0, [corner.0 + (x + d) / scale, corner.1 + y / scale]));
                if near[0] == near[1] {
                    prop_assert_eq!(*id == 0, near[0], "pixel {} {}", x, y);
                }
            }
        }
    }
}
