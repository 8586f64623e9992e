//! Areas of communes, present or former, as contours by row.

use std::collections::BTreeMap;

use atlas::topology::Degrees;
use serde::{Deserialize, Serialize};
use territory::{Gazetteer, InseeCode, Row};

use crate::properties::insee;
use crate::reader::called;
use crate::remark::{Listing, Remark, What};
use crate::{Form, Shape, Shapes, dissolve::dissolve};

/// Contours by row of the gazetteer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Communes {
    /// For each row its polygons, in degrees; none where the file says nothing of it.
    pub rows: Vec<Degrees>,
    /// Rows that have a contour.
    pub known: usize,
    /// The remarks of the file, and those about its codes.
    pub remarks: Vec<Remark>,
    /// Codes of the file that are not present ones, ascending, with the present codes that each
    /// became.
    pub carried: Vec<(String, Vec<String>)>,
}

/// Contours by row. A former commune goes into the one it joined, and borders inside a commune that
/// both sides share exactly disappear; one that was split stays whole on the first of its present
/// codes. `present` gives the present codes of a code: itself where it has not changed or is
/// unknown.
#[must_use]
pub fn communes(
    shapes: Shapes,
    gazetteer: &Gazetteer,
    present: impl Fn(InseeCode) -> Vec<InseeCode>,
) -> Communes {
    let mut listing = Listing::resume(&shapes.file, shapes.remarks);
    let mut carried = BTreeMap::new();
    let mut parts: BTreeMap<Row, Vec<Degrees>> = BTreeMap::new();
    let mut first_of = BTreeMap::new();
    for shape in shapes.shapes {
        let Some((code, row)) = place(&shape, gazetteer, &present, &mut listing, &mut carried)
        else {
            continue;
        };
        match first_of.get(&code) {
            Some(&first) => {
                listing.say(shape.number, true, What::Duplicate { first }, || called(&shape))
            }
            None => {
                first_of.insert(code, shape.number);
            }
        }
        if let Form::Area(area) = shape.form {
            parts.entry(row).or_default().push(area);
        }
    }
    let mut rows = vec![Degrees::new(); gazetteer.len()];
    let known = parts.len();
    for (row, parts) in parts {
        if let Some(slot) = rows.get_mut(row.index()) {
            *slot = joined(parts);
        }
    }
    Communes { rows, known, remarks: listing.finish(), carried: carried.into_iter().collect() }
}

/// The code that a feature carries and the row where it belongs; what is wrong with it is said.
fn place(
    shape: &Shape,
    gazetteer: &Gazetteer,
    present: &impl Fn(InseeCode) -> Vec<InseeCode>,
    listing: &mut Listing,
    carried: &mut BTreeMap<String, Vec<String>>,
) -> Option<(InseeCode, Row)> {
    let mut say = |kept, what| listing.say(shape.number, kept, what, || called(shape));
    if matches!(shape.form, Form::Points(_)) {
        say(false, What::Mixed);
        return None;
    }
    let Some(text) = shape.code.as_deref() else {
        say(false, What::NoCode);
        return None;
    };
    let unknown = || What::UnknownCode(text.to_owned());
    let Some((code, zero_lost)) = insee(text) else {
        say(false, unknown());
        return None;
    };
    let now = present(code);
    // A commune that lost a part and kept its code is still itself.
    let itself = now.contains(&code).then_some(code).and_then(|c| gazetteer.row(c));
    let Some(row) = itself.or_else(|| now.iter().find_map(|c| gazetteer.row(*c))) else {
        say(false, unknown());
        return None;
    };
    if zero_lost {
        say(true, What::ZeroLost(code.to_string()));
    }
    if itself.is_none() {
        let into: Vec<String> = now.iter().map(ToString::to_string).collect();
        if into.len() > 1 {
            say(true, What::Split(into.clone()));
        }
        carried.insert(code.to_string(), into);
    }
    Some((code, row))
}

/// The parts of a commune as one area.
fn joined(mut parts: Vec<Degrees>) -> Degrees {
    match parts.len() {
        0 | 1 => parts.pop().unwrap_or_default(),
        _ => dissolve(&parts),
    }
}
