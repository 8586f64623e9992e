//! How the communes of one département stand in their région and in France, counted in advance: for
//! a dataset that holds no other commune of these.

use std::collections::BTreeMap;

use crate::{
    area::AreaKind,
    code::Row,
    column::{Column, Value},
    dataset::Dataset,
    standing::{Level, Ordered, Placed, SCOPES, Scope, Standing, Sum, group_name},
    varint::{Damage, Reader, put},
};

/// The groups that are counted in advance, in the order of a sheet.
const WIDE: [(Scope, Option<AreaKind>); 2] = [SCOPES[1], SCOPES[2]];

/// What a group of communes has of a column, and where each value found in the département stands
/// in it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Peers {
    sum: Sum,
    /// By value, the greatest first.
    levels: Vec<(f64, Level)>,
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
    /// Of the values of the département, the greatest first.
    fn new(group: &Ordered, own: &[f64]) -> Self {
        Self { sum: group.sum, levels: own.iter().map(|v| (*v, group.level(*v))).collect() }
    }

    /// Where a value of the département stands; nothing for one that was not counted.
    fn level(&self, value: f64) -> Option<Level> {
        self.levels.iter().find(|(v, _)| *v == value).map(|(_, level)| *level)
    }

    /// Values are not written: they are those of the column. Of the counts, what each adds to the
    /// one before; then, together since they are alike, how many places have each value.
    fn encode(&self, out: &mut Vec<u8>) {
        let Sum { known, absent, aggregate, spread } = self.sum;
        put(out, known);
        put(out, absent);
        put(out, usize::from(aggregate.is_some()) + 2 * usize::from(spread.is_some()));
        let numbers: Vec<f64> = aggregate.into_iter().chain(spread.into_iter().flatten()).collect();
        numbers.iter().for_each(|n| out.extend(n.to_le_bytes()));
        let mut passed = 0;
        for (_, level) in &self.levels {
            put(out, level.above - passed);
            passed = level.above + level.equal;
        }
        self.levels.iter().for_each(|(_, level)| put(out, level.equal));
    }

    fn decode(from: &mut Reader<'_>, own: &[f64]) -> Result<Self, Damage> {
        let (known, absent, flags) = (from.number()?, from.number()?, from.number()?);
        let aggregate = if flags & 1 > 0 { Some(from.float()?) } else { None };
        let spread = match flags & 2 > 0 {
            true => {
                Some([from.float()?, from.float()?, from.float()?, from.float()?, from.float()?])
            }
            false => None,
        };
        let (mut levels, mut passed) = (Vec::with_capacity(own.len()), 0_usize);
        let gaps = own.iter().map(|_| from.number()).collect::<Result<Vec<_>, _>>()?;
        for (value, gap) in own.iter().zip(gaps) {
            let equal = from.number()?;
            let above = passed.saturating_add(gap);
            passed = above.saturating_add(equal);
            levels.push((*value, Level { above, equal }));
        }
        if passed > known {
            Err(Damage("more communes than there are"))
        } else {
            Ok(Self { sum: Sum { known, absent, aggregate, spread }, levels })
        }
    }
}

impl Wider {
    /// Counts one column of a whole dataset around the places of one département.
    pub(crate) fn count(dataset: &Dataset, only: &str, own: &[Row]) -> Self {
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
            groups
                .each_ref()
                .map(|communes| Peers::new(&Ordered::new(dataset, column, communes), &values))
        };
        Self(dataset.column(only).map(|c| (only.to_owned(), of(c))).into_iter().collect())
    }

    /// Where a place stands for a column in the groups of [`WIDE`]; nothing where that was not
    /// counted.
    pub(crate) fn standing(&self, dataset: &Dataset, column: &Column, row: Row) -> Vec<Standing> {
        let Some(peers) = self.0.get(&column.spec.id) else { return Vec::new() };
        let (value, place) = (column.value(row).known(), Placed::of(dataset, column, row));
        let standing = |((scope, kind), peers): (&(Scope, Option<AreaKind>), &Peers)| {
            let name = group_name(dataset.gazetteer(), *kind, row)?;
            let level = match value {
                Some(value) => Some(peers.level(value)?),
                None => None,
            };
            Some(peers.sum.standing(*scope, name, place, level))
        };
        WIDE.iter().zip(peers).filter_map(standing).collect()
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.0.values().flatten().for_each(|p| p.encode(&mut out));
        out
    }

    /// Reads what [`Wider::encode`] wrote of these columns, which hold the places of the
    /// département alone.
    pub(crate) fn decode<'a>(
        bytes: &[u8],
        columns: impl Iterator<Item = &'a Column>,
    ) -> Result<Self, Damage> {
        let mut from = Reader(bytes);
        let mut all = BTreeMap::new();
        for column in columns {
            let own = distinct(column.values());
            all.insert(
                column.spec.id.clone(),
                [Peers::decode(&mut from, &own)?, Peers::decode(&mut from, &own)?],
            );
        }
        from.end()?;
        Ok(Self(all))
    }
}
