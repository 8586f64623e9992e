//! Where a place stands among the communes of its département, its région and France.

use std::sync::Arc;

use serde::Serialize;

use crate::{
    area::{AreaKind, NO_AREA},
    code::Row,
    column::{Aggregate, Column, Kind, Value},
    dataset::Dataset,
    gazetteer::Gazetteer,
    role::Role,
};

/// A group of communes to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The département of the place.
    Departement,
    /// Communes of the same région.
    Region,
    /// Communes of the whole country.
    France,
}

/// The place of a commune in a group. Municipal arrondissements are not ranked: they are parts of a
/// commune.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Which communes it is compared with.
    pub scope: Scope,
    /// Name of the group.
    pub name: String,
    /// Communes with a figure.
    pub known: usize,
    /// Communes of the group that have no figure.
    pub absent: usize,
    /// Rank of the place from the highest figure, 1 first; communes of equal figures share the
    /// rank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<usize>,
    /// Other communes that share the rank.
    pub ties: usize,
    /// For a classification: communes of the same class, the place included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_class: Option<usize>,
    /// The figure of the whole group: sum, or mean weighted by municipal population, as the column
    /// says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregate: Option<f64>,
    /// Least figure, quartiles and greatest figure of the communes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<[f64; 5]>,
}

/// The standing of a place for a column, from the narrowest group to the widest.
#[must_use]
pub fn standing(dataset: &Dataset, column: &Arc<Column>, row: Row) -> Vec<Standing> {
    Standings::default().of(dataset, column, row, &SCOPES)
}

/// The groups of communes that a place is compared with, from the narrowest; none is the whole
/// country.
pub(crate) const SCOPES: [(Scope, Option<AreaKind>); 3] = [
    (Scope::Departement, Some(AreaKind::Departement)),
    (Scope::Region, Some(AreaKind::Region)),
    (Scope::France, None),
];

/// The name of the group in which a place is compared.
pub(crate) fn group_name(gazetteer: &Gazetteer, kind: Option<AreaKind>, row: Row) -> Option<&str> {
    match kind {
        Some(kind) => gazetteer.area(kind, row).map(|a| a.name.as_str()),
        None => Some("France"),
    }
}

/// Groups of communes with their figures in order, kept from one place to the next of the same
/// gazetteer: those of the country are found once, and again where another column took the place of
/// theirs. Lists, for they are short and a map is 3 kB of the page.
#[derive(Debug, Default)]
pub struct Standings {
    groups: Vec<(Group, Vec<Row>)>,
    ordered: Vec<Kept>,
}

/// A scope and its area, none for the country.
type Group = (Scope, Option<u16>);

/// What was found of a column.
#[derive(Debug)]
struct Kept {
    column: Arc<Column>,
    /// What weighed its means.
    weights: Option<Arc<Column>>,
    groups: Vec<(Group, Ordered)>,
}

/// Where a group is in a list; made at its end where it is not.
fn found_or_made<T>(all: &mut Vec<(Group, T)>, group: Group, make: impl FnOnce() -> T) -> &T {
    let at = all.iter().position(|(g, _)| *g == group).unwrap_or_else(|| {
        all.push((group, make()));
        all.len() - 1
    });
    &all[at].1
}

impl Kept {
    fn of(dataset: &Dataset, column: &Arc<Column>) -> Self {
        let weights = weights(dataset, column).flatten().cloned();
        Self { column: column.clone(), weights, groups: Vec::new() }
    }

    fn is_of(&self, dataset: &Dataset, column: &Arc<Column>) -> bool {
        let weights = weights(dataset, column).flatten();
        Arc::ptr_eq(&self.column, column)
            && self.weights.as_ref().map(Arc::as_ptr) == weights.map(Arc::as_ptr)
    }
}

impl Standings {
    /// The standing of a place for a column in some groups; a place in no area of a kind has none
    /// there.
    pub(crate) fn of(
        &mut self,
        dataset: &Dataset,
        column: &Arc<Column>,
        row: Row,
        scopes: &[(Scope, Option<AreaKind>)],
    ) -> Vec<Standing> {
        let g = dataset.gazetteer();
        let (value, place) = (column.value(row).known(), Placed::of(dataset, column, row));
        // What was of a column that is no more is dropped.
        self.ordered.retain(|k| k.column.spec.id != column.spec.id || k.is_of(dataset, column));
        let at = self.ordered.iter().position(|k| k.column.spec.id == column.spec.id);
        let at = at.unwrap_or_else(|| {
            self.ordered.push(Kept::of(dataset, column));
            self.ordered.len() - 1
        });
        let kept = &mut self.ordered[at];
        let mut all = Vec::new();
        for (scope, kind) in scopes {
            let Some(name) = group_name(g, *kind, row) else { continue };
            let area = kind.and_then(|k| g.membership(k)?.of_row.get(row.index()).copied());
            let group = (*scope, area);
            let communes = found_or_made(&mut self.groups, group, || members(g, *kind, row));
            let ordered =
                found_or_made(&mut kept.groups, group, || Ordered::new(dataset, column, communes));
            all.push(ordered.sum.standing(*scope, name, place, value.map(|v| ordered.level(v))));
        }
        all
    }
}

/// What a column comes to over a group of communes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Sum {
    pub(crate) known: usize,
    pub(crate) absent: usize,
    pub(crate) aggregate: Option<f64>,
    pub(crate) spread: Option<[f64; 5]>,
}

