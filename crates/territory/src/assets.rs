//! The list of packed files, `assets/data/index.json`: written by the pipeline, read by the page
//! and the command line.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::{
    code::InseeCode,
    role::{MissingRole, Role, Roles},
    text,
};

/// Kind of the files of single départements with what their sheets need, see [`crate::Extract`].
pub const SHEETS: &str = "place";

/// What the folder of assets holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetIndex {
    /// Date of the dataset.
    #[serde(deserialize_with = "day")]
    pub dataset: NaiveDate,
    /// Files by their stable name: `places`, `contours-coarse`, `contours-fine`, `rules`,
    /// `column-<id>`.
    pub files: BTreeMap<String, AssetFile>,
    /// The files of single départements, `KIND-CODE`, by kind and code: the part of their names
    /// that follows their content. Kept short, since the index is part of the page.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extracts: BTreeMap<String, BTreeMap<String, String>>,
    /// The indicators in display order.
    pub columns: Vec<ColumnEntry>,
    /// Which column has which role; in `index.json` only, for all pages.
    #[serde(default, skip_serializing_if = "Roles::is_empty")]
    pub roles: Roles,
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    let written = String::deserialize(from)?;
    text::iso_date(&written).ok_or_else(|| D::Error::custom("a day is written 2026-01-31"))
}

/// A file beside the index, named after its content (`places.0123456789ab.plq`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetFile {
    /// File name, without a folder.
    pub file: String,
    /// Size of the file, bytes, before any compression of the server.
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
        let plain = |name: &str| {
            name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
                && !name.starts_with('.')
        };
        if let Some(bad) = index.files.values().find(|f| !plain(&f.file)) {
            return Err(IndexError::FileName(bad.file.clone()));
        }
        if let Some((bad, _)) =
            index.extracts.values().flatten().find(|(code, hash)| !plain(code) || !plain(hash))
        {
            return Err(IndexError::FileName(bad.clone()));
        }
        match index.columns.iter().find(|c| index.column(&c.id).is_none()) {
            Some(c) => Err(IndexError::NoFile(c.id.clone())),
            None => Ok(index),
        }
    }

    /// Name of the file of a kind ([`SHEETS`]…) of the département of a place.
    #[must_use]
    pub fn extract(&self, kind: &str, code: InseeCode) -> Option<String> {
        let departement = code.departement();
        Some(format!("{kind}-{departement}.{}.plq", self.extracts.get(kind)?.get(departement)?))
    }

    /// The names of all packed files.
    pub fn file_names(&self) -> impl Iterator<Item = String> {
        let of_kind = |(kind, all): (&String, &BTreeMap<String, String>)| -> Vec<String> {
            all.iter().map(|(code, hash)| format!("{kind}-{code}.{hash}.plq")).collect()
        };
        let extracts = self.extracts.iter().flat_map(of_kind);
        self.files.values().map(|f| f.file.clone()).chain(extracts)
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
        "columns":[{"id":"zone_med","label":"Zonage","group":"Zonages","vintage":"publication de 2022"}]}"#;

    #[test]
    fn an_index_is_read() {
        let index = AssetIndex::parse(GOOD).expect("good");
        assert_eq!(index.column("zone_med").map(|f| f.bytes), Some(9));
        assert_eq!(index.column("frr"), None);
    }

    #[test]
    fn the_file_of_a_departement_is_found_by_a_place() {
        let json = GOOD.replace(
            "\"columns\"",
            "\"extracts\":{\"place\":{\"2A\":\"0123456789ab\"}},\"columns\"",
        );
        let index = AssetIndex::parse(&json).expect("good");
        let of = |code| index.extract(SHEETS, InseeCode::parse(code).expect("a code"));
        assert_eq!(
            (of("2A004").as_deref(), of("2B033")),
            (Some("place-2A.0123456789ab.plq"), None)
        );
        assert!(index.file_names().any(|f| f == "place-2A.0123456789ab.plq"));
        let bad = json.replace("0123456789ab\"}", "../../x\"}");
        assert!(matches!(AssetIndex::parse(&bad), Err(IndexError::FileName(code)) if code == "2A"));
    }

    #[test]
    fn a_bad_index_is_refused() {
        let path = GOOD.replace("\"column-zone_med.0123", "\"../column-zone_med.0123");
        assert!(matches!(AssetIndex::parse(&path), Err(IndexError::FileName(_))));
        let orphan = GOOD.replace("\"id\":\"zone_med\"", "\"id\":\"frr\"");
        assert!(matches!(AssetIndex::parse(&orphan), Err(IndexError::NoFile(id)) if id == "frr"));
        assert!(matches!(
            AssetIndex::parse(&GOOD.replace("2026-11-22", "2026-13-22")),
            Err(IndexError::Json(_))
        ));
        assert!(matches!(AssetIndex::parse("{"), Err(IndexError::Json(_))));
    }
}
