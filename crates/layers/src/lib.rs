//! Layers of the user's own: a table or a GeoJSON of theirs made into the same packed files as
//! the shipped data.
//!
//! A layer is a list of packed files with the names that the page already knows (`column-zone_med`,
//! `contours-fine`…), and the report on it. Nothing here knows a page, a clock or a file:
//! bytes come in, bytes go out.

mod acts;
mod asked;
mod catalogue;
mod columns;
mod legend;
mod make;
mod parts;
mod project;
mod reference;
mod report;
mod tvs;

pub use asked::Asked;
pub use catalogue::{Published, table as official_table};
pub use legend::{RAMPS, Ramp};
pub use make::{Layer, compose, make};
pub use parts::ZonePart;
pub use project::{Kept, Project, ProjectError};
pub use reference::Reference;
pub use report::{Area, Header, Kind, List, Report, Spot};
