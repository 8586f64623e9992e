//! All figures of a territory, part by part.

use std::fmt;

use serde::Serialize;
use territory::{Dataset, text};

use crate::{
    Book, Figure, Gap, Listed, Territory,
    figure::{Known, Wider, count, of_column, of_series},
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

/// A portrait on its way, a few figures at a time, so that a page can answer in between.
pub struct Draft {
    territory: Territory,
    wider: Wider,
    made: Portrait,
    /// Columns of the part that comes next which are done.
    done: usize,
}

/// Columns taken in one piece.
const PIECE: usize = 3;

impl Draft {
    /// Begins.
    #[must_use]
    pub fn new(dataset: &Dataset, territory: &Territory) -> Self {
        let made = Portrait {
            title: territory.title.clone(),
            subtitle: territory.subtitle.clone(),
            communes: territory
                .communes
                .iter()
                .map(|r| dataset.gazetteer().code(*r).to_string())
                .collect(),
            people: territory.people(dataset),
            sections: Vec::new(),
            pending: Vec::new(),
        };
        Self {
            territory: territory.clone(),
            wider: Wider::around(dataset, territory),
            made,
            done: 0,
        }
    }

    /// Takes a few columns more, with what former portraits found of wide areas. False once all is
    /// there.
    pub fn advance(&mut self, dataset: &Dataset, book: &Book, known: &mut Known) -> bool {
        let Self { territory, wider, made, done } = self;
        let open = made.sections.len() - usize::from(*done > 0);
        let Some(part) = book.parts.get(open) else { return false };
        if *done == 0 {
            let gaps = book.gaps.iter().filter(|g| g.part == part.id).cloned().collect();
            made.sections.push(Section {
                id: part.id.clone(),
                title: text::typeset(&part.title),
                figures: Vec::new(),
                gaps,
            });
        }
        let Some(section) = made.sections.last_mut() else { return false };
        let listed: Vec<&Listed> = part
            .groups
            .iter()
            .flat_map(|g| book.columns.iter().filter(move |c| c.group == *g))
            .collect();
        for listed in listed.iter().skip(*done).take(PIECE) {
            match dataset.column(&listed.id) {
                Some(column) => {
                    section.figures.push(of_column(dataset, territory, wider, known, column))
                }
                None => made.pending.push(listed.id.clone()),
            }
        }
        *done += PIECE;
        if *done >= listed.len() {
            let of_part =
                part.groups.iter().flat_map(|g| book.series.iter().filter(move |s| s.group == *g));
            let told = of_part
                .filter(|s| !book.is_regional_twin(s))
                .map(|s| of_series(dataset, book, territory, s));
            section.figures.extend(told);
            *done = 0;
        }
        true
    }

    /// What was made, with what is left of it.
    #[must_use]
    pub fn finish(mut self, dataset: &Dataset, book: &Book, known: &mut Known) -> Portrait {
        while self.advance(dataset, book, known) {}
        self.made
    }
}

impl Portrait {
    /// Puts every figure together.
    #[must_use]
    pub fn new(dataset: &Dataset, book: &Book, territory: &Territory) -> Self {
        Draft::new(dataset, territory).finish(dataset, book, &mut Known::default())
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
    /// Whether a series only says of régions what another says of départements.
    pub(crate) fn is_regional_twin(&self, series: &outlook::Series) -> bool {
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
                writeln!(f, "  {}\u{202f}: absent de nos tables{whom}", text::typeset(&gap.label))?;
            }
        }
        Ok(())
    }
}
