//! A small France for the targets: a city with arrondissements, a merged commune, an island.

use std::collections::BTreeMap;

use tables::Passage;
use territory::{Area, AreaKind, Gazetteer, InseeCode, Membership, Place};

/// Places and codes of former years.
#[must_use]
pub fn france() -> (Gazetteer, Passage) {
    let code = |text: &str| InseeCode::parse(text).expect("a code");
    let place = |c: &str, name: &str, postal: &str, parent: Option<&str>, at: (f64, f64)| Place {
        code: code(c),
        name: name.to_owned(),
        postal: vec![postal.to_owned()],
        parent: parent.map(code),
        town_hall: Some(at),
    };
    let places = vec![
        place("01001", "L'Abergement-Clémenciat", "01400", None, (4.92, 46.15)),
        place("12089", "Decazeville", "12300", None, (2.25, 44.56)),
        place("12076", "Conques-en-Rouergue", "12320", None, (2.4, 44.6)),
        place("2A004", "Ajaccio", "20000", None, (8.73, 41.92)),
        place("75056", "Paris", "75001", None, (2.35, 48.85)),
        place("75101", "Paris 1er Arrondissement", "75001", Some("75056"), (2.34, 48.86)),
        place("97411", "Saint-Denis", "97400", None, (55.45, -20.88)),
    ];
    let area = |c: &str, name: &str| Area { code: c.to_owned(), name: name.to_owned() };
    let region = Membership { areas: vec![area("76", "Occitanie"), area("84", "Ailleurs")], of_row: vec![1, 0, 0, 1, 1, 1, 1] };
    let gazetteer = Gazetteer::new(places, BTreeMap::from([(AreaKind::Region, region)])).expect("places");
    (gazetteer, Passage::new([(code("12218"), vec![code("12076")])]))
}
