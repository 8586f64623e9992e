//! What the page hands over to be saved, caught before the browser writes it.

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::Page;

/// Keeps what the page hands over as files, by name; nothing is printed.
const KEEP_FILES: &str = r"
  window.handed = {};
  const blobs = new Map();
  const make = URL.createObjectURL.bind(URL);
  URL.createObjectURL = blob => { const url = make(blob); blobs.set(url, blob); return url; };
  HTMLAnchorElement.prototype.click = function () {
    const blob = blobs.get(this.href);
    if (!blob || !this.download) return;
    const reader = new FileReader();
    reader.onload = () => { window.handed[this.download] = reader.result.split(',', 2)[1]; };
    reader.readAsDataURL(blob);
  };
  window.print = () => { window.printed = true; };
  return true";

impl Page {
    /// From here on, what the page hands over is kept.
    pub async fn keep_files(&self) -> Result<()> {
        let _kept: bool = self.script(KEEP_FILES).await?;
        Ok(())
    }

    /// What was handed over so far is no longer there: the next file of a name is a new one.
    pub async fn forget_handed(&self) -> Result<()> {
        self.script::<bool>("window.handed = {}; return true").await.map(drop)
    }

    /// The bytes of a file that the page has handed over.
    pub async fn handed(&self, name: &str) -> Result<Vec<u8>> {
        let script = format!("return window.handed['{name}'] ?? null");
        let found = self.until(async || self.script::<Option<String>>(&script).await).await?;
        let in_base64 = found.with_context(|| format!("{name} was never handed over"))?;
        Ok(BASE64_STANDARD.decode(in_base64)?)
    }
}
