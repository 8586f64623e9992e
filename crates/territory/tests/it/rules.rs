//! The rule book of the project at each of its dates, and what a rule book refuses.

use chrono::NaiveDate;
use territory::{Absence, Class, Offer, Reason, RuleBook, Verdict, Zone, offers};

use crate::common::date;

fn ask(zone: &str, id: &str, day: NaiveDate) -> Offer {
    let class = crate::common::class(zone, zone);
    offers(&crate::common::rules(), Zone::Known(&class), day).into_iter().find(|o| o.id == id).expect(id)
}

/// The values behind a granted amount, by short name.
fn granted(zone: &str, id: &str, day: NaiveDate) -> Option<Vec<(String, f64)>> {
    match ask(zone, id, day).verdict {
        Verdict::Granted { parameters, .. } => {
            Some(parameters.into_iter().map(|p| (p.name.rsplit('.').next().unwrap_or_default().to_owned(), p.value)).collect())
        }
        _ => None,
    }
}

fn named(pairs: &[(&str, f64)]) -> Option<Vec<(String, f64)>> {
    Some(pairs.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect())
}

const CONTRACTS: [&str; 4] = ["caim", "coscom", "cotram", "cstm"];
const AIDS_2026: [&str; 3] = ["installation-2026", "cabinet-secondaire-2026", "majoration-fmt-2026"];

#[test]
fn the_contracts_pay_their_base_amounts_in_zip() {
    let day = date(2025, 6, 1);
    assert_eq!(granted("ZIP", "caim", day), named(&[("base_4d", 50_000.0), ("full_days", 4.0)]));
    assert_eq!(granted("ZIP", "coscom", day), named(&[("base", 5_000.0)]));
    assert_eq!(granted("ZIP", "cotram", day), named(&[("rate", 0.10), ("cap", 20_000.0)]));
    assert_eq!(granted("ZIP", "cstm", day), named(&[("rate", 0.25), ("cap", 50_000.0)]));
    let Verdict::Granted { amount, .. } = ask("ZIP", "cstm", day).verdict else { panic!("granted") };
    assert!(amount.starts_with("25\u{202f}% des honoraires") && amount.ends_with("au plus 50\u{202f}000\u{202f}€ par an"), "{amount}");
}

