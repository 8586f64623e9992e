//! All figures of a territory, part by part.

use std::fmt;

use serde::Serialize;
use territory::{Dataset, text};

use crate::{
    Book, Figure, Gap, Listed, Part, Territory,
    figure::{WideSums, Wider, count, of_column, of_series},
};

/// A territory in figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Portrait {
    /// Name of the territory.
    pub title: String,
    /// What it is.
    pub subtitle: String,
    /// INSEE codes of its communes, ascending.
    pub communes: Vec<String>,
    /// Municipal population, over the communes whose number is known.
    pub people: f64,
    /// The parts.
    pub sections: Vec<Section>,
    /// Columns that are not loaded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<String>,
}

/// A part of the portrait.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// Identifier.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// What is not published openly.
    pub gaps: Vec<Gap>,
}

/// What all figures of a territory share: the territory, and the wider areas beside it.
pub struct Outline {
    territory: Territory,
    wider: Wider,
}

impl Outline {
    /// Looks up the wider areas.
    #[must_use]
    pub fn new(dataset: &Dataset, territory: &Territory) -> Self {
        Self { territory: territory.clone(), wider: Wider::around(dataset, territory) }
    }

    /// A portrait without its parts.
    #[must_use]
    pub fn portrait(&self, dataset: &Dataset) -> Portrait {
        let Territory { title, subtitle, communes, .. } = &self.territory;
        Portrait {
            title: title.clone(),
            subtitle: subtitle.clone(),
            communes: communes.iter().map(|r| dataset.gazetteer().code(*r).to_string()).collect(),
            people: self.territory.people(dataset),
            sections: Vec::new(),
            pending: Vec::new(),
        }
    }

    /// The figure of a column, with what former portraits found of wide areas; none where the
    /// column is not loaded.
    #[must_use]
    pub fn figure(
        &self,
        dataset: &Dataset,
        known: &mut WideSums,
        listed: &Listed,
    ) -> Option<Figure> {
        let column = dataset.column(&listed.id)?;
        Some(of_column(dataset, &self.territory, &self.wider, known, column))
    }

    /// The last published figure of a series.
    pub(crate) fn of_series(
        &self,
        dataset: &Dataset,
        book: &Book,
        series: &insight::Series,
    ) -> Figure {
        of_series(dataset, book, &self.territory, series)
    }

    /// The figures of a part that are published year by year.
    #[must_use]
    pub fn series(&self, dataset: &Dataset, book: &Book, part: &Part) -> Vec<Figure> {
        let of_part =
            part.groups.iter().flat_map(|g| book.series.iter().filter(move |s| s.group == *g));
        of_part
            .filter(|s| !book.is_regional_twin(s))
            .map(|s| of_series(dataset, book, &self.territory, s))
            .collect()
    }
}

impl Portrait {
    /// Puts every figure together.
    #[must_use]
    pub fn new(dataset: &Dataset, book: &Book, territory: &Territory) -> Self {
        Self::with(dataset, book, territory, &mut WideSums::default())
    }

    /// The same with what former portraits found of wide areas.
    #[must_use]
    pub fn with(
        dataset: &Dataset,
        book: &Book,
        territory: &Territory,
        known: &mut WideSums,
    ) -> Self {
        let outline = Outline::new(dataset, territory);
        let mut made = outline.portrait(dataset);
        for part in &book.parts {
            made.open(book, part);
            for listed in book.columns_of(part) {
                made.add(outline.figure(dataset, known, listed), listed);
            }
            made.close(outline.series(dataset, book, part));
        }
        made
    }

    /// Begins a part, with what is not published openly of it.
    pub fn open(&mut self, book: &Book, part: &Part) {
        self.sections.push(Section {
            id: part.id.clone(),
            title: text::typeset(&part.title),
            figures: Vec::new(),
            gaps: book.gaps.iter().filter(|g| g.part == part.id).cloned().collect(),
        });
    }

    /// Adds the figure of a column to the part that was begun, or that it is still to come.
    pub fn add(&mut self, figure: Option<Figure>, listed: &Listed) {
        match (figure, self.sections.last_mut()) {
            (Some(figure), Some(section)) => section.figures.push(figure),
            _ => self.pending.push(listed.id.clone()),
        }
    }

    /// Ends the part that was begun with its series.
    pub fn close(&mut self, series: Vec<Figure>) {
        if let Some(section) = self.sections.last_mut() {
            section.figures.extend(series);
        }
    }

    /// A figure by its identifier.
    #[must_use]
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.sections.iter().flat_map(|s| &s.figures).find(|f| f.id == id)
    }

    /// What the territory is, in a sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        let communes = text::counted(count(self.communes.len()), "commune", "communes");
        let people = text::integer(self.people);
        let noun = if self.people >= 2.0 { "habitants" } else { "habitant" };
        match self.communes.len() {
            1 => format!("{} ({}), {people} {noun}.", self.title, self.subtitle),
            _ => {
                format!("{} ({})\u{202f}: {communes}, {people} {noun}.", self.title, self.subtitle)
            }
        }
    }
}

impl Book {
    /// The columns of a part, in their order.
    pub fn columns_of<'a>(&'a self, part: &'a Part) -> impl Iterator<Item = &'a Listed> {
        let of_group = move |g: &'a String| self.columns.iter().filter(move |c| c.group == *g);
        part.groups.iter().flat_map(of_group)
    }

    /// Whether a series only says of régions what another says of départements.
    pub(crate) fn is_regional_twin(&self, series: &insight::Series) -> bool {
        self.siblings.iter().any(|s| series.id.starts_with(&s.region))
    }
}

impl fmt::Display for Portrait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.summary())?;
        for section in &self.sections {
            writeln!(f, "\n{}", section.title)?;
            for figure in &section.figures {
                writeln!(
                    f,
                    "  {}\u{202f}: {} ({}, {})",
                    figure.label, figure.text, figure.level, figure.vintage
                )?;
                let beside: Vec<String> =
                    figure.beside.iter().map(|b| format!("{} {}", b.name, b.text)).collect();
                if !beside.is_empty() {
                    writeln!(f, "    {}", beside.join("\u{202f}; "))?;
                }
            }
            for gap in &section.gaps {
                let whom: Vec<&str> = [gap.producer.as_str(), gap.level.as_str()]
                    .into_iter()
                    .filter(|w| !w.is_empty())
                    .collect();
                let whom =
                    if whom.is_empty() { String::new() } else { format!(" ({})", whom.join(", ")) };
                writeln!(
                    f,
                    "  {}\u{202f}: absent des données de Plaque{whom}",
                    text::typeset(&gap.label)
                )?;
            }
        }
        Ok(())
    }
}
