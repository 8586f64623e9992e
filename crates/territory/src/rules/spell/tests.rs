//! What is spelled, read by the rules of school, has the value of the formula.

mod school;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::{prelude::*, sample::select};

use self::school::{Number, Read, TOO_CLOSE};
use super::super::{
    Confidence, Fact, Family, Formula, OfferRule, Operator, Parameter, Payer, Period, QuestionKind,
    RuleBook, StepRule, Unit, Variable,
    engine::scope,
    formula::{Datum, Scope, Situation},
};

const UNITS: [Unit; 8] = [
    Unit::Euro,
    Unit::EuroPerPatient,
    Unit::Share,
    Unit::HalfDays,
    Unit::FullTime,
    Unit::Months,
    Unit::Years,
    Unit::Consultations,
];

fn day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 3, 1).expect("a day")
}

/// A book of one aid with a parameter `p0`… of each unit, and a step `s0`… of each value.
fn book(values: &[f64], steps: &[f64]) -> RuleBook {
    let parameter = |(i, (unit, value)): (usize, (Unit, &f64))| {
        let parameter = Parameter {
            label: String::new(),
            unit,
            values: vec![Period { from: day(2000), to: None, value: *value }],
            references: Vec::new(),
            last_checked: day(2026),
            confidence: Confidence::H,
            note: None,
        };
        (format!("p{i}"), parameter)
    };
    let step = |(i, value): (usize, &f64)| StepRule {
        name: format!("s{i}"),
        label: String::new(),
        unit: Some(Unit::Euro),
        formula: Formula::Number(*value),
    };
    let offer = OfferRule {
        id: String::new(),
        order: 0,
        family: Family::Tax,
        payer: Payer::Ars,
        short: String::new(),
        name: String::new(),
        aka: Vec::new(),
        summary: String::new(),
        requires: Vec::new(),
        remarks: Vec::new(),
        from: day(2000),
        to: None,
        replaced_by: None,
        sheet: Vec::new(),
        steps: steps.iter().enumerate().map(step).collect(),
        payments: Vec::new(),
        duties: Vec::new(),
        repay: Vec::new(),
        excludes: Vec::new(),
        references: Vec::new(),
    };
    RuleBook {
        parameters: UNITS.into_iter().zip(values).enumerate().map(parameter).collect(),
        offers: vec![offer],
        ..RuleBook::default()
    }
}

/// A number that is written in full, and that sums and products keep exact.
fn exact() -> impl Strategy<Value = f64> {
    (0..4_000i32).prop_map(|n| f64::from(n) / 4.0)
}

fn numbers() -> impl Strategy<Value = Formula> {
    let leaf = prop_oneof![
        exact().prop_map(Formula::Number),
        (0..UNITS.len()).prop_map(|i| Formula::Parameter(format!("p{i}"))),
        (0..3).prop_map(|i| Formula::Step(format!("s{i}"))),
        Just(Formula::Variable(Variable::Year)),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        use Operator::{Add, AtLeast, Divide, Less, Multiply, Subtract};
        let two = (inner.clone(), inner.clone());
        let several = proptest::collection::vec(inner.clone(), 1..4);
        let sign = select(vec![Add, Subtract, Multiply, Divide]);
        let test = (select(vec![Less, AtLeast]), two.clone()).prop_map(binary);
        prop_oneof![
            5 => (sign, two.clone()).prop_map(binary),
            1 => (test, two).prop_map(|(c, (a, b))| Formula::If(c.into(), a.into(), b.into())),
            1 => several.clone().prop_map(Formula::Min),
            1 => several.prop_map(Formula::Max),
        ]
    })
}

fn binary((operator, (a, b)): (Operator, (Formula, Formula))) -> Formula {
    Formula::Binary(operator, a.into(), b.into())
}

fn flags() -> impl Strategy<Value = Formula> {
    use Operator::{And, AtLeast, AtMost, Different, Equal, Less, More, Or};
    let word = || select(vec!["zip", "zac", "zar"]).prop_map(|w| Formula::Word(w.to_owned()));
    let all = vec![Equal, Different, Less, AtMost, More, AtLeast];
    let leaf = prop_oneof![
        any::<bool>().prop_map(Formula::Flag),
        (select(all), (numbers(), numbers())).prop_map(binary),
        (select(vec![Equal, Different]), (word(), word())).prop_map(binary),
        proptest::collection::vec(word(), 1..4).prop_map(Formula::OneOf),
    ];
    leaf.prop_recursive(4, 20, 2, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            (select(vec![And, Or, Equal, Different]), two.clone()).prop_map(binary),
            inner.clone().prop_map(|f| Formula::Not(f.into())),
            (inner, two).prop_map(|(c, (a, b))| Formula::If(c.into(), a.into(), b.into())),
        ]
    })
}

/// What is spelled in a scope, beside what the engine finds; nothing where the engine finds
/// nothing.
fn agree(scope: &Scope, formula: &Formula, rounding: bool) -> Result<bool, TestCaseError> {
    let text = scope.spell(formula);
    let Ok(value) = scope.eval(formula) else { return Ok(false) };
    if text.contains('?') {
        return Ok(false);
    }
    let read = match school::read(&text, rounding) {
        Err(why) if why == TOO_CLOSE => return Ok(false),
        read => read.map_err(|why| TestCaseError::fail(format!("« {text} » : {why}")))?,
    };
    let same = match (&read, &value) {
        (Read::Number(Number { least, most }), Datum::Number(n)) => {
            let slack = 1e-9 * (1.0 + n.abs() + least.abs());
            (least - slack..=most + slack).contains(n)
        }
        (Read::Flag(a), Datum::Flag(b)) => a == b,
        (Read::Word(a), Datum::Word(b)) => a == b,
        _ => false,
    };
    prop_assert!(same, "« {text} » is {read:?}, the formula gives {value:?}: {formula:?}");
    Ok(true)
}

