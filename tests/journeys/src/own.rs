//! The reader's own files: chosen as a reader chooses them, in the page that a frame holds.

use std::path::PathBuf;

use anyhow::{Context, Result};
use thirtyfour::By;

use crate::{Page, find::tidy};

impl Page {
    /// Goes into a frame by its title: what follows looks there.
    pub async fn enter(&self, title: &str) -> Result<()> {
        let css = format!("iframe[title='{title}']");
        let frame = self.until(async || Ok(self.driver.find(By::Css(&css)).await.ok())).await?;
        Ok(frame.with_context(|| format!("no frame titled « {title} »"))?.enter_frame().await?)
    }

    /// Leaves the frame.
    pub async fn leave(&self) -> Result<()> {
        Ok(self.driver.enter_default_frame().await?)
    }

    /// Waits until the row of a file says these words of it: not its name, and nothing of other files.
    pub async fn says_of(&self, file: &str, words: &str) -> Result<()> {
        let script = format!(
            "return [...document.querySelectorAll('li.file')].filter(row => row.querySelector('h3').textContent === {file:?}) \
               .map(row => row.querySelector('[role=status]').innerText)"
        );
        let said = async || Ok(self.script::<Vec<String>>(&script).await?.iter().any(|s| tidy(s).contains(&tidy(words))).then_some(()));
        self.until(said).await?.with_context(|| format!("« {words} » is not said of {file}"))
    }

    /// Chooses files in the field of this name, as its dialog would: by canonical paths, which the driver asks for.
    pub async fn choose(&self, field: &str, files: &[PathBuf]) -> Result<()> {
        let field = self.get("file", field).await?;
        let mut paths = Vec::with_capacity(files.len());
        for file in files {
            let path = file.canonicalize().with_context(|| format!("{} cannot be chosen", file.display()))?;
            paths.push(path.display().to_string());
        }
        Ok(field.send_keys(paths.join("\n")).await?)
    }
}
