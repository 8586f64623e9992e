//! The acts by which agencies class communes for GPs: which one the shipped table is from, which
//! one holds on a day, and so which classes a commune may have.

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Confidence, LegalReference, ZoningRule};
use crate::{
    column::Provenance,
    text::{self, NNBSP},
};

/// What is known of the acts of a région, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionZoning {
    /// Code of the région (INSEE).
    pub code: String,
    /// Its name.
    pub name: String,
    /// Classes that a commune may have by the act in force.
    pub classes: Vec<String>,
    /// Identifier of the act that the shipped table is from; none where it was not recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// How that act was recognised, or why it was not, in French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table_note: Option<String>,
    /// Whether quarters are classed, and no commune as a whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_quarter: bool,
    /// By class whose meaning is the région's own (ZAR): what follows « est » or « était ».
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sentences: BTreeMap<String, String>,
    /// The acts, the oldest first.
    #[serde(default)]
    pub acts: Vec<Act>,
}

/// An act that classes the communes of a région.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Identifier within the région.
    pub id: String,
    /// What it is called in a sentence, with its article (« l'arrêté du 30 octobre 2025 »).
    pub title: String,
    /// Date that names it: of signature, or else of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// Day from which it holds, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<PartialDate>,
    /// Generation of method: `2018`, `2021/22`, `2024/25`, or `2026` for acts that hold from 2026.
    pub generation: String,
    /// Whether it classes priority districts (QPV) apart; none where it was not found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qpv_apart: Option<bool>,
    /// When it is to be revised, in French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_revision: Option<String>,
    /// How sure we are.
    pub confidence: Confidence,
    /// Date of the page that tells it, or day on which a copy was read.
    pub seen: PartialDate,
    /// The page.
    pub reference: LegalReference,
    /// What else is known, in French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A date as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartialDate {
    /// A year.
    Year(i32),
    /// A month: year and number.
    Month(i32, u32),
    /// A day.
    Day(NaiveDate),
}

impl PartialDate {
    /// The first day that it may be.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        let day = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(NaiveDate::MIN);
        match self {
            Self::Year(year) => day(year, 1),
            Self::Month(year, month) => day(year, month),
            Self::Day(day) => day,
        }
    }
}

/// « 2023 », « 2025-11 », « 2025-10-30 ».
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => write!(f, "{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
        }
    }
}

impl FromStr for PartialDate {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let wrong =
            || format!("« {written} » is no year, month or day (2023, 2025-11, 2025-10-30)");
        let parts: Vec<&str> = written.split('-').collect();
        let year = |y: &str| (y.len() == 4).then(|| y.parse().ok()).flatten();
        match parts[..] {
            [y] => year(y).map(Self::Year),
            [y, m] => {
                let month = m.parse().ok().filter(|m| (1..=12).contains(m));
                year(y).zip(month).map(|(y, m)| Self::Month(y, m))
            }
            _ => text::iso_date(written).map(Self::Day),
        }
        .ok_or_else(wrong)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// An act as an answer names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActRef {
    /// What it is called, with its article.
    pub title: String,
    /// Its date as far as it is known: of the act, or else of its effect.
    pub date: Option<PartialDate>,
    /// Generation of method.
    pub generation: String,
    /// Where it was found.
    pub url: String,
}

impl From<&Act> for ActRef {
    fn from(act: &Act) -> Self {
        Self {
            title: text::typeset(&act.title),
            date: act.date.or(act.effect),
            generation: act.generation.clone(),
            url: act.reference.url.clone(),
        }
    }
}

/// Whether the class that a table gives holds on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InForce {
    /// It holds.
    Yes,
    /// A later act has replaced it.
    No,
    /// Nothing that we found tells.
    #[default]
    Unknown,
}

/// What the class of a place rests on, on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footing {
    /// Where the table is from.
    pub provenance: Provenance,
    /// The act that the table is from; none where it was not recognised, or is not one of ours.
    pub act: Option<String>,
    /// Its date as far as it is known: of the act, or else of its effect.
    pub act_date: Option<PartialDate>,
    /// Its generation of method; that of the table where the act was not recognised.
    pub generation: Option<String>,
    /// Where it was found.
    pub act_url: Option<String>,
    /// Whether it holds on that day.
    pub in_force: InForce,
    /// The act that has replaced it by that day.
    pub superseded_by: Option<ActRef>,
    /// Classes that the place may have by the act in force: one where it is settled whatever the
    /// table says, several where it is not; none where the table is taken at its word.
    pub possible: Vec<String>,
    /// The doubt in words, in French; none where there is none.
    pub caveat: Option<String>,
}

