//! Formulas of the rule book: what they are once compiled, and how they are computed where some
//! answers are missing.
//!
//! Logic has three values. `a && b` is false as soon as one of the two is, whatever is not known of
//! the other; only what could change the result is said to be missing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Fact, Footing, OfferRule, RuleBook, Unit};
use crate::text;

/// A formula, with every name resolved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Formula {
    /// A number without legal meaning (0, 1, 12 months a year…).
    Number(f64),
    /// One of the words of a choice.
    Word(String),
    /// Yes or no, written as `true` or `false`.
    Flag(bool),
    /// A parameter, by its full name.
    Parameter(String),
    /// A named step of the same aid.
    Step(String),
    /// What the doctor answers to a question.
    Answer(String),
    /// What is known of the place.
    Fact(Fact),
    /// What depends on the payment or the moment looked at.
    Variable(Variable),
    /// Yes where the formula says no.
    Not(Box<Formula>),
    /// An operator between two formulas.
    Binary(Operator, Box<Formula>, Box<Formula>),
    /// Condition, what holds if it does, what holds if not.
    If(Box<Formula>, Box<Formula>, Box<Formula>),
    /// The least of several.
    Min(Vec<Formula>),
    /// The greatest of several.
    Max(Vec<Formula>),
    /// Whether the first is among the others.
    OneOf(Vec<Formula>),
}

/// See [`Formula::Variable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variable {
    /// Rank of the year of a yearly payment, from 1.
    Year,
    /// What has been paid so far, euros.
    Paid,
    /// Months since the beginning.
    Elapsed,
}

/// See [`Formula::Binary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "their names say it")]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Equal,
    Different,
    Less,
    AtMost,
    More,
    AtLeast,
    And,
    Or,
}

/// A value: an answer, a fact, or the result of a formula.
#[derive(Clone, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Datum {
    /// Yes or no: an answer, or the value of a condition.
    Flag(bool),
    /// A number, in the unit of the question.
    Number(f64),
    /// One of the words of a choice.
    Word(String),
}

impl Datum {
    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(n) => Some(*n),
            _ => None,
        }
    }
}

/// What would have to be known for a result.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// An answer of the doctor.
    Answer(String),
    /// A fact about the place.
    Fact(Fact),
    /// The rule itself has no value on that day, or makes no sense: a fault of the book, which its
    /// checks exclude.
    Rule(String),
}

/// A result, or all that is missing for it.
pub type Known = Result<Datum, BTreeSet<Missing>>;

/// The situation that is judged: a day, a place, and what the doctor says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Situation {
    /// Day of installation, which is also that of signature.
    pub date: NaiveDate,
    /// What is known of the place; what is not known is not there.
    pub facts: BTreeMap<Fact, Datum>,
    /// Answers by identifier of the question; what is not there is unknown.
    pub answers: BTreeMap<String, Datum>,
    /// What the zone of the place rests on: what is said of it hangs on that, no answer does.
    #[serde(default)]
    pub footing: Footing,
}

/// Everything a formula may name.
pub(super) struct Scope<'a> {
    pub(super) book: &'a RuleBook,
    pub(super) rule: &'a OfferRule,
    pub(super) situation: &'a Situation,
    pub(super) variables: BTreeMap<Variable, f64>,
    /// Day for which parameters are read.
    pub(super) day: NaiveDate,
    /// Whether a parameter that has ended keeps its last value.
    pub(super) lasting: bool,
}

impl<'a> Scope<'a> {
    pub(super) fn with(&self, variable: Variable, value: f64) -> Scope<'a> {
        let mut variables = self.variables.clone();
        variables.insert(variable, value);
        Scope { variables, ..*self }
    }
}

