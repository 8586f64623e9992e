//! Files that users have on their disks, and what we export ourselves, against the gazetteer of the
//! page.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use cli::assets::Assets;
use shapes::{Communes, Form, Kind, Limits, Shapes, What, read};
use territory::{Gazetteer, InseeCode, Row};

fn assets() -> Assets {
    Assets::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data"))
        .unwrap_or_else(|e| panic!("{e}"))
}

fn gazetteer() -> &'static Gazetteer {
    static DATA: OnceLock<Gazetteer> = OnceLock::new();
    DATA.get_or_init(|| assets().dataset().unwrap_or_else(|e| panic!("{e}")).gazetteer().clone())
}

fn shared(path: &str) -> PathBuf {
    testdata::shared_data(path).unwrap_or_else(|| panic!("{path} is not among the shared tables"))
}

/// The passage of codes to those of 2025.
fn passage() -> BTreeMap<InseeCode, Vec<InseeCode>> {
    let text = std::fs::read_to_string(shared("cog-passage-2025/table_passage_communes.csv"))
        .expect("readable");
    let mut passage: BTreeMap<InseeCode, Vec<InseeCode>> = BTreeMap::new();
    for (old, new) in text.lines().skip(1).filter_map(|l| l.split_once(',')) {
        passage
            .entry(InseeCode::parse(old).expect("a code"))
            .or_default()
            .push(InseeCode::parse(new).expect("a code"));
    }
    passage
}

fn present(
    passage: &BTreeMap<InseeCode, Vec<InseeCode>>,
) -> impl Fn(InseeCode) -> Vec<InseeCode> + Copy + '_ {
    |code| passage.get(&code).cloned().unwrap_or_else(|| vec![code])
}

fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(shared(folder)).expect("a folder");
    let mut paths: Vec<_> = entries
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "geojson"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|p| {
            (
                p.file_name().expect("a name").to_string_lossy().into_owned(),
                std::fs::read(p).expect("a file"),
            )
        })
        .collect()
}

/// Area in square degrees, holes taken away.
fn area<'a>(polygons: impl IntoIterator<Item = &'a Vec<Vec<(f64, f64)>>>) -> f64 {
    polygons
        .into_iter()
        .flatten()
        .map(|ring| {
            ring.windows(2)
                .map(|w| w[0].0 * (w[1].1 - w[0].1) - w[0].1 * (w[1].0 - w[0].0))
                .sum::<f64>()
                / 2.0
        })
        .sum()
}

fn total(shapes: &Shapes) -> f64 {
    shapes.shapes.iter().map(|s| if let Form::Area(a) = &s.form { area(a) } else { 0.0 }).sum()
}

/// Code of each row with a contour.
fn covered(communes: &Communes) -> Vec<Row> {
    gazetteer().rows().filter(|r| !communes.rows[r.index()].is_empty()).collect()
}

#[test]
#[cfg_attr(not(shared_data), ignore = "../shared/data is not there")]
fn the_thirteen_files_of_occitanie_are_read() {
    let passage = passage();
    let mut seen = (0, 0, 0, 0);
    let (mut bytes_seen, mut spent) = (0, std::time::Duration::ZERO);
    for (name, bytes) in files("contours-2018-occitanie") {
        let start = Instant::now();
        let shapes = read(&name, &bytes, &Limits::default()).unwrap_or_else(|e| panic!("{e}"));
        (bytes_seen, spent) = (bytes_seen + bytes.len(), spent + start.elapsed());
        assert_eq!(shapes::kind(&shapes, gazetteer(), present(&passage)), Kind::Communes, "{name}");
        let (features, before) = (shapes.shapes.len(), total(&shapes));
        let communes = shapes::communes(shapes, gazetteer(), present(&passage));
        for r in &communes.remarks {
            eprintln!("{r}");
        }
        let after: f64 = communes.rows.iter().map(area).sum();
        eprintln!(
            "{name}: {features} features, {} communes, {} carried, {} remarks",
            communes.known,
            communes.carried.len(),
            communes.remarks.len()
        );
        assert!((after / before - 1.0).abs() < 1e-9, "{name}: {before} {after}");
        let merged = |c: &[String]| communes.carried.iter().filter(|(_, n)| n == c).count();
        assert!(
            communes
                .carried
                .iter()
                .all(|(old, new)| new.len() == 1 && old != &new[0] && merged(new) >= 1)
        );
        let left_out: usize = communes.remarks.iter().filter(|r| !r.kept).map(|r| r.count).sum();
        seen = (
            seen.0 + features,
            seen.1 + communes.known,
            seen.2 + communes.carried.len(),
            seen.3 + left_out,
        );
    }
    eprintln!("{bytes_seen} bytes in {spent:?}");
    // The table of codes says the same of the 4 485 codes of these files.
    assert_eq!(seen, (4485, 4446, 40, 0));
}

