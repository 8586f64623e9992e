//! The sheet of every place from the small file of its département is the sheet from the whole
//! dataset.

use std::{collections::BTreeMap, path::Path};

use chrono::NaiveDate;
use cli::assets::Assets;
use portrait::{Chosen, Portrait, Territory, WideSums};
use territory::{
    AreaKind, Dataset, Extract, InseeCode, Role, Row, RuleBook, Scope, Sheet, Standing, Standings,
    Statement, Subject, standing,
};

const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");

fn assets() -> Assets {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
    Assets::open(&folder).unwrap_or_else(|e| panic!("{e}"))
}

/// The whole dataset, who touches whom in it, and who is drawn.
fn whole(assets: &Assets) -> (Dataset, Vec<Vec<Row>>, Vec<bool>) {
    let dataset = assets.dataset().unwrap_or_else(|e| panic!("{e}"));
    let contours = assets.contours().unwrap_or_else(|e| panic!("{e}"));
    let rows =
        |all: Vec<u32>| all.into_iter().map(|r| Row(u16::try_from(r).expect("a row"))).collect();
    let drawn = (0..contours.rows()).map(|r| contours.has_contour(r)).collect();
    (dataset, contours.neighbours().into_iter().map(rows).collect(), drawn)
}

/// A sheet whose rows mean the same everywhere.
fn without_rows(mut sheet: Sheet) -> Sheet {
    let around = sheet.neighbours.iter_mut().map(|n| &mut n.place);
    let all =
        around.chain(&mut sheet.parent).chain(&mut sheet.arrondissements).chain([&mut sheet.place]);
    all.for_each(|place| place.row = Row(0));
    sheet
}

/// Counted one by one, without any order: twin of the standings of the domain.
fn counted(dataset: &Dataset, column: &territory::Column, row: Row) -> Vec<Option<usize>> {
    let g = dataset.gazetteer();
    let more = |kind: Option<AreaKind>| {
        let own = column.value(row).known().filter(|_| g.is_commune(row))?;
        let is_here =
            |r: &Row| g.is_commune(*r) && kind.is_none_or(|k| g.area(k, *r) == g.area(k, row));
        Some(
            1 + g
                .rows()
                .filter(is_here)
                .filter(|r| column.value(*r).known().is_some_and(|v| v > own))
                .count(),
        )
    };
    vec![more(Some(AreaKind::Departement)), more(Some(AreaKind::Region)), more(None)]
}

#[test]
fn the_sheet_of_every_place_is_the_same() {
    let assets = assets();
    let (dataset, neighbours, drawn) = whole(&assets);
    let g = dataset.gazetteer();
    let mut extracts: BTreeMap<String, Extract> = BTreeMap::new();
    let mut standings = Standings::default();
    for row in g.rows() {
        let code = g.code(row);
        let read = || {
            assets
                .extract(code)
                .unwrap_or_else(|e| panic!("{e}"))
                .expect("a file for each département")
        };
        let extract = extracts.entry(code.departement().to_owned()).or_insert_with(read);
        let here = extract.row(code).expect("of the département");
        let small = extract.sheet(code, DAY).expect("of the département");
        let mut large = Sheet::build_bare(&dataset, &neighbours[row.index()], row, DAY);
        for figure in &mut large.figures {
            *figure = figure.stand(&dataset, &mut standings, row);
        }
        assert_eq!(extract.has_contour(here), drawn[row.index()], "{code}");
        assert_eq!(extract.dataset().gazetteer().middle(here), g.middle(row), "{code}");
        assert_eq!(small.place.row, here);
        assert!(
            small.pending.is_empty() && small.figures.len() == 11,
            "{code}: {:?}",
            small.pending
        );
        let (small, mut large) = (without_rows(small), without_rows(large));
        // But for one figure, wider areas come with the whole country.
        for (few, all) in small.figures.iter().zip(&mut large.figures) {
            if dataset.roles().id(Role::Access) != Ok(&all.column) {
                all.standing.truncate(1);
                assert!(all.standing_text.starts_with(&few.standing_text), "{code}");
                all.standing_text.truncate(few.standing_text.len());
            }
        }
        if small != large {
            panic!("{code}:\n{small:#?}\n{large:#?}");
        }
    }
    assert_eq!(extracts.len(), 101);
}

