//! The table of a file, by what its bytes are.

use crate::{
    delimited,
    error::FileError,
    open::{Limits, Opened, check_archive},
    table::Table,
    workbook,
};

/// Reads the table of a file: text with separators, or the first sheet of a workbook that has a
/// table.
///
/// # Errors
/// No table, a damaged workbook, or sizes beyond the limits.
pub fn read(name: &str, opened: &Opened, limits: &Limits) -> Result<Table, FileError> {
    let not = |what| FileError::NotATable { file: name.to_owned(), what };
    match opened {
        Opened::Table(bytes) => delimited::read(name, bytes, limits),
        Opened::Workbook(bytes) => {
            check_archive(name, bytes, limits)?;
            workbook::read(name, bytes, limits)
        }
        Opened::GeoJson(_) => Err(not("un fichier de contours (GeoJSON)")),
        Opened::Project(_) => Err(not("un projet de Plaque")),
    }
}
