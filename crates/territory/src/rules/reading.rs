//! What the first sentences of a place read of the rule book: how a class of zone is said, the doubt
//! about the zoning, the marks that access is read against. As lines of text it is a kilobyte and
//! needs no parser of JSON, where the whole book is a file and a part of the program of its own.
//!
//! Fields stand between tabs, and a line is one of:
//!
//! * `class`, identifier, what follows « est » or « était » after the name of the place;
//! * `caveat`, first and last day for which the table may be taken as it is, generation, what is said
//!   otherwise;
//! * `region`, code, possible classes between commas, act of the table, `q` where quarters are classed and
//!   `?` where that act was recognised without certainty; what follows is its own;
//! * `here`, a class whose meaning is the région's own, what follows « est » or « était »;
//! * `as`, a class of the région's own, the class that it counts as;
//! * `act`, identifier, title, date, day of effect, generation;
//! * `mark`, name of the parameter, first day, last day (empty while in force), value.

use std::fmt::Write;

use chrono::NaiveDate;

use super::{
    Act, Confidence, LegalReference, Parameter, Period, RegionZoning, RuleBook, Unit, ZoningRule,
};
use crate::{
    partial_date::PartialDate,
    text::{decimal, iso_date},
};

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
            let (from, to, generation) = (zoning.from, zoning.to, &zoning.generation);
            writeln!(
                out,
                "caveat\t{from}\t{to}\t{}\t{}",
                field(generation)?,
                field(&zoning.caveat)?
            )?;
            if let Some(from) = zoning.undated_from {
                writeln!(out, "undated\t{from}")?;
            }
            for (class, sentence) in &zoning.sentences {
                writeln!(out, "class\t{}\t{}", field(class)?, field(sentence)?)?;
            }
            for region in &zoning.regions {
                write_region(region, &mut out, field)?;
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
            ["caveat", from, to, generation, caveat] => {
                let zoning = self.zoning.get_or_insert_with(unknown_zoning);
                (zoning.from, zoning.to) = (iso_date(from)?, iso_date(to)?);
                (zoning.generation, zoning.caveat) = (generation.to_owned(), caveat.to_owned());
            }
            ["undated", from] => {
                self.zoning.get_or_insert_with(unknown_zoning).undated_from = Some(iso_date(from)?);
            }
            ["region", code, classes, table, marks] => {
                let zoning = self.zoning.get_or_insert_with(unknown_zoning);
                zoning.regions.push(RegionZoning {
                    code: code.to_owned(),
                    classes: classes.split(',').map(str::to_owned).collect(),
                    table: optional(table),
                    by_quarter: marks.contains('q'),
                    table_is_likely: marks.contains('?'),
                    ..RegionZoning::default()
                });
            }
            ["here", class, sentence] => {
                let region = self.zoning.as_mut()?.regions.last_mut()?;
                region.sentences.insert(class.to_owned(), sentence.to_owned());
            }
            ["as", class, other] => {
                let region = self.zoning.as_mut()?.regions.last_mut()?;
                region.counts_as.insert(class.to_owned(), other.to_owned());
            }
            ["act", id, title, date, effect, generation] => {
                let region = self.zoning.as_mut()?.regions.last_mut()?;
                let (date, effect) = (partial(date)?, partial(effect)?);
                let (title, generation) = (title.to_owned(), generation.to_owned());
                region.acts.push(Act { title, date, effect, generation, ..bare_act(id) });
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

/// A région and its acts: what [`ZoningRule::footing`] reads of them.
fn write_region(
    region: &RegionZoning,
    out: &mut String,
    field: impl Fn(&str) -> Result<String, std::fmt::Error>,
) -> std::fmt::Result {
    let shown = |date: Option<PartialDate>| date.map_or_else(String::new, |d| d.to_string());
    writeln!(
        out,
        "region\t{}\t{}\t{}\t{}",
        field(&region.code)?,
        field(&region.classes.join(","))?,
        field(region.table.as_deref().unwrap_or_default())?,
        [("q", region.by_quarter), ("?", region.table_is_likely)]
            .map(|(mark, is)| if is { mark } else { "" })
            .concat()
    )?;
    for (class, sentence) in &region.sentences {
        writeln!(out, "here\t{}\t{}", field(class)?, field(sentence)?)?;
    }
    for (class, other) in &region.counts_as {
        writeln!(out, "as\t{}\t{}", field(class)?, field(other)?)?;
    }
    for act in &region.acts {
        writeln!(
            out,
            "act\t{}\t{}\t{}\t{}\t{}",
            field(&act.id)?,
            field(&act.title)?,
            shown(act.date),
            shown(act.effect),
            field(&act.generation)?
        )?;
    }
    Ok(())
}

fn optional(field: &str) -> Option<String> {
    (!field.is_empty()).then(|| field.to_owned())
}

/// A date, or none; none of both where it is no date.
fn partial(field: &str) -> Option<Option<PartialDate>> {
    if field.is_empty() { Some(None) } else { field.parse().ok().map(Some) }
}

fn bare_act(id: &str) -> Act {
    Act {
        id: id.to_owned(),
        title: String::new(),
        date: None,
        effect: None,
        generation: String::new(),
        qpv_apart: None,
        next_revision: None,
        confidence: Confidence::L,
        seen: PartialDate::Year(0),
        reference: LegalReference { title: String::new(), url: String::new() },
        note: None,
    }
}

fn unknown_zoning() -> ZoningRule {
    ZoningRule {
        column: String::new(),
        generation: String::new(),
        from: NaiveDate::MIN,
        to: NaiveDate::MIN,
        undated_from: None,
        caveat: String::new(),
        sentences: std::collections::BTreeMap::new(),
        references: Vec::new(),
        official: None,
        regions: Vec::new(),
    }
}
