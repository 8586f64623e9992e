//! The catchment against a twin that looks at all pairs, and what must hold whatever the places.

use std::sync::Arc;

use access::{Aim, Catchment, Decay, Journeys, Pairs, Places, Search, gaps_around, great_circle_km};
use proptest::prelude::*;

/// Places on a few degrees of France: points (one in ten unknown), people, consultations, slowness.
#[derive(Clone, Debug)]
struct World {
    points: Vec<Option<(f64, f64)>>,
    places: Places,
    journeys: Journeys,
}

prop_compose! {
    fn worlds()(
        all in prop::collection::vec(
            ((-1.0..1.5f64, 43.0..44.5f64), 0u8..10, 0.0..5_000.0f64, prop_oneof![Just(0.0), 0.0..40_000.0f64], 0.8..2.0f64, 0.0..6.0f64),
            2..60,
        ),
    ) -> World {
        World {
            points: all.iter().map(|p| (p.1 > 0).then_some(p.0)).collect(),
            places: Places { demand: all.iter().map(|p| p.2).collect(), supply: all.iter().map(|p| p.3).collect() },
            journeys: Journeys {
                minutes_per_km: 1.3,
                slowness: all.iter().map(|p| p.4).collect(),
                within: all.iter().map(|p| p.5).collect(),
            },
        }
    }
}

fn decays() -> impl Strategy<Value = Decay> {
    prop_oneof![
        (5.0..30.0f64).prop_map(|reach| Decay::linear(reach).expect("a duration")),
        Just(Decay::try_from(vec![(5.0, 1.0), (5.0, 0.3), (10.0, 0.3), (10.0, 0.1), (15.0, 0.1), (15.0, 0.0)]).expect("steps")),
    ]
}

/// Far enough for every decay above: 30 minutes of the fastest road.
const REACH_KM: f64 = 30.0;

/// Weight of a journey, from the definition.
fn weight(world: &World, decay: &Decay, i: usize, j: usize) -> f64 {
    let (Some(a), Some(b)) = (world.points[i], world.points[j]) else { return 0.0 };
    let km = great_circle_km(a, b);
    if km > REACH_KM { 0.0 } else { decay.weight(world.journeys.minutes(i, j, km)) }
}

/// Both steps from their definition, over all pairs.
fn twin(world: &World, decay: &Decay) -> Vec<f64> {
    let n = world.points.len();
    let ratio: Vec<f64> = (0..n)
        .map(|j| {
            let reach: f64 = (0..n).map(|i| weight(world, decay, i, j) * world.places.demand[i]).sum();
            if reach > 0.0 { world.places.supply[j] / reach } else { 0.0 }
        })
        .collect();
    (0..n).map(|i| (0..n).map(|j| weight(world, decay, i, j) * ratio[j]).sum()).collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-4 * (1.0 + a.abs().max(b.abs()))
}

