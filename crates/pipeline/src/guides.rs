//! What a doctor does to set up: `data/steps.toml` and `data/contacts.toml`, checked.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use guide::{Contact, Guide, Reach, Steps};
use serde::Deserialize;
use territory::{AreaKind, Gazetteer};

use crate::manifest;

/// The file `data/contacts.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Contacts {
    contact: Vec<Contact>,
}

/// Reads both files of a folder.
///
/// # Errors
/// A file that cannot be read, a delay or contact that is wrong, a code that no place has.
pub(crate) fn read(data: &Path, gazetteer: &Gazetteer) -> Result<Guide> {
    let steps: Steps = manifest::read(&data.join("steps.toml"))?;
    let contacts: Contacts = manifest::read(&data.join("contacts.toml"))?;
    let guide = Guide { steps, contacts: contacts.contact };
    guide.check().context("steps.toml, contacts.toml")?;
    for contact in &guide.contacts {
        let (kind, code) = match &contact.reach {
            Reach::Departement(code) => (AreaKind::Departement, code),
            Reach::Region(code) => (AreaKind::Region, code),
            Reach::National => continue,
        };
        let known =
            gazetteer.membership(kind).is_some_and(|t| t.areas.iter().any(|a| a.code == *code));
        ensure!(known, "contacts.toml: {}: no place of code {code}", contact.body);
    }
    Ok(guide)
}
