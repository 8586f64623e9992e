//! The acts of zoning: which one a class rests on, which one holds, and what a place opens where it
//! is not settled. Dates are those of `data/zoning-acts.toml`.

use chrono::NaiveDate;
use proptest::prelude::*;
use territory::{
    Class, PartialDate, Provenance, Verdict, Zone, offers,
    rules::{Datum, Fact, Footing, InForce, PlaceZone},
};

use crate::common::date;
use crate::rules::facts;

fn footing(region: &str, day: NaiveDate) -> Footing {
    crate::common::rules().footing(Some(region), &Provenance::Shipped, day)
}

fn classes() -> Vec<Class> {
    let of = |(id, short): (&str, &str)| {
        let mut class = crate::common::class(id, id);
        class.short = short.to_owned();
        class
    };
    [("ZIP", "ZIP"), ("ZAC", "ZAC"), ("ZAR", "ZAR"), ("HZ", "Hors zonage")].map(of).to_vec()
}

#[test]
fn the_act_of_the_table_holds_from_its_effect_to_the_day_before_the_next() {
    // Occitanie: published on 4 May 2022, in force on 7 May 2022, replaced on 30 October 2025.
    for (day, in_force, replaced) in [
        (date(2022, 5, 7), InForce::Yes, false),
        (date(2025, 10, 29), InForce::Yes, false),
        (date(2025, 10, 30), InForce::No, true),
        (date(2026, 11, 28), InForce::No, true),
    ] {
        let found = footing("76", day);
        assert_eq!(found.in_force, in_force, "{day}");
        assert_eq!(found.superseded_by.is_some(), replaced, "{day}");
        assert_eq!(found.is_settled(), !replaced, "{day}");
        assert_eq!(found.act_date.map(|d| d.to_string()).as_deref(), Some("2022-05-04"));
    }
    // The day before, another act held, that we have not found.
    let before = footing("76", date(2022, 5, 6));
    assert_eq!((before.in_force, before.superseded_by), (InForce::Unknown, None));
    assert_eq!(before.possible.len(), 3);
    let by = footing("76", date(2026, 11, 28)).superseded_by.expect("replaced");
    assert_eq!(by.date.map(|d| d.to_string()).as_deref(), Some("2025-10-30"));
    assert_eq!(by.generation, "2024/25");
}

#[test]
fn a_later_act_without_a_date_counts_once_the_table_is_no_more_taken_as_it_is() {
    // Grand Est: « zonage 2026 », no date found; the table is taken as it is until 2025-12-31.
    assert_eq!(footing("44", date(2025, 12, 31)).in_force, InForce::Yes);
    assert_eq!(footing("44", date(2026, 1, 1)).in_force, InForce::No);
}

/// Nouvelle-Aquitaine: « avril 2022 », in force for sure from the end of the month only.
#[test]
fn an_act_that_is_dated_to_the_month_holds_for_sure_after_it() {
    assert_eq!(footing("75", date(2022, 4, 29)).in_force, InForce::Unknown);
    assert_eq!(footing("75", date(2022, 4, 30)).in_force, InForce::Yes);
    // Guadeloupe: no date at all.
    let undated = footing("01", date(2024, 6, 1));
    assert_eq!(undated.in_force, InForce::Unknown);
    assert!(undated.act.is_some() && undated.is_settled());
}

/// Bretagne: the ZAR is a part of the ZAC that the région aids more, so national aids are those of
/// the ZAC; the act of the table is recognised by its shares only, and said so.
#[test]
fn a_class_of_the_region_opens_what_it_counts_as() {
    let (book, classes, day) = (crate::common::rules(), classes(), date(2026, 11, 28));
    let found = footing("53", day);
    assert_eq!(found.act.as_deref(), Some("sans doute l’arrêté du 17 décembre 2020"));
    let place = PlaceZone::new(Zone::Known(&classes[2]), found, &classes);
    let region = (Fact::Region, Datum::Word("53".to_owned()));
    let all = offers(&book, &[region].into(), &place, day);
    let aid = all.iter().find(|o| o.id == "installation-2026").expect("there");
    let Verdict::ByClass { cases } = &aid.verdict else { panic!("{:?}", aid.verdict) };
    let said: Vec<String> = cases.iter().map(|c| format!("{} : {}", c.text, c.said)).collect();
    assert_eq!(
        said,
        [
            "en ZIP : 10\u{202f}000\u{202f}€",
            "en ZAC ou en ZAR : 5\u{202f}000\u{202f}€",
            "hors zonage : rien"
        ]
    );
}

