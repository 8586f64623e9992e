//! Figures of all that is looked among: what conditions and priorities read.

use std::sync::Arc;

use catchment::great_circle_km;
use territory::{Aggregate, Column, Dataset, Kind as ColumnKind, Row};

use crate::{
    book::{Book, Criterion},
    computed::Computed,
    key::{Key, keys, of_priority},
    query::Query,
    units::{Unit, Units},
};

/// Figures in the order of [`Units`]. Inside it an unknown figure is a number that is none: it is
/// never read but by [`Field::get`], and a comparison with it holds for nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    values: Vec<f64>,
    median: Option<f64>,
}

impl Field {
    /// Takes figures, each known or not.
    #[must_use]
    pub fn new(values: impl IntoIterator<Item = Option<f64>>) -> Self {
        let values: Vec<f64> = values.into_iter().map(|v| v.unwrap_or(f64::NAN)).collect();
        let mut known: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
        let middle = known.len() / 2;
        let median =
            (!known.is_empty()).then(|| *known.select_nth_unstable_by(middle, f64::total_cmp).1);
        Self { values, median }
    }

    /// The figure of one; none where it is not known.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<f64> {
        self.values.get(at).copied().filter(|v| !v.is_nan())
    }

    /// All of them, unknown ones as numbers that are none.
    pub(crate) fn raw(&self) -> &[f64] {
        &self.values
    }

    /// The middle one of those that are known.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        self.median
    }
}

/// What is to be had before a query can be answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Need {
    /// A column of the dataset is to be loaded.
    Column(String),
    /// Figures that take long are to be computed, and put with [`Fields::put`].
    Computed(Key, Computed),
}

/// The figures that are known so far, of one kind of what is looked for.
#[derive(Clone, Debug)]
pub struct Fields {
    /// What is looked among.
    pub units: Arc<Units>,
    /// A few dozens at most: found one after the other.
    known: Vec<(Key, Arc<Field>)>,
}

impl Fields {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(units: Arc<Units>) -> Self {
        Self { units, known: Vec::new() }
    }

