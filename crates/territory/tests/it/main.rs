//! The domain as its users see it: one program, which builds once.

mod acts;
mod common;
mod engine;
mod extract;
mod overlay;
mod reach;
mod roundtrip;
mod rules;
mod search;
mod sheet;
mod situations;
mod zoning;
