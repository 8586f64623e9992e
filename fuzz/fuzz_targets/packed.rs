//! Any bytes as a packed file of ours: refused, or read by everything that reads one.
#![no_main]

use atlas::pack::Pack;
use libfuzzer_sys::fuzz_target;
use territory::{Column, ColumnSpec, Gazetteer};

fuzz_target!(|data: &[u8]| {
    // The checksums would stop almost everything: sections are also read as they come.
    let (first, rest) = data.split_at(data.len() / 2);
    let _contours = atlas::codec::decode(|name| Some(if name.len() % 2 == 0 { first } else { rest }));
    let _places = Gazetteer::decode(|name| Some(if name.len() % 2 == 0 { first } else { rest }));
    let _passage = tables::Passage::decode(data);
    if let Ok(spec) = serde_json::from_slice::<ColumnSpec>(first) {
        let rows = rest.len() / usize::from(spec.width).max(1);
        let _column = Column::decode(spec, rest, rows);
    }
    let Ok(pack) = Pack::parse(data) else { return };
    let _contours = atlas::codec::decode(|name| pack.get(name));
    let _places = Gazetteer::decode(|name| pack.get(name));
    let _structures = portrait::Structures::decode(|name| pack.get(name), 100);
    let _specialists = portrait::Specialists::decode(|name| pack.get(name), 100);
});
