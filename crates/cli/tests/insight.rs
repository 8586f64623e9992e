//! Flags, effects and aggregates on the real data, against figures computed another way.

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use cli::assets::Assets;
use insight::{Book, Country, Reading, Report, SetUp, contrasts};
use territory::{
    Aggregate, AreaKind, COUNTED, Column, ColumnSpec, Dataset, InseeCode, Row, Value, by_area,
};

fn assets() -> Assets {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
    Assets::open(&folder).unwrap_or_else(|e| panic!("{e}"))
}

fn data() -> &'static (Dataset, Book) {
    static DATA: OnceLock<(Dataset, Book)> = OnceLock::new();
    DATA.get_or_init(|| {
        let assets = assets();
        let mut dataset = assets.dataset().unwrap_or_else(|e| panic!("{e}"));
        let book = assets.insight(&mut dataset).unwrap_or_else(|e| panic!("{e}"));
        (dataset, book)
    })
}

fn row(code: &str) -> Row {
    let (dataset, _) = data();
    dataset.gazetteer().row(InseeCode::parse(code).expect("a code")).expect("a commune")
}

/// A day on which most acts of 2022 are replaced.
fn today() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 28).expect("a day")
}

#[test]
fn every_flag_of_every_place_says_what_it_stands_on() {
    let (dataset, book) = data();
    for row in dataset.gazetteer().rows().step_by(97) {
        let told = Report::new(dataset, book, row, today());
        assert_eq!(told.flags.len(), book.flags.len(), "{}", told.code);
        for flag in &told.flags {
            let full =
                [&flag.unit, &flag.vintage, &flag.producer, &flag.title, &flag.why, &flag.label]
                    .iter()
                    .all(|t| !t.is_empty());
            assert!(full && flag.url.starts_with("http"), "{}: {flag:?}", told.code);
            assert!(flag.value.is_some() != flag.absent.is_some(), "{}: {flag:?}", told.code);
            assert!(
                flag.raised.is_some() == (flag.value.is_some() && flag.threshold.is_some()),
                "{}: {flag:?}",
                told.code
            );
        }
    }
}

#[test]
fn decazeville_is_told_by_class_figures_and_zonings() {
    let (dataset, book) = data();
    let told = Report::new(dataset, book, row("12089"), today());
    let raised: Vec<&str> =
        told.flags.iter().filter(|f| f.raised == Some(true)).map(|f| f.id.as_str()).collect();
    // APL 2023: 3.70; 19.2 % of 75 and over (France 9.9 %); poverty 22 %.
    assert_eq!(raised, ["apl_middling", "aged", "poverty"]);
    let zonings: Vec<(&str, &str)> =
        told.zonings.iter().map(|z| (z.id.as_str(), z.vintage.as_str())).collect();
    assert_eq!(
        zonings,
        [
            ("frr", "10 juillet 2025"),
            ("grille_densite", "communes de 2025, export de mars 2026"),
            ("zone_inf", "vers 2024"),
            ("zone_med", "publication de 2022"),
            ("zrr_2022", "9 novembre 2022")
        ]
    );
    assert_eq!(told.tvs_classes.iter().map(|c| c.communes).sum::<usize>(), 16);
}

#[test]
fn the_nearest_doctor_is_found_far_away_too() {
    let (dataset, book) = data();
    let g = dataset.gazetteer();
    for code in ["12089", "29155", "48115", "2B034", "97416"] {
        let here = row(code);
        let flag = Report::new(dataset, book, here, today())
            .flags
            .into_iter()
            .find(|f| f.id == "nearest_gp")
            .expect("the flag");
        let doctors = dataset.column("mg_2024").expect("loaded");
        let ground = catchment::Ground::new(&g.rows().map(|r| g.middle(r)).collect::<Vec<_>>());
        let least = g
            .rows()
            .filter(|r| g.is_commune(*r) && doctors.value(*r).known().is_some_and(|n| n >= 1.0))
            .filter_map(|r| ground.km(here.index(), r.index()))
            .fold(f64::INFINITY, f64::min);
        assert!(
            flag.value.is_some_and(|km| (km - least).abs() < 1e-6),
            "{code}: {:?} {least}",
            flag.value
        );
    }
}

