//! Worked cases: a situation, what the law gives there, the arithmetic written out. A jurist reads
//! and writes them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;
use territory::{
    Dataset, InseeCode, RuleBook,
    rules::{
        Combination, Datum, Fact, Footing, Missing, Outcome, Repayment, Situation, State,
        combinations, outcomes, repayments,
    },
};
use toml::Spanned;

/// Amounts are compared to the cent.
const CENT: f64 = 0.005;

/// A file of cases is not one: where, and why.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, ligne {line}\u{202f}: {why}")]
pub struct CaseError {
    /// Path of the file, as given on the command line.
    pub file: String,
    /// Line of the file, counted from 1.
    pub line: usize,
    /// What is wrong and what was expected, in French.
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "case")]
    cases: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    /// Where the expected result comes from.
    reference: String,
    date: NaiveDate,
    /// A commune by its code; or else…
    #[serde(default)]
    commune: Option<Spanned<String>>,
    /// …a zone, and other facts.
    #[serde(default)]
    zone: Option<String>,
    #[serde(default)]
    place: BTreeMap<Fact, Datum>,
    #[serde(default)]
    situation: BTreeMap<String, Spanned<Datum>>,
    #[serde(default)]
    expect: BTreeMap<String, Spanned<Expected>>,
    #[serde(default)]
    best: Option<Best>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    state: Expect,
    /// Money over five years.
    #[serde(default)]
    total: Option<String>,
    /// Each payment, « 2025-06-01: 50 000 ÷ 2 ».
    #[serde(default)]
    payments: Option<Vec<String>>,
    /// What each year saves in tax, at the least and at the most.
    #[serde(default)]
    saves: Option<Vec<[String; 2]>>,
    /// Refused: every requirement that does not hold, and no other.
    #[serde(default)]
    because: Option<Vec<String>>,
    /// Undetermined: everything that is missing, and nothing else.
    #[serde(default)]
    asks: Option<Vec<String>>,
    /// Refused: the change that would lift each requirement named.
    #[serde(default)]
    lifted_by: BTreeMap<String, String>,
    /// Words that a condition, a duty or a remark holds.
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    repay: Option<Repay>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Expect {
    Granted,
    Refused,
    Undetermined,
}

