//! Between what the money of a situation lies, while answers are missing.

use proptest::prelude::*;
use territory::{
    RuleBook,
    rules::{
        Datum, Fact, Footing, QuestionKind, Situation, State, combinations, outcomes, prospect,
    },
};

use crate::{
    common::{date, rules},
    situations::situations,
};

fn place(zone: &str, frr: &str) -> Situation {
    let word = |w: &str| Datum::Word(w.to_owned());
    Situation {
        date: date(2027, 3, 1),
        facts: [
            (Fact::Zone, word(zone)),
            (Fact::Frr, word(frr)),
            (Fact::Region, word("76")),
            (Fact::Quarters, Datum::Number(0.0)),
        ]
        .into(),
        answers: [].into(),
        footing: Footing::default(),
    }
}

fn with(mut situation: Situation, answers: &[(&str, Datum)]) -> Situation {
    situation.answers.extend(answers.iter().map(|(id, a)| ((*id).to_owned(), a.clone())));
    situation
}

fn word(w: &str) -> Datum {
    Datum::Word(w.to_owned())
}

/// A first installation of 2027 in ZIP: 10,000 € once, and the uplift of a socle of 20,000 €, 50, 30
/// and three times 10 %: 22,000 €.
#[test]
fn nothing_answered_leaves_what_the_place_can_open() {
    let book = rules();
    let told = prospect(&book, &place("ZIP", "FRR+"), &[], |_| true);
    let (zip, weights) = (told.whole, told.weights);
    assert_eq!((zip.least, zip.most), (0.0, 10_000.0 + 20_000.0 * 1.1));
    assert_eq!(zip.estimated, 22_000.0);
    assert_eq!(zip.supposed, [("fmt_socle".to_owned(), 20_000.0)].into());
    assert!(zip.open.contains(&"frr".to_owned()) && zip.uncounted.contains(&"frr".to_owned()));
    // What decides: the project, the sector, an aid received before.
    let first: Vec<(&str, f64)> =
        weights.iter().take(3).map(|w| (w.question.as_str(), w.stake)).collect();
    assert_eq!(first, [("project", 32_000.0), ("sector", 32_000.0), ("aided_before", 10_000.0)]);
    assert_eq!(weights[0].answers[2], (word("secondary"), 3_000.0));

    let zac = prospect(&book, &place("ZAC", "FRR"), &[], |_| true).whole;
    assert_eq!((zac.least, zac.most), (0.0, 5_000.0));
    let none = prospect(&book, &place("HZ", "NON_CLASSEE"), &[], |_| true).whole;
    assert_eq!((none.least, none.most), (0.0, 0.0));
    // The uplift from 67 on may be had anywhere: at the age that is supposed it is not, so it is told
    // and not counted.
    assert!(none.uncounted.contains(&"majoration-fmt-67".to_owned()), "{none:?}");
}

#[test]
fn answers_close_the_reach() {
    let book = rules();
    let first =
        with(place("ZIP", "NON_CLASSEE"), &[("project", word("first")), ("sector", word("1"))]);
    let open = prospect(&book, &first, &[], |_| true).whole;
    assert_eq!((open.least, open.most), (0.0, 32_000.0));
    let never_aided = with(first.clone(), &[("aided_before", Datum::Flag(false))]);
    let sure = prospect(&book, &never_aided, &[], |_| true).whole;
    assert_eq!((sure.least, sure.most, sure.estimated), (10_000.0, 32_000.0, 22_000.0));
    let all = with(
        first,
        &[("aided_before", Datum::Flag(false)), ("fmt_socle", Datum::Number(30_000.0))],
    );
    let told = prospect(&book, &all, &[], |_| true);
    let (closed, weights) = (told.whole, told.weights);
    assert_eq!((closed.least, closed.most), (43_000.0, 43_000.0));
    assert!(closed.supposed.is_empty());
    assert!(weights.iter().all(|w| w.stake == 0.0), "{weights:?}");
}

/// Where the class is not settled, the reach takes in each that the place may have: 10,000 € for sure
/// in ZIP, nothing outside of every zone.
#[test]
fn every_class_that_the_place_may_have_counts() {
    let book = rules();
    let classes = ["ZIP", "HZ"].map(|id| crate::common::class(id, id));
    let possible: Vec<_> = classes.iter().collect();
    let mut unknown = with(
        place("ZAC", "NON_CLASSEE"),
        &[("project", word("first")), ("sector", word("1")), ("aided_before", Datum::Flag(false))],
    );
    unknown.facts.remove(&Fact::Zone);
    let told = prospect(&book, &unknown, &possible, |_| true);
    let of = |r: &territory::rules::Reach| (r.least, r.most);
    assert_eq!(
        told.by_class.iter().map(of).collect::<Vec<_>>(),
        [(10_000.0, 32_000.0), (0.0, 0.0)]
    );
    assert_eq!(of(&told.whole), (0.0, 32_000.0));
}

/// Answers for everything that was not answered and that nothing is assumed about.
/// Numbers are those that are supposed, or any that the question allows.
fn completed(
    book: &RuleBook,
    situation: &Situation,
    picks: &[u32],
    as_supposed: bool,
) -> Situation {
    let mut out = situation.clone();
    for (question, pick) in book.questions.iter().zip(picks.iter().cycle()) {
        if out.answers.contains_key(&question.id) || question.assume.is_some() {
            continue;
        }
        let at = |n: usize| *pick as usize % n.max(1);
        let answer = match question.kind {
            QuestionKind::YesNo => Datum::Flag(pick % 2 == 0),
            QuestionKind::Choice => {
                Datum::Word(question.options[at(question.options.len())].id.clone())
            }
            QuestionKind::Number => Datum::Number(match &question.suppose {
                Some(s) if as_supposed => s.values[at(s.values.len())],
                _ => {
                    let [least, most] = question.range.unwrap_or([0.0, 1.0]);
                    least + (most - least) * f64::from(pick % 101) / 100.0
                }
            }),
        };
        out.answers.insert(question.id.clone(), answer);
    }
    out
}

/// Whatever is answered in the end, what is granted was said to be open; and with the numbers that were
/// supposed, the money lies within what was told before.
#[test]
fn no_answer_leaves_the_reach() {
    let book = rules();
    let strategy = (situations(&book), proptest::collection::vec(any::<u32>(), 40..120));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(200));
    runner
        .run(&strategy, |(situation, picks)| {
            let told = prospect(&book, &situation, &[], |_| true).whole;
            let any = completed(&book, &situation, &picks, false);
            for o in outcomes(&book, &any).iter().filter(|o| o.state == State::Granted) {
                prop_assert!(told.open.contains(&o.id), "{} was not said to be open", o.id);
            }
            let whole = combinations(&book, &outcomes(&book, &any));
            let whole = whole.first().map_or(0.0, |c| c.total);
            prop_assert!(told.least <= whole + 0.01, "{whole} below {told:?}");
            let end = completed(&book, &situation, &picks, true);
            let all = outcomes(&book, &end);
            let counted: Vec<_> =
                all.into_iter().filter(|o| !told.uncounted.contains(&o.id)).collect();
            let total = combinations(&book, &counted).first().map_or(0.0, |c| c.total);
            prop_assert!(total <= told.most + 0.01, "{total} above {told:?}");
            prop_assert!(told.least <= told.most);
            Ok(())
        })
        .expect("always");
}
