//! Steps with their delays, papers, requests and reminders, as `data/steps.toml` writes them.

use std::{collections::BTreeSet, fmt};

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use territory::PartialDate;

use crate::Wrong;

/// How sure something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read in an official source.
    High,
    /// Read in one source, or an old one.
    Medium,
    /// To be confirmed: enters no calendar.
    Low,
}

/// Whether a step is imposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// A rule imposes it.
    Duty,
    /// It is advised.
    Advice,
    /// The doctor chooses.
    Choice,
}

/// What a delay counts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// The first day of liberal activity.
    #[default]
    Start,
    /// The signature of each contract.
    Signature,
    /// The registration with the Ordre.
    Approval,
    /// The opening of a second practice.
    SecondSite,
    /// Each year.
    Year,
}

/// Whom a step is done with: the bodies of the contacts, and others that have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the file, explained there")]
pub enum With {
    AssuranceMaladie,
    Cpam,
    Ordre,
    Paps,
    Ars,
    Urps,
    Council,
    Region,
    Desk,
    Inpi,
    Carmf,
    Ans,
    Tax,
    Sas,
    Zoning,
    Tools,
    Insurer,
    Accountant,
    TownHall,
    Prefecture,
    Collector,
    Editor,
    Cpts,
    Authorities,
    Doctor,
}

impl With {
    /// In French, without an article.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AssuranceMaladie => "Assurance Maladie",
            Self::Cpam => "CPAM",
            Self::Ordre => "Ordre des médecins",
            Self::Paps => "portail de la région (PAPS)",
            Self::Ars => "ARS",
            Self::Urps => "URPS",
            Self::Council => "département",
            Self::Region => "région",
            Self::Desk => "permanence locale",
            Self::Inpi => "guichet unique des formalités (INPI)",
            Self::Carmf => "CARMF",
            Self::Ans => "Agence du numérique en santé",
            Self::Tax => "service des impôts",
            Self::Sas => "service d’accès aux soins",
            Self::Zoning => "zonages publiés",
            Self::Tools => "services numériques de la région",
            Self::Insurer => "assureur",
            Self::Accountant => "comptable",
            Self::TownHall => "mairie",
            Self::Prefecture => "préfecture",
            Self::Collector => "collecteur de déchets",
            Self::Editor => "éditeur de logiciel",
            Self::Cpts => "CPTS",
            Self::Authorities => "commune ou intercommunalité",
            Self::Doctor => "vous-même",
        }
    }
}

/// A delay: months, or days, negative before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offset {
    /// Whole months: the same day of another month, or its last day.
    Months(i32),
    /// Days.
    Days(i32),
}

impl Offset {
    /// The day that lies this far from another; none beyond the calendar.
    #[must_use]
    pub fn from(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Months(n) if n < 0 => day.checked_sub_months(Months::new(n.unsigned_abs())),
            Self::Months(n) => day.checked_add_months(Months::new(n.unsigned_abs())),
            Self::Days(n) if n < 0 => day.checked_sub_days(Days::new(u64::from(n.unsigned_abs()))),
            Self::Days(n) => day.checked_add_days(Days::new(u64::from(n.unsigned_abs()))),
        }
    }

    /// Its length in days, a month being 30: for the order of delays only.
    fn roughly(self) -> i32 {
        match self {
            Self::Months(n) => n.saturating_mul(30),
            Self::Days(n) => n,
        }
    }
}

