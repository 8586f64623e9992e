//! The bytes of the structures: a section for each of their parts.

use territory::Row;

use super::{ID, NO_ROW, SCALE, Structures, StructuresAbout, stored};
use territory::SectionError;

/// Stored where there is no coordinate.
const NOWHERE: i32 = i32::MIN;

impl Structures {
    /// Sections of the packed file, in order.
    #[must_use]
    pub fn encode(&self) -> Vec<(&'static str, Vec<u8>)> {
        let starts = std::iter::once(&0).chain(&self.ends);
        // A name has 255 bytes at most: `new` and `decode` see to it.
        let lengths = self
            .ends
            .iter()
            .zip(starts)
            .map(|(end, start)| u8::try_from(end - start).unwrap_or(u8::MAX))
            .collect();
        let rows: Vec<u16> = self.rows.iter().map(|r| r.map_or(NO_ROW, |r| r.0)).collect();
        // The bytes of same weight together: the upper ones hardly change from a site to the next.
        let rows =
            (0..2).flat_map(|byte| rows.iter().map(move |r| r.to_be_bytes()[byte])).collect();
        let axis = |of: fn((f64, f64)) -> f64| -> Vec<i32> {
            self.points.iter().map(|p| p.and_then(|p| stored(of(p))).unwrap_or(NOWHERE)).collect()
        };
        let mut points = Vec::with_capacity(self.points.len() * 8);
        for stored in [axis(|p| p.0), axis(|p| p.1)] {
            for byte in 0..4 {
                points.extend(stored.iter().map(|v| v.to_be_bytes()[byte]));
            }
        }
        vec![
            ("about", serde_json::to_vec(&self.about).unwrap_or_default()),
            ("ids", self.ids.clone().into_bytes()),
            ("kinds", self.kinds.clone()),
            ("sources", self.sources.clone()),
            ("rows", rows),
            ("points", points),
            ("lengths", lengths),
            ("names", self.names.clone().into_bytes()),
        ]
    }

    /// Reads the sections written by [`Structures::encode`]; `section` gives the bytes of one by
    /// its name, `places` is the number of places of the gazetteer.
    ///
    /// # Errors
    /// A missing or inconsistent section.
    pub fn decode<'a>(
        section: impl Fn(&'static str) -> Option<&'a [u8]>,
        places: usize,
    ) -> Result<Self, SectionError> {
        let get = |name| section(name).ok_or(SectionError::Missing(name));
        let text = |name| -> Result<String, SectionError> {
            std::str::from_utf8(get(name)?)
                .map(str::to_owned)
                .map_err(|e| SectionError::damaged(name, e))
        };
        let about: StructuresAbout =
            serde_json::from_slice(get("about")?).map_err(|e| SectionError::damaged("about", e))?;
        let kinds = get("kinds")?.to_vec();
        let n = kinds.len();
        let sized = |name, wide: usize| -> Result<&'a [u8], SectionError> {
            let bytes = get(name)?;
            let right = n.checked_mul(wide) == Some(bytes.len());
            if right {
                Ok(bytes)
            } else {
                Err(SectionError::damaged(name, format!("{} bytes for {n} sites", bytes.len())))
            }
        };
        let ids = text("ids")?;
        if ids.len() != sized("ids", ID)?.len() || !ids.is_ascii() {
            return Err(SectionError::damaged("ids", "not FINESS numbers"));
        }
        let rows = sized("rows", 2)?;
        let rows: Vec<u16> = (0..n).map(|i| u16::from_be_bytes([rows[i], rows[n + i]])).collect();
        if rows.iter().any(|r| *r != NO_ROW && usize::from(*r) >= places) {
            return Err(SectionError::damaged("rows", "a place that is not in the gazetteer"));
        }
        let bytes = sized("points", 8)?;
        let axis = |at: usize, i: usize| {
            i32::from_be_bytes([0, 1, 2, 3].map(|byte| bytes[(at * 4 + byte) * n + i]))
        };
        let mut points = Vec::with_capacity(n);
        for i in 0..n {
            points.push(match (axis(0, i), axis(1, i)) {
                (NOWHERE, NOWHERE) => None,
                (NOWHERE, _) | (_, NOWHERE) => {
                    return Err(SectionError::damaged("points", "half a point"));
                }
                (x, y) => Some((f64::from(x) / SCALE, f64::from(y) / SCALE)),
            });
        }
        let names = text("names")?;
        let mut ends = Vec::with_capacity(n);
        let mut end = 0_usize;
        for length in sized("lengths", 1)? {
            end += usize::from(*length);
            if !names.is_char_boundary(end) {
                return Err(SectionError::damaged(
                    "lengths",
                    "a name that ends within a letter, or beyond all names",
                ));
            }
            ends.push(end);
        }
        if end != names.len() {
            return Err(SectionError::damaged(
                "names",
                format!("{} bytes where {end} are expected", names.len()),
            ));
        }
        let sources = sized("sources", 1)?.to_vec();
        let rows = rows.into_iter().map(|r| (r != NO_ROW).then_some(Row(r))).collect();
        let out = Self { about, ids, names, ends, kinds, sources, rows, points };
        out.check()?;
        Ok(out)
    }
}
