//! The sources: found, fetched where a package client does it, and checked before a figure is read.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::archives::open_package;
use crate::files::{checked, read_checked, read_source};
use crate::manifest::{Location, Source, Sources};
use crate::successor;
use crate::table::Table;
use crate::update::memory::{Kept, Memory};

/// Every table of the manifest, its hash, header and number of rows checked.
pub(crate) struct Library {
    tables: BTreeMap<String, (Source, Table)>,
}

impl Library {
    /// Reads every source of the manifest.
    ///
    /// # Errors
    /// A source that is missing, truncated or altered: its name, what was found and what was
    /// expected.
    pub(crate) fn open(
        manifest: &Sources,
        folder: &Path,
        cache: &Path,
        updates: Option<&Path>,
        say: &mut dyn FnMut(&str),
    ) -> Result<Self> {
        let memory = updates.map_or_else(
            || Ok(Memory::default()),
            |folder| {
                ensure!(folder.is_dir(), "no folder of updates at {}", folder.display());
                Memory::read(folder)
            },
        )?;
        let mut members = BTreeMap::new();
        for package in &manifest.packages {
            let wanted: Vec<&str> = manifest
                .sources
                .iter()
                .filter_map(|s| match &s.from {
                    Location::Member { package: p, member } if *p == package.id => {
                        Some(member.as_str())
                    }
                    _ => None,
                })
                .collect();
            let found = open_package(package, cache, &wanted, say)
                .with_context(|| format!("source {} ({})", package.id, package.spec))?;
            members
                .extend(found.into_iter().map(|(name, bytes)| ((package.id.clone(), name), bytes)));
        }
        let mut tables = BTreeMap::new();
        for source in &manifest.sources {
            let taken = updates.zip(memory.table(&source.id));
            let mut source = source.clone();
            let table = match taken {
                Some((folder, kept)) => {
                    let texts = match source.successor {
                        Some(_) => String::new(),
                        None => format!("; texts of data/ still say « {} »", source.vintage),
                    };
                    say(&format!(
                        "  {}: {} rows of {} taken on {}{texts}",
                        source.id, kept.rows, kept.official, kept.taken
                    ));
                    source = source.succeeded();
                    // What is said of the source is what is read.
                    source.rows = kept.rows;
                    source.obtained = format!(
                        "Fichier officiel {}, pris le {}, sha256 {}.",
                        kept.official, kept.taken, kept.official_sha256
                    );
                    read_updated(&source, folder, kept)
                }
                None => {
                    source.successor = None;
                    read_source(&source, folder, &members)
                }
            };
            let table = table.with_context(|| {
                format!(
                    "source {} « {} »: expected {} rows with columns {}, from {}",
                    source.id,
                    source.title,
                    source.rows,
                    source.columns.join(", "),
                    source.url
                )
            })?;
            if let Some(successor) = &source.successor {
                source.vintage = successor::vintage(successor::published(successor, &table)?);
            }
            let id = source.id.clone();
            ensure!(
                tables.insert(id.clone(), (source, table)).is_none(),
                "source {id} is declared twice"
            );
        }
        Ok(Self { tables })
    }

    /// A table by the name of its source.
    pub(crate) fn table(&self, id: &str) -> Result<&Table> {
        self.tables
            .get(id)
            .map(|t| &t.1)
            .with_context(|| format!("source {id} is not in data/sources.toml"))
    }

    /// The description of a source.
    pub(crate) fn source(&self, id: &str) -> Result<&Source> {
        self.tables
            .get(id)
            .map(|t| &t.0)
            .with_context(|| format!("source {id} is not in data/sources.toml"))
    }

    /// All sources with the number of rows kept, by name.
    pub(crate) fn sources(&self) -> impl Iterator<Item = (&Source, usize)> {
        self.tables.values().map(|(s, t)| (s, t.rows.len()))
    }
}

