//! What one situation gives everywhere: every aid judged at every place.
//!
//! Places that no formula tells apart are judged together. A formula tells places apart by the
//! words and numbers that it compares a fact with: the population only as far as it is below or
//! above a threshold, the région only as far as it is one that a rule names. What is left is some
//! hundred kinds of place instead of 35,000, and few kinds for each aid. The answers are those of
//! [`super::outcome`] at each place (a test compares them).

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Fact, Footing, RuleBook, State,
    best::{Granted, of_granted},
    engine::{judge, scope},
    formula::{Datum, Formula, Missing, Scope, Situation},
};

/// One fact about all places.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactColumn {
    /// Which.
    pub fact: Fact,
    /// The values that occur.
    pub values: Vec<Datum>,
    /// For each place the position of its value; none where it is not known.
    pub of_row: Vec<Option<u16>>,
}

/// What a kind of place gets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// State of each aid, in the order of the book.
    pub states: Vec<State>,
    /// Money of each aid over five years, euros.
    pub totals: Vec<f64>,
    /// Money of the best lawful combination over five years, euros.
    pub best: f64,
    /// Whether some aid waits for a fact about the place that is not known: the money may be more.
    pub lacks_fact: bool,
}

/// What a situation gives everywhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    /// The kinds of place that the rules tell apart.
    pub kinds: Vec<Kind>,
    /// For each place, its kind.
    pub of_row: Vec<u32>,
}

/// Kinds of place before they are judged.
struct Sorted<'a> {
    /// For each kind, a value of each fact that stands for all its places.
    kinds: Vec<Vec<Option<&'a Datum>>>,
    /// For each kind and each fact, the class of that value for each rule.
    classes: Vec<Vec<Vec<u16>>>,
    of_row: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Verdict {
    state: State,
    total: f64,
    lacks_fact: bool,
}

impl Survey {
    /// Judges every aid at every place, on a day, with the answers of a doctor.
    #[must_use]
    pub fn new(
        book: &RuleBook,
        facts: &[FactColumn],
        date: NaiveDate,
        answers: BTreeMap<String, Datum>,
    ) -> Self {
        let mut situation =
            Situation { date, facts: BTreeMap::new(), answers, footing: Footing::default() };
        let sorted = Sorted::new(book, facts, &situation);
        // Judgements so far, by rule and classes.
        let mut judged: Vec<HashMap<Vec<u16>, Verdict>> = vec![HashMap::new(); book.offers.len()];
        let kinds = sorted.kinds.iter().zip(&sorted.classes).map(|(values, classes)| {
            let known = facts.iter().zip(values).filter_map(|(f, v)| Some((f.fact, (*v)?.clone())));
            situation.facts = known.collect();
            kind(book, &situation, classes, &mut judged)
        });
        Self { kinds: kinds.collect(), of_row: sorted.of_row }
    }
}

/// Judges every aid at one kind of place.
fn kind(
    book: &RuleBook,
    situation: &Situation,
    classes: &[Vec<u16>],
    judged: &mut [HashMap<Vec<u16>, Verdict>],
) -> Kind {
    let verdicts: Vec<Verdict> = (book.offers.iter().zip(judged).enumerate())
        .map(|(i, (rule, judged))| {
            let key = classes.iter().map(|of_fact| of_fact[i]).collect();
            *judged.entry(key).or_insert_with(|| {
                let j = judge(&scope(book, rule, situation));
                let lacks_fact = j.missing.iter().any(|m| matches!(m, Missing::Fact(_)));
                Verdict { state: j.state, total: j.total, lacks_fact }
            })
        })
        .collect();
    let granted: Vec<Granted> = (book.offers.iter().zip(&verdicts))
        .filter(|(_, v)| v.state == State::Granted)
        .map(|(rule, v)| Granted { id: &rule.id, total: v.total })
        .collect();
    Kind {
        best: of_granted(book, &granted).first().map_or(0.0, |c| c.total),
        lacks_fact: verdicts.iter().any(|v| v.lacks_fact),
        states: verdicts.iter().map(|v| v.state).collect(),
        totals: verdicts.iter().map(|v| v.total).collect(),
    }
}