#[test]
#[cfg_attr(not(shared_data), ignore = "../shared/data is not there")]
fn a_former_commune_joins_the_one_it_joined() {
    let passage = passage();
    let (name, bytes) = files("contours-2018-occitanie").swap_remove(7);
    let communes = shapes::communes(
        read(&name, &bytes, &Limits::default()).expect("usable"),
        gazetteer(),
        present(&passage),
    );
    // 46033 has 46099, 46278, 46300 and itself, in one outline.
    let row = gazetteer().row(InseeCode::parse("46033").expect("a code")).expect("a commune");
    assert_eq!(
        communes
            .carried
            .iter()
            .filter(|(_, to)| to == &["46033"])
            .map(|(from, _)| from.as_str())
            .collect::<Vec<_>>(),
        ["46099", "46278", "46300"]
    );
    let contour = &communes.rows[row.index()];
    assert_eq!(contour.iter().map(Vec::len).collect::<Vec<_>>(), [1], "one outline without hole");
}

#[test]
#[cfg_attr(not(shared_data), ignore = "../shared/data is not there")]
fn contours_of_former_codes_are_read() {
    let passage = passage();
    for (name, bytes) in files("contours-2018-complement") {
        let shapes = read(&name, &bytes, &Limits::default()).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(shapes.shapes.len(), 5);
        assert!(
            matches!(&shapes.remarks[..], [r] if r.what == What::Wound && r.count == 5),
            "{:?}",
            shapes.remarks
        );
        assert_eq!(shapes::communes(shapes, gazetteer(), present(&passage)).known, 5);
    }
}

/// All communes as the page and `plaque portrait --geojson` export them.
fn all_of_france() -> &'static (String, Vec<Row>) {
    static TEXT: OnceLock<(String, Vec<Row>)> = OnceLock::new();
    TEXT.get_or_init(|| {
        let (g, contours) = (gazetteer(), assets().contours().unwrap_or_else(|e| panic!("{e}")));
        let with = |r: &Row| {
            std::iter::once(*r)
                .chain(g.arrondissements(*r))
                .any(|r| contours.has_contour(u32::from(r.0)))
        };
        let rows: Vec<Row> = g.rows().filter(|r| g.is_commune(*r) && with(r)).collect();
        let places = rows.iter().map(|row| {
            let mut written = atlas::Written { row: u32::from(row.0), ..Default::default() };
            written.parts = g.arrondissements(*row).map(|a| u32::from(a.0)).collect();
            written.properties.insert("code".to_owned(), g.code(*row).to_string().into());
            written.properties.insert("nom".to_owned(), g.name(*row).into());
            written
        });
        (atlas::write(&contours, places.collect(), Default::default()), rows)
    })
}

