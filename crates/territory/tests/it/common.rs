//! A few real places with their real figures (medical zones of the generation of 2022, APL 2023,
//! GPs of BPE 2020), and the rules of `data/rules`.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use territory::{
    Absence, Aggregate, Area, AreaKind, Class, Column, ColumnEntry, ColumnSpec, Dataset, Direction,
    Gazetteer, InseeCode, Kind, Membership, NO_AREA, Origin, Place, Role, Roles, Row, RuleBook,
    Value,
};

/// A day of the calendar.
pub(crate) const fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// Code, name, postal codes, parent, zone, APL, GPs, population.
type Line = (
    &'static str,
    &'static str,
    &'static [&'static str],
    Option<&'static str>,
    Option<usize>,
    Option<f64>,
    Option<f64>,
    f64,
);

pub(crate) const PLACES: [Line; 10] = [
    ("01275", "Neyron", &["01700"], None, Some(3), Some(2.327), Some(1.0), 2421.0),
    ("12003", "Les Albres", &["12220"], None, Some(0), Some(1.987), Some(0.0), 346.0),
    ("12009", "Arnac-sur-Dourdou", &["12360"], None, Some(0), Some(0.0), Some(0.0), 47.0),
    ("12090", "Druelle Balsac", &["12000", "12510"], None, Some(1), Some(2.101), Some(0.0), 3187.0),
    (
        "12120",
        "Laissac-Sévérac l'Église",
        &["12310"],
        None,
        Some(1),
        Some(3.779),
        Some(4.0),
        2141.0,
    ),
    (
        "12176",
        "Onet-le-Château",
        &["12000", "12850"],
        None,
        Some(1),
        Some(3.644),
        Some(4.0),
        12080.0,
    ),
    ("12202", "Rodez", &["12000"], None, Some(1), Some(4.266), Some(27.0), 23981.0),
    ("75056", "Paris", &["75001", "75005"], None, None, None, Some(2000.0), 70366.0),
    (
        "75101",
        "Paris 1er Arrondissement",
        &["75001"],
        Some("75056"),
        Some(3),
        Some(6.545),
        None,
        15114.0,
    ),
    (
        "75105",
        "Paris 5e Arrondissement",
        &["75005"],
        Some("75056"),
        Some(1),
        Some(5.803),
        None,
        55252.0,
    ),
];

pub(crate) fn code(text: &str) -> InseeCode {
    InseeCode::parse(text).expect(text)
}

pub(crate) fn row(dataset: &Dataset, text: &str) -> Row {
    dataset.gazetteer().row(code(text)).expect(text)
}

pub(crate) fn class(id: &str, label: &str) -> Class {
    Class {
        id: id.to_owned(),
        short: id.to_owned(),
        label: label.to_owned(),
        colour: "#b5532a".to_owned(),
    }
}

pub(crate) fn origin() -> Origin {
    Origin {
        producer: "DREES".to_owned(),
        title: "APL".to_owned(),
        url: "https://example.org".to_owned(),
        licence: "Licence Ouverte".to_owned(),
        processing: "Aucun.".to_owned(),
    }
}

pub(crate) fn measure(decimals: u8) -> Kind {
    Kind::Measure {
        decimals,
        shown: decimals,
        breaks: vec![2.5],
        colours: vec!["#000000".to_owned(), "#ffffff".to_owned()],
        reference: None,
    }
}

pub(crate) fn zones() -> Kind {
    Kind::Class(vec![
        class("ZIP", "zone d'intervention prioritaire"),
        class("ZAC", "zone d'action complémentaire"),
        class("ZAR", "zone d'accompagnement régional"),
        class("HZ", "hors zonage"),
    ])
}

pub(crate) fn spec(
    id: &str,
    unit: &str,
    vintage: &str,
    aggregate: Aggregate,
    kind: Kind,
) -> ColumnSpec {
    ColumnSpec {
        id: id.to_owned(),
        label: id.to_owned(),
        definition: String::new(),
        unit: unit.to_owned(),
        unit_short: unit.to_owned(),
        vintage: vintage.to_owned(),
        limits: String::new(),
        direction: Direction::Neutral,
        aggregate,
        weight: None,
        kind,
        origin: origin(),
        provenance: territory::Provenance::Shipped,
        width: 4,
        offset: 0,
    }
}

