//! What must hold of every answer of the engine, whatever the situation.

use std::collections::BTreeMap;

use proptest::prelude::*;
use territory::rules::{
    Datum, Fact, FactColumn, Footing, QuestionKind, Situation, State, Survey, combinations,
    outcomes, questions_left, repayments,
};

use crate::common::date;
use crate::situations::{always, situations};

#[test]
fn answers_keep_their_promises() {
    let book = crate::common::rules();
    always(400, &situations(&book), |situation| {
        let all = outcomes(&book, &situation);
        prop_assert_eq!(&all, &outcomes(&book, &situation), "the same situation, another answer");
        for o in &all {
            let failing = o.requirements.iter().filter(|r| r.holds == Some(false));
            match o.state {
                State::Refused => {
                    prop_assert!(failing.clone().count() > 0, "{}: refused without a reason", o.id)
                }
                State::Undetermined => {
                    prop_assert!(!o.missing.is_empty(), "{}: nothing is missing", o.id)
                }
                State::Granted => prop_assert!(
                    o.missing.is_empty() && failing.clone().count() == 0,
                    "{}: granted all the same",
                    o.id
                ),
            }
            prop_assert!(
                failing.clone().all(|r| !r.text.is_empty()),
                "{}: a refusal without words",
                o.id
            );
            prop_assert!(
                o.payments
                    .iter()
                    .all(|p| p.amount.is_finite() && p.amount > 0.0 && p.date >= situation.date),
                "{:?}",
                o.payments
            );
            prop_assert!(
                !o.missing.iter().any(|m| matches!(m, territory::rules::Missing::Rule(_))),
                "{}: {:?}",
                o.id,
                o.missing
            );
            for after in [0, 6, 12, 35, 60, 120] {
                let paid: f64 = o.payments.iter().map(|p| p.amount).sum();
                for r in repayments(&book, &situation, &o.id, after) {
                    prop_assert!(
                        (0.0..=paid + 0.01).contains(&r.amount),
                        "{}: {} paid back of {paid}",
                        o.id,
                        r.amount
                    );
                }
            }
        }
        for c in combinations(&book, &all) {
            for a in &c.aids {
                let excluded = &book.offer(a).expect("an aid of the book").excludes;
                prop_assert!(
                    !excluded.iter().any(|e| c.aids.contains(e)),
                    "{:?} holds what excludes {a}",
                    c.aids
                );
            }
        }
        Ok(())
    });
}

#[test]
fn more_days_never_pay_less() {
    let book = crate::common::rules();
    let days =
        |q: &&territory::rules::Question| q.unit.is_some_and(|u| format!("{u:?}").contains("Day"));
    let questions: Vec<&territory::rules::Question> = book.questions.iter().filter(days).collect();
    assert!(questions.len() >= 6, "questions about days are not recognised: {}", questions.len());
    always(
        600,
        &(situations(&book), 0..questions.len(), 0.0..1.0f64, 0.0..1.0f64),
        |(mut situation, which, share, more)| {
            let question = questions[which];
            let [least, most] = question.range.expect("days have a range");
            let days = least + (most - least) * share;
            let totals = |situation: &Situation| -> Vec<(String, f64)> {
                let worth = |o: territory::rules::Outcome| {
                    (o.id.clone(), if o.state == State::Granted { o.total } else { 0.0 })
                };
                outcomes(&book, situation).into_iter().map(worth).collect()
            };
            situation.answers.insert(question.id.clone(), Datum::Number(days));
            let before = totals(&situation);
            situation
                .answers
                .insert(question.id.clone(), Datum::Number(days + (most - days) * more));
            for ((id, before), (_, after)) in before.iter().zip(totals(&situation)) {
                prop_assert!(
                    after + 0.01 >= *before,
                    "{id}: {before} for {days} {}, {after} for more",
                    question.id
                );
            }
            Ok(())
        },
    );
}

