//! Columns: one value per place, known or absent for a stated reason, with the description that a
//! reader needs.
//!
//! On disk a value is an unsigned integer: `value = (raw + offset) / 10^decimals`, so that a
//! published decimal stays exactly what was published. The four largest integers of the width stand
//! for the reasons of absence.

use serde::{Deserialize, Serialize};

use crate::code::Row;

/// Why a value is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// The producer publishes nothing for this place.
    NotPublished,
    /// Hidden by the producer to protect people.
    Secret,
    /// The question has no meaning here.
    NotApplicable,
    /// The source has a row that could not be carried to the present commune; the pipeline's report
    /// says which.
    NotMatched,
}

impl Absence {
    const ALL: [Self; 4] =
        [Self::NotPublished, Self::Secret, Self::NotApplicable, Self::NotMatched];
    fn rank(self) -> u32 {
        match self {
            Self::NotPublished => 0,
            Self::Secret => 1,
            Self::NotApplicable => 2,
            Self::NotMatched => 3,
        }
    }
}

/// A figure, or the reason why there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// The published figure (a class is its position in [`Kind::Class`]).
    Known(f64),
    /// No figure, and why.
    Absent(Absence),
}

impl Value {
    /// The figure, if there is one.
    #[must_use]
    pub fn known(self) -> Option<f64> {
        match self {
            Self::Known(v) => Some(v),
            Self::Absent(_) => None,
        }
    }
}

/// Where figures come from, and what we did to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Who publishes.
    pub producer: String,
    /// Title of the publication.
    pub title: String,
    /// Official address.
    pub url: String,
    /// Licence as far as it is known.
    pub licence: String,
    /// What the pipeline did, in French, in one or two sentences.
    pub processing: String,
}

/// Column that has a figure where the doctors are of the reader's count, on no list: the shipped
/// count, 0 where there is none. Models of access carry the reader's doctors on to no later year,
/// and tell what they change from the shipped ones.
pub const COUNTED: &str = "own_counted";

/// Where the figures of a column come from: what may be said of their age and of who vouches for
/// them hangs on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// Shipped with the project: published by [`Origin::producer`], of the period
    /// [`ColumnSpec::vintage`].
    #[default]
    Shipped,
    /// Read in a file of the user's.
    User {
        /// Name of the file.
        file: String,
        /// Its date in words, or as the user wrote it where it is no date.
        date: String,
    },
    /// Computed from other columns.
    Computed {
        /// How, in French.
        method: String,
    },
}

impl Provenance {
    /// Whether the figures are shipped with the project.
    #[must_use]
    pub fn is_shipped(&self) -> bool {
        *self == Self::Shipped
    }
}

/// Whether more is good, for the reader's eye; never used to judge a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better for patients.
    HigherIsBetter,
    /// Less is better for patients.
    LowerIsBetter,
    /// Neither.
    Neutral,
}

/// One class of a legal or statistical classification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Stable identifier, also the value found in the source table (`ZIP`).
    pub id: String,
    /// Short label (legend).
    pub short: String,
    /// Plain words.
    pub label: String,
    /// Fill on the map, `#rrggbb`.
    pub colour: String,
}

/// What the raw integers mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A quantity.
    Measure {
        /// Digits after the decimal point in the stored value.
        decimals: u8,
        /// Digits shown to the reader.
        shown: u8,
        /// Upper bounds (exclusive) of the map's classes; one more class than bounds.
        breaks: Vec<f64>,
        /// Fill of each class, `#rrggbb`, `breaks.len() + 1` of them.
        colours: Vec<String>,
        /// A meaningful value of reference (national mean…) and its label.
        reference: Option<Reference>,
    },
    /// A class among a few, in the order of the legend.
    Class(Vec<Class>),
}

/// A value against which a place is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Its value, in the column's unit.
    pub value: f64,
    /// What it is, with its source.
    pub label: String,
}

/// How places are put together into an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Sum of the values.
    Sum,
    /// Mean weighted by population, or by the column that [`ColumnSpec::weight`] names.
    PopulationMean,
    /// Has no meaning for a group of communes.
    None,
}

