//! The file of a table: its bytes checked against their hash, then rows and columns as declared.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::manifest::{Location, Source};
use crate::table::Table;

/// Bytes by package and file of it.
pub(crate) type Members = BTreeMap<(String, String), Vec<u8>>;

/// The table of a source, from the folder of sources or from the `members` of packages.
///
/// # Errors
/// A file that is missing, altered or not as declared.
pub(crate) fn read_source(source: &Source, folder: &Path, members: &Members) -> Result<Table> {
    let (name, bytes) = match &source.from {
        Location::Files { files } => return read_all(source, files, folder),
        Location::File { path, sha256 } => {
            (path, Cow::from(read_checked(&folder.join(path), sha256)?))
        }
        Location::Member { package, member } => {
            let key = (package.clone(), member.clone());
            (
                member,
                members
                    .get(&key)
                    .with_context(|| format!("no package « {package} » with a file {member}"))?
                    .into(),
            )
        }
    };
    checked(source, name, &bytes)
}

/// The rows of several files, in order of their names.
fn read_all(source: &Source, files: &BTreeMap<String, String>, folder: &Path) -> Result<Table> {
    let mut whole: Option<Table> = None;
    for (name, sha256) in files {
        let part = parse(name, &read_checked(&folder.join(name), sha256)?, &source.columns)?;
        match &mut whole {
            None => whole = Some(part),
            Some(all) => {
                ensure!(all.columns == part.columns, "{name}: the columns are {:?}", part.columns);
                all.rows.extend(part.rows);
            }
        }
    }
    verified(source, &source.id, whole.context("no file is named")?)
}

/// The table of a file on its own; packages are left alone.
pub(crate) fn read_alone(source: &Source, folder: &Path) -> Result<Table> {
    read_source(source, folder, &Members::new())
}

/// The table in these bytes, with the declared columns and number of rows, and the rows to keep.
///
/// # Errors
/// Another header or number of rows, or a kind of file without a reader.
pub(crate) fn checked(source: &Source, name: &str, bytes: &[u8]) -> Result<Table> {
    verified(source, name, parse(name, bytes, &source.columns)?)
}

fn verified(source: &Source, name: &str, mut table: Table) -> Result<Table> {
    let header = table.columns.iter().filter(|c| source.columns.contains(c)).count();
    ensure!(header == source.columns.len(), "{name}: the columns are {:?}", table.columns);
    ensure!(table.rows.len() == source.rows, "{name}: {} rows", table.rows.len());
    if let Some(keep) = &source.keep {
        let at = table.column(&keep.column)?;
        table.rows.retain(|r| keep.values.contains(&r[at]));
    }
    Ok(table)
}

fn parse(name: &str, bytes: &[u8], columns: &[String]) -> Result<Table> {
    let table = if name.ends_with(".csv") {
        Table::from_csv(bytes)
    } else if name.ends_with(".csv.lzma") {
        // The package names them so, but they are xz.
        let mut plain = Vec::new();
        lzma_rust2::XzReader::new(bytes, false).read_to_end(&mut plain)?;
        Table::from_csv(&plain)
    } else if name.ends_with(".geojson") {
        Table::from_geojson(bytes, columns)
    } else if name.ends_with(".json") {
        Table::from_json(bytes, columns)
    } else {
        bail!("{name}: no reader for this kind of file")
    };
    table.with_context(|| format!("{name} cannot be read"))
}

/// The bytes of a file.
///
/// # Errors
/// A file that is missing or of another hash than `sha256`.
pub(crate) fn read_checked(path: &Path, sha256: &str) -> Result<Vec<u8>> {
    let bytes = std::fs::read(path).with_context(|| {
        format!("{} is missing or unreadable; expected sha256 {sha256}", path.display())
    })?;
    let found = hex::encode(Sha256::digest(&bytes));
    ensure!(
        found == sha256,
        "{}: {} bytes of sha256 {found}; expected {sha256}",
        path.display(),
        bytes.len()
    );
    Ok(bytes)
}
