//! Values of several lines that are about one commune of today.

use std::collections::BTreeMap;

use crate::{cells::Cell, role::Role};

/// One value of several, and why it is doubtful, in French. Numbers that add up are summed, other
/// figures averaged, classes and days are those of most lines.
#[must_use]
pub fn merged(role: Role, cells: &[&Cell]) -> (Cell, Option<&'static str>) {
    let said: Vec<&Cell> = cells.iter().copied().filter(|c| **c != Cell::Empty).collect();
    let numbers: Vec<f64> =
        said.iter().filter_map(|c| if let Cell::Number(v) = c { Some(*v) } else { None }).collect();
    let Some(first) = said.first() else { return (Cell::Empty, None) };
    if role.adds_up() {
        return sum(&numbers, said.len(), cells.len());
    }
    if said.iter().all(|c| c == first) {
        return ((*first).clone(), None);
    }
    if !numbers.is_empty() {
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let mean = numbers.iter().map(|v| v / numbers.len() as f64).sum();
        return (
            Cell::Number(mean),
            Some(
                "communes réunies aux chiffres différents\u{202f}: leur moyenne simple a été retenue.",
            ),
        );
    }
    (
        most(&said),
        Some(
            "communes réunies aux valeurs différentes\u{202f}: celle du plus grand nombre de lignes a été retenue. Vérifiez-la.",
        ),
    )
}

fn sum(numbers: &[f64], said: usize, all: usize) -> (Cell, Option<&'static str>) {
    let total: f64 = numbers.iter().sum();
    if numbers.len() < said || !total.is_finite() {
        (
            Cell::Secret,
            Some(
                "communes réunies dont l’une a un nombre secret\u{202f}: leur somme n’est pas connue.",
            ),
        )
    } else if said < all {
        (
            Cell::Number(total),
            Some(
                "communes réunies dont l’une n’a pas de nombre\u{202f}: la somme est celle des autres. Vérifiez-la.",
            ),
        )
    } else {
        (Cell::Number(total), None)
    }
}

/// The value of most; of those as frequent, the first.
fn most(said: &[&Cell]) -> Cell {
    let mut counts = BTreeMap::<&str, (usize, usize)>::new();
    for (at, cell) in said.iter().enumerate() {
        let text = match cell {
            Cell::Class(t) | Cell::Date(t) => t.as_str(),
            Cell::Number(_) | Cell::Empty | Cell::Secret => continue,
        };
        counts.entry(text).or_insert((0, at)).0 += 1;
    }
    let best = counts.values().max_by_key(|(n, at)| (*n, std::cmp::Reverse(*at)));
    best.and_then(|(_, at)| said.get(*at)).map_or(Cell::Secret, |c| (*c).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_commune_become_one_value() {
        let (n, e, s) = (Cell::Number, Cell::Empty, Cell::Secret);
        let c = |t: &str| Cell::Class(t.to_owned());
        for (role, cells, wanted, doubtful) in [
            (Role::Count, vec![n(1.0), n(2.0)], n(3.0), false),
            (Role::Count, vec![n(1.0), e.clone()], n(1.0), true),
            (Role::Count, vec![n(1.0), s.clone()], s.clone(), true),
            (Role::Density, vec![n(1.0), n(3.0)], n(2.0), true),
            (Role::Density, vec![n(2.0), n(2.0)], n(2.0), false),
            (Role::DoctorZone, vec![c("ZIP"), c("ZIP"), e.clone()], c("ZIP"), false),
            (Role::DoctorZone, vec![c("ZIP"), c("ZAC"), c("ZAC")], c("ZAC"), true),
            (Role::DoctorZone, vec![c("ZIP"), c("ZAC")], c("ZIP"), true),
            (Role::DoctorZone, vec![e.clone(), e.clone()], e.clone(), false),
        ] {
            let (found, doubt) = merged(role, &cells.iter().collect::<Vec<_>>());
            assert_eq!((found, doubt.is_some()), (wanted, doubtful), "{cells:?}");
        }
    }
}
