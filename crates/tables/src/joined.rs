//! A foreign table by place, with everything that was carried, doubted or lost on the way.

use crate::{cells::Cell, role::Role, why::Why};

/// A column of values by place.
#[derive(Clone, Debug, PartialEq)]
pub struct JoinedColumn {
    /// Its title in the table.
    pub header: String,
    /// What it holds, by the mapping.
    pub role: Role,
    /// By row of the gazetteer; none where no line of the table is about the place.
    pub values: Vec<Option<Cell>>,
}

/// A foreign table by place. Every line of the table is either counted in `matched` or among the
/// whole lines lost: `matched + losses.iter().filter(|l| l.is_whole_line()).count()` is the number
/// of lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Joined {
    /// One for each column of the mapping that gives values, in their order.
    pub columns: Vec<JoinedColumn>,
    /// Lines whose place was found.
    pub matched: usize,
    /// Places that at least one line is about.
    pub places: usize,
    /// Lines carried from a former commune to those of today, by line.
    pub carried: Vec<Carried>,
    /// What was taken without certainty, by line.
    pub doubts: Vec<Doubt>,
    /// What was not taken, by line.
    pub losses: Vec<Loss>,
    /// Titles of the columns that were not read.
    pub ignored_columns: Vec<String>,
    /// In French: what was put right (zeros of codes, dates written as numbers, lines given twice).
    pub notes: Vec<String>,
}

/// A line about a commune that is another today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Number of the line, as a spreadsheet shows it.
    pub line: usize,
    /// The code in the table.
    pub old: String,
    /// The codes of today, several if the commune was split.
    pub new: Vec<String>,
}

/// Something taken without certainty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Number of the line, as a spreadsheet shows it.
    pub line: usize,
    /// The cell or the name, as found, shortened.
    pub what: String,
    /// Code of the place that was taken.
    pub taken: Option<String>,
    /// Name of that place; empty if none was taken.
    pub name: String,
    /// In French: why it is doubtful, and what to check.
    pub why: String,
}

/// Something that was not taken: a whole line, or one of its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Number of the line, as a spreadsheet shows it.
    pub line: usize,
    /// The cell or the line, as found, shortened.
    pub what: String,
    /// Why, and what to do.
    pub why: Why,
}

impl Loss {
    /// Whether nothing of the line was taken; otherwise one cell of it was not.
    #[must_use]
    pub fn is_whole_line(&self) -> bool {
        match self.why {
            Why::UnknownCode
            | Why::Duplicate { .. }
            | Why::NoCode
            | Why::AmbiguousName { .. }
            | Why::UnknownName
            | Why::TooManyCells { .. } => true,
            Why::NotANumber { .. }
            | Why::NotFinite { .. }
            | Why::UnknownClass { .. }
            | Why::SplitSince { .. }
            | Why::DateAsNumber { .. }
            | Why::NotADate { .. } => false,
        }
    }
}
