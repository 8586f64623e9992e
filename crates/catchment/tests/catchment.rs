//! The catchment against a twin that looks at all pairs, and what must hold whatever the places.

use std::sync::Arc;

use catchment::{
    Aim, Anchor, Catchment, Decay, Ground, Journeys, Pace, Placing, Setting, gaps_around,
    nearest_of,
};
use proptest::prelude::*;

/// Farther than any journey of less than 30 minutes of these worlds.
const REACH_KM: f64 = 45.0;

/// Places on a few degrees of France: points (one in ten unknown), people, consultations, slowness,
/// minutes to a service.
#[derive(Clone, Debug)]
struct World {
    points: Vec<Option<(f64, f64)>>,
    demand: Vec<f64>,
    supply: Vec<f64>,
    slowness: Vec<f64>,
    within: Vec<f64>,
    anchors: Vec<Option<Anchor>>,
    pace: Pace,
}

impl World {
    fn setting(&self, decay: &Decay) -> Arc<Setting> {
        Arc::new(Setting {
            ground: Ground::new(&self.points),
            journeys: Journeys::new(
                self.pace,
                self.slowness.clone(),
                self.within.clone(),
                self.anchors.clone(),
            ),
            decay: decay.clone(),
            demand: self.demand.clone(),
            supply: self.supply.clone(),
        })
    }
}

prop_compose! {
    fn worlds()(
        all in prop::collection::vec(
            (
                (-1.0..1.5f64, 43.0..44.5f64),
                0u8..10,
                0.0..5_000.0f64,
                prop_oneof![Just(0.0), 0.0..40_000.0f64],
                0.8..2.0f64,
                0.0..6.0f64,
                prop::option::of((0.0..50.0f64, 0u32..4)),
            ),
            2..60,
        ),
        start in 0.0..2.0f64,
        power in 0.6..1.0f64,
    ) -> World {
        World {
            points: all.iter().map(|p| (p.1 > 0).then_some(p.0)).collect(),
            demand: all.iter().map(|p| p.2).collect(),
            supply: all.iter().map(|p| p.3).collect(),
            slowness: all.iter().map(|p| p.4).collect(),
            within: all.iter().map(|p| p.5).collect(),
            anchors: all.iter().map(|p| p.6.map(|(minutes, service)| Anchor { minutes, service })).collect(),
            pace: Pace { start, first_km: 2.0, power, reach_km: REACH_KM },
        }
    }
}

fn decays() -> impl Strategy<Value = Decay> {
    prop_oneof![
        (5.0..30.0f64).prop_map(|reach| Decay::linear(reach).expect("a duration")),
        Just(Decay::try_from(vec![(8.0, 1.0), (20.0, 0.0)]).expect("a plateau")),
    ]
}

/// Great circle by the haversine formula, from its definition.
fn km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.1.to_radians(), b.1.to_radians());
    let (dlat, dlon) = (lat_b - lat_a, (b.0 - a.0).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * 6371.0088 * h.sqrt().asin()
}

/// Minutes from their definition, without a table.
fn minutes(world: &World, i: usize, j: usize, km: f64) -> f64 {
    if i == j {
        return world.within[i];
    }
    let slow = (world.slowness[i] * world.slowness[j]).sqrt();
    let estimate = world.pace.start + world.pace.first_km * km.powf(world.pace.power) * slow;
    match (world.anchors[i], world.anchors[j]) {
        (Some(a), Some(b)) => {
            let estimate = estimate.max((a.minutes - b.minutes).abs());
            if a.service == b.service {
                estimate.min((a.minutes + b.minutes).max(2.0))
            } else {
                estimate
            }
        }
        _ => estimate,
    }
}

/// Weight of a journey, from the definition.
fn weight(world: &World, decay: &Decay, i: usize, j: usize) -> f64 {
    let (Some(a), Some(b)) = (world.points[i], world.points[j]) else { return 0.0 };
    let km = km(a, b);
    if km > REACH_KM { 0.0 } else { decay.weight(minutes(world, i, j, km)) }
}

/// Both steps from their definition, over all pairs.
fn twin(world: &World, decay: &Decay) -> Vec<f64> {
    let n = world.points.len();
    let ratio: Vec<f64> = (0..n)
        .map(|j| {
            let reach: f64 = (0..n).map(|i| weight(world, decay, i, j) * world.demand[i]).sum();
            if reach > 0.0 { world.supply[j] / reach } else { 0.0 }
        })
        .collect();
    (0..n).map(|i| (0..n).map(|j| weight(world, decay, i, j) * ratio[j]).sum()).collect()
}

