//! What a change can break: the crates whose tests have to run, and whether the page has to be
//! built.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::Result;

use crate::root;
use crate::run::output;
use crate::workspace::{PAGE, Workspace};

/// Crates that need the page, or are no part of the native tests.
const JOURNEYS: &str = "journeys";

/// What a change can break, and so what to test.
#[derive(Debug, PartialEq, Eq)]
pub struct Scope {
    /// Native crates to test; `None`: all.
    native: Option<BTreeSet<String>>,
    /// Whether the page, and the journeys over it, can be broken.
    pub page: bool,
}

impl Scope {
    /// Everything, whatever changed.
    #[must_use]
    pub fn all() -> Self {
        Self { native: None, page: true }
    }

    /// What can be broken by what differs between a commit and the files as they are now.
    ///
    /// # Errors
    /// When git does not know the commit, or cargo cannot read a manifest.
    pub fn since(base: &str) -> Result<Self> {
        let git = |args: &[&str]| output(Command::new("git").current_dir(root()).args(args));
        let mut changed = git(&["diff", "--name-only", "-z", base])?;
        changed += &git(&["ls-files", "--others", "--exclude-standard", "-z"])?;
        let changed: Vec<&str> = changed.split('\0').filter(|name| !name.is_empty()).collect();
        let scope = Self::of(&Workspace::read(&root())?, &changed);
        println!("{} files changed since {base}: {}", changed.len(), scope.said());
        Ok(scope)
    }

    fn of(workspace: &Workspace, changed: &[&str]) -> Self {
        let changed = changed.iter().filter(|name| !is_prose(name));
        let (mut crates, mut page) = (BTreeSet::new(), false);
        for name in changed {
            match workspace.owner(name) {
                Some(owner) => drop(crates.insert(owner)),
                // What only the page is made of.
                None if name.starts_with("assets/") || *name == "index.html" => page = true,
                // Manifests, authored data, worked cases: who reads them is in no list.
                None => return Self::all(),
            }
        }
        let broken = workspace.broken_by(crates);
        page |= broken.contains(PAGE) || broken.contains(JOURNEYS);
        let native = broken.into_iter().filter(|name| ![PAGE, JOURNEYS].contains(name));
        Self { native: Some(native.map(str::to_owned).collect()), page }
    }

    /// The arguments that choose these crates for cargo; `None` when there is nothing to do.
    #[must_use]
    pub fn native(&self) -> Option<Vec<String>> {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        match &self.native {
            None => Some(words(&["--workspace", "--exclude", PAGE])),
            Some(crates) if crates.is_empty() => None,
            Some(crates) => Some(
                crates.iter().flat_map(|name| ["--package".to_owned(), name.clone()]).collect(),
            ),
        }
    }

    fn said(&self) -> String {
        let native = match &self.native {
            None => "all crates".to_owned(),
            Some(crates) if crates.is_empty() => "no native crate".to_owned(),
            Some(crates) => crates.iter().cloned().collect::<Vec<_>>().join(", "),
        };
        format!("{native}{}", if self.page { " and the page" } else { "" })
    }
}

/// Read by people only.
fn is_prose(name: &str) -> bool {
    name.ends_with(".md") && !name.starts_with("assets/")
        || name.starts_with("docs/")
        || name.starts_with("LICENSE")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(changed: &[&str]) -> Scope {
        Scope::of(&Workspace::read(&root()).unwrap(), changed)
    }

    #[test]
    fn a_crate_breaks_what_is_built_with_it() {
        let scope = of(&["crates/pipeline/src/main.rs"]);
        let native = scope.native.unwrap();
        // Nothing of the page is built with the pipeline; tests over its sources may be.
        assert!(
            native.contains("pipeline") && !native.contains("territory") && !scope.page,
            "{native:?}"
        );
        let core = Workspace::read(&root())
            .unwrap()
            .core()
            .first()
            .map(|name| format!("crates/{name}/src/lib.rs"));
        assert!(of(&[&core.unwrap()]).page);
    }

    #[test]
    fn the_page_breaks_no_native_test_and_prose_nothing() {
        assert_eq!(
            of(&["src/app.rs", "index.html"]),
            Scope { native: Some([].into()), page: true }
        );
        assert_eq!(
            of(&["README.md", "docs/a.png"]),
            Scope { native: Some([].into()), page: false }
        );
        assert_eq!(of(&["README.md"]).native(), None);
    }

    #[test]
    fn what_nobody_owns_breaks_everything() {
        assert_eq!(of(&["data/rules/caim.toml"]), Scope::all());
        assert_eq!(of(&["Cargo.lock"]), Scope::all());
    }
}