#[test]
fn standings_kept_from_place_to_place_are_those_of_one_place_and_of_a_plain_count() {
    let (dataset, ..) = whole(&assets());
    let g = dataset.gazetteer();
    let mut kept = Standings::default();
    let codes = ["01001", "2A004", "75056", "75101", "97608", "55039"]
        .map(|c| InseeCode::parse(c).expect("a code"));
    for row in g.rows().step_by(1777).chain(codes.into_iter().filter_map(|c| g.row(c))) {
        for figure in Sheet::build_bare(&dataset, &[], row, DAY).figures {
            let figure = figure.stand(&dataset, &mut kept, row);
            let column = dataset.column(&figure.column).expect("loaded");
            assert!(figure.standing.last().is_some_and(|s| s.scope == Scope::France));
            assert_eq!(
                figure.standing,
                standing(&dataset, column, row),
                "{} {}",
                g.code(row),
                figure.column
            );
            if matches!(column.spec.kind, territory::Kind::Measure { .. }) {
                let ranks: Vec<Option<usize>> =
                    figure.standing.iter().map(|s: &Standing| s.rank).collect();
                assert_eq!(
                    ranks,
                    counted(&dataset, column, row),
                    "{} {}",
                    g.code(row),
                    figure.column
                );
            }
        }
    }
}

#[test]
fn a_place_beyond_the_border_has_a_name_and_a_zone_but_no_sheet() {
    let assets = assets();
    let code = |text: &str| InseeCode::parse(text).expect("a code");
    let extract = assets.extract(code("12176")).unwrap_or_else(|e| panic!("{e}")).expect("Aveyron");
    let g = extract.dataset().gazetteer();
    let beyond =
        g.rows().find(|r| g.code(*r).departement() != "12").expect("a neighbour of Aveyron");
    assert!(!g.name(beyond).is_empty() && g.area(AreaKind::Departement, beyond).is_some());
    assert!(matches!(extract.dataset().zone(beyond), territory::Zone::Known(_)));
    assert!(extract.dataset().population(beyond).is_none());
    assert!(extract.row(g.code(beyond)).is_none() && extract.sheet(g.code(beyond), DAY).is_none());
    assert!(extract.neighbours(beyond).is_empty());
    assert!(
        assets.extract(code("98801")).unwrap_or_else(|e| panic!("{e}")).is_none(),
        "no département of ours"
    );
}

/// One place in nine, every arrondissement, and every département.
#[test]
fn portraits_from_the_files_of_a_departement_are_those_of_the_whole() {
    let assets = assets();
    let (mut dataset, ..) = whole(&assets);
    let book = assets.portrait(&mut dataset).unwrap_or_else(|e| panic!("{e}"));
    let g = dataset.gazetteer();
    let (mut of_whole, mut small, mut departements) = (WideSums::default(), BTreeMap::new(), 0);
    for row in g.rows().filter(|r| r.index() % 9 == 0 || !g.is_commune(*r)) {
        let code = g.code(row);
        let departement = code.departement().to_owned();
        let is_new = !small.contains_key(&departement);
        let read = || {
            assets
                .first_portraits(code)
                .unwrap_or_else(|e| panic!("{e}"))
                .expect("a file for each département")
        };
        let (extract, own, known) = small.entry(departement).or_insert_with(read);
        let here = extract.row(code).expect("of the département");
        let mut pairs = vec![(Chosen::Place(row), Chosen::Place(here))];
        if is_new {
            departements += 1;
            pairs.push((
                Chosen::Area(AreaKind::Departement, row),
                Chosen::Area(AreaKind::Departement, here),
            ));
        }
        for (large, small) in pairs {
            let there = Territory::new(&dataset, &large).expect("a territory");
            let large = Portrait::with(&dataset, &book, &there, &mut of_whole);
            let near = Territory::new(extract.dataset(), &small).expect("a territory");
            let small = Portrait::with(extract.dataset(), own, &near, known);
            if small != large {
                panic!("{code}:\n{small:#?}\n{large:#?}");
            }
        }
    }
    assert_eq!(departements, 101);
}

