//! What the command `plaque` is made of: reading the assets, writing the answers.

pub mod assets;
pub mod cases;
pub mod comparing;
pub mod finding;
pub mod print;
