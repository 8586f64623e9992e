//! The rule book: legal figures with their dates and sources, and the offers of aid that they make up.
//!
//! Authored as `data/rules/*.toml`, compiled by the pipeline to JSON. No amount, date or threshold is in this source:
//! sentences of the rule files name parameters between braces (`{base_4d}`) and the value in force is put in their place.

mod offers;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub(crate) use offers::zoning_caveat;
pub use offers::{Offer, ParameterUse, Reason, Verdict, Zone, offers};

use crate::text;

/// Every rule that the dataset knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleBook {
    /// Parameters by full name: name of the file, a dot, name in the file (`caim.base_4d`).
    pub parameters: BTreeMap<String, Parameter>,
    /// Offers in the order in which they are shown.
    pub offers: Vec<OfferRule>,
    /// What is known of the table of medical zones.
    pub zoning: Option<ZoningRule>,
}

/// A figure of law or statistics, by period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// What it is, in French.
    pub label: String,
    /// Unit of the values.
    pub unit: Unit,
    /// Values in ascending order of dates, without overlap.
    pub values: Vec<Period>,
    /// Where it is written.
    pub references: Vec<LegalReference>,
    /// Day of the last check against the references.
    pub last_checked: NaiveDate,
    /// How sure we are.
    pub confidence: Confidence,
    /// Doubt or conflict between sources, in French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A value and the days on which it is in force, both included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day; none while it is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Value, in the unit of the parameter.
    pub value: f64,
}

impl Period {
    fn covers(&self, date: NaiveDate) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

/// Unit of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Euros, once.
    #[serde(rename = "EUR")]
    Euro,
    /// Euros a year.
    #[serde(rename = "EUR/an")]
    EuroPerYear,
    /// A share between 0 and 1, shown as a percentage.
    #[serde(rename = "part")]
    Share,
    /// Days a week.
    #[serde(rename = "jours/semaine")]
    DaysPerWeek,
    /// Days a year.
    #[serde(rename = "jours/an")]
    DaysPerYear,
    /// Months.
    #[serde(rename = "mois")]
    Months,
    /// Years.
    #[serde(rename = "ans")]
    Years,
    /// Consultations a year and per inhabitant.
    #[serde(rename = "consultations/an/habitant")]
    Consultations,
}

impl Unit {
    /// The value in words, for a sentence.
    #[must_use]
    pub fn show(self, value: f64) -> String {
        match self {
            Self::Euro => text::euros(value),
            Self::EuroPerYear => format!("{} par an", text::euros(value)),
            Self::Share => text::percent(value * 100.0),
            Self::DaysPerWeek => format!("{} par semaine", text::counted(value, "jour", "jours")),
            Self::DaysPerYear => format!("{} par an", text::counted(value, "jour", "jours")),
            Self::Months if value >= 12.0 && value % 12.0 == 0.0 => Self::Years.show(value / 12.0),
            Self::Months => text::counted(value, "mois", "mois"),
            Self::Years => text::counted(value, "an", "ans"),
            Self::Consultations => text::number(value, 2),
        }
    }
}

/// How sure a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confidence {
    /// The text of law or several official pages.
    H,
    /// One official page, or several that are not.
    M,
    /// One page that is not official.
    L,
}

/// A text or page that states a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalReference {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// The convention that an offer belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// The four contracts of the convention of 2016.
    #[serde(rename = "convention-2016")]
    Convention2016,
    /// Aids of the convention 2024-2029.
    #[serde(rename = "convention-2024")]
    Convention2024,
}

/// An aid: when it is open, in which zones, and what it pays there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferRule {
    /// Stable identifier.
    pub id: String,
    /// Position in the list.
    pub order: u32,
    /// Convention.
    pub family: Family,
    /// Short name (« CAIM »).
    pub short: String,
    /// Name in full.
    pub name: String,
    /// What it is, one sentence; may name parameters.
    pub summary: String,
    /// What else must hold, a line each; may name parameters.
    pub conditions: Vec<String>,
    /// First day on which it can be asked for.
    pub from: NaiveDate,
    /// Last day on which it can be asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// After the last day: what replaced it, one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// What it pays, by class of zone; a class that is not there gets nothing.
    pub pays: BTreeMap<String, String>,
    /// The same in a few words, where `pays` is long.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub brief: BTreeMap<String, String>,
    /// Where it is written.
    pub references: Vec<LegalReference>,
}

/// What is known of the table of medical zones used here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoningRule {
    /// Column that holds it.
    pub column: String,
    /// Generation of the table.
    pub generation: String,
    /// First day for which the table may be taken as it is.
    pub from: NaiveDate,
    /// Last day for which the table may be taken as it is.
    pub to: NaiveDate,
    /// What to tell the reader on another day.
    pub caveat: String,
    /// By class: the end of the sentence that begins with the name of the place.
    pub sentences: BTreeMap<String, String>,
    /// Why.
    pub references: Vec<LegalReference>,
}

