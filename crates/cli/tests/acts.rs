//! Every place of the project names the act that its class rests on, and its sheet never contradicts
//! the engine.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::OnceLock,
};

use chrono::NaiveDate;
use cli::assets::Assets;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use territory::{
    AreaKind, Dataset, InseeCode, Reason, Row, RuleBook, Sheet, Verdict, offers,
    rules::{Datum, Fact, InForce, QuestionKind, Situation, State, outcome},
};

/// While the contracts of 2016 are open, at the change of the year, and when acts have replaced the
/// table in some régions and in most.
const DAYS: [(i32, u32, u32); 5] =
    [(2019, 6, 1), (2024, 6, 1), (2025, 12, 31), (2026, 1, 1), (2026, 11, 28)];
const PROFILES: usize = 40;
/// The last of them.
const DAYS_LAST: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 28).expect("a day");

fn days() -> impl Iterator<Item = NaiveDate> {
    DAYS.into_iter().map(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d).expect("a day"))
}

fn dataset() -> &'static Dataset {
    static ASSETS: OnceLock<Dataset> = OnceLock::new();
    ASSETS.get_or_init(|| {
        let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
        Assets::open(&assets).and_then(|a| a.dataset()).expect("the assets of the project")
    })
}

#[test]
fn every_place_says_what_its_class_rests_on() {
    let set = dataset();
    let mut replaced = BTreeMap::new();
    for day in days() {
        for row in set.gazetteer().rows() {
            let footing = set.footing(row, day);
            let code = set.gazetteer().code(row);
            assert!(footing.generation.is_some(), "{code} on {day}: no generation");
            match footing.in_force {
                InForce::Yes => {
                    assert!(footing.act.is_some() && footing.act_url.is_some(), "{code} on {day}");
                    assert!(footing.superseded_by.is_none(), "{code} on {day}");
                }
                InForce::No => {
                    assert!(footing.superseded_by.is_some(), "{code} on {day}");
                    assert!(footing.caveat.is_some(), "{code} on {day}");
                    assert!(!footing.is_settled(), "{code} on {day}");
                    *replaced.entry(day).or_insert(0) += 1;
                }
                // What is not known is said, or the day is one on which the table may be taken as
                // it is though its act was not recognised.
                InForce::Unknown => {
                    let table = set.rules().zoning.as_ref().expect("known");
                    let within = table.from <= day && day <= table.to;
                    assert!(footing.caveat.is_some() || within, "{code} on {day}");
                }
            }
        }
    }
    // On 28 November 2026: all but the régions of which no later act was found, and Mayotte, whose
    // act is known to class all of it alike.
    let on = |day| replaced.get(&day).copied().unwrap_or(0);
    let other = ["01", "02", "03", "04", "06", "28", "52"];
    let g = set.gazetteer();
    let is_other =
        |r: &Row| g.area(AreaKind::Region, *r).is_some_and(|a| other.contains(&a.code.as_str()));
    let left = g.rows().filter(|r| !is_other(r)).count();
    assert_eq!((on(days().last().expect("there")), left), (left, 30_919));
    assert_eq!(on(days().next().expect("there")), 0);
}

/// Answers to some of the questions, the same in every run.
fn profiles(book: &RuleBook) -> Vec<BTreeMap<String, Datum>> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let answer = |question: &territory::rules::Question| -> BoxedStrategy<Datum> {
        match question.kind {
            QuestionKind::YesNo => any::<bool>().prop_map(Datum::Flag).boxed(),
            QuestionKind::Choice => {
                let words: Vec<String> = question.options.iter().map(|o| o.id.clone()).collect();
                proptest::sample::select(words).prop_map(Datum::Word).boxed()
            }
            QuestionKind::Number => {
                let [least, most] = question.range.expect("numbers have a range");
                (least..=most).prop_map(|n| Datum::Number(n.round())).boxed()
            }
        }
    };
    let mut profile = || {
        let of = |q: &territory::rules::Question| {
            let given = proptest::option::weighted(0.8, answer(q));
            let drawn = given.new_tree(&mut runner).expect("drawn").current();
            drawn.map(|datum| (q.id.clone(), datum))
        };
        book.questions.iter().filter_map(of).collect()
    };
    (0..PROFILES).map(|_| profile()).collect()
}

/// A place of each kind that the aids of the sheet tell apart: class, FRR, région.
fn kinds(set: &Dataset) -> Vec<Row> {
    let mut seen = BTreeSet::new();
    let region = |row| set.gazetteer().area(AreaKind::Region, row).map(|a| a.code.clone());
    let kind = |row: &Row| {
        let facts = set.published(*row);
        let word = |fact| match facts.get(&fact) {
            Some(Datum::Word(word)) => Some(word.clone()),
            _ => None,
        };
        seen.insert((word(Fact::Zone), word(Fact::Frr), region(*row)))
    };
    set.gazetteer().rows().filter(kind).collect()
}

