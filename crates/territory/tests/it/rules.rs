//! The rule book of the project at each of its dates, and what a rule book refuses.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use territory::{
    Class, Offer, Reason, RuleBook, Verdict, Zone, offers,
    rules::{Datum, Fact, Footing, Formula, PlaceZone, Situation, State, outcome},
};

use crate::common::date;

pub(crate) fn ask(zone: &str, id: &str, day: NaiveDate) -> Offer {
    let class = crate::common::class(zone, zone);
    let all = offers(
        &crate::common::rules(),
        &facts(Some(zone)),
        &PlaceZone::settled(Zone::Known(&class)),
        day,
    );
    all.into_iter().find(|o| o.id == id).expect(id)
}

/// What is known of a place of which only the zone matters, and whether an address is in a priority
/// district: it has one.
pub(crate) fn facts(zone: Option<&str>) -> BTreeMap<Fact, Datum> {
    let zone = zone.map(|z| (Fact::Zone, Datum::Word(z.to_owned())));
    zone.into_iter().chain([(Fact::Quarters, Datum::Number(1.0))]).collect()
}

/// The values behind a granted amount, by short name.
fn granted(zone: &str, id: &str, day: NaiveDate) -> Option<Vec<(String, f64)>> {
    match ask(zone, id, day).verdict {
        Verdict::Granted { parameters, .. } => Some(
            parameters
                .into_iter()
                .map(|p| (p.name.rsplit('.').next().unwrap_or_default().to_owned(), p.value))
                .collect(),
        ),
        _ => None,
    }
}

fn named(pairs: &[(&str, f64)]) -> Option<Vec<(String, f64)>> {
    Some(pairs.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect())
}

pub(crate) const CONTRACTS: [&str; 4] = ["caim", "coscom", "cotram", "cstm"];
const AIDS_2026: [&str; 3] =
    ["installation-2026", "cabinet-secondaire-2026", "majoration-fmt-2026"];

#[test]
fn the_contracts_pay_their_base_amounts_in_zip() {
    let day = date(2025, 6, 1);
    assert_eq!(granted("ZIP", "caim", day), named(&[("base_4d", 50_000.0), ("first_share", 0.5)]));
    assert_eq!(granted("ZIP", "coscom", day), named(&[("base", 5_000.0)]));
    assert_eq!(granted("ZIP", "cotram", day), named(&[("rate", 0.10), ("cap", 20_000.0)]));
    assert_eq!(granted("ZIP", "cstm", day), named(&[("rate", 0.25), ("cap", 50_000.0)]));
    let Verdict::Granted { amount, .. } = ask("ZIP", "cstm", day).verdict else {
        panic!("granted")
    };
    assert!(
        amount.starts_with("25\u{202f}% des honoraires")
            && amount.ends_with("au plus 50\u{202f}000\u{202f}€ par an"),
        "{amount}"
    );
}

#[test]
fn the_contracts_are_refused_outside_zip_and_say_which_zone_is_needed() {
    for zone in ["ZAC", "ZAR", "HZ"] {
        for id in CONTRACTS {
            let Verdict::Refused { reasons } = ask(zone, id, date(2025, 6, 1)).verdict else {
                panic!("{id} in {zone}")
            };
            assert!(
                matches!(&reasons[..], [Reason::Zone { needed, found, .. }] if needed == &["ZIP"] && found == zone),
                "{reasons:?}"
            );
        }
    }
}

#[test]
fn the_contracts_open_on_1_january_2017_and_close_after_31_december_2025() {
    for id in CONTRACTS {
        for (day, open) in [
            (date(2016, 12, 31), false),
            (date(2017, 1, 1), true),
            (date(2017, 1, 2), true),
            (date(2025, 12, 30), true),
            (date(2025, 12, 31), true),
            (date(2026, 1, 1), false),
            (date(2026, 1, 2), false),
        ] {
            assert_eq!(granted("ZIP", id, day).is_some(), open, "{id} on {day}");
        }
        let Verdict::Refused { reasons } = ask("ZIP", id, date(2026, 1, 1)).verdict else {
            panic!("{id}")
        };
        assert!(
            matches!(&reasons[..], [Reason::Closed { last, .. }] if *last == date(2025, 12, 31)),
            "{reasons:?}"
        );
        assert!(
            reasons[0].text().contains("31 décembre 2025")
                && reasons[0].text().contains("remplacé depuis le 1er janvier 2026")
        );
        let Verdict::Refused { reasons } = ask("ZIP", id, date(2016, 12, 31)).verdict else {
            panic!("{id}")
        };
        assert!(
            matches!(&reasons[..], [Reason::NotYetOpen { from, .. }] if *from == date(2017, 1, 1)),
            "{reasons:?}"
        );
    }
}

