//! What the first sentences of a place read of the rule book: how a class of zone is said, the doubt
//! about the zoning, the marks that access is read against. As lines of text it is a kilobyte and
//! needs no parser of JSON, where the whole book is a file and a part of the program of its own.
//!
//! Fields stand between tabs, and a line is one of:
//!
//! * `class`, identifier, end of the sentence that begins with the name of the place;
//! * `caveat`, first and last day for which the table may be taken as it is, what is said otherwise;
//! * `mark`, name of the parameter, first day, last day (empty while in force), value.

use std::fmt::Write;

use chrono::NaiveDate;

use super::{Confidence, Parameter, Period, RuleBook, Unit, ZoningRule};
use crate::text::{decimal, iso_date};

/// Parameters that sentences about access read.
const MARKS: &str = "thresholds.";

impl RuleBook {
    /// The lines.
    ///
    /// # Errors
    /// A text that holds a tab or a line end.
    pub fn to_reading(&self) -> Result<String, std::fmt::Error> {
        let field = |text: &str| {
            if text.contains(['\t', '\n']) { Err(std::fmt::Error) } else { Ok(text.to_owned()) }
        };
        let mut out = String::new();
        if let Some(zoning) = &self.zoning {
            let (from, to) = (zoning.from, zoning.to);
            writeln!(out, "caveat\t{from}\t{to}\t{}", field(&zoning.caveat)?)?;
            for (class, sentence) in &zoning.sentences {
                writeln!(out, "class\t{}\t{}", field(class)?, field(sentence)?)?;
            }
        }
        let marks = self.parameters.iter().filter(|(name, _)| name.starts_with(MARKS));
        for (name, parameter) in marks {
            for Period { from, to, value } in &parameter.values {
                let to = to.map_or_else(String::new, |to| to.to_string());
                writeln!(out, "mark\t{name}\t{from}\t{to}\t{value}")?;
            }
        }
        Ok(out)
    }

    /// A book that has no aid and knows what the lines say: enough for the first sentences, and
    /// nothing else is to be asked of it.
    ///
    /// # Errors
    /// The line that is none of ours.
    pub fn from_reading(lines: &str) -> Result<Self, String> {
        let mut book = Self::default();
        for line in lines.lines() {
            book.read_line(line).ok_or_else(|| line.to_owned())?;
        }
        Ok(book)
    }

    fn read_line(&mut self, line: &str) -> Option<()> {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[..] {
            ["caveat", from, to, caveat] => {
                let zoning = self.zoning.get_or_insert_with(unknown_zoning);
                (zoning.from, zoning.to) = (iso_date(from)?, iso_date(to)?);
                zoning.caveat = caveat.to_owned();
            }
            ["class", class, sentence] => {
                let zoning = self.zoning.get_or_insert_with(unknown_zoning);
                zoning.sentences.insert(class.to_owned(), sentence.to_owned());
            }
            ["mark", name, from, to, value] => {
                let from = iso_date(from)?;
                let to = if to.is_empty() { None } else { Some(iso_date(to)?) };
                let period = Period { from, to, value: decimal(value)? };
                let mark = || Parameter {
                    label: String::new(),
                    unit: Unit::Consultations,
                    values: Vec::new(),
                    references: Vec::new(),
                    last_checked: from,
                    confidence: Confidence::L,
                    note: None,
                };
                let mark = self.parameters.entry(name.to_owned()).or_insert_with(mark);
                mark.values.push(period);
            }
            _ => return None,
        }
        Some(())
    }
}

fn unknown_zoning() -> ZoningRule {
    ZoningRule {
        column: String::new(),
        generation: String::new(),
        from: NaiveDate::MIN,
        to: NaiveDate::MIN,
        caveat: String::new(),
        sentences: std::collections::BTreeMap::new(),
        references: Vec::new(),
    }
}
