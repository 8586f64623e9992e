//! Places that are alike: the nearest in a space of figures that the book states, with what differs.
//!
//! Each figure is measured in *spreads*: half of what lies between the tenth and the ninetieth of a
//! hundred places, in figures or, of people, in their logarithms. How unlike two places are is the root
//! of the mean square of their differences, over the figures that both have; a difference counts for no
//! more than [`FURTHEST`], so that one figure does not decide alone.

use std::sync::Arc;

use territory::{Dataset, Row, text};

use crate::{
    book::{Book, Kind, Trait},
    field::{Field, Fields, Need},
    key::of_measure,
    side::figure_of,
    units::Units,
};

/// Most spreads that a difference counts for.
const FURTHEST: f64 = 4.0;
/// Differences that are told of a place.
const TOLD: usize = 3;
/// A difference below it is none, in spreads.
const ALIKE: f64 = 0.25;

/// Figures of all places, to find what is like one of them.
#[derive(Clone, Debug)]
pub struct Resemblance {
    units: Arc<Units>,
    figures: Vec<Figure>,
}

/// A figure of the space.
#[derive(Clone, Debug)]
struct Figure {
    criterion: String,
    field: Field,
    is_ratio: bool,
    /// What a difference is measured in.
    spread: f64,
}

impl Figure {
    /// What is compared of a figure.
    fn measured(&self, v: f64) -> f64 {
        if self.is_ratio { v.max(1.0).ln() } else { v }
    }
}

/// A place that is like another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Alike {
    /// The place.
    pub row: Row,
    /// How unlike it is, in spreads; 0 is the same in everything.
    pub unlikeness: f64,
    /// In which figures it differs most, in French; empty where it hardly does.
    pub differs: String,
}

impl Resemblance {
    /// Columns that the space of a book is read from.
    #[must_use]
    pub fn columns(book: &Book) -> Vec<&str> {
        let column = |t: &Trait| match &book.criterion(&t.criterion)?.kind {
            Kind::Measure(m) => Some(m.column.as_str()),
            _ => None,
        };
        book.alike.iter().filter_map(column).collect()
    }

    /// Nothing is measured yet.
    #[must_use]
    pub fn among(units: Arc<Units>) -> Self {
        Self { units, figures: Vec::new() }
    }

    /// Measures one more figure of the space, of all places.
    ///
    /// # Errors
    /// A column that is to be loaded first.
    pub fn measure(&mut self, book: &Book, dataset: &Dataset, t: &Trait) -> Result<(), String> {
        let Some(Kind::Measure(m)) = book.criterion(&t.criterion).map(|c| &c.kind) else {
            return Ok(());
        };
        let field = match Fields::new(self.units.clone()).read(dataset, &of_measure(m)) {
            Ok(field) => field,
            Err(Need::Column(id)) => return Err(id),
            // The book is checked: none of them takes long.
            Err(Need::Computed(..)) => return Ok(()),
        };
        let criterion = t.criterion.clone();
        let mut figure = Figure { criterion, field, is_ratio: t.is_ratio, spread: 1.0 };
        let known = (0..self.units.len()).filter_map(|i| figure.field.get(i));
        figure.spread = spread(known.map(|v| figure.measured(v)).collect());
        self.figures.push(figure);
        Ok(())
    }

    /// Measures every figure of the space.
    ///
    /// # Errors
    /// A column that is to be loaded first.
    pub fn new(book: &Book, dataset: &Dataset, units: Arc<Units>) -> Result<Self, String> {
        let mut out = Self::among(units);
        book.alike.iter().try_for_each(|t| out.measure(book, dataset, t))?;
        Ok(out)
    }

    /// The places most like one, the most alike first, and of equals by their order; none where less
    /// than half of its figures are known.
    #[must_use]
    pub fn of(&self, book: &Book, row: Row, most: usize) -> Vec<Alike> {
        let rows = self.units.rows();
        let Ok(here) = rows.binary_search(&row) else { return Vec::new() };
        let mut all: Vec<(f64, usize)> = (0..rows.len())
            .filter(|at| *at != here)
            .filter_map(|at| Some((self.unlikeness(here, at)?, at)))
            .collect();
        let order = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if all.len() > most {
            all.select_nth_unstable_by(most, order);
            all.truncate(most);
        }
        all.sort_unstable_by(order);
        let told = |(unlikeness, at): (f64, usize)| Alike {
            row: rows[at],
            unlikeness,
            differs: self.differences(book, here, at),
        };
        all.into_iter().map(told).collect()
    }

    /// The figures that places are compared by, in French.
    #[must_use]
    pub fn space(&self, book: &Book) -> String {
        let name = |t: &Figure| book.criterion(&t.criterion).map(|c| text::typeset(&c.name));
        text::listed(&self.figures.iter().filter_map(name).collect::<Vec<_>>())
    }

    /// By how many spreads two places differ in a figure, the second beyond the first; none where one
    /// of them is not known.
    fn difference(t: &Figure, a: usize, b: usize) -> Option<f64> {
        Some((t.measured(t.field.get(b)?) - t.measured(t.field.get(a)?)) / t.spread)
    }

    fn unlikeness(&self, a: usize, b: usize) -> Option<f64> {
        let (mut sum, mut known) = (0.0, 0.0);
        for d in self.figures.iter().filter_map(|t| Self::difference(t, a, b)) {
            sum += d.clamp(-FURTHEST, FURTHEST).powi(2);
            known += 1.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a dozen")]
        let half = self.figures.len() as f64 / 2.0;
        (known >= half && known > 0.0).then(|| (sum / known).sqrt())
    }

    fn differences(&self, book: &Book, here: usize, there: usize) -> String {
        let mut all: Vec<(f64, &Figure)> = (self.figures.iter())
            .filter_map(|t| Some((Self::difference(t, here, there)?.abs(), t)))
            .filter(|(d, _)| *d >= ALIKE)
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        let told = |(_, t): &(f64, &Figure)| {
            let criterion = book.criterion(&t.criterion)?;
            let figure = |at: usize| figure_of(criterion, t.field.get(at));
            let name = text::typeset(&criterion.name);
            Some(format!("{name} {} au lieu de {}", figure(there), figure(here)))
        };
        let told: Vec<String> = all.iter().take(TOLD).filter_map(told).collect();
        told.join(" · ")
    }
}

/// Half of what lies between the tenth and the ninetieth of a hundred figures.
fn spread(mut all: Vec<f64>) -> f64 {
    all.sort_unstable_by(f64::total_cmp);
    let at = |tenths: usize| all.get(all.len().saturating_sub(1) * tenths / 10).copied();
    let wide = at(9).zip(at(1)).map(|(high, low)| (high - low) / 2.0);
    // A figure that is the same nearly everywhere tells nothing apart by itself.
    wide.filter(|w| *w > 0.0).unwrap_or(1.0)
}