/// A table that `update` took, as its state file records it.
fn read_updated(source: &Source, folder: &Path, kept: &Kept) -> Result<Table> {
    checked(source, &kept.file, &read_checked(&folder.join(&kept.file), &kept.sha256)?)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    const CSV: &str = "code,apl\n01001,1.9\n01002,2.4\n";

    /// A manifest of one table, the folder where it lies, and what a build makes of it.
    fn open(text: Option<&str>, rows: usize, columns: &[&str]) -> Result<Library> {
        open_with(text, rows, columns, None)
    }

    /// The same with the state file of a folder of updates and the one table in it.
    fn open_with(
        text: Option<&str>,
        rows: usize,
        columns: &[&str],
        updates: Option<(&str, &str)>,
    ) -> Result<Library> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let taken = folder.path().join("updates");
        if let Some((state, table)) = updates {
            std::fs::create_dir(&taken).expect("made");
            std::fs::write(taken.join("state.json"), state).expect("written");
            std::fs::write(taken.join("new.csv"), table).expect("written");
        }
        if let Some(text) = text {
            std::fs::write(folder.path().join("apl.csv"), text).expect("written");
        }
        let manifest = format!(
            r#"
            dataset = "2026-01-01"
            [[source]]
            id = "apl_test"
            producer = "DREES"
            title = "APL"
            vintage = "2023"
            licence = "LO"
            url = "https://example.org/apl"
            obtained = "a test"
            from = {{ path = "apl.csv", sha256 = "{}" }}
            rows = {rows}
            columns = {columns:?}
            "#,
            hex::encode(Sha256::digest(CSV))
        );
        let manifest: Sources = toml::from_str(&manifest).expect("a manifest");
        Library::open(
            &manifest,
            folder.path(),
            folder.path(),
            updates.map(|_| taken.as_path()),
            &mut |_| (),
        )
    }

    fn refusal(text: Option<&str>, rows: usize, columns: &[&str]) -> String {
        let error = open(text, rows, columns).err().expect("a refusal");
        format!("{error:#}")
    }

    #[test]
    fn a_source_as_declared_is_read() {
        let library = open(Some(CSV), 2, &["code", "apl"]).expect("good");
        assert_eq!(library.table("apl_test").expect("there").rows.len(), 2);
        assert!(library.table("other").is_err());
    }

    #[test]
    fn a_missing_truncated_or_altered_source_is_named_with_what_was_expected() {
        let altered = CSV.replace("1.9", "9.1");
        for text in [None, Some(&CSV[..CSV.len() - 4]), Some(altered.as_str())] {
            let error = refusal(text, 2, &["code", "apl"]);
            for part in [
                "apl_test",
                "apl.csv",
                "expected 2 rows",
                "code, apl",
                "https://example.org/apl",
                &hex::encode(Sha256::digest(CSV)),
            ] {
                assert!(error.contains(part), "« {part} » is not in: {error}");
            }
        }
    }

    #[test]
    fn another_header_or_number_of_rows_is_refused() {
        assert!(refusal(Some(CSV), 3, &["code", "apl"]).contains("2 rows"));
        assert!(refusal(Some(CSV), 2, &["code", "population"]).contains("the columns are"));
    }

    #[test]
    fn an_update_is_read_where_its_state_file_vouches_for_it() {
        let new = "code,apl\n01001,3.1\n01002,3.2\n01003,3.3\n";
        let state = |source: &str, rows: usize| {
            let hash = hex::encode(Sha256::digest(new));
            format!(
                r#"{{"addresses": {{}}, "sources": {{"{source}": {{"sha256": "a", "by": "b", "refused": null, "table": {{"file": "new.csv",
                "sha256": "{hash}", "rows": {rows}, "official": "https://example.org/apl.csv", "official_sha256": "a", "taken": "2026-12-01"}}}}}}}}"#
            )
        };
        let cells = |library: Library| library.table("apl_test").expect("there").rows.clone();
        let with = |state: &str, table: &str| {
            open_with(Some(CSV), 2, &["code", "apl"], Some((state, table)))
        };
        let library = with(&state("apl_test", 3), new).expect("good");
        assert!(
            library
                .source("apl_test")
                .expect("there")
                .obtained
                .contains("https://example.org/apl.csv, pris le 2026-12-01")
        );
        assert_eq!(cells(library)[2], ["01003", "3.3"]);
        // A source that was not updated is read as ever.
        assert_eq!(cells(with(&state("other", 3), new).expect("good")).len(), 2);
        let altered = new.replace("3.1", "1.3");
        for (state, table, part) in [
            (state("apl_test", 3), altered.as_str(), "bytes of sha256"),
            (state("apl_test", 4), new, "3 rows"),
            ("{".to_owned(), new, "state.json is damaged"),
        ] {
            let error = format!("{:#}", with(&state, table).err().expect("a refusal"));
            assert!(error.contains(part), "« {part} » is not in: {error}");
        }
    }
}
