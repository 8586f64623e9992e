//! Figures of law: dated values with their unit, their sources and the day of the last check.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::text;

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
    /// First day on which the value holds.
    pub from: NaiveDate,
    /// Last day; none while it is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Value, in the unit of the parameter.
    pub value: f64,
}

impl Period {
    pub(crate) fn covers(&self, date: NaiveDate) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

/// Unit of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Euros, paid once.
    #[serde(rename = "EUR")]
    Euro,
    /// Euros a year.
    #[serde(rename = "EUR/an")]
    EuroPerYear,
    /// Euros a month.
    #[serde(rename = "EUR/mois")]
    EuroPerMonth,
    /// Euros a quarter.
    #[serde(rename = "EUR/trimestre")]
    EuroPerQuarter,
    /// Euros a day.
    #[serde(rename = "EUR/jour")]
    EuroPerDay,
    /// Euros for each patient and year.
    #[serde(rename = "EUR/patient/an")]
    EuroPerPatient,
    /// Shares of a household, by which its income is divided before it is taxed.
    #[serde(rename = "parts")]
    TaxShares,
    /// A share between 0 and 1, shown as a percentage.
    #[serde(rename = "part")]
    Share,
    /// Days of work a week.
    #[serde(rename = "jours/semaine")]
    DaysPerWeek,
    /// Days of work a year.
    #[serde(rename = "jours/an")]
    DaysPerYear,
    /// Days of work a month.
    #[serde(rename = "jours/mois")]
    DaysPerMonth,
    /// Days of work a quarter.
    #[serde(rename = "jours/trimestre")]
    DaysPerQuarter,
    /// Half-days of work a week.
    #[serde(rename = "demi-journées/semaine")]
    HalfDays,
    /// Full-time equivalents: 1 is one person all the week.
    #[serde(rename = "ETP")]
    FullTime,
    /// People: patients, inhabitants or professionals.
    #[serde(rename = "personnes")]
    People,
    /// Medical acts a month.
    #[serde(rename = "actes/mois")]
    ActsPerMonth,
    /// Points of an agreement.
    #[serde(rename = "points")]
    Points,
    /// Kilometres of road.
    #[serde(rename = "km")]
    Kilometres,
    /// Months of a calendar, as a duration.
    #[serde(rename = "mois")]
    Months,
    /// Years of a calendar, as a duration.
    #[serde(rename = "ans")]
    Years,
    /// Consultations a year and per inhabitant.
    #[serde(rename = "consultations/an/habitant")]
    Consultations,
}

impl Unit {
    /// The value in words, for a sentence: rounded as one reads it, whole years of months as years.
    #[must_use]
    pub fn show(self, value: f64) -> String {
        match self {
            Self::Months if value >= 12.0 && value % 12.0 == 0.0 => Self::Years.show(value / 12.0),
            Self::Share => text::percent(value * 100.0),
            _ if self.is_money() => format!("{}{}", text::euros(value), self.per()),
            _ => self.counted(value, 1),
        }
    }

    /// The value as one computes with it: never rounded further than to what can be written, and
    /// months stay months, for « 2 ans ÷ 12 » is not what « 24 mois ÷ 12 » is.
    pub(super) fn exact(self, value: f64) -> String {
        match self {
            Self::Share => format!("{}{}%", text::number(value * 100.0, 4), text::NNBSP),
            _ if self.is_money() => {
                let cents = (value * 100.0).round() % 100.0 != 0.0;
                let digits = text::fixed(value, if cents { 2 } else { 0 });
                format!("{digits}{}€{}", text::NNBSP, self.per())
            }
            _ => self.counted(value, 4),
        }
    }

    fn is_money(self) -> bool {
        matches!(
            self,
            Self::Euro
                | Self::EuroPerYear
                | Self::EuroPerMonth
                | Self::EuroPerQuarter
                | Self::EuroPerDay
                | Self::EuroPerPatient
        )
    }

    /// A number of things, with so many decimals at most (two at least where parts of one are
    /// usual).
    fn counted(self, value: f64, decimals: usize) -> String {
        let nouns = match self {
            Self::DaysPerWeek | Self::DaysPerYear | Self::DaysPerMonth | Self::DaysPerQuarter => {
                ["jour", "jours"]
            }
            Self::HalfDays => ["demi-journée", "demi-journées"],
            Self::People => ["personne", "personnes"],
            Self::ActsPerMonth => ["acte", "actes"],
            Self::Points => ["point", "points"],
            Self::TaxShares => ["part", "parts"],
            Self::Months => ["mois", "mois"],
            Self::Years => ["an", "ans"],
            Self::Kilometres => ["km", "km"],
            Self::FullTime => return format!("{} ETP", text::number(value, decimals.max(2))),
            _ => return text::number(value, decimals.max(2)),
        };
        let noun = nouns[usize::from(value.abs() >= 2.0)];
        format!("{} {noun}{}", text::number(value, decimals), self.per())
    }

    /// What a rate is by, after the thing that it counts.
    fn per(self) -> &'static str {
        match self {
            Self::EuroPerYear | Self::DaysPerYear => " par an",
            Self::EuroPerMonth | Self::DaysPerMonth | Self::ActsPerMonth => " par mois",
            Self::EuroPerQuarter | Self::DaysPerQuarter => " par trimestre",
            Self::EuroPerDay => " par jour",
            Self::EuroPerPatient => " par patient et par an",
            Self::DaysPerWeek | Self::HalfDays => " par semaine",
            _ => "",
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
    /// Title of the text, with its article.
    pub title: String,
    /// Address of the text, of an official site where there is one.
    pub url: String,
}

impl Parameter {
    /// The value on a day.
    #[must_use]
    pub fn value(&self, date: NaiveDate) -> Option<f64> {
        self.period(date).map(|p| p.value)
    }

    /// The period that covers a day.
    #[must_use]
    pub fn period(&self, date: NaiveDate) -> Option<&Period> {
        self.values.iter().find(|p| p.covers(date))
    }

    /// The value on a day, or else the last one before it.
    #[must_use]
    pub fn last_value(&self, date: NaiveDate) -> Option<f64> {
        self.values.iter().rfind(|p| p.from <= date).map(|p| p.value)
    }

    /// Whether the periods are a period each, ascending and apart, with a reference.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn check(&self) -> Result<(), String> {
        if self.values.is_empty() || self.references.is_empty() {
            return Err("a parameter has at least one value and one reference".to_owned());
        }
        if let Some(p) =
            self.values.iter().find(|p| p.to.is_some_and(|to| to < p.from) || !p.value.is_finite())
        {
            return Err(format!("the period from {} is not one", p.from));
        }
        match self.values.windows(2).find(|w| w[0].to.is_none_or(|to| to >= w[1].from)) {
            Some(w) => Err(format!("the periods from {} and {} overlap", w[0].from, w[1].from)),
            None => Ok(()),
        }
    }

    /// Whether there is a value on each day of a period.
    #[must_use]
    pub fn fills(&self, from: NaiveDate, to: Option<NaiveDate>) -> bool {
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
