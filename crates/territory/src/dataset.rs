//! Everything known at a moment: the places, the columns loaded so far, the rules.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    assets::ColumnEntry,
    code::Row,
    column::{Column, Kind, Value},
    gazetteer::{AreaKind, Gazetteer},
    rules::{Datum, FactColumn, RuleBook, Zone},
};

/// Column of the medical zones.
pub const ZONE: &str = "zone_med";
/// Column of the municipal population, the weight of means.
pub const POPULATION: &str = "population";

/// The dataset as loaded so far.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    /// The places.
    pub gazetteer: Gazetteer,
    /// The columns that exist, in display order, loaded or not (`columns` of the asset index): the order of the sheet, and
    /// what it says is still to come.
    pub listed: Vec<ColumnEntry>,
    /// The columns loaded so far, by identifier.
    pub columns: BTreeMap<String, Arc<Column>>,
    /// The rules; empty until loaded.
    pub rules: RuleBook,
}

/// A column that does not belong to these places.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {id}: {found} values for {expected} places")]
pub struct ForeignColumn {
    /// Column.
    pub id: String,
    /// Its length.
    pub found: usize,
    /// Number of places.
    pub expected: usize,
}

impl Dataset {
    /// A dataset of which only the places are loaded.
    #[must_use]
    pub fn new(gazetteer: Gazetteer, listed: Vec<ColumnEntry>) -> Self {
        Self { gazetteer, listed, ..Self::default() }
    }

    /// Adds a column.
    ///
    /// # Errors
    /// A column that does not have one value per place.
    pub fn insert(&mut self, column: Arc<Column>) -> Result<(), ForeignColumn> {
        let (id, found, expected) = (column.spec.id.clone(), column.len(), self.gazetteer.len());
        if found != expected {
            return Err(ForeignColumn { id, found, expected });
        }
        self.columns.insert(id, column);
        Ok(())
    }

    /// A column, if it is loaded.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<&Arc<Column>> {
        self.columns.get(id)
    }

    /// What is known of the medical zone of a place.
    #[must_use]
    pub fn zone(&self, row: Row) -> Zone<'_> {
        let Some(column) = self.column(ZONE) else { return Zone::NotLoaded };
        match (column.class(row), column.value(row)) {
            (Some(class), _) => Zone::Known(class),
            (None, Value::Absent(reason)) => Zone::Absent(reason),
            // A table that is not a classification says nothing about the zone.
            (None, Value::Known(_)) => Zone::NotLoaded,
        }
    }

    /// What formulas may ask about a place; what is not known of it is left out.
    #[must_use]
    pub fn facts(&self, row: Row) -> BTreeMap<String, Datum> {
        let class = |id: &str| self.column(id)?.class(row).map(|c| Datum::Word(c.id.clone()));
        let area = |kind| self.gazetteer.area(kind, row).map(|a| Datum::Word(a.code.clone()));
        let facts = [
            ("zone", class(ZONE)),
            ("frr", class("frr")),
            ("departement", area(AreaKind::Departement)),
            ("region", area(AreaKind::Region)),
            ("population", self.population(row).map(Datum::Number)),
        ];
        facts.into_iter().filter_map(|(name, fact)| Some((name.to_owned(), fact?))).collect()
    }

    /// [`Dataset::facts`] of all places at once, for a [`crate::rules::Survey`].
    #[must_use]
    pub fn fact_columns(&self) -> Vec<FactColumn> {
        let small = |n: usize| u16::try_from(n).ok();
        let class = |name: &str, id: &str| {
            let column = self.column(id)?;
            let Kind::Class(classes) = &column.spec.kind else { return None };
            Some(FactColumn {
                name: name.to_owned(),
                values: classes.iter().map(|c| Datum::Word(c.id.clone())).collect(),
                of_row: column.values().map(|v| column.spec.class_of(v).filter(|c| *c < classes.len()).and_then(small)).collect(),
            })
        };
        let area = |name: &str, kind| {
            let m = self.gazetteer.membership(kind)?;
            Some(FactColumn {
                name: name.to_owned(),
                values: m.areas.iter().map(|a| Datum::Word(a.code.clone())).collect(),
                of_row: m.of_row.iter().map(|a| Some(*a).filter(|a| usize::from(*a) < m.areas.len())).collect(),
            })
        };
        let population = || {
            let people: Vec<Option<f64>> = self.column(POPULATION)?.values().map(Value::known).collect();
            let mut values: Vec<f64> = people.iter().copied().flatten().collect();
            values.sort_unstable_by(f64::total_cmp);
            values.dedup();
            let number = |n: f64| values.binary_search_by(|v| v.total_cmp(&n)).ok().and_then(small);
            let of_row = people.into_iter().map(|n| n.and_then(number)).collect();
            Some(FactColumn { name: "population".to_owned(), of_row, values: values.into_iter().map(Datum::Number).collect() })
        };
        let all = [
            class("zone", ZONE),
            class("frr", "frr"),
            area("departement", AreaKind::Departement),
            area("region", AreaKind::Region),
            population(),
        ];
        all.into_iter().flatten().collect()
    }

    /// Population of a place, if known.
    #[must_use]
    pub fn population(&self, row: Row) -> Option<f64> {
        self.column(POPULATION)?.value(row).known()
    }
}
