//! What a file is: communes, perimeters or points.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use territory::{Gazetteer, InseeCode};

use crate::properties::insee;
use crate::{Form, Shape, Shapes};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Areas, most of which carry the code of a commune, present or former.
    Communes,
    /// Areas that are no communes: perimeters of the user's own.
    Perimeters,
    /// Points: sites of the user's own.
    Points,
}

/// What a file is. `present` gives the present codes of a code: itself where it has not changed or
/// is unknown.
///
/// Areas whose codes repeat so much that there are less than half as many codes as areas are parts
/// of communes and not communes: districts with the code of their town.
#[must_use]
pub fn kind(
    shapes: &Shapes,
    gazetteer: &Gazetteer,
    present: impl Fn(InseeCode) -> Vec<InseeCode>,
) -> Kind {
    if shapes.shapes.first().is_some_and(|s| matches!(s.form, Form::Points(_))) {
        return Kind::Points;
    }
    let (mut known, mut different) = (0, BTreeSet::new());
    for code in shapes.shapes.iter().filter_map(commune_of) {
        if present(code).iter().any(|c| gazetteer.row(*c).is_some()) {
            known += 1;
            different.insert(code);
        }
    }
    let most = known * 2 > shapes.shapes.len();
    if most && different.len() * 2 >= known { Kind::Communes } else { Kind::Perimeters }
}

fn commune_of(shape: &Shape) -> Option<InseeCode> {
    insee(shape.code.as_deref()?).map(|(code, _)| code)
}
