//! Everything known at a moment: the places, the columns loaded so far, the rules.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;

use crate::{
    area::AreaKind,
    assets::ColumnEntry,
    code::Row,
    column::{Class, Column, Kind, Provenance, Value},
    gazetteer::Gazetteer,
    role::{Role, Roles},
    rules::{Datum, Fact, FactColumn, Footing, PlaceZone, RuleBook, Zone},
};

/// The dataset as loaded so far: what the project ships, and over it the user's own.
///
/// A column of the overlay hides the shipped one of its name and never replaces it: going back to
/// the shipped data is dropping the overlay, whatever has arrived since. Every column has one value
/// per place once the places are known.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    gazetteer: Gazetteer,
    listed: Vec<ColumnEntry>,
    shipped: BTreeMap<String, Arc<Column>>,
    overlay: BTreeMap<String, Arc<Column>>,
    roles: Roles,
    rules: Arc<RuleBook>,
}

/// A column that does not belong to these places.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {id}: {found} values for {expected} places")]
pub struct ForeignColumn {
    /// Identifier of the column.
    pub id: String,
    /// Number of its values.
    pub found: usize,
    /// Number of places of the gazetteer.
    pub expected: usize,
}

impl Dataset {
    /// A dataset of which only the places are loaded; see [`Dataset::listed`].
    #[must_use]
    pub fn new(gazetteer: Gazetteer, listed: Vec<ColumnEntry>, roles: Roles) -> Self {
        Self { gazetteer, listed, roles, ..Self::default() }
    }

    /// The places; empty until they are loaded.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Makes the places known. Columns that came before them and do not have one value per place
    /// are dropped and returned as errors: they are of another dataset.
    pub fn set_gazetteer(&mut self, gazetteer: Gazetteer) -> Vec<ForeignColumn> {
        self.gazetteer = gazetteer;
        let expected = self.gazetteer.len();
        let mut foreign = Vec::new();
        for columns in [&mut self.shipped, &mut self.overlay] {
            columns.retain(|id, column| {
                let fits = column.len() == expected;
                if !fits {
                    foreign.push(ForeignColumn { id: id.clone(), found: column.len(), expected });
                }
                fits
            });
        }
        foreign
    }

    /// The shipped columns that exist, in display order, loaded or not (`columns` of the asset
    /// index): the order of the sheet, and what it says is still to come.
    #[must_use]
    pub fn listed(&self) -> &[ColumnEntry] {
        &self.listed
    }

    /// Which column has which role.
    #[must_use]
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// The rules; empty until they are loaded.
    #[must_use]
    pub fn rules(&self) -> &RuleBook {
        &self.rules
    }

    /// The rules, to be shared with another dataset.
    #[must_use]
    pub fn shared_rules(&self) -> Arc<RuleBook> {
        Arc::clone(&self.rules)
    }

    /// Makes the rules known, in place of those of before.
    pub fn set_rules(&mut self, rules: impl Into<Arc<RuleBook>>) {
        self.rules = rules.into();
    }

    /// Adds a shipped column, in place of a shipped one of the same name. The overlay stays over
    /// it.
    ///
    /// # Errors
    /// A column that does not have one value per place, once the places are known.
    pub fn insert_shipped(&mut self, column: Arc<Column>) -> Result<(), ForeignColumn> {
        self.fits(&column)?;
        self.shipped.insert(column.spec.id.clone(), column);
        Ok(())
    }

    /// Lays the user's columns over the shipped ones, in place of the whole overlay of before.
    ///
    /// # Errors
    /// A column that does not have one value per place; then nothing is changed.
    pub fn set_overlay(&mut self, columns: Vec<Arc<Column>>) -> Result<(), ForeignColumn> {
        columns.iter().try_for_each(|c| self.fits(c))?;
        self.overlay = columns.into_iter().map(|c| (c.spec.id.clone(), c)).collect();
        Ok(())
    }

    /// Goes back to the shipped data.
    pub fn drop_overlay(&mut self) {
        self.overlay.clear();
    }

    fn fits(&self, column: &Column) -> Result<(), ForeignColumn> {
        let (found, expected) = (column.len(), self.gazetteer.len());
        if self.gazetteer.is_empty() || found == expected {
            return Ok(());
        }
        Err(ForeignColumn { id: column.spec.id.clone(), found, expected })
    }