/// Description of a column: everything the page must be able to say about a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnSpec {
    /// Stable identifier, in the URL.
    pub id: String,
    /// Name in the list of indicators.
    pub label: String,
    /// One plain sentence: what it says.
    pub definition: String,
    /// Unit in full (« consultations par an et par habitant »).
    pub unit: String,
    /// Unit beside a number (« consult./an/hab. »), empty for a class.
    pub unit_short: String,
    /// Period that the figures describe (« 2023 », « génération 2022 »).
    pub vintage: String,
    /// Limits that a reader must know.
    pub limits: String,
    /// What more means.
    pub direction: Direction,
    /// How communes aggregate.
    pub aggregate: Aggregate,
    /// Column that weighs a mean over several communes; the municipal population where none is
    /// named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<String>,
    /// Measure or class.
    pub kind: Kind,
    /// Origin of the figures.
    pub origin: Origin,
    /// Whether they are shipped, the user's or computed.
    #[serde(default, skip_serializing_if = "Provenance::is_shipped")]
    pub provenance: Provenance,
    /// Bytes per stored value: 1, 2 or 4.
    pub width: u8,
    /// Added to the raw integer before dividing.
    pub offset: i64,
}

impl ColumnSpec {
    fn scale(&self) -> f64 {
        match self.kind {
            Kind::Measure { decimals, .. } => 10f64.powi(i32::from(decimals)),
            Kind::Class(_) => 1.0,
        }
    }

    fn top(&self) -> Option<u32> {
        match self.width {
            1 => Some(u32::from(u8::MAX)),
            2 => Some(u32::from(u16::MAX)),
            4 => Some(u32::MAX),
            _ => None,
        }
    }

    /// Class of the map for a value: position in the legend. `None` where the value is absent.
    #[must_use]
    pub fn class_of(&self, value: Value) -> Option<usize> {
        let v = value.known()?;
        match &self.kind {
            Kind::Measure { breaks, .. } => Some(breaks.iter().take_while(|b| v >= **b).count()),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a class is a small non-negative integer"
            )]
            Kind::Class(_) => Some(v as usize),
        }
    }

    /// Fill of each class of the legend, in order.
    #[must_use]
    pub fn colours(&self) -> Vec<&str> {
        match &self.kind {
            Kind::Measure { colours, .. } => colours.iter().map(String::as_str).collect(),
            Kind::Class(classes) => classes.iter().map(|c| c.colour.as_str()).collect(),
        }
    }
}

/// Why a column cannot be stored or read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ColumnError {
    /// The width is not 1, 2 or 4 bytes.
    #[error("column {id}: a width of {width} bytes is unknown")]
    Width {
        /// Column.
        id: String,
        /// Declared width.
        width: u8,
    },
    /// Not as many bytes as places.
    #[error("column {id}: {found} bytes where {expected} are expected")]
    Length {
        /// Column.
        id: String,
        /// Bytes found.
        found: usize,
        /// Bytes expected.
        expected: usize,
    },
    /// A value does not fit the declared width, offset and decimals.
    #[error(
        "column {id}: value {value} of row {row} does not fit {width} byte(s) with offset {offset}"
    )]
    Range {
        /// Column.
        id: String,
        /// Position.
        row: usize,
        /// The value.
        value: f64,
        /// Declared width.
        width: u8,
        /// Declared offset.
        offset: i64,
    },
    /// A class number beyond the declared classes.
    #[error("column {id}: row {row} has class {class}, which is not declared")]
    Class {
        /// Column.
        id: String,
        /// Position.
        row: usize,
        /// The class.
        class: u32,
    },
    /// The legend does not have one more colour than bounds, or the bounds do not increase.
    #[error("column {id}: {why}")]
    Legend {
        /// Column.
        id: String,
        /// What is wrong.
        why: String,
    },
}

/// A column in memory. Immutable; as many values as places.
#[derive(Clone, Debug)]
pub struct Column {
    /// Description.
    pub spec: ColumnSpec,
    raw: Vec<u32>,
}