/// Every area of every kind that lies in one département: its territory in the rows of the small
/// file is the one that the file finds, where it can tell. One in nine has its portrait made both
/// ways.
#[test]
fn the_file_of_a_departement_has_the_areas_that_lie_in_it() {
    let assets = assets();
    let (mut dataset, ..) = whole(&assets);
    let book = assets.portrait(&mut dataset).unwrap_or_else(|e| panic!("{e}"));
    let g = dataset.gazetteer();
    let (mut of_whole, mut inside, mut across) = (WideSums::default(), 0, 0);
    for departement in &g.membership(AreaKind::Departement).expect("départements").areas {
        let own: Vec<Row> =
            g.rows().filter(|r| g.code(*r).departement() == departement.code).collect();
        let (extract, own_book, mut known) = assets
            .first_portraits(g.code(own[0]))
            .unwrap_or_else(|e| panic!("{e}"))
            .expect("a file for each département");
        let set = extract.dataset();
        let firsts = AreaKind::ALL.into_iter().flat_map(|kind| {
            let first = |r: &Row| Some(((kind, &*g.area(kind, *r)?.code), *r));
            own.iter().rev().filter_map(first).collect::<BTreeMap<_, _>>()
        });
        for ((kind, _), row) in firsts {
            let large = Territory::new(&dataset, &Chosen::Area(kind, row)).expect("a territory");
            let here = extract.row(g.code(row)).expect("of the département");
            let early = Territory::of_departement(&extract, &Chosen::Area(kind, here));
            let Some(near) = large.within(&dataset, &extract) else {
                assert_eq!(early, None, "{}", large.title);
                across += 1;
                continue;
            };
            assert_eq!(early, (kind == AreaKind::Departement).then(|| near.clone()));
            inside += 1;
            if inside % 9 == 0 {
                let small = Portrait::with(set, &own_book, &near, &mut known);
                let large = Portrait::with(&dataset, &book, &large, &mut of_whole);
                assert!(small == large, "{}: other figures", large.title);
            }
        }
    }
    assert!(inside > 4_000 && across > 500, "{inside} inside, {across} across");
}

/// Before the rule book has come, the page says what the reading lets it say, and nothing of it
/// changes later.
#[test]
fn the_first_sentences_are_those_of_the_whole_rule_book() {
    let assets = assets();
    let mut dataset = assets.dataset().unwrap_or_else(|e| panic!("{e}"));
    let lines = include_str!("../../../assets/data/reading.txt");
    assert_eq!(dataset.rules().to_reading().expect("no tab"), lines);
    let days = [(2020, 1, 1), (2023, 6, 1), (2026, 11, 22)]
        .map(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d).expect("a day"));
    let places: Vec<Row> = dataset.gazetteer().rows().step_by(97).collect();
    let said = |dataset: &Dataset| {
        let of = |row: Row, day: NaiveDate| {
            let sheet = Sheet::build(dataset, &[], row, day);
            let is_first = |s: &Statement| s.about != Subject::Aids;
            (sheet.verdict.into_iter().filter(is_first).collect::<Vec<_>>(), sheet.caveats)
        };
        let all = places.iter().flat_map(|row| days.map(|day| of(*row, day)));
        all.collect::<Vec<_>>()
    };
    let whole = said(&dataset);
    dataset.set_rules(RuleBook::from_reading(lines).expect("our own lines"));
    assert_eq!(said(&dataset), whole);
    assert!(RuleBook::from_reading("class\tZIP").is_err() && RuleBook::from_reading("x").is_err());
}
