//! Portraits on the real data: figures against figures gathered another way, and what is taken away
//! against what is shown.

use std::{collections::BTreeMap, path::Path, process::Command, sync::OnceLock};

use cli::assets::Assets;
use portrait::{Book, Chosen, Figure, NoTerritory, Portrait, Territory};
use territory::{Aggregate, AreaKind, Dataset, InseeCode, Kind, Row, Value};

fn data() -> &'static (Dataset, Book, String) {
    static DATA: OnceLock<(Dataset, Book, String)> = OnceLock::new();
    DATA.get_or_init(|| {
        let assets = Assets::open(&folder()).unwrap_or_else(|e| panic!("{e}"));
        let mut dataset = assets.dataset().unwrap_or_else(|e| panic!("{e}"));
        let book = assets.portrait(&mut dataset).unwrap_or_else(|e| panic!("{e}"));
        (dataset, book, assets.day())
    })
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data")
}

fn row(code: &str) -> Row {
    data().0.gazetteer().row(InseeCode::parse(code).expect("a code")).expect("a place")
}

fn told(chosen: &Chosen) -> (Territory, Portrait) {
    let (dataset, book, _) = data();
    let territory = Territory::new(dataset, chosen).unwrap_or_else(|e| panic!("{e}"));
    let told = Portrait::new(dataset, book, &territory);
    (territory, told)
}

/// Every so many communes of the list, until there are enough.
fn some_communes(wanted: usize) -> Vec<Row> {
    let g = data().0.gazetteer();
    let communes: Vec<Row> = g.rows().filter(|r| g.is_commune(*r)).collect();
    let step = communes.len() / wanted;
    communes.into_iter().step_by(step).take(wanted).collect()
}

/// A figure is there or says why; never a zero, a blank or NaN in the place of one that is missing.
fn is_honest(f: &Figure) {
    let shown = f.value.is_some() || f.class.is_some() || !f.shares.is_empty();
    assert!(shown != f.absent.is_some(), "{f:?}");
    assert!(!f.text.is_empty() && !f.text.contains("NaN"), "{f:?}");
    assert!(f.value.is_none_or(f64::is_finite), "{f:?}");
    for words in [&f.label, &f.definition, &f.vintage, &f.level, &f.rule, &f.unit, &f.limits] {
        assert!(!words.is_empty(), "{f:?}");
    }
    for words in [&f.origin.producer, &f.origin.title, &f.origin.licence] {
        assert!(!words.is_empty(), "{f:?}");
    }
    assert!(f.origin.url.starts_with("https://"), "{f:?}");
}

#[test]
fn five_hundred_communes_have_the_figures_of_their_columns_on_screen_and_in_the_table() {
    let (dataset, book, day) = data();
    let mut seen = 0;
    for commune in some_communes(500) {
        let (_, portrait) = told(&Chosen::Place(commune));
        assert!(portrait.pending.is_empty(), "{:?}", portrait.pending);
        let mut lines: BTreeMap<String, csv::StringRecord> = BTreeMap::new();
        let table = portrait::csv(&portrait, day);
        for line in csv::Reader::from_reader(table.as_bytes()).records() {
            let line = line.expect("a line of the table");
            lines.insert(line[2].to_owned(), line);
        }
        for f in portrait.sections.iter().flat_map(|s| &s.figures) {
            is_honest(f);
            if let Some(column) = dataset.column(&f.id) {
                match (&column.spec.kind, column.value(commune)) {
                    (Kind::Measure { .. }, value) => {
                        let of_parts = || gathered(column, |r| r == commune);
                        assert_eq!(f.value, value.known().or_else(of_parts), "{}", f.id);
                    }
                    (Kind::Class(_), Value::Known(_)) => assert!(f.class.is_some(), "{}", f.id),
                    (Kind::Class(_), Value::Absent(_)) => assert!(f.absent.is_some(), "{}", f.id),
                }
            }
            let line = &lines[&f.id];
            assert_eq!(line[4].parse::<f64>().ok(), f.value, "{}", f.id);
            assert_eq!(
                (&line[5], &line[6], &line[15]),
                (f.text.as_str(), f.unit.as_str(), f.origin.producer.as_str())
            );
            seen += 1;
        }
        assert_eq!(lines.len(), portrait.sections.iter().map(|s| s.figures.len()).sum::<usize>());
    }
    // Some 34 columns and 85 series for each.
    assert!(seen > 500 * 110, "{seen}");
    assert!(book.gaps.len() >= 30);
}

