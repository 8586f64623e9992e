//! The user's own files, chosen as a user chooses them.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{Page, find::tidy};

impl Page {
    /// Waits until the row of a file says these words of it: not its name, and nothing of other
    /// files.
    pub async fn says_of(&self, file: &str, words: &str) -> Result<()> {
        let script = format!(
            "return [...document.querySelectorAll('li.file')].filter(row => row.querySelector('h4').textContent === {file:?}) \
               .map(row => row.querySelector('[role=status]').innerText)"
        );
        let said = async || {
            Ok(self
                .script::<Vec<String>>(&script)
                .await?
                .iter()
                .any(|s| tidy(s).contains(&tidy(words)))
                .then_some(()))
        };
        self.until(said).await?.with_context(|| format!("« {words} » is not said of {file}"))
    }

    /// Chooses files in the field of this name, as its dialog would: by canonical paths, which the
    /// driver asks for.
    pub async fn choose(&self, field: &str, files: &[PathBuf]) -> Result<()> {
        let field = self.get("file", field).await?;
        let mut paths = Vec::with_capacity(files.len());
        for file in files {
            let path = file
                .canonicalize()
                .with_context(|| format!("{} cannot be chosen", file.display()))?;
            paths.push(path.display().to_string());
        }
        Ok(field.send_keys(paths.join("\n")).await?)
    }
}