    /// A column, if it is loaded: the user's own before the shipped one.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<&Arc<Column>> {
        self.overlay.get(id).or_else(|| self.shipped.get(id))
    }

    /// The shipped column of a name, if it is loaded, whatever lies over it.
    #[must_use]
    pub fn shipped(&self, id: &str) -> Option<&Arc<Column>> {
        self.shipped.get(id)
    }

    /// The user's columns, in ascending order of names.
    pub fn overlay(&self) -> impl Iterator<Item = &Arc<Column>> {
        self.overlay.values()
    }

    /// Whether a column is loaded, shipped or of the user's own.
    #[must_use]
    pub fn has_column(&self, id: &str) -> bool {
        self.column(id).is_some()
    }

    /// Every loaded column, each name once, in ascending order of names: the user's own before the
    /// shipped one.
    pub fn columns(&self) -> impl Iterator<Item = &Arc<Column>> {
        let mut seen: BTreeMap<&str, &Arc<Column>> = BTreeMap::new();
        for (id, column) in self.shipped.iter().chain(&self.overlay) {
            seen.insert(id, column);
        }
        seen.into_values()
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

    /// Where the medical zones are from; the shipped ones until others are loaded.
    #[must_use]
    pub fn zoning(&self) -> Provenance {
        self.by_role(Role::Zone).map_or_else(Provenance::default, |c| c.spec.provenance.clone())
    }

    /// What the class of a place rests on, on a day.
    #[must_use]
    pub fn footing(&self, row: Row, date: NaiveDate) -> Footing {
        let region = self.gazetteer.area(AreaKind::Region, row).map(|a| a.code.as_str());
        self.rules.footing(region, &self.zoning(), date)
    }

    /// The doubt about what is said of all places at once on a day: their classes are then those of
    /// the table, whether they hold or not.
    #[must_use]
    pub fn zoning_supposed(&self, date: NaiveDate) -> Option<String> {
        let zoning = self.zoning();
        let is_unsettled =
            self.rules.zoning.as_ref().is_some_and(|z| z.is_unsettled_somewhere(&zoning, date));
        self.zoning_caveat(date).or_else(|| {
            is_unsettled.then(|| "que de nouveaux actes ont remplacé dans des régions".to_owned())
        })
    }

    /// The doubt about the zoning as a whole on a day, whatever the place.
    #[must_use]
    pub fn zoning_caveat(&self, date: NaiveDate) -> Option<String> {
        self.rules.footing(None, &self.zoning(), date).caveat
    }

    /// What decides of the medical zone of a place on a day, and what it rests on.
    #[must_use]
    pub fn place_zone(&self, row: Row, date: NaiveDate) -> PlaceZone<'_> {
        let classes = self.by_role(Role::Zone).and_then(|c| match &c.spec.kind {
            Kind::Class(classes) => Some(classes.as_slice()),
            Kind::Measure { .. } => None,
        });
        PlaceZone::new(self.zone(row), self.footing(row, date), classes.unwrap_or_default())
    }

    /// What formulas may ask about a place on a day; what is not known of it is left out, and its
    /// class where the act in force may have changed it.
    #[must_use]
    pub fn facts(&self, row: Row, date: NaiveDate) -> BTreeMap<Fact, Datum> {
        let place = self.place_zone(row, date);
        let mut facts = self.known(row, |fact| fact != Fact::Zone);
        if place.possible.is_empty() {
            place.zone.tell(&self.rules, &mut facts);
        }
        facts
    }

    /// The same with the class that the table gives, whether it holds or not.
    #[must_use]
    pub fn published(&self, row: Row) -> BTreeMap<Fact, Datum> {
        self.known(row, |_| true)
    }

    fn known(&self, row: Row, is_wanted: impl Fn(Fact) -> bool) -> BTreeMap<Fact, Datum> {
        let class = |role| self.by_role(role)?.class(row).map(|c| Datum::Word(c.id.clone()));
        let area = |kind| self.gazetteer.area(kind, row).map(|a| Datum::Word(a.code.clone()));
        // One by one: collecting would sort them first.
        let mut known = BTreeMap::new();
        for fact in Fact::ALL.into_iter().filter(|fact| is_wanted(*fact)) {
            let found = match source(fact) {
                Source::Class(role) => class(role),
                Source::Area(kind) => area(kind),
                Source::Number(role) => {
                    self.by_role(role).and_then(|c| c.value(row).known()).map(Datum::Number)
                }
            };
            if let Some(datum) = found {
                known.insert(fact, datum);
            }
        }
        // The région is told by now.
        if let Some(Datum::Word(class)) = known.get(&Fact::Zone).cloned() {
            self.rules.tell_class(&class, &mut known);
        }
        known
    }

    /// Priority districts (QPV) of the commune; none where it is not known.
    #[must_use]
    pub fn quarters(&self, row: Row) -> Option<f64> {
        self.by_role(Role::Quarters)?.value(row).known()
    }

    /// [`Dataset::published`] of all places at once, for a [`crate::rules::Survey`].
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
        let known = |v| column.spec.class_of(v).filter(|c| *c < classes.len());
        let values = classes.iter().map(|c| Datum::Word(c.id.clone())).collect();
        let mut of_row: Vec<Option<u16>> =
            column.values().map(|v| known(v).and_then(small)).collect();
        if role == Role::Zone {
            self.count_as(classes, &mut of_row);
        }
        Some((values, of_row))
    }

    /// Classes of a région's own become those that they count as there.
    fn count_as(&self, classes: &[Class], of_row: &mut [Option<u16>]) {
        let position = |id: &String| classes.iter().position(|c| c.id == *id).and_then(small);
        let regions = self.rules.zoning.iter().flat_map(|z| &z.regions);
        for region in regions.filter(|r| !r.counts_as.is_empty()) {
            for (row, class) in self.gazetteer.rows().zip(of_row.iter_mut()) {
                let area = self.gazetteer.area(AreaKind::Region, row);
                if area.is_none_or(|a| a.code != region.code) {
                    continue;
                }
                for (own, other) in &region.counts_as {
                    if class.is_some() && *class == position(own) {
                        *class = position(other);
                    }
                }
            }
        }
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
        Fact::Quarters => Source::Number(Role::Quarters),
    }
}
