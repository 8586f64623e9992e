//! What the cells of a column look like, as shares of those that say something.

use std::collections::HashSet;

use territory::{Gazetteer, InseeCode, Row};

use crate::{
    cells::{bare_code, folded_name},
    classes, dates,
    numbers::{NoNumber, in_thousands, number},
    resolve::{code_of, padded},
};

/// What recognition knows of the places.
pub struct Vocabulary<'a> {
    gazetteer: &'a Gazetteer,
    postal: HashSet<&'a str>,
    names: HashSet<String>,
}

impl<'a> Vocabulary<'a> {
    /// Postal codes and folded names of a gazetteer.
    #[must_use]
    pub fn new(gazetteer: &'a Gazetteer) -> Self {
        let name = |r: Row| folded_name(gazetteer.name(r));
        Self {
            gazetteer,
            postal: gazetteer.rows().flat_map(|r| gazetteer.postal(r)).collect(),
            names: gazetteer.rows().map(name).collect(),
        }
    }

    /// The code of a present place that a cell writes.
    #[must_use]
    pub fn code(&self, cell: &str) -> Option<InseeCode> {
        code_of(cell).map(|(code, _)| code).filter(|code| self.gazetteer.row(*code).is_some())
    }
}

/// Shares, from 0 to 1, of the cells that say something.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Profile {
    /// Cells that say something.
    pub said: usize,
    /// Codes of present places.
    pub codes: f64,
    /// Postal codes of places.
    pub postal: f64,
    /// Four or five digits.
    pub five: f64,
    /// Share of the cells that are names of places, 0 to 1.
    pub names: f64,
    /// Classes of the zoning of doctors.
    pub doctors: f64,
    /// Classes of the zoning of nurses.
    pub nurses: f64,
    /// Share of the cells that are figures, 0 to 1.
    pub numbers: f64,
    /// Share of the cells that are days written as text, 0 to 1.
    pub dates: f64,
    /// Days as a spreadsheet numbers them.
    pub serials: f64,
    /// Figures with a comma that can only be decimal.
    pub commas: usize,
    /// Figures with a dot that is decimal.
    pub dots: usize,
    /// Figures with a comma that may be either.
    pub either: usize,
}

impl Profile {
    /// Measures a sample of the cells of a column.
    pub fn new<'c>(cells: impl Iterator<Item = &'c str>, known: &Vocabulary<'_>) -> Self {
        let said: Vec<&str> =
            cells.filter(|c| !classes::is_blank(c) && !classes::is_secret(c)).collect();
        #[expect(clippy::cast_precision_loss, reason = "a few hundred cells")]
        let share = |is: &dyn Fn(&str) -> bool| {
            said.iter().filter(|c| is(c)).count() as f64 / said.len().max(1) as f64
        };
        let count = |is: &dyn Fn(&str) -> bool| said.iter().filter(|c| is(c)).count();
        let figure = |c: &str| !matches!(number(c, true), Err(NoNumber::Text));
        Self {
            said: said.len(),
            codes: share(&|c| known.code(c).is_some()),
            postal: share(&|c| known.postal.contains(padded(c).0.as_ref())),
            five: share(&|c| {
                matches!(bare_code(c).len(), 4 | 5)
                    && bare_code(c).bytes().all(|b| b.is_ascii_digit())
            }),
            names: share(&|c| known.names.contains(&folded_name(c))),
            doctors: share(&|c| classes::doctor_zone(c).is_some()),
            nurses: share(&|c| classes::nurse_zone(c).is_some()),
            numbers: share(&figure),
            dates: share(&|c| dates::iso(c).is_some()),
            serials: share(&|c| number(c, false).ok().and_then(dates::of_serial).is_some()),
            commas: count(&|c| figure(c) && c.matches(',').count() == 1 && !in_thousands(c, ',')),
            dots: count(&|c| figure(c) && c.contains('.') && !in_thousands(c, '.')),
            either: count(&|c| figure(c) && c.matches(',').count() == 1 && in_thousands(c, ',')),
        }
    }
}
