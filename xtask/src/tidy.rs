//! The rules of ARCHITECTURE.md that a program can check. Each breach is one line that names the
//! file and the reason.

mod circles;
mod colours;
mod length;
mod packages;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use self::circles::Modules;
use crate::run::output;
use crate::stamp::{files, hex};
use crate::workspace::Workspace;

/// Below this a file says too little to be told apart: an empty file equals any other.
const SMALLEST_COPY: u64 = 64;

/// Checks the checkout below `root`; fails with the number of breaches after printing them.
pub fn check(root: &Path) -> Result<()> {
    let tree = tracked(root)?;
    let workspace = Workspace::read(root)?;
    let core = workspace.core().into_iter().map(|name| format!("{}src/", workspace.folder(name)));
    let core: Vec<String> = core.collect();
    let mut breaches = words::idle(&tree);
    let mut modules: BTreeMap<&str, Modules> = BTreeMap::new();
    for name in &tree {
        let bytes =
            std::fs::read(root.join(name)).with_context(|| format!("{name} cannot be read"))?;
        if let Ok(text) = String::from_utf8(bytes) {
            breaches.extend(about_text(name, &text, &core));
            if let Some((owner, path)) = source(&workspace, name)
                && let Err(error) = modules.entry(owner).or_default().add(path, &text)
            {
                breaches.push(format!("{name}: cannot be read as Rust: {error}"));
            }
        }
    }
    for (name, modules) in modules {
        breaches.extend(circles::breaches(name, &modules.circles()));
    }
    breaches.extend(packages::check(root, &workspace)?);
    breaches.extend(colours::check(|name| {
        std::fs::read_to_string(root.join(name)).with_context(|| format!("{name} cannot be read"))
    })?);
    let map = std::fs::read_to_string(root.join("ARCHITECTURE.md"))
        .context("ARCHITECTURE.md cannot be read")?;
    breaches.extend(unmapped(&tree, &map));
    breaches.extend(copies(root, &tree)?);
    for breach in &breaches {
        println!("  {breach}");
    }
    if !breaches.is_empty() {
        bail!("{} breach(es) of the rules in ARCHITECTURE.md", breaches.len());
    }
    println!("  {} files, no breach", tree.len());
    Ok(())
}

/// Every file that is, or would be, committed.
fn tracked(root: &Path) -> Result<Vec<String>> {
    let listed = output(Command::new("git").current_dir(root).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    let mut tree: Vec<String> = listed
        .split('\0')
        .filter(|n| !n.is_empty() && root.join(n).is_file())
        .map(str::to_owned)
        .collect();
    tree.sort();
    tree.dedup();
    Ok(tree)
}

/// The crate that a file of Rust is a source of, and its name below `src/`.
fn source<'n>(workspace: &'n Workspace, name: &'n str) -> Option<(&'n str, &'n str)> {
    let owner = workspace.owner(name).filter(|_| name.ends_with(".rs"))?;
    let path = name.strip_prefix(workspace.folder(owner))?.strip_prefix("src/")?;
    Some((owner, path))
}

/// Breaches of one text file.
fn about_text(name: &str, text: &str, core: &[String]) -> Vec<String> {
    let mut breaches = words::hosts(name, text);
    if name.ends_with(".rs") {
        if !text.starts_with("//!") {
            breaches.push(format!("{name}: starts without a `//!` line that says what it is for"));
        }
        breaches.extend(length::breach(name, text));
        breaches.extend(words::forbidden(name, text, core));
        breaches.extend(words::legal_figures(name, text, core));
    }
    breaches
}

/// Crates and folders of `src` that the code map forgets.
fn unmapped(tree: &[String], map: &str) -> Vec<String> {
    let mut rooms: Vec<String> = tree
        .iter()
        .filter(|name| name.ends_with(".rs"))
        .filter_map(|name| {
            let mut parts = name.split('/');
            match (parts.next()?, parts.next()?, parts.next()) {
                (top @ ("crates" | "src" | "tests"), room, Some(_)) => {
                    Some(format!("{top}/{room}"))
                }
                ("xtask", ..) => Some("xtask".to_owned()),
                _ => None,
            }
        })
        .collect();
    rooms.sort();
    rooms.dedup();
    rooms
        .retain(|room| !map.contains(&format!("`{room}`")) && !map.contains(&format!("`{room}/`")));
    rooms
        .iter()
        .map(|room| format!("ARCHITECTURE.md: the code map does not name `{room}`"))
        .collect()
}

/// Files of the tree that are files of `../shared/data` as they are: only what the pipeline derives
/// is committed.
fn copies(root: &Path, tree: &[String]) -> Result<Vec<String>> {
    let shared = root.join("../shared/data");
    let mut known = HashMap::new();
    for file in files(&shared)? {
        known.insert(digest(&file)?, file);
    }
    let mut breaches = Vec::new();
    for name in tree.iter().filter(|_| !known.is_empty()) {
        let file = root.join(name);
        if std::fs::metadata(&file)?.len() >= SMALLEST_COPY
            && let Some(original) = known.get(&digest(&file)?)
        {
            breaches.push(format!("{name}: the same bytes as {}", original.display()));
        }
    }
    Ok(breaches)
}

fn digest(file: &Path) -> Result<String> {
    Ok(hex(&Sha256::digest(
        std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?,
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_word_about_itself_is_named() {
        assert_eq!(
            about_text("src/a.rs", "//! What it is.\nfn a() {}\n", &[]),
            Vec::<String>::new()
        );
        assert!(about_text("src/a.rs", "fn a() {}\n", &[])[0].contains("`//!`"));
        assert!(about_text("README.md", "Words.\n", &[]).is_empty());
    }

    #[test]
    fn every_room_must_be_on_the_map() {
        let tree: Vec<String> = [
            "crates/atlas/src/lib.rs",
            "src/ui/a.rs",
            "src/main.rs",
            "xtask/src/main.rs",
            "assets/data/x.plq",
        ]
        .map(str::to_owned)
        .into();
        assert!(unmapped(&tree, "`crates/atlas` `src/ui/` `xtask`").is_empty());
        assert_eq!(
            unmapped(&tree, "`crates/atlas` `xtask`"),
            ["ARCHITECTURE.md: the code map does not name `src/ui`"]
        );
    }

    #[test]
    fn a_copy_of_a_shared_file_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("main");
        std::fs::create_dir_all(dir.path().join("shared/data/t")).unwrap();
        std::fs::create_dir_all(&root).unwrap();
        let table = "code;zone\n".repeat(20);
        std::fs::write(dir.path().join("shared/data/t/zones.csv"), &table).unwrap();
        std::fs::write(root.join("copy.csv"), &table).unwrap();
        std::fs::write(root.join("own.csv"), format!("{table}#")).unwrap();
        let breaches = copies(&root, &["copy.csv".into(), "own.csv".into()]).unwrap();
        assert_eq!(breaches.len(), 1);
        assert!(breaches[0].starts_with("copy.csv"));
        assert!(
            copies(dir.path(), &["main/copy.csv".into()]).unwrap().is_empty(),
            "no shared folder, nothing to compare"
        );
    }
}