#[test]
fn the_contracts_are_refused_outside_zip_and_say_which_zone_is_needed() {
    for zone in ["ZAC", "ZAR", "HZ"] {
        for id in CONTRACTS {
            let Verdict::Refused { reasons } = ask(zone, id, date(2025, 6, 1)).verdict else { panic!("{id} in {zone}") };
            assert!(matches!(&reasons[..], [Reason::Zone { needed, found, .. }] if needed == &["ZIP"] && found == zone), "{reasons:?}");
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
        let Verdict::Refused { reasons } = ask("ZIP", id, date(2026, 1, 1)).verdict else { panic!("{id}") };
        assert!(matches!(&reasons[..], [Reason::Closed { last, .. }] if *last == date(2025, 12, 31)), "{reasons:?}");
        assert!(reasons[0].text().contains("31 décembre 2025") && reasons[0].text().contains("remplacé depuis le 1er janvier 2026"));
        let Verdict::Refused { reasons } = ask("ZIP", id, date(2016, 12, 31)).verdict else { panic!("{id}") };
        assert!(matches!(&reasons[..], [Reason::NotYetOpen { from, .. }] if *from == date(2017, 1, 1)), "{reasons:?}");
    }
}

#[test]
fn cstm_changes_on_10_february_2019() {
    for (day, rate, cap) in [
        (date(2019, 2, 8), 0.10, 20_000.0),
        (date(2019, 2, 9), 0.10, 20_000.0),
        (date(2019, 2, 10), 0.25, 50_000.0),
        (date(2019, 2, 11), 0.25, 50_000.0),
    ] {
        assert_eq!(granted("ZIP", "cstm", day), named(&[("rate", rate), ("cap", cap)]), "{day}");
    }
}

#[test]
fn the_aids_of_2026_open_on_1_january_2026() {
    for id in AIDS_2026 {
        for (day, open) in [(date(2025, 12, 31), false), (date(2026, 1, 1), true), (date(2026, 1, 2), true)] {
            assert_eq!(granted("ZIP", id, day).is_some(), open, "{id} on {day}");
        }
    }
    let day = date(2026, 2, 1);
    assert_eq!(granted("ZIP", "installation-2026", day), named(&[("zip", 10_000.0)]));
    assert_eq!(granted("ZAC", "installation-2026", day), named(&[("zac", 5_000.0)]));
    assert_eq!(granted("ZIP", "cabinet-secondaire-2026", day), named(&[("secondary_zip", 3_000.0)]));
    assert_eq!(
        granted("ZIP", "majoration-fmt-2026", day),
        named(&[("uplift_zip", 0.10), ("uplift_year_1", 0.50), ("uplift_year_2", 0.30), ("uplift_year_3", 0.10)])
    );
    for (zone, id) in
        [("ZAC", "cabinet-secondaire-2026"), ("ZAC", "majoration-fmt-2026"), ("HZ", "installation-2026"), ("ZAR", "installation-2026")]
    {
        assert_eq!(granted(zone, id, day), None, "{id} in {zone}");
    }
}

#[test]
fn an_unknown_zone_is_never_guessed() {
    let book = crate::common::rules();
    for zone in [Zone::Absent(Absence::NotPublished), Zone::NotLoaded] {
        let all = offers(&book, zone, date(2026, 2, 1));
        for offer in &all {
            let closed = CONTRACTS.contains(&offer.id.as_str());
            match &offer.verdict {
                Verdict::Unknown { .. } => assert!(!closed, "{}", offer.id),
                Verdict::Refused { reasons } => {
                    assert!(closed && matches!(&reasons[..], [Reason::Closed { .. }]), "{}", offer.id);
                }
                Verdict::Granted { .. } => panic!("{} granted without a zone", offer.id),
            }
        }
    }
}

#[test]
fn the_table_of_zones_is_doubted_outside_2022_to_2025() {
    let caveat = |day| ask("ZIP", "installation-2026", day).caveat.or(ask("ZAC", "caim", day).caveat);
    for (day, doubted) in [
        (date(2021, 12, 31), true),
        (date(2022, 1, 1), false),
        (date(2022, 1, 2), false),
        (date(2025, 12, 30), false),
        (date(2025, 12, 31), false),
        (date(2026, 1, 1), true),
    ] {
        assert_eq!(caveat(day).is_some(), doubted, "{day}");
    }
    assert_eq!(caveat(date(2026, 1, 1)).as_deref(), Some("tableau de génération 2022, révisé depuis\u{202f}: à vérifier auprès de l’ARS"));
}

#[test]
fn the_book_survives_json_and_every_sentence_is_filled_and_typeset() {
    let book = crate::common::rules();
    let json = serde_json::to_string(&book).expect("writes");
    let read: RuleBook = serde_json::from_str(&json).expect("reads");
    assert_eq!(read, book);
    let class: Class = crate::common::class("ZIP", "ZIP");
    for day in [date(2016, 1, 1), date(2018, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2040, 1, 1)] {
        let all = offers(&book, Zone::Known(&class), day);
        assert_eq!(all.len(), CONTRACTS.len() + AIDS_2026.len());
        for offer in all {
            let mut sentences = vec![offer.name, offer.summary];
            sentences.extend(offer.conditions);
            match offer.verdict {
                Verdict::Granted { amount, brief, .. } => sentences.extend([amount, brief]),
                Verdict::Refused { reasons } => sentences.extend(reasons.iter().map(|r| r.text().to_owned())),
                Verdict::Unknown { why } => sentences.push(why),
            }
            for s in sentences {
                assert!(!s.contains(['{', '}', '\'', '!']) && !s.contains("montant inconnu"), "{}: {s}", offer.id);
                assert!([" ;", " :", " %", " €", " ?"].iter().all(|w| !s.contains(w)), "{}: {s}", offer.id);
            }
        }
    }
}

#[test]
fn every_parameter_has_official_looking_references_and_the_day_of_the_last_check() {
    let book = crate::common::rules();
    assert!(book.parameters.len() > 25, "{}", book.parameters.len());
    for (name, p) in &book.parameters {
        assert!(p.references.iter().all(|r| r.url.starts_with("http") && !r.title.is_empty()), "{name}");
    }
}
