//! What is written is read back, and damaged bytes are refused without a panic.

use std::collections::BTreeMap;

use proptest::prelude::*;
use territory::{
    Absence, Aggregate, Area, AreaKind, Column, ColumnError, Gazetteer, Membership, NO_AREA, Place,
    Row, Value,
};

const REASONS: [Absence; 4] =
    [Absence::NotPublished, Absence::Secret, Absence::NotApplicable, Absence::NotMatched];

fn values(limit: i64) -> impl Strategy<Value = Vec<Option<i64>>> {
    proptest::collection::vec(proptest::option::weighted(0.8, 0..limit), 0..60)
}

proptest! {
    #[test]
    fn a_column_is_read_back_exactly(raw in values(250), width in prop_oneof![Just(1u8), Just(2), Just(4)], offset in -300i64..300, decimals in 0u8..4) {
        let mut spec = crate::common::spec("x", "", "2020", Aggregate::None, crate::common::measure(decimals));
        (spec.width, spec.offset) = (width, offset);
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let published = |v: i64| (v + offset) as f64 / 10f64.powi(i32::from(decimals));
        let values: Vec<Value> = raw.iter().enumerate().map(|(i, v)| v.map_or(Value::Absent(REASONS[i % 4]), |v| Value::Known(published(v)))).collect();
        let column = Column::new(spec.clone(), &values).expect("fits");
        let bytes = column.encode();
        let read = Column::decode(spec.clone(), &bytes, values.len()).expect("reads");
        prop_assert_eq!(read.values().collect::<Vec<_>>(), values.clone());
        prop_assert_eq!(read.value(Row(u16::MAX)), Value::Absent(Absence::NotApplicable));
        let short = matches!(Column::decode(spec, &bytes, values.len() + 1), Err(ColumnError::Length { .. }));
        prop_assert!(short);
    }

    #[test]
    fn a_gazetteer_is_read_back_exactly(
        codes in proptest::collection::btree_set(1001u32..97_000, 1..40),
        names in proptest::collection::vec("[A-Z][a-zéèœ' -]{0,20}", 40),
        areas in proptest::collection::vec(prop_oneof![Just(NO_AREA), 0u16..3], 40),
        halls in proptest::collection::vec(proptest::option::of((-61.0..55.0f64, -21.0..51.0f64)), 40),
    ) {
        let all: Vec<Place> = codes.iter().enumerate().map(|(i, c)| Place {
            code: crate::common::code(&format!("{c:05}")),
            name: names[i].clone(),
            postal: (0..i % 3).map(|p| format!("{:05}", c + u32::try_from(p).expect("small"))).collect(),
            parent: None,
            town_hall: halls[i],
        }).collect();
        let mut all = all;
        if let [first, .., last] = &mut all[..] {
            last.parent = Some(first.code);
        }
        let area = |n: u16| Area { code: n.to_string(), name: format!("Aire {n}") };
        let table = Membership { areas: (0..3).map(area).collect(), of_row: areas[..all.len()].to_vec() };
        let written = Gazetteer::new(all.clone(), BTreeMap::from([(AreaKind::Tvs, table.clone())])).expect("places");
        let sections = written.encode();
        let read = Gazetteer::decode(|name| sections.iter().find(|s| s.0 == name).map(|s| &s.1[..])).expect("reads");
        prop_assert_eq!(read.len(), all.len());
        for (row, place) in read.rows().zip(&all) {
            prop_assert_eq!(read.code(row), place.code);
            prop_assert_eq!(read.name(row), place.name.as_str());
            prop_assert_eq!(read.postal(row).collect::<Vec<_>>(), place.postal.iter().map(String::as_str).collect::<Vec<_>>());
            prop_assert_eq!(read.parent(row).map(|p| read.code(p)), place.parent);
            match (read.town_hall(row), place.town_hall) {
                (Some(a), Some(b)) => prop_assert!((a.0 - b.0).abs() <= 0.51e-4 && (a.1 - b.1).abs() <= 0.51e-4),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
        prop_assert_eq!(read.membership(AreaKind::Tvs), Some(&table));
    }

    #[test]
    fn a_damaged_gazetteer_never_panics(section in 0usize..7, cut in 0usize..400, flip in any::<u8>()) {
        let mut sections = crate::common::gazetteer().encode();
        let bytes = &mut sections[section].1;
        let at = cut % bytes.len().max(1);
        if flip == 0 {
            bytes.truncate(at);
        } else if let Some(byte) = bytes.get_mut(at) {
            *byte ^= flip;
        }
        // Some changes are still places (a letter of a name): then every row can be read.
        if let Ok(read) = Gazetteer::decode(|name| sections.iter().find(|s| s.0 == name).map(|s| &s.1[..])) {
            for row in read.rows() {
                let _ = (read.name(row), read.postal(row).count(), read.area(AreaKind::Tvs, row), read.parent(row));
            }
        }
    }

    #[test]
    fn a_damaged_class_is_refused(at in 0usize..10, byte in 4u8..252) {
        let zones = crate::common::columns().remove(0);
        let mut spec = zones.spec.clone();
        spec.width = 1;
        let mut bytes = Column::new(spec.clone(), &zones.values().collect::<Vec<_>>()).expect("fits").encode();
        bytes[at] = byte;
        let refused = matches!(Column::decode(spec, &bytes, 10), Err(ColumnError::Class { .. }));
        prop_assert!(refused);
    }
}