/// A file of rules as authored.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    parameters: BTreeMap<String, Parameter>,
    #[serde(default)]
    offers: Vec<OfferRule>,
    #[serde(default)]
    zoning: Option<ZoningRule>,
}

/// Why a rule book is refused: the file and what is wrong in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {why}")]
pub struct RuleError {
    /// File of rules.
    pub file: String,
    /// What is wrong.
    pub why: String,
}

impl RuleBook {
    /// Puts the files of `data/rules` together. A document is the file name and the TOML file as JSON; dates are strings.
    ///
    /// # Errors
    /// A file of another form, periods that overlap, a sentence that names an unknown parameter, or an offer open on days
    /// for which one of its parameters has no value.
    pub fn from_documents(documents: &[(&str, serde_json::Value)]) -> Result<Self, RuleError> {
        let mut book = Self::default();
        for (file, json) in documents {
            let error = |why: String| RuleError { file: (*file).to_owned(), why };
            let stem = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".toml");
            let mut document: Document = serde_json::from_value(json.clone()).map_err(|e| error(e.to_string()))?;
            for (name, parameter) in &document.parameters {
                parameter.check().map_err(|why| error(format!("{name}: {why}")))?;
            }
            for offer in &mut document.offers {
                offer.qualify(stem);
                offer.check(&document.parameters, stem).map_err(|why| error(format!("{}: {why}", offer.id)))?;
                if book.offers.iter().any(|o| o.id == offer.id) {
                    return Err(error(format!("offer {} is there twice", offer.id)));
                }
                book.offers.push(offer.clone());
            }
            if let Some(zoning) = document.zoning
                && book.zoning.replace(zoning).is_some()
            {
                return Err(error("a second table of zones".to_owned()));
            }
            book.parameters.extend(document.parameters.into_iter().map(|(name, p)| (format!("{stem}.{name}"), p)));
        }
        book.offers.sort_by_key(|o| o.order);
        Ok(book)
    }

    /// A parameter by its full name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.get(name)
    }

    /// The value of a parameter on a day.
    #[must_use]
    pub fn value(&self, name: &str, date: NaiveDate) -> Option<f64> {
        self.parameter(name)?.value(date)
    }
}

impl Parameter {
    /// The value on a day.
    #[must_use]
    pub fn value(&self, date: NaiveDate) -> Option<f64> {
        self.values.iter().find(|p| p.covers(date)).map(|p| p.value)
    }

    fn check(&self) -> Result<(), String> {
        if self.values.is_empty() || self.references.is_empty() {
            return Err("a parameter has at least one value and one reference".to_owned());
        }
        if let Some(p) = self.values.iter().find(|p| p.to.is_some_and(|to| to < p.from) || !p.value.is_finite()) {
            return Err(format!("the period from {} is not one", p.from));
        }
        match self.values.windows(2).find(|w| w[0].to.is_none_or(|to| to >= w[1].from)) {
            Some(w) => Err(format!("the periods from {} and {} overlap", w[0].from, w[1].from)),
            None => Ok(()),
        }
    }

    /// Whether there is a value on each day of a period.
    fn fills(&self, from: NaiveDate, to: Option<NaiveDate>) -> bool {
        let mut next = from;
        for p in &self.values {
            if p.covers(next) {
                match p.to {
                    None => return true,
                    Some(last) if to.is_some_and(|to| last >= to) => return true,
                    Some(last) => next = last.succ_opt().unwrap_or(last),
                }
            }
        }
        false
    }
}

impl OfferRule {
    fn sentences(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.summary).chain(&self.conditions).chain(self.pays.values()).chain(self.brief.values())
    }

    /// In a file a sentence names the parameters of that file; in the book it names them in full.
    fn qualify(&mut self, stem: &str) {
        let full = |s: &mut String| *s = s.replace('{', &format!("{{{stem}."));
        full(&mut self.summary);
        self.conditions.iter_mut().chain(self.pays.values_mut()).chain(self.brief.values_mut()).for_each(full);
    }

    fn check(&self, parameters: &BTreeMap<String, Parameter>, stem: &str) -> Result<(), String> {
        if self.to.is_some_and(|to| to < self.from) || self.references.is_empty() || self.pays.is_empty() {
            return Err("an offer has a period, a reference and something to pay".to_owned());
        }
        if let Some(class) = self.brief.keys().find(|class| !self.pays.contains_key(*class)) {
            return Err(format!("{class} has a short text but pays nothing"));
        }
        for name in self.sentences().flat_map(|s| placeholders(s)) {
            let parameter = name.strip_prefix(stem).and_then(|n| n.strip_prefix('.')).and_then(|n| parameters.get(n));
            let parameter = parameter.ok_or_else(|| format!("{name} is not a parameter"))?;
            if !parameter.fills(self.from, self.to) {
                return Err(format!("{name} has no value on some days on which the offer is open"));
            }
        }
        Ok(())
    }
}

/// The names between braces.
fn placeholders(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