impl Footing {
    /// Whether one class decides: the table's, or the only one that the act in force can give.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.possible.len() < 2
    }
}

impl RegionZoning {
    /// The act that the shipped table is from.
    #[must_use]
    pub fn of_table(&self) -> Option<&Act> {
        self.acts.iter().find(|a| Some(&a.id) == self.table.as_ref())
    }

    /// The acts that came after that of the table; none of them where this is not known.
    fn later(&self) -> &[Act] {
        let at = self.acts.iter().position(|a| Some(&a.id) == self.table.as_ref());
        at.and_then(|at| self.acts.get(at + 1..)).unwrap_or_default()
    }
}

impl ZoningRule {
    /// A région by its code.
    #[must_use]
    pub fn region(&self, code: &str) -> Option<&RegionZoning> {
        self.regions.iter().find(|r| r.code == code)
    }

    /// From when an act holds; one of which no date was found, from the day from which the table is
    /// no more taken as it is.
    fn start(&self, act: &Act) -> NaiveDate {
        act.effect.or(act.date).map_or_else(|| self.first_day_after(), PartialDate::first)
    }

    fn first_day_after(&self) -> NaiveDate {
        self.to.succ_opt().unwrap_or(NaiveDate::MAX)
    }

    /// What the class of a place rests on: a place of that région, a table of that provenance, on
    /// that day. The one place where the doubt about a zoning is said.
    #[must_use]
    pub fn footing(
        &self,
        region: Option<&str>,
        provenance: &Provenance,
        date: NaiveDate,
    ) -> Footing {
        let mut out = Footing { provenance: provenance.clone(), ..Footing::default() };
        out.caveat = of_others(provenance);
        if out.caveat.is_some() {
            return out;
        }
        let Some(region) = region.and_then(|code| self.region(code)) else {
            if date < self.from || date > self.to {
                out.caveat = Some(text::typeset(&self.caveat));
            }
            return out;
        };
        // Where every act puts all in one class, what the table rests on does not matter.
        let is_one = region.classes.len() == 1;
        let holding = region.acts.iter().rfind(|act| self.start(act) <= date);
        if let Some(act) = holding.filter(|_| is_one) {
            out.rests_on(act);
            out.in_force = InForce::Yes;
            out.possible.clone_from(&region.classes);
            return out;
        }
        let own = region.of_table();
        match own {
            Some(act) => out.rests_on(act),
            None => out.generation = Some(self.generation.clone()),
        }
        let later = region.later().iter().rfind(|act| self.start(act) <= date);
        let starts = own.map_or(self.from, |act| self.start_of_table(act));
        if later.is_some() || date > self.to {
            let what = match later {
                Some(act) => format!(", que {} a remplacée", text::typeset(&act.title)),
                None => format!("{NNBSP}; l’acte en vigueur n’a pas été trouvé pour cette région"),
            };
            out.caveat = Some(format!(
                "publication de {}{what}{NNBSP}: la classe d’aujourd’hui est à vérifier auprès de l’ARS",
                self.generation
            ));
            if later.is_some() {
                out.in_force = InForce::No;
            }
            out.superseded_by = later.map(ActRef::from);
            out.possible.clone_from(&region.classes);
        } else if date < starts {
            out.caveat = Some(text::typeset(&self.caveat));
        } else if own.is_some() {
            out.in_force = InForce::Yes;
        }
        out
    }

    /// From when the act of the table holds; that of the table where no date was found.
    fn start_of_table(&self, act: &Act) -> NaiveDate {
        act.effect.or(act.date).map_or(self.from, PartialDate::first)
    }
}

impl Footing {
    fn rests_on(&mut self, act: &Act) {
        self.act = Some(text::typeset(&act.title));
        self.act_date = act.date.or(act.effect);
        self.generation = Some(act.generation.clone());
        self.act_url = Some(act.reference.url.clone());
    }
}

/// The doubt about a table that is not the shipped one: always the same, whatever the day.
fn of_others(provenance: &Provenance) -> Option<String> {
    let said = match provenance {
        Provenance::Shipped => return None,
        Provenance::User { file, date } => {
            format!(
                "lu dans votre fichier « {file} » ({date}), que Plaque n'a pas vérifié : l'acte publié fait seul foi"
            )
        }
        Provenance::Computed { method } => {
            format!("calculé ({method}) : l'acte publié fait seul foi")
        }
    };
    Some(text::typeset(&said))
}