#[test]
fn where_no_act_was_found_the_class_is_not_settled_and_no_act_is_named() {
    // Normandie and Pays de la Loire: neither the act of the table nor that in force was found.
    for region in ["28", "52", "03"] {
        let found = footing(region, date(2026, 11, 28));
        assert_eq!((found.act, found.superseded_by), (None, None), "{region}");
        assert_eq!(found.in_force, InForce::Unknown, "{region}");
        assert_eq!(found.possible, ["ZIP", "ZAC", "HZ"], "{region}");
        assert!(found.caveat.expect("said").contains("n’a pas été trouvé"), "{region}");
    }
}

#[test]
fn an_island_that_is_wholly_in_zip_is_settled() {
    // Mayotte: order of 29 September 2025, the whole island.
    let found = footing("06", date(2026, 11, 28));
    assert_eq!(found.possible, ["ZIP"]);
    assert!(found.is_settled());
    let classes = classes();
    let place = PlaceZone::new(Zone::Known(&classes[1]), found, &classes);
    assert_eq!(place.zone, Zone::Known(&classes[0]));
}

/// First installation in 2026: 10,000 € in ZIP, 5,000 € in ZAC, nothing elsewhere.
#[test]
fn an_amount_that_hangs_on_the_class_is_given_for_each_class_that_is_possible() {
    let (book, classes, day) = (crate::common::rules(), classes(), date(2026, 11, 28));
    let place = PlaceZone::new(Zone::Known(&classes[1]), footing("76", day), &classes);
    let all = offers(&book, &facts(Some("ZAC")), &place, day);
    let of = |id: &str| all.iter().find(|o| o.id == id).expect(id);
    let Verdict::ByClass { cases } = &of("installation-2026").verdict else {
        panic!("{:?}", of("installation-2026").verdict)
    };
    let said: Vec<String> = cases.iter().map(|c| format!("{} : {}", c.text, c.said)).collect();
    assert_eq!(
        said,
        ["en ZIP : 10\u{202f}000\u{202f}€", "en ZAC : 5\u{202f}000\u{202f}€", "en ZAR : rien"]
    );
    // What is closed whatever the class is closed, for that reason alone.
    let Verdict::Refused { reasons } = &of("caim").verdict else { panic!("closed since 2026") };
    assert_eq!(reasons.len(), 1);
    // Each answer is that of a class that stands.
    for offer in &all {
        let Verdict::ByClass { cases } = &offer.verdict else { continue };
        for case in cases {
            for id in &case.classes {
                let class = classes.iter().find(|c| c.id == *id).expect(id);
                let stands = PlaceZone::settled(Zone::Known(class));
                let alone = offers(&book, &facts(Some(id)), &stands, day);
                let alone = alone.into_iter().find(|o| o.id == offer.id).expect("same aids");
                let said = match &alone.verdict {
                    Verdict::Granted { brief, .. } => brief.as_str(),
                    Verdict::Refused { .. } => "rien",
                    Verdict::Depends { .. } => "selon l’adresse",
                    other => panic!("{}: {other:?}", offer.id),
                };
                assert_eq!(said, case.said, "{} in {id}", offer.id);
            }
        }
    }
}

#[test]
fn every_region_is_there_and_titles_stand_inside_sentences() {
    let book = crate::common::rules();
    let regions = &book.zoning.as_ref().expect("known").regions;
    assert_eq!(regions.len(), 18);
    // Titles stand inside sentences.
    for act in regions.iter().flat_map(|r| &r.acts) {
        assert!(act.title.starts_with(['l']), "{}", act.title);
        assert!(act.reference.url.starts_with("https://"), "{}", act.title);
    }
}

proptest! {
    #[test]
    fn a_partial_date_reads_back(year in 1000i32..3000, month in 1u32..=12, day in 1u32..=28) {
        let whole = NaiveDate::from_ymd_opt(year, month, day).expect("a day");
        for date in [PartialDate::Year(year), PartialDate::Month(year, month), PartialDate::Day(whole)] {
            prop_assert_eq!(date.to_string().parse(), Ok(date));
            prop_assert!(date.first() <= whole && whole <= date.last());
        }
    }
}

