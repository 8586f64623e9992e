//! Periods that prose names, as the tables say them: none is written into a sentence.

use territory::Role;

use crate::dataset::{Data, id_of};

/// Period of the column of a role (« 2023 »): of the one that is used, the user's own over the
/// shipped one, or as the list says before it is loaded; empty where no list names it.
pub(super) fn period(data: Data, role: Role) -> String {
    let used = data.by_role(role).map(|column| column.spec.vintage.clone());
    let listed = || data.entry(id_of(role)).map(|entry| entry.vintage);
    used.or_else(listed).unwrap_or_default()
}

/// The access that the DREES publishes, by its year: « APL 2023 ».
pub(super) fn published(data: Data) -> String {
    format!("APL {}", period(data, Role::Access))
}

/// The year with which the period of a role begins; none where it begins with none.
pub(super) fn year(data: Data, role: Role) -> Option<u16> {
    period(data, role).get(..4)?.parse().ok()
}

/// The years of the two populations that are compared: « de 2013 à 2023 »; none where one is not
/// known.
pub(super) fn populations(data: Data) -> Option<(u16, u16)> {
    let (from, to) = (year(data, Role::PopulationBefore)?, year(data, Role::Population)?);
    (from < to).then_some((from, to))
}
