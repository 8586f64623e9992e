//! Whether an official file may stand in for the table we have: the checks of `build`, and some
//! that only make sense between two editions of the same table. In doubt, no.

use std::collections::HashSet;
use std::io::Read;

use crate::manifest::{Source, Successor};
use crate::successor;
use crate::table::Table;

/// A change of this file that may take what was refused before: files are then looked at again.
const EDITION: u32 = 1;
/// The share of rows, and of codes, that a new edition must have at least, and of rows at most.
/// Communes merge by the dozen each year; a table that grows by half counts something else (more
/// years, ages, or sexes).
const LEAST: f64 = 0.9;
const MOST: f64 = 1.5;
/// More columns than this are counted, not named.
const MOST_NAMED: usize = 6;

/// A table that may be taken.
pub(super) struct Fit {
    /// As CSV, with the columns of the manifest in their order.
    pub(super) csv: Vec<u8>,
    pub(super) rows: usize,
    /// Whether it says what the table we have says.
    pub(super) same: bool,
}

/// Why a file is not taken.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) why: String,
    /// Whether it may be an accident: then the file is not remembered, and the next run fetches it
    /// again.
    pub(super) passing: bool,
}

impl Refusal {
    fn lasting(why: impl Into<String>) -> Self {
        Self { why: why.into(), passing: false }
    }

    fn passing(why: impl Into<String>) -> Self {
        Self { why: why.into(), passing: true }
    }
}

/// Hash of everything in the manifest that decides whether a file is taken.
pub(super) fn asked_by(source: &Source) -> String {
    let official = (&source.official_columns, &source.successor);
    let asked = (EDITION, &source.rows, &source.columns, &source.code, official);
    super::memory::sha256(format!("{asked:?}").as_bytes())[..16].to_owned()
}

/// A file of an official address, as it came.
pub(super) struct File<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) content_type: &'a str,
    /// What it may measure once unpacked.
    pub(super) most: u64,
}

/// Judges a file for a source of which we have `old`, unless that cannot be read here, of `known`
/// rows.
pub(super) fn judge(
    source: &Source,
    file: &File<'_>,
    old: Option<&Table>,
    known: usize,
) -> Result<Fit, Refusal> {
    let bytes = unpack(file)?;
    let new = read(source, &bytes)?;
    let (rows, known) = (new.rows.len(), known.max(1));
    let share = rows as f64 / known as f64;
    if share < LEAST {
        return Err(Refusal::lasting(format!("{rows} rows, less than 90 % of the {known} known")));
    }
    if share > MOST {
        return Err(Refusal::lasting(format!(
            "{rows} rows for {known} known: it counts something else"
        )));
    }
    if let Some(old) = old {
        compare(source, old, &new)?;
    }
    let same = old.is_some_and(|old| chosen(source, old).is_some_and(|cells| cells == new.rows));
    let csv = write(&new).map_err(|e| Refusal::lasting(e.to_string()))?;
    Ok(Fit { csv, rows, same })
}

/// The file without the packing around it.
fn unpack(file: &File<'_>) -> Result<Vec<u8>, Refusal> {
    let bytes = file.bytes;
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)])
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase();
    if start.is_empty() {
        return Err(Refusal::passing("an empty file"));
    }
    if file.content_type.contains("html")
        || start.starts_with("<!doctype html")
        || start.starts_with("<html")
    {
        return Err(Refusal::passing("a web page, not a table"));
    }
    let within = |out: Vec<u8>| {
        if out.len() as u64 > file.most {
            Err(Refusal::lasting(format!("unpacks to more than {} bytes", file.most)))
        } else {
            Ok(out)
        }
    };
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut out = Vec::new();
        let read =
            flate2::read::MultiGzDecoder::new(bytes).take(file.most + 1).read_to_end(&mut out);
        read.map_err(|e| Refusal::passing(format!("damaged gzip: {e}")))?;
        return within(out);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return within(
            from_archive(bytes, file.most)
                .map_err(|e| Refusal::passing(format!("damaged archive: {e}")))??,
        );
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Refusal::lasting("a workbook (xls), which has no reader here"));
    }
    Ok(bytes.to_vec())
}

/// The longest CSV of an archive: the others describe it.
fn from_archive(bytes: &[u8], most: u64) -> zip::result::ZipResult<Result<Vec<u8>, Refusal>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes))?;
    if archive.file_names().any(|name| name.is_ok_and(|n| n == "xl/workbook.xml")) {
        return Ok(Err(Refusal::lasting("a workbook (xlsx), which has no reader here")));
    }
    let mut longest = None;
    for at in 0..archive.len() {
        let member = archive.by_index(at)?;
        let name = member.name()?.to_lowercase();
        if (name.ends_with(".csv") || name.ends_with(".txt"))
            && longest.is_none_or(|(size, _)| member.size() > size)
        {
            longest = Some((member.size(), at));
        }
    }
    let Some((_, at)) = longest else {
        return Ok(Err(Refusal::lasting("an archive without a CSV")));
    };
    let mut out = Vec::new();
    archive.by_index(at)?.take(most + 1).read_to_end(&mut out)?;
    Ok(Ok(out))
}