#[test]
fn a_lifted_condition_holds() {
    let book = crate::common::rules();
    always(150, &situations(&book), |situation| {
        for o in outcomes(&book, &situation) {
            for (id, lifting) in
                o.requirements.iter().filter_map(|r| Some((&r.id, r.lifted_by.as_ref()?)))
            {
                let mut other = situation.clone();
                match &lifting.change {
                    territory::rules::Change::Answer(q, a) => {
                        drop(other.answers.insert(q.clone(), a.clone()))
                    }
                    territory::rules::Change::Fact(f, a) => drop(other.facts.insert(*f, a.clone())),
                    territory::rules::Change::Date(d) => other.date = *d,
                }
                let again = outcomes(&book, &other)
                    .into_iter()
                    .find(|p| p.id == o.id)
                    .expect("the same aid");
                let holds = again.requirements.iter().find(|r| r.id == *id).and_then(|r| r.holds);
                prop_assert_eq!(
                    holds,
                    Some(true),
                    "{}, {}: {} does not lift it",
                    o.id,
                    id,
                    lifting.text
                );
            }
        }
        Ok(())
    });
}

/// The questions left bring every aid to a decision, and no question is asked for nothing.
#[test]
fn answering_the_questions_left_leaves_none() {
    let book = crate::common::rules();
    let zone = BTreeMap::from([
        (Fact::Zone, Datum::Word("ZIP".to_owned())),
        (Fact::Frr, Datum::Word("FRR".to_owned())),
    ]);
    let mut situation = Situation {
        date: date(2026, 3, 1),
        facts: zone,
        answers: BTreeMap::new(),
        footing: Footing::default(),
    };
    let mut asked = Vec::new();
    while let Some(id) = questions_left(&book, &outcomes(&book, &situation)).into_iter().next() {
        assert!(!asked.contains(&id), "{id} is asked twice");
        let question = book.question(&id).expect("a question of the book");
        let answer = match question.kind {
            QuestionKind::YesNo => Datum::Flag(false),
            QuestionKind::Choice => Datum::Word(question.options[0].id.clone()),
            QuestionKind::Number => Datum::Number(question.range.map_or(1.0, |r| r[1])),
        };
        situation.answers.insert(id.clone(), answer);
        asked.push(id);
    }
    assert_eq!(asked.first().map(String::as_str), Some("project"));
    let still = outcomes(&book, &situation)
        .into_iter()
        .filter(|o| o.state == State::Undetermined)
        .map(|o| (o.id, o.missing))
        .collect::<Vec<_>>();
    assert!(
        still
            .iter()
            .all(|(_, m)| m.iter().all(|m| matches!(m, territory::rules::Missing::Fact(_)))),
        "{still:?}"
    );
}

/// Values of a fact that rules may tell apart: on, below and above each threshold, classes,
/// unknown.
fn values_of(fact: Fact) -> Vec<Option<Datum>> {
    let words = |all: &[&str]| {
        all.iter().map(|w| Some(Datum::Word((*w).to_owned()))).chain([None]).collect()
    };
    let numbers = |all: &[f64]| all.iter().map(|n| Some(Datum::Number(*n))).chain([None]).collect();
    match fact {
        Fact::Zone => words(&["ZIP", "ZAC", "ZAR", "HZ"]),
        Fact::Frr => words(&["FRR+", "FRR", "FRR_PARTIE", "BENEFICIAIRE", "NON_CLASSEE"]),
        Fact::Region => words(&["76", "11", "93"]),
        Fact::Departement => words(&["12", "75", "31"]),
        Fact::Quarters => numbers(&[0.0, 1.0, 21.0]),
        Fact::Population => numbers(&[0.0, 1_999.0, 2_000.0, 2_001.0, 30_000.0]),
    }
}

