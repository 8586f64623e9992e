//! The tables that advisers and producers have, in `../shared/data` beside the checkout or where
//! `PLAQUE_SOURCES` says. None of them is committed: a test that reads them is
//! `#[cfg_attr(not(shared_data), ignore = "…")]`, so that cargo counts it where they are not there.

use std::path::{Path, PathBuf};

/// A file or folder of the shared tables; none where it is not there.
#[must_use]
pub fn shared_data(name: &str) -> Option<PathBuf> {
    folder().join(name).canonicalize().ok()
}

fn folder() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    std::env::var_os("PLAQUE_SOURCES").map_or_else(beside, PathBuf::from)
}

/// For the build script of a package with such tests: sets `cfg(shared_data)` where the tables are,
/// and has cargo ask again when they come or go.
pub fn say_to_cargo() {
    println!("cargo::rustc-check-cfg=cfg(shared_data)");
    println!("cargo::rerun-if-env-changed=PLAQUE_SOURCES");
    // A path that is not there makes cargo ask each time: right when they come later.
    println!("cargo::rerun-if-changed={}", folder().display());
    if shared_data("").is_some() {
        println!("cargo::rustc-cfg=shared_data");
    }
}
