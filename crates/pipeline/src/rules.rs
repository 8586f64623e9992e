//! `data/rules/*.toml` as one rule book.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use territory::RuleBook;

/// Reads every file of rules, in order of names.
pub(crate) fn compile(folder: &Path) -> Result<RuleBook> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    files.sort();
    ensure!(!files.is_empty(), "{} holds no file of rules", folder.display());
    let mut documents = Vec::new();
    for path in &files {
        let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let toml: toml::Table = toml::from_str(&text).with_context(|| format!("{} is not TOML", path.display()))?;
        documents.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), json(toml::Value::Table(toml))?));
    }
    let documents: Vec<(&str, serde_json::Value)> = documents.iter().map(|(n, d)| (n.as_str(), d.clone())).collect();
    Ok(RuleBook::from_documents(&documents)?)
}

/// TOML as JSON; a date becomes its text.
fn json(value: toml::Value) -> Result<serde_json::Value> {
    Ok(match value {
        toml::Value::Datetime(d) => d.to_string().into(),
        toml::Value::Table(t) => t.into_iter().map(|(k, v)| Ok((k, json(v)?))).collect::<Result<serde_json::Map<_, _>>>()?.into(),
        toml::Value::Array(a) => a.into_iter().map(json).collect::<Result<Vec<_>>>()?.into(),
        scalar => serde_json::to_value(scalar)?,
    })
}
