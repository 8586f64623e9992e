//! What a doctor may be asked, and which answers a question allows.

use serde::{Deserialize, Serialize};

use super::{Datum, Unit};

/// What a doctor may be asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Identifier, in the address and in cases.
    pub id: String,
    /// The question in French.
    pub label: String,
    /// What helps to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What kind of answer.
    pub kind: QuestionKind,
    /// Unit of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Of a sum: how one says a share of it (« des honoraires »); what stands between brackets is
    /// detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_of: Option<String>,
    /// The answers to choose among.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// Least and greatest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<[f64; 2]>,
    /// What is assumed, and said, as long as there is no answer: an option that only adds is not
    /// taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assume: Option<Datum>,
    /// Of a number without an answer: what to count to tell what may yet come of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppose: Option<Suppose>,
    /// Whether its answers divide all aids: each is tried for all of them together.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub divides: bool,
}

/// Numbers that stand for those that may be answered, and why these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppose {
    /// In the unit of the question.
    pub values: Vec<f64>,
    /// Where they are from, in French: most are suppositions of ours, and said to be.
    pub because: String,
}

impl Question {
    /// One of its options.
    #[must_use]
    pub fn option(&self, id: &str) -> Option<&Choice> {
        self.options.iter().find(|o| o.id == id)
    }

    /// Whether an answer is one that the question allows.
    #[must_use]
    pub fn allows(&self, answer: &Datum) -> bool {
        match (self.kind, answer) {
            (QuestionKind::YesNo, Datum::Flag(_)) => true,
            (QuestionKind::Choice, Datum::Word(w)) => self.option(w).is_some(),
            (QuestionKind::Number, Datum::Number(n)) => {
                n.is_finite() && self.range.is_none_or(|[least, most]| (least..=most).contains(n))
            }
            _ => false,
        }
    }
}

/// See [`Question::kind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// Yes or no, a flag in formulas.
    YesNo,
    /// One of the options.
    Choice,
    /// A number in the unit of the question, within its range.
    Number,
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its word in formulas.
    pub id: String,
    /// The answer in French.
    pub label: String,
}
