//! The form of a file of rules.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use territory::{
    Confidence, LegalReference, Parameter, Period, Unit, ZoningRule,
    rules::{
        Datum, DutyRule, Family, Figures, Formula, Nature, OfferRule, Payer, PaymentRule, Question,
        QuestionKind, RegionZoning, RepayRule, RequirementRule, Rhythm, SheetCase, StepRule,
    },
};
use toml::Spanned;

use crate::{
    Scope, Shared, Trouble, WrittenFormula,
    formula::{Kind, compile, compile_any},
    in_formula, sources,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    /// Texts and pages that this file cites by a short name.
    #[serde(default)]
    pub(crate) sources: BTreeMap<String, LegalReference>,
    /// Day of the last check of the parameters that do not name their own.
    #[serde(default)]
    pub(crate) last_checked: Option<NaiveDate>,
    #[serde(default)]
    pub(crate) parameters: BTreeMap<String, Spanned<WrittenParameter>>,
    #[serde(default)]
    pub(crate) questions: Vec<Spanned<Question>>,
    /// Conditions that all files may name.
    #[serde(default)]
    pub(crate) names: Vec<Spanned<WrittenName>>,
    #[serde(default)]
    pub(crate) offers: Vec<Spanned<WrittenOffer>>,
    #[serde(default)]
    pub(crate) zoning: Option<Spanned<ZoningRule>>,
    #[serde(default)]
    pub(crate) regions: Vec<Spanned<RegionZoning>>,
}

/// A formula under a name of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenName {
    pub(crate) name: String,
    pub(crate) formula: String,
}

/// A reference in full, or the short name of one.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Source {
    Named(String),
    Whole(LegalReference),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenParameter {
    label: String,
    unit: Unit,
    values: Vec<Period>,
    references: Vec<Source>,
    #[serde(default)]
    last_checked: Option<NaiveDate>,
    confidence: Confidence,
    #[serde(default)]
    note: Option<String>,
}

