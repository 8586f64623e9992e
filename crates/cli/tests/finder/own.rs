//! The user's own columns and perimeters, asked as any other criterion.

use std::sync::Arc;

use finder::{Drawn, Fields, Query, topics, understand};
use territory::{Column, Row, Value};

use crate::{Shipped, shipped};

/// Beds that a file counts in some communes, a zoning of its own, a perimeter.
pub fn with_own() -> (Shipped, Vec<(Row, f64)>, Vec<String>) {
    let mut s = shipped();
    let g = s.dataset.gazetteer();
    let rows: Vec<Row> = g.rows().filter(|r| g.is_commune(*r)).collect();
    let counted: Vec<(Row, f64)> =
        rows.iter().step_by(97).enumerate().map(|(i, r)| (*r, (i % 12) as f64)).collect();
    let mut values = vec![Value::Absent(territory::Absence::NotPublished); g.len()];
    counted.iter().for_each(|(row, n)| values[row.index()] = Value::Known(*n));
    let of = |shipped: &str, id: &str, label: &str, values: &[Value]| {
        let mut spec = s.dataset.column(shipped).expect("shipped").spec.clone();
        spec.id = id.to_owned();
        spec.label = label.to_owned();
        spec.unit_short = "lits".to_owned();
        Arc::new(Column::new(spec, values).expect("a column"))
    };
    let zones: Vec<Value> = s.dataset.column("zone_med").expect("zones").values().collect();
    let own = vec![
        of("pharmacies_2024", "own_1_1", "Lits de l’hôpital {local}", &values),
        of("zone_med", "own_1_2", "Mon zonage", &zones),
    ];
    let inside: Vec<String> =
        rows.iter().map(|r| g.code(*r).to_string()).filter(|c| c.starts_with("12")).collect();
    let perimeters = [("Vallon".to_owned(), inside.clone())];
    s.dataset.set_overlay(own).expect("they fit");
    let ids = ["own_1_1", "own_1_2"].map(str::to_owned);
    s.book = s.book.with_own(&s.dataset, &ids, &perimeters, Some(&drawn()));
    (s, counted, inside)
}

/// A triangle around Rodez (44.35 N, 2.57 E), two corners in Cantal and in Lozère.
fn drawn() -> Drawn {
    let corners = vec![(2.3, 44.1), (2.5, 44.9), (3.4, 44.3)];
    Drawn { corners, written: "44.1,2.3:44.9,2.5:44.3,3.4".to_owned() }
}

/// Against the definition said another way: a point is in a triangle where it is on one side of its
/// three sides.
#[test]
fn a_drawn_outline_holds_the_town_halls_in_it() {
    let (s, ..) = with_own();
    let g = s.dataset.gazetteer();
    let [a, b, c] = drawn().corners[..] else { panic!("a triangle") };
    let side = |(ax, ay): (f64, f64), (bx, by): (f64, f64), (x, y): (f64, f64)| {
        (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0.0
    };
    let is_in = |p| side(a, b, p) == side(b, c, p) && side(b, c, p) == side(c, a, p);
    let mut expected: Vec<String> = (g.rows().filter(|r| g.is_commune(*r)))
        .filter(|r| g.middle(*r).is_some_and(is_in))
        .map(|r| g.code(r).to_string())
        .collect();
    expected.sort();
    assert!(expected.len() > 50 && expected.contains(&"12202".to_owned()), "{expected:?}");
    assert_eq!(drawn().communes(g), expected);
    let (query, misread) = Query::read("perimetre:dessine", &s.book);
    assert!(misread.is_empty() && query.asks_outline());
    let mut fields = Fields::new(s.units.clone());
    let found = s.find(&mut fields, &query);
    let code = |m: &u32| g.code(s.units.rows()[*m as usize]).to_string();
    assert_eq!(found.matches.iter().map(code).collect::<Vec<_>>(), expected);
    // The other way round, or from another corner, it is the same.
    let mut turned = drawn();
    turned.corners.reverse();
    turned.corners.rotate_left(1);
    assert_eq!(turned.communes(g), expected);
}

#[test]
fn own_columns_and_perimeters_are_asked_as_any_other() {
    let (s, counted, inside) = with_own();
    let g = s.dataset.gazetteer();
    let found = |text: &str| {
        let (query, misread) = Query::read(text, &s.book);
        assert!(misread.is_empty(), "{misread:?}");
        let mut fields = Fields::new(s.units.clone());
        let found = s.find(&mut fields, &query);
        let rows: Vec<Row> = found.matches.iter().map(|m| s.units.rows()[*m as usize]).collect();
        (rows, found.steps[0].unknown)
    };
    let beds: Vec<Row> = counted.iter().filter(|c| c.1 >= 7.0).map(|c| c.0).collect();
    let (rows, unknown) = found("own_1_1:min7");
    let of_commune = |r: &Row| g.parent(*r).is_none();
    assert_eq!(rows.iter().filter(|r| of_commune(r)).copied().collect::<Vec<_>>(), beds);
    // A place that the file has no line for is unknown, and not without beds.
    assert!(unknown > 30_000, "{unknown}");
    let in_perimeter: Vec<String> =
        found("perimetre:vallon").0.iter().map(|r| g.code(*r).to_string()).collect();
    assert_eq!(in_perimeter, inside);
    let zip = |text: &str| found(text).0;
    assert_eq!(zip("own_1_2:zip"), zip("zone:zip"));
    assert!(zip("own_1_2:zip,perimetre:vallon").len() > 10);
}

/// What they ask is written in the sentence, and read back from it.
#[test]
fn own_criteria_are_written_and_read_back() {
    let (s, ..) = with_own();
    for text in [
        "own_1_1:min7",
        "own_1_1:max2",
        "own_1_2:zip",
        "perimetre:vallon",
        "perimetre:vallon,own_1_1:min3",
        "perimetre:dessine",
        "perimetre:dessine-vallon,own_1_1:min3",
    ] {
        let query = Query::read(text, &s.book).0;
        let sentence = finder::in_words(&query, &s.book, &s.dataset);
        assert!(!sentence.contains(['{', '}']), "{sentence}");
        let read = understand(&sentence, &s.book, &s.dataset);
        assert_eq!(read.query.sorted(), query.sorted(), "{sentence}: {:?}", read.pieces);
    }
}

/// They are compared too: a figure by its unit, a class by its name.
#[test]
fn own_columns_are_compared() {
    let (s, counted, _) = with_own();
    let rows = [counted[3].0, counted[5].0];
    let topic = |id: &str| {
        let all = topics(&s.book, &[]);
        let topic = all.iter().find(|t| t.id == id).unwrap_or_else(|| panic!("{id}")).clone();
        topic.compare(&s.book, &s.dataset, &rows).expect("it is there")
    };
    let beds = topic("own_1_1");
    assert_eq!([beds.sides[0].value, beds.sides[1].value], [Some(3.0), Some(5.0)]);
    assert!(topic("own_1_2").sides.iter().all(|side| side.is_known));
}
