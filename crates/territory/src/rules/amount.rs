//! What an aid pays, in words: read off its payments, with what is known of a doctor and the rest
//! named.

use super::{
    ParameterUse, PaymentRule, Rhythm, Unit,
    calendar::{self, cents},
    formula::{Formula, Operator, Scope},
};
use crate::text;

/// What an aid pays, as far as the scope knows it.
pub(super) struct Amount {
    /// In full: how much, and when where it comes in parts.
    pub(super) full: String,
    /// In a few words.
    pub(super) brief: String,
    /// The largest of its sums.
    most: Sum,
    /// The figures of law that it is computed from, in the order in which they come.
    pub(super) parameters: Vec<ParameterUse>,
}

/// A sum of one year or of one time: euros, or a share of something that the doctor alone knows.
#[derive(Clone, Debug, PartialEq)]
enum Sum {
    Euros(f64),
    Share(Share),
}

#[derive(Clone, Debug, PartialEq)]
struct Share {
    /// From 0 to 1.
    share: f64,
    /// Of what: « des honoraires ».
    of: String,
    least: Option<f64>,
    most: Option<f64>,
}

impl Sum {
    /// A number to compare sums of one kind by.
    fn size(&self) -> f64 {
        match self {
            Self::Euros(n) => *n,
            Self::Share(s) => s.share,
        }
    }
}

impl Amount {
    /// What another doctor may get more than this one, in a few words; nothing where it is no more,
    /// or of another kind.
    pub(super) fn beyond(&self, other: &Self) -> Option<String> {
        let comparable = match (&self.most, &other.most) {
            (Sum::Euros(_), Sum::Euros(_)) => true,
            (Sum::Share(a), Sum::Share(b)) => a.of == b.of,
            _ => false,
        };
        let more = comparable && self.most.size() > other.most.size();
        more.then(|| match &self.most {
            Sum::Euros(n) => format!("jusqu’à {}", text::euros(cents(*n))),
            Sum::Share(s) => format!("jusqu’à {}", text::percent(s.share * 100.0)),
        })
    }
}

/// What the payments of the aid come to; `who` says of which doctor (« pour au moins 4 jours »).
/// None where they cannot be said in words: the formula is of a form that this does not know.
pub(super) fn amount(scope: &Scope, who: Option<&str>) -> Option<Amount> {
    let (mut parameters, mut once, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    let mut most = Sum::Euros(0.0);
    for rule in &scope.rule.payments {
        let years: Vec<(u32, Sum)> = calendar::years(scope, rule)
            .into_iter()
            .map(|(year, scope)| {
                let sum = sum(&scope, &rule.amount)?;
                if sum != Sum::Euros(0.0) {
                    used(&scope, &rule.amount, &mut parameters);
                }
                Some((year, sum))
            })
            .collect::<Option<_>>()?;
        for (_, sum) in &years {
            if sum.size() > most.size() {
                most = sum.clone();
            }
        }
        match (&rule.rhythm, years.first()) {
            (_, Some((_, Sum::Euros(0.0)))) if years.len() == 1 => {}
            (Rhythm::Once { after }, Some((_, Sum::Euros(n)))) => {
                once.push((scope.number(after).ok()?, *n));
            }
            _ => parts.extend(yearly(rule, &years)),
        }
    }
    let total = cents(once.iter().map(|(_, n)| n).sum());
    let mut brief = parts.clone();
    if total > 0.0 {
        brief.insert(0, text::euros(total));
    }
    let mut full = brief.join(" et ");
    if let Some(who) = who {
        // Before a list of years, where it would seem to speak of the last of them.
        full = if full.contains(", ") { format!("{who} {full}") } else { format!("{full} {who}") };
    }
    if once.len() > 1 {
        let at = |(months, n): &(f64, f64)| match months {
            0.0 => format!("{} à la signature", text::euros(*n)),
            _ => format!("{} {} après", text::euros(*n), Unit::Months.show(*months)),
        };
        let parts: Vec<String> = once.iter().map(at).collect();
        full = format!("{full}{}: {}", text::NNBSP, text::listed(&parts));
    }
    let brief = without_brackets(&brief.join(" et "));
    (!brief.is_empty()).then_some(Amount { full, brief, most, parameters })
}

/// The years of a payment in words, equal ones together.
fn yearly(rule: &PaymentRule, years: &[(u32, Sum)]) -> Option<String> {
    let mut runs: Vec<(u32, u32, &Sum)> = Vec::new();
    for (year, sum) in years {
        match runs.last_mut() {
            Some((_, last, before)) if *before == sum => *last = *year,
            _ => runs.push((*year, *year, sum)),
        }
    }
    let per = match rule.rhythm {
        Rhythm::Once { .. } => Unit::Euro,
        Rhythm::Months { .. } => Unit::EuroPerMonth,
        Rhythm::Years { .. } | Rhythm::CalendarYears { .. } => Unit::EuroPerYear,
    };
    let end = years.last()?.0;
    let mut said: Vec<String> = Vec::new();
    for (i, (first, last, sum)) in runs.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| runs.get(i)).map(|run| run.2);
        let when = match (i, *last == end) {
            _ if runs.len() == 1 => String::new(),
            (0, _) if *last == 1 => " la première année".to_owned(),
            (0, _) => format!(" les {last} premières années"),
            (_, true) => String::new(),
            _ if first == last => format!(" la {} année", text::rank(*first as usize)),
            _ => format!(" les années {first} à {last}"),
        };
        let then = if i > 0 && *last == end { "puis " } else { "" };
        said.push(format!("{then}{}{when}", in_words(sum, per, before)));
    }
    // Nothing in any year is nothing to say.
    runs.iter().any(|(_, _, sum)| **sum != Sum::Euros(0.0)).then(|| said.join(", "))
}

