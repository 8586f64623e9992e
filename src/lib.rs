//! The page of Plaque: views (map, search, sheet, legend, table) over one state, which the address of the page holds.

pub mod app;
pub mod bench;
pub mod charts;
pub mod clock;
pub mod dataset;
pub mod derived;
pub mod map;
mod net;
pub mod state;
mod text;
mod turn;
pub mod ui;
pub mod url;

pub use viewmodel::summary;