impl Scope<'_> {
    /// The value of a formula, or all that is missing to compute it.
    pub(super) fn eval(&self, formula: &Formula) -> Known {
        match formula {
            Formula::Number(n) => Ok(Datum::Number(*n)),
            Formula::Word(w) => Ok(Datum::Word(w.clone())),
            Formula::Flag(f) => Ok(Datum::Flag(*f)),
            Formula::Parameter(name) => {
                let parameter = self.book.parameter(name);
                let value = if self.lasting {
                    parameter.and_then(|p| p.last_value(self.day))
                } else {
                    parameter.and_then(|p| p.value(self.day))
                };
                value.map(Datum::Number).ok_or_else(|| fault(name))
            }
            Formula::Step(name) => {
                self.rule.step(name).map_or_else(|| Err(fault(name)), |s| self.eval(&s.formula))
            }
            Formula::Answer(name) => {
                self.answer(name).ok_or_else(|| BTreeSet::from([Missing::Answer(name.clone())]))
            }
            Formula::Fact(fact) => {
                let known = self.situation.facts.get(fact).cloned();
                known.ok_or_else(|| BTreeSet::from([Missing::Fact(*fact)]))
            }
            Formula::Variable(v) => {
                self.variables.get(v).map(|n| Datum::Number(*n)).ok_or_else(|| fault("variable"))
            }
            Formula::Not(inner) => self.flag(inner).map(|f| Datum::Flag(!f)),
            Formula::Binary(Operator::And, a, b) => self.both(a, b, false),
            Formula::Binary(Operator::Or, a, b) => self.both(a, b, true),
            Formula::Binary(operator, a, b) => {
                let (a, b) = pair(self.eval(a), self.eval(b))?;
                operator.apply(&a, &b).ok_or_else(|| fault("sides"))
            }
            Formula::If(condition, then, otherwise) => match self.flag(condition) {
                Ok(true) => self.eval(then),
                Ok(false) => self.eval(otherwise),
                // Where both ways lead to the same, the condition does not matter.
                Err(missing) => match (self.eval(then), self.eval(otherwise)) {
                    (Ok(a), Ok(b)) if a == b => Ok(a),
                    _ => Err(missing),
                },
            },
            Formula::Min(all) => self.fold(all, f64::min),
            Formula::Max(all) => self.fold(all, f64::max),
            Formula::OneOf(all) => {
                let Some((first, others)) = all.split_first() else {
                    return Ok(Datum::Flag(false));
                };
                let first = self.eval(first)?;
                Ok(Datum::Flag(others.iter().any(|o| self.eval(o).as_ref() == Ok(&first))))
            }
        }
    }

    /// The answer given, or else the one that is assumed as long as none is given.
    fn answer(&self, name: &str) -> Option<Datum> {
        self.situation
            .answers
            .get(name)
            .or_else(|| self.book.question(name)?.assume.as_ref())
            .cloned()
    }

    pub(super) fn flag(&self, formula: &Formula) -> Result<bool, BTreeSet<Missing>> {
        match self.eval(formula)? {
            Datum::Flag(f) => Ok(f),
            _ => Err(fault("flag")),
        }
    }

    pub(super) fn number(&self, formula: &Formula) -> Result<f64, BTreeSet<Missing>> {
        self.eval(formula)?.number().filter(|n| n.is_finite()).ok_or_else(|| fault("number"))
    }

    /// And, or: `decides` is the value of one side that settles both.
    fn both(&self, a: &Formula, b: &Formula, decides: bool) -> Known {
        match (self.flag(a), self.flag(b)) {
            (Ok(x), _) | (_, Ok(x)) if x == decides => Ok(Datum::Flag(decides)),
            // One thing at a time: once the first side is answered, the second may not matter any
            // more.
            (Err(a), Err(b)) => Err(if a.iter().any(|m| matches!(m, Missing::Answer(_))) {
                a
            } else {
                a.into_iter().chain(b).collect()
            }),
            (Err(missing), _) | (_, Err(missing)) => Err(missing),
            (Ok(_), Ok(_)) => Ok(Datum::Flag(!decides)),
        }
    }

    fn fold(&self, all: &[Formula], with: fn(f64, f64) -> f64) -> Known {
        let mut result: Option<Result<f64, BTreeSet<Missing>>> = None;
        for formula in all {
            let next = self.number(formula);
            result = Some(match result {
                None => next,
                Some(before) => pair(before, next).map(|(a, b)| with(a, b)),
            });
        }
        result.unwrap_or_else(|| Err(fault("nothing"))).map(Datum::Number)
    }

    pub(super) fn unit(&self, formula: &Formula) -> Option<Unit> {
        match formula {
            Formula::Parameter(name) => self.book.parameter(name).map(|p| p.unit),
            Formula::Step(name) => self.rule.step(name).and_then(|s| s.unit),
            Formula::Answer(name) => self.book.question(name).and_then(|q| q.unit),
            Formula::Variable(Variable::Paid) => Some(Unit::Euro),
            Formula::Variable(Variable::Elapsed) => Some(Unit::Months),
            _ => None,
        }
    }

    /// Whether a formula asks for an answer on the branches that are taken; on both where it is not
    /// known which.
    pub(super) fn asks(&self, formula: &Formula, question: &str) -> bool {
        match formula {
            Formula::Answer(name) => name == question,
            Formula::Step(name) => {
                self.rule.step(name).is_some_and(|s| self.asks(&s.formula, question))
            }
            Formula::Not(inner) => self.asks(inner, question),
            Formula::Binary(operator, a, b) => {
                let settles = match operator {
                    Operator::And => Some(false),
                    Operator::Or => Some(true),
                    _ => None,
                };
                // A side that settles both leaves nothing to ask of the other.
                let settled = |side: &Formula| settles.is_some_and(|s| self.flag(side) == Ok(s));
                (!settled(b) && self.asks(a, question)) || (!settled(a) && self.asks(b, question))
            }
            Formula::If(condition, then, otherwise) => {
                let taken = self.flag(condition).ok();
                self.asks(condition, question)
                    || (taken != Some(false) && self.asks(then, question))
                    || (taken != Some(true) && self.asks(otherwise, question))
            }
            Formula::Min(all) | Formula::Max(all) | Formula::OneOf(all) => {
                all.iter().any(|f| self.asks(f, question))
            }
            _ => false,
        }
    }
}

