//! The order and how much hangs on the weights, against their definitions.

use finder::{Fields, Query, Ranking, Robust};
use oorandom::Rand64;
use territory::{AreaKind, Row};

use crate::{random, shipped};

/// The score from its definition, for every match, sorted.
#[test]
fn the_order_is_that_of_the_definition() {
    let s = shipped();
    let mut fields = Fields::new(s.units.clone());
    let mut chance = Rand64::new(18);
    for _ in 0..60 {
        let mut query = random(&s, &mut chance, 2);
        for c in s.asked().into_iter().filter(|c| c.priority.is_some()) {
            query.weigh(&c.id, chance.rand_range(0..6) as u8);
        }
        let found = s.find(&mut fields, &query);
        let ranking = Ranking::new(&query, &s.book, &fields, &found, 100).expect("all is there");
        let total: f64 = ranking.priorities.iter().map(|p| f64::from(p.weight)).sum();
        let score = |at: u32| -> f64 {
            let part = |p: &finder::Weighed| {
                let priority =
                    s.book.criterion(&p.criterion).and_then(|c| c.priority.clone()).expect("one");
                let field = fields.get(&p.key).expect("filled");
                let v = field.get(found.matches[at as usize] as usize);
                v.map_or(p.unknown, |v| priority.worth(v)) * (f64::from(p.weight) / total)
            };
            ranking.priorities.iter().map(part).sum::<f64>() * 100.0
        };
        let mut all: Vec<(f64, u32, u32)> = (0..found.matches.len() as u32)
            .map(|at| (score(at), s.units.tie(found.matches[at as usize] as usize), at))
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let wanted: Vec<u32> = all.iter().take(100).map(|a| a.2).collect();
        assert_eq!(ranking.order, wanted, "{query}");
    }
}

#[test]
fn no_weighting_puts_first_what_is_not_efficient() {
    let s = shipped();
    let text = "zone:zip-frr,pharmacie,poids:acces:3,poids:departs:3,poids:urgences:2,poids:gare:1";
    let (_, ranking) = s.ranked(text, 5);
    let (worths, width, ties) = ranking.for_robust();
    let n = ties.len();
    assert!(n > 2_000 && width == 4, "{n} {width}");
    let of = |at: usize| &worths[at * width..(at + 1) * width];
    let mut robust = Robust::new(&worths, width, &ties);
    robust.draw(400);
    // The twin: every match in every draw, with the same numbers.
    let mut random = Rand64::new(20_010_601);
    let mut twin = vec![(0, 0, 0); n];
    for _ in 0..400 {
        let weights: Vec<f64> = (0..width).map(|_| -(1.0 - random.rand_float()).ln()).collect();
        let score = |at: &usize| of(*at).iter().zip(&weights).map(|(u, w)| u * w).sum::<f64>();
        let mut all: Vec<usize> = (0..n).collect();
        all.sort_by(|a, b| score(b).total_cmp(&score(a)).then(ties[*a].cmp(&ties[*b])));
        for (place, at) in all.into_iter().take(20).enumerate() {
            twin[at].0 += u32::from(place == 0);
            twin[at].1 += u32::from(place < 5);
            twin[at].2 += 1;
        }
    }
    let mut counted = vec![(0, 0, 0); n];
    for (at, share) in robust.shares() {
        counted[at as usize] = (share.first, share.few, share.many);
        assert!(share.first == 0 || robust.efficient().binary_search(&at).is_ok(), "{at}");
    }
    assert_eq!(counted, twin);
    let beats = |a: usize, b: usize| {
        of(a).iter().zip(of(b)).all(|(a, b)| a >= b) && of(a).iter().zip(of(b)).any(|(a, b)| a > b)
    };
    let efficient: Vec<u32> =
        (0..n).filter(|b| !(0..n).any(|a| beats(a, *b))).map(|b| b as u32).collect();
    assert_eq!(robust.efficient(), efficient);
}

/// A weight that is said to put a place before another does, and none nearer to what it was.
#[test]
fn what_would_pass_passes() {
    let s = shipped();
    let text = "zone:zip,pharmacie,poids:acces:3,poids:departs:3,poids:urgences:2,poids:gare:1";
    let (_, ranking) = s.ranked(text, 60);
    let (mut passes, mut never) = (0, 0);
    let next = ranking.order.windows(2).map(|pair| (pair[0], pair[1]));
    let far = ranking.order.iter().skip(1).map(|at| (ranking.order[0], *at));
    for (ahead, at) in next.chain(far) {
        let (ahead, at) = (ahead as usize, at as usize);
        let leads = |priority: usize, weight: u8| {
            let weights: Vec<f64> = (ranking.priorities.iter().enumerate())
                .map(|(i, p)| f64::from(if i == priority { weight } else { p.weight }))
                .collect();
            let score = |at: usize| -> f64 {
                ranking.worths_of(at).iter().zip(&weights).map(|(u, w)| u * w).sum()
            };
            score(at) > score(ahead) + 1e-9
        };
        let all = (0..ranking.priorities.len()).flat_map(|p| (0..=5).map(move |w| (p, w)));
        let far = |p: usize, w: u8| w.abs_diff(ranking.priorities[p].weight);
        let nearest = all.filter(|(p, w)| leads(*p, *w)).map(|(p, w)| far(p, w)).min();
        match ranking.to_pass(at, ahead) {
            Some((p, w)) => {
                assert!(leads(p, w), "{p} {w}");
                assert_eq!(Some(far(p, w)), nearest);
                passes += 1;
            }
            None => {
                assert_eq!(nearest, None);
                never += 1;
            }
        }
    }
    assert!(passes > 5 && never > 0, "{passes} {never}: nothing was tried");
}

