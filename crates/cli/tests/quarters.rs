//! Priority districts on the real contours: a point by the program and by counting crossings.

use std::{path::Path, process::Command};

use chrono::NaiveDate;
use cli::assets::Assets;
use geo::MultiPolygon;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use territory::{InseeCode, quarters::Quarter};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data")
}

/// Whether a ray to the east crosses the rings an odd number of times.
fn is_in(polygons: &MultiPolygon, lon: f64, lat: f64) -> bool {
    let rings = polygons.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    let crossings = rings.flat_map(|r| r.lines()).filter(|l| {
        let (a, b) = (l.start, l.end);
        (a.y > lat) != (b.y > lat) && lon < a.x + (lat - a.y) / (b.y - a.y) * (b.x - a.x)
    });
    crossings.count() % 2 == 1
}

#[test]
fn two_thousand_points_are_where_counting_crossings_puts_them() {
    let (quarters, areas) =
        Assets::open(&folder()).and_then(|a| a.quarters()).unwrap_or_else(|e| panic!("{e}"));
    // 1,584 on the list (ANCT), of which 91 in Saint-Martin and French Polynesia.
    assert_eq!((quarters.all.len(), quarters.undrawn.len(), areas.len()), (1_493, 91, 1_493));
    // PACA: 67 ZIP, 68 ZAC (annexe of the order of 2025).
    let classed = |z: &str| quarters.all.iter().filter(|q| q.zone.as_deref() == Some(z)).count();
    assert_eq!((classed("ZIP"), classed("ZAC")), (67, 68));
    // The same points on every machine.
    let (mut runner, mut inside) = (TestRunner::deterministic(), 0);
    let mut random = || {
        let at = (-0.1..1.1_f64).new_tree(&mut runner);
        at.unwrap_or_else(|e| panic!("{e}")).current()
    };
    for n in 0..2_000 {
        // Around one district after another, so that many points are in one.
        let (polygons, corner) = (0..)
            .find_map(|k| {
                let polygons = areas.polygons((n * 7 + k) % areas.len())?;
                Some((polygons, geo::BoundingRect::bounding_rect(polygons)?))
            })
            .expect("an area");
        let lon = corner.min().x + random() * corner.width();
        let lat = corner.min().y + random() * corner.height();
        let found: Vec<usize> =
            areas.near((lon, lat), 0.0).iter().filter(|n| n.is_inside).map(|n| n.area).collect();
        let counted: Vec<usize> = (0..areas.len())
            .filter(|a| areas.polygons(*a).is_some_and(|p| is_in(p, lon, lat)))
            .collect();
        assert_eq!(found, counted, "{lat} {lon}");
        inside += usize::from(is_in(polygons, lon, lat));
    }
    assert!((400..1_400).contains(&inside), "{inside}");
}

/// The list gives Paris, Lyon and Marseille as a whole; the contours say which arrondissements a
/// district is in, and the figure of each arrondissement counts those.
#[test]
fn an_arrondissement_has_the_districts_that_reach_into_it() {
    let assets = Assets::open(&folder()).unwrap_or_else(|e| panic!("{e}"));
    let dataset = assets.dataset().unwrap_or_else(|e| panic!("{e}"));
    let (quarters, _) = assets.quarters().unwrap_or_else(|e| panic!("{e}"));
    let g = dataset.gazetteer();
    let listed = |code: &str| -> Vec<&Quarter> {
        quarters.all.iter().filter(|q| q.communes.iter().any(|c| c == code)).collect()
    };
    let counted = |row| dataset.quarters(row).expect("a count");
    let (mut parts, mut of_cities) = (0, 0.0);
    for (row, city) in g.rows().filter_map(|row| Some((row, g.parent(row)?))) {
        let (here, whole) = (g.code(row).to_string(), g.code(city).to_string());
        assert!((counted(row) - listed(&here).len() as f64).abs() < 0.5, "{here}");
        assert!(listed(&here).iter().all(|q| q.communes.contains(&whole)), "{here}");
        parts += 1;
        of_cities += counted(row);
    }
    // 20 of Paris, 9 of Lyon, 16 of Marseille.
    assert_eq!(parts, 45);
    let of = |code| counted(InseeCode::parse(code).ok().and_then(|c| g.row(c)).expect("a place"));
    assert!(of_cities >= of("75056") + of("69123") + of("13055"));
    for city in ["75056", "69123", "13055"] {
        assert!(
            listed(city).iter().all(|q| q.communes.len() > 1),
            "a district of {city} in no part of it"
        );
    }
    assert!(of("75108") < 0.5 && of("75119") > 0.5, "{} {}", of("75108"), of("75119"));
}

#[test]
fn the_command_answers_by_a_point() {
    let ask = |arguments: &[&str]| {
        let out = Command::new(env!("CARGO_BIN_EXE_plaque"))
            .arg("--assets")
            .arg(folder())
            .arg("quarter")
            .args(arguments)
            .output()
            .expect("run");
        (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
    };
    // The mairie of Decazeville: no district in Decazeville.
    let (ok, said) = ask(&["44,5606", "2,2512"]);
    assert!(
        ok && said.starts_with("Ce point n’est dans aucun quartier prioritaire (QPV)."),
        "{said}"
    );
    let (ok, json) = ask(&["44.5606", "2.2512", "--json"]);
    assert!(ok && json.contains("\"footing\": \"outside\""), "{json}");
    assert!(!ask(&["ici", "2.2512"]).0);
}

/// The act of Provence-Alpes-Côte d’Azur that classes districts apart holds from 5 January 2026; of
/// those of Corse that was not found.
#[test]
fn districts_are_classed_apart_from_the_day_of_their_act() {
    let assets = Assets::open(&folder()).unwrap_or_else(|e| panic!("{e}"));
    let dataset = assets.dataset().unwrap_or_else(|e| panic!("{e}"));
    let zoning = dataset.rules().zoning.as_ref().expect("a zoning");
    let on = |region, (year, month, day)| {
        let date = NaiveDate::from_ymd_opt(year, month, day).expect("a day");
        zoning.classes_districts(region, date)
    };
    assert!(!on("93", (2025, 12, 31)) && !on("93", (2026, 1, 4)));
    assert!(on("93", (2026, 1, 5)) && on("93", (2026, 11, 29)));
    assert!(!on("94", (2026, 11, 29)) && !on("00", (2026, 11, 29)));
}