#[test]
fn one_doctor_more_is_what_a_new_computation_says() {
    let (dataset, book) = data();
    for model in &book.models {
        let country = Country::new(dataset, book, model);
        let catchment = country.compute();
        for code in ["12089", "75056", "48080"] {
            let here = row(code);
            let one =
                country.post(dataset, &catchment, here, 1.0).unwrap_or_else(|e| panic!("{e}"));
            let told = SetUp::of(dataset, book, &country, &catchment, &[one]);
            let mut other = country.clone();
            std::sync::Arc::make_mut(&mut other.setting).supply[here.index()] +=
                model.consultations;
            let again = other.compute();
            for around in &told.effect.around {
                let expected =
                    again.access()[around.row.index()] - catchment.access()[around.row.index()];
                let found = around.after.value() - around.before.value();
                assert!(
                    (found - expected).abs() < 1e-6,
                    "{code}, {}: {found} {expected}",
                    model.id
                );
                let published =
                    dataset.column("apl_mg_2023").and_then(|c| c.value(around.row).known());
                assert_eq!(matches!(around.before, Reading::Published(_)), published.is_some());
            }
            // Who comes and goes leaves everything as it was.
            let leaves = other.post(dataset, &again, here, -1.0).unwrap_or_else(|e| panic!("{e}"));
            let back = SetUp::of(dataset, book, &other, &again, &[leaves]);
            for (there, here) in back.effect.around.iter().zip(&told.effect.around) {
                let (lost, won) = (
                    there.before.value() - there.after.value(),
                    here.after.value() - here.before.value(),
                );
                assert!(
                    there.after.value() == 0.0 || (lost - won).abs() < 1e-9,
                    "{code}, {}: {lost} {won}",
                    model.id
                );
            }
        }
    }
}

/// With no doctor anywhere but in one commune, by the user's count, published access loses what
/// the shipped ones made of it, and never less than nothing is left.
#[test]
fn the_user_s_own_counts_move_published_access() {
    let (shipped, book) = data();
    let g = shipped.gazetteer();
    let model = &book.models[0];
    let before = Country::new(shipped, book, model);
    let access = before.compute();
    let there = row("12089");
    let mut dataset = shipped.clone();
    let counts = shipped.column("mg_2024").expect("loaded");
    let own = |id: &str, value: &dyn Fn(Row) -> f64| {
        let values: Vec<Value> = g.rows().map(|r| Value::Known(value(r))).collect();
        Arc::new(
            Column::new(ColumnSpec { id: id.to_owned(), ..counts.spec.clone() }, &values)
                .expect("a column"),
        )
    };
    let placed = own("mg_2024", &|r| if r == there { 3.0 } else { 0.0 });
    let counted = own(COUNTED, &|r| counts.value(r).known().unwrap_or(0.0));
    dataset.set_overlay(vec![placed, counted]).expect("of these places");
    let after = Country::new(&dataset, book, model);
    let left = after.compute();
    assert!(after.is_recounted && !before.is_recounted);
    assert!((after.setting.supply.iter().sum::<f64>() - 3.0 * model.consultations).abs() < 1e-6);
    for code in ["12089", "75056", "48080", "29155"] {
        let i = row(code).index();
        let Some(Reading::Published(was)) = before.reading(&access, i) else {
            panic!("{code} is published")
        };
        let wanted = (was + left.access()[i] - access.access()[i]).max(0.0);
        assert_eq!(after.reading(&left, i), Some(Reading::Published(wanted)), "{code}");
        assert!(wanted < was, "{code}: {wanted} {was}");
    }
}

