//! Where each medical specialty is practised: a list of communes for each.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use anyhow::{Context, Result, bail, ensure};
use portrait::{Specialists, SpecialistsAbout, Specialty};
use serde::Deserialize;
use territory::Origin;

use crate::places::Places;
use crate::sources::Library;

/// `data/specialties.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpecialtiesFile {
    source: String,
    limits: String,
    processing: String,
    left_out: Vec<String>,
    #[serde(rename = "specialty")]
    specialties: Vec<SpecialtyEntry>,
}

/// A specialty, with the labels of the source that make it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpecialtyEntry {
    id: String,
    label: String,
    labels: Vec<String>,
    #[serde(default)]
    cnam: Option<String>,
    #[serde(default)]
    base: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

/// The specialists, with the story of their table for the report.
pub(crate) struct MadeSpecialists {
    pub(crate) specialists: Specialists,
    /// Rows whose label is no specialty.
    pub(crate) left_out: usize,
    /// Codes of no present place.
    pub(crate) unknown: Vec<String>,
}

/// Reads where each specialty is practised.
pub(crate) fn make(
    file: &SpecialtiesFile,
    library: &Library,
    places: &Places,
) -> Result<MadeSpecialists> {
    let (table, source) = (library.table(&file.source)?, library.source(&file.source)?);
    let mut by_label: HashMap<&str, Option<usize>> =
        file.left_out.iter().map(|l| (l.as_str(), None)).collect();
    for (at, specialty) in file.specialties.iter().enumerate() {
        for label in &specialty.labels {
            ensure!(by_label.insert(label, Some(at)).is_none(), "label « {label} » is there twice");
        }
    }
    let mut seen = BTreeSet::new();
    let mut rows = vec![Vec::new(); file.specialties.len()];
    let (mut left_out, mut unknown) = (0, BTreeSet::new());
    for [code, label, n] in table.cells(["code", "specialite", "n"])? {
        let specialty = *by_label
            .get(label)
            .with_context(|| format!("« {label} » is no label of data/specialties.toml"))?;
        seen.insert(label);
        let n: u32 =
            n.parse().with_context(|| format!("{code}, {label}: « {n} » is not a number"))?;
        ensure!(n > 0, "{code}, {label}: nobody");
        match (specialty, places.row(code)) {
            (None, _) => left_out += 1,
            (Some(_), None) => drop(unknown.insert(code.to_owned())),
            (Some(at), Some(row)) => rows[at].push(row),
        }
    }
    if let Some(label) = by_label.keys().filter(|l| !seen.contains(*l)).min() {
        bail!("label « {label} » of data/specialties.toml is not in the source");
    }
    let specialty = |s: &SpecialtyEntry| Specialty {
        id: s.id.clone(),
        label: s.label.clone(),
        cnam: s.cnam.clone(),
        base: s.base.clone(),
        note: s.note.clone(),
    };
    let about = SpecialistsAbout {
        specialties: file.specialties.iter().map(specialty).collect(),
        vintage: source.vintage.clone(),
        limits: file.limits.clone(),
        origin: Origin {
            producer: source.producer.clone(),
            title: source.title.clone(),
            url: source.url.clone(),
            licence: source.licence.clone(),
            processing: file.processing.clone(),
        },
    };
    Ok(MadeSpecialists {
        specialists: Specialists::new(about, rows)?,
        left_out,
        unknown: unknown.into_iter().collect(),
    })
}

impl MadeSpecialists {
    /// Communes by specialty, and what was left out, as Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut out = String::from(
            "\n## Specialists\n\nCommunes where the register knows a practice; presence only.\n\n| specialty | communes |\n| --- | --- |\n",
        );
        for (at, s) in self.specialists.about().specialties.iter().enumerate() {
            let _ = writeln!(out, "| `{}` | {} |", s.id, self.specialists.communes(at).len());
        }
        let unknown =
            if self.unknown.is_empty() { "none".to_owned() } else { self.unknown.join(", ") };
        let _ = writeln!(
            out,
            "\n* Rows whose label is no specialty: {}; codes of no present place: {unknown}.",
            self.left_out
        );
        out
    }
}