#[test]
fn what_we_export_comes_back() {
    let (text, rows) = all_of_france();
    let start = Instant::now();
    let shapes = read("france.geojson", text.as_bytes(), &Limits::default())
        .unwrap_or_else(|e| panic!("{e}"));
    eprintln!(
        "{} MB, {} features, {} remarks in {:?}",
        text.len() / 1_000_000,
        shapes.shapes.len(),
        shapes.remarks.len(),
        start.elapsed()
    );
    for r in &shapes.remarks {
        eprintln!("{r}");
    }
    assert_eq!(shapes::kind(&shapes, gazetteer(), |c| vec![c]), Kind::Communes);
    let communes = shapes::communes(shapes, gazetteer(), |c| vec![c]);
    assert_eq!(&covered(&communes), rows);
    // As another reader of GeoJSON sees the export.
    let Ok(geojson::GeoJson::FeatureCollection(collection)) = text.parse() else {
        panic!("our own export")
    };
    assert_eq!(collection.features.len(), rows.len());
    for (feature, row) in collection.features.into_iter().zip(rows) {
        let shape: geo::Geometry =
            feature.geometry.expect("a geometry").try_into().expect("polygons");
        let (before, after) =
            (geo::Area::unsigned_area(&shape), area(&communes.rows[row.index()]).abs());
        assert!((after / before - 1.0).abs() < 1e-3, "{row:?}: {before} {after}");
    }
}

#[test]
fn perimeters_find_the_town_halls_that_a_plain_search_finds() {
    let (text, rows) = all_of_france();
    let shapes = read("france.geojson", text.as_bytes(), &Limits::default()).expect("usable");
    let start = Instant::now();
    let perimeters = shapes::perimeters(&shapes, gazetteer());
    eprintln!("{} perimeters in {:?}", perimeters.len(), start.elapsed());
    let hall = |r: Row| gazetteer().middle(r).expect("a town hall");
    let own = perimeters.iter().zip(rows).filter(|(p, r)| p.communes.contains(r)).count();
    eprintln!("{own} of {} hold their own town hall", rows.len());
    // Some halls are known to ten metres only, and some stand in the commune beside.
    assert!(own * 100 > rows.len() * 95);
    for perimeter in perimeters.iter().step_by(500) {
        let plain: Vec<Row> = gazetteer()
            .rows()
            .filter(|r| gazetteer().is_commune(*r) && gazetteer().middle(*r).is_some())
            .filter(|r| {
                let (x, y) = hall(*r);
                let sides = perimeter.area.iter().flatten().flat_map(|ring| ring.windows(2));
                sides
                    .filter(|w| {
                        (w[0].1 > y) != (w[1].1 > y)
                            && x < w[0].0 + (w[1].0 - w[0].0) * (y - w[0].1) / (w[1].1 - w[0].1)
                    })
                    .count()
                    % 2
                    == 1
            })
            .collect();
        assert_eq!(perimeter.communes, plain, "{}", perimeter.name);
    }
    // The whole country as one perimeter: every border is there twice, and all town halls are
    // looked at.
    let mut whole = shapes;
    let all = whole
        .shapes
        .iter_mut()
        .filter_map(
            |s| if let Form::Area(a) = &mut s.form { Some(std::mem::take(a)) } else { None },
        )
        .flatten()
        .collect();
    whole.shapes.truncate(1);
    whole.shapes[0].form = Form::Area(all);
    let start = Instant::now();
    let one = shapes::perimeters(&whole, gazetteer());
    eprintln!("one perimeter of {} communes in {:?}", one[0].communes.len(), start.elapsed());
}

#[test]
fn the_same_contours_without_codes_are_perimeters_and_twenty_five_megabytes_are_quick() {
    let (text, _) = all_of_france();
    let text = text.replace("\"code\"", "\"rang\"");
    let start = Instant::now();
    let shapes = read("france.geojson", text.as_bytes(), &Limits::default()).expect("usable");
    eprintln!("{} bytes in {:?}", text.len(), start.elapsed());
    assert_eq!(shapes::kind(&shapes, gazetteer(), |c| vec![c]), Kind::Perimeters);
    let unknown = shapes::communes(shapes, gazetteer(), |c| vec![c]);
    assert_eq!(unknown.known, 0);
    assert!(unknown.remarks.iter().any(|r| r.what == What::NoCode));
}
