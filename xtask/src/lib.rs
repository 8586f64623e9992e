//! Developer automation, as a library so that the journeys share the server, the tools and the
//! budget.

pub mod budget;
pub mod compress;
pub mod dev;
pub mod dist;
pub mod html;
pub mod parts;
pub mod program;
pub mod run;
pub mod scope;
pub mod server;
pub mod shrink;
pub mod site;
pub mod stages;
pub mod stamp;
pub mod tasks;
pub mod tidy;
pub mod tools;
mod wasm;
pub mod workspace;

use std::path::{Path, PathBuf};

/// The root of the checkout this program was built in.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The folder of the finished page.
#[must_use]
pub fn dist_dir() -> PathBuf {
    root().join("dist")
}

/// Scratch folder of this clone: stamps, what was shrunk and compressed before.
#[must_use]
pub fn scratch() -> PathBuf {
    root().join("target").join("plaque")
}
