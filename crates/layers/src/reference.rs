//! What layers are made upon: the places, the codes of former years, and the shipped columns that a
//! file may replace.

use std::collections::BTreeMap;

use atlas::pack::Pack;
use tables::Passage;
use territory::{AreaKind, Column, ColumnSpec, Gazetteer, InseeCode, Role, Roles, Row};

/// The shipped data that layers stand on.
#[derive(Default)]
pub struct Reference {
    /// The communes of today, by which the lines of a file are found.
    pub gazetteer: Gazetteer,
    /// Codes of former years.
    pub passage: Passage,
    roles: Roles,
    columns: BTreeMap<String, Column>,
}

impl Reference {
    /// Roles of the columns to give to [`Ground::take_column`].
    pub const ROLES: [Role; 5] =
        [Role::Zone, Role::NurseZone, Role::GpCount, Role::GpDensity, Role::Population];

    /// Nothing taken in yet; `roles` are those of the shipped columns.
    #[must_use]
    pub fn new(roles: Roles) -> Self {
        Self { roles, ..Self::default() }
    }

    /// Takes in the packed places.
    ///
    /// # Errors
    /// What is damaged, in English.
    pub fn take_places(&mut self, bytes: &[u8]) -> Result<(), String> {
        let pack = Pack::parse(bytes).map_err(|e| e.to_string())?;
        self.gazetteer =
            Gazetteer::decode(|section| pack.get(section)).map_err(|e| e.to_string())?;
        Ok(())
    }

    /// Takes in the packed codes of former years.
    ///
    /// # Errors
    /// What is damaged, in English.
    pub fn take_passage(&mut self, bytes: &[u8]) -> Result<(), String> {
        let pack = Pack::parse(bytes).map_err(|e| e.to_string())?;
        self.passage = Passage::decode(pack.section("passage").map_err(|e| e.to_string())?)
            .map_err(|e| e.to_string())?;
        Ok(())
    }

    /// Takes in a packed column; the places come first.
    ///
    /// # Errors
    /// What is damaged, in English.
    pub fn take_column(&mut self, bytes: &[u8]) -> Result<(), String> {
        let pack = Pack::parse(bytes).map_err(|e| e.to_string())?;
        let section = |name| pack.section(name).map_err(|e| e.to_string());
        let spec: ColumnSpec =
            serde_json::from_slice(section("spec")?).map_err(|e| e.to_string())?;
        let column = Column::decode(spec, section("data")?, self.gazetteer.len())
            .map_err(|e| e.to_string())?;
        self.columns.insert(column.spec.id.clone(), column);
        Ok(())
    }

    /// The shipped column that has a role.
    pub(crate) fn column(&self, role: Role) -> Option<&Column> {
        self.columns.get(self.roles.id(role).ok()?)
    }

    /// The present communes of a code: itself where it has not changed.
    pub(crate) fn present(&self, code: InseeCode) -> Vec<InseeCode> {
        match self.passage.present(code) {
            [] => vec![code],
            codes => codes.to_vec(),
        }
    }

    /// The régions in which a file says something: there it replaces what is shipped, elsewhere it
    /// has no say.
    pub(crate) fn covered(&self, rows: impl Iterator<Item = Row>) -> Covered<'_> {
        let table = self.gazetteer.membership(AreaKind::Region);
        let mut regions = vec![false; table.map_or(0, |t| t.areas.len())];
        for row in rows {
            let at = table
                .and_then(|t| t.of_row.get(row.index()))
                .map_or(usize::MAX, |i| usize::from(*i));
            if let Some(region) = regions.get_mut(at) {
                *region = true;
            }
        }
        Covered { reference: self, regions }
    }
}

/// Régions that a file speaks of.
pub(crate) struct Covered<'a> {
    reference: &'a Reference,
    regions: Vec<bool>,
}

impl Covered<'_> {
    /// Whether the file speaks of the région of a place.
    pub(crate) fn has(&self, row: Row) -> bool {
        let table = self.reference.gazetteer.membership(AreaKind::Region);
        let at =
            table.and_then(|t| t.of_row.get(row.index())).map_or(usize::MAX, |i| usize::from(*i));
        self.regions.get(at).copied().unwrap_or(false)
    }

    /// Names of those régions; none where it speaks of all.
    pub(crate) fn names(&self) -> Vec<&str> {
        if self.regions.iter().all(|r| *r) {
            return Vec::new();
        }
        let areas = self
            .reference
            .gazetteer
            .membership(AreaKind::Region)
            .map_or(&[][..], |t| t.areas.as_slice());
        areas
            .iter()
            .zip(&self.regions)
            .filter(|(_, has)| **has)
            .map(|(a, _)| a.name.as_str())
            .collect()
    }
}