/// Sum, or mean by its own weights, straight from the columns: a city counts by its own figure,
/// else by its arrondissements.
fn gathered(column: &territory::Column, inside: impl Fn(Row) -> bool) -> Option<f64> {
    let (dataset, ..) = data();
    let g = dataset.gazetteer();
    let weight = match column.spec.aggregate {
        Aggregate::None => return None,
        Aggregate::Sum => None,
        Aggregate::PopulationMean => Some(
            dataset
                .column(column.spec.weight.as_deref().unwrap_or("population"))
                .expect("its weights"),
        ),
    };
    let (mut over, mut under, mut any) = (0.0, 0.0, false);
    for commune in g.rows().filter(|r| g.is_commune(*r) && inside(*r)) {
        let known = column.value(commune).known().is_some();
        let parts: Vec<Row> =
            if known { vec![commune] } else { g.arrondissements(commune).collect() };
        for part in parts {
            let weight = weight.map_or(Some(1.0), |w| w.value(part).known());
            if let (Some(value), Some(weight)) = (column.value(part).known(), weight) {
                (over, under, any) = (over + value * weight, under + weight, true);
            }
        }
    }
    match (any, weight) {
        (false, _) => None,
        (true, None) => Some(over),
        (true, Some(_)) => (under > 0.0).then(|| over / under),
    }
}

#[test]
fn every_departement_is_what_its_communes_come_to() {
    let (dataset, ..) = data();
    let g = dataset.gazetteer();
    let areas = &g.membership(AreaKind::Departement).expect("départements").areas;
    assert_eq!(areas.len(), 101);
    for area in areas {
        let inside = |r: Row| g.area(AreaKind::Departement, r).is_some_and(|a| a.code == area.code);
        let any = g.rows().find(|r| g.is_commune(*r) && inside(*r)).expect("a commune");
        let (territory, portrait) = told(&Chosen::Area(AreaKind::Departement, any));
        assert_eq!(
            territory.communes.len(),
            g.rows().filter(|r| g.is_commune(*r) && inside(*r)).count()
        );
        for f in portrait.sections.iter().flat_map(|s| &s.figures) {
            is_honest(f);
            let Some(column) = dataset.column(&f.id) else { continue };
            if let Kind::Class(_) = column.spec.kind {
                // A city without a class is shared out among its arrondissements; Paris alone has a
                // class or a reason.
                let parts = |r: &Row| {
                    if column.class(*r).is_some() {
                        1
                    } else {
                        g.arrondissements(*r).count().max(1)
                    }
                };
                let expected = territory.communes.iter().map(parts).sum::<usize>();
                let alone = territory.communes.len() == 1;
                assert_eq!(
                    f.shares.iter().map(|s| s.communes).sum::<usize>(),
                    if alone { 0 } else { expected },
                    "{}",
                    f.id
                );
                continue;
            }
            // Paris is one commune: its own figure is that of the département, even one that cannot
            // be gathered.
            let alone =
                if let [one] = territory.communes[..] { column.value(one).known() } else { None };
            let expected = alone.or_else(|| gathered(column, inside));
            let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + a.abs());
            assert!(
                f.value.is_some() == expected.is_some(),
                "{} {}: {:?} {expected:?}",
                area.name,
                f.id,
                f.value
            );
            assert!(
                f.value.zip(expected).is_none_or(|(a, b)| close(a, b)),
                "{} {}: {:?} {expected:?}",
                area.name,
                f.id,
                f.value
            );
        }
    }
}

