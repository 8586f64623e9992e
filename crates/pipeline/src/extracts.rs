//! A small file for each département: what its sheets need, before the whole country is there.

use std::{collections::BTreeSet, io::Write, sync::Arc};

use anyhow::{Context, Result};
use atlas::{Contours, pack};
use territory::{Dataset, Extract, Roles, Row};

use crate::columns::Made;
use crate::manifest::Page;
use crate::places::Places;

/// A packed file of one département, by its code, and what it weighs over the wire.
pub(crate) struct MadeExtract {
    pub(crate) departement: String,
    pub(crate) bytes: Vec<u8>,
    /// Bytes with brotli.
    pub(crate) sent: usize,
}

/// One file for each département, in order of code, with the columns of the sheet.
pub(crate) fn make_all(places: &Places, made: &[Made], roles: &Roles, contours: &Contours) -> Result<Vec<MadeExtract>> {
    let mut dataset = Dataset::new(places.gazetteer.clone(), Vec::new(), roles.clone());
    for m in made.iter().filter(|m| m.page == Page::Explorer) {
        dataset.insert_shipped(Arc::new(m.column.clone()))?;
    }
    let rows = |all: Vec<u32>| all.into_iter().filter_map(|r| u16::try_from(r).ok()).map(Row).collect();
    let neighbours: Vec<Vec<Row>> = contours.neighbours().into_iter().map(rows).collect();
    let g = dataset.gazetteer();
    let departements: BTreeSet<String> = g.rows().map(|r| g.code(r).departement().to_owned()).collect();
    let make = |departement: String| {
        let extract = Extract::cut(&dataset, &departement, &neighbours, |r| contours.has_contour(u32::from(r.0)))?;
        let bytes = pack::write(&extract.encode()?);
        Ok(MadeExtract { sent: brotli(&bytes).context("brotli")?, bytes, departement })
    };
    departements.into_iter().map(make).collect()
}

/// Bytes of a file as a browser receives it.
fn brotli(bytes: &[u8]) -> std::io::Result<usize> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 1 << 16, 11, 24);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(out.len())
}
