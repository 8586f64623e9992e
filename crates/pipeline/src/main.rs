//! From sources to assets.
fn main() {}
