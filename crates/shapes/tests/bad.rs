//! One small file for each thing that can be wrong: what is kept, what is said, in which words.

use shapes::{Form, Limits, MOST_REMARKS, Remark, ShapeError, Shapes, What, read};

const FILE: &str = "essai.geojson";
/// A good square near Rodez, and one beside it.
const SQUARE: &str = "[[2,44],[2.1,44],[2.1,44.1],[2,44.1],[2,44]]";
const BESIDE: &str = "[[2.1,44],[2.2,44],[2.2,44.1],[2.1,44.1],[2.1,44]]";

fn feature(properties: &str, kind: &str, coordinates: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
    )
}
fn polygon(name: &str, ring: &str) -> String {
    feature(&format!(r#""nom":"{name}""#), "Polygon", &format!("[{ring}]"))
}
fn good() -> String {
    polygon("Bon", SQUARE)
}
fn collection(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}", features.join(",\n"))
}
fn of(text: &str) -> Result<Shapes, ShapeError> {
    read(FILE, text.as_bytes(), &Limits::default())
}

/// Reads a good feature and another after it; gives what there is to say of the second.
fn second(other: &str) -> (Shapes, Remark) {
    let shapes = of(&collection(&[good(), other.to_owned()])).expect("the first is good");
    assert_eq!(shapes.shapes.first().map(|s| s.number), Some(1));
    assert_eq!(shapes.remarks.len(), 1, "{:?}", shapes.remarks);
    let remark = shapes.remarks[0].clone();
    well_said(&remark.to_string());
    (shapes, remark)
}

/// Names the file, has the spaces of French typography and no shout.
fn well_said(text: &str) {
    assert!(text.contains("«\u{202f}essai.geojson\u{202f}»"), "{text}");
    assert!(text.ends_with('.') && !text.contains(['!', '\'']), "{text}");
    for plain in [" :", " ;", " ?", "« ", " »"] {
        assert!(!text.contains(plain), "{text}");
    }
}

fn left_out(other: &str) -> Remark {
    let (shapes, remark) = second(other);
    assert_eq!((shapes.shapes.len(), remark.kept, remark.feature), (1, false, 2));
    assert!(
        remark.to_string().contains("objet 2") && remark.to_string().contains("laissé"),
        "{remark}"
    );
    remark
}

fn put_right(other: &str) -> (Form, Remark) {
    let (shapes, remark) = second(other);
    assert_eq!((shapes.shapes.len(), remark.kept), (2, true));
    (shapes.shapes[1].form.clone(), remark)
}

fn ring(form: &Form) -> Vec<(f64, f64)> {
    match form {
        Form::Area(area) => area[0][0].clone(),
        Form::Points(points) => points.clone(),
    }
}

#[test]
fn a_sentence_reads_as_it_should() {
    let other = feature(
        r#""code":"12089","nom":"Decazeville""#,
        "Polygon",
        "[[[2.3,44],[2.5,44.2],[2.5,44],[2.3,44.2],[2.3,44]]]",
    );
    assert_eq!(
        left_out(&other).to_string(),
        "«\u{202f}essai.geojson\u{202f}», objet 2 (12089, Decazeville)\u{202f}: le contour se croise lui-même (longitude 2,4, latitude \
         44,1). Objet laissé de côté\u{202f}: corrigez-le (dans QGIS\u{202f}: «\u{202f}Réparer les géométries\u{202f}»)."
    );
}

#[test]
fn what_can_be_put_right_is() {
    let (form, remark) = put_right(&polygon("Ouvert", "[[2.1,44],[2.2,44],[2.2,44.1],[2.1,44.1]]"));
    assert_eq!(remark.what, What::Closed);
    assert_eq!(ring(&form), [(2.1, 44.0), (2.2, 44.0), (2.2, 44.1), (2.1, 44.1), (2.1, 44.0)]);

    let (form, remark) =
        put_right(&polygon("Envers", "[[2.1,44],[2.1,44.1],[2.2,44.1],[2.2,44],[2.1,44]]"));
    assert_eq!(remark.what, What::Wound);
    assert_eq!(ring(&form), [(2.1, 44.0), (2.2, 44.0), (2.2, 44.1), (2.1, 44.1), (2.1, 44.0)]);

    let (form, remark) = put_right(&polygon(
        "Taille",
        "[[2.1,44],[2.2,44],[2.1499,44.05],[2.2,44.1],[2.1,44.1],[2.15,44.06],[2.15,44.04],[2.1,44]]",
    ));
    assert!(matches!(remark.what, What::SelfCrossing { .. }), "{remark}");
    assert_eq!(ring(&form).len(), 8);

    // A hole that turns like its outer ring, one of two points, one that is well.
    let hole = "[[2.11,44.01],[2.12,44.01],[2.12,44.02],[2.11,44.01]]";
    let (form, remark) = put_right(&feature("", "Polygon", &format!("[{BESIDE},{hole}]")));
    assert_eq!(remark.what, What::Wound);
    assert!(matches!(form, Form::Area(a) if a[0].len() == 2 && a[0][1][1] == (2.12, 44.02)));
    let (form, remark) = put_right(&feature(
        "",
        "Polygon",
        &format!("[{BESIDE},[[2.11,44.01],[2.12,44.01],[2.11,44.01]]]"),
    ));
    assert_eq!(remark.what, What::TooFewPoints);
    assert!(matches!(form, Form::Area(a) if a[0].len() == 1));
}

#[test]
fn what_cannot_be_used_is_left_out_and_the_rest_kept() {
    let bow = left_out(&polygon("Nœud", "[[2.3,44],[2.5,44.2],[2.5,44],[2.3,44.2],[2.3,44]]"));
    assert!(
        matches!(bow.what, What::SelfCrossing { lon, lat } if (lon - 2.4).abs() < 1e-9 && (lat - 44.1).abs() < 1e-9)
    );
    assert_eq!(left_out(&polygon("Deux", "[[2,44],[2.1,44],[2,44]]")).what, What::TooFewPoints);
    assert_eq!(
        left_out(&polygon("Plat", "[[2,44],[2.1,44.1],[2.2,44.2],[2,44]]")).what,
        What::TooFewPoints
    );
    for empty in [
        r#"{"type":"Feature","properties":null,"geometry":null}"#.to_owned(),
        feature("", "Polygon", "[]"),
        feature("", "MultiPolygon", "[[[]]]"),
        feature("", "Point", "[]"),
        r#"{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[]}}"#.to_owned(),
    ] {
        assert_eq!(left_out(&empty).what, What::Empty, "{empty}");
    }
    for number in ["NaN", "Infinity", "-Infinity", "null", "1e999"] {
        assert_eq!(
            left_out(&polygon("?", &format!("[[2,44],[{number},44],[2.1,44.1],[2,44]]"))).what,
            What::NotFinite,
            "{number}"
        );
    }
    let lambert = left_out(&polygon(
        "Métrique",
        "[[600000,6400000],[600100,6400000],[600100,6400100],[600000,6400000]]",
    ));
    assert_eq!(lambert.what, What::Projected { x: 600_000.0, y: 6_400_000.0 });
    assert!(
        lambert.to_string().contains("Lambert-93") && lambert.to_string().contains("EPSG:4326"),
        "{lambert}"
    );
    let web = left_out(&polygon(
        "Web",
        "[[222638,5465442],[222700,5465442],[222700,5465500],[222638,5465442]]",
    ));
    assert!(!web.to_string().contains("Lambert-93"), "{web}");
    let berlin = polygon("Berlin", "[[13,52],[13.1,52],[13.1,52.1],[13,52.1],[13,52]]");
    assert!(matches!(left_out(&berlin).what, What::OutsideFrance { .. }));
    assert_eq!(
        left_out(&feature("", "LineString", "[[2,44],[3,44]]")).what,
        What::UnsupportedGeometry("LineString".to_owned())
    );
    assert_eq!(left_out(&good()).what, What::Duplicate { first: 1 });
    assert_eq!(left_out(&feature("", "Point", "[2,44]")).what, What::Mixed);
    for bad in [
        "[[[2,44],[2.1],[2.1,44.1],[2,44]]]",
        "[[2,44],[2.1,44],[2,44.1]]",
        "[[[2,44],[[2,44]]]]",
        "\"ici\"",
        "{}",
        "[[[[[[2]]]]]]",
    ] {
        assert!(
            matches!(left_out(&feature("", "Polygon", bad)).what, What::BadCoordinates(_)),
            "{bad}"
        );
    }
}

#[test]
fn wrong_json_inside_a_feature_has_its_line_and_hurts_nobody_else() {
    let remark = left_out("{\"type\":\"Feature\",\n  \"geometry\" {}}");
    assert_eq!(remark.what, What::Unreadable { line: 4, column: 14 });
    assert!(remark.to_string().contains("ligne 4, colonne 14"), "{remark}");
    assert!(matches!(left_out("12").what, What::Unreadable { .. }));
}

#[test]
fn a_file_that_stops_keeps_what_is_complete() {
    let whole = collection(&[good(), polygon("Voisin", BESIDE)]);
    let shapes = of(&whole[..whole.len() - 30]).expect("the first is complete");
    assert_eq!((shapes.shapes.len(), shapes.remarks.len()), (1, 1));
    assert_eq!(
        (shapes.remarks[0].feature, &shapes.remarks[0].what),
        (2, &What::Truncated { line: 3 })
    );
    well_said(&shapes.remarks[0].to_string());
    let without_end = of(&whole[..whole.len() - 2]).expect("both are complete, the list is not");
    assert_eq!(
        (without_end.shapes.len(), &without_end.remarks[0].what),
        (1, &What::Truncated { line: 4 })
    );
    let at_end = of(&whole[..whole.len() - 1]).expect("both are complete");
    assert_eq!((at_end.shapes.len(), at_end.remarks[0].feature), (2, 0));
    let cut = of(&whole[..60]);
    assert!(matches!(cut, Err(ShapeError::Truncated { line: 2, .. })), "{cut:?}");
    assert!(matches!(of(""), Err(ShapeError::Truncated { line: 1, .. })));
    // Brackets that do not match.
    let broken = of(&whole.replace("[2.1,44]]]}},\n", "[2.1,44]]]}},\n]")).map(|s| s.shapes.len());
    assert_eq!(broken, Ok(2));
    let crossed = of(&format!("{{\"type\":\"FeatureCollection\",\"features\":[{},{{]}}", good()))
        .expect("the first is complete");
    assert!(matches!(crossed.remarks[0].what, What::Broken { line: 1, .. }));
    well_said(&crossed.remarks[0].to_string());
}

#[test]
fn a_file_that_cannot_be_used_says_why() {
    let why = |bytes: &[u8]| {
        let error = read(FILE, bytes, &Limits::default()).expect_err("unusable");
        well_said(&error.to_string());
        error
    };
    assert!(matches!(why(b"{\n\xFF"), ShapeError::NotUtf8 { line: 2, .. }));
    assert!(matches!(why(b"PK\x03\x04\x00\x00\xFF"), ShapeError::NotText { .. }));
    assert!(matches!(why(b"bonjour"), ShapeError::Syntax { line: 1, column: 1, .. }));
    assert!(matches!(
        why(b"{\"type\" \"FeatureCollection\", \"features\": []}"),
        ShapeError::Syntax { line: 1, column: 9, .. }
    ));
    assert!(matches!(
        why(b"{\"type\":\"Feature\",\n zut}"),
        ShapeError::Syntax { line: 2, column: 2, .. }
    ));
    assert!(matches!(why(b"[1,2]"), ShapeError::NotGeoJson { found: None, .. }));
    assert!(matches!(why(b"{\"a\":1}"), ShapeError::NotGeoJson { found: None, .. }));
    assert!(why(br#"{"type":"Topology","arcs":[]}"#).to_string().contains("TopoJSON"));
    assert!(matches!(
        why(br#"{"type":"FeatureCollection","features":[]}"#),
        ShapeError::NoFeature { .. }
    ));
    assert!(matches!(why("[".repeat(1_000_000).as_bytes()), ShapeError::TooDeep { line: 1, .. }));
    let lambert = collection(&[polygon(
        "Métrique",
        "[[600000,6400000],[600100,6400000],[600100,6400100],[600000,6400000]]",
    )]);
    let error = why(lambert.as_bytes());
    assert!(
        matches!(&error, ShapeError::NothingUsable { first } if first.feature == 1),
        "{error:?}"
    );
    assert!(error.to_string().contains("objet 1 (Métrique)"), "{error}");
    let limits = Limits { features: 1, points: 4, depth: 32 };
    let many = collection(&[good(), polygon("Voisin", BESIDE)]);
    assert!(matches!(
        read(FILE, many.as_bytes(), &limits),
        Err(ShapeError::TooManyFeatures { most: 1, .. })
    ));
    assert!(matches!(
        read(FILE, collection(&[good()]).as_bytes(), &limits),
        Err(ShapeError::TooManyPoints { most: 4, .. })
    ));
}

#[test]
fn latitudes_first_are_turned_back_for_the_whole_file() {
    let shapes = of(&collection(&[
        polygon("A", "[[44,2],[44,2.1],[44.1,2.1],[44.1,2],[44,2]]"),
        polygon("B", "[[44,2.1],[44,2.2],[44.1,2.2],[44.1,2.1],[44,2.1]]"),
    ]))
    .expect("usable");
    assert_eq!(ring(&shapes.shapes[0].form)[1], (2.1, 44.0));
    assert_eq!(
        (shapes.remarks.len(), &shapes.remarks[0].what, shapes.remarks[0].kept),
        (1, &What::Swapped, true)
    );
    well_said(&shapes.remarks[0].to_string());
}

#[test]
fn every_sort_of_document_is_read() {
    let bare = format!(r#"{{"type":"Polygon","coordinates":[{SQUARE}]}}"#);
    let points = r#"{"type":"MultiPoint","coordinates":[[2,44,300],[2.1,44]]}"#;
    assert_eq!(of(&bare).map(|s| s.shapes.len()), Ok(1));
    assert_eq!(
        of(&format!("\u{feff}{}", good())).expect("a feature").shapes[0].name.as_deref(),
        Some("Bon")
    );
    assert_eq!(
        shapes::points(&of(points).expect("points")).iter().map(|s| s.at).collect::<Vec<_>>(),
        [(2.0, 44.0), (2.1, 44.0)]
    );
    let gathered = format!(
        r#"{{"type":"GeometryCollection","geometries":[{bare},{}]}}"#,
        bare.replace(SQUARE, BESIDE)
    );
    let shapes = of(&gathered).expect("two areas");
    assert!(matches!(&shapes.shapes[..], [s] if matches!(&s.form, Form::Area(a) if a.len() == 2)));
    let mixed = of(&format!(r#"{{"type":"GeometryCollection","geometries":[{bare},{points}]}}"#))
        .expect("the area");
    assert_eq!(
        (mixed.shapes.len(), &mixed.remarks[0].what, mixed.remarks[0].kept),
        (1, &What::Mixed, true)
    );
    // A collection of which the members stand the other way round.
    let turned = format!(r#"{{"features":[{}],"name":"x","type":"FeatureCollection"}}"#, good());
    assert_eq!(of(&turned).map(|s| s.shapes.len()), Ok(1));
}

#[test]
fn remarks_stay_few() {
    let mut features = vec![good()];
    features.extend((0..1000).map(|i| {
        polygon(&format!("Nœud {i}"), "[[2.3,44],[2.5,44.2],[2.5,44],[2.3,44.2],[2.3,44]]")
    }));
    features.extend((0..500).map(|i| {
        let x = 3.0 + f64::from(i) / 1e4;
        polygon("Envers", &format!("[[{x},44],[{x},44.1],[3.5,44.1],[{x},44]]"))
    }));
    features.push(feature("", "Point", "[2,44]"));
    let shapes = of(&collection(&features)).expect("some are good");
    assert_eq!(shapes.shapes.len(), 501);
    assert!(shapes.remarks.len() <= MOST_REMARKS);
    let count = |f: &dyn Fn(&Remark) -> bool| {
        shapes.remarks.iter().filter(|r| f(r)).map(|r| r.count).sum::<usize>()
    };
    assert_eq!(count(&|r| r.what == What::Wound), 500);
    assert_eq!(count(&|r| !r.kept), 1001);
    assert!(
        shapes.remarks.iter().any(|r| r.what == What::Mixed),
        "the first of each kind is reported"
    );
    shapes.remarks.iter().for_each(|r| well_said(&r.to_string()));
    let said: Vec<String> = shapes.remarks.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|s| s.contains("et 499 autres objets")), "{said:?}");
}

#[test]
fn how_far_it_is_is_said() {
    let ring = |i: usize| format!("[[{0},44],[2.9,44],[2.9,44.1],[{0},44]]", 2.0 + i as f64 / 1e5);
    let text = collection(&(0..20_000).map(|i| polygon("x", &ring(i))).collect::<Vec<_>>());
    let mut shares = Vec::new();
    let read =
        shapes::read_reporting(FILE, text.as_bytes(), &Limits::default(), &mut |s| shares.push(s));
    assert!(
        shares.len() > 8 && shares.is_sorted() && shares.iter().all(|s| (0.0..=1.0).contains(s)),
        "{shares:?}"
    );
    assert_eq!(read.expect("usable").shapes.len(), 20_000);
}
