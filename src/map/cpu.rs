//! What the main processor must do for the map: it draws first, and goes on where there is no other.

use atlas::{Contours, raster::Placement};

use super::appearance::{Appearance, Counts};

/// Draws on the main processor. Levels are given as contours with the rectangle of each row.
pub(crate) trait Cpu {
    /// New colours, RGBA a row.
    fn recolour(&mut self, rgba: &[[u8; 4]]);
    /// New marks, two bytes a row: département, 1 where selected.
    fn mark(&mut self, marks: &[[u8; 2]]);
    /// Paints the id image of a camera, on so many screen pixels.
    fn draw_ids(
        &mut self,
        screen: [usize; 2],
        at: Placement,
        contours: &Contours,
        rectangles: &[Option<[u16; 4]>],
    );
    /// Colours the screen: from the sharp ids where they are all there and `quick` is not asked.
    fn show(&mut self, appearance: &Appearance, quick: bool);
    /// Sharpens the next band of lines; whether all are done.
    fn sharpen(
        &mut self,
        at: Placement,
        contours: &Contours,
        rectangles: &[Option<[u16; 4]>],
        appearance: &Appearance,
    ) -> bool;
    /// Work done since the start, for the budgets.
    fn counts(&self) -> Counts;
}
