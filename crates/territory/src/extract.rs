//! The part of a dataset that the sheets of one département need: a small file, read before the
//! whole country.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::Range,
    sync::Arc,
};

use chrono::NaiveDate;

use crate::{
    area::{AreaKind, Membership, NO_AREA},
    assets::ColumnEntry,
    code::{InseeCode, Row},
    column::{Absence, Column, ColumnError, ColumnSpec, Value},
    dataset::{Dataset, ForeignColumn},
    gazetteer::{Gazetteer, Place},
    peers::Wider,
    role::{Role, Roles},
    rules::RuleBook,
    section::SectionError,
    sheet::Sheet,
    varint::{self, Damage, LONG, Reader, SHORT, put},
};

/// A département, by itself: its places with all their figures, and the places that touch it.
///
/// Rows are those of the extract, not of the whole dataset: a place is the same by its INSEE code.
/// Of a place beyond the border only the name, the areas, the town hall and the medical zone are
/// known; its other figures are absent. Standings among wider areas than the département are those of
/// the figure that a sheet opens by itself.
#[derive(Clone, Debug)]
pub struct Extract {
    dataset: Dataset,
    /// Rows of the département, which are together since its code begins theirs.
    own: Range<u16>,
    /// For each of them, the places around it, ascending.
    neighbours: Vec<Vec<Row>>,
    undrawn: BTreeSet<Row>,
    wider: Wider,
}

