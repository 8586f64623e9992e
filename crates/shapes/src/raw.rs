//! One feature as it stands in the file, and the place of what is wrong in it.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use crate::coords::Coords;
use crate::properties::{Properties, Scalar};

/// A feature, or a geometry in its place.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Raw {
    #[serde(rename = "type")]
    pub(crate) kind: Scalar,
    pub(crate) id: Scalar,
    pub(crate) properties: Properties,
    pub(crate) geometry: Option<Geometry>,
    coordinates: Coords,
    geometries: Geometries,
}

impl Raw {
    /// Its geometry: that of the feature, or itself.
    pub(crate) fn take_geometry(&mut self) -> Geometry {
        self.geometry.take().unwrap_or_else(|| {
            let kind = Scalar(self.kind.0.take().filter(|k| k != "Feature"));
            Geometry {
                kind,
                coordinates: std::mem::take(&mut self.coordinates),
                geometries: std::mem::take(&mut self.geometries),
            }
        })
    }
}

/// A geometry as the file has it, of which nothing is checked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Geometry {
    #[serde(rename = "type")]
    pub(crate) kind: Scalar,
    pub(crate) coordinates: Coords,
    pub(crate) geometries: Geometries,
}

/// The geometries of a collection; those that say nothing are not kept.
#[derive(Debug, Default)]
pub(crate) struct Geometries(pub(crate) Vec<Geometry>);

impl<'de> Deserialize<'de> for Geometries {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Geometries;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("geometries")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Geometries, A::Error> {
                let mut out = Vec::new();
                while let Some(next) = seq.next_element::<Option<Geometry>>()? {
                    out.extend(
                        next.filter(|g| g.kind.0.is_some() || g.coordinates != Coords::Empty),
                    );
                }
                Ok(Geometries(out))
            }
            fn visit_unit<E>(self) -> Result<Geometries, E> {
                Ok(Geometries::default())
            }
        }
        d.deserialize_any(List)
    }
}

/// Why a feature cannot be read.
#[derive(Debug, PartialEq)]
pub(crate) enum Wrong {
    /// NaN, Infinity or a number beyond all limits.
    NotFinite,
    /// Wrong JSON, at this byte of the feature.
    At(usize),
}

/// Reads one feature, and nothing of it but name, code and geometry.
pub(crate) fn parse(text: &[u8]) -> Result<Raw, Wrong> {
    serde_json::from_slice(text).map_err(|e| {
        if e.to_string().starts_with("number out of range") || has_no_number(text) {
            return Wrong::NotFinite;
        }
        Wrong::At(offset(text, e.line(), e.column()))
    })
}

/// The byte of a line and a column, both from 1.
pub(crate) fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let starts = text.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1);
    let start = std::iter::once(0).chain(starts).nth(line.saturating_sub(1)).unwrap_or(0);
    (start + column.saturating_sub(1)).min(text.len())
}

/// Whether a word that some programs write in place of a number stands outside the strings.
fn has_no_number(text: &[u8]) -> bool {
    let mut in_string = false;
    let mut escaped = false;
    for (i, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'N' | b'I' | b'n' | b'i' if !in_string => {
                let rest = text.get(i..).unwrap_or_default();
                if [&b"NaN"[..], b"Infinity", b"nan", b"inf"]
                    .iter()
                    .any(|word| rest.starts_with(word))
                {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_has_its_place() {
        assert_eq!(parse(b"{\"a\":1,\n \"b\":}").map(|_| ()), Err(Wrong::At(13)));
        assert_eq!(parse(b"{\"a\":NaN}").map(|_| ()), Err(Wrong::NotFinite));
        assert_eq!(parse(b"{\"coordinates\":[1e999,2]}").map(|_| ()), Err(Wrong::NotFinite));
        assert!(matches!(parse(b"{\"a\":\"NaN\",}").map(|_| ()), Err(Wrong::At(_))));
    }
}
