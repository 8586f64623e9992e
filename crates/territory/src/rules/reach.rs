//! What a situation may yet come to: the least and the most money that the answers still to be given
//! can make of it.
//!
//! Every answer to what is not answered yet is tried, aid by aid; a number is taken at the values that
//! its question supposes, and options that are assumed away stay so. What an aid comes to at most is
//! looked for alone, but for the questions that divide all of them (the project): so the most is never
//! less than what such answers give together. Other numbers, and aids whose amount nothing supposes,
//! may bring more: they are named, and counted in no sum.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    Datum, Missing, OfferRule, Question, QuestionKind, RuleBook, Situation, State,
    best::{Granted, of_granted},
    judgement::{judge, scope},
};
use crate::column::Class;

/// Questions that an aid may ask one after the other: far more than any does.
const DEEPEST: usize = 24;

/// Between what the money of a situation lies, over five years, euros.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reach {
    /// The least, whatever is answered to what is still asked: no option is taken, and a number that is
    /// supposed brings nothing.
    pub least: f64,
    /// The most that such answers may make of it, numbers as supposed.
    pub most: f64,
    /// Aids that may yet be had, by identifier, in the order of the book.
    pub open: Vec<String>,
    /// Of these, those that may bring an amount that nothing supposes: that is counted in no sum.
    pub uncounted: Vec<String>,
    /// Questions that were not answered, with the number that was counted for the most.
    pub supposed: BTreeMap<String, f64>,
    /// What of the most rests on these numbers, euros.
    pub estimated: f64,
}

/// How much hangs on a question, for choices and for yes or no.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Weight {
    /// Its identifier.
    pub question: String,
    /// The most that each answer would leave, in whatever class the place is, euros.
    pub answers: Vec<(Datum, f64)>,
    /// The most that it can change in one class, euros.
    pub stake: f64,
}

/// What one aid may come to.
#[derive(Clone, Debug, Default, PartialEq)]
struct Span {
    least: f64,
    most: f64,
    /// Numbers supposed where it comes to the most.
    supposed: BTreeMap<String, f64>,
    /// Questions that were asked on the way.
    asked: BTreeSet<String>,
    may_be_granted: bool,
    is_uncounted: bool,
}

impl Span {
    /// The span of either.
    fn or(self, other: Self) -> Self {
        // Of two that come to as much, the one that supposes less.
        let is_less = other.supposed.len() < self.supposed.len();
        let is_better = other.most > self.most || (other.most >= self.most && is_less);
        let supposed = if is_better { other.supposed } else { self.supposed };
        Self {
            least: self.least.min(other.least),
            most: self.most.max(other.most),
            supposed,
            asked: self.asked.into_iter().chain(other.asked).collect(),
            may_be_granted: self.may_be_granted || other.may_be_granted,
            is_uncounted: self.is_uncounted || other.is_uncounted,
        }
    }
}

/// One class that the place may have and one answer to each question that divides: what each aid that
/// is not refused there may come to.
struct Branch<'a> {
    /// Place of the class among those that are possible.
    class: usize,
    situation: Situation,
    spans: Vec<(&'a OfferRule, Span)>,
}

/// The answers that are tried of a question; none for a number that supposes nothing.
fn tried(question: &Question) -> Vec<Datum> {
    match question.kind {
        QuestionKind::YesNo => vec![Datum::Flag(true), Datum::Flag(false)],
        QuestionKind::Choice => {
            question.options.iter().map(|o| Datum::Word(o.id.clone())).collect()
        }
        QuestionKind::Number => {
            question.suppose.iter().flat_map(|s| &s.values).map(|n| Datum::Number(*n)).collect()
        }
    }
}

fn answering(situation: &Situation, question: &Question, answer: &Datum) -> Situation {
    let mut there = situation.clone();
    there.answers.insert(question.id.clone(), answer.clone());
    there
}

