//! The rule book: legal figures with their dates and sources, and the aids that they make up.
//!
//! Authored as `data/rules/*.toml`, compiled by the crate `rulebook`, carried to the page as JSON.
//! No amount, date or threshold is in this source: sentences name parameters between braces
//! (`{base_4d}`), formulas name them as they are.

mod acts;
mod aid;
mod amount;
mod asking;
mod best;
mod by_class;
mod calendar;
mod engine;
mod fact;
mod formula;
mod judgement;
mod lifting;
mod offers;
mod parameter;
mod question;
mod reach;
mod reading;
mod spell;
mod survey;
mod tax;
mod trace;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use acts::{Act, ActRef, Footing, InForce, RegionZoning};
pub use aid::{
    DutyRule, Family, Figures, Nature, OfferRule, Payer, PaymentRule, RepayRule, RequirementRule,
    Rhythm, SheetCase, StepRule,
};
pub use best::{Combination, combinations};
pub use by_class::{Alternative, ClassCase, PlaceZone, alternatives, in_class};
pub use calendar::{Duty, Payment};
pub use engine::{Outcome, Repayment, Requirement, outcome, outcomes, questions_left, repayments};
pub use fact::Fact;
pub use formula::{Datum, Formula, Missing, Operator, Situation, Variable, show};
pub use judgement::State;
pub use lifting::{Change, Lifting};
pub use offers::{Offer, ParameterUse, Reason, Verdict, Zone, offers};
pub use parameter::{Confidence, LegalReference, Parameter, Period, Unit};
pub use question::{Choice, Question, QuestionKind, Suppose};
pub use reach::{Prospect, Reach, Weight, prospect};
pub use survey::{FactColumn, Kind, Survey};
pub use tax::{Saving, TAX_QUESTIONS, hypotheses, over_years, saving_if_granted};
pub use trace::Step;

/// Every rule that the dataset knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleBook {
    /// Parameters by full name: name of the file, a dot, name in the file (`caim.base_4d`).
    pub parameters: BTreeMap<String, Parameter>,
    /// Aids in the order in which they are shown.
    pub offers: Vec<OfferRule>,
    /// What a doctor may be asked, in the order in which it is asked.
    pub questions: Vec<Question>,
    /// What is known of the table of medical zones.
    pub zoning: Option<ZoningRule>,
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
    /// From when an act of which no date was found holds, where that is not the day after `to`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undated_from: Option<NaiveDate>,
    /// What is said on another day.
    pub caveat: String,
    /// By class: what follows « est » or « était » after the name of the place.
    pub sentences: BTreeMap<String, String>,
    /// Texts that the caveat rests on.
    pub references: Vec<LegalReference>,
    /// Where the zoning in force is published.
    #[serde(default)]
    pub official: Option<Official>,
    /// The acts of each région (`data/zoning-acts.toml`).
    #[serde(default)]
    pub regions: Vec<RegionZoning>,
}

/// The official table of the zoning in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Official {
    /// Its title, in French.
    pub title: String,
    /// Address of the catalogue that says where the table of the day is (API of data.gouv.fr).
    pub catalogue: String,
    /// Address of its page, for people.
    pub page: String,
    /// What the address of the table by commune contains (`-` and `_` are the same).
    pub file: String,
}

impl RuleBook {
    /// An aid by its identifier.
    #[must_use]
    pub fn offer(&self, id: &str) -> Option<&OfferRule> {
        self.offers.iter().find(|o| o.id == id)
    }

    /// A question by its identifier.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|q| q.id == id)
    }

    /// A parameter by its full name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.get(name)
    }

    /// What the class of a place of a région rests on, see [`ZoningRule::footing`].
    #[must_use]
    pub fn footing(
        &self,
        region: Option<&str>,
        provenance: &crate::Provenance,
        date: NaiveDate,
    ) -> Footing {
        self.zoning.as_ref().map_or_else(
            || Footing { provenance: provenance.clone(), ..Footing::default() },
            |zoning| zoning.footing(region, provenance, date),
        )
    }

    /// Says of the facts of a place, of which the région is told, that it is of a class: of the one
    /// that this class counts as there.
    pub fn tell_class(&self, class: &str, facts: &mut BTreeMap<Fact, Datum>) {
        let region = match facts.get(&Fact::Region) {
            Some(Datum::Word(code)) => self.zoning.as_ref().and_then(|z| z.region(code)),
            _ => None,
        };
        let counted = region.and_then(|r| r.counts_as.get(class)).map_or(class, String::as_str);
        facts.insert(Fact::Zone, Datum::Word(counted.to_owned()));
    }

    /// The value of a parameter on a day.
    #[must_use]
    pub fn value(&self, name: &str, date: NaiveDate) -> Option<f64> {
        self.parameter(name)?.value(date)
    }
}

/// The names between braces.
pub fn placeholders(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
