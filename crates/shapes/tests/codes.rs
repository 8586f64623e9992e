//! Codes of communes, perimeters and points, over a gazetteer of four communes.

use std::collections::BTreeMap;

use shapes::{Kind, Limits, Remark, Shapes, What, communes, kind, perimeters, points, read};
use territory::{Gazetteer, InseeCode, Place, Row};

fn code(text: &str) -> InseeCode {
    InseeCode::parse(text).expect("a code")
}

/// Four squares side by side, each with its town hall in the middle; the last is an arrondissement
/// of the one before.
fn gazetteer() -> Gazetteer {
    let place = |text: &str, lon: f64, parent: Option<&str>| Place {
        code: code(text),
        name: text.to_owned(),
        postal: Vec::new(),
        parent: parent.map(code),
        town_hall: Some((lon, 44.05)),
    };
    let places = vec![
        place("01001", 2.05, None),
        place("12002", 2.15, None),
        place("12003", 2.25, None),
        place("12004", 2.26, Some("12003")),
    ];
    Gazetteer::new(places, BTreeMap::new()).expect("places")
}

/// 12009 joined 12002; 12008 was split into 12003 and 01001; 12002 lost a part to 12003.
fn present(old: InseeCode) -> Vec<InseeCode> {
    match old.as_str() {
        "12009" => vec![code("12002")],
        "12008" => vec![code("12003"), code("01001")],
        "12002" => vec![code("12003"), code("12002")],
        _ => vec![old],
    }
}

/// A square of a tenth of a degree, `i` tenths east of 2°.
fn square(properties: &str, i: u32) -> String {
    let [w, e] = [i, i + 1].map(|i| f64::from(20 + i) / 10.0);
    format!(
        r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Polygon","coordinates":[[[{w},44],[{e},44],[{e},44.1],[{w},44.1],[{w},44]]]}}}}"#
    )
}

fn of(features: &[String]) -> Shapes {
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    read("essai.geojson", text.as_bytes(), &Limits::default()).unwrap_or_else(|e| panic!("{e}"))
}

fn said(remarks: &[Remark]) -> Vec<(usize, bool, &What)> {
    remarks.iter().map(|r| (r.feature, r.kept, &r.what)).collect()
}

#[test]
fn former_communes_join_and_their_border_disappears() {
    let shapes = of(&[square(r#""code":"12002""#, 1), square(r#""code":"12009""#, 2)]);
    assert_eq!(kind(&shapes, &gazetteer(), present), Kind::Communes);
    let communes = communes(shapes, &gazetteer(), present);
    assert_eq!((communes.known, communes.rows.len()), (1, 4));
    assert_eq!(
        communes.rows[1].iter().flatten().map(Vec::len).collect::<Vec<_>>(),
        [7],
        "one ring, the side between is gone"
    );
    assert_eq!(communes.carried, [("12009".to_owned(), vec!["12002".to_owned()])]);
    assert_eq!(communes.remarks, []);
}

#[test]
fn what_is_wrong_with_codes_is_said() {
    let shapes = of(&[
        square(r#""code":"12008""#, 0),
        square(r#""code":"99999""#, 1),
        square(r#""nom":"Sans code""#, 2),
        square(r#""insee":1001"#, 3),
        square(r#""code":"01001","partie":2"#, 4),
        square(r#""code":"QP0001""#, 5),
    ]);
    let communes = communes(shapes, &gazetteer(), present);
    assert_eq!(
        said(&communes.remarks),
        [
            (1, true, &What::Split(vec!["12003".to_owned(), "01001".to_owned()])),
            (2, false, &What::UnknownCode("99999".to_owned())),
            (3, false, &What::NoCode),
            (4, true, &What::ZeroLost("01001".to_owned())),
            (5, true, &What::Duplicate { first: 4 }),
            (6, false, &What::UnknownCode("QP0001".to_owned())),
        ]
    );
    assert!(communes.remarks[0].to_string().contains("12003 et 01001"), "{}", communes.remarks[0]);
    assert_eq!((communes.known, communes.rows[0].len(), communes.rows[2].len()), (2, 1, 1));
    assert_eq!(communes.carried.len(), 1);
}

#[test]
fn areas_with_codes_of_their_own_or_of_their_town_are_perimeters() {
    let districts = of(&[
        square(r#""insee_com":"12002","code_qp":"QP012001""#, 0),
        square(r#""insee_com":"12003","code_qp":"QP012002""#, 1),
    ]);
    assert_eq!(kind(&districts, &gazetteer(), present), Kind::Perimeters);
    let parts = of(&(0..6).map(|i| square(r#""insee":"12002""#, i)).collect::<Vec<_>>());
    assert_eq!(kind(&parts, &gazetteer(), present), Kind::Perimeters);
    assert_eq!(kind(&of(&[square("", 0)]), &gazetteer(), present), Kind::Perimeters);
}

#[test]
fn a_perimeter_holds_the_communes_of_its_town_halls() {
    let ring = "[[2.1,44],[2.3,44],[2.3,44.1],[2.1,44.1],[2.1,44]]";
    let hole = "[[2.14,44.04],[2.14,44.06],[2.16,44.06],[2.16,44.04],[2.14,44.04]]";
    let area = |name: &str, rings: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{{name}}},"geometry":{{"type":"Polygon","coordinates":[{rings}]}}}}"#
        )
    };
    let shapes = of(&[
        area(r#""nom_cpts":"Nord""#, ring),
        area("", &format!("{ring},{hole}")),
        square("", 9),
    ]);
    let found = perimeters(&shapes, &gazetteer());
    // The arrondissement is no commune of its own.
    assert_eq!(
        found.iter().map(|p| (p.name.as_str(), &p.communes[..])).collect::<Vec<_>>(),
        [("Nord", &[Row(1), Row(2)][..]), ("Périmètre 2", &[Row(2)][..]), ("Périmètre 3", &[][..])]
    );
}

#[test]
fn points_have_names_and_kinds() {
    let point = |properties: &str, x: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Point","coordinates":[{x},44]}}}}"#
        )
    };
    let shapes = of(&[
        point(r#""Nom":"Maison de santé","Type":"MSP""#, 2.0),
        point(r#""id":"a7""#, 2.1),
        point("", 2.2),
        point("", 2.2),
    ]);
    assert_eq!(kind(&shapes, &gazetteer(), present), Kind::Points);
    let sites = points(&shapes);
    assert_eq!(
        sites.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
        ["Maison de santé", "a7", "Point 3"]
    );
    assert_eq!(
        sites.iter().map(|s| s.kind.as_deref()).collect::<Vec<_>>(),
        [Some("MSP"), None, None]
    );
    assert_eq!(said(&shapes.remarks), [(4, false, &What::Duplicate { first: 3 })]);
}
