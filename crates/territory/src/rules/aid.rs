//! An aid as the rule book describes it: who it is for, what it pays, what it asks in return.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Formula, LegalReference, Unit};

/// The group of aids that an aid is shown with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// The four contracts of the convention of 2016.
    #[serde(rename = "convention-2016")]
    Convention2016,
    /// Aids of the convention 2024-2029.
    #[serde(rename = "convention-2024")]
    Convention2024,
    /// Relief from taxes, national and local.
    Tax,
    /// Aids of the regional agencies and of the State.
    State,
    /// Aids of communes, départements and régions.
    LocalAuthority,
    /// Students, interns and those who train them.
    Studies,
    /// Teams: health centres, CPTS, MSP.
    Team,
}

/// Who pays an aid, or forgoes a tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payer {
    /// Assurance maladie, by its local fund.
    Cpam,
    /// The regional health agency.
    Ars,
    /// The State, by a tax that is not asked.
    TaxOffice,
    /// A commune, département or région.
    LocalAuthority,
    /// The hospital that employs the intern.
    Hospital,
    /// The agency that pays for the State, the scholarship among others.
    Asp,
}

impl Payer {
    /// Its name in French.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Cpam => "Assurance maladie (CPAM)",
            Self::Ars => "Agence régionale de santé (ARS)",
            Self::TaxOffice => "Impôts (exonération)",
            Self::LocalAuthority => "Collectivité locale",
            Self::Hospital => "Centre hospitalier universitaire",
            Self::Asp => "Agence de services et de paiement (ASP)",
        }
    }
}

/// An aid: when it is open, whom it serves, what it pays, what it asks in return.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferRule {
    /// Stable identifier, in the address and in cases.
    pub id: String,
    /// Position in the list.
    pub order: u32,
    /// Group that it is shown with.
    pub family: Family,
    /// Who pays it, or forgoes a tax.
    pub payer: Payer,
    /// Short name (« CAIM »).
    pub short: String,
    /// Name in full, in French.
    pub name: String,
    /// Other names and old ones, under which people search for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aka: Vec<String>,
    /// What it is, one sentence; may name parameters.
    pub summary: String,
    /// What must hold, all of it; beside the days on which the aid is open.
    pub requires: Vec<RequirementRule>,
    /// What else to know, a line each; may name parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// First day on which it can be asked for.
    pub from: NaiveDate,
    /// Last day on which it can be asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// After the last day: what replaced it, one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// The doctors for whom the sheet of a place says what it pays; an aid without any is not on
    /// the sheet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sheet: Vec<SheetCase>,
    /// Named steps of the computation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepRule>,
    /// What is paid and when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<PaymentRule>,
    /// What is owed in return.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<DutyRule>,
    /// What must be paid back on leaving early; several where sources read the rule in several
    /// ways.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repay: Vec<RepayRule>,
    /// Aids that cannot be had together with this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excludes: Vec<String>,
    /// Where it is written.
    pub references: Vec<LegalReference>,
}

/// A doctor for whom the sheet of a place says what an aid pays: one whom nothing but the place can
/// exclude.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetCase {
    /// Words after the amount, where it is of some doctors only; may name parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Answers by question. What is not answered is named in the amount (« 10 % des honoraires »).
    pub answers: BTreeMap<String, Formula>,
}

/// Something that must hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequirementRule {
    /// Identifier within the aid (`zone`, `days`).
    pub id: String,
    /// A formula that is true where it holds.
    pub holds: Formula,
    /// It in words; may name parameters.
    pub text: String,
    /// Texts that it rests on; empty where these are those of the aid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<LegalReference>,
    /// Where in the first of them, in French (« article 4 »); none where that was not found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

/// A named step of a computation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepRule {
    /// Its name in formulas.
    pub name: String,
    /// What it is, in French.
    pub label: String,
    /// Unit of the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// How it is computed.
    pub formula: Formula,
}