/// What is to be paid back on leaving after so many months, by reading.
#[derive(Clone, Deserialize)]
struct Repay {
    after: u32,
    #[serde(flatten)]
    readings: BTreeMap<String, String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Best {
    aids: Vec<String>,
    #[serde(default)]
    total: Option<String>,
    #[serde(default)]
    second: Option<Vec<String>>,
}

/// A case ready to be judged.
pub struct Case {
    /// What it is about.
    pub title: String,
    /// Day, place and answers, as the rules take them.
    pub situation: Situation,
    written: Written,
}

/// What the engine answers to a case.
#[derive(Debug, serde::Serialize)]
pub struct Answer {
    /// What it is about.
    pub title: String,
    /// Where its expectation comes from.
    pub reference: String,
    /// Day, place and answers that were judged.
    pub situation: Situation,
    /// The answer for every aid, in the order of the book.
    pub outcomes: Vec<Outcome>,
    /// Lawful combinations, the best first.
    pub combinations: Vec<Combination>,
    /// Questions that still matter, the most decisive first.
    pub questions: Vec<String>,
    /// What leaving early costs.
    pub repayments: Vec<Leaving>,
}

/// What must be paid back on leaving, in one reading of the rule.
#[derive(Debug, serde::Serialize)]
pub struct Leaving {
    /// Identifier of the aid.
    pub aid: String,
    /// Months after the beginning.
    pub months: u32,
    /// How much and why.
    #[serde(flatten)]
    pub reading: Repayment,
}

/// Months after which an early leaving is answered.
const LEAVING: [u32; 5] = [6, 12, 24, 36, 48];

/// Reads a file of cases.
///
/// # Errors
/// A file that is not TOML, an unknown field, question, answer, commune or aid, or expectations
/// that are no arithmetic.
pub fn read(file: &str, text: &str, dataset: &Dataset) -> Result<Vec<Case>, CaseError> {
    let error = |offset: usize, why: String| {
        let line = 1 + text.as_bytes().iter().take(offset).filter(|b| **b == b'\n').count();
        CaseError { file: file.to_owned(), line, why }
    };
    let parsed: File = toml::from_str(text)
        .map_err(|e| error(e.span().map_or(0, |s| s.start), e.message().to_owned()))?;
    let one = |written: Written| {
        let situation = situation(&written, dataset).map_err(|(at, why)| error(at, why))?;
        if let Some((unknown, there)) =
            written.expect.iter().find(|(id, _)| dataset.rules().offer(id).is_none())
        {
            return Err(error(there.span().start, format!("aucune aide ne s’appelle {unknown}")));
        }
        Ok(Case { title: written.title.clone(), situation, written })
    };
    parsed.cases.into_iter().map(one).collect()
}

/// The situation that was written, or what is wrong with it and where, if that is one of the
/// answers.
fn situation(written: &Written, dataset: &Dataset) -> Result<Situation, (usize, String)> {
    let wrong = |at: std::ops::Range<usize>, why: String| (at.start, why);
    let mut facts = BTreeMap::new();
    let mut footing = dataset.rules().footing(None, &dataset.zoning(), written.date);
    if let Some(code) = &written.commune {
        let row = InseeCode::parse(code.get_ref()).ok().and_then(|c| dataset.gazetteer().row(c));
        let row = row.ok_or_else(|| {
            wrong(code.span(), format!("aucune commune n’a le code {}", code.get_ref()))
        })?;
        facts = dataset.facts(row, written.date);
        footing = dataset.footing(row, written.date);
    }
    // A class that the case itself gives is one that stands.
    if written.zone.is_some() {
        footing = Footing::default();
    }
    facts.extend(written.zone.clone().map(|z| (Fact::Zone, Datum::Word(z))));
    facts.extend(written.place.clone());
    let mut answers = BTreeMap::new();
    for (id, answer) in &written.situation {
        let question = dataset
            .rules()
            .question(id)
            .ok_or_else(|| wrong(answer.span(), format!("aucune question ne s’appelle {id}")))?;
        if !question.allows(answer.get_ref()) {
            return Err(wrong(answer.span(), format!("{id} : cette réponse n’est pas possible")));
        }
        answers.insert(id.clone(), answer.get_ref().clone());
    }
    Ok(Situation { date: written.date, facts, answers, footing })
}

impl Case {
    /// What the rules answer.
    #[must_use]
    pub fn answer(&self, book: &RuleBook) -> Answer {
        let answer = self.judged(book);
        let granted = answer.outcomes.iter().filter(|o| o.state == State::Granted);
        let repayments = granted.flat_map(|o| self.leavings(book, &o.id)).collect();
        Answer { repayments, ..answer }
    }

    /// The same without what leaving early costs.
    fn judged(&self, book: &RuleBook) -> Answer {
        let all = outcomes(book, &self.situation);
        Answer {
            title: self.title.clone(),
            reference: self.written.reference.clone(),
            situation: self.situation.clone(),
            combinations: combinations(book, &all),
            questions: territory::rules::questions_left(book, &all),
            repayments: Vec::new(),
            outcomes: all,
        }
    }

    /// What leaving early costs, after each of [`LEAVING`], in each reading of the rule.
    fn leavings(&self, book: &RuleBook, id: &str) -> Vec<Leaving> {
        let after = |months: u32| {
            repayments(book, &self.situation, id, months)
                .into_iter()
                .map(move |reading| (months, reading))
        };
        LEAVING
            .into_iter()
            .flat_map(after)
            .map(|(months, reading)| Leaving { aid: id.to_owned(), months, reading })
            .collect()
    }

    /// Every difference between what is expected and what the rules answer, in words.
    #[must_use]
    pub fn differences(&self, book: &RuleBook) -> Vec<String> {
        let answer = self.judged(book);
        let mut out = Vec::new();
        for (id, expected) in &self.written.expect {
            let expected = expected.get_ref();
            let Some(outcome) = answer.outcomes.iter().find(|o| o.id == *id) else { continue };
            self.compare(book, expected, outcome, &mut |what| out.push(format!("{id} : {what}")));
        }
        if let Some(best) = &self.written.best {
            let found = answer.combinations.first();
            let aids = found.map(|c| c.aids.clone()).unwrap_or_default();
            if aids != best.aids {
                out.push(format!("meilleure combinaison : {aids:?}, attendue {:?}", best.aids));
            }
            if let Some(total) = &best.total {
                differ(total, found.map_or(0.0, |c| c.total), &mut |what| {
                    out.push(format!("meilleure combinaison : {what}"))
                });
            }
            let second = answer.combinations.get(1).map(|c| c.aids.clone());
            if let Some(wanted) = &best.second
                && second.as_ref() != Some(wanted)
            {
                out.push(format!("deuxième combinaison : {second:?}, attendue {wanted:?}"));
            }
        }
        out
    }

