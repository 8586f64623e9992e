//! The command `plaque`.
fn main() {}
