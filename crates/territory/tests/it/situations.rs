//! Any situation of a doctor, for the properties of the engine.

use proptest::prelude::*;
use territory::{
    RuleBook,
    rules::{Datum, Fact, Footing, QuestionKind, Situation},
};

use crate::common::date;

/// Any situation: a day of the years of the book, a place, and answers to some of the questions.
pub(crate) fn situations(book: &RuleBook) -> impl Strategy<Value = Situation> + use<> {
    let answers: Vec<BoxedStrategy<Option<(String, Datum)>>> = book
        .questions
        .iter()
        .map(|q| {
            let id = q.id.clone();
            let answer = match q.kind {
                QuestionKind::YesNo => any::<bool>().prop_map(Datum::Flag).boxed(),
                QuestionKind::Choice => proptest::sample::select(q.options.clone())
                    .prop_map(|o| Datum::Word(o.id))
                    .boxed(),
                QuestionKind::Number => {
                    let [least, most] = q.range.unwrap_or([0.0, 1e6]);
                    prop_oneof![(least..=most), Just(least), Just(most)]
                        .prop_map(Datum::Number)
                        .boxed()
                }
            };
            proptest::option::weighted(0.8, answer)
                .prop_map(move |a| a.map(|a| (id.clone(), a)))
                .boxed()
        })
        .collect();
    let zone =
        proptest::option::weighted(0.9, proptest::sample::select(vec!["ZIP", "ZAC", "ZAR", "HZ"]));
    let frr = proptest::option::weighted(
        0.9,
        proptest::sample::select(vec!["FRR+", "FRR", "FRR_PARTIE", "BENEFICIAIRE", "NON_CLASSEE"]),
    );
    (0u64..4_300, zone, frr, answers).prop_map(|(days, zone, frr, answers)| {
        let word =
            |fact: Fact, value: Option<&str>| value.map(|v| (fact, Datum::Word(v.to_owned())));
        let region = Some((Fact::Region, Datum::Word("76".to_owned())));
        Situation {
            date: date(2016, 6, 1) + chrono::Days::new(days),
            facts: [word(Fact::Zone, zone), word(Fact::Frr, frr), region]
                .into_iter()
                .flatten()
                .collect(),
            answers: answers.into_iter().flatten().collect(),
            footing: Footing::default(),
        }
    })
}

/// Tries so many of these, and shows the smallest that breaks the promise.
pub(crate) fn always<S: Strategy>(
    cases: u32,
    of: &S,
    promise: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases,
        ..ProptestConfig::default()
    });
    runner.run(of, promise).unwrap_or_else(|e| panic!("{e}"));
}