#[test]
fn published_figures_are_found_again() {
    let (_, aveyron) = told(&Chosen::Area(AreaKind::Departement, row("12089")));
    // CNAM, 31 December 2024: 225 GPs without particular expertise in the Aveyron, 80.8 for
    // 100,000; France 51,775.
    let count = aveyron
        .figure("cnam_effectif_medecinsgeneralisteshorsmedecinsaexpertiseparticulieremep")
        .expect("GPs");
    assert_eq!(
        (count.value, count.beside.last().and_then(|b| b.value)),
        (Some(225.0), Some(51_775.0))
    );
    // DREES, 2025: 47.5 % of the doctors of the Aveyron are 55 or older; APL 2024 of the
    // département: 3.37, France 3.72.
    let access = aveyron.figure("apl_mg_dep").expect("APL");
    assert_eq!(
        (access.value, access.beside.last().and_then(|b| b.value)),
        (Some(3.37), Some(3.72))
    );
    // A whole région has its own published line, not none of its départements: 5,124 GPs in
    // Occitanie.
    let (_, occitanie) = told(&Chosen::Area(AreaKind::Region, row("12089")));
    let count = occitanie
        .figure("cnam_effectif_medecinsgeneralisteshorsmedecinsaexpertiseparticulieremep")
        .expect("GPs");
    assert_eq!(count.value, Some(5_124.0));
    // Two départements: what is published by département is not shared out.
    let (_, both) = told(&Chosen::Several(vec![row("12089"), row("46102")]));
    let count = both.figure("cnam_effectif_infirmiers").expect("nurses");
    assert!(
        count.value.is_none() && count.text.contains("ce territoire en touche 2"),
        "{}",
        count.text
    );
}

#[test]
fn territories_are_what_they_are_asked_to_be() {
    let (dataset, ..) = data();
    let around = |km| Territory::new(dataset, &Chosen::Around(row("12089"), km));
    let circle = around(10.0).unwrap_or_else(|e| panic!("{e}"));
    assert!(circle.communes.contains(&row("12089")) && circle.communes.len() > 10);
    for km in [0.0, f64::NAN, 1e6] {
        assert_eq!(around(km), Err(NoTerritory::Distance));
    }
    assert_eq!(
        Territory::new(dataset, &Chosen::Around(row("15031"), 10.0)),
        Err(NoTerritory::Nowhere)
    );
    assert_eq!(Territory::new(dataset, &Chosen::Several(Vec::new())), Err(NoTerritory::Empty));
    // A city with an arrondissement of its own counts once.
    let paris = Territory::new(dataset, &Chosen::Several(vec![row("75056"), row("75119")]))
        .unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(paris.communes, [row("75056")]);
}

