//! The list of packed files, `assets/data/index.json`: written by the pipeline, read by the page and the command line.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::role::{MissingRole, Role, Roles};

/// What the folder of assets holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetIndex {
    /// Date of the dataset.
    pub dataset: NaiveDate,
    /// Files by their stable name: `places`, `contours-coarse`, `contours-fine`, `rules`, `column-<id>`.
    pub files: BTreeMap<String, AssetFile>,
    /// The indicators in display order.
    pub columns: Vec<ColumnEntry>,
    /// Which column has which role; in `index.json` only, for all pages.
    #[serde(default, skip_serializing_if = "Roles::is_empty")]
    pub roles: Roles,
}

/// A file beside the index, named after its content (`places.0123456789ab.plq`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetFile {
    /// File name, without a folder.
    pub file: String,
    /// Size.
    pub bytes: u64,
}

/// An indicator in the list of indicators; its whole description is in its own file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnEntry {
    /// Identifier of the column.
    pub id: String,
    /// Name in the list.
    pub label: String,
    /// Heading under which it is listed.
    pub group: String,
    /// Period that the figures describe.
    pub vintage: String,
}

/// Why an index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Not the expected JSON.
    #[error("index.json: {0}")]
    Json(#[from] serde_json::Error),
    /// A file name that would leave the folder.
    #[error("index.json: « {0} » is not a plain file name")]
    FileName(String),
    /// A listed indicator without a file.
    #[error("index.json: column {0} has no file")]
    NoFile(String),
}

impl AssetIndex {
    /// Reads and checks an index.
    ///
    /// # Errors
    /// See [`IndexError`].
    pub fn parse(json: &str) -> Result<Self, IndexError> {
        let index: Self = serde_json::from_str(json)?;
        let plain = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)) && !name.starts_with('.');
        if let Some(bad) = index.files.values().find(|f| !plain(&f.file)) {
            return Err(IndexError::FileName(bad.file.clone()));
        }
        match index.columns.iter().find(|c| index.column(&c.id).is_none()) {
            Some(c) => Err(IndexError::NoFile(c.id.clone())),
            None => Ok(index),
        }
    }

    /// The column that has a role.
    ///
    /// # Errors
    /// No column has it.
    pub fn role(&self, role: Role) -> Result<&str, MissingRole> {
        self.roles.id(role)
    }

    /// The file of an indicator.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<&AssetFile> {
        self.files.get(&format!("column-{id}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"dataset":"2026-11-22","files":{"column-zone_med":{"file":"column-zone_med.0123456789ab.plq","bytes":9}},
        "columns":[{"id":"zone_med","label":"Zonage","group":"Zonages","vintage":"génération 2022"}]}"#;

    #[test]
    fn an_index_is_read() {
        let index = AssetIndex::parse(GOOD).expect("good");
        assert_eq!(index.column("zone_med").map(|f| f.bytes), Some(9));
        assert_eq!(index.column("frr"), None);
    }

    #[test]
    fn a_bad_index_is_refused() {
        let path = GOOD.replace("\"column-zone_med.0123", "\"../column-zone_med.0123");
        assert!(matches!(AssetIndex::parse(&path), Err(IndexError::FileName(_))));
        let orphan = GOOD.replace("\"id\":\"zone_med\"", "\"id\":\"frr\"");
        assert!(matches!(AssetIndex::parse(&orphan), Err(IndexError::NoFile(id)) if id == "frr"));
        assert!(matches!(AssetIndex::parse(&GOOD.replace("2026-11-22", "2026-13-22")), Err(IndexError::Json(_))));
        assert!(matches!(AssetIndex::parse("{"), Err(IndexError::Json(_))));
    }
}