#[test]
fn doctors_in_several_communes_are_what_a_new_computation_says() {
    let (dataset, book) = data();
    let model = &book.models[0];
    let country = Country::new(dataset, book, model);
    let catchment = country.compute();
    // Two new practices that share patients, and one doctor who leaves the town between them.
    let wanted = [("12004", 1.0), ("12108", 0.5), ("12089", -1.0)];
    let posts: Vec<_> = wanted
        .iter()
        .map(|(code, n)| {
            country.post(dataset, &catchment, row(code), *n).unwrap_or_else(|e| panic!("{e}"))
        })
        .collect();
    let told = SetUp::of(dataset, book, &country, &catchment, &posts);
    let mut other = country.clone();
    for (code, n) in wanted {
        std::sync::Arc::make_mut(&mut other.setting).supply[row(code).index()] +=
            n * model.consultations;
    }
    let again = other.compute();
    let changed = (0..again.access().len())
        .filter(|i| (again.access()[*i] - catchment.access()[*i]).abs() > 1e-9)
        .count();
    assert!(told.effect.around.len() >= changed && changed > 20, "{changed}");
    for around in &told.effect.around {
        let expected = again.access()[around.row.index()] - catchment.access()[around.row.index()];
        let found = around.after.value() - around.before.value();
        assert!(
            (found - expected).abs() < 1e-6 || around.after.value() == 0.0,
            "{found} {expected}"
        );
        // The nearest of the three is the one whose km are said.
        let ground = &other.setting.ground;
        let km =
            wanted.iter().filter_map(|(code, _)| ground.km(row(code).index(), around.row.index()));
        assert!(km.into_iter().any(|km| (km - around.km).abs() < 1e-6), "{}", around.km);
    }
    let said = told.in_words();
    assert!(
        said.starts_with("Ensemble, Almont-les-Junies (1 médecin de plus), ")
            && said.contains(" et Decazeville (1 médecin de moins)"),
        "{said}"
    );
    assert!(
        said.contains("du faible accès")
            && said.contains("dans le faible accès (seuil\u{202f}: 2,5)"),
        "{said}"
    );
    // Said twice, a place counts once.
    let twice = SetUp::of(dataset, book, &country, &catchment, &[posts[0], posts[0]]);
    assert_eq!(twice, SetUp::of(dataset, book, &country, &catchment, &posts[..1]));
}

#[test]
fn a_doctor_gives_within_the_published_bounds() {
    let (_, book) = data();
    let activity = &book.activity;
    assert_eq!((activity.least, activity.most), (3600.0, 6000.0));
    for model in &book.models {
        assert!((activity.least..=activity.most).contains(&model.consultations), "{}", model.id);
        for (asked, given) in [
            (None, model.consultations),
            (Some(5000.0), 5000.0),
            (Some(1.0), 3600.0),
            (Some(1e9), 6000.0),
        ] {
            assert_eq!(model.clone().giving(asked, activity).consultations, given);
        }
    }
}

#[test]
fn a_city_is_counted_whole_and_nonsense_is_refused() {
    let (dataset, book) = data();
    let says = |code: &str, doctors: f64| {
        SetUp::new(dataset, book, &book.models[0], &[(row(code), doctors)])
            .err()
            .map(|e| e.to_string())
    };
    assert!(says("75119", 1.0).is_some_and(|e| e.contains("ville entière")));
    assert!(says("15031", 1.0).is_some_and(|e| e.contains("mairie")));
    for nonsense in [0.0, f64::NAN, 1e9] {
        assert!(says("12089", nonsense).is_some_and(|e| e.contains("nombre")), "{nonsense}");
    }
    assert_eq!(says("12089", 0.5), None);
    // Almont-les-Junies has no GP: nobody can leave.
    assert!(says("12004", -1.0).is_some_and(|e| e.contains("personne ne peut en partir")));
}