impl WrittenParameter {
    pub(crate) fn compile(&self, document: &Document) -> Result<Parameter, String> {
        Ok(Parameter {
            label: self.label.clone(),
            unit: self.unit,
            values: self.values.clone(),
            references: sources(document, &self.references)?,
            last_checked: self
                .last_checked
                .or(document.last_checked)
                .ok_or("no day of the last check")?,
            confidence: self.confidence,
            note: self.note.clone(),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenOffer {
    pub(crate) id: String,
    order: u32,
    family: Family,
    payer: Payer,
    short: String,
    name: String,
    #[serde(default)]
    aka: Vec<String>,
    summary: String,
    #[serde(default)]
    requires: Vec<WrittenRequirement>,
    #[serde(default)]
    remarks: Vec<String>,
    from: NaiveDate,
    #[serde(default)]
    to: Option<NaiveDate>,
    #[serde(default)]
    replaced_by: Option<String>,
    #[serde(default)]
    sheet: Vec<WrittenCase>,
    #[serde(default)]
    steps: Vec<WrittenStep>,
    #[serde(default)]
    payments: Vec<WrittenPayment>,
    #[serde(default)]
    duties: Vec<WrittenDuty>,
    #[serde(default)]
    repay: Vec<WrittenRepay>,
    #[serde(default)]
    pub(crate) excludes: Vec<String>,
    references: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRequirement {
    id: String,
    text: String,
    #[serde(rename = "if")]
    holds: WrittenFormula,
    #[serde(default)]
    references: Vec<Source>,
    #[serde(default)]
    article: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStep {
    name: String,
    label: String,
    #[serde(default)]
    unit: Option<Unit>,
    formula: WrittenFormula,
}

/// One of `once`, `years` (with `after`), `calendar_years` (with `paid`) and `months` says when.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPayment {
    label: String,
    amount: WrittenFormula,
    #[serde(default)]
    once: Option<WrittenFormula>,
    #[serde(default)]
    years: Option<WrittenFormula>,
    #[serde(default)]
    after: Option<WrittenFormula>,
    #[serde(default)]
    calendar_years: Option<WrittenFormula>,
    #[serde(default)]
    paid: Option<WrittenFormula>,
    #[serde(default)]
    months: Option<WrittenFormula>,
    #[serde(default)]
    nature: Nature,
    #[serde(default)]
    figures: Figures,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDuty {
    text: String,
    #[serde(default)]
    after: Option<WrittenFormula>,
    #[serde(default)]
    until: Option<WrittenFormula>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRepay {
    id: String,
    label: String,
    amount: WrittenFormula,
}

/// A doctor for the sheet. A number may be a formula (`full_days`).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCase {
    #[serde(default)]
    who: Option<String>,
    answers: BTreeMap<String, Spanned<Datum>>,
}

fn answer(id: &str, answer: &Spanned<Datum>, scope: &Scope) -> Result<Formula, Trouble> {
    let wrong = |why: String| (Some(answer.span().start), why);
    let question = scope.book.question(id);
    let question = question.ok_or_else(|| wrong(format!("{id} is not a question")))?;
    match (question.kind, answer.get_ref()) {
        (QuestionKind::Number, Datum::Word(formula)) => {
            compile(formula, Kind::Number, scope).map_err(wrong)
        }
        (_, datum) if !question.allows(datum) => Err(wrong(format!("{id} has no such answer"))),
        (_, Datum::Flag(flag)) => Ok(Formula::Flag(*flag)),
        (_, Datum::Number(n)) => Ok(Formula::Number(*n)),
        (_, Datum::Word(word)) => Ok(Formula::Word(word.clone())),
    }
}

fn number(formula: &WrittenFormula, scope: &Scope) -> Result<Formula, Trouble> {
    compile(formula.get_ref(), Kind::Number, scope).map_err(in_formula(formula))
}

fn or_zero(formula: Option<&WrittenFormula>, scope: &Scope) -> Result<Formula, Trouble> {
    formula.map_or(Ok(Formula::Number(0.0)), |f| number(f, scope))
}

impl WrittenOffer {
    pub(crate) fn compile(
        &self,
        document: &Document,
        stem: &str,
        book: &territory::RuleBook,
        shared: &Shared,
    ) -> Result<OfferRule, Trouble> {
        let mut scope = Scope { stem, book, shared, steps: BTreeMap::new() };
        let full = |s: &String| s.replace('{', &format!("{{{stem}."));
        let mut steps = Vec::new();
        for step in &self.steps {
            let (formula, kind) =
                compile_any(step.formula.get_ref(), &scope).map_err(in_formula(&step.formula))?;
            scope.steps.insert(step.name.clone(), kind);
            steps.push(StepRule {
                name: step.name.clone(),
                label: step.label.clone(),
                unit: step.unit,
                formula,
            });
        }
        let scope = &scope;
        let requirement = |r: &WrittenRequirement| {
            let holds =
                compile(r.holds.get_ref(), Kind::Flag, scope).map_err(in_formula(&r.holds))?;
            let here = |why: String| (Some(r.holds.span().start), format!("{}: {why}", r.id));
            if r.article.is_some() && r.references.is_empty() {
                return Err(here("an article of no text".to_owned()));
            }
            let references = sources(document, &r.references).map_err(here)?;
            let (text, article) = (full(&r.text), r.article.clone());
            Ok(RequirementRule { id: r.id.clone(), holds, text, references, article })
        };
        let payment = |p: &WrittenPayment| {
            Ok(PaymentRule {
                label: full(&p.label),
                amount: number(&p.amount, scope)?,
                rhythm: p.rhythm(scope)?,
                nature: p.nature,
                figures: p.figures,
            })
        };
        let duty = |d: &WrittenDuty| {
            Ok(DutyRule {
                text: full(&d.text),
                after: or_zero(d.after.as_ref(), scope)?,
                until: d.until.as_ref().map(|u| number(u, scope)).transpose()?,
            })
        };
        let sheet = |case: &WrittenCase| {
            let answer = |(id, answer): (&String, &Spanned<Datum>)| {
                Ok((id.clone(), self::answer(id, answer, scope)?))
            };
            let answers = case.answers.iter().map(answer).collect::<Result<_, Trouble>>()?;
            Ok(SheetCase { who: case.who.as_ref().map(full), answers })
        };
        let repay = |r: &WrittenRepay| {
            Ok(RepayRule {
                id: r.id.clone(),
                label: r.label.clone(),
                amount: number(&r.amount, scope)?,
            })
        };
        Ok(OfferRule {
            id: self.id.clone(),
            order: self.order,
            family: self.family,
            payer: self.payer,
            short: self.short.clone(),
            name: self.name.clone(),
            aka: self.aka.clone(),
            summary: full(&self.summary),
            requires: self.requires.iter().map(requirement).collect::<Result<_, Trouble>>()?,
            remarks: self.remarks.iter().map(full).collect(),
            from: self.from,
            to: self.to,
            replaced_by: self.replaced_by.clone(),
            sheet: self.sheet.iter().map(sheet).collect::<Result<_, Trouble>>()?,
            steps,
            payments: self.payments.iter().map(payment).collect::<Result<_, Trouble>>()?,
            duties: self.duties.iter().map(duty).collect::<Result<_, Trouble>>()?,
            repay: self.repay.iter().map(repay).collect::<Result<_, Trouble>>()?,
            excludes: self.excludes.clone(),
            references: sources(document, &self.references).map_err(|why| (None, why))?,
        })
    }
}

impl WrittenPayment {
    fn rhythm(&self, scope: &Scope) -> Result<Rhythm, Trouble> {
        let after = self.after.as_ref();
        match (&self.once, &self.years, &self.calendar_years, &self.months) {
            (Some(once), None, None, None) if after.is_none() && self.paid.is_none() => {
                Ok(Rhythm::Once { after: number(once, scope)? })
            }
            (None, Some(years), None, None) if self.paid.is_none() => {
                Ok(Rhythm::Years { count: number(years, scope)?, after: or_zero(after, scope)? })
            }
            (None, None, Some(months), None) if after.is_none() => {
                let paid = self.paid.as_ref().ok_or((
                    Some(months.span().start),
                    "« calendar_years » comes with « paid »".to_owned(),
                ))?;
                Ok(Rhythm::CalendarYears {
                    months: number(months, scope)?,
                    paid: number(paid, scope)?,
                })
            }
            (None, None, None, Some(months)) if after.is_none() && self.paid.is_none() => {
                Ok(Rhythm::Months { count: number(months, scope)? })
            }
            _ => Err((
                Some(self.amount.span().start),
                "one of once, years (after), calendar_years (paid) and months says when".to_owned(),
            )),
        }
    }
}
