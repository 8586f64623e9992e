//! A table as it was found: headers, lines with their numbers, and what was guessed to read it.

use std::collections::BTreeMap;

use crate::{error::FileError, open::Limits};

/// A table as it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Titles of the columns, never empty.
    pub headers: Vec<String>,
    /// The lines below the header.
    pub lines: Vec<Line>,
    /// How it was read.
    pub about: About,
}

/// A line of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its number in the file, from 1, as a spreadsheet shows it.
    pub number: usize,
    /// Its cells, blanks trimmed; at least as many as headers, more if the line has cells beyond
    /// the last header.
    pub cells: Vec<String>,
}

impl Line {
    /// A cell; empty beyond the last.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// How a table was read.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// Encoding of its text.
    pub encoding: &'static str,
    /// What separates its cells; none in a workbook or with one column.
    pub separator: Option<char>,
    /// The sheet that was read.
    pub sheet: Option<String>,
    /// In French: what was guessed or put right.
    pub notes: Vec<String>,
}

/// What has been read so far against the limits; memory counts a cell as its text and the place
/// that points to it.
pub struct Budget<'a> {
    name: &'a str,
    limits: &'a Limits,
    lines: usize,
    bytes: usize,
}

/// Lines above the header that are not counted.
const ABOVE: usize = 100;

impl<'a> Budget<'a> {
    /// A budget of which nothing is used.
    pub fn new(name: &'a str, limits: &'a Limits) -> Self {
        Self { name, limits, lines: 0, bytes: 0 }
    }

    /// Takes one line with so many cells of such lengths.
    ///
    /// # Errors
    /// A limit is passed.
    pub fn take(
        &mut self,
        line: usize,
        cells: usize,
        lengths: impl Iterator<Item = usize>,
    ) -> Result<(), FileError> {
        self.lines += 1;
        if self.lines > self.limits.lines + ABOVE {
            return Err(self.too_many_lines(line));
        }
        self.width(line, cells)?;
        self.cells(line, lengths)
    }

    /// Checks the number of cells of a line.
    ///
    /// # Errors
    /// Too many.
    pub fn width(&self, line: usize, cells: usize) -> Result<(), FileError> {
        if cells > self.limits.columns {
            return Err(FileError::TooManyColumns {
                file: self.name.to_owned(),
                line,
                found: cells,
                limit: self.limits.columns,
            });
        }
        Ok(())
    }

    /// Takes cells of a line, without counting the line.
    ///
    /// # Errors
    /// A limit is passed.
    pub fn cells(
        &mut self,
        line: usize,
        lengths: impl Iterator<Item = usize>,
    ) -> Result<(), FileError> {
        for length in lengths {
            self.bytes += length + size_of::<String>();
            if length > self.limits.cell {
                return Err(FileError::CellTooLong {
                    file: self.name.to_owned(),
                    line,
                    limit: self.limits.cell,
                });
            }
        }
        if self.bytes > self.limits.inflated {
            return Err(FileError::TooLargeInflated {
                file: self.name.to_owned(),
                limit: self.limits.inflated >> 20,
            });
        }
        Ok(())
    }

    fn too_many_lines(&self, line: usize) -> FileError {
        FileError::TooManyLines { file: self.name.to_owned(), line, limit: self.limits.lines }
    }
}

/// Finds the header among records, drops what is above and empty columns, and notes what does not
/// fit.
///
/// # Errors
/// No header with a line below it, or too many lines.
pub fn shape(
    name: &str,
    records: Vec<Line>,
    limits: &Limits,
    mut about: About,
) -> Result<Table, FileError> {
    let mut records: Vec<Line> =
        records.into_iter().filter(|l| l.cells.iter().any(|c| !c.is_empty())).collect();
    let no_table = || FileError::NoTable { file: name.to_owned() };
    let at = header(&records).ok_or_else(no_table)?;
    let mut lines = records.split_off(at);
    if lines.len() < 2 {
        return Err(no_table());
    }
    let header = lines.remove(0);
    if let Some(extra) = lines.get(limits.lines) {
        return Err(FileError::TooManyLines {
            file: name.to_owned(),
            line: extra.number,
            limit: limits.lines,
        });
    }
    if !records.is_empty() {
        about.notes.push(format!(
            "{} ligne(s) de titre ont été passées\u{202f}: les titres des colonnes sont à la ligne {}.",
            records.len(),
            header.number
        ));
    }
    let (headers, lines) = columns(header, lines, &mut about);
    note_widths(headers.len(), &lines, &mut about);
    Ok(Table { headers, lines, about })
}

