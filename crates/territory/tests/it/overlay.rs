//! Going back to the shipped data is dropping the overlay, whatever has arrived in between.

use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;
use territory::{Aggregate, Column, Dataset, Roles, Sheet, Standings, Value};

use crate::common::{dataset, date, gazetteer, measure, spec};

/// A column of the ten places, the same value everywhere.
fn column(id: &str, value: u8, rows: usize) -> Arc<Column> {
    let spec = spec(id, "", "2026", Aggregate::Sum, measure(0));
    Arc::new(Column::new(spec, &vec![Value::Known(f64::from(value)); rows]).expect("fits"))
}

fn first(column: &Column) -> Option<f64> {
    column.values().next().and_then(Value::known)
}

/// What may happen to a dataset; ids are one of four letters.
#[derive(Clone, Debug)]
enum Event {
    Arrives(usize, u8),
    Overlay(Vec<(usize, u8)>),
    Drop,
}

const IDS: [&str; 4] = ["a", "b", "c", "d"];

fn event() -> impl Strategy<Value = Event> {
    let pair = || (0..IDS.len(), any::<u8>());
    prop_oneof![
        pair().prop_map(|(id, v)| Event::Arrives(id, v)),
        prop::collection::vec(pair(), 0..4).prop_map(Event::Overlay),
        Just(Event::Drop),
    ]
}

proptest! {
    #[test]
    fn what_was_shipped_is_found_again(events in prop::collection::vec(event(), 0..30)) {
        let mut dataset = Dataset::new(gazetteer(), Vec::new(), Roles::default());
        let (mut shipped, mut over) = (BTreeMap::new(), BTreeMap::new());
        for event in events {
            match event {
                Event::Arrives(id, v) => {
                    dataset.insert_shipped(column(IDS[id], v, 10)).expect("ten values");
                    shipped.insert(IDS[id], f64::from(v));
                }
                Event::Overlay(all) => {
                    over = all.iter().map(|(id, v)| (IDS[*id], f64::from(*v))).collect();
                    let columns = all.iter().map(|(id, v)| column(IDS[*id], *v, 10)).collect();
                    dataset.set_overlay(columns).expect("ten values each");
                }
                Event::Drop => {
                    over.clear();
                    dataset.drop_overlay();
                }
            }
            let mut seen = shipped.clone();
            seen.extend(&over);
            for id in IDS {
                prop_assert_eq!(dataset.column(id).and_then(|c| first(c)), seen.get(id).copied());
                prop_assert_eq!(dataset.shipped(id).and_then(|c| first(c)), shipped.get(id).copied());
            }
            let all: Vec<_> = dataset.columns().map(|c| (c.spec.id.as_str(), first(c))).collect();
            prop_assert_eq!(all, seen.iter().map(|(id, v)| (*id, Some(*v))).collect::<Vec<_>>());
        }
        dataset.drop_overlay();
        let left: BTreeMap<_, _> = dataset.columns().filter_map(|c| Some((c.spec.id.as_str(), first(c)?))).collect();
        prop_assert_eq!(left, shipped);
    }
}

#[test]
fn a_column_of_other_places_is_refused_and_changes_nothing() {
    let mut dataset = dataset();
    assert_eq!(
        dataset.insert_shipped(column("population", 3, 9)).expect_err("nine values").found,
        9
    );
    let two = vec![column("population", 3, 10), column("mg_2020", 3, 11)];
    assert_eq!(dataset.set_overlay(two).expect_err("eleven values").id, "mg_2020");
    assert_eq!(dataset.overlay().count(), 0);
    assert_eq!(first(dataset.column("population").expect("shipped")), Some(2421.0));
}

#[test]
fn columns_may_come_before_the_places_and_leave_with_others() {
    let mut dataset = Dataset::default();
    dataset.insert_shipped(column("a", 1, 10)).expect("no places yet");
    dataset.insert_shipped(column("b", 2, 11)).expect("no places yet");
    let foreign = dataset.set_gazetteer(gazetteer());
    assert_eq!(foreign.iter().map(|f| (f.id.as_str(), f.found)).collect::<Vec<_>>(), [("b", 11)]);
    assert!(dataset.has_column("a") && !dataset.has_column("b"));
}

#[test]
fn what_was_ordered_of_a_column_is_ordered_again_for_another_and_for_other_weights() {
    let mut dataset = dataset();
    let row = crate::common::row(&dataset, "12176");
    let mut kept = Standings::default();
    let mut both = |dataset: &Dataset| {
        let bare = Sheet::build_bare(dataset, &[], row, date(2026, 2, 1)).figures;
        let stood: Vec<_> = bare.iter().map(|f| f.stand(dataset, &mut kept, row)).collect();
        assert_eq!(stood, Sheet::build(dataset, &[], row, date(2026, 2, 1)).figures);
        stood
    };
    let shipped = both(&dataset);
    dataset.set_overlay(vec![column("mg_2020", 3, 10)]).expect("ten values");
    assert_ne!(both(&dataset), shipped);
    // The access of a group is a mean weighted by population: 1 each, the plain mean.
    dataset.set_overlay(vec![column("population", 1, 10)]).expect("ten values");
    assert_ne!(both(&dataset), shipped);
    dataset.drop_overlay();
    assert_eq!(both(&dataset), shipped);
}