fn span(book: &RuleBook, rule: &OfferRule, situation: &Situation, depth: usize) -> Span {
    let judged = judge(&scope(book, rule, situation));
    match judged.state {
        State::Refused => return Span::default(),
        State::Granted => {
            let (least, most) = (judged.total, judged.total);
            return Span { least, most, may_be_granted: true, ..Span::default() };
        }
        State::Undetermined => {}
    }
    // A condition may fail yet: it is asked before the amounts.
    let question = judged.next.iter().chain(&judged.missing).find_map(|m| match m {
        Missing::Answer(id) => book.question(id),
        Missing::Fact(_) | Missing::Rule(_) => None,
    });
    let answers = question.map(tried).unwrap_or_default();
    let (Some(question), false) = (question, answers.is_empty() || depth == DEEPEST) else {
        return Span { may_be_granted: true, is_uncounted: true, ..Span::default() };
    };
    let each = answers.into_iter().map(|answer| {
        let mut one = span(book, rule, &answering(situation, question, &answer), depth + 1);
        if let Datum::Number(n) = answer {
            one.supposed.insert(question.id.clone(), n);
            // Another number may bring nothing.
            one.least = 0.0;
        }
        one
    });
    let mut out = each.reduce(Span::or).unwrap_or_default();
    out.asked.insert(question.id.clone());
    // Refused at the numbers that are supposed, it may be had at others.
    if question.kind == QuestionKind::Number && !out.may_be_granted {
        (out.may_be_granted, out.is_uncounted) = (true, true);
    }
    out
}

fn branches<'a>(book: &'a RuleBook, situation: &Situation, possible: &[&Class]) -> Vec<Branch<'a>> {
    let mut there = vec![(0, situation.clone())];
    if !possible.is_empty() {
        let of = |(at, class): (usize, &&Class)| {
            let mut there = situation.clone();
            book.tell_class(&class.id, &mut there.facts);
            (at, there)
        };
        there = possible.iter().enumerate().map(of).collect();
    }
    for question in dividing(book, situation) {
        let answers = tried(question);
        let of = |(at, before): (usize, Situation)| {
            answers.iter().map(move |a| (at, answering(&before, question, a))).collect::<Vec<_>>()
        };
        there = there.into_iter().flat_map(of).collect();
    }
    let is_live = |rule: &&OfferRule| {
        judge(&scope(book, rule, situation)).state != State::Refused || !possible.is_empty()
    };
    let live: Vec<&OfferRule> = book.offers.iter().filter(is_live).collect();
    let of = |(class, situation): (usize, Situation)| {
        let spans = live.iter().map(|rule| (*rule, span(book, rule, &situation, 0)));
        Branch { class, spans: spans.filter(|(_, s)| s.may_be_granted).collect(), situation }
    };
    there.into_iter().map(of).collect()
}

/// The questions that divide all aids and are not answered.
fn dividing<'a>(book: &'a RuleBook, situation: &Situation) -> Vec<&'a Question> {
    let open = |q: &&Question| q.divides && !situation.answers.contains_key(&q.id);
    book.questions.iter().filter(open).collect()
}

/// The best lawful combination where each aid brings so much.
fn best<'s>(
    book: &RuleBook,
    each: impl Iterator<Item = (&'s str, f64)>,
) -> Option<super::Combination> {
    let granted: Vec<Granted> =
        each.filter(|(_, total)| *total > 0.0).map(|(id, total)| Granted { id, total }).collect();
    of_granted(book, &granted).into_iter().next()
}

fn sum(combination: Option<&super::Combination>) -> f64 {
    combination.map_or(0.0, |c| c.total)
}

impl Branch<'_> {
    fn most(&self, book: &RuleBook) -> Option<super::Combination> {
        best(book, self.spans.iter().map(|(rule, s)| (rule.id.as_str(), s.most)))
    }

    fn least(&self, book: &RuleBook) -> Option<super::Combination> {
        best(book, self.spans.iter().map(|(rule, s)| (rule.id.as_str(), s.least)))
    }

    /// The most, once a question is answered.
    fn most_after(&self, book: &RuleBook, question: &Question, answer: &Datum) -> f64 {
        let there = answering(&self.situation, question, answer);
        let each = self.spans.iter().map(|(rule, s)| {
            let asks = s.asked.contains(&question.id);
            (rule.id.as_str(), if asks { span(book, rule, &there, 0).most } else { s.most })
        });
        sum(best(book, each).as_ref())
    }
}

/// What a situation may come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Prospect {
    /// In whatever class its place is.
    pub whole: Reach,
    /// In each class that the place may have, in the order in which they were given.
    pub by_class: Vec<Reach>,
    /// What hangs on each question, the weightiest first.
    pub weights: Vec<Weight>,
}