impl<'a> Sorted<'a> {
    /// Splits the places by one fact after the other.
    fn new(book: &RuleBook, facts: &'a [FactColumn], situation: &Situation) -> Self {
        let scopes: Vec<Scope> =
            book.offers.iter().map(|rule| scope(book, rule, situation)).collect();
        let rows = facts.iter().map(|f| f.of_row.len()).max().unwrap_or(0);
        // For each fact: the classes of its values in all rules together, and one value and those
        // classes for each.
        let mut of_row = vec![0u32; rows];
        let mut kinds: Vec<Vec<Option<&Datum>>> = vec![Vec::new()];
        let mut classes: Vec<Vec<Vec<u16>>> = vec![Vec::new()];
        for fact in facts {
            let told: Vec<Distinction> = scopes.iter().map(|s| distinction(s, fact.fact)).collect();
            let mut groups = Interner::default();
            let mut group = |position, value| {
                groups.number(told.iter().map(|d| d.class(position, value)).collect::<Vec<u16>>())
            };
            let of_none = group(0, None);
            let of_value: Vec<u32> =
                fact.values.iter().enumerate().map(|(i, v)| group(i, Some(v))).collect();
            // Split the kinds so far by this fact: a table of their new numbers, filled as places
            // come.
            let width = groups.all.len();
            let mut split: Vec<Option<u32>> = vec![None; kinds.len() * width];
            let (mut more_kinds, mut more_classes) = (Vec::new(), Vec::new());
            for (row, kind) in of_row.iter_mut().enumerate() {
                let value = fact
                    .of_row
                    .get(row)
                    .copied()
                    .flatten()
                    .map(usize::from)
                    .filter(|v| *v < fact.values.len());
                let group = value.map_or(of_none, |v| of_value[v]) as usize;
                let before = *kind as usize;
                *kind = *split[before * width + group].get_or_insert_with(|| {
                    more_kinds.push(
                        kinds[before]
                            .iter()
                            .copied()
                            .chain([value.map(|v| &fact.values[v])])
                            .collect(),
                    );
                    more_classes.push(
                        classes[before]
                            .iter()
                            .cloned()
                            .chain([groups.all[group].clone()])
                            .collect(),
                    );
                    u32::try_from(more_kinds.len() - 1).unwrap_or(u32::MAX)
                });
            }
            (kinds, classes) = (more_kinds, more_classes);
        }
        Self { kinds, classes, of_row }
    }
}

/// Gives equal things the same number, from 0 in the order in which they come.
struct Interner<T> {
    numbers: HashMap<T, u32>,
    all: Vec<T>,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), all: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Interner<T> {
    fn number(&mut self, thing: T) -> u32 {
        if let Some(n) = self.numbers.get(&thing) {
            return *n;
        }
        let n = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(thing.clone());
        self.numbers.insert(thing, n);
        n
    }
}

/// What the formulas of a rule tell apart about a fact.
#[derive(Default)]
struct Distinction {
    /// Whether the rule names the fact at all.
    named: bool,
    words: Vec<String>,
    numbers: Vec<f64>,
    /// Whether values matter one by one: the fact is used otherwise than compared.
    whole: bool,
}

fn distinction(scope: &Scope, fact: Fact) -> Distinction {
    let mut out = Distinction::default();
    for formula in scope.rule.formulas() {
        tell(scope, formula, fact, &mut out);
    }
    out.numbers.sort_by(f64::total_cmp);
    out.numbers.dedup();
    out
}

fn is(formula: &Formula, fact: Fact) -> bool {
    *formula == Formula::Fact(fact)
}

fn tell(scope: &Scope, formula: &Formula, fact: Fact, out: &mut Distinction) {
    match formula {
        Formula::Fact(name) if *name == fact => {
            out.named = true;
            out.whole = true;
        }
        Formula::Binary(operator, a, b) if operator.compares() && is(a, fact) => {
            compare(scope, b, out);
        }
        Formula::Binary(operator, a, b) if operator.compares() && is(b, fact) => {
            compare(scope, a, out);
        }
        Formula::OneOf(all) if all.first().is_some_and(|f| is(f, fact)) => {
            all.iter().skip(1).for_each(|other| compare(scope, other, out));
        }
        Formula::Not(inner) => tell(scope, inner, fact, out),
        Formula::Binary(_, a, b) => [a, b].into_iter().for_each(|f| tell(scope, f, fact, out)),
        Formula::If(a, b, c) => [a, b, c].into_iter().for_each(|f| tell(scope, f, fact, out)),
        Formula::Min(all) | Formula::Max(all) | Formula::OneOf(all) => {
            all.iter().for_each(|f| tell(scope, f, fact, out))
        }
        _ => {}
    }
}

/// The fact is compared with something, which must be the same everywhere to be a boundary.
fn compare(scope: &Scope, with: &Formula, out: &mut Distinction) {
    out.named = true;
    match scope.eval(with) {
        Ok(Datum::Word(w)) => out.words.push(w),
        Ok(Datum::Number(n)) => out.numbers.push(n),
        // An answer that is not given leaves the comparison open whatever the fact.
        Err(missing) if missing.iter().all(|m| matches!(m, Missing::Answer(_))) => {}
        _ => out.whole = true,
    }
}

impl Distinction {
    /// Values of equal class are the same to the rule; `position` is that of the value in its list.
    fn class(&self, position: usize, value: Option<&Datum>) -> u16 {
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        match value {
            None => 0,
            _ if !self.named => 0,
            _ if self.whole => 1 + small(position),
            Some(Datum::Word(w)) => {
                1 + small(
                    self.words.iter().position(|other| other == w).unwrap_or(self.words.len()),
                )
            }
            Some(Datum::Number(n)) => {
                1 + small(
                    self.numbers.iter().map(|t| usize::from(t < n) + usize::from(t <= n)).sum(),
                )
            }
            Some(Datum::Flag(f)) => 1 + u16::from(*f),
        }
    }
}
