//! Why here, and what would I change? Flags of a place with their reasons, the border lens, and
//! access to care computed, before and after.
//!
//! Pure: joins the places and columns of `territory` with the `catchment`.

mod assembly;
mod book;
mod border;
mod communes;
mod compare;
mod flags;
mod france;
mod likeness;
mod report;
mod setup;

pub use assembly::Assembly;
pub use book::{
    Activity, Book, Bound, Demand, FlagRule, Model, NEAREST_GP, Roads, Series, Sister, Supply,
    Than, UnknownFigure, Update,
};
pub use border::{Contrast, contrasts};
pub use compare::compare;
pub use flags::{
    ClassShare, Disagreement, Flag, Side, classes_within, disagreement, disagreements, flags,
};
pub use france::{Around, Country, Effect, Post, Reading};
pub use likeness::{Comparison, Likeness};
pub use report::{Report, Zoning};
pub use setup::{LEAST_CHANGE, NoSetUp, Placed, SetUp, reading};
pub use territory::classes::{Cut, bounds};