#[test]
fn the_border_lens_sees_other_classes_only() {
    let (dataset, _) = data();
    let here = row("12089");
    let neighbours = assets().neighbours(here).unwrap_or_else(|e| panic!("{e}"));
    let seen = contrasts(dataset, here, &neighbours, 10.0, |_| None);
    assert!(!seen.is_empty());
    for c in &seen {
        assert_ne!(c.class, "ZIP");
        assert!(c.km <= 10.0 || c.touches);
    }
    // With money given, a place that pays the same and has the same class is left out, another is
    // in.
    let money = |r: Row| Some(if r == here { 1_000.0 } else { 1_500.0 });
    let richer = contrasts(dataset, here, &neighbours, 10.0, money);
    assert!(richer.len() > seen.len() && richer.iter().all(|c| c.difference == Some(500.0)));
}

/// Sum or mean of each area of each level, written out: every commune, or its arrondissements where
/// it has no figure.
#[test]
fn areas_are_gathered_as_each_column_says() {
    let (dataset, _) = data();
    let g = dataset.gazetteer();
    for (kind, column) in
        AreaKind::ALL.into_iter().flat_map(|k| dataset.columns().map(move |c| (k, c)))
    {
        let areas = &g.membership(kind).expect("areas").areas;
        // Rows by area, found once.
        let mut members: std::collections::BTreeMap<&str, Vec<Row>> =
            std::collections::BTreeMap::new();
        g.rows().for_each(|r| {
            members.entry(g.area(kind, r).map_or("", |a| &a.code)).or_default().push(r)
        });
        let Some(found) = by_area(dataset, column, kind) else {
            assert_eq!(column.spec.aggregate, Aggregate::None, "{}", column.spec.id);
            continue;
        };
        for (area, found) in areas.iter().zip(found) {
            let (mut total, mut weights) = (0.0, 0.0);
            for row in members.get(area.code.as_str()).into_iter().flatten().copied() {
                // An arrondissement counts where its city has no figure, or no area of this kind.
                let counts = g.parent(row).is_none_or(|city| {
                    column.value(city).known().is_none() || g.area(kind, city).is_none()
                });
                if let (true, Some(v), Some(people)) =
                    (counts, column.value(row).known(), dataset.population(row))
                {
                    let weight = if column.spec.aggregate == Aggregate::Sum { 1.0 } else { people };
                    total += v * weight;
                    weights += weight;
                }
            }
            let expected = match column.spec.aggregate {
                Aggregate::Sum => (weights > 0.0).then_some(total),
                _ => (weights > 0.0).then(|| total / weights),
            };
            let same = match (found, expected) {
                (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * (1.0 + b.abs()),
                (a, b) => a == b,
            };
            assert!(same, "{} {}: {found:?} {expected:?}", column.spec.id, area.code);
        }
    }
}

/// Columns and series alike: whoever reads a figure can open all of this.
#[test]
fn no_figure_is_without_unit_period_level_and_origin() {
    let (dataset, book) = data();
    assert!(dataset.columns().count() > 25 && book.series.len() >= 4);
    let columns = dataset.columns().map(|c| {
        let s = &c.spec;
        // A class has no unit: its classes have words.
        let unit = match &s.kind {
            territory::Kind::Measure { .. } => !s.unit.is_empty() && !s.unit_short.is_empty(),
            territory::Kind::Class(classes) => {
                !classes.is_empty()
                    && classes.iter().all(|c| !c.label.is_empty() && !c.short.is_empty())
            }
        };
        (&s.id, unit, [&s.label, &s.definition, &s.vintage, &s.limits], &s.origin)
    });
    let series = book.series.iter().map(|s| {
        (&s.id, !s.unit.is_empty(), [&s.label, &s.definition, &s.vintage, &s.limits], &s.origin)
    });
    for (id, unit, words, origin) in columns.chain(series) {
        assert!(unit, "{id}: no unit");
        assert!(words.iter().all(|w| !w.is_empty()), "{id}: {words:?}");
        assert!(
            [&origin.producer, &origin.title, &origin.licence].iter().all(|w| !w.is_empty()),
            "{id}: {origin:?}"
        );
        assert!(origin.url.starts_with("https://"), "{id}: {}", origin.url);
    }
}