/// Why an extract cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// A section is missing or damaged.
    #[error(transparent)]
    Section(#[from] SectionError),
    /// A column of the extract is damaged.
    #[error(transparent)]
    Column(#[from] ColumnError),
    /// A column that does not have one value per place.
    #[error(transparent)]
    Foreign(#[from] ForeignColumn),
    /// No place has this code of département.
    #[error("département {0} has no place")]
    NoPlace(String),
}

impl Extract {
    /// Cuts a département out of a whole dataset, with the columns that this has and those that it
    /// lists. `neighbours` are the places around each place and `is_drawn` whether a place has a
    /// contour.
    ///
    /// # Errors
    /// [`ExtractError::NoPlace`] for a code that no place has; others where the dataset does not
    /// hold together.
    pub fn cut(
        dataset: &Dataset,
        departement: &str,
        neighbours: &[Vec<Row>],
        is_drawn: impl Fn(Row) -> bool,
    ) -> Result<Self, ExtractError> {
        let g = dataset.gazetteer();
        let own: Vec<Row> = g.rows().filter(|r| g.code(*r).departement() == departement).collect();
        let around = |row: &Row| neighbours.get(row.index()).into_iter().flatten().copied();
        let mut all: BTreeSet<Row> = own.iter().flat_map(|r| around(r).chain([*r])).collect();
        // A place knows whether it is an arrondissement by its city.
        all.extend(all.clone().into_iter().filter_map(|r| g.parent(r)));
        let all: Vec<Row> = all.into_iter().collect();
        let here: BTreeMap<Row, Row> =
            all.iter().enumerate().map(|(i, r)| (*r, small(i))).collect();
        let first = own
            .first()
            .and_then(|r| here.get(r))
            .ok_or_else(|| ExtractError::NoPlace(departement.to_owned()))?;
        let range = first.0..first.0 + small(own.len()).0;
        let mut out =
            Dataset::new(subset(g, &all)?, dataset.listed().to_vec(), dataset.roles().clone());
        let is_own = |row: Row| g.code(row).departement() == departement;
        for column in dataset.columns() {
            let is_zone = dataset.roles().id(Role::Zone) == Ok(&column.spec.id);
            let kept = |r: &Row| if is_zone || is_own(*r) { column.value(*r) } else { BEYOND };
            out.insert_shipped(Arc::new(Column::new(
                column.spec.clone(),
                &all.iter().map(kept).collect::<Vec<_>>(),
            )?))?;
        }
        let wider = Wider::count(dataset, first_opened(dataset.roles()), &own);
        let within = |row: &Row| around(row).filter_map(|r| here.get(&r).copied()).collect();
        Ok(Self {
            dataset: out,
            own: range,
            neighbours: own.iter().map(within).collect(),
            undrawn: all
                .iter()
                .enumerate()
                .filter(|(_, r)| !is_drawn(**r))
                .map(|(i, _)| small(i))
                .collect(),
            wider,
        })
    }

    /// Sections of the packed file, in order. Columns stand in ascending order of names, without
    /// the classes of their maps, which no sheet shows.
    ///
    /// # Errors
    /// A description that cannot be written, or a column that cannot be cut.
    pub fn encode(&self) -> Result<Vec<(&'static str, Vec<u8>)>, ExtractError> {
        let columns: Vec<&Column> = self.dataset.columns().map(AsRef::as_ref).collect();
        let specs: Vec<ColumnSpec> = columns.iter().map(|c| c.spec.unmapped()).collect();
        let specs = serde_json::to_vec(&specs).map_err(|e| damaged("specs", e))?;
        let (mut data, mut around, mut undrawn, mut own) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for column in &columns {
            data.extend(
                if self.dataset.roles().id(Role::Zone) == Ok(&column.spec.id) {
                    (*column).clone()
                } else {
                    self.own_part(column)?
                }
                .encode(),
            );
        }
        for (row, all) in self.own.clone().map(Row).zip(&self.neighbours) {
            // Each pair within the département once, by its first place.
            let kept: Vec<Row> =
                all.iter().copied().filter(|n| *n > row || !self.own.contains(&n.0)).collect();
            put(&mut around, kept.len());
            varint::ascending(&mut around, kept.iter().map(|r| r.index()));
        }
        varint::ascending(&mut undrawn, self.undrawn.iter().map(|r| r.index()));
        put(&mut own, usize::from(self.own.start));
        put(&mut own, self.own.len());
        let mut out = self.dataset.gazetteer().encode();
        let more = [
            ("own", own),
            ("specs", specs),
            ("data", data),
            ("neighbours", around),
            ("undrawn", undrawn),
        ];
        out.extend(more);
        out.push(("standings", self.wider.encode()));
        Ok(out)
    }

    /// Reads the sections written by [`Extract::encode`]; `section` gives the bytes of one by its
    /// name, and `listed` and `roles` are those of the asset index.
    ///
    /// # Errors
    /// A missing or inconsistent section.
    pub fn decode<'a>(
        section: impl Fn(&'static str) -> Option<&'a [u8]>,
        listed: Vec<ColumnEntry>,
        roles: Roles,
    ) -> Result<Self, ExtractError> {
        let get = |name| section(name).ok_or(SectionError::Missing(name));
        let gazetteer = Gazetteer::decode(&section)?;
        let places = gazetteer.len();
        let mut out = Dataset::new(gazetteer, listed, roles);
        let own = own_rows(get("own")?, places).map_err(|d| damaged("own", d.0))?;

        let specs: Vec<ColumnSpec> =
            serde_json::from_slice(get("specs")?).map_err(|e| damaged("specs", e))?;
        let (mut data, mut parts) = (get("data")?, Vec::new());
        for spec in specs {
            let rows = if out.roles().id(Role::Zone) == Ok(&spec.id) { places } else { own.len() };
            let (bytes, rest) = data
                .split_at_checked(rows * usize::from(spec.width))
                .ok_or_else(|| damaged("data", SHORT))?;
            data = rest;
            let part = Column::decode(spec, bytes, rows)?;
            out.insert_shipped(Arc::new(if rows == places {
                part.clone()
            } else {
                widened(&part, &own, places)?
            }))?;
            parts.push(part);
        }
        if !data.is_empty() {
            return Err(damaged("data", LONG));
        }
        let mut read = Self {
            dataset: out,
            neighbours: Vec::new(),
            undrawn: BTreeSet::new(),
            wider: Wider::default(),
            own,
        };
        let own_parts: Vec<Column> = parts
            .iter()
            .filter(|c| c.spec.id == first_opened(read.dataset.roles()))
            .map(|c| if c.len() == places { read.own_part(c) } else { Ok(c.clone()) })
            .collect::<Result<_, _>>()?;
        read.wider = Wider::decode(get("standings")?, own_parts.iter())
            .map_err(|d| damaged("standings", d.0))?;
        read.neighbours = around(get("neighbours")?, &read.own, places)
            .map_err(|d| damaged("neighbours", d.0))?;
        let undrawn =
            Reader(get("undrawn")?).all_ascending(places).map_err(|d| damaged("undrawn", d.0))?;
        read.undrawn = undrawn.into_iter().map(small).collect();
        Ok(read)
    }

    /// A column over the places of the département alone.
    fn own_part(&self, column: &Column) -> Result<Column, ColumnError> {
        Column::new(
            column.spec.clone(),
            &self.own.clone().map(|r| column.value(Row(r))).collect::<Vec<_>>(),
        )
    }

    /// Makes the rules known: without them a sheet has no offers.
    pub fn set_rules(&mut self, rules: impl Into<Arc<RuleBook>>) {
        self.dataset.set_rules(rules);
    }

    /// Adds a column of the département; places beyond its border have none of its values.
    ///
    /// # Errors
    /// A column that does not have one value per place of the département.
    pub fn insert(&mut self, column: &Column) -> Result<(), ExtractError> {
        let (found, expected) = (column.len(), self.own.len());
        if found != expected {
            return Err(ForeignColumn { id: column.spec.id.clone(), found, expected }.into());
        }
        self.dataset.insert_shipped(Arc::new(widened(
            column,
            &self.own,
            self.dataset.gazetteer().len(),
        )?))?;
        Ok(())
    }

    /// The places of the département and around it, their columns and the rules.
    #[must_use]
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// Rows of the département.
    pub fn rows(&self) -> impl Iterator<Item = Row> + use<> {
        self.own.clone().map(Row)
    }

    /// Row of a place of the département, in the extract; nothing for a place beyond its border.
    #[must_use]
    pub fn row(&self, code: InseeCode) -> Option<Row> {
        self.dataset.gazetteer().row(code).filter(|r| self.own.contains(&r.0))
    }

    /// The places around a place of the département, ascending.
    #[must_use]
    pub fn neighbours(&self, row: Row) -> &[Row] {
        let at = row.index().checked_sub(usize::from(self.own.start));
        at.and_then(|i| self.neighbours.get(i)).map_or(&[], Vec::as_slice)
    }

    /// Whether the map draws a place by itself.
    #[must_use]
    pub fn has_contour(&self, row: Row) -> bool {
        !self.undrawn.contains(&row)
    }

    /// The sheet of a place of the département on a day, the same as from the whole dataset but for
    /// rows; nothing for a place beyond the border.
    #[must_use]
    pub fn sheet(&self, code: InseeCode, date: NaiveDate) -> Option<Sheet> {
        let row = self.row(code)?;
        Some(Sheet::of_departement(&self.dataset, &self.wider, self.neighbours(row), row, date))
    }
}

/// The figure whose standing among wider areas the file holds: the one that a sheet opens by itself.
/// That of others comes with the whole country, in less time than it takes to open one.
fn first_opened(roles: &Roles) -> &str {
    roles.id(Role::Access).unwrap_or_default()
}

/// Said of the figures of a place beyond the border: the extract does not hold them.
const BEYOND: Value = Value::Absent(Absence::NotApplicable);

/// A column of the département over all places of the extract.
fn widened(own: &Column, range: &Range<u16>, places: usize) -> Result<Column, ColumnError> {
    let mut values = vec![BEYOND; places];
    values
        .iter_mut()
        .skip(usize::from(range.start))
        .zip(own.values())
        .for_each(|(place, v)| *place = v);
    Column::new(own.spec.clone(), &values)
}

/// The places of some rows, without their postal codes, and the areas that they belong to.
fn subset(g: &Gazetteer, rows: &[Row]) -> Result<Gazetteer, SectionError> {
    let place = |r: &Row| Place {
        code: g.code(*r),
        name: g.name(*r).to_owned(),
        postal: Vec::new(),
        parent: g.parent(*r).map(|p| g.code(p)),
        town_hall: g.town_hall(*r),
    };
    let membership = |kind| {
        let table = g.membership(kind)?;
        let of: Vec<u16> =
            rows.iter().map(|r| table.of_row.get(r.index()).copied().unwrap_or(NO_AREA)).collect();
        let used: BTreeSet<u16> =
            of.iter().copied().filter(|a| usize::from(*a) < table.areas.len()).collect();
        let areas = used.iter().filter_map(|a| table.areas.get(usize::from(*a)).cloned()).collect();
        let numbers: BTreeMap<u16, u16> =
            used.iter().enumerate().map(|(i, a)| (*a, small(i).0)).collect();
        let of_row = of.iter().map(|a| numbers.get(a).copied().unwrap_or(NO_AREA)).collect();
        Some((kind, Membership { areas, of_row }))
    };
    Gazetteer::new(
        rows.iter().map(place).collect(),
        AreaKind::ALL.into_iter().filter_map(membership).collect(),
    )
}

fn small(n: usize) -> Row {
    Row(u16::try_from(n).unwrap_or(u16::MAX))
}

fn damaged(section: &'static str, why: impl fmt::Display) -> ExtractError {
    SectionError::damaged(section, why).into()
}

fn own_rows(bytes: &[u8], places: usize) -> Result<Range<u16>, Damage> {
    let mut from = Reader(bytes);
    let (start, length) = (from.number()?, from.number()?);
    from.end()?;
    let end = start.saturating_add(length);
    match (u16::try_from(start), u16::try_from(end)) {
        (Ok(start), Ok(end)) if usize::from(end) <= places && start < end => Ok(start..end),
        _ => Err(Damage("rows of the département that are not there")),
    }
}

fn around(bytes: &[u8], own: &Range<u16>, places: usize) -> Result<Vec<Vec<Row>>, Damage> {
    let mut from = Reader(bytes);
    let mut all: Vec<BTreeSet<Row>> = vec![BTreeSet::new(); own.len()];
    for (at, row) in own.clone().map(Row).enumerate() {
        let count = from.number()?;
        for neighbour in from.ascending(count, places)?.into_iter().map(small) {
            all[at].insert(neighbour);
            if own.contains(&neighbour.0) {
                all[usize::from(neighbour.0 - own.start)].insert(row);
            }
        }
    }
    from.end()?;
    Ok(all.into_iter().map(|of| of.into_iter().collect()).collect())
}