/// The table with the columns of the manifest, and no other.
fn read(source: &Source, bytes: &[u8]) -> Result<Table, Refusal> {
    // The reader of CSV knows this mark, that of JSON does not.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Refusal::lasting("neither UTF-8 text nor an archive"))?;
    let (ours, official): (Vec<String>, Vec<String>) = source
        .official_names()
        .into_iter()
        .map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned()))
        .unzip();
    let table = if text.trim_start().starts_with(['[', '{']) {
        // A member that no object has is refused by the reader, with its name.
        Table::from_json(bytes, &official)
            .map_err(|e| Refusal::lasting(format!("other columns, or damaged: {e:#}")))?
    } else {
        Table::from_separated(bytes, separator(text))
            .map_err(|e| Refusal::passing(format!("damaged table: {e:#}")))?
    };
    let missing: Vec<&str> =
        official.iter().filter(|c| !table.columns.contains(c)).map(String::as_str).collect();
    if !missing.is_empty() {
        let named = missing.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = missing.len().saturating_sub(MOST_NAMED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        return Err(Refusal::lasting(format!("other columns: {named}{rest} missing")));
    }
    let at: Vec<usize> = official.iter().filter_map(|c| table.column(c).ok()).collect();
    let rows = table.rows.iter().map(|row| at.iter().map(|i| row[*i].clone()).collect()).collect();
    let mut table = Table { columns: ours, rows };
    if let Some(successor) = &source.successor {
        translate(successor, &mut table)?;
        let days = successor::published(successor, &table);
        days.and_then(|_| successor::check_acts(successor, &table))
            .map_err(|e| Refusal::lasting(format!("{e:#}")))?;
    }
    Ok(table)
}

/// Each word in ours; one that we do not know is not guessed at.
fn translate(successor: &Successor, table: &mut Table) -> Result<(), Refusal> {
    for (column, words) in &successor.values {
        let at = table.column(column).map_err(|e| Refusal::lasting(e.to_string()))?;
        for row in &mut table.rows {
            let known = words.get(row[at].trim()).ok_or_else(|| {
                Refusal::lasting(format!("{column} says « {} », which we do not know", row[at]))
            })?;
            row[at].clone_from(known);
        }
    }
    Ok(())
}

/// The mark that the first line has most of.
fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    // The last of equals wins, and a comma is the most likely.
    let marks = [b'\t', b'|', b';', b','];
    marks.into_iter().max_by_key(|mark| first.bytes().filter(|b| b == mark).count()).unwrap_or(b',')
}

/// What cannot be the same table: other places, or a column that lost all it said.
fn compare(source: &Source, old: &Table, new: &Table) -> Result<(), Refusal> {
    if let Some((before, after)) =
        source.code.as_deref().and_then(|c| Some((words(old, c)?, words(new, c)?)))
    {
        let found = before.intersection(&after).count();
        if (found as f64) < LEAST * before.len() as f64 {
            return Err(Refusal::lasting(format!("{found} of the {} known codes", before.len())));
        }
    }
    let lost: Vec<&str> = source
        .columns
        .iter()
        .map(String::as_str)
        .filter(|c| {
            words(new, c).is_some_and(|w| w.is_empty())
                && words(old, c).is_some_and(|w| !w.is_empty())
        })
        .collect();
    if lost.is_empty() {
        Ok(())
    } else {
        Err(Refusal::lasting(format!("nothing left in {}", lost.join(", "))))
    }
}

/// The different words of a column; none for a column that is not there.
fn words<'a>(table: &'a Table, column: &str) -> Option<HashSet<&'a str>> {
    let at = table.column(column).ok()?;
    Some(table.rows.iter().map(|row| row[at].as_str()).filter(|word| !word.is_empty()).collect())
}

/// The cells of the columns of the manifest.
fn chosen(source: &Source, table: &Table) -> Option<Vec<Vec<String>>> {
    let at: Vec<usize> =
        source.columns.iter().map(|c| table.column(c).ok()).collect::<Option<_>>()?;
    Some(table.rows.iter().map(|row| at.iter().map(|i| row[*i].clone()).collect()).collect())
}

fn write(table: &Table) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&table.columns)?;
    for row in &table.rows {
        writer.write_record(row)?;
    }
    Ok(writer.into_inner()?)
}