/// A sum in words; what a share is of is not said again where it has just been.
fn in_words(sum: &Sum, per: Unit, before: Option<&Sum>) -> String {
    match sum {
        Sum::Euros(n) => per.show(cents(*n)),
        Sum::Share(Share { share, of, least, most }) => {
            let known = matches!(before, Some(Sum::Share(b)) if b.of == *of);
            let mut out = text::percent(share * 100.0);
            if !known {
                out = format!("{out} {of}");
            }
            if let Some(least) = least {
                out = format!("{out}, au moins {}", per.show(*least));
            }
            if let Some(most) = most {
                out = format!("{out}, au plus {}", per.show(*most));
            }
            out
        }
    }
}

/// What a formula comes to: a number if everything is known, else a share of the one thing that is
/// not.
fn sum(scope: &Scope, formula: &Formula) -> Option<Sum> {
    if let Ok(n) = scope.number(formula) {
        return Some(Sum::Euros(n));
    }
    match formula {
        Formula::Answer(id) => {
            let of = scope.book.question(id)?.share_of.as_ref()?;
            let of = text::typeset(of);
            Some(Sum::Share(Share { share: 1.0, of, least: None, most: None }))
        }
        Formula::Step(name) => sum(scope, &scope.rule.step(name)?.formula),
        Formula::If(condition, then, otherwise) => {
            sum(scope, if scope.flag(condition).ok()? { then } else { otherwise })
        }
        Formula::Binary(operator, a, b) => match (operator, sum(scope, a)?, sum(scope, b)?) {
            (Operator::Multiply, Sum::Euros(n), Sum::Share(s))
            | (Operator::Multiply, Sum::Share(s), Sum::Euros(n))
                if n >= 0.0 =>
            {
                let times = |bound: Option<f64>| bound.map(|b| b * n);
                let (least, most) = (times(s.least), times(s.most));
                Some(Sum::Share(Share { share: s.share * n, least, most, ..s }))
            }
            (Operator::Add, Sum::Euros(0.0), s) | (Operator::Add, s, Sum::Euros(0.0)) => Some(s),
            _ => None,
        },
        Formula::Min(all) => bounded(scope, all, |share, bound| {
            share.most = Some(share.most.map_or(bound, |b| b.min(bound)));
        }),
        Formula::Max(all) => bounded(scope, all, |share, bound| {
            share.least = Some(share.least.map_or(bound, |b| b.max(bound)));
        }),
        _ => None,
    }
}

/// One share, between the bounds that stand beside it.
fn bounded(scope: &Scope, all: &[Formula], set: impl Fn(&mut Share, f64)) -> Option<Sum> {
    let all: Vec<Sum> = all.iter().map(|f| sum(scope, f)).collect::<Option<_>>()?;
    let mut shares = all.iter().filter_map(|s| if let Sum::Share(s) = s { Some(s) } else { None });
    let mut share = shares.next().filter(|_| shares.next().is_none())?.clone();
    for bound in &all {
        if let Sum::Euros(n) = bound {
            set(&mut share, *n);
        }
    }
    Some(Sum::Share(share))
}

/// The parameters of a formula along the branches taken.
fn used(scope: &Scope, formula: &Formula, out: &mut Vec<ParameterUse>) {
    // What comes to nothing (an option not taken) adds no figure.
    if scope.number(formula) == Ok(0.0) {
        return;
    }
    match formula {
        Formula::Parameter(name) => out.extend(
            parameter(scope, name)
                .filter(|p| !out.iter().any(|o| o.name == p.name && o.value == p.value)),
        ),
        Formula::Step(name) => {
            if let Some(step) = scope.rule.step(name) {
                used(scope, &step.formula, out);
            }
        }
        Formula::If(condition, then, otherwise) => {
            if let Ok(holds) = scope.flag(condition) {
                used(scope, if holds { then } else { otherwise }, out);
            }
        }
        Formula::Binary(_, a, b) => [a, b].into_iter().for_each(|f| used(scope, f, out)),
        Formula::Min(all) | Formula::Max(all) => all.iter().for_each(|f| used(scope, f, out)),
        _ => {}
    }
}

fn parameter(scope: &Scope, name: &str) -> Option<ParameterUse> {
    let value = scope.number(&Formula::Parameter(name.to_owned())).ok()?;
    let parameter = scope.book.parameter(name)?;
    let label = text::typeset(&parameter.label);
    Some(ParameterUse { name: name.to_owned(), label, value, unit: parameter.unit })
}

/// The same without what stands between brackets.
fn without_brackets(sentence: &str) -> String {
    let mut out = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once(" (") {
        out.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    out + rest
}
