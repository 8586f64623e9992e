//! What the page says a place opens, against the engine: 500 places, ten doctors.

use std::{collections::BTreeMap, path::Path, sync::OnceLock};

use chrono::NaiveDate;
use cli::assets::Assets;
use territory::{
    Class, Dataset, Row,
    rules::{Datum, Situation, State, alternatives, combinations, outcomes},
    text,
};
use viewmodel::reached::Reached;

const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 28).expect("a day");

fn data() -> &'static Dataset {
    static DATA: OnceLock<Dataset> = OnceLock::new();
    DATA.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
        let assets = Assets::open(&folder).unwrap_or_else(|e| panic!("{e}"));
        assets.dataset().unwrap_or_else(|e| panic!("{e}"))
    })
}

/// Answers as the address has them; numbers are those that the questions suppose.
const DOCTORS: [&[(&str, &str)]; 10] = [
    &[
        ("project", "first"),
        ("sector", "1"),
        ("aided_before", "non"),
        ("fmt_socle", "20000"),
        ("employees", "0"),
        ("tax_regime", "real"),
        ("taxable_profit", "80000"),
    ],
    &[("project", "first"), ("sector", "1"), ("aided_before", "non")],
    &[("project", "first"), ("sector", "2"), ("aided_before", "non")],
    &[("project", "first"), ("sector", "1"), ("aided_before", "oui")],
    &[("project", "new"), ("sector", "1"), ("aided_before", "non"), ("own_transfer", "non")],
    &[("project", "secondary"), ("sector", "1"), ("specialty", "gp")],
    &[("project", "installed"), ("sector", "1"), ("specialty", "gp"), ("age", "35")],
    &[("project", "first"), ("specialty", "other")],
    &[("project", "first"), ("sector", "1"), ("pdsa", "yes")],
    &[],
];

fn places() -> impl Iterator<Item = Row> {
    let all: Vec<Row> = data().gazetteer().rows().collect();
    let step = all.len() / 500;
    all.into_iter().step_by(step).take(500)
}

/// A doctor at a place, and the classes that the place may have.
fn situation(row: Row, doctor: &[(&str, &str)]) -> (Situation, Vec<&'static Class>) {
    let set = data();
    let answer = |(id, written): &(&str, &str)| {
        let question = set.rules().question(id).unwrap_or_else(|| panic!("no question {id}"));
        let datum = match (written.parse(), *written) {
            (Ok(number), _) if question.option(written).is_none() => Datum::Number(number),
            (_, "oui") => Datum::Flag(true),
            (_, "non") => Datum::Flag(false),
            (_, word) => Datum::Word(word.to_owned()),
        };
        assert!(question.allows(&datum), "{id}: {written} is no answer");
        ((*id).to_owned(), datum)
    };
    let answers: BTreeMap<String, Datum> = doctor.iter().map(answer).collect();
    let place = set.place_zone(row, DAY);
    let facts = set.facts(row, DAY);
    (Situation { date: DAY, facts, answers, footing: place.footing }, place.possible)
}

/// The money of a doctor at a place in each class that it may have.
fn money(situation: &Situation, possible: &[&Class]) -> Vec<f64> {
    let book = data().rules();
    let best = |all: &[territory::rules::Outcome]| {
        combinations(book, all).first().map_or(0.0, |c| c.total)
    };
    let there = alternatives(book, situation, possible);
    match there.is_empty() {
        true => vec![best(&outcomes(book, situation))],
        false => there.iter().map(|a| best(&a.outcomes)).collect(),
    }
}

#[test]
fn nobody_gets_what_the_empty_profile_does_not_announce() {
    let book = data().rules();
    let mut seen = 0;
    for row in places() {
        let name = data().gazetteer().name(row);
        let (nobody, possible) = situation(row, &[]);
        let empty = Reached::of(book, &nobody, &possible, |_| false);
        let announced: Vec<_> = match empty.by_class.is_empty() {
            true => vec![&empty.reach],
            false => empty.by_class.iter().map(|(_, reach)| reach).collect(),
        };
        if empty.reach.most > 0.0 {
            let said = empty.reaches().replace(['\u{202f}', '\u{a0}'], " ");
            assert!(!said.contains(" 0 €") && !said.starts_with("0 €"), "{name}: {said}");
            seen += 1;
        }
        for doctor in DOCTORS {
            let (of, possible) = situation(row, doctor);
            for (total, reach) in money(&of, &possible).into_iter().zip(&announced) {
                assert!(
                    (reach.least - 0.005..=reach.most + 0.005).contains(&total),
                    "{name}, {doctor:?}: {total} is not within {} to {}",
                    reach.least,
                    reach.most
                );
            }
        }
    }
    assert!(seen > 200, "only {seen} places open anything");
}

/// The sentence of a place, of « L'essentiel » as of « Mes aides », has the figures of the engine.
#[test]
fn what_is_said_is_what_the_engine_gives() {
    let book = data().rules();
    let mut spared = 0;
    for row in places() {
        for doctor in DOCTORS {
            let (of, possible) = situation(row, doctor);
            let reached = Reached::of(book, &of, &possible, |_| false);
            let said = reached.reaches();
            let totals = money(&of, &possible);
            if !reached.can_count {
                assert!(said.contains("aucun montant n’est compté"), "{said}");
                continue;
            }
            // What is due already is the least that is announced, and the most stands in words.
            let reaches: Vec<_> = match reached.by_class.is_empty() {
                true => vec![&reached.reach],
                false => reached.by_class.iter().map(|(_, reach)| reach).collect(),
            };
            for (total, reach) in totals.into_iter().zip(reaches) {
                assert!(reach.least <= total + 0.005, "{said}: {total}");
                assert!(total <= reach.most + 0.005, "{said}: {total}");
                let is_told = reach.most < 0.005 || said.contains(&text::euros(reach.most));
                assert!(is_told, "{said}: {}", reach.most);
                let is_sure = (reach.most - reach.least).abs() < 0.005;
                assert!(!is_sure || (total - reach.most).abs() < 0.005, "{said}: {total}");
            }
            // A tax that is spared is in no sum.
            for o in outcomes(book, &of).iter().filter(|o| o.state == State::Granted) {
                assert!(o.saved.is_empty() || o.total == 0.0, "{}: {}", o.id, o.total);
                let told = o.saved.first().map(|saved| saved.in_words());
                let beside = reached.beside().unwrap_or_default();
                assert!(told.is_none_or(|t| beside.contains(&t)), "{}: {beside}", o.id);
                spared += usize::from(!o.saved.is_empty());
            }
        }
    }
    assert!(spared > 100, "only {spared} times a tax is spared");
}

/// Before the first scale of the book nothing is estimated, and the reason is said.
#[test]
fn without_a_scale_no_tax_is_estimated() {
    let book = data().rules();
    let code = territory::InseeCode::parse("12089").expect("a code");
    let row = data().gazetteer().row(code).expect("Decazeville");
    let (mut of, possible) = situation(row, DOCTORS[0]);
    let told = |s: &Situation| Reached::of(book, s, &possible, |_| false);
    assert!(
        told(&of)
            .beside()
            .is_some_and(|said| said.replace('\u{202f}', " ").contains("« FRR », environ"))
    );
    assert!(told(&of).supposes().is_some());
    of.date = NaiveDate::from_ymd_opt(2025, 12, 31).expect("a day");
    let said = told(&of).beside().unwrap_or_default().replace('\u{202f}', " ");
    assert!(said.contains("sans estimation, faute de barème connu à cette date"), "{said}");
    assert!(told(&of).supposes().is_none());
}
