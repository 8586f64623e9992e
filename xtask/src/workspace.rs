//! The crates of this workspace and who needs whom, from `cargo metadata`: no list of them is
//! written anywhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, MetadataCommand};

/// The crate of the page.
pub const PAGE: &str = "plaque";

/// The crates of a workspace.
#[derive(Debug, Default)]
pub struct Workspace {
    crates: BTreeMap<String, Crate>,
}

#[derive(Debug, Default)]
struct Crate {
    /// Below the root, with a closing slash; empty for the crate of the root.
    folder: String,
    /// Crates of this workspace that it is built with.
    needs: BTreeSet<String>,
    /// The same for its tests.
    tests_need: BTreeSet<String>,
    /// Crates of others that it is built with, by its own word.
    foreign: BTreeSet<String>,
}

impl Workspace {
    /// The workspace whose `Cargo.toml` is in `root`; asks no network.
    ///
    /// # Errors
    /// When cargo cannot read a manifest.
    pub fn read(root: &Path) -> Result<Self> {
        let mut command = MetadataCommand::new();
        let metadata = command.manifest_path(root.join("Cargo.toml")).no_deps().exec();
        let metadata = metadata.context("cargo metadata failed")?;
        let mut crates = BTreeMap::new();
        for package in &metadata.packages {
            let folder = package.manifest_path.parent().context("a manifest without a folder")?;
            let folder = folder.strip_prefix(&metadata.workspace_root)?.as_str();
            let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            let mut entry = Crate { folder, ..Crate::default() };
            for dependency in &package.dependencies {
                let into = match (&dependency.path, dependency.kind) {
                    (Some(_), DependencyKind::Development) => &mut entry.tests_need,
                    (Some(_), _) => &mut entry.needs,
                    (None, DependencyKind::Normal) => &mut entry.foreign,
                    (None, _) => continue,
                };
                into.insert(dependency.name.clone());
            }
            crates.insert(package.name.to_string(), entry);
        }
        Ok(Self { crates })
    }