/// The activity of a year is paid at the rate that the year ended with: the change of 10 February
/// 2019 is that of the whole year, and of the later years of a contract signed before.
#[test]
fn cstm_changes_with_the_activity_of_2019() {
    let (before, after) =
        ([("rate", 0.10), ("cap", 20_000.0)], [("rate", 0.25), ("cap", 50_000.0)]);
    let both = [before, after].concat();
    for (day, expected) in [
        (date(2018, 12, 31), &both[..]),
        (date(2019, 1, 1), &after),
        (date(2019, 2, 9), &after),
        (date(2019, 2, 10), &after),
    ] {
        assert_eq!(granted("ZIP", "cstm", day), named(expected), "{day}");
    }
    let Verdict::Granted { brief, .. } = ask("ZIP", "cstm", date(2018, 6, 1)).verdict else {
        panic!("granted")
    };
    assert_eq!(
        brief,
        "10\u{202f}% des honoraires dans la zone, au plus 20\u{202f}000\u{202f}€ par an la première année, \
         puis 25\u{202f}%, au plus 50\u{202f}000\u{202f}€ par an"
    );
}

#[test]
fn an_amount_is_said_in_full_and_in_a_few_words() {
    let said = |id, day| match ask("ZIP", id, day).verdict {
        Verdict::Granted { amount, brief, .. } => {
            [amount.replace('\u{202f}', " "), brief.replace('\u{202f}', " ")]
        }
        other => panic!("{id}: {other:?}"),
    };
    assert_eq!(
        said("caim", date(2025, 6, 1)),
        [
            "50 000 € pour au moins 4 jours par semaine : 25 000 € à la signature et 25 000 € 1 an après",
            "50 000 €"
        ]
    );
    assert_eq!(said("coscom", date(2025, 6, 1)), ["5 000 € par an", "5 000 € par an"]);
    assert_eq!(
        said("majoration-fmt-2026", date(2026, 6, 1)),
        [
            "10 % du socle ; pour une première installation 50 % du socle la première année, 30 % la 2e année, puis 10 %",
            "10 % du socle, jusqu’à 50 % pour une première installation"
        ]
    );
}

/// What the sheet says that an aid pays is what the engine grants the same doctor, who may be
/// refused for the place only.
#[test]
fn the_sheet_grants_what_the_engine_grants() {
    let book = crate::common::rules();
    for rule in &book.offers {
        for (i, case) in rule.sheet.iter().enumerate() {
            let mut granted = 0;
            for zone in ["ZIP", "ZAC", "ZAR", "HZ"] {
                let day = rule.from;
                let mut situation = Situation {
                    date: day,
                    facts: facts(Some(zone)),
                    answers: BTreeMap::new(),
                    footing: Footing::default(),
                };
                for (id, answer) in &case.answers {
                    let constant = |f: &Formula| match f {
                        Formula::Number(n) => Datum::Number(*n),
                        Formula::Word(w) => Datum::Word(w.clone()),
                        Formula::Flag(f) => Datum::Flag(*f),
                        Formula::Parameter(p) => Datum::Number(book.value(p, day).expect(p)),
                        other => panic!("{}: {other:?}", rule.id),
                    };
                    let value = match answer {
                        Formula::Binary(territory::rules::Operator::Subtract, a, b) => {
                            let (a, b) = (
                                constant(a).number().expect("a number"),
                                constant(b).number().expect("a number"),
                            );
                            Datum::Number(a - b)
                        }
                        other => constant(other),
                    };
                    assert!(
                        book.question(id).is_some_and(|q| q.allows(&value)),
                        "{}, case {i}: {id}",
                        rule.id
                    );
                    situation.answers.insert(id.clone(), value);
                }
                // What the case leaves open is a sum that the sheet names: any will do.
                for q in book.questions.iter().filter(|q| q.share_of.is_some()) {
                    situation.answers.entry(q.id.clone()).or_insert(Datum::Number(1_000.0));
                }
                let engine = outcome(&book, rule, &situation);
                let sheet = ask(zone, &rule.id, day).verdict;
                // Where an answer decides, the sheet says that it depends on it, and the engine
                // asks.
                assert_eq!(
                    matches!(sheet, Verdict::Depends { .. }),
                    engine.state == State::Undetermined,
                    "{}, case {i} in {zone}: {:?}",
                    rule.id,
                    engine.missing
                );
                let open = matches!(sheet, Verdict::Granted { .. });
                assert_eq!(
                    open,
                    engine.state == State::Granted,
                    "{}, case {i} in {zone}: {sheet:?}",
                    rule.id
                );
                granted += usize::from(open);
                // A single sum, the same on both sides to the euro.
                if let (Verdict::Granted { brief, .. }, [_]) = (&sheet, &engine.payments[..]) {
                    assert_eq!(*brief, territory::text::euros(engine.total), "{}", rule.id);
                }
            }
            assert!(granted > 0, "{}, case {i} is granted nowhere", rule.id);
        }
    }
}

