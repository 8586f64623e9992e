//! Places with all that they are compared by.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use territory::{AreaKind, Dataset, Row, text};

use crate::{
    AIDS,
    book::Book,
    compare::Compared,
    written::rounded,
    written::{self, Dialect},
};

/// A place that is compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contender {
    /// INSEE code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Name of its département.
    pub departement: String,
}

/// Places side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Versus {
    /// The places.
    pub places: Vec<Contender>,
    /// All that they are compared by.
    pub topics: Vec<Compared>,
}

impl Versus {
    /// Puts what was compared beside its places, group by group: that of one's aids first, the others
    /// in the order of the book. What has no group of its own stands with access.
    #[must_use]
    pub fn new(book: &Book, dataset: &Dataset, rows: &[Row], mut topics: Vec<Compared>) -> Self {
        let g = dataset.gazetteer();
        let group = |column: &str| book.reading(column).map(|c| c.group.clone());
        let access = dataset.roles().id(territory::Role::Access).ok();
        let with_access = access.and_then(group).unwrap_or_default();
        let mut groups: Vec<String> = group(AIDS).into_iter().collect();
        for c in &book.criteria {
            if !groups.contains(&c.group) {
                groups.push(c.group.clone());
            }
        }
        for t in topics.iter_mut().filter(|t| t.group.is_empty()) {
            t.group.clone_from(&with_access);
        }
        topics.sort_by_key(|t| groups.iter().position(|g| *g == t.group));
        let place = |row: &Row| Contender {
            code: g.code(*row).to_string(),
            name: g.name(*row).to_owned(),
            departement: g
                .area(AreaKind::Departement, *row)
                .map_or_else(String::new, |d| d.name.clone()),
        };
        Self { places: rows.iter().map(place).collect(), topics }
    }

    /// What differs; what is the same everywhere, or on the spot; what is not known somewhere and does
    /// not differ elsewhere.
    #[must_use]
    pub fn sorted(&self) -> (Vec<&Compared>, Vec<&Compared>, Vec<&Compared>) {
        let (differ, others): (Vec<_>, Vec<_>) = self.topics.iter().partition(|t| t.differs());
        let (unknown, same) = others.into_iter().partition(|t| t.lacks_some());
        (differ, same, unknown)
    }

    /// How many places, and how much differs between them.
    #[must_use]
    pub fn counted(&self) -> String {
        let differ = self.topics.iter().filter(|t| t.differs()).count();
        #[expect(clippy::cast_precision_loss, reason = "a few dozens")]
        let (places, differ) = (self.places.len() as f64, differ as f64);
        let places = text::counted(places, "lieu", "lieux");
        match differ {
            0.0 => format!("{places}, aucune différence."),
            n => format!("{places}, {}.", text::counted(n, "différence", "différences")),
        }
    }

    /// At which better ends each place is alone, a sentence each.
    #[must_use]
    pub fn leads(&self) -> Vec<String> {
        let of = |(i, place): (usize, &Contender)| {
            let lead = |t: &Compared| {
                let end = t.sides.get(i)?.end.as_ref().filter(|end| end.is_best)?;
                Some(format!("{} ({})", end.words, t.name))
            };
            let all: Vec<String> = self.topics.iter().filter_map(lead).collect();
            let told = match all.len() {
                0 => return None,
                n if n <= LEADS => text::listed(&all),
                n if n == LEADS + 1 => format!("{} et un autre point", all[..LEADS].join(", ")),
                n => format!("{} et {} autres points", all[..LEADS].join(", "), n - LEADS),
            };
            Some(format!("{}\u{202f}: {told}.", place.name))
        };
        self.places.iter().enumerate().filter_map(of).collect()
    }

    /// As CSV: a line for each topic, two columns for each place, what is read and the figure. `notes`
    /// stand above it: for whom and when it was computed, what is missing.
    #[must_use]
    pub fn csv(&self, dataset_day: &str, notes: &[String], dialect: Dialect) -> String {
        let names: Vec<&str> = self.places.iter().map(|p| p.name.as_str()).collect();
        let mut remarks = vec![
            format!("Plaque, comparaison : {}", names.join(", ")),
            format!("données réunies au {dataset_day}"),
        ];
        remarks.extend_from_slice(notes);
        let fixed = ["critere", "nom", "unite", "source"].map(str::to_owned);
        let of_places =
            self.places.iter().flat_map(|p| [p.code.clone(), format!("{}_valeur", p.code)]);
        let mut lines = vec![fixed.into_iter().chain(of_places).collect()];
        for t in &self.topics {
            let fixed = [&t.id, &t.name, &t.unit, &t.source].map(Clone::clone);
            let value =
                |v: Option<f64>| v.map_or_else(String::new, |v| rounded(v, 1e3).to_string());
            let sides = t.sides.iter().flat_map(|s| [s.words.clone(), value(s.value)]);
            lines.push(fixed.into_iter().chain(sides).collect());
        }
        written::csv(&remarks, &lines, dialect)
    }
}

/// What a file says of itself: the day and the answers that it was computed for.
#[must_use]
pub fn notes(date: NaiveDate, answers: &BTreeMap<String, String>) -> Vec<String> {
    let told: Vec<String> = answers.iter().map(|(id, answer)| format!("{id}={answer}")).collect();
    let answers = if told.is_empty() { "aucune".to_owned() } else { told.join(" ") };
    vec![format!("installation : {date}"), format!("réponses : {answers}")]
}

/// Heading of what is the same everywhere.
pub const SAME: &str = "Pareil partout, ou sur place partout";
/// Heading of what is not known everywhere.
pub const UNKNOWN: &str = "Inconnu pour un lieu au moins";

/// Better ends that are named of a place.
const LEADS: usize = 2;
