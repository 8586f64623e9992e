//! Builds the folder that any static host can serve.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::run::{cargo, output, run, step};
use crate::{compress, dist_dir, html, root, scratch, stamp, tools};

/// What the first choropleth needs from `assets/data`, asked for while the program is still loading.
pub const FIRST_DATA: [&str; 2] = ["contours-coarse", "column-zone_med"];

/// The pages beside the explorer, each with a program of its own: file, and what it is.
const BESIDE: [(&str, &str); 4] = [
    ("aides.html", "the page of aids"),
    ("pourquoi.html", "« Pourquoi ici ? »"),
    ("portrait.html", "the portrait"),
    (OWN_FILES, "the page of the reader's own files"),
];
/// The page where a reader may agree to ask another host for a file.
const OWN_FILES: &str = "donnees.html";

/// Makes `dist` current; does nothing when nothing it is made of has changed.
pub fn build() -> Result<()> {
    let toolchain = output(Command::new("rustc").current_dir(root()).arg("-vV"))?;
    let stamp_file = scratch().join("dist.stamp");
    let fingerprint = stamp::of_sources(&root(), &toolchain)?;
    if dist_dir().join("index.html").is_file() && std::fs::read_to_string(&stamp_file).ok().as_deref() == Some(&fingerprint) {
        println!("→ dist is current: nothing it is made of has changed");
        return Ok(());
    }
    let data = std::fs::read_to_string(root().join("assets/data/index.json"))
        .context("assets/data/index.json cannot be read: the data of the page is missing from this checkout")?;
    let preloads = FIRST_DATA.iter().map(|name| Ok(format!("data/{}", data_file(&data, name)?))).collect::<Result<Vec<_>>>()?;
    let path = tools::for_build()?;
    std::fs::create_dir_all(scratch())?;
    if stamp_file.exists() {
        std::fs::remove_file(&stamp_file)?;
    }
    step("fetching the crates of the page", "nothing to do when they are here", || {
        run(cargo().args(["fetch", "--quiet", "--locked", "--target", "wasm32-unknown-unknown"]))
    })?;
    step("building the page in release", "4 to 8 minutes from nothing, 1 to 3 after a change", || {
        let mut trunk = Command::new("trunk");
        trunk.current_dir(root()).env("PATH", &path).env("TRUNK_SKIP_VERSION_CHECK", "true").env_remove("NO_COLOR");
        run(trunk.args(["build", "--release", "--offline", "--locked", "--dist"]).arg(dist_dir()))
    })?;
    for (page, what) in BESIDE {
        step(&format!("building {what}"), "1 to 3 minutes", || {
            let beside = scratch().join(page);
            let mut trunk = Command::new("trunk");
            trunk.current_dir(root()).env("PATH", &path).env("TRUNK_SKIP_VERSION_CHECK", "true").env_remove("NO_COLOR");
            run(trunk.args(["build", "--release", "--offline", "--locked=true", "--dist"]).arg(&beside).arg(format!("src/{page}")))?;
            take_in(&beside, &dist_dir(), page)
        })?;
    }
    step("finishing the pages", "seconds", || {
        finish(&dist_dir(), "index.html", &preloads)?;
        BESIDE.iter().try_for_each(|(page, _)| finish(&dist_dir(), page, &[]))
    })?;
    step("compressing", "half a minute, less when little changed", || {
        let count = compress::folder(&dist_dir(), &scratch().join("compressed"))?;
        println!("  {count} files, each with .br and .gz beside it");
        Ok(())
    })?;
    std::fs::write(stamp_file, fingerprint)?;
    Ok(())
}

/// Puts another page and what only it needs beside the first.
fn take_in(beside: &Path, dist: &Path, page: &str) -> Result<()> {
    for entry in std::fs::read_dir(beside)? {
        let entry = entry?;
        // Trunk names the page of a folder index.html.
        let name = if entry.file_name() == "index.html" { page.into() } else { entry.file_name() };
        if !dist.join(&name).exists() {
            std::fs::copy(entry.path(), dist.join(&name))?;
        }
    }
    Ok(())
}

fn finish(dist: &Path, name: &str, preloads: &[String]) -> Result<()> {
    for file in preloads {
        if !dist.join(file).is_file() {
            bail!("dist/{file} is missing: index.html should copy assets/data to data");
        }
    }
    let page = dist.join(name);
    let text = std::fs::read_to_string(&page).with_context(|| format!("Trunk left no dist/{name}"))?;
    if let Some(absolute) = html::local_files(&text).iter().find(|url| url.starts_with('/')) {
        bail!("dist/{name} names {absolute}: paths must be relative, so that the page runs from any folder");
    }
    std::fs::write(&page, html::finish(&text, preloads, name == OWN_FILES)?)?;
    Ok(())
}

/// The name of a data file in the text of `index.json`.
pub fn data_file(index: &str, name: &str) -> Result<String> {
    let index: serde_json::Value = serde_json::from_str(index).context("assets/data/index.json is not JSON")?;
    let file = index["files"][name]["file"].as_str();
    file.map(str::to_owned).with_context(|| format!("assets/data/index.json lists no file for {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_files_are_found_by_name() {
        let index = r#"{"dataset":"2026-01-01","files":{"places":{"file":"places.0123456789ab.plq","bytes":1}},"columns":[]}"#;
        assert_eq!(data_file(index, "places").unwrap(), "places.0123456789ab.plq");
        assert!(data_file(index, "rules").unwrap_err().to_string().contains("rules"));
    }

    #[test]
    fn absolute_paths_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("index.html"), "<head></head><script src=\"/a.js\"></script>").unwrap();
        assert!(finish(dir.path(), "index.html", &[]).unwrap_err().to_string().contains("relative"));
        std::fs::write(dir.path().join("index.html"), "<head></head><script src=\"./a.js\"></script>").unwrap();
        assert!(finish(dir.path(), "index.html", &["data/a.plq".into()]).unwrap_err().to_string().contains("data/a.plq"));
        finish(dir.path(), "index.html", &[]).unwrap();
    }
}
