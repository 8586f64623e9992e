//! A level of contours, cut into chunks of rows, each drawn once it is in view.

use std::sync::Arc;

use atlas::Contours;
use atlas::index::Index;
use atlas::raster;

use super::gpu::{Drawable, Gpu};

/// Time for cutting triangles within a frame, milliseconds.
const MESH_BUDGET_MS: f64 = 24.0;

/// Consecutive rows with the rectangle around them, cells, and their triangles once cut.
pub(super) struct Chunk {
    pub(super) rows: std::ops::Range<u32>,
    pub(super) bounds: [f64; 4],
    pub(super) drawable: Option<Drawable>,
}

/// One level of detail, cut into chunks of consecutive rows.
pub(super) struct Level {
    pub(super) contours: Arc<Contours>,
    pub(super) rectangles: Vec<Option<[u16; 4]>>,
    pub(super) chunks: Vec<Chunk>,
    pub(super) index: Option<Index>,
}

impl Level {
    pub(super) fn new(contours: Arc<Contours>, rows: u32) -> Self {
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

/// Cuts triangles for the chunks in view until the time of the frame is used; whether all are
/// there.
pub(super) fn prepare(
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

/// The rectangle around some.
pub(super) fn union<'a>(rectangles: impl Iterator<Item = &'a [u16; 4]>) -> Option<[f64; 4]> {
    rectangles
        .map(|b| b.map(f64::from))
        .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
}

/// Whether two rectangles have a point in common.
pub(super) fn meets(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}
