//! How the communes of one département stand in their région and in France, counted in advance: for a dataset that holds
//! no other commune of these.

use std::collections::BTreeMap;

use crate::{
    code::Row,
    column::{Column, Kind, Value},
    dataset::Dataset,
    gazetteer::AreaKind,
    standing::{FRANCE, Scope, Standing, gather, spread},
    varint::{Damage, Reader, put},
};

/// The groups that are counted in advance, in the order of a sheet.
const WIDE: [(Scope, Option<AreaKind>); 2] = [(Scope::Region, Some(AreaKind::Region)), (Scope::France, None)];

/// What a group of communes has of a column, and where each value found in the département stands in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Peers {
    known: usize,
    absent: usize,
    aggregate: Option<f64>,
    spread: Option<[f64; 5]>,
    levels: Vec<Level>,
}

/// A value of the département, and how many communes of the group have more and as much.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Level {
    value: f64,
    above: usize,
    equal: usize,
}

/// By column, its peers in each of [`WIDE`].
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wider(BTreeMap<String, [Peers; 2]>);

/// The values of a column, each once, the greatest first.
fn distinct(values: impl Iterator<Item = Value>) -> Vec<f64> {
    let mut all: Vec<f64> = values.filter_map(Value::known).collect();
    all.sort_unstable_by(|a, b| b.total_cmp(a));
    all.dedup();
    all
}

impl Peers {
    /// Counts a column over the communes of a group; `own` are the values of the département, the greatest first.
    fn count(dataset: &Dataset, column: &Column, communes: &[Row], own: &[f64]) -> Self {
        let mut all: Vec<f64> = communes.iter().filter_map(|r| column.value(*r).known()).collect();
        all.sort_unstable_by(|a, b| b.total_cmp(a));
        let level = |value: &f64| {
            let above = all.partition_point(|v| v > value);
            Level { value: *value, above, equal: all[above..].partition_point(|v| v >= value) }
        };
        let levels = own.iter().map(level).collect();
        let is_measure = matches!(column.spec.kind, Kind::Measure { .. });
        Self {
            known: all.len(),
            absent: communes.len() - all.len(),
            aggregate: gather(dataset, column, communes),
            spread: if is_measure { spread(&mut all) } else { None },
            levels,
        }
    }

    /// Where a place of the département stands; nothing where its value was not counted.
    fn standing(&self, dataset: &Dataset, column: &Column, row: Row, scope: Scope, name: &str) -> Option<Standing> {
        let own = column.value(row).known();
        let level = match own {
            Some(own) => Some(self.levels.iter().find(|l| l.value == own)?),
            None => None,
        };
        let is_measure = matches!(column.spec.kind, Kind::Measure { .. });
        let is_ranked = is_measure && dataset.gazetteer().is_commune(row);
        Some(Standing {
            scope,
            name: name.to_owned(),
            absent: self.absent,
            known: self.known,
            rank: level.filter(|_| is_ranked).map(|l| 1 + l.above),
            ties: level.filter(|_| is_ranked).map_or(0, |l| l.equal.saturating_sub(1)),
            same_class: level.filter(|_| !is_measure).map(|l| l.equal),
            aggregate: self.aggregate,
            spread: self.spread,
        })
    }

    /// Values are not written: they are those of the column. Of the counts, what each adds to the one before.
    fn encode(&self, out: &mut Vec<u8>) {
        put(out, self.known);
        put(out, self.absent);
        let numbers: Vec<f64> = self.aggregate.into_iter().chain(self.spread.into_iter().flatten()).collect();
        put(out, usize::from(self.aggregate.is_some()) + 2 * usize::from(self.spread.is_some()));
        numbers.iter().for_each(|n| out.extend(n.to_le_bytes()));
        let mut passed = 0;
        for level in &self.levels {
            put(out, level.above - passed);
            put(out, level.equal);
            passed = level.above + level.equal;
        }
    }

    fn decode(from: &mut Reader<'_>, own: &[f64]) -> Result<Self, Damage> {
        let (known, absent, flags) = (from.number()?, from.number()?, from.number()?);
        let aggregate = if flags & 1 > 0 { Some(from.float()?) } else { None };
        let spread = match flags & 2 > 0 {
            true => Some([from.float()?, from.float()?, from.float()?, from.float()?, from.float()?]),
            false => None,
        };
        let (mut levels, mut passed) = (Vec::with_capacity(own.len()), 0_usize);
        for value in own {
            let (gap, equal) = (from.number()?, from.number()?);
            let above = passed.saturating_add(gap);
            passed = above.saturating_add(equal);
            levels.push(Level { value: *value, above, equal });
        }
        if passed > known { Err(Damage("more communes than there are")) } else { Ok(Self { known, absent, aggregate, spread, levels }) }
    }
}

impl Wider {
    /// Counts every column of a whole dataset around the places of one département.
    pub(crate) fn count(dataset: &Dataset, own: &[Row]) -> Self {
        let g = dataset.gazetteer();
        let region = |row: Row| g.area(AreaKind::Region, row).map(|a| a.code.as_str());
        let here = own.first().and_then(|r| region(*r));
        let france: Vec<Row> = g.rows().filter(|r| g.is_commune(*r)).collect();
        let groups = WIDE.map(|(_, kind)| match kind {
            Some(_) => france.iter().copied().filter(|r| region(*r) == here).collect(),
            None => france.clone(),
        });
        let of = |column: &Column| {
            let values = distinct(own.iter().map(|r| column.value(*r)));
            groups.each_ref().map(|communes| Peers::count(dataset, column, communes, &values))
        };
        Self(dataset.columns().map(|c| (c.spec.id.clone(), of(c))).collect())
    }

    /// Where a place stands for a column in the groups of [`WIDE`]; nothing where that was not counted.
    pub(crate) fn standing(&self, dataset: &Dataset, column: &Column, row: Row) -> Vec<Standing> {
        let Some(peers) = self.0.get(&column.spec.id) else { return Vec::new() };
        let name = |kind| match kind {
            Some(kind) => dataset.gazetteer().area(kind, row).map(|a| a.name.as_str()),
            None => Some(FRANCE),
        };
        let standing = |((scope, kind), peers): (&(Scope, Option<AreaKind>), &Peers)| peers.standing(dataset, column, row, *scope, name(*kind)?);
        WIDE.iter().zip(peers).filter_map(standing).collect()
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.0.values().flatten().for_each(|p| p.encode(&mut out));
        out
    }

    /// Reads what [`Wider::encode`] wrote of these columns, which hold the places of the département alone.
    pub(crate) fn decode<'a>(bytes: &[u8], columns: impl Iterator<Item = &'a Column>) -> Result<Self, Damage> {
        let mut from = Reader(bytes);
        let mut all = BTreeMap::new();
        for column in columns {
            let own = distinct(column.values());
            all.insert(column.spec.id.clone(), [Peers::decode(&mut from, &own)?, Peers::decode(&mut from, &own)?]);
        }
        from.end()?;
        Ok(Self(all))
    }
}
