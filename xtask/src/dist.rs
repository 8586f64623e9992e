//! Builds the folder that any static host can serve.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::parts::hashed;
use crate::program::{self, Program};
use crate::run::{cargo, output, run, step};
use crate::site::{FIRST_DATA, PARTS, data_file};
use crate::stamp::files;
use crate::{budget, compress, dist_dir, html, root, scratch, stamp, tools};

/// Folders copied as they are: where they are, and where the page looks for them.
const FOLDERS: [(&str, &str); 2] = [("assets/fonts", "fonts"), ("assets/data", "data")];
/// Files whose published name says their content: where they are, name, ending.
const NAMED: [(&str, &str, &str); 3] = [
    ("assets/icons/plaque.svg", "plaque", "svg"),
    ("src/style.css", "style", "css"),
    ("src/views.css", "views", "css"),
];
/// What `index.html` asks for early.
const FIRST: &str = "[\"first data\"]";
/// What `index.html` imports.
const SCRIPT: &str = "\"./plaque.js\"";

/// Makes `dist` current; does nothing when nothing it is made of has changed.
///
/// # Errors
/// When a step fails; `dist` is then as it was before.
pub fn build() -> Result<()> {
    let toolchain = output(Command::new("rustc").current_dir(root()).arg("-vV"))?;
    let stamp_file = scratch().join("dist.stamp");
    let fingerprint = stamp::of_sources(&root(), &stamp::inputs(&root())?, &toolchain)?;
    let before = std::fs::read_to_string(&stamp_file).ok();
    if dist_dir().join("index.html").is_file() && before.as_deref() == Some(&fingerprint) {
        println!("→ dist is current: nothing it is made of has changed");
        return Ok(());
    }
    tools::wasm_target()?;
    step("fetching the crates of the page", "nothing to do when they are here", || {
        run(cargo().args(["fetch", "--quiet", "--locked", "--target", tools::WASM]))
    })?;
    let program = program::release()?;
    let staged = scratch().join("dist.new");
    step("laying out the page", "seconds", || lay_out(&staged, &program, ""))?;
    step("compressing", "half a minute, less when little changed", || {
        let count = compress::folder(&staged, &scratch().join("compressed"))?;
        println!("  {count} files, each with .br and .gz beside it");
        Ok(())
    })?;
    replace(&staged, &dist_dir())?;
    std::fs::write(stamp_file, fingerprint)?;
    // What the budget says of it closes the gate, not the site.
    if let Err(error) = budget::print(&dist_dir()) {
        println!("  {error:#}");
    }
    Ok(())
}

/// Writes a whole page into an empty folder: published names, policy, stubs of old addresses, list
/// of parts. `more` stands at the end of the document.
pub(crate) fn lay_out(folder: &Path, program: &Program, more: &str) -> Result<()> {
    empty(folder)?;
    let mut names = vec![(SCRIPT.to_owned(), format!("\"./{}\"", program.script))];
    for (from, name, ending) in NAMED {
        let mut content = read(from)?;
        if ending == "css" {
            content = html::bare_style(&String::from_utf8(content)?)?.into_bytes();
        }
        let published = hashed(name, ending, &content);
        std::fs::write(folder.join(&published), content)?;
        names.push((from.to_owned(), published));
    }
    for (from, to) in FOLDERS {
        copy(&root().join(from), &folder.join(to))?;
    }
    for (name, content) in &program.files {
        std::fs::write(folder.join(name), content)?;
    }
    let data = String::from_utf8(read("assets/data/index.json")?)?;
    let data = FIRST_DATA.iter().map(|name| Ok(format!("data/{}", data_file(&data, name)?)));
    let data = data.collect::<Result<Vec<_>>>()?;
    names.push((FIRST.to_owned(), serde_json::to_string(&data)?));
    let early = html::Early { script: &program.script, wasm: &program.wasm };
    let source = String::from_utf8(read("index.html")?)?;
    let source = source.replace("</body>", &format!("{more}</body>"));
    let names: Vec<_> = names.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    std::fs::write(folder.join("index.html"), html::page(&source, &names, &early)?)?;
    for (name, stub) in html::stubs() {
        std::fs::write(folder.join(name), stub)?;
    }
    std::fs::write(folder.join(PARTS), serde_json::to_string_pretty(&program.parts)? + "\n")?;
    Ok(())
}

fn read(name: &str) -> Result<Vec<u8>> {
    std::fs::read(root().join(name)).with_context(|| format!("{name} cannot be read"))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in files(from)? {
        let target = to.join(file.strip_prefix(from)?);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::copy(&file, target)?;
    }
    Ok(())
}

fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    Ok(std::fs::create_dir_all(folder)?)
}

/// Puts a finished folder in the place of another.
fn replace(staged: &Path, folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::rename(staged, folder).with_context(|| format!("{} cannot be made", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_laid_out_under_the_names_that_it_uses() {
        let dir = tempfile::tempdir().unwrap();
        let program = Program {
            script: "plaque-1.js".into(),
            wasm: "plaque-2.wasm".into(),
            files: [
                ("plaque-1.js".into(), b"js".to_vec()),
                ("plaque-2.wasm".into(), b"w".to_vec()),
            ]
            .into(),
            parts: [("first".into(), vec!["plaque-1.js".into(), "plaque-2.wasm".into()])].into(),
        };
        std::fs::write(dir.path().join("old"), "of another build").unwrap();
        lay_out(dir.path(), &program, "<p>more</p>").unwrap();
        let page = std::fs::read_to_string(dir.path().join("index.html")).unwrap();
        for file in html::local_files(&page) {
            assert!(dir.path().join(&file).is_file(), "{file}");
        }
        assert!(page.contains("const program = \"./plaque-1.js\";"), "{page}");
        assert!(dir.path().join("aides.html").is_file() && !dir.path().join("old").exists());
        assert_eq!(crate::site::parts(dir.path()).unwrap()["first"].len(), 2);
    }
}