/// A value with its unit.
#[must_use]
pub fn show(datum: &Datum, unit: Option<Unit>) -> String {
    match (datum, unit) {
        (Datum::Number(n), Some(unit)) => unit.show(*n),
        (Datum::Number(n), None) => text::number(*n, 2),
        (Datum::Word(w), _) => w.clone(),
        (Datum::Flag(f), _) => yes_or_no(*f).to_owned(),
    }
}

pub(super) fn yes_or_no(flag: bool) -> &'static str {
    if flag { "oui" } else { "non" }
}

impl Variable {
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Year => "année",
            Self::Paid => "déjà versé",
            Self::Elapsed => "mois écoulés",
        }
    }
}

impl Operator {
    fn apply(self, a: &Datum, b: &Datum) -> Option<Datum> {
        Some(match (self, a, b) {
            (Self::Equal, ..) => Datum::Flag(a == b),
            (Self::Different, ..) => Datum::Flag(a != b),
            (_, Datum::Number(a), Datum::Number(b)) => match self {
                Self::Add => Datum::Number(a + b),
                Self::Subtract => Datum::Number(a - b),
                Self::Multiply => Datum::Number(a * b),
                Self::Divide if *b != 0.0 => Datum::Number(a / b),
                Self::Less => Datum::Flag(a < b),
                Self::AtMost => Datum::Flag(a <= b),
                Self::More => Datum::Flag(a > b),
                Self::AtLeast => Datum::Flag(a >= b),
                _ => return None,
            },
            _ => return None,
        })
    }
}

fn fault(what: &str) -> BTreeSet<Missing> {
    BTreeSet::from([Missing::Rule(what.to_owned())])
}

/// Both, or all that is missing for both.
fn pair<A, B>(
    a: Result<A, BTreeSet<Missing>>,
    b: Result<B, BTreeSet<Missing>>,
) -> Result<(A, B), BTreeSet<Missing>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(a), Err(b)) => Err(a.into_iter().chain(b).collect()),
        (Err(e), _) | (_, Err(e)) => Err(e),
    }
}

impl Formula {
    /// The value of a formula that names nothing.
    #[must_use]
    pub fn constant(&self) -> Option<f64> {
        match self {
            Self::Number(n) => Some(*n),
            Self::Binary(operator, a, b) => operator
                .apply(&Datum::Number(a.constant()?), &Datum::Number(b.constant()?))?
                .number(),
            _ => None,
        }
    }

    /// Visits every part until the visitor says true; whether it did.
    pub fn names(&self, visit: &mut dyn FnMut(&Self) -> bool) -> bool {
        if visit(self) {
            return true;
        }
        match self {
            Self::Not(inner) => inner.names(visit),
            Self::Binary(_, a, b) => a.names(visit) || b.names(visit),
            Self::If(a, b, c) => a.names(visit) || b.names(visit) || c.names(visit),
            Self::Min(all) | Self::Max(all) | Self::OneOf(all) => {
                all.iter().any(|f| f.names(visit))
            }
            _ => false,
        }
    }
}
