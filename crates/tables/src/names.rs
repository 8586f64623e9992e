//! Communes by name, within a postal code, a département or the whole country.

use std::collections::HashMap;

use territory::{Gazetteer, Row};

use crate::cells::folded_name;

/// How near a name must be to another, from 0 to 1, to be taken for it.
const NEAR: f64 = 0.9;
/// No more candidates than this are named in a message.
const NAMED: usize = 5;

/// Names of a gazetteer, folded.
pub struct Names<'a> {
    gazetteer: &'a Gazetteer,
    folded: Vec<String>,
    by_name: HashMap<String, Vec<Row>>,
    by_postal: HashMap<&'a str, Vec<Row>>,
}

/// What a name is the name of.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// This place, for sure.
    Sure(Row),
    /// Probably this place; why it is not sure, in French.
    Doubtful(Row, &'static str),
    /// Several places have the name, and nothing tells which.
    Several(Vec<Row>),
    /// No place has the name.
    None,
}

impl<'a> Names<'a> {
    /// Folds the name of every place, once for all lines of a table.
    #[must_use]
    pub fn new(gazetteer: &'a Gazetteer) -> Self {
        let folded: Vec<String> =
            gazetteer.rows().map(|r| folded_name(gazetteer.name(r))).collect();
        let (mut by_name, mut by_postal) =
            (HashMap::<String, Vec<Row>>::new(), HashMap::<&str, Vec<Row>>::new());
        for (row, name) in gazetteer.rows().zip(&folded) {
            by_name.entry(name.clone()).or_default().push(row);
            for postal in gazetteer.postal(row) {
                by_postal.entry(postal).or_default().push(row);
            }
        }
        Self { gazetteer, folded, by_name, by_postal }
    }

    /// « nom (code) » of some rows.
    #[must_use]
    pub fn titles(&self, rows: &[Row]) -> Vec<String> {
        let title = |r: &Row| format!("{} ({})", self.gazetteer.name(*r), self.gazetteer.code(*r));
        rows.iter()
            .take(NAMED)
            .map(title)
            .chain((rows.len() > NAMED).then(|| "d’autres encore".to_owned()))
            .collect()
    }

    /// Finds a place by its name and, if there is one, the postal code beside it (five characters).
    #[must_use]
    pub fn find(&self, postal: &str, name: &str) -> Found {
        let name = folded_name(name);
        if name.is_empty() {
            return Found::None;
        }
        let same: &[Row] = self.by_name.get(&name).map_or(&[], Vec::as_slice);
        if postal.is_empty() {
            return one(same.to_vec(), |r| {
                Found::Doubtful(
                    r,
                    "trouvée par son seul nom, sans code postal. Vérifiez que c’est bien elle.",
                )
            });
        }
        let there: &[Row] = self.by_postal.get(postal).map_or(&[], Vec::as_slice);
        let exact: Vec<Row> = there.iter().copied().filter(|r| self.is_named(*r, &name)).collect();
        if !exact.is_empty() {
            return one(self.finest(exact), Found::Sure);
        }
        if let [only] = there
            && self.nearness(*only, &name) >= NEAR
        {
            return Found::Doubtful(
                *only,
                "seule commune de ce code postal, au nom presque identique. Vérifiez que c’est bien elle.",
            );
        }
        let same = same
            .iter()
            .copied()
            .filter(|r| in_departement(self.gazetteer.code(*r).departement(), postal))
            .collect();
        one(same, |r| {
            Found::Doubtful(
                r,
                "seule commune de ce nom dans le département, sous un autre code postal. Vérifiez que c’est bien elle.",
            )
        })
    }

    /// Its own name, or that of the city of which it is an arrondissement.
    fn is_named(&self, row: Row, name: &str) -> bool {
        let named = |r: Row| self.folded.get(r.index()).is_some_and(|n| n == name);
        named(row) || self.gazetteer.parent(row).is_some_and(named)
    }

    /// Without the cities of which an arrondissement is there too: the postal code says which.
    fn finest(&self, rows: Vec<Row>) -> Vec<Row> {
        let parents: Vec<Row> = rows.iter().filter_map(|r| self.gazetteer.parent(*r)).collect();
        let finer: Vec<Row> = rows.iter().copied().filter(|r| !parents.contains(r)).collect();
        if let [_] = finer.as_slice() { finer } else { rows }
    }

    fn nearness(&self, row: Row, name: &str) -> f64 {
        self.folded.get(row.index()).map_or(0.0, |n| {
            strsim::normalized_levenshtein(n, name).max(strsim::jaro_winkler(n, name))
        })
    }
}

fn one(rows: Vec<Row>, taken: impl Fn(Row) -> Found) -> Found {
    match rows.as_slice() {
        [] => Found::None,
        [one] => taken(*one),
        _ => Found::Several(rows),
    }
}

/// Whether a postal code is of a département, as far as its first characters tell; Corsica is two
/// of them.
fn in_departement(departement: &str, postal: &str) -> bool {
    postal.starts_with(departement)
        || (postal.starts_with("20")
            && departement.starts_with('2')
            && !departement.ends_with(|c: char| c.is_ascii_digit()))
}
