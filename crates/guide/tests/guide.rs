//! The files of the guide as they are written, their days, and what their check refuses.

use std::{fs, path::Path};

use chrono::{Datelike, NaiveDate};
use guide::{After, Confidence, Contact, Guide, Offset, Reach, Steps, With};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Contacts {
    contact: Vec<Contact>,
}

fn written(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data").join(name);
    fs::read_to_string(file).expect("a file of data/")
}

fn guide() -> Guide {
    let contacts: Contacts = toml::from_str(&written("contacts.toml")).expect("contacts");
    let steps: Steps = toml::from_str(&written("steps.toml")).expect("steps");
    Guide { steps, contacts: contacts.contact }
}

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

#[test]
fn the_files_are_in_order_and_are_packed_as_they_are_read() {
    let guide = guide();
    guide.check().expect("nothing wrong");
    assert!(guide.steps.step.len() >= 23 && guide.contacts.len() == 135);
    let packed = serde_json::to_vec(&guide).expect("packs");
    assert_eq!(serde_json::from_slice::<Guide>(&packed).expect("unpacks"), guide);
}

/// R. 4127-111 as the councils apply it: one month before the first day. From 31 March there is no
/// 31 February: its last day.
#[test]
fn the_declaration_is_due_a_month_before() {
    let guide = guide();
    for (start, last) in [
        (day(2027, 3, 1), day(2027, 2, 1)),
        (day(2027, 3, 31), day(2027, 2, 28)),
        (day(2028, 3, 31), day(2028, 2, 29)),
        (day(2027, 1, 15), day(2026, 12, 15)),
    ] {
        let schedule = guide.schedule(start);
        let declared = schedule.steps.iter().find(|s| s.step.id == "declaration").expect("there");
        assert_eq!((declared.begins, declared.ends), (None, Some(last)));
        let recalled = schedule.calendar.iter().find(|r| r.title == declared.step.title);
        assert!(recalled.is_some_and(|r| r.on == last && r.is_limit));
    }
    let declared = guide.schedule(day(2027, 3, 1));
    let text = declared.to_string();
    assert!(text.contains("au plus tard le 1er février 2027"), "{text}");
}

#[test]
fn delays_that_do_not_start_from_the_first_day_have_no_date() {
    let guide = guide();
    let schedule = guide.schedule(day(2027, 3, 1));
    let words: Vec<(&str, String)> = schedule
        .steps
        .iter()
        .filter(|s| s.step.after != After::Start)
        .map(|s| (s.step.id.as_str(), s.when()))
        .collect();
    assert_eq!(
        words,
        [
            ("contracts", "1 mois après chaque signature au plus tard".to_owned()),
            ("card", "de 7 à 14 jours après l’inscription à l’Ordre".to_owned()),
            ("each_year", "chaque année".to_owned()),
            ("second_site", "2 mois avant l’ouverture du second cabinet au plus tard".to_owned()),
        ]
    );
    assert!(
        schedule
            .steps
            .iter()
            .filter(|s| s.step.after != After::Start)
            .all(|s| s.begins.is_none() && s.ends.is_none())
    );
}

#[test]
fn what_is_to_be_confirmed_is_said_and_enters_no_calendar() {
    let guide = guide();
    let schedule = guide.schedule(day(2027, 3, 1));
    let low: Vec<&str> = guide
        .steps
        .step
        .iter()
        .filter(|s| s.confidence == Confidence::Low)
        .map(|s| s.title.as_str())
        .collect();
    assert!(low.len() >= 3, "{low:?}");
    for title in low {
        assert!(schedule.calendar.iter().all(|r| r.title != title), "{title}");
        let said = format!("{} (", territory::text::typeset(title));
        assert!(schedule.to_string().contains(&said), "{title}");
    }
    assert!(schedule.to_string().contains("à confirmer)"));
}