/// What the command answers.
fn plaque(arguments: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_plaque"))
        .args(["--assets"])
        .arg(folder())
        .args(arguments)
        .output()
        .expect("it runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

#[test]
fn what_is_taken_away_is_read_by_others() {
    let (dataset, book, _) = data();
    let (territory, portrait) = told(&Chosen::Area(AreaKind::Epci, row("12089")));
    // JSON and CSV of the command are what the core says.
    let json = plaque(&["portrait", "12089", "--level", "epci", "--json"]);
    assert!(
        json.trim_end() == serde_json::to_string_pretty(&portrait).expect("JSON"),
        "the command says something else"
    );
    let table = plaque(&["portrait", "12089", "--level", "epci", "--csv"]);
    assert_eq!(
        csv::Reader::from_reader(table.as_bytes()).records().count(),
        portrait.sections.iter().map(|s| s.figures.len()).sum::<usize>()
    );
    // GeoJSON, read by its own crate: each commune with its figures, and how to cite them.
    let text = plaque(&["portrait", "12089", "--level", "epci", "--geojson"]);
    let geojson::GeoJson::FeatureCollection(collection) = text.parse().expect("GeoJSON") else {
        panic!("a collection")
    };
    let about = collection.foreign_members.expect("metadata");
    assert!(about["citation"].as_str().is_some_and(|c| c.starts_with("Plaque")));
    assert_eq!(
        about["colonnes"].as_array().map(Vec::len),
        Some(book.columns_shown().filter(|id| dataset.column(id).is_some()).count())
    );
    assert_eq!(collection.features.len(), territory.communes.len());
    for (feature, row) in collection.features.iter().zip(&territory.communes) {
        let properties = feature.properties.as_ref().expect("properties");
        assert_eq!(properties["code"], dataset.gazetteer().code(*row).as_str());
        assert!(feature.geometry.is_some());
        for column in book.columns_shown().filter_map(|id| dataset.column(id)) {
            let found = &properties[&column.spec.id];
            match (column.class(*row), column.value(*row).known()) {
                (Some(class), _) => assert_eq!(*found, class.id.as_str()),
                (None, Some(v)) => assert_eq!(found.as_f64(), Some(v)),
                (None, None) => assert!(
                    found.is_null()
                        && properties[&format!("{}_pourquoi", column.spec.id)].is_string()
                ),
            }
        }
    }
}

/// All of France comes in one file, of a size that the page takes back: outlines with code and
/// name, and why no more.
#[test]
fn the_country_is_one_file() {
    let text = plaque(&["portrait", "12089", "--level", "france", "--geojson"]);
    assert!((15_000_000..40_000_000).contains(&text.len()), "{}", text.len());
    let geojson::GeoJson::FeatureCollection(collection) = text.parse().expect("GeoJSON") else {
        panic!("a collection")
    };
    assert!(
        collection.foreign_members.expect("metadata")["limites"]
            .as_str()
            .is_some_and(|l| l.contains("6\u{202f}000 communes"))
    );
    let g = data().0.gazetteer();
    let communes: Vec<String> =
        g.rows().filter(|r| g.is_commune(*r)).map(|r| g.code(r).to_string()).collect();
    let codes: Vec<String> = collection
        .features
        .iter()
        .filter_map(|f| Some(f.property("code")?.as_str()?.to_owned()))
        .collect();
    assert_eq!(codes, communes);
    assert!(
        collection.features.iter().all(|f| f.properties.as_ref().is_some_and(|p| p.len() == 2))
    );
    // Parted from Neussargues-en-Pinatelle in 2025: the contours of that year do not have them yet.
    let without = collection
        .features
        .iter()
        .zip(&codes)
        .filter(|(f, _)| f.geometry.is_none())
        .map(|(_, c)| c.as_str());
    assert_eq!(without.collect::<Vec<_>>(), ["15031", "15035", "15047", "15171"]);
}

#[test]
fn neighbours_are_the_nearest_of_all() {
    let (dataset, ..) = data();
    let g = dataset.gazetteer();
    for place in some_communes(40) {
        let near = portrait::neighbours(dataset, place, 24);
        let Some(here) = g.middle(place) else {
            assert!(near.is_empty());
            continue;
        };
        assert_eq!(near.len(), 24);
        assert!(near.windows(2).all(|w| w[0].1 <= w[1].1), "{near:?}");
        let last = near[23].1;
        let nearer = g.rows().filter(|r| g.is_commune(*r) && *r != place);
        let nearer = nearer
            .filter(|r| {
                g.middle(*r).is_some_and(|there| portrait::great_circle_km(here, there) < last)
            })
            .count();
        assert!(nearer <= 23, "{place:?}: {nearer} communes nearer than the last");
        assert!(near.iter().all(|n| n.0 != place && g.is_commune(n.0)));
    }
}