/// What is paid, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentRule {
    /// What it is, in French.
    pub label: String,
    /// Euros: of one payment, or of a whole year where `rhythm` is yearly. May use the variable
    /// `year`.
    pub amount: Formula,
    /// When it is paid, and how often.
    pub rhythm: Rhythm,
    /// Money, a profit that is not taxed, or a tax that is not asked.
    #[serde(default)]
    pub nature: Nature,
    /// Of which day the figures of the law are.
    #[serde(default)]
    pub figures: Figures,
}

/// When something is paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Rhythm {
    /// Once, this many months after the beginning.
    Once {
        /// Months after the beginning.
        after: Formula,
    },
    /// At each of so many anniversaries of the beginning, the beginning included, `after` months
    /// later.
    Years {
        /// How many anniversaries, the beginning included.
        count: Formula,
        /// Months after the anniversary.
        after: Formula,
    },
    /// For each calendar year, in proportion of its days, in a month of the next.
    CalendarYears {
        /// How many months in all.
        months: Formula,
        /// Month of the next year.
        paid: Formula,
    },
    /// So many times, month after month.
    Months {
        /// How many months, the first included.
        count: Formula,
    },
}

/// What a payment is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Money received, added up over five years.
    #[default]
    Cash,
    /// A profit on which no tax is asked: never added to money.
    TaxFree,
    /// A tax that is not asked: never added to money either.
    Tax,
}

/// Of which day the figures are that an amount is computed with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figures {
    /// Of the day of signature, to the end.
    #[default]
    Signature,
    /// Of each year of the contract, which follows the law: of its anniversary, or of the last day
    /// of a calendar year. Once a figure has ended, its last value is kept.
    EachYear,
}

/// Something owed in return.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyRule {
    /// What; may name parameters.
    pub text: String,
    /// Months after the beginning at which it must be done, or from which it holds.
    pub after: Formula,
    /// Months after the beginning until which it holds; none for something done once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Formula>,
}

/// What must be paid back on leaving before the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepayRule {
    /// Identifier of the reading (`r1`).
    pub id: String,
    /// The reading in words.
    pub label: String,
    /// Euros; uses the variables `paid` and `elapsed`.
    pub amount: Formula,
}

impl OfferRule {
    /// A step of the computation by the name that formulas use.
    #[must_use]
    pub fn step(&self, name: &str) -> Option<&StepRule> {
        self.steps.iter().find(|s| s.name == name)
    }

    /// Every sentence that may name parameters.
    pub fn sentences(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.summary)
            .chain(self.requires.iter().map(|r| &r.text))
            .chain(&self.remarks)
            .chain(self.duties.iter().map(|d| &d.text))
            .chain(self.sheet.iter().filter_map(|case| case.who.as_ref()))
    }

    /// The formulas that decide and pay; steps are reached through them.
    pub(crate) fn decisive(&self) -> impl Iterator<Item = &Formula> {
        let payments = self
            .payments
            .iter()
            .flat_map(|p| std::iter::once(&p.amount).chain(p.rhythm.formulas()));
        self.requires.iter().map(|r| &r.holds).chain(payments)
    }

    /// Every formula, of requirements, steps, payments, duties and repayments.
    pub fn formulas(&self) -> impl Iterator<Item = &Formula> {
        self.requires
            .iter()
            .map(|r| &r.holds)
            .chain(self.steps.iter().map(|s| &s.formula))
            .chain(
                self.payments
                    .iter()
                    .flat_map(|p| std::iter::once(&p.amount).chain(p.rhythm.formulas())),
            )
            .chain(self.duties.iter().flat_map(|d| std::iter::once(&d.after).chain(&d.until)))
            .chain(self.repay.iter().map(|r| &r.amount))
    }
}

impl Rhythm {
    pub(super) fn formulas(&self) -> impl Iterator<Item = &Formula> {
        let (first, second) = match self {
            Self::Once { after } => (after, None),
            Self::Years { count, after } => (count, Some(after)),
            Self::CalendarYears { months, paid } => (months, Some(paid)),
            Self::Months { count } => (count, None),
        };
        std::iter::once(first).chain(second)
    }
}
