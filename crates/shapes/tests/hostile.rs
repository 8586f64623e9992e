//! Whatever the bytes, an answer: random bytes, random changes of a good file, and good polygons
//! that come through.

use proptest::prelude::*;
use shapes::{Form, Limits, Shapes, read};
use territory::Gazetteer;

const GOOD: &str = r#"{"type":"FeatureCollection","name":"essai","features":[
{"type":"Feature","id":3,"properties":{"code":"12089","nom":"Decazeville","é":null,"n":1.5},"geometry":{"type":"Polygon","coordinates":[[[2,44],[2.1,44],[2.1,44.1],[2,44.1],[2,44]],[[2.01,44.01],[2.01,44.02],[2.02,44.02],[2.01,44.01]]]}},
{"type":"Feature","properties":{"INSEE_COM":1001},"geometry":{"type":"MultiPolygon","coordinates":[[[[2.1,44,120],[2.2,44],[2.2,44.1],[2.1,44]]]]}},
{"type":"Feature","properties":{"x":[1,{"a":"\"]}"}]},"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[2,44]}]}}]}"#;

/// Reads, and does with the shapes all that can be done.
fn all_the_way(bytes: &[u8]) -> Option<Shapes> {
    let limits = Limits { features: 1000, points: 100_000, depth: 32 };
    match read("essai", bytes, &limits) {
        Ok(shapes) => {
            let gazetteer = Gazetteer::default();
            let _ = shapes::kind(&shapes, &gazetteer, |c| vec![c]);
            let _ = (shapes::perimeters(&shapes, &gazetteer), shapes::points(&shapes));
            let _ = shapes::communes(shapes.clone(), &gazetteer, |c| vec![c]);
            assert!(shapes.remarks.iter().all(|r| !r.to_string().is_empty()));
            Some(shapes)
        }
        Err(e) => {
            assert!(!e.to_string().is_empty());
            None
        }
    }
}

/// A polygon that turns once around a place: distances in order of angle never cross.
fn star(lon: f64, lat: f64, distances: &[f64]) -> Vec<(f64, f64)> {
    let n = distances.len();
    let mut ring: Vec<(f64, f64)> = distances
        .iter()
        .enumerate()
        .map(|(i, d)| {
            let angle = std::f64::consts::TAU * i as f64 / n as f64;
            (lon + d * angle.cos(), lat + d * angle.sin())
        })
        .collect();
    ring.push(ring[0]);
    ring
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        all_the_way(&bytes);
    }

    #[test]
    fn random_json_marks_never_panic(text in r#"[\[\]{},:"\\ 0-9aN.e-]{0,200}"#) {
        all_the_way(format!(r#"{{"type":"FeatureCollection","features":[{text}"#).as_bytes());
        all_the_way(format!(r#"{{"type":"Polygon","coordinates":[{text}]}}"#).as_bytes());
        all_the_way(text.as_bytes());
    }

    #[test]
    fn random_changes_of_a_good_file_never_panic(
        changes in proptest::collection::vec((0..GOOD.len(), any::<u8>(), 0u8..4), 1..6), end in 0..=GOOD.len(),
    ) {
        let mut bytes = GOOD.as_bytes().to_vec();
        for (at, byte, how) in changes {
            let at = at % bytes.len();
            // Mostly characters that mean something.
            let byte = if how == 3 { byte } else { b"[]{},:\"0123456789.-eNn\\"[usize::from(byte) % 23] };
            match how {
                0 => { bytes.insert(at, byte); }
                1 => { bytes.remove(at); }
                _ => bytes[at] = byte,
            }
        }
        all_the_way(&bytes);
        all_the_way(&bytes[..end.min(bytes.len())]);
    }

    #[test]
    fn good_polygons_survive(
        stars in proptest::collection::vec(proptest::collection::vec(0.01f64..0.04, 3..40), 1..8), wrong_way in any::<bool>(), open in any::<bool>(),
    ) {
        let rings: Vec<Vec<(f64, f64)>> = stars.iter().enumerate().map(|(i, d)| star(1.0 + 0.1 * i as f64, 45.0, d)).collect();
        let written: Vec<String> = rings.iter().map(|ring| {
            let mut ring = ring.clone();
            if wrong_way { ring.reverse(); }
            if open { ring.pop(); }
            let ring: Vec<String> = ring.iter().map(|(x, y)| format!("[{x},{y}]")).collect();
            format!(r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#, ring.join(","))
        }).collect();
        let shapes = all_the_way(format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, written.join(",")).as_bytes()).expect("good");
        prop_assert_eq!(shapes.shapes.len(), rings.len(), "{:?}", shapes.remarks);
        for (shape, ring) in shapes.shapes.iter().zip(&rings) {
            let Form::Area(area) = &shape.form else { panic!("an area") };
            let mut got = area[0][0].clone();
            prop_assert_eq!(got.first(), got.last());
            let mut expected = ring.clone();
            for r in [&mut got, &mut expected] {
                r.pop();
                let least = r.iter().enumerate().min_by(|a, b| a.1.0.total_cmp(&b.1.0).then(a.1.1.total_cmp(&b.1.1))).map_or(0, |(i, _)| i);
                r.rotate_left(least);
            }
            // The last digit of a number may be read differently; far less than any rounding here.
            let near = |a: &(f64, f64), b: &(f64, f64)| (a.0 - b.0).abs().max((a.1 - b.1).abs()) < 1e-12;
            prop_assert!(got.len() == expected.len() && got.iter().zip(&expected).all(|(a, b)| near(a, b)));
        }
    }
}

#[test]
fn the_good_file_is_good() {
    let shapes = all_the_way(GOOD.as_bytes()).expect("good");
    assert_eq!(
        shapes.shapes.iter().map(|s| s.code.as_deref()).collect::<Vec<_>>(),
        [Some("12089"), Some("1001")]
    );
    assert_eq!(shapes.shapes[0].properties.len(), 3);
    assert_eq!(shapes.remarks.len(), 1, "the point: {:?}", shapes.remarks);
}