/// How many communes have more than a place, and how many as much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Level {
    pub(crate) above: usize,
    pub(crate) equal: usize,
}

/// What a place has of a column: a figure among those of communes, a figure of a part of a commune,
/// or a class.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Placed {
    Ranked,
    Unranked,
    Classed,
}

impl Placed {
    pub(crate) fn of(dataset: &Dataset, column: &Column, row: Row) -> Self {
        match column.spec.kind {
            Kind::Class(_) => Self::Classed,
            Kind::Measure { .. } if dataset.gazetteer().is_commune(row) => Self::Ranked,
            Kind::Measure { .. } => Self::Unranked,
        }
    }
}

impl Sum {
    /// The standing of a place whose level is known where it has a figure.
    pub(crate) fn standing(
        &self,
        scope: Scope,
        name: &str,
        place: Placed,
        level: Option<Level>,
    ) -> Standing {
        let ranked = level.filter(|_| place == Placed::Ranked);
        Standing {
            scope,
            name: name.to_owned(),
            known: self.known,
            absent: self.absent,
            rank: ranked.map(|l| 1 + l.above),
            ties: ranked.map_or(0, |l| l.equal.saturating_sub(1)),
            same_class: level.filter(|_| place == Placed::Classed).map(|l| l.equal),
            aggregate: self.aggregate,
            spread: self.spread,
        }
    }
}

/// The figures of a group of communes, the highest first.
#[derive(Debug)]
pub(crate) struct Ordered {
    values: Vec<f64>,
    pub(crate) sum: Sum,
}

impl Ordered {
    pub(crate) fn new(dataset: &Dataset, column: &Column, communes: &[Row]) -> Self {
        let mut values: Vec<f64> =
            communes.iter().filter_map(|r| column.value(*r).known()).collect();
        values.sort_unstable_by(|a, b| b.total_cmp(a));
        let is_measure = matches!(column.spec.kind, Kind::Measure { .. });
        let sum = Sum {
            known: values.len(),
            absent: communes.len() - values.len(),
            aggregate: gather(dataset, column, communes),
            spread: if is_measure { spread(&values) } else { None },
        };
        Self { values, sum }
    }

    /// Where a figure stands, which need not be one of these.
    pub(crate) fn level(&self, value: f64) -> Level {
        let above = self.values.partition_point(|v| *v > value);
        Level { above, equal: self.values.partition_point(|v| *v >= value) - above }
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

/// What weighs the mean of a column, nothing for a sum; none where it cannot be gathered, or its
/// weights are not loaded.
fn weights<'a>(dataset: &'a Dataset, column: &Column) -> Option<Option<&'a Arc<Column>>> {
    match column.spec.aggregate {
        Aggregate::Sum => Some(None),
        Aggregate::PopulationMean => {
            let weight = match &column.spec.weight {
                Some(id) => dataset.column(id),
                None => dataset.by_role(Role::Population),
            };
            weight.map(Some)
        }
        Aggregate::None => None,
    }
}

/// The figure of a group of communes: sum or weighted mean, as the column says, over those that
/// have one. Nothing where the column cannot be gathered or no commune has a figure.
#[must_use]
pub fn gather(dataset: &Dataset, column: &Column, communes: &[Row]) -> Option<f64> {
    let weights = weights(dataset, column)?;
    let mut gathered = Gathered::default();
    communes.iter().for_each(|c| gathered.add(dataset, column, *c, weights.map(AsRef::as_ref)));
    gathered.finish(weights.is_some())
}

/// The figure of the communes that a place is compared with, as [`gather`] finds it.
#[must_use]
pub fn gather_around(dataset: &Dataset, column: &Column, row: Row, scope: Scope) -> Option<f64> {
    let (_, kind) = SCOPES.into_iter().find(|(of, _)| *of == scope)?;
    let g = dataset.gazetteer();
    group_name(g, kind, row)?;
    gather(dataset, column, &members(g, kind, row))
}

/// The figure of every area of a kind, in the order of [`Gazetteer::membership`]: sum, or mean
/// weighted by municipal population, as the column says. Nothing where a column cannot be gathered.
#[must_use]
pub fn by_area(dataset: &Dataset, column: &Column, kind: AreaKind) -> Option<Vec<Option<f64>>> {
    let (weights, table) = (weights(dataset, column)?, dataset.gazetteer().membership(kind)?);
    let mut all = vec![Gathered::default(); table.areas.len()];
    let area = |row: Row| table.of_row.get(row.index()).copied().unwrap_or(NO_AREA);
    for row in dataset.gazetteer().rows() {
        // A city whose arrondissements are areas of their own belongs to none: then they count,
        // each in its own.
        let counts = dataset.gazetteer().parent(row).is_none_or(|city| area(city) == NO_AREA);
        if let Some(gathered) = all.get_mut(usize::from(area(row))).filter(|_| counts) {
            gathered.add(dataset, column, row, weights.map(AsRef::as_ref));
        }
    }
    Some(all.into_iter().map(|g| g.finish(weights.is_some())).collect())
}

/// Least value, quartiles and greatest value of some in order, the greatest first.
fn spread(descending: &[f64]) -> Option<[f64; 5]> {
    let last = descending.len().checked_sub(1)?;
    Some([0, 1, 2, 3, 4].map(|quarter| descending[last - last * quarter / 4]))
}