    /// A workspace for tests: crates with what they depend on, of this workspace where a crate has
    /// that name.
    #[cfg(test)]
    pub(crate) fn made<'n>(crates: impl IntoIterator<Item = (&'n str, &'n [&'n str])>) -> Self {
        let mut made = Self::default();
        let mut all: Vec<(&str, &str)> = Vec::new();
        for (name, needs) in crates {
            made.crates.entry(name.to_owned()).or_default();
            all.extend(needs.iter().map(|other| (name, *other)));
        }
        for (name, other) in all {
            let ours = made.crates.contains_key(other);
            if let Some(one) = made.crates.get_mut(name) {
                let into = if ours { &mut one.needs } else { &mut one.foreign };
                into.insert(other.to_owned());
            }
        }
        made
    }

    /// Names of all crates.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.crates.keys().map(String::as_str)
    }

    /// The folder of a crate below the root, with a closing slash; empty for the crate of the root,
    /// or one not here.
    #[must_use]
    pub fn folder(&self, name: &str) -> &str {
        self.crates.get(name).map_or("", |c| &c.folder)
    }

    /// Crates of this workspace and of others that a crate names as what it is built with.
    pub fn direct(&self, name: &str) -> impl Iterator<Item = &str> {
        self.crates
            .get(name)
            .into_iter()
            .flat_map(|c| c.needs.iter().chain(&c.foreign))
            .map(String::as_str)
    }

    /// Crates of others that a crate names as what it is built with.
    pub fn foreign(&self, name: &str) -> impl Iterator<Item = &str> {
        self.crates.get(name).into_iter().flat_map(|c| &c.foreign).map(String::as_str)
    }

    /// What a crate is built with, however far, itself included.
    #[must_use]
    pub fn built_with(&self, name: &str) -> BTreeSet<&str> {
        self.reach([name], |c, other| self.crates[c].needs.contains(other))
    }

    /// The core: crates of ours inside the page.
    #[must_use]
    pub fn core(&self) -> BTreeSet<&str> {
        let mut core = self.built_with(PAGE);
        core.remove(PAGE);
        core
    }

    /// Crates whose tests a change of these can break, themselves included.
    #[must_use]
    pub fn broken_by<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> BTreeSet<&str> {
        let of_build = |c: &str, other: &str| self.crates[other].needs.contains(c);
        let built = self.reach(names, of_build);
        // A crate that is only tested with another one changes nothing for those built with it.
        let tested = self.crates.iter();
        let tested =
            tested.filter(|(_, c)| c.tests_need.iter().any(|n| built.contains(n.as_str())));
        built.iter().copied().chain(tested.map(|(name, _)| name.as_str())).collect()
    }

    /// The crate that a file (by its name below the root) belongs to.
    #[must_use]
    pub fn owner(&self, file: &str) -> Option<&str> {
        let inside = self.crates.iter().filter(|(_, c)| match c.folder.as_str() {
            "" => file.starts_with("src/") || (file.starts_with("tests/") && file.ends_with(".rs")),
            folder => file.starts_with(folder),
        });
        inside.max_by_key(|(_, c)| c.folder.len()).map(|(name, _)| name.as_str())
    }

    /// All crates that `leads` connects with these, themselves included.
    fn reach<'n>(
        &self,
        from: impl IntoIterator<Item = &'n str>,
        leads: impl Fn(&str, &str) -> bool,
    ) -> BTreeSet<&str> {
        let known = from.into_iter().filter_map(|name| self.crates.get_key_value(name));
        let mut waiting: Vec<&str> = known.map(|(name, _)| name.as_str()).collect();
        let mut seen = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            if seen.insert(name) {
                waiting.extend(self.names().filter(|other| leads(name, other)));
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A workspace from `crate: needs / tests_need`.
    fn workspace(crates: &[(&str, &[&str], &[&str])]) -> Workspace {
        let set = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
        let one = |(name, needs, tests): &(&str, &[&str], &[&str])| {
            let folder = if *name == PAGE { String::new() } else { format!("crates/{name}/") };
            let made =
                Crate { folder, needs: set(needs), tests_need: set(tests), ..Crate::default() };
            ((*name).to_owned(), made)
        };
        Workspace { crates: crates.iter().map(one).collect() }
    }

    fn small() -> Workspace {
        workspace(&[
            ("plaque", &["portrait"], &[]),
            ("portrait", &["territory"], &[]),
            ("territory", &[], &[]),
            ("cli", &["territory"], &["tables"]),
            ("tables", &[], &[]),
            ("journeys", &[], &["cli"]),
        ])
    }

    #[test]
    fn what_a_change_can_break_goes_up_through_builds_and_one_step_through_tests() {
        let all = small();
        let broken = |name| all.broken_by([name]).into_iter().collect::<Vec<_>>();
        assert_eq!(broken("territory"), ["cli", "journeys", "plaque", "portrait", "territory"]);
        assert_eq!(broken("tables"), ["cli", "tables"]);
        assert_eq!(broken("plaque"), ["plaque"]);
        assert!(broken("unknown").is_empty());
    }

    #[test]
    fn the_core_is_what_the_page_is_built_with() {
        assert_eq!(small().core().into_iter().collect::<Vec<_>>(), ["portrait", "territory"]);
    }

    #[test]
    fn files_have_owners() {
        let all = small();
        assert_eq!(all.owner("crates/territory/src/a.rs"), Some("territory"));
        assert_eq!(all.owner("src/app.rs"), Some("plaque"));
        assert_eq!(all.owner("tests/web.rs"), Some("plaque"));
        assert_eq!(all.owner("tests/cases/caim.toml"), None);
    }

    #[test]
    fn this_workspace_is_read() {
        let all = Workspace::read(&crate::root()).unwrap();
        assert_eq!(all.folder("xtask"), "xtask/");
        assert_eq!(all.folder(PAGE), "");
        assert!(all.foreign("xtask").any(|name| name == "cargo_metadata"));
        assert!(!all.core().is_empty() && !all.core().contains("xtask"));
    }
}
