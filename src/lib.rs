//! The page of Plaque: views over one state.
pub mod map;
