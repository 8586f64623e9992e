//! The catalogue of data.gouv.fr: where the table of the day is.

use serde::{Deserialize, Serialize};

/// A table as a catalogue lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Where it is; relative to the catalogue, or whole.
    pub address: String,
    /// Name of the file.
    pub name: String,
    /// Day of the last change, ISO; none where the catalogue does not say.
    pub day: Option<String>,
}

/// What we read of the answer of the catalogue.
#[derive(Deserialize)]
struct Dataset {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    url: String,
    #[serde(default)]
    last_modified: Option<String>,
}

/// The table whose address contains `file` (`-` and `_` are the same), the latest of several.
///
/// # Errors
/// In French: the answer is not that of a catalogue, or lists no such table.
pub fn table(answer: &[u8], file: &str) -> Result<Published, String> {
    let read: Dataset = serde_json::from_slice(answer)
        .map_err(|_| "la réponse n’est pas celle du catalogue de data.gouv.fr".to_owned())?;
    let alike = |text: &str| text.to_ascii_lowercase().replace('-', "_");
    let is_table = |r: &&Resource| {
        let path = r.url.split(['?', '#']).next().unwrap_or_default();
        alike(path).contains(&alike(file)) && alike(path).ends_with(".csv")
    };
    let latest = read.resources.iter().filter(is_table).max_by_key(|r| &r.last_modified);
    let found = latest
        .ok_or_else(|| format!("le catalogue ne nomme plus de fichier «\u{202f}{file}\u{202f}»"))?;
    let path = found.url.split(['?', '#']).next().unwrap_or_default();
    let day = found.last_modified.as_deref().and_then(|day| day.get(..10));
    Ok(Published {
        address: found.url.clone(),
        name: path.rsplit('/').next().unwrap_or(path).to_owned(),
        day: day.filter(|d| territory::text::iso_date(d).is_some()).map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"{ "title": "Zonages", "resources": [
        { "url": "https://static.data.gouv.fr/a/zonages-qpv-20260730.csv", "last_modified": "2026-08-01T09:00:00" },
        { "url": "https://static.data.gouv.fr/a/zonages-com-20260130.csv", "last_modified": "2026-02-01T09:00:00" },
        { "url": "https://static.data.gouv.fr/a/zonages-com-20260730.csv", "last_modified": "2026-08-01T09:00:00" },
        { "url": "https://static.data.gouv.fr/a/zonages-com.pdf", "last_modified": "2026-09-01T09:00:00" } ] }"#;

    #[test]
    fn the_latest_table_by_commune_is_taken() {
        let found = table(ANSWER.as_bytes(), "zonages_com").expect("there");
        assert_eq!(found.address, "https://static.data.gouv.fr/a/zonages-com-20260730.csv");
        assert_eq!(found.name, "zonages-com-20260730.csv");
        assert_eq!(found.day.as_deref(), Some("2026-08-01"));
    }

    #[test]
    fn what_is_no_catalogue_or_lists_no_such_table_is_said() {
        for answer in ["<!doctype html><p>Maintenance</p>", "", "[]", "{}"] {
            assert!(table(answer.as_bytes(), "zonages_com").unwrap_err().contains("catalogue"));
        }
        let other = ANSWER.replace("zonages-com", "zones");
        assert!(table(other.as_bytes(), "zonages_com").unwrap_err().contains("ne nomme plus"));
    }
}
