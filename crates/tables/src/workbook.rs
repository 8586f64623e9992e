//! The first sheet of an XLSX workbook that has a table, cell by cell, so that a far corner costs
//! nothing.

use std::io::Cursor;

use calamine::{Cell, DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};

use crate::{
    dates,
    error::FileError,
    open::Limits,
    table::{About, Budget, Line, Table, shape},
};

/// Reads a workbook whose archive was checked.
///
/// # Errors
/// A damaged workbook, no sheet with a table, or sizes beyond the limits.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Table, FileError> {
    let damaged = |e: XlsxError| FileError::DamagedWorkbook {
        file: name.to_owned(),
        why: e.to_string().chars().take(120).collect(),
    };
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|s| s.typ == SheetType::WorkSheet)
        .map(|s| s.name.clone())
        .collect();
    for sheet in &sheets {
        let about = About {
            encoding: "UTF-8",
            separator: None,
            sheet: Some(sheet.clone()),
            notes: other_sheets(sheet, &sheets),
        };
        let lines = lines(name, &mut workbook, sheet, limits, damaged)?;
        match shape(name, lines, limits, about) {
            Err(FileError::NoTable { .. }) => {}
            done => return done,
        }
    }
    Err(FileError::NoTable { file: name.to_owned() })
}

fn other_sheets(read: &str, all: &[String]) -> Vec<String> {
    let others: Vec<String> =
        all.iter().filter(|s| *s != read).map(|s| territory::text::quoted(s)).collect();
    if others.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "Seule la feuille «\u{202f}{read}\u{202f}» a été lue. Pour une autre ({}), enregistrez-la seule dans un fichier.",
        territory::text::listed(&others)
    )]
}

fn lines(
    name: &str,
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    limits: &Limits,
    damaged: impl Fn(XlsxError) -> FileError,
) -> Result<Vec<Line>, FileError> {
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(&damaged)?;
    let mut budget = Budget::new(name, limits);
    let mut lines: Vec<Line> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(&damaged)? {
        let text = text(cell.get_value());
        if !text.is_empty() {
            put(&mut lines, &cell, text, &mut budget)?;
        }
    }
    lines.sort_by_key(|l| l.number);
    lines.dedup_by(|later, first| later.number == first.number && complete(first, later));
    Ok(lines)
}

/// Puts the cells of a line that is written in two places of the sheet where its first part has
/// none; always true.
fn complete(first: &mut Line, later: &mut Line) -> bool {
    first.cells.resize(first.cells.len().max(later.cells.len()), String::new());
    for (place, cell) in first.cells.iter_mut().zip(&mut later.cells) {
        if place.is_empty() {
            *place = std::mem::take(cell);
        }
    }
    true
}

fn put(
    lines: &mut Vec<Line>,
    cell: &Cell<DataRef<'_>>,
    text: String,
    budget: &mut Budget<'_>,
) -> Result<(), FileError> {
    let (row, column) = cell.get_position();
    let at = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let (number, column) = (at(row).saturating_add(1), at(column));
    if lines.last().is_none_or(|l| l.number != number) {
        budget.take(number, 0, std::iter::empty())?;
        lines.push(Line { number, cells: Vec::new() });
    }
    budget.width(number, column.saturating_add(1))?;
    let Some(line) = lines.last_mut() else { return Ok(()) };
    let missing = (column + 1).saturating_sub(line.cells.len());
    budget.cells(number, std::iter::repeat_n(0, missing).chain([text.len()]))?;
    line.cells.resize(line.cells.len() + missing, String::new());
    if let Some(place) = line.cells.get_mut(column) {
        *place = text;
    }
    Ok(())
}

/// A cell as a user would write it without layout: numbers with a dot, dates as ISO.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(v) => v.to_string(),
        DataRef::Float(v) => v.to_string(),
        DataRef::String(s) | DataRef::DurationIso(s) => s.trim().to_owned(),
        DataRef::SharedString(s) => s.trim().to_owned(),
        DataRef::Bool(b) => (if *b { "VRAI" } else { "FAUX" }).to_owned(),
        DataRef::DateTime(d) => day(d),
        DataRef::DateTimeIso(s) => dates::iso(s).unwrap_or_else(|| s.clone()),
        DataRef::Error(e) => e.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// The day of a date; the number of a duration, or of a date that Excel does not know.
fn day(date: &ExcelDateTime) -> String {
    if !date.is_datetime() || !(1.0..2_958_466.0).contains(&date.as_f64()) {
        return date.as_f64().to_string();
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}
