//! Any bytes as GeoJSON: refused, or read to contours, perimeters and points.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (gazetteer, passage) = fuzz::france();
    let present = |code| match passage.present(code) {
        [] => vec![code],
        codes => codes.to_vec(),
    };
    let limits = shapes::Limits { features: 2_000, points: 20_000, ..shapes::Limits::default() };
    let Ok(shapes) = shapes::read("essai.geojson", data, &limits) else { return };
    let _kind = shapes::kind(&shapes, &gazetteer, present);
    let (areas, points) = (shapes::perimeters(&shapes, &gazetteer), shapes::points(&shapes));
    assert!(points.iter().all(|p| p.at.0.is_finite() && p.at.1.is_finite()));
    assert!(areas.iter().flat_map(|a| a.area.iter().flatten()).all(|ring| ring.len() >= 4 && ring.first() == ring.last()));
    let communes = shapes::communes(shapes, &gazetteer, present);
    let (contours, _) = atlas::topology::build(&communes.rows);
    let sections = atlas::codec::encode(&contours, 1);
    atlas::codec::decode(|name| sections.iter().find(|s| s.0 == name).map(|s| &s.1[..])).expect("what we wrote");
});
