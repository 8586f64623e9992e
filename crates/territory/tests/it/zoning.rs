//! The table of zones: what is said where it is unknown, out of its years, or the user's own.

use std::collections::BTreeMap;

use territory::{
    Absence, Provenance, Reason, Verdict, Zone, offers,
    rules::{PlaceZone, Situation, outcome},
};

use crate::common::date;
use crate::rules::{CONTRACTS, facts};

#[test]
fn an_unknown_zone_is_never_guessed() {
    let book = crate::common::rules();
    for zone in [Zone::Absent(Absence::NotPublished), Zone::NotLoaded] {
        let all = offers(&book, &facts(None), &PlaceZone::settled(zone), date(2026, 2, 1));
        for offer in &all {
            let closed = CONTRACTS.contains(&offer.id.as_str());
            match &offer.verdict {
                Verdict::Unknown { .. } => assert!(!closed, "{}", offer.id),
                Verdict::Refused { reasons } => {
                    assert!(
                        closed && matches!(&reasons[..], [Reason::Closed { .. }]),
                        "{}",
                        offer.id
                    );
                }
                Verdict::Depends { .. } | Verdict::Granted { .. } | Verdict::ByClass { .. } => {
                    panic!("{} granted without a zone", offer.id)
                }
            }
        }
    }
}

#[test]
fn a_table_of_no_known_region_is_doubted_outside_2022_to_2025() {
    let book = crate::common::rules();
    for (day, doubted) in [
        (date(2021, 12, 31), true),
        (date(2022, 1, 1), false),
        (date(2025, 12, 31), false),
        (date(2026, 1, 1), true),
    ] {
        let caveat = book.footing(None, &Provenance::Shipped, day).caveat;
        assert_eq!(caveat.is_some(), doubted, "{day}");
    }
    assert_eq!(
        book.footing(None, &Provenance::Shipped, date(2026, 1, 1)).caveat.as_deref(),
        Some("zonage publié en 2022, révisé depuis\u{202f}: à vérifier auprès de l’ARS")
    );
}

#[test]
fn the_age_of_the_shipped_table_is_never_said_of_another() {
    let book = crate::common::rules();
    let user = Provenance::User {
        file: "zonage-ars.csv".to_owned(),
        date: "1er novembre 2026".to_owned(),
        acts: Vec::new(),
    };
    let computed = Provenance::Computed { method: "du modèle".to_owned() };
    for day in [date(2024, 6, 1), date(2026, 11, 22)] {
        // Whatever the région: an act of ours says nothing of a file of the user's.
        let footing = |provenance: &Provenance| book.footing(Some("76"), provenance, day);
        let said = footing(&user).caveat.expect("always said of a file");
        assert!(said.contains("zonage-ars.csv") && said.contains("1er novembre 2026"), "{said}");
        assert!(!said.contains("2022") && !said.contains("révisé"), "{said}");
        let said = footing(&computed).caveat.expect("always said of a computation");
        assert!(said.contains("du modèle") && !said.contains("révisé"), "{said}");
        let zip = facts(Some("ZIP"));
        let class = crate::common::class("ZIP", "zone d'intervention prioritaire");
        let classes = [class];
        let place = PlaceZone::new(Zone::Known(&classes[0]), footing(&user), &classes);
        let offers = offers(&book, &zip, &place, day);
        assert!(
            offers.iter().filter_map(|o| o.caveat.as_ref()).all(|c| c.contains("zonage-ars.csv"))
        );
        // Outside the zones an aid is refused for the zone, whatever is answered.
        let facts = facts(Some("HZ"));
        let situation =
            Situation { date: day, facts, answers: BTreeMap::new(), footing: footing(&user) };
        let all = book.offers.iter().filter_map(|rule| outcome(&book, rule, &situation).caveat);
        assert!(all.map(|c| assert!(c.contains("zonage-ars.csv"), "{c}")).count() > 0);
    }
}
