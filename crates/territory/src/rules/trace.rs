//! The tree of a computation, as a user opens it.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    Confidence, LegalReference,
    formula::{Datum, Formula, Scope, show},
};
use crate::text;

/// One line of a computation and what it was computed from.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Step {
    /// What is computed here, in French.
    pub label: String,
    /// Its value with its unit.
    pub value: String,
    /// The operation with its values, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
    /// Where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<LegalReference>,
    /// First day on which this value is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// How far it is in doubt: one source only, sources that differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
    /// What it was computed from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Step>,
}

impl Scope<'_> {
    /// The tree of what a formula was computed from: each name once, in the order in which it
    /// comes, along the branches that were taken.
    pub(super) fn steps(&self, formula: &Formula) -> Vec<Step> {
        let mut out = Vec::new();
        self.collect(formula, &mut out);
        out
    }

    fn collect(&self, formula: &Formula, out: &mut Vec<Step>) {
        match formula {
            Formula::Number(_) | Formula::Word(_) | Formula::Flag(_) => {}
            Formula::Not(inner) => self.collect(inner, out),
            Formula::Binary(_, a, b) => {
                self.collect(a, out);
                self.collect(b, out);
            }
            Formula::If(condition, then, otherwise) => {
                self.collect(condition, out);
                match self.flag(condition) {
                    Ok(true) => self.collect(then, out),
                    Ok(false) => self.collect(otherwise, out),
                    Err(_) => {}
                }
            }
            Formula::Min(all) | Formula::Max(all) | Formula::OneOf(all) => {
                all.iter().for_each(|f| self.collect(f, out))
            }
            named => {
                if let Some(step) = self.named(named).filter(|s| !out.contains(s)) {
                    out.push(step);
                }
            }
        }
    }

    fn named(&self, formula: &Formula) -> Option<Step> {
        let value = match self.eval(formula) {
            Ok(datum) => self.in_words(formula, &datum),
            Err(_) => "à vérifier".to_owned(),
        };
        let step = |label: &str| Step { label: text::typeset(label), value, ..Step::default() };
        Some(match formula {
            Formula::Parameter(name) => {
                let parameter = self.book.parameter(name)?;
                let since = parameter.values.iter().rfind(|p| p.from <= self.day).map(|p| p.from);
                let doubt = match parameter.confidence {
                    Confidence::H => parameter.note.clone(),
                    Confidence::M => Some(parameter.note.clone().unwrap_or_else(|| {
                        "une seule page officielle, ou des pages non officielles".to_owned()
                    })),
                    Confidence::L => Some(format!(
                        "non confirmé{}",
                        parameter.note.as_ref().map(|n| format!(" ; {n}")).unwrap_or_default()
                    )),
                };
                let doubt = doubt.map(|d| text::typeset(&d));
                Step {
                    reference: parameter.references.first().cloned(),
                    since,
                    doubt,
                    ..step(&parameter.label)
                }
            }
            Formula::Step(name) => {
                let rule = self.rule.step(name)?;
                Step {
                    how: Some(self.spell(&rule.formula)),
                    children: self.steps(&rule.formula),
                    ..step(&rule.label)
                }
            }
            Formula::Answer(name) => step(&self.book.question(name)?.label),
            Formula::Fact(fact) => step(fact.label()),
            Formula::Variable(v) => step(v.label()),
            _ => return None,
        })
    }

    /// A value in the words of its question, or with its unit.
    pub(super) fn in_words(&self, formula: &Formula, datum: &Datum) -> String {
        let option = match (formula, datum) {
            (Formula::Answer(name), Datum::Word(w)) => {
                self.book.question(name).and_then(|q| q.option(w))
            }
            _ => None,
        };
        option.map_or_else(|| show(datum, self.unit(formula)), |o| text::typeset(&o.label))
    }
}
