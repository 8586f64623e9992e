//! The zones that the page shows are those of the published table.

use std::{fs, path::Path};

use cli::assets::Assets;
use territory::{Absence, InseeCode};

#[test]
#[cfg_attr(not(shared_data), ignore = "../shared/data is not there")]
fn the_zone_of_every_place_is_that_of_the_source_table() {
    let folder =
        testdata::shared_data("zonage-medecins-cartosante").expect("the folder of the table");
    let mut folder = fs::read_dir(folder).expect("readable");
    let table = folder
        .find_map(|e| {
            e.ok().map(|e| e.path()).filter(|p| p.extension().is_some_and(|x| x == "csv"))
        })
        .expect("a table");
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
    let dataset =
        Assets::open(&assets).and_then(|a| a.dataset()).expect("the assets of the project");
    let mut checked = 0;
    let mut wrong = Vec::new();
    for line in fs::read_to_string(table).expect("readable").lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(code), Some(_), Some(class)) = (cells.next(), cells.next(), cells.next()) else {
            panic!("{line}")
        };
        // Former communes are put together by the pipeline, which has its own tests.
        let Some(row) = InseeCode::parse(code).ok().and_then(|c| dataset.gazetteer().row(c)) else {
            continue;
        };
        checked += 1;
        let found = match dataset.zone(row) {
            territory::Zone::Known(found) => found.id.as_str(),
            territory::Zone::Absent(Absence::NotPublished) => "NA",
            _ => "",
        };
        if found != class {
            wrong.push(format!("{line}: {found}"));
        }
    }
    assert!(checked > 34_000, "{checked} places compared");
    assert!(wrong.is_empty(), "{} differ: {:?}", wrong.len(), &wrong[..wrong.len().min(10)]);
}