/// Position of the header: the first record as wide as most are.
fn header(records: &[Line]) -> Option<usize> {
    let mut counts = BTreeMap::<usize, usize>::new();
    for record in records.iter().take(500) {
        *counts.entry(filled(record)).or_default() += 1;
    }
    let common = |above: usize| {
        counts.iter().filter(|(w, _)| **w > above).max_by_key(|(w, n)| (**n, **w)).map(|(w, _)| *w)
    };
    let width = common(1).or_else(|| common(0))?;
    records.iter().position(|r| filled(r) >= width)
}

/// Cells up to the last that is not empty.
fn filled(record: &Line) -> usize {
    record.cells.iter().rposition(|c| !c.is_empty()).map_or(0, |at| at + 1)
}

/// Drops the columns without header and without any cell, and names those that have cells only.
fn columns(header: Line, mut lines: Vec<Line>, about: &mut About) -> (Vec<String>, Vec<Line>) {
    let mut used: Vec<bool> = header.cells.iter().map(|h| !h.is_empty()).collect();
    let width = used.len();
    for line in &mut lines {
        for (cell, used) in line.cells.iter().zip(&mut used) {
            *used |= !cell.is_empty();
        }
    }
    let kept = |at: usize| used.get(at).copied().unwrap_or(true);
    let mut headers = Vec::new();
    for (at, title) in header.cells.into_iter().enumerate().filter(|(at, _)| kept(*at)) {
        if title.is_empty() {
            about.notes.push(format!(
                "La colonne {} n’a pas de titre\u{202f}: elle est appelée «\u{202f}Colonne {}\u{202f}».",
                at + 1,
                at + 1
            ));
            headers.push(format!("Colonne {}", at + 1));
        } else {
            headers.push(title);
        }
    }
    for line in &mut lines {
        line.cells.resize(line.cells.len().max(width), String::new());
        let mut at = 0;
        line.cells.retain(|_| {
            at += 1;
            kept(at - 1)
        });
        line.cells.truncate(filled(line).max(headers.len()));
    }
    (headers, lines)
}

fn note_widths(width: usize, lines: &[Line], about: &mut About) {
    let mut long = lines.iter().filter(|l| l.cells.len() > width);
    if let Some(first) = long.next() {
        about.notes.push(format!(
            "{} ligne(s) ont plus de cellules que de titres, la première est la ligne {}\u{202f}: elles ne peuvent pas être lues avec certitude. Cherchez-y un séparateur dans un nom.",
            long.count() + 1,
            first.number
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about() -> About {
        About { encoding: "UTF-8", separator: None, sheet: None, notes: Vec::new() }
    }

    fn line(number: usize, cells: &[&str]) -> Line {
        Line { number, cells: cells.iter().map(|c| (*c).to_owned()).collect() }
    }

    #[test]
    fn titles_above_and_empty_columns_are_passed() {
        let records = vec![
            line(1, &["Zonage 2025", "", "", ""]),
            line(3, &["code", "nom", "", ""]),
            line(4, &["01001", "x", "", ""]),
            line(5, &["01002", "y", "", "", "z"]),
            line(6, &["01004", "", "", ""]),
        ];
        let t = shape("f", records, &Limits::default(), about()).expect("a table");
        assert_eq!(t.headers, ["code", "nom"]);
        assert_eq!(
            t.lines,
            [line(4, &["01001", "x"]), line(5, &["01002", "y", "z"]), line(6, &["01004", ""])]
        );
        assert_eq!(t.about.notes.len(), 2);
    }

    #[test]
    fn a_header_alone_is_no_table() {
        assert!(matches!(
            shape("f", vec![line(1, &["code", "nom"])], &Limits::default(), about()),
            Err(FileError::NoTable { .. })
        ));
        assert!(matches!(
            shape("f", vec![], &Limits::default(), about()),
            Err(FileError::NoTable { .. })
        ));
    }
}
