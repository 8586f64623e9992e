//! The first figures of a portrait from small files: one that all territories share, and one of a
//! single département.
//!
//! They are enough for a place of the département, for some of its places and for the département
//! itself. Any other territory needs the whole dataset.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, de::DeserializeOwned};
use territory::{
    AreaKind, Column, ColumnError, ColumnSpec, Dataset, Extract, ExtractError, Row, SectionError,
};

use crate::{Book, Chosen, NoTerritory, Territory, WideSums, figure::Sum};

/// What all portraits share: the book without the figures of its series, and what is said of each
/// column.
#[derive(Clone, Debug, PartialEq)]
pub struct First {
    book: Book,
    specs: Vec<ColumnSpec>,
}

/// Why a file of first figures cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum FirstError {
    /// A section is missing or damaged.
    #[error(transparent)]
    Section(#[from] SectionError),
    /// A column of the extract is damaged.
    #[error(transparent)]
    Column(#[from] ColumnError),
    /// A column that is not one of the département.
    #[error(transparent)]
    Extract(#[from] ExtractError),
    /// A département that is no territory.
    #[error("{0}")]
    Territory(NoTerritory),
}

/// Figures of the series for some areas, by code: a list a series, in the order of the book.
type Values = Vec<BTreeMap<String, Vec<Option<f64>>>>;
/// A wide area: level, code, number of communes, and for each column the bits of its figure and the
/// communes it is known of.
type Wide = (String, String, usize, Vec<(Option<u64>, usize)>);

impl First {
    /// What the portraits of a dataset share. Columns are all of the dataset, in ascending order of
    /// names.
    #[must_use]
    pub fn new(dataset: &Dataset, book: &Book) -> Self {
        let mut book = book.clone();
        book.series.iter_mut().for_each(|s| s.values.clear());
        Self { book, specs: dataset.columns().map(|c| c.spec.clone()).collect() }
    }

    /// The book; its series have no figures.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Sections of the packed file, in order.
    ///
    /// # Errors
    /// A description that cannot be written.
    pub fn encode(&self) -> Result<Vec<(&'static str, Vec<u8>)>, FirstError> {
        Ok(vec![written(BOOK, &self.book)?, written(SPECS, &self.specs)?])
    }

    /// Reads what [`First::encode`] wrote; `section` gives the bytes of one by its name.
    ///
    /// # Errors
    /// A missing or damaged section.
    pub fn decode<'a>(
        section: impl Fn(&'static str) -> Option<&'a [u8]>,
    ) -> Result<Self, FirstError> {
        Ok(Self { book: read(&section, BOOK)?, specs: read(&section, SPECS)? })
    }

    /// Sections of the file of a département, cut out of the whole dataset and the whole book.
    /// `small` is the file of its sheets, whose columns are not written again; `known` keeps what
    /// wide areas come to from a département to the next.
    ///
    /// # Errors
    /// A département that is no territory, or what cannot be written.
    pub fn encode_part(
        &self,
        dataset: &Dataset,
        book: &Book,
        small: &Extract,
        known: &mut WideSums,
    ) -> Result<Vec<(&'static str, Vec<u8>)>, FirstError> {
        let g = dataset.gazetteer();
        let code = |r: Row| small.dataset().gazetteer().code(r);
        let own: Vec<Row> = small.rows().filter_map(|r| g.row(code(r))).collect();
        let mut data = Vec::new();
        for column in dataset.columns().filter(|c| !small.dataset().has_column(&c.spec.id)) {
            let values: Vec<_> = own.iter().map(|r| column.value(*r)).collect();
            data.extend(Column::new(column.spec.clone(), &values)?.encode());
        }
        let codes = |kind| {
            own.iter()
                .filter_map(|r| Some(g.area(kind, *r)?.code.as_str()))
                .collect::<BTreeSet<_>>()
        };
        let areas: BTreeMap<AreaKind, BTreeSet<&str>> =
            AreaKind::ALL.into_iter().map(|k| (k, codes(k))).collect();
        let here = |s: &insight::Series| {
            let is_here = |code: &str| areas.get(&s.level).is_some_and(|all| all.contains(code));
            s.values
                .iter()
                .filter(|(code, _)| is_here(code))
                .map(|(c, v)| (c.clone(), v.clone()))
                .collect()
        };
        let values: Values = book.series.iter().map(here).collect();
        let lead = own.first().ok_or(FirstError::Territory(NoTerritory::Empty))?;
        let territory =
            Territory::new(dataset, &Chosen::Place(*lead)).map_err(FirstError::Territory)?;
        let bits = |sum: Sum| (sum.0.map(f64::to_bits), sum.1);
        let wide: Vec<Wide> = known
            .around(dataset, &territory)
            .into_iter()
            .map(|(level, code, communes, sums)| {
                (level.to_owned(), code, communes, sums.into_iter().map(bits).collect())
            })
            .collect();
        Ok(vec![(DATA, data), written(SERIES, &values)?, written(WIDE, &wide)?])
    }

    /// Reads the file of a département: its columns go into `small`, and what comes back makes its
    /// portraits, the book with the series of its areas and what wide areas come to.
    ///
    /// # Errors
    /// A missing or inconsistent section.
    pub fn decode_part<'a>(
        &self,
        section: impl Fn(&'static str) -> Option<&'a [u8]>,
        small: &mut Extract,
    ) -> Result<(Book, WideSums), FirstError> {
        let rows = small.rows().count();
        let mut data = section(DATA).ok_or(SectionError::Missing(DATA))?;
        let damaged = |section, why: &str| FirstError::from(SectionError::damaged(section, why));
        let mut columns = Vec::new();
        for spec in self.specs.iter().filter(|s| !small.dataset().has_column(&s.id)) {
            let cut = data.split_at_checked(rows * usize::from(spec.width));
            let (bytes, rest) = cut.ok_or_else(|| damaged(DATA, "bytes are missing"))?;
            data = rest;
            columns.push(Column::decode(spec.clone(), bytes, rows)?);
        }
        if !data.is_empty() {
            return Err(damaged(DATA, "bytes are left over"));
        }
        let values: Values = read(&section, SERIES)?;
        if values.len() != self.book.series.len() {
            return Err(damaged(SERIES, "not of this book"));
        }
        let wide: Vec<Wide> = read(&section, WIDE)?;
        if wide.iter().any(|w| w.3.len() != self.specs.len()) {
            return Err(damaged(WIDE, "not of these columns"));
        }
        let mut book = self.book.clone();
        book.series.iter_mut().zip(values).for_each(|(series, values)| series.values = values);
        let mut known = WideSums::default();
        for (level, code, communes, sums) in wide {
            let ids = self.specs.iter().map(|s| s.id.clone());
            let sums = sums.into_iter().map(|(bits, with)| (bits.map(f64::from_bits), with));
            known
                .tell(&level, code, communes, ids.zip(sums).collect())
                .ok_or_else(|| damaged(WIDE, "an unknown level"))?;
        }
        columns.iter().try_for_each(|c| small.insert(c))?;
        Ok((book, known))
    }
}

const BOOK: &str = "book";
const SPECS: &str = "specs";
const DATA: &str = "data";
const SERIES: &str = "series";
const WIDE: &str = "wide";

fn written<T: Serialize>(
    section: &'static str,
    what: &T,
) -> Result<(&'static str, Vec<u8>), FirstError> {
    let bytes = serde_json::to_vec(what).map_err(|e| SectionError::damaged(section, e))?;
    Ok((section, bytes))
}

fn read<'a, T: DeserializeOwned>(
    section: &impl Fn(&'static str) -> Option<&'a [u8]>,
    name: &'static str,
) -> Result<T, FirstError> {
    let bytes = section(name).ok_or(SectionError::Missing(name))?;
    serde_json::from_slice(bytes).map_err(|e| SectionError::damaged(name, e).into())
}