/// Tries so many of these; most of them must have had a value to compare.
fn always<S: Strategy<Value = Formula>>(formulas: &S, rounding: bool) {
    let compared = std::cell::Cell::new(0);
    let cases = 2_000;
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let values = proptest::collection::vec(exact(), UNITS.len());
    let steps = proptest::collection::vec((-40..4_000i32).prop_map(|n| f64::from(n) / 4.0), 3);
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let result = runner.run(&(formulas, values, steps), |(formula, values, steps)| {
        let book = book(&values, &steps);
        let situation = Situation {
            date: day(2026),
            facts: BTreeMap::new(),
            answers: BTreeMap::new(),
            footing: Default::default(),
        };
        let scope = scope(&book, &book.offers[0], &situation).with(Variable::Year, 3.0);
        if agree(&scope, &formula, rounding)? {
            compared.set(compared.get() + 1);
        }
        Ok(())
    });
    result.unwrap_or_else(|e| panic!("{e}"));
    assert!(compared.get() > cases / 2, "only {} of {cases} had a value", compared.get());
}

#[test]
fn any_number_is_spelled_as_it_is_computed() {
    always(&numbers(), false);
}

#[test]
fn any_condition_is_spelled_as_it_is_judged() {
    always(&flags(), false);
}

/// The book of the project. It comes as text, since what `rulebook` reads is of the crate as it is
/// without its tests.
fn real_book() -> RuleBook {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/rules");
    let book = rulebook::read(&folder).expect("the rules of the project");
    let text = serde_json::to_string(&book).expect("writes");
    serde_json::from_str(&text).expect("reads")
}

fn situations(book: &RuleBook) -> impl Strategy<Value = Situation> + use<> {
    let answers: Vec<BoxedStrategy<(String, Datum)>> = (book.questions.iter())
        .map(|q| {
            let id = q.id.clone();
            let answer = match q.kind {
                QuestionKind::YesNo => any::<bool>().prop_map(Datum::Flag).boxed(),
                QuestionKind::Choice => {
                    select(q.options.clone()).prop_map(|o| Datum::Word(o.id)).boxed()
                }
                QuestionKind::Number => {
                    let [least, most] = q.range.unwrap_or([0.0, 1e6]);
                    let cents = |n: f64| Datum::Number((n * 100.0).round() / 100.0);
                    prop_oneof![(least..=most), Just(least), Just(most)].prop_map(cents).boxed()
                }
            };
            answer.prop_map(move |a| (id.clone(), a)).boxed()
        })
        .collect();
    let zone = select(vec!["ZIP", "ZAC", "ZAR", "HZ"]);
    let frr = select(vec!["FRR+", "FRR", "NON_CLASSEE"]);
    let people = select(vec![47.0, 1_999.0, 2_000.0, 120_000.0]);
    let departement = select(vec!["12", "32"]);
    let facts = (zone, frr, departement, people);
    (0u64..4_300, facts, answers).prop_map(|(days, (zone, frr, departement, people), answers)| {
        let word = |fact: Fact, value: &str| (fact, Datum::Word(value.to_owned()));
        let facts = [
            word(Fact::Zone, zone),
            word(Fact::Frr, frr),
            word(Fact::Region, "76"),
            word(Fact::Departement, departement),
            (Fact::Population, Datum::Number(people)),
            (Fact::Quarters, Datum::Number(1.0)),
        ];
        Situation {
            date: day(2016) + chrono::Days::new(days),
            facts: facts.into_iter().collect(),
            answers: answers.into_iter().collect(),
            footing: Default::default(),
        }
    })
}

/// Every formula of the book, in many situations; each must have had a value in some of them.
#[test]
fn every_formula_of_the_book_is_spelled_as_it_is_computed() {
    let book = real_book();
    let seen = std::cell::RefCell::new(std::collections::BTreeSet::new());
    let config =
        ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let result = runner.run(&(situations(&book), 1u8..6, 0u8..70), |(situation, year, elapsed)| {
        for rule in &book.offers {
            let scope = scope(&book, rule, &situation)
                .with(Variable::Year, f64::from(year))
                .with(Variable::Elapsed, f64::from(elapsed))
                .with(Variable::Paid, 12_345.67);
            for (i, formula) in rule.formulas().enumerate() {
                if agree(&scope, formula, true)? {
                    seen.borrow_mut().insert((rule.id.clone(), i));
                }
            }
        }
        Ok(())
    });
    result.unwrap_or_else(|e| panic!("{e}"));
    let seen = seen.into_inner();
    let unseen: Vec<String> = (book.offers.iter())
        .flat_map(|o| o.formulas().enumerate().map(|(i, f)| (o.id.clone(), i, f)))
        .filter(|(id, i, _)| !seen.contains(&(id.clone(), *i)))
        .map(|(id, _, formula)| format!("{id}: {formula:?}"))
        .collect();
    assert!(unseen.is_empty(), "never had a value: {unseen:#?}");
}
