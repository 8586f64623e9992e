//! What columns come to over the territory itself and over the wider areas around it.

use std::collections::BTreeMap;

use territory::{AreaKind, Column, Dataset, Row, gather};

use crate::Territory;

/// What columns come to over wide areas: the same for every territory inside.
#[derive(Clone, Debug, Default)]
pub struct WideSums(BTreeMap<(&'static str, String), Wide>);

/// What a column comes to over some communes, and of how many of them it is known.
pub(crate) type Sum = (Option<f64>, usize);

/// A wide area: how many communes it has and, for each column, what it comes to.
#[derive(Clone, Debug)]
struct Wide {
    size: usize,
    /// Its communes; none where the dataset does not hold them and every sum was made in advance.
    communes: Vec<Row>,
    columns: BTreeMap<String, Sum>,
}

/// A wider area, by which figures are compared.
pub(super) struct Area {
    pub(super) level: &'static str,
    /// Its code; empty for the country.
    code: String,
    pub(super) name: String,
}

/// The widest areas, found once for all figures.
pub(crate) struct Wider {
    areas: Vec<Area>,
    /// The territory itself, where it is one of them.
    own: Option<Area>,
}

impl Wider {
    /// The département and the région of the territory where it lies in one, and France, which has
    /// nothing wider.
    pub(crate) fn around(dataset: &Dataset, territory: &Territory) -> Self {
        let france = Area { level: FRANCE, code: String::new(), name: "France".to_owned() };
        if territory.is_country {
            return Self { areas: Vec::new(), own: Some(france) };
        }
        let (mut areas, mut own) = (Vec::new(), None);
        for (level, kind) in WIDE {
            if territory.kind == Some(AreaKind::Region) && kind == AreaKind::Departement {
                continue;
            }
            if let [area] = territory.areas(dataset, kind)[..] {
                let area = Area { level, code: area.code.clone(), name: area.name.clone() };
                if territory.kind == Some(kind) {
                    own = Some(area);
                } else {
                    areas.push(area);
                }
            }
        }
        areas.push(france);
        Self { areas, own }
    }

    /// What a column comes to over each area, of how many of its communes it is known, and how many
    /// there are.
    pub(super) fn of(
        &self,
        dataset: &Dataset,
        column: &Column,
        known: &mut WideSums,
    ) -> Vec<(&Area, Option<f64>, usize, usize)> {
        let mut all = Vec::with_capacity(self.areas.len());
        for area in &self.areas {
            let wide = known.area(dataset, area);
            let (value, with) = wide.column(dataset, column);
            all.push((area, value, with, wide.size));
        }
        all
    }

    /// What a column comes to over the territory itself, and of how many of its communes it is
    /// known.
    pub(super) fn own(
        &self,
        dataset: &Dataset,
        territory: &Territory,
        column: &Column,
        known: &mut WideSums,
    ) -> (Option<f64>, usize) {
        match &self.own {
            Some(area) => known.area(dataset, area).column(dataset, column),
            None => come_to(dataset, column, &territory.communes),
        }
    }
}

/// Wider areas that are not the country.
const WIDE: [(&str, AreaKind); 2] =
    [("departement", AreaKind::Departement), ("region", AreaKind::Region)];

const FRANCE: &str = "france";

impl WideSums {
    /// What every column of a whole dataset comes to over the areas around a place, from the
    /// département to the country: level, code, number of communes, and a sum a column in ascending
    /// order of names.
    pub(crate) fn around(
        &mut self,
        dataset: &Dataset,
        territory: &Territory,
    ) -> Vec<(&'static str, String, usize, Vec<Sum>)> {
        let mut all = Vec::new();
        for area in Wider::around(dataset, territory).areas {
            let wide = self.area(dataset, &area);
            let sums = dataset.columns().map(|c| wide.column(dataset, c)).collect();
            all.push((area.level, area.code, wide.size, sums));
        }
        all
    }

    /// Takes in what was made in advance of a wide area; nothing for a level that there is not.
    pub(crate) fn tell(
        &mut self,
        level: &str,
        code: String,
        size: usize,
        columns: BTreeMap<String, Sum>,
    ) -> Option<()> {
        let level = WIDE.iter().map(|l| l.0).chain([FRANCE]).find(|l| *l == level)?;
        self.0.insert((level, code), Wide { size, communes: Vec::new(), columns });
        Some(())
    }

    fn area(&mut self, dataset: &Dataset, area: &Area) -> &mut Wide {
        self.0
            .entry((area.level, area.code.clone()))
            .or_insert_with(|| Wide::of(dataset, area.level, &area.code))
    }
}

/// What a column comes to over some communes, and of how many of them it is known.
fn come_to(dataset: &Dataset, column: &Column, communes: &[Row]) -> (Option<f64>, usize) {
    (
        gather(dataset, column, communes),
        communes.iter().filter(|r| knows(dataset, column, **r)).count(),
    )
}

impl Wide {
    fn of(dataset: &Dataset, level: &str, code: &str) -> Self {
        let g = dataset.gazetteer();
        let communes = g.rows().filter(|r| g.is_commune(*r));
        let table = WIDE.iter().find(|l| l.0 == level).and_then(|l| g.membership(l.1));
        let communes: Vec<Row> = match table {
            Some(table) => {
                let wanted = table.areas.iter().position(|a| a.code == code);
                communes
                    .filter(|r| {
                        wanted.is_some()
                            && table.of_row.get(r.index()).map(|a| usize::from(*a)) == wanted
                    })
                    .collect()
            }
            None => communes.collect(),
        };
        Self { size: communes.len(), communes, columns: BTreeMap::new() }
    }

    fn column(&mut self, dataset: &Dataset, column: &Column) -> (Option<f64>, usize) {
        if let Some(found) = self.columns.get(&column.spec.id) {
            return *found;
        }
        let found = come_to(dataset, column, &self.communes);
        self.columns.insert(column.spec.id.clone(), found);
        found
    }
}

/// Whether a commune has a figure; a city is known by its arrondissements too.
fn knows(dataset: &Dataset, column: &Column, row: Row) -> bool {
    let has = |row: Row| column.value(row).known().is_some();
    has(row) || dataset.gazetteer().arrondissements(row).any(has)
}