/// The decay is continuous, or else no journey of this world is as long as one of its steps.
fn is_clear_of_steps(world: &World, decay: &Decay) -> bool {
    let n = world.points.len();
    let steps: Vec<f64> = decay.knots().windows(2).filter(|k| k[0].0 == k[1].0).map(|k| k[0].0).collect();
    (0..n).all(|i| {
        (0..n).all(|j| match (world.points[i], world.points[j]) {
            (Some(a), Some(b)) => {
                let minutes = world.journeys.minutes(i, j, great_circle_km(a, b));
                steps.iter().all(|s| (minutes - s).abs() > 1e-3)
            }
            _ => true,
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn pairs_are_those_of_a_look_at_all(world in worlds(), reach in 0.5..60.0f64) {
        let pairs = Pairs::new(&world.points, reach);
        for (i, a) in world.points.iter().enumerate() {
            let mut found: Vec<(usize, f64)> = pairs.around(i).collect();
            found.sort_by_key(|p| p.0);
            let near = |j: usize| {
                let km = great_circle_km((*a)?, world.points[j]?);
                (i == j || km <= reach).then_some((j, km))
            };
            let expected: Vec<(usize, f64)> = (0..world.points.len()).filter_map(near).collect();
            prop_assert_eq!(found.iter().map(|p| p.0).collect::<Vec<_>>(), expected.iter().map(|p| p.0).collect::<Vec<_>>());
            prop_assert!(found.iter().zip(&expected).all(|(f, e)| close(f.1, e.1)));
        }
    }

    #[test]
    fn access_is_that_of_the_twin(world in worlds(), decay in decays()) {
        prop_assume!(is_clear_of_steps(&world, &decay));
        let pairs = Arc::new(Pairs::new(&world.points, REACH_KM));
        let ours = Catchment::new(&pairs, &world.journeys, &decay, &world.places);
        for (a, b) in ours.access().iter().zip(twin(&world, &decay)) {
            prop_assert!(close(*a, b), "{a} {b}");
        }
    }

    #[test]
    fn what_is_given_is_received(world in worlds(), decay in decays()) {
        let pairs = Arc::new(Pairs::new(&world.points, REACH_KM));
        let catchment = Catchment::new(&pairs, &world.journeys, &decay, &world.places);
        let received: f64 = catchment.access().iter().zip(&world.places.demand).map(|(a, p)| a * p).sum();
        let given: f64 = (0..pairs.len()).filter(|j| catchment.demand_within_reach(*j) > 0.0).map(|j| world.places.supply[j]).sum();
        prop_assert!(close(received, given), "{received} {given}");
    }

    #[test]
    fn twice_the_doctors_are_twice_the_access(world in worlds(), decay in decays()) {
        let pairs = Arc::new(Pairs::new(&world.points, REACH_KM));
        let one = Catchment::new(&pairs, &world.journeys, &decay, &world.places);
        let doubled = Places { supply: world.places.supply.iter().map(|s| 2.0 * s).collect(), ..world.places.clone() };
        let two = Catchment::new(&pairs, &world.journeys, &decay, &doubled);
        prop_assert!(one.access().iter().zip(two.access()).all(|(a, b)| close(2.0 * a, *b)));
    }

    #[test]
    fn a_doctor_more_harms_nobody_and_is_what_a_new_computation_says(world in worlds(), decay in decays(), at in 0..60usize, more in 0.0..9_000.0f64) {
        let at = at % world.points.len();
        let pairs = Arc::new(Pairs::new(&world.points, REACH_KM));
        let before = Catchment::new(&pairs, &world.journeys, &decay, &world.places);
        let mut after = before.clone();
        after.apply(at, more);
        prop_assert!(before.access().iter().zip(after.access()).all(|(a, b)| b >= a));
        let mut supply = world.places.supply.clone();
        supply[at] += more;
        let again = Catchment::new(&pairs, &world.journeys, &decay, &Places { supply, ..world.places.clone() });
        prop_assert!(after.access().iter().zip(again.access()).all(|(a, b)| close(*a, *b)));
        // Who leaves takes back what he gave, and no more than there was.
        after.apply(at, -more);
        prop_assert!(after.access().iter().zip(before.access()).all(|(a, b)| close(*a, *b)));
        after.apply(at, -1e12);
        prop_assert!(after.access().iter().all(|a| *a >= -1e-9));
    }

    #[test]
    fn the_first_pick_is_the_best_of_all(world in worlds(), lifted in any::<bool>()) {
        let decay = Decay::linear(20.0).expect("a duration");
        let pairs = Arc::new(Pairs::new(&world.points, REACH_KM));
        let catchment = Catchment::new(&pairs, &world.journeys, &decay, &world.places);
        let access: Vec<Option<f64>> = catchment.access().iter().map(|a| Some(*a)).collect();
        let (aim, threshold, gives) = (if lifted { Aim::Lifted } else { Aim::Filled }, 2.5, 4_000.0);
        let mut search = Search::new(&catchment, (0..pairs.len()).collect(), access, world.places.demand.clone(), (gives, threshold), aim, 1);
        while search.advance() {}
        let good = |j: usize| -> f64 {
            let mut with = catchment.clone();
            with.apply(j, gives);
            let of = |i: usize, a: f64| {
                let full = if lifted { f64::from(u8::from(a >= threshold)) } else { a.min(threshold) };
                world.places.demand[i] * full
            };
            (0..pairs.len()).map(|i| of(i, with.access()[i]) - of(i, catchment.access()[i])).sum()
        };
        let best = (0..pairs.len()).map(good).fold(0.0, f64::max);
        match search.picks().first() {
            Some(pick) => prop_assert!(close(good(pick.place), best), "{} {best}", good(pick.place)),
            None => prop_assert!(best <= 1e-6, "{best}"),
        }
    }
}

/// Three villages on a meridian, 0.1° (11.119 km) apart: at one minute a km, the middle one is 11.1 minutes from both.
fn three() -> (Arc<Pairs>, Journeys, Decay, Places) {
    let pairs = Arc::new(Pairs::new(&[Some((2.0, 44.0)), Some((2.0, 44.1)), Some((2.0, 44.2))], 20.0));
    let journeys = Journeys { minutes_per_km: 1.0, slowness: vec![1.0; 3], within: vec![0.0; 3] };
    let places = Places { demand: vec![1_000.0, 2_000.0, 1_000.0], supply: vec![0.0, 5_000.0, 0.0] };
    (pairs, journeys, Decay::linear(20.0).expect("a duration"), places)
}

#[test]
fn three_villages_by_hand() {
    let (pairs, journeys, decay, places) = three();
    let catchment = Catchment::new(&pairs, &journeys, &decay, &places);
    // 2π × 6371.0088 km ÷ 3600 = 11.11949 km; w = 1 − 11.11949 ÷ 20 = 0.4440255.
    // Demand within reach of the middle: 2000 + 2 × 1000 × 0.4440255 = 2888.051; R = 5000 ÷ 2888.051 = 1.7312714.
    assert!(close(catchment.ratio(1), 1.731_271_4));
    // The ends: 1.7312714 × 0.4440255 = 0.7687286.
    for (found, expected) in catchment.access().iter().zip([0.768_728_6, 1.731_271_4, 0.768_728_6]) {
        assert!(close(*found, expected), "{found} {expected}");
    }
}

#[test]
fn patients_around_are_counted_by_minutes() {
    let (pairs, journeys, _, places) = three();
    let access = |i: usize| [Some(3.0), Some(1.0), None][i];
    let gaps = gaps_around(&pairs, &journeys, 0, &[10.0, 15.0, 20.0], |i| places.demand[i], access, 2.5);
    let told: Vec<(f64, f64)> = gaps.iter().map(|g| (g.people, g.lacking)).collect();
    // 11.1 minutes to the second village, 22.2 to the third, which is beyond the pairs and the minutes.
    assert_eq!(told, [(1_000.0, 0.0), (3_000.0, 2_000.0), (3_000.0, 2_000.0)]);
}

#[test]
fn the_second_doctor_goes_where_the_first_did_not() {
    // Two far towns of equal need: the first pick is the larger, the second the other.
    let pairs = Arc::new(Pairs::new(&[Some((2.0, 44.0)), Some((3.0, 45.0))], 20.0));
    let journeys = Journeys { minutes_per_km: 1.0, slowness: vec![1.0; 2], within: vec![0.0; 2] };
    let places = Places { demand: vec![1_000.0, 1_500.0], supply: vec![0.0; 2] };
    let catchment = Catchment::new(&pairs, &journeys, &Decay::linear(20.0).expect("a duration"), &places);
    let access = vec![Some(0.0), Some(0.0)];
    let mut search = Search::new(&catchment, vec![0, 1], access, places.demand, (4_000.0, 2.5), Aim::Lifted, 3);
    while search.advance() {}
    // 4000 ÷ 1500 = 2.67 and 4000 ÷ 1000 = 4, both above 2.5: both are lifted whole, and a third doctor lifts nobody.
    let told: Vec<(usize, f64)> = search.picks().iter().map(|p| (p.place, p.lifted)).collect();
    assert_eq!(told, [(1, 1_500.0), (0, 1_000.0)]);
}
