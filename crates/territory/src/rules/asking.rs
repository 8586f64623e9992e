//! What a condition asks about: answers of the doctor, or the zone of the place.

use std::collections::BTreeSet;

use super::{
    Fact, RuleBook,
    formula::{Formula, Missing},
};
use crate::text;

/// The questions that are all that is missing; none where a fact is.
pub(super) fn asked(book: &RuleBook, missing: &BTreeSet<Missing>) -> Option<Vec<String>> {
    let question = |m: &Missing| match m {
        Missing::Answer(name) => Some(text::typeset(&book.question(name)?.label)),
        Missing::Fact(_) | Missing::Rule(_) => None,
    };
    missing.iter().map(question).collect()
}

/// Whether a requirement asks about the zone and nothing else.
pub(super) fn is_zone_alone(holds: &Formula) -> bool {
    let mut zone = false;
    let other = holds.names(&mut |f| {
        zone |= *f == Formula::Fact(Fact::Zone);
        matches!(f, Formula::Answer(_)) || matches!(f, Formula::Fact(fact) if *fact != Fact::Zone)
    });
    zone && !other
}
