//! The app of Plaque: views over one state, which the address of the page holds.

pub mod app;
pub mod charts;
pub mod clock;
pub mod dataset;
pub mod derived;
mod download;
mod keep;
pub mod map;
mod net;
pub mod part;
pub mod parts;
mod pause;
pub mod pin;
pub mod route;
mod roving;
mod slices;
pub mod state;
pub mod ui;
pub mod url;
mod worker;

pub use map::bench;
pub use viewmodel::summary;