#[test]
fn where_the_zone_is_not_enough_the_address_is_asked_for() {
    let verdict = |zone| ask(zone, "majoration-fmt-2026", date(2026, 6, 1)).verdict;
    for zone in ["ZAC", "ZAR", "HZ"] {
        let Verdict::Depends { on } = verdict(zone) else { panic!("{zone}: {:?}", verdict(zone)) };
        assert!(matches!(&on[..], [q] if q.contains("quartier prioritaire")), "{on:?}");
    }
    assert!(matches!(verdict("ZIP"), Verdict::Granted { .. }));
    // Where the commune has no district, no address is in one, and none is asked for.
    let none = BTreeMap::from([
        (Fact::Zone, Datum::Word("ZAC".to_owned())),
        (Fact::Quarters, Datum::Number(0.0)),
    ]);
    let zac = crate::common::class("ZAC", "ZAC");
    let place = PlaceZone::settled(Zone::Known(&zac));
    let all = offers(&crate::common::rules(), &none, &place, date(2026, 6, 1));
    let offer = all.iter().find(|o| o.id == "majoration-fmt-2026").expect("there");
    assert!(matches!(offer.verdict, Verdict::Refused { .. }), "{:?}", offer.verdict);
    // Before it is open, no address opens it.
    let early = ask("ZAC", "majoration-fmt-2026", date(2025, 12, 31)).verdict;
    assert!(matches!(early, Verdict::Refused { .. }), "{early:?}");
}

#[test]
fn the_aids_of_2026_open_on_1_january_2026() {
    for id in AIDS_2026 {
        for (day, open) in
            [(date(2025, 12, 31), false), (date(2026, 1, 1), true), (date(2026, 1, 2), true)]
        {
            assert_eq!(granted("ZIP", id, day).is_some(), open, "{id} on {day}");
        }
    }
    let day = date(2026, 2, 1);
    assert_eq!(granted("ZIP", "installation-2026", day), named(&[("zip", 10_000.0)]));
    assert_eq!(granted("ZAC", "installation-2026", day), named(&[("zac", 5_000.0)]));
    assert_eq!(
        granted("ZIP", "cabinet-secondaire-2026", day),
        named(&[("secondary_zip", 3_000.0)])
    );
    assert_eq!(
        granted("ZIP", "majoration-fmt-2026", day),
        named(&[
            ("uplift_zip", 0.10),
            ("uplift_year_1", 0.50),
            ("uplift_year_2", 0.30),
            ("uplift_year_3", 0.10)
        ])
    );
    for (zone, id) in [
        ("ZAC", "cabinet-secondaire-2026"),
        ("ZAC", "majoration-fmt-2026"),
        ("HZ", "installation-2026"),
        ("ZAR", "installation-2026"),
    ] {
        assert_eq!(granted(zone, id, day), None, "{id} in {zone}");
    }
}

#[test]
fn the_book_survives_json_and_every_sentence_is_filled_and_typeset() {
    let book = crate::common::rules();
    let json = serde_json::to_string(&book).expect("writes");
    let read: RuleBook = serde_json::from_str(&json).expect("reads");
    assert_eq!(read, book);
    let class: Class = crate::common::class("ZIP", "ZIP");
    for day in
        [date(2016, 1, 1), date(2018, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2040, 1, 1)]
    {
        let all = offers(&book, &facts(Some("ZIP")), &PlaceZone::settled(Zone::Known(&class)), day);
        assert_eq!(all.len(), CONTRACTS.len() + AIDS_2026.len());
        for offer in all {
            let mut sentences = vec![offer.name, offer.summary];
            sentences.extend(offer.conditions);
            match offer.verdict {
                Verdict::Granted { amount, brief, .. } => sentences.extend([amount, brief]),
                Verdict::Refused { reasons } => {
                    sentences.extend(reasons.iter().map(|r| r.text().to_owned()))
                }
                Verdict::Depends { on } => sentences.extend(on),
                Verdict::Unknown { why } => sentences.push(why),
                Verdict::ByClass { .. } => panic!("{}: its class is settled", offer.id),
            }
            for s in sentences {
                assert!(
                    !s.contains(['{', '}', '\'', '!']) && !s.contains("montant inconnu"),
                    "{}: {s}",
                    offer.id
                );
                assert!(
                    [" ;", " :", " %", " €", " ?"].iter().all(|w| !s.contains(w)),
                    "{}: {s}",
                    offer.id
                );
            }
        }
    }
}

#[test]
fn every_parameter_has_official_looking_references_and_the_day_of_the_last_check() {
    let book = crate::common::rules();
    assert!(book.parameters.len() > 25, "{}", book.parameters.len());
    for (name, p) in &book.parameters {
        assert!(
            p.references.iter().all(|r| r.url.starts_with("http") && !r.title.is_empty()),
            "{name}"
        );
    }
}

#[test]
fn every_condition_names_the_text_that_it_rests_on() {
    for offer in &crate::common::rules().offers {
        for condition in &offer.requires {
            let named = condition.references.iter().all(|r| r.url.starts_with("http"));
            assert!(!condition.references.is_empty() && named, "{}: {}", offer.id, condition.id);
        }
    }
}