pub(crate) fn gazetteer() -> Gazetteer {
    let places = PLACES.iter().map(|p| Place {
        code: code(p.0),
        name: p.1.to_owned(),
        postal: p.2.iter().map(|p| (*p).to_owned()).collect(),
        parent: p.3.map(code),
        town_hall: None,
    });
    let area = |code: &str, name: &str| Area { code: code.to_owned(), name: name.to_owned() };
    let membership = |areas: Vec<Area>, of: [u16; 10]| Membership { areas, of_row: of.to_vec() };
    let memberships = BTreeMap::from([
        (
            AreaKind::Region,
            membership(
                vec![
                    area("11", "Île-de-France"),
                    area("76", "Occitanie"),
                    area("84", "Auvergne-Rhône-Alpes"),
                ],
                [2, 1, 1, 1, 1, 1, 1, 0, 0, 0],
            ),
        ),
        (
            AreaKind::Departement,
            membership(
                vec![area("01", "Ain"), area("12", "Aveyron"), area("75", "Paris")],
                [0, 1, 1, 1, 1, 1, 1, 2, 2, 2],
            ),
        ),
        (
            AreaKind::Tvs,
            membership(vec![area("12176", "Onet-le-Château"), area("12202", "Rodez")], {
                let n = NO_AREA;
                [n, n, n, 1, n, 0, 1, n, n, n]
            }),
        ),
    ]);
    Gazetteer::new(places.collect(), memberships).expect("ten places")
}

pub(crate) fn columns() -> Vec<Column> {
    let column = |spec: ColumnSpec, value: fn(&Line) -> Option<f64>, absent: Absence| {
        let values: Vec<Value> =
            PLACES.iter().map(|p| value(p).map_or(Value::Absent(absent), Value::Known)).collect();
        Column::new(spec, &values).expect("fits")
    };
    vec![
        column(
            spec("zone_med", "", "publication de 2022", Aggregate::None, zones()),
            #[expect(clippy::cast_precision_loss, reason = "four classes")]
            |p| p.4.map(|c| c as f64),
            Absence::NotApplicable,
        ),
        column(
            spec(
                "apl_mg_2023",
                "consultations par an et par habitant",
                "2023",
                Aggregate::PopulationMean,
                measure(3),
            ),
            |p| p.5,
            Absence::NotPublished,
        ),
        column(
            ColumnSpec {
                label: "Généralistes recensés".to_owned(),
                ..spec("mg_2020", "médecins", "2020", Aggregate::Sum, measure(0))
            },
            |p| p.6,
            Absence::NotPublished,
        ),
        column(
            spec("population", "habitants", "2022", Aggregate::Sum, measure(0)),
            |p| Some(p.7),
            Absence::NotPublished,
        ),
        column(
            spec("qpv_2024", "quartiers", "2024", Aggregate::None, measure(0)),
            |p| Some(districts(p.0)),
            Absence::NotPublished,
        ),
    ]
}

/// Priority districts, by the list of 2024.
fn districts(code: &str) -> f64 {
    match code {
        "12176" => 2.0,
        "12202" => 1.0,
        "75056" | "75101" | "75105" => 21.0,
        _ => 0.0,
    }
}

pub(crate) fn roles() -> Roles {
    let of = [
        (Role::Zone, "zone_med"),
        (Role::Access, "apl_mg_2023"),
        (Role::GpCount, "mg_2020"),
        (Role::Population, "population"),
        (Role::Quarters, "qpv_2024"),
    ];
    Roles::new(of.map(|(role, id)| (role, id.to_owned())))
}

pub(crate) fn rules() -> RuleBook {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/rules");
    rulebook::read(&folder).expect("the rules of the project")
}

pub(crate) fn dataset() -> Dataset {
    let columns = columns();
    let entry = |c: &Column| ColumnEntry {
        id: c.spec.id.clone(),
        label: c.spec.label.clone(),
        group: String::new(),
        vintage: c.spec.vintage.clone(),
    };
    let mut dataset = Dataset::new(gazetteer(), columns.iter().map(entry).collect(), roles());
    for column in columns {
        dataset.insert_shipped(Arc::new(column)).expect("ten values");
    }
    dataset.set_rules(rules());
    dataset
}
