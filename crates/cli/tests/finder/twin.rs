//! What is found, against a twin written from the definitions.

use std::sync::Arc;

use finder::{Condition, Fields, Key, Kind, Query, Test, Travel};
use oorandom::Rand64;
use territory::{Absence, AreaKind, Column, Gazetteer, InseeCode, Row, Value};

use crate::{Shipped, own::with_own, random, shipped};

/// Whether a commune meets a condition, from the definitions alone; none where it is not known.
fn meets(
    s: &Shipped,
    row: Row,
    c: &Condition,
    nearest: &dyn Fn(&Key, Row) -> Option<f64>,
) -> Option<bool> {
    let (d, g) = (&s.dataset, s.dataset.gazetteer());
    let column = |id: &str| -> &Column { d.column(id).expect("shipped") };
    let figure = |id: &str| -> Option<f64> {
        let column = column(id);
        let own = column.value(row).known();
        let is_sum = column.spec.aggregate == territory::Aggregate::Sum;
        own.or_else(|| column.value(g.parent(row).filter(|_| !is_sum)?).known())
    };
    let criterion = s.book.criterion(&c.criterion).expect("a criterion");
    let km = |place: InseeCode| {
        Some(catchment::great_circle_km(g.middle(row)?, g.middle(g.row(place)?)?))
    };
    match (&criterion.kind, &c.test) {
        (Kind::Near { .. }, Test::Near { place, most, travel: Travel::Km }) => {
            Some(km(*place)? <= *most)
        }
        (Kind::Near { .. }, Test::Near { place, most, .. }) => {
            let pace = s.book.pace.expect("a pace");
            let km = km(*place)?;
            // At the bound itself a rounding decides.
            let minutes = if km == 0.0 {
                pace.start
            } else {
                pace.start + pace.first_km * km.powf(pace.power)
            };
            Some(minutes <= *most + 1e-9)
        }
        (Kind::Equipment { column, yes, .. }, Test::Has { within_km }) => {
            Some(nearest(&Key::Nearest(column.clone(), yes.clone()), row)? <= *within_km)
        }
        (Kind::Measure(m), test) => {
            let v = if let Some(other) = &m.minus {
                let less = figure(&m.column)? - figure(other)?;
                (less * 1e6).round() / 1e6
            } else if let Some(reach) = m.around_km {
                nearest(&Key::Around(m.column.clone(), (reach * 1000.0) as u32), row)?
            } else if let Some(kind) = m.over {
                let own = g.area(kind, g.parent(row).unwrap_or(row))?.code.clone();
                let inside =
                    |r: &Row| g.is_commune(*r) && g.area(kind, *r).is_some_and(|a| a.code == own);
                g.rows()
                    .filter(inside)
                    .map(|r| column(&m.column).value(r).known())
                    .sum::<Option<f64>>()?
            } else {
                let v = figure(&m.column)?;
                if m.is_rest { 100.0 - v } else { v }
            };
            Some(match test {
                Test::Least(n) => v >= *n,
                Test::Most(n) => v <= *n,
                _ => panic!("{test:?}"),
            })
        }
        (Kind::Options { options }, Test::Among(ids)) => {
            let mut known = true;
            for o in options.iter().filter(|o| ids.contains(&o.id)) {
                let is_inside = |row: Row| o.communes.contains(&g.code(row).to_string());
                let is = match o.least {
                    _ if !o.communes.is_empty() => {
                        Some(is_inside(row) || g.parent(row).is_some_and(is_inside))
                    }
                    Some(least) => figure(&o.column).map(|v| v >= least),
                    None => {
                        let column = column(&o.column);
                        let class = column.class(row).or_else(|| column.class(g.parent(row)?));
                        class.map(|c| o.classes.contains(&c.id))
                    }
                };
                match is {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => known = false,
                }
            }
            known.then_some(false)
        }
        (Kind::Area { level, .. }, Test::Among(codes)) => {
            Some(codes.contains(&g.area(*level, row)?.code))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_found_is_what_the_definitions_say() {
    // Columns and perimeters of the user's own, asked like the others.
    let (mut s, ..) = with_own();
    // A file of the user's own over ours, with figures that are secret or not published.
    let access = s.dataset.column("apl_mg_2023").expect("shipped");
    let holes = |(i, v): (usize, Value)| match i % 11 {
        0 => Value::Absent(Absence::Secret),
        1 => Value::Absent(Absence::NotPublished),
        _ => v,
    };
    let own: Vec<Value> = access.values().enumerate().map(holes).collect();
    let own = Column::new(access.spec.clone(), &own).expect("a column");
    let own = s.dataset.overlay().cloned().chain([Arc::new(own)]).collect();
    s.dataset.set_overlay(own).expect("they fit");
    let mut fields = Fields::new(s.units.clone());
    let mut chance = Rand64::new(16);
    let (mut answered, mut unknown) = (0, 0);
    for round in 0..500 {
        let query = random(&s, &mut chance, 5);
        let found = s.find(&mut fields, &query);
        let position = |row: Row| s.units.rows().binary_search(&row).expect("a unit");
        let figures = |key: &Key, row: Row| fields.get(key).expect("computed").get(position(row));
        // A part of the country each time, so that all of it is looked at in the end.
        let mut left = vec![0; query.conditions.len()];
        for (i, row) in s.units.rows().iter().enumerate().skip(round % 37).step_by(37) {
            let mut holds = true;
            for (at, c) in query.conditions.iter().enumerate() {
                let is = meets(&s, *row, c, &figures);
                unknown += usize::from(is.is_none());
                holds &= is.unwrap_or(c.keeps_unknown);
                left[at] += usize::from(holds);
            }
            let is_found = found.matches.binary_search(&(i as u32)).is_ok();
            assert_eq!(holds, is_found, "{query} at {}", s.dataset.gazetteer().code(*row));
            answered += usize::from(holds);
        }
    }
    assert!(answered > 1_000 && unknown > 1_000, "{answered} {unknown}: nothing was tried");
}

/// Figures of what is around, against every pair of communes of two départements.
#[test]
fn what_is_around_is_what_every_pair_says() {
    let s = shipped();
    let g = s.dataset.gazetteer();
    let mut fields = Fields::new(s.units.clone());
    let query = Query::read("maternite:40,generalistes_autour:min2", &s.book).0;
    s.fill(&mut fields, &query);
    let has = s.dataset.column("maternites_sites_2024").expect("shipped");
    let doctors = s.dataset.column("mg_2024").expect("shipped");
    for (i, row) in s.units.rows().iter().enumerate() {
        let departement = g.area(AreaKind::Departement, *row).map_or("", |d| &d.code);
        let Some(here) = g.middle(*row).filter(|_| ["48", "2A"].contains(&departement)) else {
            continue;
        };
        let all = || {
            s.units
                .rows()
                .iter()
                .filter_map(|r| Some((*r, catchment::great_circle_km(here, g.middle(*r)?))))
        };
        let with = all().filter(|(r, _)| has.value(*r).known().is_some_and(|n| n > 0.0));
        let nearest = with.map(|(_, km)| km).fold(f64::INFINITY, f64::min);
        let key = Key::Nearest("maternites_sites_2024".to_owned(), None);
        let found = fields.get(&key).expect("computed").get(i).expect("known");
        assert!((found - nearest).abs() < 1e-6, "{}: {found} {nearest}", g.name(*row));
        let around =
            all().filter(|(_, km)| *km <= 10.0).filter_map(|(r, _)| doctors.value(r).known());
        let key = Key::Around("mg_2024".to_owned(), 10_000);
        let found = fields.get(&key).expect("computed").get(i).expect("known");
        assert!((found - around.sum::<f64>()).abs() < 1e-6, "{}", g.name(*row));
    }
}

#[test]
fn a_condition_more_never_adds_a_place_and_their_order_is_indifferent() {
    let s = shipped();
    let mut fields = Fields::new(s.units.clone());
    let mut chance = Rand64::new(17);
    for _ in 0..150 {
        let query = random(&s, &mut chance, 5);
        let found = s.find(&mut fields, &query);
        let mut less = query.clone();
        let gone = less.conditions.pop().expect("one at least");
        let more = s.find(&mut fields, &less);
        assert!(found.matches.iter().all(|m| more.matches.binary_search(m).is_ok()), "{query}");
        assert_eq!(found.steps.last().expect("one").without, more.matches.len(), "{query}");
        let lefts: Vec<usize> = found.steps.iter().map(|s| s.left).collect();
        assert!(lefts.is_sorted_by(|a, b| a >= b), "{query}: {lefts:?}");
        less.conditions.insert(0, gone);
        assert_eq!(s.find(&mut fields, &less).matches, found.matches, "{query}");
        // What is loosened finds what is said.
        for r in found.relaxations(&query, &s.book, &s.dataset, &fields) {
            let mut looser = query.clone();
            match r.test {
                Some(test) => looser.conditions[r.condition].test = test,
                None => drop(looser.conditions.remove(r.condition)),
            }
            assert_eq!(s.find(&mut fields, &looser).matches.len(), r.matches, "{query} → {looser}");
        }
    }
}

/// Communes within 60 km of Toulouse: the town halls of `communes`, counted one by one.
#[test]
fn what_is_near_toulouse_is_counted() {
    let s = shipped();
    let g: &Gazetteer = s.dataset.gazetteer();
    let mut fields = Fields::new(s.units.clone());
    let query = Query::read("distance:31555:60km", &s.book).0;
    let found = s.find(&mut fields, &query);
    let toulouse = g.row(s.code("31555")).and_then(|r| g.middle(r)).expect("a place");
    let near =
        |r: &&Row| g.middle(**r).is_some_and(|at| catchment::great_circle_km(at, toulouse) <= 60.0);
    assert_eq!(found.matches.len(), s.units.rows().iter().filter(near).count());
    assert!((840..=850).contains(&found.matches.len()), "{}", found.matches.len());
}

/// Territories: sums and means as the rules of the columns say, classes of any of their communes.
#[test]
fn territories_are_put_together_by_the_rules_of_the_columns() {
    let s = shipped();
    let (d, g) = (&s.dataset, s.dataset.gazetteer());
    let kind = AreaKind::BassinDeVie;
    let units = Arc::new(finder::Units::areas(g, kind, |r| d.population(r)));
    let mut fields = Fields::new(units.clone());
    let query = Query::read("population:min20000,acces:max3,zone:zip,maternite", &s.book).0;
    let found = s.find(&mut fields, &query);
    let mut wanted = Vec::new();
    for at in 0..units.len() {
        let members = units.members(at);
        let of = |id: &str, row: &Row| d.column(id).expect("shipped").value(*row).known();
        let people: f64 = members.iter().filter_map(|r| of("population", r)).sum();
        let both =
            || members.iter().filter_map(|r| Some((of("apl_mg_2023", r)?, of("population", r)?)));
        let weight: f64 = both().map(|(_, w)| w).sum();
        let access = both().map(|(v, w)| v * w).sum::<f64>() / weight;
        let is_zip =
            |r: &Row| d.column("zone_med").and_then(|c| c.class(*r)).is_some_and(|c| c.id == "ZIP");
        let has = |r: &Row| of("maternites_sites_2024", r).is_some_and(|n| n > 0.0);
        if people >= 20_000.0
            && access <= 3.0
            && members.iter().any(is_zip)
            && members.iter().any(has)
        {
            wanted.push(at as u32);
        }
    }
    assert!(wanted.len() > 5, "{}", wanted.len());
    assert_eq!(found.matches, wanted);
}
