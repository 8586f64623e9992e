//! A fingerprint of everything the page is made of, to build it only when something changed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::workspace::{PAGE, Workspace};

/// What decides what `dist` holds, beside the crates that the page is built with. `src` is the
/// page's own.
const INPUTS: [&str; 9] = [
    "Cargo.toml",
    "Cargo.lock",
    "index.html",
    ".cargo/config.toml",
    "src",
    "assets",
    "xtask/Cargo.toml",
    "xtask/npm",
    "xtask/src",
];

/// Files and folders below `root` that decide what `dist` holds.
///
/// # Errors
/// When cargo cannot read the manifests.
pub fn inputs(root: &Path) -> Result<Vec<String>> {
    let workspace = Workspace::read(root)?;
    let crates = workspace.built_with(PAGE).into_iter().map(|name| workspace.folder(name));
    let crates = crates.filter(|folder| !folder.is_empty());
    Ok(INPUTS.into_iter().chain(crates).map(str::to_owned).collect())
}

/// The fingerprint of these files and folders below `root`.
///
/// # Errors
/// When a file cannot be read.
pub fn of_sources(root: &Path, inputs: &[String], toolchain: &str) -> Result<String> {
    let mut sum = Sha256::new();
    sum.update(toolchain);
    for input in inputs {
        for file in files(&root.join(input))? {
            let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().into_owned();
            let bytes = std::fs::read(&file)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            sum.update((name.len() as u64).to_le_bytes());
            sum.update(name);
            sum.update((bytes.len() as u64).to_le_bytes());
            sum.update(bytes);
        }
    }
    Ok(hex(&sum.finalize()))
}

/// Every file below a path (or the path itself), in a stable order; nothing for a path that is not
/// there.
///
/// # Errors
/// When a folder cannot be read.
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
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn any_change_of_content_name_or_toolchain_changes_the_fingerprint() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        let of = |toolchain| of_sources(root, &["src".to_owned()], toolchain).unwrap();
        std::fs::create_dir_all(root.join("src")).unwrap();
        std::fs::write(root.join("src/a.rs"), "a").unwrap();
        let first = of("1.95");
        assert_eq!(first, of("1.95"));
        assert_ne!(first, of("1.96"));
        std::fs::write(root.join("README.md"), "not an input").unwrap();
        assert_eq!(first, of("1.95"));
        std::fs::rename(root.join("src/a.rs"), root.join("src/b.rs")).unwrap();
        let renamed = of("1.95");
        assert_ne!(first, renamed);
        std::fs::write(root.join("src/b.rs"), "b").unwrap();
        assert_ne!(renamed, of("1.95"));
    }

    /// Folders of ours that a manifest names, and theirs: read without cargo, to check what cargo
    /// says.
    fn paths(manifest: &Path, found: &mut BTreeSet<String>) {
        let table =
            |file: &Path| std::fs::read_to_string(file).unwrap().parse::<toml::Table>().unwrap();
        let root = crate::root();
        let ours = table(&root.join("Cargo.toml"));
        for name in table(manifest)["dependencies"].as_table().unwrap().keys() {
            let path = ours["workspace"]["dependencies"].get(name).and_then(|d| d.get("path"));
            let Some(path) = path.and_then(toml::Value::as_str) else { continue };
            if found.insert(path.to_owned()) {
                paths(&root.join(path).join("Cargo.toml"), found);
            }
        }
    }

    #[test]
    fn touching_any_crate_inside_the_page_changes_the_fingerprint() {
        let mut crates = BTreeSet::new();
        paths(&crate::root().join("Cargo.toml"), &mut crates);
        assert!(crates.len() > 4, "{crates:?}");
        let inputs = inputs(&crate::root()).unwrap();
        let dir = tempfile::tempdir().unwrap();
        for folder in &crates {
            let source = dir.path().join(folder).join("src");
            std::fs::create_dir_all(&source).unwrap();
            std::fs::write(source.join("lib.rs"), "").unwrap();
        }
        let mut last = of_sources(dir.path(), &inputs, "").unwrap();
        for folder in &crates {
            std::fs::write(dir.path().join(folder).join("src/lib.rs"), "//! Touched.").unwrap();
            let now = of_sources(dir.path(), &inputs, "").unwrap();
            assert_ne!(last, now, "{folder} is in the page and not in the fingerprint");
            last = now;
        }
    }
}
