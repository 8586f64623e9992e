//! A fingerprint of everything the page is made of, to build it only when something changed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

/// Files and folders that decide what `dist` holds.
const INPUTS: [&str; 10] = [
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    ".cargo/config.toml",
    "src",
    "assets",
    "crates/territory",
    "crates/atlas",
    "xtask/src",
];

/// The fingerprint of the sources of the page below `root`.
pub fn of_sources(root: &Path, toolchain: &str) -> Result<String> {
    let mut sum = Sha256::new();
    sum.update(toolchain);
    for input in INPUTS {
        for file in files(&root.join(input))? {
            let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().into_owned();
            let bytes = std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            sum.update((name.len() as u64).to_le_bytes());
            sum.update(name);
            sum.update((bytes.len() as u64).to_le_bytes());
            sum.update(bytes);
        }
    }
    Ok(hex(&sum.finalize()))
}

/// Every file below a path (or the path itself), in a stable order; nothing for a path that is not there.
pub fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in WalkDir::new(path).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}

/// Bytes as lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_of_content_name_or_toolchain_changes_the_fingerprint() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        std::fs::create_dir_all(root.join("src")).unwrap();
        std::fs::write(root.join("src/a.rs"), "a").unwrap();
        let first = of_sources(root, "1.95").unwrap();
        assert_eq!(first, of_sources(root, "1.95").unwrap());
        assert_ne!(first, of_sources(root, "1.96").unwrap());
        std::fs::write(root.join("README.md"), "not an input").unwrap();
        assert_eq!(first, of_sources(root, "1.95").unwrap());
        std::fs::rename(root.join("src/a.rs"), root.join("src/b.rs")).unwrap();
        let renamed = of_sources(root, "1.95").unwrap();
        assert_ne!(first, renamed);
        std::fs::write(root.join("src/b.rs"), "b").unwrap();
        assert_ne!(renamed, of_sources(root, "1.95").unwrap());
    }
}
