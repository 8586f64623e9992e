//! What the manifests of `data/` say: sources, indicators, checks. A table more is an entry more,
//! never code.

mod checks;
mod indicators;
mod series;
mod sources;

use std::path::Path;

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;

pub(crate) use self::checks::{Check, Checks, Measure, Scope};
pub(crate) use self::indicators::{
    Arrondissement, Derive, Indicator, Indicators, Merge, Page, Points, Quantity,
};
pub(crate) use self::series::{National, SeriesEntry, SeriesFile, Zero};
pub(crate) use self::sources::{Client, Location, Package, Source, Sources, Successor};

/// Reads a manifest; a key that nobody knows is an error.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is not a valid manifest", path.display()))
}
