//! What is near each town hall: the bands of `catchment` beside an R-tree, which must find the same.

use std::{hint::black_box, path::Path, time::Instant};

use catchment::Ground;
use cli::assets::Assets;
use rstar::{RTree, primitives::GeomWithData};

/// How far the models of access look, km.
const REACH_KM: f64 = 24.0;
const EARTH_KM: f64 = 6371.0088;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
    let dataset = Assets::open(&folder).and_then(|a| a.dataset()).unwrap_or_else(|e| panic!("{e}"));
    let gazetteer = dataset.gazetteer();
    let halls: Vec<Option<(f64, f64)>> = gazetteer.rows().map(|r| gazetteer.town_hall(r)).collect();

    let begun = Instant::now();
    let ground = Ground::new(&halls);
    let sorted = begun.elapsed();
    let begun = Instant::now();
    let (mut found, mut km) = (0_usize, 0.0);
    for place in 0..halls.len() {
        ground.around(place, REACH_KM, |_, far| {
            found += 1;
            km += far;
        });
    }
    let bands = begun.elapsed();
    println!("bands:  {sorted:?} to sort, {bands:?} for {found} pairs ({km:.0} km)");

    let begun = Instant::now();
    let points: Vec<GeomWithData<[f64; 3], usize>> = (0..)
        .zip(&halls)
        .filter_map(|(place, hall)| Some(GeomWithData::new(in_space((*hall)?), place)))
        .collect();
    let tree = RTree::bulk_load(points.clone());
    let loaded = begun.elapsed();
    let chord = 2.0 * EARTH_KM * (REACH_KM / 2.0 / EARTH_KM).sin();
    let begun = Instant::now();
    let (mut same, mut total) = (0_usize, 0.0);
    for point in &points {
        let here = *point.geom();
        for other in tree.locate_within_distance(here, chord * chord) {
            let there = other.geom();
            let squared: f64 = here.iter().zip(there).map(|(a, b)| (a - b) * (a - b)).sum();
            same += 1;
            total += 2.0 * EARTH_KM * (squared.sqrt() / 2.0 / EARTH_KM).asin();
            black_box(other.data);
        }
    }
    let r_tree = begun.elapsed();
    println!("R-tree: {loaded:?} to load, {r_tree:?} for {same} pairs ({total:.0} km)");
    println!("ratio of the looking: {:.2}", bands.as_secs_f64() / r_tree.as_secs_f64());
    assert_eq!(found, same, "both find the same pairs");
}

/// A point of the globe in space, km.
fn in_space((lon, lat): (f64, f64)) -> [f64; 3] {
    let ((sin_lon, cos_lon), (sin_lat, cos_lat)) =
        (lon.to_radians().sin_cos(), lat.to_radians().sin_cos());
    [EARTH_KM * cos_lat * cos_lon, EARTH_KM * cos_lat * sin_lon, EARTH_KM * sin_lat]
}