impl Column {
    /// Builds a column from values, checking that each can be stored exactly enough (half a unit of
    /// the last decimal).
    ///
    /// # Errors
    /// See [`ColumnError`].
    pub fn new(spec: ColumnSpec, values: &[Value]) -> Result<Self, ColumnError> {
        let top = check(&spec)?;
        let mut raw = Vec::with_capacity(values.len());
        for (row, value) in values.iter().enumerate() {
            raw.push(match *value {
                Value::Absent(a) => top - a.rank(),
                Value::Known(v) => {
                    let range = || ColumnError::Range {
                        id: spec.id.clone(),
                        row,
                        value: v,
                        width: spec.width,
                        offset: spec.offset,
                    };
                    let stored = (v * spec.scale()).round();
                    if !stored.is_finite() || stored.abs() > 9e15 {
                        return Err(range());
                    }
                    #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
                    let shifted = stored as i64 - spec.offset;
                    u32::try_from(shifted).ok().filter(|r| *r <= top - 4).ok_or_else(range)?
                }
            });
        }
        let column = Self { spec, raw };
        column.check_classes()?;
        Ok(column)
    }

    /// Bytes of the column: the bytes of same weight together, most significant first, which
    /// compresses well.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let width = usize::from(self.spec.width);
        let mut out = Vec::with_capacity(width * self.raw.len());
        for plane in (0..width).rev() {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "one byte of the integer is wanted"
            )]
            out.extend(self.raw.iter().map(|r| (r >> (8 * plane)) as u8));
        }
        out
    }

    /// Reads a column of `rows` places.
    ///
    /// # Errors
    /// See [`ColumnError`]; nothing of a damaged column is kept.
    pub fn decode(spec: ColumnSpec, bytes: &[u8], rows: usize) -> Result<Self, ColumnError> {
        check(&spec)?;
        let width = usize::from(spec.width);
        if bytes.len() != width * rows {
            return Err(ColumnError::Length {
                id: spec.id,
                found: bytes.len(),
                expected: width * rows,
            });
        }
        let mut raw = vec![0u32; rows];
        for plane in bytes.chunks_exact(rows.max(1)) {
            for (r, b) in raw.iter_mut().zip(plane) {
                *r = (*r << 8) | u32::from(*b);
            }
        }
        let column = Self { spec, raw };
        column.check_classes()?;
        Ok(column)
    }

    fn check_classes(&self) -> Result<(), ColumnError> {
        let Kind::Class(classes) = &self.spec.kind else { return Ok(()) };
        let top = self.spec.top().unwrap_or(0);
        match self.raw.iter().position(|r| *r as usize >= classes.len() && *r <= top - 4) {
            Some(row) => {
                Err(ColumnError::Class { id: self.spec.id.clone(), row, class: self.raw[row] })
            }
            None => Ok(()),
        }
    }

    /// Number of places.
    #[must_use]
    pub fn len(&self) -> usize {
        self.raw.len()
    }

    /// Whether there is no place at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// Value of a place; a row outside the table is "not applicable".
    #[must_use]
    pub fn value(&self, row: Row) -> Value {
        let Some(&raw) = self.raw.get(row.index()) else {
            return Value::Absent(Absence::NotApplicable);
        };
        let top = self.spec.top().unwrap_or(u32::MAX);
        match usize::try_from(top - raw).ok().and_then(|r| Absence::ALL.get(r)) {
            Some(absence) => Value::Absent(*absence),
            #[expect(clippy::cast_precision_loss, reason = "at most 33 bits")]
            None => Value::Known((i64::from(raw) + self.spec.offset) as f64 / self.spec.scale()),
        }
    }

    /// The class of a place, where the column is a classification.
    #[must_use]
    pub fn class(&self, row: Row) -> Option<&Class> {
        let Kind::Class(classes) = &self.spec.kind else { return None };
        classes.get(self.spec.class_of(self.value(row))?)
    }

    /// All values in order of rows.
    pub fn values(&self) -> impl Iterator<Item = Value> + '_ {
        (0..self.raw.len()).map(|r| self.value(Row(u16::try_from(r).unwrap_or(u16::MAX))))
    }
}

fn check(spec: &ColumnSpec) -> Result<u32, ColumnError> {
    let legend = |why: String| ColumnError::Legend { id: spec.id.clone(), why };
    if let Kind::Measure { breaks, colours, .. } = &spec.kind {
        if colours.len() != breaks.len() + 1 {
            return Err(legend(format!("{} colours for {} bounds", colours.len(), breaks.len())));
        }
        if !breaks.windows(2).all(|w| w[0] < w[1]) {
            return Err(legend("the bounds do not increase".to_owned()));
        }
    }
    spec.top().ok_or_else(|| ColumnError::Width { id: spec.id.clone(), width: spec.width })
}