/// Judged together with places of its kind, a place gets what it gets when judged alone.
#[test]
fn a_survey_finds_what_each_place_is_told() {
    let book = crate::common::rules();
    let names = Fact::ALL;
    let base = proptest::collection::vec(any::<usize>(), names.len());
    let mut seen = BTreeMap::new();
    let seen_in = std::cell::RefCell::new(&mut seen);
    always(80, &(situations(&book), base), |(situation, base)| {
        // A place, and every place that differs from it in one fact.
        let other = |i: usize, v: usize| {
            base.iter()
                .enumerate()
                .map(|(j, b)| if i == j { v } else { *b })
                .collect::<Vec<usize>>()
        };
        let places: Vec<Vec<usize>> = (0..names.len())
            .flat_map(|i| (0..values_of(names[i]).len()).map(move |v| (i, v)))
            .map(|(i, v)| other(i, v))
            .collect();
        let column = |i: usize| {
            let all = values_of(names[i]);
            let values: Vec<Datum> = all.iter().flatten().cloned().collect();
            let known = |p: &Vec<usize>| {
                all[p[i] % all.len()].as_ref().and_then(|v| values.iter().position(|o| o == v))
            };
            let of_row =
                places.iter().map(|p| known(p).and_then(|n| u16::try_from(n).ok())).collect();
            FactColumn { fact: names[i], values, of_row }
        };
        let columns: Vec<FactColumn> = (0..names.len()).map(column).collect();
        let Survey { kinds, of_row } =
            Survey::new(&book, &columns, situation.date, situation.answers.clone());
        for (row, kind) in of_row.iter().enumerate() {
            let fact =
                |c: &FactColumn| Some((c.fact, c.values[usize::from(c.of_row[row]?)].clone()));
            let alone =
                Situation { facts: columns.iter().filter_map(fact).collect(), ..situation.clone() };
            let all = outcomes(&book, &alone);
            let kind = &kinds[*kind as usize];
            prop_assert_eq!(
                &kind.states,
                &all.iter().map(|o| o.state).collect::<Vec<_>>(),
                "at {:?}",
                alone.facts
            );
            prop_assert_eq!(
                &kind.totals,
                &all.iter().map(|o| o.total).collect::<Vec<_>>(),
                "at {:?}",
                alone.facts
            );
            prop_assert_eq!(kind.best, combinations(&book, &all).first().map_or(0.0, |c| c.total));
            let lacks = |o: &territory::rules::Outcome| {
                o.missing.iter().any(|m| matches!(m, territory::rules::Missing::Fact(_)))
            };
            prop_assert_eq!(kind.lacks_fact, all.iter().any(lacks));
            for o in all.iter().filter(|o| o.total > 0.0) {
                *seen_in.borrow_mut().entry(o.id.clone()).or_insert(0) += 1;
            }
        }
        Ok(())
    });
    assert!(seen.len() > 5, "hardly any aid was ever paid: the test would prove little ({seen:?})");
}

/// A fact that is computed with, not compared, tells every value apart: a place does not get the
/// money of another.
#[test]
fn a_survey_tells_apart_what_a_formula_computes_with() {
    let rule = |amount: &str, holds: &str| {
        format!(
            r#"
[[offers]]
id = "x"
order = 1
family = "tax"
payer = "ars"
short = "x"
name = "x"
summary = "x"
from = "2020-01-01"
references = [{{ title = "text", url = "https://example.org" }}]
[[offers.requires]]
id = "people"
text = "x"
if = "{holds}"
[[offers.payments]]
label = "x"
amount = "{amount}"
once = "0"
"#
        )
    };
    let people = [0.0, 10.0, 400.0, 1_000.0, 3_000.0, 20_000.0];
    let facts = [FactColumn {
        fact: Fact::Population,
        values: people.into_iter().map(Datum::Number).collect(),
        of_row: (0u16..).take(people.len()).map(Some).chain([None]).collect(),
    }];
    for (amount, holds) in [
        ("population * 2", "vrai"),
        ("100000 - population", "vrai"),
        ("100000 / (1 + population)", "vrai"),
        ("max(population, 500)", "vrai"),
        ("si population < 500 alors 1 sinon population", "vrai"),
        ("1", "population + 100 > 500"),
        ("1", "500 <= population / 2"),
    ] {
        let book = rulebook::compile(&[("x.toml".to_owned(), rule(amount, holds))])
            .unwrap_or_else(|e| panic!("{e}"));
        let day = date(2024, 1, 1);
        let Survey { kinds, of_row } = Survey::new(&book, &facts, day, BTreeMap::new());
        for (row, kind) in of_row.iter().enumerate() {
            let known = people.get(row).map(|n| (Fact::Population, Datum::Number(*n)));
            let alone = Situation {
                date: day,
                facts: known.into_iter().collect(),
                answers: BTreeMap::new(),
                footing: Footing::default(),
            };
            let told = outcomes(&book, &alone);
            let kind = &kinds[*kind as usize];
            assert_eq!(
                (kind.states[0], kind.totals[0]),
                (told[0].state, told[0].total),
                "{amount}, {holds}, row {row}"
            );
        }
    }
}
