//! Layers on the real places.

#![expect(clippy::disallowed_methods, reason = "the tests read the shipped files")]

mod common;
mod made;
mod official;