/// A file of the user's that tells the day of its act rests on that act, which a later one of ours
/// may have replaced.
#[test]
fn a_file_rests_on_the_act_that_it_names() {
    let book = crate::common::rules();
    let of = |act: NaiveDate, day: NaiveDate| {
        let file = Provenance::User {
            file: "zonages.csv".to_owned(),
            date: "30 juillet 2026".to_owned(),
            acts: [("76".to_owned(), PartialDate::Day(act))].into(),
        };
        book.footing(Some("76"), &file, day)
    };
    let now = date(2026, 11, 28);
    let found = of(date(2025, 10, 30), now);
    assert_eq!(found.act.as_deref(), Some("l’arrêté du 30 octobre 2025"));
    assert_eq!((found.in_force, found.superseded_by), (InForce::Yes, None));
    assert!(found.possible.is_empty() && found.caveat.expect("said").contains("zonages.csv"));
    assert_eq!(of(date(2025, 10, 30), date(2025, 10, 29)).in_force, InForce::Unknown);
    // The act of 2022 was replaced on 30 October 2025.
    let old = of(date(2022, 5, 4), now);
    assert_eq!(old.in_force, InForce::No);
    assert_eq!(old.possible, ["ZIP", "ZAC", "ZAR"]);
    assert_eq!(of(date(2022, 5, 7), date(2024, 6, 1)).in_force, InForce::Yes);
}

/// A file that gives only the day on which an act was signed means the act of which we know only the
/// day from which it holds: Auvergne-Rhône-Alpes, act 2025-17-1113, in force on 1 January 2026.
#[test]
fn an_act_signed_weeks_before_it_holds_does_not_replace_itself() {
    let book = crate::common::rules();
    let of = |y, m, d| Provenance::User {
        file: "zonages_com.csv".to_owned(),
        date: "30 juillet 2026".to_owned(),
        acts: vec![("84".to_owned(), PartialDate::Day(date(y, m, d)))],
    };
    let day = date(2026, 11, 28);
    let same = book.footing(Some("84"), &of(2025, 12, 17), day);
    assert_eq!((same.in_force, same.superseded_by), (InForce::Yes, None));
    // Signed in 2021, it is the one before.
    let before = book.footing(Some("84"), &of(2021, 11, 30), day);
    assert_eq!(before.in_force, InForce::No);
    let by = before.superseded_by.expect("replaced");
    assert_eq!(by.title, "l’arrêté 2025-17-1113");
}

/// Once the table in force is shipped: publication of 30 July 2026, days of acts by région.
#[test]
fn a_table_of_today_rests_on_the_acts_that_it_names() {
    let mut zoning = crate::common::rules().zoning.clone().expect("a zoning");
    let acts = [("76", date(2025, 10, 30)), ("84", date(2025, 12, 17)), ("52", date(2026, 3, 2))];
    let acts = acts.map(|(code, day)| (code.to_owned(), day)).into();
    zoning.rest_on(date(2026, 7, 30), &acts);
    let on = |region: &str, day| zoning.footing(Some(region), &Provenance::Shipped, day);
    let day = date(2026, 11, 28);

    // Occitanie: one of our acts, and the last of them.
    let occitanie = on("76", day);
    assert_eq!((occitanie.in_force, occitanie.is_settled()), (InForce::Yes, true));
    assert_eq!(occitanie.caveat, None);
    assert_eq!(occitanie.generation.as_deref(), Some("2024/25"));
    // The day before it, another act held: the table of today says nothing of it for sure.
    let before = on("76", date(2025, 10, 29));
    assert!(!before.is_settled());
    let caveat = before.caveat.expect("a doubt");
    assert!(caveat.starts_with("publication du 30 juillet 2026"), "{caveat}");

    let likely = on("84", day);
    assert_eq!(likely.act.as_deref(), Some("sans doute l’arrêté 2025-17-1113"));
    assert_eq!(likely.in_force, InForce::Yes);

    // Pays de la Loire: an act that we did not know of.
    let new = on("52", day);
    assert_eq!(new.act.as_deref(), Some("l’arrêté du 2 mars 2026"));
    assert_eq!((new.in_force, new.generation), (InForce::Yes, None));

    // Corse: no day in the table, so no act that is recognised, and any class of the région.
    let none = on("94", day);
    assert_eq!((none.act, none.in_force, none.possible.len()), (None, InForce::Unknown, 3));
    assert!(none.caveat.expect("a doubt").contains("n’a pas été trouvé"));

    // Grand Est, where the last act is known without a date: a table of 2022 is replaced by it as ever,
    // and one of 2026 may be it.
    let with = |day| {
        let mut zoning = crate::common::rules().zoning.clone().expect("a zoning");
        zoning.rest_on(date(2026, 7, 30), &[("44".to_owned(), day)].into());
        zoning.footing(Some("44"), &Provenance::Shipped, date(2026, 11, 28))
    };
    assert_eq!(with(date(2022, 2, 1)).in_force, InForce::No);
    let perhaps = with(date(2026, 3, 1));
    assert_eq!((perhaps.in_force, perhaps.superseded_by), (InForce::Unknown, None));
}
