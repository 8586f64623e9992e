//! A download that is not whole yet: kept with what the host said of it, so that a later try may go
//! on with it.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A file that grows, and beside it a note of where it is from and how the host names its edition.
pub(super) struct Partial {
    path: PathBuf,
    address: String,
    held: Option<(u64, String)>,
}

impl Partial {
    /// A body of which nothing has come, and which is kept nowhere.
    pub(super) fn none() -> Self {
        Self { path: PathBuf::new(), address: String::new(), held: None }
    }

    /// What is kept of an address at `path`.
    pub(super) fn open(path: &Path, address: &str) -> Result<Self> {
        let folder = path.parent().unwrap_or(path);
        std::fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        let note = std::fs::read_to_string(note(path)).unwrap_or_default();
        let held = match (note.split_once('\n'), std::fs::metadata(path)) {
            (Some((from, validator)), Ok(file)) if from == address && file.len() > 0 => {
                Some((file.len(), validator.to_owned()))
            }
            _ => None,
        };
        Ok(Self { path: path.to_owned(), address: address.to_owned(), held })
    }

    /// Number of bytes kept, and the name of their edition: without one, nobody could tell whether
    /// the rest still fits.
    pub(super) fn resumable(&self) -> Option<(u64, &str)> {
        self.held.as_ref().map(|(bytes, validator)| (*bytes, validator.as_str()))
    }

    /// Notes how the host names the edition that it starts to send; what goes on is noted already.
    pub(super) fn validate(
        &self,
        etag: Option<&str>,
        last_modified: Option<&str>,
        offset: u64,
    ) -> Result<()> {
        if offset > 0 {
            return Ok(());
        }
        let note = note(&self.path);
        // A weak tag only promises the same meaning, not the same bytes.
        match etag.filter(|tag| !tag.starts_with("W/")).or(last_modified) {
            Some(validator) => std::fs::write(&note, format!("{}\n{validator}", self.address)),
            None if note.exists() => std::fs::remove_file(&note),
            None => Ok(()),
        }
        .with_context(|| format!("{} cannot be written", note.display()))
    }

    /// The file, to be written from a position on.
    pub(super) fn append_from(&self, offset: u64) -> Result<File> {
        let open = || {
            let mut file =
                OpenOptions::new().create(true).truncate(false).write(true).open(&self.path)?;
            file.set_len(offset)?;
            file.seek(SeekFrom::Start(offset))?;
            Ok::<_, std::io::Error>(file)
        };
        open().with_context(|| format!("{} cannot be written", self.path.display()))
    }

    /// The whole file, which is then no longer kept here.
    pub(super) fn take(&self) -> Result<Vec<u8>> {
        let bytes = std::fs::read(&self.path)
            .with_context(|| format!("{} cannot be read", self.path.display()))?;
        self.forget()?;
        Ok(bytes)
    }

    /// Removes what is kept.
    pub(super) fn forget(&self) -> Result<()> {
        for path in [note(&self.path), self.path.clone()] {
            if path.exists() {
                std::fs::remove_file(&path)
                    .with_context(|| format!("{} cannot be removed", path.display()))?;
            }
        }
        Ok(())
    }
}

fn note(path: &Path) -> PathBuf {
    path.with_extension("from")
}