    /// Figures, where they are known.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<&Arc<Field>> {
        self.known.iter().find(|k| k.0 == *key).map(|k| &k.1)
    }

    /// Forgets figures that are no longer those.
    pub fn forget(&mut self, key: &Key) {
        self.known.retain(|k| k.0 != *key);
    }

    /// Puts figures, in the order of [`Units`].
    pub fn put(&mut self, key: Key, field: Field) {
        self.forget(&key);
        self.known.push((key, Arc::new(field)));
    }

    /// Puts what [`Computed::run`] gave.
    pub fn put_computed(&mut self, key: Key, values: Vec<Option<f64>>) {
        // It was computed by commune.
        let field = match self.units.unit {
            Unit::Communes => Field::new(values),
            Unit::Areas(_) => {
                let of_row = |r: &Row| values.get(r.index()).copied().flatten();
                let of = |i: usize| match key {
                    // Around its most populous commune.
                    Key::Around(..) => of_row(self.units.rows().get(i)?),
                    _ => {
                        let all = self.units.members(i).iter().filter_map(of_row);
                        all.min_by(f64::total_cmp)
                    }
                };
                Field::new((0..self.units.len()).map(of))
            }
        };
        self.put(key, field);
    }

    /// Every key that a query reads.
    #[must_use]
    pub fn keys(book: &Book, query: &Query) -> Vec<Key> {
        let of_condition = |c: &crate::Condition| {
            book.criterion(&c.criterion).map(|k| keys(k, &c.test)).unwrap_or_default()
        };
        let counts = |c: &&Criterion| query.weight(c) > 0;
        let of_priorities =
            book.criteria.iter().filter(counts).filter_map(|c| of_priority(c, query));
        let mut all: Vec<Key> = Vec::new();
        for key in query.conditions.iter().flat_map(of_condition).chain(of_priorities) {
            if !all.contains(&key) {
                all.push(key);
            }
        }
        all
    }

    /// Reads what a query needs, as far as it is loaded; what is still to be had for it.
    pub fn fill(&mut self, dataset: &Dataset, book: &Book, query: &Query) -> Vec<Need> {
        let mut needs = Vec::new();
        for key in Self::keys(book, query) {
            if self.get(&key).is_some() {
                continue;
            }
            match self.read(dataset, &key) {
                Ok(field) => self.put(key, field),
                Err(need) => needs.push(need),
            }
        }
        needs
    }

    pub(crate) fn read(&self, dataset: &Dataset, key: &Key) -> Result<Field, Need> {
        let load = |id: &String| dataset.column(id).ok_or_else(|| Need::Column(id.clone()));
        let column = |id: &String| {
            let column = load(id)?;
            // Of territories a mean needs what it is weighted by.
            match (&column.spec.weight, self.units.unit) {
                (Some(weight), Unit::Areas(_)) => load(weight).map(|_| column),
                _ => Ok(column),
            }
        };
        let g = dataset.gazetteer();
        let all = || 0..self.units.len();
        Ok(match key {
            Key::Figure(id) => {
                let column = column(id)?;
                Field::new(all().map(|i| self.figure(dataset, column, i)))
            }
            Key::Greatest(id) => {
                let column = column(id)?;
                let of = |i: usize| match self.units.unit {
                    Unit::Communes => self.figure(dataset, column, i),
                    Unit::Areas(_) => {
                        let all = self.units.members(i).iter();
                        all.filter_map(|r| column.value(*r).known()).max_by(f64::total_cmp)
                    }
                };
                Field::new(all().map(of))
            }
            Key::Rest(id) => {
                let column = column(id)?;
                Field::new(all().map(|i| Some(100.0 - self.figure(dataset, column, i)?)))
            }
            Key::Less(id, other) => {
                let (a, b) = (column(id)?, column(other)?);
                let less = |i| {
                    let (a, b) = (self.figure(dataset, a, i)?, self.figure(dataset, b, i)?);
                    // Published decimals, less published decimals: what is beyond them is rounding.
                    Some(((a - b) * 1e6).round() / 1e6)
                };
                Field::new(all().map(less))
            }
            Key::Over(id, kind) => {
                let column = column(id)?;
                let Some(membership) = g.membership(*kind) else {
                    return Ok(Field::new(all().map(|_| None)));
                };
                // Of one in which a figure is not known the sum is not known.
                let mut sums = vec![Some(0.0); membership.areas.len()];
                for row in g.rows().filter(|r| g.is_commune(*r)) {
                    let area = membership.of_row.get(row.index()).map(|a| usize::from(*a));
                    if let Some(sum) = area.and_then(|a| sums.get_mut(a)) {
                        *sum = sum.zip(column.value(row).known()).map(|(sum, v)| sum + v);
                    }
                }
                let of = |i: usize| {
                    let row = *self.units.rows().get(i)?;
                    let row = g.parent(row).unwrap_or(row);
                    let area = usize::from(*membership.of_row.get(row.index())?);
                    sums.get(area).copied().flatten()
                };
                Field::new(all().map(of))
            }
            Key::Around(id, metres) => {
                let column = column(id)?;
                let of = |row| column.value(row).known();
                return Err(Need::Computed(
                    key.clone(),
                    self.computed(dataset, of, Some(f64::from(*metres) / 1000.0)),
                ));
            }
            Key::Nearest(id, yes) => {
                let column = column(id)?;
                let of = |row| match yes {
                    Some(yes) => column.class(row).map(|c| f64::from(u8::from(c.id == *yes))),
                    None => column.value(row).known(),
                };
                return Err(Need::Computed(key.clone(), self.computed(dataset, of, None)));
            }
            Key::Classes(id) => {
                let column = column(id)?;
                let bit = |row: &Row| {
                    let class = column.spec.class_of(column.value(*row)).or_else(|| {
                        // An arrondissement of a city that has one class.
                        column.spec.class_of(column.value(g.parent(*row)?))
                    })?;
                    u32::try_from(class).ok().filter(|c| *c < 32).map(|c| 1_u32 << c)
                };
                let bits = |i: usize| {
                    // Of a city that has none itself, those of its arrondissements.
                    let is_area = matches!(self.units.unit, Unit::Areas(_));
                    let parts =
                        |r: &Row| g.arrondissements(*r).filter(move |_| is_area).chain([*r]);
                    let all = self.units.members(i).iter().flat_map(parts);
                    let all = all.filter_map(|r| bit(&r));
                    all.reduce(|a, b| a | b).map(f64::from)
                };
                Field::new(all().map(bits))
            }
            Key::Inside(codes) => {
                let is_in = |row: &Row| {
                    // An arrondissement of a city that is in it.
                    let all = g.parent(*row).into_iter().chain([*row]);
                    let has = |row: Row| codes.binary_search(&g.code(row).to_string()).is_ok();
                    all.into_iter().any(has)
                };
                let of = |i: usize| self.units.members(i).iter().any(is_in);
                Field::new(all().map(|i| Some(f64::from(u8::from(of(i))))))
            }
            Key::Area(kind) => {
                let membership = g.membership(*kind);
                let of = |i: usize| {
                    let row = self.units.rows().get(i)?;
                    let area = *membership?.of_row.get(row.index())?;
                    (area != territory::NO_AREA).then(|| f64::from(area))
                };
                Field::new(all().map(of))
            }
            Key::Km(code) => {
                let from = g.row(*code).and_then(|row| g.middle(row));
                let km = |row: &Row| Some(great_circle_km(from?, g.middle(*row)?));
                Field::new(self.units.rows().iter().map(km))
            }
        })
    }

    /// The figure of one: of a territory put together by the rule of the column; of an arrondissement
    /// that has none of its own, that of its city where that is no sum.
    fn figure(&self, dataset: &Dataset, column: &Column, at: usize) -> Option<f64> {
        let known = |row: Row| column.value(row).known();
        if self.units.unit == Unit::Communes {
            let row = *self.units.rows().get(at)?;
            let of_city = || {
                let is_shared = column.spec.aggregate != Aggregate::Sum
                    && matches!(column.spec.kind, ColumnKind::Measure { .. });
                known(dataset.gazetteer().parent(row).filter(|_| is_shared)?)
            };
            return known(row).or_else(of_city);
        }
        let members = self.units.members(at);
        match column.spec.aggregate {
            // Of one in which a figure is not known the sum is not known.
            Aggregate::Sum => members.iter().map(|r| known(*r)).sum(),
            Aggregate::PopulationMean => {
                let weight = |row: Row| match &column.spec.weight {
                    Some(id) => dataset.column(id).and_then(|c| c.value(row).known()),
                    None => dataset.population(row),
                };
                let each = || members.iter().filter_map(|r| Some((known(*r)?, weight(*r)?)));
                let people: f64 = each().map(|(_, w)| w).sum();
                (people > 0.0).then(|| each().map(|(v, w)| v * w).sum::<f64>() / people)
            }
            Aggregate::None => None,
        }
    }

    fn computed(
        &self,
        dataset: &Dataset,
        of: impl Fn(Row) -> Option<f64>,
        around_km: Option<f64>,
    ) -> Computed {
        let g = dataset.gazetteer();
        let rows = self.units.around(g);
        // Of a city and its arrondissements those count that are members: never both.
        let mut counts = vec![!matches!(self.units.unit, Unit::Areas(_)); g.len()];
        for row in (0..self.units.len()).flat_map(|i| self.units.members(i)) {
            if let Some(counts) = counts.get_mut(row.index()) {
                *counts = true;
            }
        }
        let is = |r: &Row| counts.get(r.index()).copied().unwrap_or(false);
        Computed {
            points: rows.iter().map(|r| g.middle(*r).filter(|_| is(r))).collect(),
            values: rows.iter().map(|r| of(*r).filter(|_| is(r))).collect(),
            around_km,
        }
    }
}
