//! The map in words, and the rows of the table, on four places.

use std::{collections::BTreeMap, sync::Arc};

use territory::{
    Absence, Aggregate, Area, AreaKind, Class, Column, ColumnSpec, Dataset, Direction, Gazetteer,
    InseeCode, Kind, Membership, Origin, Place, Role, Roles, Row, Value,
};
use viewmodel::{
    summary::Summary,
    summary::{self, Steps, sentence, summarise},
    table_rows::{Field, Order, cell, count_sentence, rows},
};

fn gazetteer() -> Gazetteer {
    let place = |code: &str, name: &str| Place {
        code: InseeCode::parse(code).expect(code),
        name: name.to_owned(),
        postal: vec![code.to_owned()],
        parent: None,
        town_hall: None,
    };
    let area = |code: &str, name: &str| Area { code: code.to_owned(), name: name.to_owned() };
    let areas = vec![area("12", "Aveyron"), area("46", "Lot")];
    Gazetteer::new(
        vec![
            place("12089", "Decazeville"),
            place("12202", "Rodez"),
            place("46042", "Cahors"),
            place("46102", "Figeac"),
        ],
        BTreeMap::from([(AreaKind::Departement, Membership { areas, of_row: vec![0, 0, 1, 1] })]),
    )
    .expect("places")
}

fn column(id: &str, kind: Kind, values: [Value; 4]) -> Column {
    let word = str::to_owned;
    let spec = ColumnSpec {
        id: word(id),
        label: word(id),
        definition: word("Définition."),
        limits: String::new(),
        vintage: word("2022"),
        unit: word("habitants"),
        unit_short: word("hab."),
        direction: Direction::Neutral,
        aggregate: Aggregate::Sum,
        weight: None,
        kind,
        origin: Origin {
            producer: word("Insee"),
            title: word("Recensement"),
            url: word("https://www.insee.fr"),
            licence: word("Licence Ouverte"),
            processing: word("Recopié."),
        },
        provenance: territory::Provenance::Shipped,
        width: 4,
        offset: 0,
    };
    Column::new(spec, &values).expect(id)
}

fn zones() -> Column {
    let class = |id: &str| Class {
        id: id.into(),
        short: id.into(),
        label: format!("Zone {id}"),
        colour: "#b5532a".into(),
    };
    let kind = Kind::Class(vec![class("ZIP"), class("ZAC")]);
    let known = Value::Known;
    let absent = Value::Absent(Absence::NotPublished);
    column("zone_med", kind, [known(0.0), known(1.0), known(1.0), absent])
}

fn people() -> Column {
    let kind = Kind::Measure {
        decimals: 0,
        shown: 0,
        breaks: vec![10_000.0],
        colours: vec!["#ffffff".into(), "#000000".into()],
        reference: None,
    };
    column("population", kind, [5_025.0, 24_287.0, 20_688.0, 9_956.0].map(Value::Known))
}

fn dataset() -> Dataset {
    let of = [(Role::Zone, "zone_med"), (Role::Population, "population")];
    let roles = Roles::new(of.map(|(role, id)| (role, id.to_owned())));
    let mut set = Dataset::new(gazetteer(), Vec::new(), roles);
    for column in [zones(), people()] {
        set.insert_shipped(Arc::new(column)).expect("one value per place");
    }
    set
}

#[test]
fn the_map_is_said_in_words() {
    let (zones, people, gazetteer) = (zones(), people(), gazetteer());
    let zone = summarise(&zones, &gazetteer, Some(&people));
    assert_eq!((zone.places, zone.absent_places(), zone.people), (4, 1, Some(59_956.0)));
    assert_eq!(
        sentence(&zones.spec, &zone),
        "zone_med (2022)\u{202f}: ZIP 8\u{202f}% des habitants, ZAC 75\u{202f}%, \
         pas de donnée pour 1 commune."
    );
    let without = summarise(&zones, &gazetteer, None);
    assert!(sentence(&zones.spec, &without).contains("ZIP 25\u{202f}% des communes, ZAC 50"));
    let counted = summarise(&people, &gazetteer, None);
    assert_eq!(counted.median, Some(20_688.0));
    assert_eq!(
        sentence(&people.spec, &counted),
        "population (2022)\u{202f}: la moitié des communes a moins de 20\u{202f}688\u{a0}hab."
    );
    // Where most have the least there is, nobody has less.
    let few = Summary { median: Some(0.0), known: 40, at_least: 39, ..counted };
    assert_eq!(
        sentence(&people.spec, &few),
        "population (2022)\u{202f}: 98\u{202f}% des communes ont 0\u{a0}hab."
    );
    assert_eq!(summary::inside_a_sentence("Hors zonage"), "hors zonage");
    assert_eq!(summary::inside_a_sentence("ZIP"), "ZIP");
}

#[test]
fn figures_are_counted_in_even_steps() {
    let sorted: Vec<f64> = (0..1_000).map(f64::from).chain([1e6]).collect();
    let steps = Steps::of(&sorted, 0).expect("steps");
    assert_eq!(steps.counts.iter().sum::<usize>(), sorted.len());
    // The farthest hundredth does not flatten the rest.
    assert_eq!((steps.least, steps.most), (10.0, 990.0));
    assert!(steps.counts.iter().all(|n| (28..=50).contains(n)), "{:?}", steps.counts);
    assert_eq!(steps.lines().count(), Steps::COUNT);
    assert!(Steps::of(&[2.0, 2.0], 0).is_none() && Steps::of(&[], 0).is_none());
}

#[test]
fn places_without_a_figure_come_last_either_way() {
    let set = dataset();
    // Cahors, Decazeville, Figeac, Rodez.
    let names = [1.0, 3.0, 0.0, 2.0];
    let listed = |field: Field, descending: bool, departement: Option<&str>| {
        let order = Order { field, descending };
        rows(&set, &names, departement, &order).into_iter().map(|r| r.0).collect::<Vec<_>>()
    };
    let zone = || Field::Indicator("zone_med".into());
    assert_eq!(listed(Field::Name, false, None), [2, 0, 3, 1]);
    assert_eq!(listed(Field::Code, true, None), [3, 2, 1, 0]);
    assert_eq!(listed(Field::Departement, true, None), [2, 3, 0, 1]);
    assert_eq!(listed(zone(), false, None), [0, 1, 2, 3]);
    assert_eq!(listed(zone(), true, None), [1, 2, 0, 3]);
    assert_eq!(listed(Field::Indicator("population".into()), true, Some("12")), [1, 0]);
    assert!(listed(Field::Name, false, Some("99")).is_empty());
}

#[test]
fn a_cell_says_its_figure_or_why_there_is_none() {
    let set = dataset();
    let of = |id: &str, row: u16| cell(set.column(id), Row(row));
    assert_eq!(of("population", 1), ("24\u{202f}287".to_owned(), None));
    assert_eq!(of("zone_med", 0), ("ZIP".to_owned(), None));
    let (text, why) = of("zone_med", 3);
    assert_eq!(text, "n.\u{a0}d.");
    assert_eq!(why, Some("notre source ne donne rien pour cette commune"));
    assert_eq!(of("other", 0), ("…".to_owned(), Some("indicateur en cours de chargement")));
    let all: Vec<Row> = set.gazetteer().rows().collect();
    assert_eq!(count_sentence(&set, &all), "4 communes\u{202f}: 1 ZIP, 2 ZAC.");
    assert_eq!(count_sentence(&set, &all[..1]), "1 commune\u{202f}: 1 ZIP, 0 ZAC.");
}
