//! A small file for each département: what its sheets need, before the whole country is there.

use std::{collections::BTreeSet, io::Write, sync::Arc};

use anyhow::{Context, Result};
use atlas::{Contours, pack};
use portrait::First;
use territory::{Dataset, Extract, Roles, Row, SHEETS};

use crate::columns::MadeColumn;
use crate::manifest::Page;
use crate::places::Places;

/// Kind of the files of single départements with the first figures of portraits.
pub(crate) const PORTRAITS: &str = "portrait";

/// A packed file of one département, and what it weighs over the wire.
pub(crate) struct MadeExtract {
    pub(crate) kind: &'static str,
    pub(crate) departement: String,
    pub(crate) bytes: Vec<u8>,
    /// Bytes as a browser receives them, with brotli.
    pub(crate) sent: usize,
}

impl MadeExtract {
    fn new(kind: &'static str, departement: &str, sections: &[(&str, Vec<u8>)]) -> Result<Self> {
        let bytes = pack::write(sections);
        Ok(Self {
            kind,
            departement: departement.to_owned(),
            sent: brotli(&bytes).context("brotli")?,
            bytes,
        })
    }

    /// Stable name of the file.
    pub(crate) fn name(&self) -> String {
        format!("{}-{}", self.kind, self.departement)
    }
}

/// What files of single départements are cut out of.
pub(crate) struct Whole<'a> {
    pub(crate) places: &'a Places,
    pub(crate) made: &'a [MadeColumn],
    pub(crate) roles: &'a Roles,
    /// The dataset with every column, from which each extract is cut.
    pub(crate) dataset: &'a Dataset,
    pub(crate) book: &'a portrait::Book,
    pub(crate) first: &'a First,
    pub(crate) contours: &'a Contours,
}

/// Two files for each département, in order of code: for sheets, and for the first figures of
/// portraits.
pub(crate) fn make_all(whole: &Whole<'_>) -> Result<Vec<MadeExtract>> {
    let mut dataset = Dataset::new(whole.places.gazetteer.clone(), Vec::new(), whole.roles.clone());
    for m in whole.made.iter().filter(|m| m.page == Page::Explorer) {
        dataset.insert_shipped(Arc::new(m.column.clone()))?;
    }
    let rows =
        |all: Vec<u32>| all.into_iter().filter_map(|r| u16::try_from(r).ok()).map(Row).collect();
    let neighbours: Vec<Vec<Row>> = whole.contours.neighbours().into_iter().map(rows).collect();
    let g = dataset.gazetteer();
    let departements: BTreeSet<String> =
        g.rows().map(|r| g.code(r).departement().to_owned()).collect();
    let (mut all, mut known) = (Vec::new(), portrait::WideSums::default());
    for departement in departements {
        let extract = Extract::cut(&dataset, &departement, &neighbours, |r| {
            whole.contours.has_contour(u32::from(r.0))
        })?;
        all.push(MadeExtract::new(SHEETS, &departement, &extract.encode()?)?);
        let part = whole.first.encode_part(whole.dataset, whole.book, &extract, &mut known)?;
        all.push(MadeExtract::new(PORTRAITS, &departement, &part)?);
    }
    Ok(all)
}

/// Bytes of a file as a browser receives it.
fn brotli(bytes: &[u8]) -> std::io::Result<usize> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 1 << 16, 11, 24);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(out.len())
}