    fn compare(
        &self,
        book: &RuleBook,
        expected: &Expected,
        outcome: &Outcome,
        differs: &mut dyn FnMut(String),
    ) {
        let state = match outcome.state {
            State::Granted => Expect::Granted,
            State::Refused => Expect::Refused,
            State::Undetermined => Expect::Undetermined,
        };
        let failing: BTreeSet<&str> = outcome
            .requirements
            .iter()
            .filter(|r| r.holds == Some(false))
            .map(|r| r.id.as_str())
            .collect();
        let asks: BTreeSet<&str> = outcome
            .missing
            .iter()
            .map(|m| match m {
                Missing::Answer(n) | Missing::Rule(n) => n.as_str(),
                Missing::Fact(fact) => fact.name(),
            })
            .collect();
        if state != expected.state {
            differs(format!("{:?} (refus : {failing:?}, manque : {asks:?})", outcome.state));
            return;
        }
        if let Some(total) = &expected.total {
            differ(total, outcome.total, differs);
        }
        if let Some(wanted) = &expected.payments {
            let found = &outcome.payments;
            if wanted.len() != found.len() {
                let (n, all) = (found.len(), wanted.len());
                differs(format!("{n} versements, {all} attendus : {found:?}"));
            }
            for (wanted, found) in wanted.iter().zip(&outcome.payments) {
                let (day, amount) = wanted.split_once(':').unwrap_or(("", wanted));
                if day.trim() != found.date.to_string() {
                    differs(format!("versement le {}, attendu le {}", found.date, day.trim()));
                }
                differ(amount, found.amount, differs);
            }
        }
        if let (Some(wanted), found) = (&expected.saves, &outcome.saved) {
            if found.len() != wanted.len() {
                differs(format!("impôt en moins {found:?}, attendu {wanted:?}"));
            }
            for ([least, most], f) in wanted.iter().zip(found) {
                differ(least, f.least, differs);
                differ(most, f.most, differs);
            }
        }
        if let Some(because) = &expected.because
            && because.iter().map(String::as_str).collect::<BTreeSet<_>>() != failing
        {
            differs(format!("refus pour {failing:?}, attendu {because:?}"));
        }
        if let Some(wanted) = &expected.asks
            && wanted.iter().map(String::as_str).collect::<BTreeSet<_>>() != asks
        {
            differs(format!("manque {asks:?}, attendu {wanted:?}"));
        }
        for (id, wanted) in &expected.lifted_by {
            let lifting = outcome
                .requirements
                .iter()
                .find(|r| r.id == *id)
                .and_then(|r| r.lifted_by.as_ref());
            let found = lifting.map(|l| plain(&l.text));
            if found.as_ref() != Some(wanted) {
                differs(format!("{id} serait levé par {found:?}, attendu {wanted:?}"));
            }
        }
        let texts: Vec<String> = outcome
            .requirements
            .iter()
            .map(|r| &r.text)
            .chain(&outcome.remarks)
            .chain(outcome.duties.iter().map(|d| &d.text))
            .map(|t| plain(t))
            .collect();
        for words in expected.says.iter().filter(|w| !texts.iter().any(|t| t.contains(w.as_str())))
        {
            differs(format!("« {words} » ne se lit nulle part"));
        }
        if let Some(repay) = &expected.repay {
            let found = repayments(book, &self.situation, &outcome.id, repay.after);
            for (reading, amount) in &repay.readings {
                match found.iter().find(|r| r.id == *reading) {
                    Some(r) => differ(amount, r.amount, differs),
                    None => differs(format!("aucune lecture {reading} du remboursement")),
                }
            }
        }
    }
}

/// A text with the spaces and apostrophes of a keyboard.
fn plain(text: &str) -> String {
    text.replace(['\u{202f}', '\u{a0}'], " ").replace('\u{2019}', "'")
}

fn differ(wanted: &str, found: f64, differs: &mut dyn FnMut(String)) {
    match rulebook::arithmetic(wanted) {
        Ok(n) if (n - found).abs() < CENT => {}
        Ok(n) => differs(format!("{found}, attendu {wanted} = {n}")),
        Err(why) => differs(why),
    }
}