/// What a situation may come to; `possible` are the classes that its place may have, none where one
/// is settled; `is_weighed` are the questions of which it is asked what hangs on them, most of the work.
#[must_use]
pub fn prospect(
    book: &RuleBook,
    situation: &Situation,
    possible: &[&Class],
    is_weighed: impl Fn(&Question) -> bool,
) -> Prospect {
    let branches = branches(book, situation, possible);
    let in_class = |at: usize| gathered(book, branches.iter().filter(move |b| b.class == at));
    Prospect {
        whole: gathered(book, branches.iter()),
        by_class: (0..possible.len()).map(in_class).collect(),
        weights: weights(book, situation, &branches, is_weighed),
    }
}

/// What some branches come to.
fn gathered<'b>(book: &RuleBook, branches: impl Iterator<Item = &'b Branch<'b>>) -> Reach {
    let mut out = Reach { least: f64::INFINITY, ..Reach::default() };
    let (mut open, mut uncounted) = (BTreeSet::new(), BTreeSet::new());
    for branch in branches {
        let most = branch.most(book);
        let total = sum(most.as_ref());
        out.least = out.least.min(sum(branch.least(book).as_ref()));
        if total > out.most {
            let taken = |id: &String| most.as_ref().is_some_and(|m| m.aids.contains(id));
            let counted = || branch.spans.iter().filter(|(rule, _)| taken(&rule.id));
            out.supposed = counted().flat_map(|(_, s)| s.supposed.clone()).collect();
            let on_numbers = counted().filter(|(_, s)| !s.supposed.is_empty());
            out.estimated = on_numbers.map(|(_, s)| s.most).sum();
            out.most = total;
        }
        for (rule, s) in &branch.spans {
            open.insert(rule.id.as_str());
            if s.is_uncounted {
                uncounted.insert(rule.id.as_str());
            }
        }
    }
    out.least = out.least.min(out.most);
    let of = |set: &BTreeSet<&str>| {
        let ids = book.offers.iter().map(|o| o.id.as_str()).filter(|id| set.contains(id));
        ids.map(str::to_owned).collect()
    };
    (out.open, out.uncounted) = (of(&open), of(&uncounted));
    out
}

fn weights(
    book: &RuleBook,
    situation: &Situation,
    branches: &[Branch],
    is_weighed: impl Fn(&Question) -> bool,
) -> Vec<Weight> {
    let asked: BTreeSet<&str> = branches
        .iter()
        .flat_map(|b| &b.spans)
        .flat_map(|(_, s)| &s.asked)
        .map(|id| id.as_str())
        .collect();
    let most_of = |branches: &mut dyn Iterator<Item = f64>| branches.fold(0.0, f64::max);
    let of = |question: &Question| {
        let is_dividing = question.divides && !situation.answers.contains_key(&question.id);
        if question.kind == QuestionKind::Number
            || !(is_dividing || asked.contains(question.id.as_str()))
        {
            return None;
        }
        let after = |answer: &Datum, class: usize| {
            let there = branches.iter().filter(|b| b.class == class);
            most_of(&mut there.filter_map(|b| {
                match is_dividing {
                    true => (b.situation.answers.get(&question.id) == Some(answer))
                        .then(|| sum(b.most(book).as_ref())),
                    false => Some(b.most_after(book, question, answer)),
                }
            }))
        };
        let tried = tried(question);
        let classes = branches.iter().map(|b| b.class + 1).max().unwrap_or(0);
        let in_class = |class| tried.iter().map(|a| after(a, class)).collect::<Vec<f64>>();
        let by_class: Vec<Vec<f64>> = (0..classes).map(in_class).collect();
        let spread = |all: &Vec<f64>| {
            let most = all.iter().copied().fold(0.0, f64::max);
            most - all.iter().copied().fold(most, f64::min)
        };
        let most =
            |at: usize| by_class.iter().filter_map(|all| all.get(at)).copied().fold(0.0, f64::max);
        Some(Weight {
            question: question.id.clone(),
            stake: by_class.iter().map(spread).fold(0.0, f64::max),
            answers: tried.iter().enumerate().map(|(at, a)| (a.clone(), most(at))).collect(),
        })
    };
    let mut all: Vec<Weight> =
        book.questions.iter().filter(|q| is_weighed(q)).filter_map(of).collect();
    // Stable: at equal stakes in the order of the book.
    all.sort_by(|a, b| b.stake.total_cmp(&a.stake));
    all
}