/// What the sheet refuses because of the day or the place, no doctor gets; what it grants, the place
/// does not refuse to all.
#[test]
fn the_sheet_and_the_engine_never_contradict_each_other() {
    let set = dataset();
    let book = set.rules();
    let profiles = profiles(book);
    let mut compared = 0;
    let kinds = kinds(set);
    assert!(kinds.len() > 80, "{} kinds", kinds.len());
    for day in days() {
        for row in &kinds {
            let place = set.place_zone(*row, day);
            let facts = set.facts(*row, day);
            for offer in offers(book, &set.published(*row), &place, day) {
                let rule = book.offer(&offer.id).expect("of the book");
                let states = |zone: Option<&str>| -> BTreeSet<State> {
                    let of = |answers: &BTreeMap<String, Datum>| {
                        let mut facts = facts.clone();
                        if let Some(zone) = zone {
                            book.tell_class(zone, &mut facts);
                        }
                        let answers = answers.clone();
                        let footing = place.footing.clone();
                        outcome(book, rule, &Situation { date: day, facts, answers, footing }).state
                    };
                    profiles.iter().map(of).collect()
                };
                let code = set.gazetteer().code(*row);
                compared += 1;
                match &offer.verdict {
                    Verdict::Refused { reasons } => {
                        assert!(!reasons.is_empty(), "{} at {code} on {day}", offer.id);
                        let of_class = |r: &Reason| matches!(r, Reason::Zone { .. });
                        // A class that is not settled refuses nothing by itself.
                        assert!(place.possible.is_empty() || !reasons.iter().all(of_class));
                        assert_eq!(
                            states(None),
                            BTreeSet::from([State::Refused]),
                            "{} at {code} on {day}: {reasons:?}",
                            offer.id
                        );
                    }
                    Verdict::ByClass { cases } => {
                        assert!(!place.possible.is_empty(), "{} at {code} on {day}", offer.id);
                        for case in cases.iter().filter(|c| c.said == "rien") {
                            for class in &case.classes {
                                assert_eq!(
                                    states(Some(class)),
                                    BTreeSet::from([State::Refused]),
                                    "{} at {code} on {day} in {class}",
                                    offer.id
                                );
                            }
                        }
                    }
                    Verdict::Granted { .. } => {
                        // No condition about the class alone stands against it.
                        let situation = Situation {
                            date: day,
                            facts: facts.clone(),
                            answers: BTreeMap::new(),
                            footing: place.footing.clone(),
                        };
                        let judged = outcome(book, rule, &situation);
                        let mut of_class =
                            judged.requirements.iter().filter(|r| r.id.starts_with("zone"));
                        assert!(
                            of_class.all(|r| r.holds != Some(false)),
                            "{} at {code} on {day}",
                            offer.id
                        );
                    }
                    Verdict::Depends { .. } | Verdict::Unknown { .. } => {}
                }
            }
        }
    }
    assert!(compared > 2_000, "{compared} answers");
}

/// ANCT, list of 2024: 1,584 districts in 824 communes of the reference list.
#[test]
fn districts_are_those_of_the_list_and_decide_what_is_asked() {
    let set = dataset();
    let g = set.gazetteer();
    let with = |row: &Row| set.quarters(*row).is_some_and(|n| n > 0.0);
    assert_eq!(g.rows().filter(|r| g.is_commune(*r)).filter(with).count(), 824);
    assert!(g.rows().all(|r| set.quarters(r).is_some()));
    let of = |code: &str| {
        let row = InseeCode::parse(code).ok().and_then(|c| g.row(c)).expect(code);
        (set.quarters(row), Sheet::build(set, &[], row, DAYS_LAST))
    };
    // Decazeville has none; Onet-le-Château two, and is no ZIP; an arrondissement has those that
    // reach into it, of the 21 of its city.
    assert_eq!(of("12089").0, Some(0.0));
    let (two, onet) = of("12176");
    assert_eq!(two, Some(2.0));
    assert!(
        onet.caveats.iter().any(|c| c.starts_with("2 quartiers prioritaires (QPV)")),
        "{:?}",
        onet.caveats
    );
    let (three, thirteenth) = of("75113");
    assert_eq!((three, of("75108").0, of("75056").0), (Some(3.0), Some(0.0), Some(21.0)));
    let said = "3 quartiers prioritaires (QPV) dans l’arrondissement";
    assert!(thirteenth.caveats.iter().any(|c| c.starts_with(said)), "{:?}", thirteenth.caveats);
    let none = of("12089").1;
    assert!(none.caveats.iter().all(|c| !c.contains("QPV")), "{:?}", none.caveats);
}
