//! A project: the user's files with what was said of them and the view, in one zip.

use std::io::{Cursor, Read, Write};

use serde::{Deserialize, Serialize};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::asked::Asked;

/// A file of a project.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// What was asked of it.
    pub asked: Asked,
    /// The bytes of the user's own file, as they were.
    pub bytes: Vec<u8>,
}

/// The files, in their order, and the address that shows the view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// Query and fragment of the page.
    pub view: String,
    /// The user's own files, in the order of the list.
    pub files: Vec<Kept>,
}

/// Why a project cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProjectError {
    /// Not a zip, or a damaged one.
    #[error(
        "« {name} » n’est pas un projet lisible ({detail})\u{202f}: reprenez le fichier d’origine, ou enregistrez le projet à nouveau."
    )]
    Damaged {
        /// Name of the archive.
        name: String,
        /// What the reader of archives says.
        detail: String,
    },
    /// Made by a later version.
    #[error(
        "« {name} » vient d’une version plus récente de Plaque\u{202f}: rechargez la page pour avoir la dernière."
    )]
    Later {
        /// Name of the archive.
        name: String,
    },
    /// More than is read.
    #[error(
        "« {name} » contient plus de {most} Mo une fois décompressé\u{202f}: retirez-en des fichiers."
    )]
    TooLarge {
        /// Name of the archive.
        name: String,
        /// What is read at most, megabytes.
        most: usize,
    },
}

/// The list of a project inside its zip.
#[derive(Serialize, Deserialize)]
struct List {
    version: u32,
    view: String,
    files: Vec<Asked>,
}

const LIST: &str = "plaque.json";
const VERSION: u32 = 1;
/// Files of a project, and bytes of all of them together, at most.
const MOST_FILES: usize = 64;
const MOST: usize = 256 << 20;
/// Bytes of the list, at most.
const MOST_LIST: usize = 1 << 20;

impl Project {
    /// Writes the zip.
    ///
    /// # Errors
    /// What the writer of archives says, in English.
    pub fn write(&self) -> Result<Vec<u8>, String> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let list = List {
            version: VERSION,
            view: self.view.clone(),
            files: self.files.iter().map(|f| f.asked.clone()).collect(),
        };
        let list = serde_json::to_vec_pretty(&list).map_err(|e| e.to_string())?;
        let files = self.files.iter().enumerate().map(|(at, file)| (entry(at), &file.bytes));
        for (name, bytes) in std::iter::once((LIST.to_owned(), &list)).chain(files) {
            zip.start_file(name, options).map_err(|e| e.to_string())?;
            zip.write_all(bytes).map_err(|e| e.to_string())?;
        }
        zip.finish().map(Cursor::into_inner).map_err(|e| e.to_string())
    }

    /// Reads a zip that [`Project::write`] wrote; nothing larger than the limits is ever inflated.
    ///
    /// # Errors
    /// See [`ProjectError`].
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, ProjectError> {
        let damaged = |detail: String| ProjectError::Damaged { name: name.to_owned(), detail };
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(e.to_string()))?;
        let list = inflate(&mut zip, LIST, MOST_LIST, name)?;
        let list: List =
            serde_json::from_slice(&list).map_err(|e| damaged(format!("{LIST}\u{202f}: {e}")))?;
        if list.version > VERSION {
            return Err(ProjectError::Later { name: name.to_owned() });
        }
        if list.files.len() > MOST_FILES {
            return Err(damaged(format!("{} fichiers", list.files.len())));
        }
        let (mut files, mut room) = (Vec::new(), MOST);
        for (at, asked) in list.files.into_iter().enumerate() {
            let bytes = inflate(&mut zip, &entry(at), room, name)?;
            room -= bytes.len();
            files.push(Kept { asked, bytes });
        }
        Ok(Self { view: list.view, files })
    }
}

/// Name of a file inside the zip: its own name might be anything.
fn entry(at: usize) -> String {
    format!("fichiers/{at}")
}

fn inflate(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    entry: &str,
    most: usize,
    name: &str,
) -> Result<Vec<u8>, ProjectError> {
    let damaged = |detail: String| ProjectError::Damaged { name: name.to_owned(), detail };
    let file = zip.by_name(entry).map_err(|e| damaged(format!("{entry}\u{202f}: {e}")))?;
    let mut out = Vec::new();
    // One byte more than is allowed tells that there was more: what the archive announces is not
    // believed.
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    file.take(limit).read_to_end(&mut out).map_err(|e| damaged(format!("{entry}\u{202f}: {e}")))?;
    if out.len() > most {
        return Err(ProjectError::TooLarge { name: name.to_owned(), most: MOST >> 20 });
    }
    Ok(out)
}
