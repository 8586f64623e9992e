//! The user's own files, chosen as a user chooses them.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::Page;

impl Page {
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
