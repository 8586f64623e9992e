//! What a finished folder of the page says of itself: the files of each part, and the published
//! names of data.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

/// What the first choropleth needs from `assets/data`, asked for while the program is still
/// loading.
pub const FIRST_DATA: [&str; 2] = ["contours-coarse", "column-zone_med"];

/// In `dist`: the files that each part of the program needs, its own first.
pub const PARTS: &str = "parts.json";

/// The files that each part of the program in `folder` needs, its own first; `first` is the page
/// itself.
///
/// # Errors
/// When the folder was not made by [`build`].
pub fn parts(folder: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let text = std::fs::read_to_string(folder.join(PARTS))
        .with_context(|| format!("dist/{PARTS} cannot be read"))?;
    serde_json::from_str(&text).with_context(|| format!("dist/{PARTS} is not as expected"))
}

/// The name of a data file in the text of `index.json`.
///
/// # Errors
/// When the text is no such list, or lists no such file.
pub fn data_file(index: &str, name: &str) -> Result<String> {
    let index: serde_json::Value =
        serde_json::from_str(index).context("assets/data/index.json is not JSON")?;
    let file = index["files"][name]["file"].as_str();
    let file = file.map(str::to_owned);
    file.with_context(|| format!("assets/data/index.json lists no file for {name}"))
}

/// The name of the small file of a département in the text of `index.json`.
///
/// # Errors
/// When the text is no such list, or lists no such file.
pub fn place_file(index: &str, departement: &str) -> Result<String> {
    let index: serde_json::Value =
        serde_json::from_str(index).context("assets/data/index.json is not JSON")?;
    let hash = index["extracts"]["place"][departement].as_str();
    let hash =
        hash.with_context(|| format!("assets/data/index.json lists no file for {departement}"))?;
    Ok(format!("place-{departement}.{hash}.plq"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_files_are_found_by_name() {
        let index =
            r#"{"dataset":"2026-01-01","files":{"places":{"file":"places.0123456789ab.plq"}}}"#;
        assert_eq!(data_file(index, "places").unwrap(), "places.0123456789ab.plq");
        assert!(data_file(index, "rules").unwrap_err().to_string().contains("rules"));
    }
}
