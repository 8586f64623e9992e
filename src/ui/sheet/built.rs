//! What a sheet is made of: all that is loaded, or the file of its département alone.

use std::{collections::BTreeMap, sync::Arc};

use atlas::pack::Pack;
use chrono::NaiveDate;
use leptos::prelude::*;
use territory::{Column, Dataset, Extract, InseeCode, Row, RuleBook, Sheet};

use crate::dataset::Data;

/// What sentences say of zones and marks, before the rule book.
const READING: &str = include_str!("../../../assets/data/reading.txt");

/// A sheet, and what the dataset that it was built from says beside.
#[derive(Clone)]
pub(super) struct Built {
    pub(super) sheet: Arc<Sheet>,
    /// Descriptions of its figures.
    pub(super) columns: BTreeMap<String, Arc<Column>>,
    pub(super) has_contour: bool,
    /// Whether its rows are those of the map.
    pub(super) is_whole: bool,
}

impl PartialEq for Built {
    fn eq(&self, other: &Self) -> bool {
        self.sheet == other.sheet
            && (self.has_contour, self.is_whole) == (other.has_contour, other.is_whole)
    }
}

impl Built {
    /// From all that is loaded.
    pub(super) fn from_whole(row: Row, date: NaiveDate, data: Data) -> Option<Self> {
        let neighbours = data.neighbours_of(row);
        let has_contour = data.has_contour(row);
        data.set.with(|s| {
            if s.gazetteer().is_empty() {
                return None;
            }
            let sheet = Sheet::build_bare(s, &neighbours, row, date);
            Some(Self {
                columns: described(&sheet, s),
                sheet: Arc::new(sheet),
                has_contour,
                is_whole: true,
            })
        })
    }

    /// From the file of the département alone, which comes long before.
    pub(super) fn from_extract(
        extract: &Extract,
        code: InseeCode,
        date: NaiveDate,
    ) -> Option<Self> {
        let (sheet, row) = (extract.sheet(code, date)?, extract.row(code)?);
        let has_contour = extract.has_contour(row);
        Some(Self {
            columns: described(&sheet, extract.dataset()),
            sheet: Arc::new(sheet),
            has_contour,
            is_whole: false,
        })
    }
}

/// The columns of the figures of a sheet.
fn described(sheet: &Sheet, set: &Dataset) -> BTreeMap<String, Arc<Column>> {
    let mut described = BTreeMap::new();
    for id in sheet.figures.iter().map(|f| &f.column) {
        if let Some(column) = set.column(id) {
            described.insert(id.clone(), Arc::clone(column));
        }
    }
    described
}

/// The département of the place that the address named, with the rules as soon as they are there.
pub(super) fn extract(data: Data) -> Memo<Option<Arc<Extract>>> {
    Memo::new_with_compare(
        move |_| {
            let bytes = data.extract.get()?;
            let (listed, roles) = data.with_index(|i| (i.columns.clone(), i.roles.clone()));
            let pack = Pack::parse(&bytes).ok()?;
            // A damaged file costs nothing but time: the list of all places answers instead.
            let mut extract = Extract::decode(|section| pack.get(section), listed, roles).ok()?;
            data.set.with(|s| {
                let has_come = !s.rules().offers.is_empty();
                extract.set_rules(if has_come { s.shared_rules() } else { reading().into() });
            });
            Some(Arc::new(extract))
        },
        |_, _| true,
    )
}

/// What the first sentences read of the rule book, until this has come.
fn reading() -> RuleBook {
    RuleBook::from_reading(READING).unwrap_or_else(|line| {
        // Ours was written and checked with the page.
        leptos::logging::error!("a line of the reading: {line}");
        RuleBook::default()
    })
}
