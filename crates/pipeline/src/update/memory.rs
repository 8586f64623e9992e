//! What former runs of `update` saw and took: the state file beside the tables that were taken.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Name of the state file.
const FILE: &str = "state.json";

/// The state file of a folder of updates.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Memory {
    /// What each address gave when it last gave a file.
    pub(super) addresses: BTreeMap<String, Seen>,
    /// What was made of it, by source.
    pub(super) sources: BTreeMap<String, Judged>,
}

/// A file as an address gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    pub(super) sha256: String,
    pub(super) bytes: u64,
}

/// What a file was for a source.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Judged {
    /// Hash of the file.
    pub(super) sha256: String,
    /// Hash of what was asked of it: once the manifest asks something else, the file must be looked
    /// at again.
    pub(super) by: String,
    /// Why it was not taken, if it was not.
    pub(super) refused: Option<String>,
    /// The table that was last taken, from this file or a former one.
    pub(super) table: Option<Kept>,
}

/// A table that was taken: a CSV with the columns of the manifest.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    pub(crate) file: String,
    pub(crate) sha256: String,
    pub(crate) rows: usize,
    /// Address and hash of the file that it was made from.
    pub(crate) official: String,
    pub(crate) official_sha256: String,
    /// Day on which it was taken.
    pub(crate) taken: String,
}

impl Memory {
    /// Reads the state of a folder; that of a new folder is empty.
    ///
    /// # Errors
    /// A file that is not what this program wrote: it is written at once or not at all, so that is
    /// unexpected.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(Self::default());
        }
        let bytes =
            std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        serde_json::from_slice(&bytes).with_context(|| {
            format!("{} is damaged; without it, everything is fetched anew", path.display())
        })
    }

    /// Writes the state file in the place of the former one.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        replace(&folder.join(FILE), format!("{}\n", serde_json::to_string_pretty(self)?).as_bytes())
    }

    /// The table taken for a source.
    pub(crate) fn table(&self, id: &str) -> Option<&Kept> {
        self.sources.get(id)?.table.as_ref()
    }
}

impl Kept {
    /// Whether the table still lies in the folder as it was written.
    pub(super) fn is_whole(&self, folder: &Path) -> bool {
        std::fs::read(folder.join(&self.file)).is_ok_and(|bytes| sha256(&bytes) == self.sha256)
    }
}

/// Writes a file at once or not at all: an interrupted run must not leave half of one.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let new = path.with_extension("new");
    std::fs::write(&new, bytes).with_context(|| format!("{} cannot be written", new.display()))?;
    std::fs::rename(&new, path).with_context(|| format!("{} cannot be written", path.display()))
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
