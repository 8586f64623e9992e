//! Where a place stands among the communes of its département, its région and France.

use serde::Serialize;

use crate::{
    code::Row,
    column::{Aggregate, Column, Kind, Value},
    dataset::Dataset,
    gazetteer::{AreaKind, Gazetteer, NO_AREA},
    role::Role,
};

/// A group of communes to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The département of the place.
    Departement,
    /// Its région.
    Region,
    /// The whole country.
    France,
}

/// The place of a commune in a group. Municipal arrondissements are not ranked: they are parts of a commune.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Group.
    pub scope: Scope,
    /// Name of the group.
    pub name: String,
    /// Communes with a figure.
    pub known: usize,
    /// Communes without one.
    pub absent: usize,
    /// Rank of the place from the highest figure, 1 first; communes of equal figures share the rank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<usize>,
    /// Other communes that share the rank.
    pub ties: usize,
    /// For a classification: communes of the same class, the place included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_class: Option<usize>,
    /// The figure of the whole group: sum, or mean weighted by municipal population, as the column says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregate: Option<f64>,
    /// Least figure, quartiles and greatest figure of the communes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<[f64; 5]>,
}

/// The standing of a place for a column, from the narrowest group to the widest.
#[must_use]
pub fn standing(dataset: &Dataset, column: &Column, row: Row) -> Vec<Standing> {
    Groups::around(dataset.gazetteer(), row).standing(dataset, column, row)
}

/// The groups of communes that a place is compared with: found once for all columns.
pub(crate) struct Groups(Vec<(Scope, String, Vec<Row>)>);

impl Groups {
    pub(crate) fn around(gazetteer: &Gazetteer, row: Row) -> Self {
        let area = |scope, kind| Some((scope, gazetteer.area(kind, row)?.name.clone(), members(gazetteer, Some(kind), row)));
        let france = Some((Scope::France, "France".to_owned(), members(gazetteer, None, row)));
        let all = [area(Scope::Departement, AreaKind::Departement), area(Scope::Region, AreaKind::Region), france];
        Self(all.into_iter().flatten().collect())
    }

    pub(crate) fn standing(&self, dataset: &Dataset, column: &Column, row: Row) -> Vec<Standing> {
        self.0.iter().map(|(scope, name, communes)| within(dataset, column, row, *scope, name, communes)).collect()
    }
}

fn within(dataset: &Dataset, column: &Column, row: Row, scope: Scope, name: &str, communes: &[Row]) -> Standing {
    let mut known: Vec<f64> = communes.iter().filter_map(|r| column.value(*r).known()).collect();
    let own = column.value(row).known();
    let equal = own.map_or(0, |own| known.iter().filter(|v| **v == own).count());
    let measure = matches!(column.spec.kind, Kind::Measure { .. });
    let ranked = measure && dataset.gazetteer().is_commune(row);
    Standing {
        scope,
        name: name.to_owned(),
        absent: communes.len() - known.len(),
        known: known.len(),
        rank: own.filter(|_| ranked).map(|own| 1 + known.iter().filter(|v| **v > own).count()),
        ties: if ranked { equal.saturating_sub(1) } else { 0 },
        same_class: own.filter(|_| !measure).map(|_| equal),
        aggregate: gather(dataset, column, communes),
        spread: if measure { spread(&mut known) } else { None },
    }
}

/// The communes of the same area as a place; every commune without a kind of area.
fn members(gazetteer: &Gazetteer, kind: Option<AreaKind>, row: Row) -> Vec<Row> {
    let communes = gazetteer.rows().filter(|r| gazetteer.is_commune(*r));
    let Some(table) = kind.and_then(|k| gazetteer.membership(k)) else { return communes.collect() };
    let own = table.of_row.get(row.index());
    communes.filter(|r| table.of_row.get(r.index()) == own).collect()
}

/// Sum, or weighted mean, on its way.
#[derive(Clone, Copy, Default)]
struct Gathered {
    total: f64,
    weights: f64,
    any: bool,
}

impl Gathered {
    /// Takes in a commune; one known only by its arrondissements is taken by them.
    fn add(&mut self, dataset: &Dataset, column: &Column, commune: Row, weights: Option<&Column>) {
        let mut take = |row: Row| {
            let Value::Known(v) = column.value(row) else { return };
            let Some(weight) = weights.map_or(Some(1.0), |w| w.value(row).known()) else { return };
            self.total += v * weight;
            self.weights += weight;
            self.any = true;
        };
        if column.value(commune).known().is_some() {
            take(commune);
        } else {
            dataset.gazetteer().arrondissements(commune).for_each(&mut take);
        }
    }

    fn finish(self, weighted: bool) -> Option<f64> {
        match (self.any, weighted) {
            (false, _) => None,
            (true, false) => Some(self.total),
            (true, true) => (self.weights > 0.0).then(|| self.total / self.weights),
        }
    }
}

/// What weighs the mean of a column, nothing for a sum; none where it cannot be gathered, or its weights are not loaded.
fn weights<'a>(dataset: &'a Dataset, column: &Column) -> Option<Option<&'a Column>> {
    match column.spec.aggregate {
        Aggregate::Sum => Some(None),
        Aggregate::PopulationMean => {
            let weight = match &column.spec.weight {
                Some(id) => dataset.column(id),
                None => dataset.by_role(Role::Population),
            };
            weight.map(|c| Some(&**c))
        }
        Aggregate::None => None,
    }
}

/// The figure of a group of communes: sum or weighted mean, as the column says, over those that have one. Nothing where the
/// column cannot be gathered or no commune has a figure.
#[must_use]
pub fn gather(dataset: &Dataset, column: &Column, communes: &[Row]) -> Option<f64> {
    let weights = weights(dataset, column)?;
    let mut gathered = Gathered::default();
    communes.iter().for_each(|c| gathered.add(dataset, column, *c, weights));
    gathered.finish(weights.is_some())
}

/// The figure of every area of a kind, in the order of [`Gazetteer::membership`]: sum, or mean weighted by municipal
/// population, as the column says. Nothing where a column cannot be gathered.
#[must_use]
pub fn by_area(dataset: &Dataset, column: &Column, kind: AreaKind) -> Option<Vec<Option<f64>>> {
    let (weights, table) = (weights(dataset, column)?, dataset.gazetteer().membership(kind)?);
    let mut all = vec![Gathered::default(); table.areas.len()];
    let area = |row: Row| table.of_row.get(row.index()).copied().unwrap_or(NO_AREA);
    for row in dataset.gazetteer().rows() {
        // A city whose arrondissements are areas of their own belongs to none: then they count, each in its own.
        let counts = dataset.gazetteer().parent(row).is_none_or(|city| area(city) == NO_AREA);
        if let Some(gathered) = all.get_mut(usize::from(area(row))).filter(|_| counts) {
            gathered.add(dataset, column, row, weights);
        }
    }
    Some(all.into_iter().map(|g| g.finish(weights.is_some())).collect())
}

/// Least value, quartiles and greatest value, without sorting everything.
fn spread(values: &mut [f64]) -> Option<[f64; 5]> {
    let last = values.len().checked_sub(1)?;
    let mut from = 0;
    Some([0, 1, 2, 3, 4].map(|quarter| {
        let at = last * quarter / 4;
        let (_, value, _) = values[from..].select_nth_unstable_by(at - from, f64::total_cmp);
        from = at;
        *value
    }))
}