/// Territories are found by what their communes have: access weighted by the people who live there, things where one has them; each written again from the definition.
#[test]
fn territories_are_what_their_communes_are() {
    let s = shipped();
    let g = s.dataset.gazetteer();
    let column = |id: &str| s.dataset.column(id).expect("it is shipped");
    let (access, pharmacies) = (column("apl_mg_2023"), column("pharmacies_2024"));
    for (name, kind) in
        [("bassin", AreaKind::BassinDeVie), ("tvs", AreaKind::Tvs), ("epci", AreaKind::Epci)]
    {
        let text = format!("par:{name},acces:max2.5,pharmacie");
        let query = Query::read(&text, &s.book).0;
        assert_eq!(query.to_string(), text);
        let table =
            cli::finding::table(&query, &s.book, &s.dataset, finder::LISTED).expect("shipped");
        let membership = g.membership(kind).expect("a membership");
        let mut expected = std::collections::BTreeMap::new();
        for (at, area) in membership.areas.iter().enumerate() {
            let members: Vec<Row> = g
                .rows()
                .filter(|r| usize::from(membership.of_row[r.index()]) == at)
                // Of the three cities the arrondissements where these are territories themselves.
                .filter(|r| g.is_commune(*r) || kind == AreaKind::Tvs)
                .collect();
            let known = |c: &territory::Column, r: &Row| c.value(*r).known();
            let pairs: Vec<(f64, f64)> = members
                .iter()
                .filter_map(|r| Some((known(access, r)?, s.dataset.population(*r)?)))
                .collect();
            let people: f64 = pairs.iter().map(|p| p.1).sum();
            let mean = pairs.iter().map(|p| p.0 * p.1).sum::<f64>() / people;
            let has = members.iter().any(|r| known(pharmacies, r).is_some_and(|n| n > 0.0));
            if has && mean <= 2.5 {
                expected.insert(area.code.clone(), mean);
            }
        }
        assert_eq!((table.found, expected.len()), (expected.len(), table.found), "{name}");
        assert!(table.found > 100, "{name}: {}", table.found);
        let figure = table.headings.iter().position(|h| h.id == "acces").expect("a figure");
        for line in &table.lines {
            let told = line.figures[figure].expect("it is known");
            assert!((told - expected[&line.code]).abs() < 1e-9, "{name} {}", line.name);
        }
    }
}

/// Arrondissements that are territories de vie-santé themselves are looked among; what is around a
/// territory is what is around its most populous commune, no doctor counted twice; a priority district is
/// there where one of its communes has one.
#[test]
fn cities_are_territories_too() {
    let s = shipped();
    let g = s.dataset.gazetteer();
    let find = |text: &str| {
        let (query, misread) = Query::read(text, &s.book);
        assert!(misread.is_empty(), "{misread:?}");
        cli::finding::table(&query, &s.book, &s.dataset, finder::LISTED).expect("shipped")
    };
    let names = |table: &finder::Table| -> Vec<String> {
        table.lines.iter().map(|l| l.name.clone()).collect()
    };
    let tvs = names(&find("par:tvs,departement:75,population:min1"));
    assert_eq!(tvs.len(), 20, "{tvs:?}");
    let around = find("par:epci,departement:69,generalistes_autour:min1");
    let figure = around.headings.iter().position(|h| h.criterion == "generalistes_autour");
    let lyon = around.lines.iter().find(|l| l.name.contains("Lyon")).expect("its métropole");
    let told = lyon.figures[figure.expect("a figure")].expect("it is known");
    // Each commune once, the city for its arrondissements, within 10 km of its town hall.
    let counts = s.dataset.column("mg_2024").expect("shipped");
    let hall = g.middle(lyon.row).expect("a town hall");
    let near = |r: &Row| {
        g.is_commune(*r)
            && g.middle(*r).is_some_and(|at| catchment::great_circle_km(hall, at) <= 10.0)
    };
    let expected: f64 =
        g.rows().filter(near).map(|r| counts.value(r).known().expect("a count")).sum();
    assert!((told - expected).abs() < 1e-9, "{told} and {expected}");
    assert!(find("par:bassin,zone:qpv").found > 200);
}
