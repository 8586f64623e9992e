//! Columns: one value per place, known or absent for a stated reason, with the description that a
//! user needs.
//!
//! On disk a value is an unsigned integer: `value = (raw + offset) / 10^decimals`, so that a
//! published decimal stays exactly what was published. The four largest integers of the width stand
//! for the reasons of absence.

mod spec;
mod value;

pub use self::spec::{
    Aggregate, COUNTED, Class, ColumnSpec, Direction, Kind, OWN, Origin, Provenance, Reference,
};
pub use self::value::{Absence, Value};
use crate::code::Row;

/// Why a column cannot be stored or read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ColumnError {
    /// The width is not 1, 2 or 4 bytes.
    #[error("column {id}: a width of {width} bytes is unknown")]
    Width {
        /// Identifier of the column.
        id: String,
        /// Width that its description declares, bytes.
        width: u8,
    },
    /// Not as many bytes as places.
    #[error("column {id}: {found} bytes where {expected} are expected")]
    Length {
        /// Identifier of the column.
        id: String,
        /// Bytes that the file has.
        found: usize,
        /// Width times number of places.
        expected: usize,
    },
    /// A value does not fit the declared width, offset and decimals.
    #[error(
        "column {id}: value {value} of row {row} does not fit {width} byte(s) with offset {offset}"
    )]
    Range {
        /// Identifier of the column.
        id: String,
        /// Row of the place.
        row: usize,
        /// The value, in the unit of the column.
        value: f64,
        /// Width that its description declares, bytes.
        width: u8,
        /// Offset that its description declares, added to what is stored.
        offset: i64,
    },
    /// A class number beyond the declared classes.
    #[error("column {id}: row {row} has class {class}, which is not declared")]
    Class {
        /// Identifier of the column.
        id: String,
        /// Row of the place.
        row: usize,
        /// Number of the class, from 0.
        class: u32,
    },
    /// The legend does not have one more colour than bounds, or the bounds do not increase.
    #[error("column {id}: {why}")]
    Legend {
        /// Identifier of the column.
        id: String,
        /// What is wrong with the legend, in English.
        why: String,
    },
}

/// A column in memory. Immutable; as many values as places.
#[derive(Clone, Debug)]
pub struct Column {
    /// What is said of the column, and how its values are stored.
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

    /// Number of places, with and without a value.
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