#[test]
fn a_hole_is_said_and_the_national_services_are_there() {
    let guide = guide();
    // Aveyron: a council of the Ordre, the county council, the portal of Occitanie; no CPAM, no ARS.
    let aveyron = guide.directory("12", "76", day(2026, 11, 28));
    assert_eq!(aveyron.gaps, [With::Ars, With::Cpam]);
    assert_eq!(aveyron.local.first().map(|c| c.kind), Some(With::Ordre));
    // Mayotte: nothing at all.
    let mayotte = guide.directory("976", "06", day(2026, 11, 28));
    assert!(mayotte.local.is_empty() && mayotte.regional.is_empty());
    assert_eq!(mayotte.gaps.len(), 5);
    for directory in [&aveyron, &mayotte] {
        let service = "https://installation-medecin.ameli.fr/";
        assert!(directory.national.iter().any(|c| c.url.as_deref() == Some(service)));
        assert!(directory.to_string().contains("Aucun contact local connu"));
    }
    // An office number published in 2019 is doubtful in 2026 and was not in 2020 for its age, but
    // it was never sure.
    let switchboard = aveyron.local.iter().find(|c| c.phone.as_deref() == Some("05 65 75 80 00"));
    assert!(switchboard.is_some_and(|c| c.is_doubtful(day(2020, 1, 1))));
    let portal = aveyron.regional.iter().find(|c| c.kind == With::Paps).expect("the portal");
    assert!(!portal.is_doubtful(day(2028, 1, 26)) && portal.is_doubtful(day(2028, 1, 27)));
}

#[test]
fn what_is_wrong_in_the_files_is_found() {
    type Spoil = fn(&mut Guide);
    let faults: [(Spoil, &str); 11] = [
        (|g| g.contacts[0].role.push('\u{92}'), "holds a sign"),
        (|g| g.steps.step[0].id = g.steps.step[1].id.clone(), "is there twice"),
        (|g| g.steps.step[0].sources.clear(), "no source"),
        (|g| g.steps.step[1].doubt = None, "says no doubt"),
        (|g| g.steps.step[0].to = Some(Offset::Months(-13)), "ends before it begins"),
        (|g| g.steps.step[0].duty_to = true, "no end or no duty"),
        (|g| g.steps.papers[0].bring.clear(), "lists nothing"),
        (|g| g.contacts[0].url = None, "cannot be reached"),
        (|g| g.contacts[0].phone = Some("06 00 00 00 00".into()), "number of an office"),
        (|g| g.contacts[0].email = Some("anne.martin@ars.fr".into()), "that of a person"),
        (|g| g.contacts.push(g.contacts[0].clone()), "twice"),
    ];
    for (spoil, why) in faults {
        let mut guide = guide();
        spoil(&mut guide);
        let wrong = guide.check().expect_err(why);
        assert!(wrong.why.contains(why), "{wrong}");
    }
}

#[test]
fn a_contact_of_nobody_is_of_the_whole_country() {
    let guide = guide();
    assert_eq!(guide.contacts.iter().filter(|c| c.reach == Reach::National).count(), 10);
}

proptest! {
    #[test]
    fn the_calendar_is_in_order_and_months_keep_their_day(
        start in (2020..2040_i32, 1..=12_u32, 1..=31_u32)
            .prop_filter_map("a day", |(y, m, d)| NaiveDate::from_ymd_opt(y, m, d)),
        months in -24..=24_i32,
    ) {
        let guide = guide();
        let schedule = guide.schedule(start);
        prop_assert!(schedule.calendar.is_sorted_by_key(|r| r.on));
        for step in &schedule.steps {
            prop_assert!(step.begins.zip(step.ends).is_none_or(|(a, b)| a <= b), "{}", step.step.id);
        }
        let moved = Offset::Months(months).from(start).expect("within the calendar");
        let whole = |d: NaiveDate| d.year() * 12 + i32::try_from(d.month0()).expect("small");
        prop_assert_eq!(whole(moved), whole(start) + months);
        let is_last = moved.succ_opt().is_none_or(|next| next.month() != moved.month());
        prop_assert!(moved.day() == start.day() || (is_last && moved.day() < start.day()));
    }
}