/// « 2 mois avant », « 8 jours après », « le jour même ».
impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, unit) = match self {
            Self::Months(n) => (*n, "mois"),
            Self::Days(n) if n.abs() == 1 => (*n, "jour"),
            Self::Days(n) => (*n, "jours"),
        };
        match n {
            0 => f.write_str("le jour même"),
            n if n < 0 => write!(f, "{} {unit} avant", n.abs()),
            n => write!(f, "{n} {unit} après"),
        }
    }
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name in links and answers.
    pub id: String,
    /// What there is to do, in French.
    pub title: String,
    /// What its delay counts from.
    #[serde(default)]
    pub after: After,
    /// Its first day; none: all the time before.
    #[serde(default)]
    pub from: Option<Offset>,
    /// Its last day; none: no end is known.
    #[serde(default)]
    pub to: Option<Offset>,
    /// Whether it is imposed.
    pub duty: Duty,
    /// Whether its last day is the limit of a rule, not a habit.
    #[serde(default)]
    pub duty_to: bool,
    /// Whom it is done with.
    pub with: Vec<With>,
    /// What to know of it, in French.
    pub know: String,
    /// What is not sure, in French.
    #[serde(default)]
    pub doubt: Option<String>,
    /// What was read.
    pub sources: Vec<String>,
    /// How sure it is.
    pub confidence: Confidence,
}

/// What one brings to a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Papers {
    /// With whom.
    pub with: With,
    /// Where, in French.
    pub title: String,
    /// Papers, in French.
    pub bring: Vec<String>,
    /// What is not sure, in French.
    #[serde(default)]
    pub doubt: Option<String>,
    /// What was read.
    pub sources: Vec<String>,
    /// How sure it is.
    pub confidence: Confidence,
}

/// Which aid is asked for before what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The aid, in French.
    pub aid: String,
    /// Before what, in French.
    pub before: String,
    /// Of whom.
    pub with: Vec<With>,
    /// Why, in French.
    pub why: String,
    /// How sure it is.
    pub confidence: Confidence,
}

/// What a calendar recalls beside the steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    /// What, in French.
    pub title: String,
    /// When, from the first day of activity.
    pub at: Offset,
    /// How sure it is.
    pub confidence: Confidence,
}

/// What is to be seen too, without a delay that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Also {
    /// In French.
    pub what: Vec<String>,
}

/// The file `data/steps.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// When its sources were last read.
    pub checked: PartialDate,
    /// In the order of the checklist.
    pub step: Vec<Step>,
    /// By meeting.
    pub papers: Vec<Papers>,
    /// Aids to ask for.
    pub request: Vec<Request>,
    /// Beside the steps.
    pub reminder: Vec<Reminder>,
    /// Without a delay.
    pub also: Also,
}

impl Default for Steps {
    fn default() -> Self {
        Self {
            checked: PartialDate::Year(0),
            step: Vec::new(),
            papers: Vec::new(),
            request: Vec::new(),
            reminder: Vec::new(),
            also: Also::default(),
        }
    }
}

impl Steps {
    pub(crate) fn check(&self) -> Result<(), Wrong> {
        let mut ids = BTreeSet::new();
        for step in &self.step {
            let wrong = |why: &str| Wrong { at: step.id.clone(), why: why.to_owned() };
            if !ids.insert(&step.id) {
                return Err(wrong("is there twice"));
            }
            if step.with.is_empty() || step.sources.is_empty() {
                return Err(wrong("says no one to do it with, or no source"));
            }
            if step.confidence != Confidence::High && step.doubt.is_none() {
                return Err(wrong("is not sure and says no doubt"));
            }
            let ends = step.from.zip(step.to).map(|(a, b)| (a.roughly(), b.roughly()));
            if ends.is_some_and(|(from, to)| from > to) {
                return Err(wrong("ends before it begins"));
            }
            if step.duty_to && (step.to.is_none() || step.duty != Duty::Duty) {
                return Err(wrong("has the limit of a rule, but no end or no duty"));
            }
        }
        for papers in &self.papers {
            let wrong = |why: &str| Wrong { at: papers.title.clone(), why: why.to_owned() };
            if papers.bring.is_empty() {
                return Err(wrong("lists nothing"));
            }
            if papers.confidence != Confidence::High && papers.doubt.is_none() {
                return Err(wrong("is not sure and says no doubt"));
            }
        }
        Ok(())
    }
}
