//! Geometry and bytes: projection, shared arcs, levels, triangles, picking, and the packed
//! container. Pure, and ignorant of the domain: a place is a dense row number.

mod areas;
pub mod codec;
mod contours;
pub mod digits;
pub mod index;
pub mod mesh;
mod numbering;
pub mod pack;
pub mod plane;
pub mod raster;
pub mod shade;
pub mod topology;
mod transfer;
mod written;

pub use areas::{Areas, AreasError, Near};
pub use contours::{ArcUse, Contours, Digit, Point};
pub use numbering::numbers;
pub use written::{END, Written, begin, feature, write};
