//! Archives that the ordinary client of a registry fetches, kept and checked by their hash.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::files::read_checked;
use crate::manifest::{Client, Package};

/// The bytes of the `wanted` files of a package, fetched into `cache` where it is not there.
///
/// # Errors
/// No client, no such package or file, or an archive of another hash.
pub(crate) fn open_package(
    package: &Package,
    cache: &Path,
    wanted: &[&str],
    say: &mut dyn FnMut(&str),
) -> Result<Vec<(String, Vec<u8>)>> {
    let archive = cache.join(&package.archive);
    if !archive.exists() {
        say(&format!("fetching {} (a few seconds; kept in {})", package.spec, cache.display()));
        fetch(package, cache)?;
    }
    let bytes = read_checked(&archive, &package.sha256)?;
    wanted
        .iter()
        .map(|name| {
            let body = match package.client {
                Client::Pip => from_zip(&bytes, name),
                Client::Npm => from_tgz(&bytes, name),
            };
            Ok((
                (*name).to_owned(),
                body.with_context(|| format!("{}: no file {name}", package.archive))?,
            ))
        })
        .collect()
}

fn from_zip(bytes: &[u8], name: &str) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    zip::ZipArchive::new(std::io::Cursor::new(bytes))?.by_name(name)?.read_to_end(&mut out)?;
    Ok(out)
}

fn from_tgz(bytes: &[u8], name: &str) -> Result<Vec<u8>> {
    for entry in tar::Archive::new(flate2::read::GzDecoder::new(bytes)).entries()? {
        let mut entry = entry?;
        if entry.path()? == Path::new(name) {
            let mut out = Vec::new();
            entry.read_to_end(&mut out)?;
            return Ok(out);
        }
    }
    bail!("not in the archive")
}

/// Asks the ordinary client for an archive; the hash is checked by the caller.
fn fetch(package: &Package, cache: &Path) -> Result<()> {
    std::fs::create_dir_all(cache)?;
    let mut command = match package.client {
        Client::Pip => {
            let mut c = Command::new("python3");
            // Only the archive is wanted: it need not fit the Python at hand.
            c.args([
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary=:all:",
                "--python-version",
                "3.12",
                "--dest",
            ]);
            c.arg(cache);
            c
        }
        Client::Npm => {
            let mut c = Command::new("npm");
            c.args(["pack", "--silent", "--pack-destination"]).arg(cache);
            c
        }
    };
    let status = command.arg(&package.spec).stdout(std::process::Stdio::null()).status();
    let program = command.get_program().to_string_lossy().into_owned();
    let status = status.with_context(|| {
        format!("{program} is not installed; it is needed once, to fetch {}", package.spec)
    })?;
    ensure!(status.success(), "{program} could not fetch {}: {status}", package.spec);
    Ok(())
}

/// Folder where fetched archives are kept.
pub(crate) fn default_cache() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache");
    std::env::var_os("XDG_CACHE_HOME").map_or_else(home, PathBuf::from).join("plaque/sources")
}
