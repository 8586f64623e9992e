//! Everything known at a moment: the places, the columns loaded so far, the rules.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    assets::ColumnEntry,
    code::Row,
    column::{Column, Kind, Value},
    gazetteer::{AreaKind, Gazetteer},
    role::{Role, Roles},
    rules::{Datum, Fact, FactColumn, RuleBook, Zone},
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
    /// Which column has which role.
    pub roles: Roles,
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
    pub fn new(gazetteer: Gazetteer, listed: Vec<ColumnEntry>, roles: Roles) -> Self {
        Self { gazetteer, listed, roles, ..Self::default() }
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

    /// The column that has a role, if it is loaded.
    #[must_use]
    pub fn by_role(&self, role: Role) -> Option<&Arc<Column>> {
        self.column(self.roles.id(role).ok()?)
    }

    /// What is known of the medical zone of a place.
    #[must_use]
    pub fn zone(&self, row: Row) -> Zone<'_> {
        let Some(column) = self.by_role(Role::Zone) else { return Zone::NotLoaded };
        match (column.class(row), column.value(row)) {
            (Some(class), _) => Zone::Known(class),
            (None, Value::Absent(reason)) => Zone::Absent(reason),
            // A table that is not a classification says nothing about the zone.
            (None, Value::Known(_)) => Zone::NotLoaded,
        }
    }

    /// What formulas may ask about a place; what is not known of it is left out.
    #[must_use]
    pub fn facts(&self, row: Row) -> BTreeMap<Fact, Datum> {
        let class = |role| self.by_role(role)?.class(row).map(|c| Datum::Word(c.id.clone()));
        let area = |kind| self.gazetteer.area(kind, row).map(|a| Datum::Word(a.code.clone()));
        let known = |fact| match source(fact) {
            Source::Class(role) => class(role),
            Source::Area(kind) => area(kind),
            Source::Number(role) => self.by_role(role)?.value(row).known().map(Datum::Number),
        };
        Fact::ALL.into_iter().filter_map(|fact| Some((fact, known(fact)?))).collect()
    }

    /// [`Dataset::facts`] of all places at once, for a [`crate::rules::Survey`].
    #[must_use]
    pub fn fact_columns(&self) -> Vec<FactColumn> {
        let column = |fact| {
            let (values, of_row) = match source(fact) {
                Source::Class(role) => self.classes(role)?,
                Source::Area(kind) => self.areas(kind)?,
                Source::Number(role) => self.numbers(role)?,
            };
            Some(FactColumn { fact, values, of_row })
        };
        Fact::ALL.into_iter().filter_map(column).collect()
    }

    /// The fact that a column of classes tells; none where no rule asks about it.
    #[must_use]
    pub fn fact_of(&self, id: &str) -> Option<Fact> {
        let tells = |fact: &Fact| match source(*fact) {
            Source::Class(role) => self.roles.id(role) == Ok(id),
            Source::Area(_) | Source::Number(_) => false,
        };
        Fact::ALL.into_iter().find(tells)
    }

    fn classes(&self, role: Role) -> Option<Positions> {
        let column = self.by_role(role)?;
        let Kind::Class(classes) = &column.spec.kind else { return None };
        let class = |v| column.spec.class_of(v).filter(|c| *c < classes.len()).and_then(small);
        let values = classes.iter().map(|c| Datum::Word(c.id.clone())).collect();
        Some((values, column.values().map(class).collect()))
    }

    fn areas(&self, kind: AreaKind) -> Option<Positions> {
        let m = self.gazetteer.membership(kind)?;
        let area = |a: &u16| Some(*a).filter(|a| usize::from(*a) < m.areas.len());
        let values = m.areas.iter().map(|a| Datum::Word(a.code.clone())).collect();
        Some((values, m.of_row.iter().map(area).collect()))
    }

    fn numbers(&self, role: Role) -> Option<Positions> {
        let figures: Vec<Option<f64>> = self.by_role(role)?.values().map(Value::known).collect();
        let mut values: Vec<f64> = figures.iter().copied().flatten().collect();
        values.sort_unstable_by(f64::total_cmp);
        values.dedup();
        let position = |n: f64| values.binary_search_by(|v| v.total_cmp(&n)).ok().and_then(small);
        let of_row = figures.into_iter().map(|n| n.and_then(position)).collect();
        Some((values.into_iter().map(Datum::Number).collect(), of_row))
    }

    /// Population of a place, if known.
    #[must_use]
    pub fn population(&self, row: Row) -> Option<f64> {
        self.by_role(Role::Population)?.value(row).known()
    }
}

/// The values that occur, and for each place the position of its own.
type Positions = (Vec<Datum>, Vec<Option<u16>>);

fn small(n: usize) -> Option<u16> {
    u16::try_from(n).ok()
}

/// Where a fact is found.
enum Source {
    Class(Role),
    Area(AreaKind),
    Number(Role),
}

fn source(fact: Fact) -> Source {
    match fact {
        Fact::Zone => Source::Class(Role::Zone),
        Fact::Frr => Source::Class(Role::Frr),
        Fact::Departement => Source::Area(AreaKind::Departement),
        Fact::Region => Source::Area(AreaKind::Region),
        Fact::Population => Source::Number(Role::Population),
    }
}