/// Equal but for the table of the curve of minutes.
fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 2e-3 * (1.0 + a.abs().max(b.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_is_near_is_what_a_look_at_all_finds(world in worlds(), reach in 0.5..90.0f64) {
        let ground = Ground::new(&world.points);
        for (i, a) in world.points.iter().enumerate() {
            let mut found: Vec<(usize, f64)> = Vec::new();
            ground.around(i, reach, |j, km| found.push((j, km)));
            found.sort_by_key(|p| p.0);
            let near = |j: usize| {
                let km = km((*a)?, world.points[j]?);
                (km <= reach).then_some((j, km))
            };
            let expected: Vec<(usize, f64)> = (0..world.points.len()).filter_map(near).collect();
            prop_assert_eq!(found.iter().map(|p| p.0).collect::<Vec<_>>(), expected.iter().map(|p| p.0).collect::<Vec<_>>());
            prop_assert!(found.iter().zip(&expected).all(|(f, e)| (f.1 - e.1).abs() < 1e-6));
        }
    }

    #[test]
    fn the_nearest_is_the_nearest_of_all(world in worlds(), point in (-60.0..60.0f64, -50.0..51.0f64)) {
        let ground = Ground::new(&world.points);
        let least = world.points.iter().flatten().map(|p| km(*p, point)).fold(f64::INFINITY, f64::min);
        match ground.nearest_to(point) {
            Some((i, found)) => prop_assert!((found - least).abs() < 1e-3 && world.points[i].is_some(), "{found} {least}"),
            None => prop_assert!(least.is_infinite()),
        }
    }

    #[test]
    fn access_is_that_of_the_twin(world in worlds(), decay in decays()) {
        let ours = Catchment::new(&world.setting(&decay));
        for (a, b) in ours.access().iter().zip(twin(&world, &decay)) {
            prop_assert!(close(*a, b), "{a} {b}");
        }
    }

    #[test]
    fn what_is_given_is_received(world in worlds(), decay in decays()) {
        let setting = world.setting(&decay);
        let catchment = Catchment::new(&setting);
        let received: f64 = catchment.access().iter().zip(&world.demand).map(|(a, p)| a * p).sum();
        let given: f64 = (0..world.points.len()).filter(|j| setting.demand_within_reach(*j) > 0.0).map(|j| world.supply[j]).sum();
        prop_assert!((received - given).abs() <= 1e-9 * (1.0 + given), "{received} {given}");
    }

    #[test]
    fn twice_the_doctors_are_twice_the_access(world in worlds(), decay in decays()) {
        let one = Catchment::new(&world.setting(&decay));
        let doubled = World { supply: world.supply.iter().map(|s| 2.0 * s).collect(), ..world };
        let two = Catchment::new(&doubled.setting(&decay));
        prop_assert!(one.access().iter().zip(two.access()).all(|(a, b)| (2.0 * a - b).abs() <= 1e-9 * (1.0 + b)));
    }

    #[test]
    fn a_doctor_more_harms_nobody_and_is_what_a_new_computation_says(world in worlds(), decay in decays(), at in 0..60usize, more in 0.0..9_000.0f64) {
        let at = at % world.points.len();
        let before = Catchment::new(&world.setting(&decay));
        let mut after = before.clone();
        after.apply(at, more);
        prop_assert!(before.access().iter().zip(after.access()).all(|(a, b)| b >= a));
        let mut richer = world.clone();
        richer.supply[at] += more;
        let again = Catchment::new(&richer.setting(&decay));
        let same = |a: &f64, b: &f64| (a - b).abs() <= 1e-9 * (1.0 + a.abs());
        prop_assert!(after.access().iter().zip(again.access()).all(|(a, b)| same(a, b)));
        // Who leaves takes back what he gave, and no more than there was.
        after.apply(at, -more);
        prop_assert!(after.access().iter().zip(before.access()).all(|(a, b)| same(a, b)));
        after.apply(at, -1e12);
        prop_assert!(after.access().iter().all(|a| *a >= -1e-9));
    }

    #[test]
    fn the_first_pick_is_the_best_of_all(world in worlds(), lifted in any::<bool>()) {
        let setting = world.setting(&Decay::linear(20.0).expect("a duration"));
        let catchment = Catchment::new(&setting);
        let access: Vec<Option<f64>> = catchment.access().iter().map(|a| Some(*a)).collect();
        let (aim, threshold, gives) = (if lifted { Aim::Lifted } else { Aim::Filled }, 2.5, 4_000.0);
        let n = world.points.len();
        let placing = Placing {
            candidates: (0..n).collect(),
            access,
            people: world.demand.clone(),
            consultations: gives,
            threshold,
            aim,
            doctors: 1,
        };
        let mut shares = vec![0.0];
        let picks = placing.search(&catchment, &mut |share| shares.push(share));
        prop_assert!(shares.is_sorted() && shares.iter().all(|s| (0.0..=1.0).contains(s)));
        let good = |j: usize| -> f64 {
            let mut with = catchment.clone();
            with.apply(j, gives);
            let of = |i: usize, a: f64| {
                let full = if lifted { f64::from(u8::from(a >= threshold)) } else { a.min(threshold) };
                world.demand[i] * full
            };
            (0..n).map(|i| of(i, with.access()[i]) - of(i, catchment.access()[i])).sum()
        };
        let best = (0..n).map(good).fold(0.0, f64::max);
        match picks.first() {
            Some(pick) => prop_assert!(close(good(pick.place), best), "{} {best}", good(pick.place)),
            None => prop_assert!(best <= 1e-6, "{best}"),
        }
    }
}

/// Three villages on a meridian, 0.1° (11.119 km) apart: at one minute a km, the middle one is 11.1
/// minutes from both.
fn three() -> Arc<Setting> {
    Arc::new(Setting {
        ground: Ground::new(&[Some((2.0, 44.0)), Some((2.0, 44.1)), Some((2.0, 44.2))]),
        journeys: Journeys::new(
            Pace { start: 0.0, first_km: 1.0, power: 1.0, reach_km: 20.0 },
            vec![],
            vec![],
            vec![],
        ),
        decay: Decay::linear(20.0).expect("a duration"),
        demand: vec![1_000.0, 2_000.0, 1_000.0],
        supply: vec![0.0, 5_000.0, 0.0],
    })
}

#[test]
fn three_villages_by_hand() {
    let catchment = Catchment::new(&three());
    // 2π × 6371.0088 km ÷ 3600 = 11.119508 km; w = 1 − 11.119508 ÷ 20 = 0.4440246. Demand within
    // reach of the middle: 2000 + 2 × 1000 × 0.4440246 = 2888.0492; R = 5000 ÷ 2888.0492 =
    // 1.7312725.
    assert!((catchment.ratio(1) - 1.731_272_5).abs() < 1e-6, "{}", catchment.ratio(1));
    // The ends: 1.7312725 × 0.4440246 = 0.7687276.
    for (found, expected) in catchment.access().iter().zip([0.768_727_6, 1.731_272_5, 0.768_727_6])
    {
        assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    }
}

#[test]
fn a_journey_obeys_the_minutes_that_are_known() {
    let anchor = |minutes, service| Some(Anchor { minutes, service });
    let anchors = vec![anchor(5.0, 1), anchor(40.0, 1), anchor(4.0, 1), anchor(3.0, 2), None];
    let journeys = Journeys::new(
        Pace { start: 1.0, first_km: 2.0, power: 1.0, reach_km: 50.0 },
        vec![],
        vec![7.0],
        anchors,
    );
    // 10 km: 1 + 2 × 10 = 21 minutes…
    assert_eq!(journeys.minutes(0, 4, 10.0), 21.0);
    // …at least 40 − 5, at most 5 + 4 by way of the same service, and no such bound to another
    // service.
    assert_eq!(journeys.minutes(0, 1, 10.0), 35.0);
    assert_eq!(journeys.minutes(0, 2, 10.0), 9.0);
    assert_eq!(journeys.minutes(0, 3, 10.0), 21.0);
    assert_eq!(journeys.minutes(0, 0, 0.0), 7.0);
}

#[test]
fn patients_around_are_counted_by_minutes() {
    let setting = three();
    let access = |i: usize| [Some(3.0), Some(1.0), None][i];
    let gaps = gaps_around(
        &[0],
        &nearest_of(&setting.ground, &setting.journeys, &[0]),
        &[10.0, 15.0, 20.0],
        |i| setting.demand[i],
        access,
        2.5,
    );
    let told: Vec<(f64, f64)> = gaps.iter().map(|g| (g.people, g.lacking)).collect();
    // 11.1 minutes to the second village, 22.2 to the third, which is beyond.
    assert_eq!(told, [(1_000.0, 0.0), (3_000.0, 2_000.0), (3_000.0, 2_000.0)]);
}

#[test]
fn the_second_doctor_goes_where_the_first_did_not() {
    // Two far towns of equal need: the first pick is the larger, the second the other.
    let setting = Arc::new(Setting {
        ground: Ground::new(&[Some((2.0, 44.0)), Some((3.0, 45.0))]),
        demand: vec![1_000.0, 1_500.0],
        supply: vec![0.0; 2],
        ..Setting::clone(&three())
    });
    let catchment = Catchment::new(&setting);
    let access = vec![Some(0.0), Some(0.0)];
    let placing = Placing {
        candidates: vec![0, 1],
        access,
        people: setting.demand.clone(),
        consultations: 4_000.0,
        threshold: 2.5,
        aim: Aim::Lifted,
        doctors: 3,
    };
    let picks = placing.search(&catchment, &mut |_| ());
    // 4000 ÷ 1500 = 2.67 and 4000 ÷ 1000 = 4, both above 2.5: both are lifted whole, and a third
    // doctor lifts nobody.
    let told: Vec<(usize, f64)> = picks.iter().map(|p| (p.place, p.lifted)).collect();
    assert_eq!(told, [(1, 1_500.0), (0, 1_000.0)]);
}
