//! Where the register knows a specialist: presence by commune, never a headcount.

use catchment::great_circle_km;
use serde::{Deserialize, Serialize};
use territory::{Gazetteer, Origin, Row};

use territory::SectionError;

/// A specialty that a user may choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Specialty {
    /// Stable identifier, in the address.
    pub id: String,
    /// Name of the specialty, in French.
    pub label: String,
    /// The profession of the CNAM whose density is shown with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cnam: Option<String>,
    /// The people to whom that density relates, when it is not everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// What else to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Specialties and their register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialistsAbout {
    /// The specialties, those found in most communes first.
    pub specialties: Vec<Specialty>,
    /// Period of the register.
    pub vintage: String,
    /// What the register does not say, in French sentences.
    pub limits: String,
    /// Where it is from.
    pub origin: Origin,
}

/// For each specialty, the communes where the register knows a practice.
#[derive(Clone, Debug, PartialEq)]
pub struct Specialists {
    about: SpecialistsAbout,
    /// Rows of each specialty, ascending.
    rows: Vec<Vec<Row>>,
}

impl Specialists {
    /// Builds the table: for each specialty its communes, in any order.
    ///
    /// # Errors
    /// Another number of lists than of specialties.
    pub fn new(about: SpecialistsAbout, mut rows: Vec<Vec<Row>>) -> Result<Self, SectionError> {
        if rows.len() != about.specialties.len() {
            return Err(SectionError::damaged(
                "rows",
                format!("{} lists for {} specialties", rows.len(), about.specialties.len()),
            ));
        }
        for list in &mut rows {
            list.sort_unstable();
            list.dedup();
        }
        Ok(Self { about, rows })
    }

    /// Sections of the packed file, in order.
    #[must_use]
    pub fn encode(&self) -> Vec<(&'static str, Vec<u8>)> {
        let mut rows = Vec::new();
        for list in &self.rows {
            push(&mut rows, u32::try_from(list.len()).unwrap_or(u32::MAX));
            let mut next = 0;
            for row in list {
                push(&mut rows, u32::from(row.0) - next);
                next = u32::from(row.0) + 1;
            }
        }
        vec![("about", serde_json::to_vec(&self.about).unwrap_or_default()), ("rows", rows)]
    }

    /// Reads the sections written by [`Specialists::encode`]; `section` gives the bytes of one by
    /// its name, `places` is the number of places of the gazetteer.
    ///
    /// # Errors
    /// A missing or inconsistent section.
    pub fn decode<'a>(
        section: impl Fn(&'static str) -> Option<&'a [u8]>,
        places: usize,
    ) -> Result<Self, SectionError> {
        let get = |name| section(name).ok_or(SectionError::Missing(name));
        let about: SpecialistsAbout =
            serde_json::from_slice(get("about")?).map_err(|e| SectionError::damaged("about", e))?;
        let mut bytes = get("rows")?.iter();
        let short = || {
            SectionError::damaged("rows", "ends too early, or a number is not written as it should")
        };
        let mut rows = Vec::new();
        for _ in &about.specialties {
            let n = pull(&mut bytes).ok_or_else(short)?;
            let mut list = Vec::new();
            let mut next = 0_u32;
            for _ in 0..n {
                let row =
                    pull(&mut bytes).and_then(|gap| next.checked_add(gap)).ok_or_else(short)?;
                let known = u16::try_from(row).ok().filter(|r| usize::from(*r) < places);
                list.push(Row(known.ok_or_else(|| {
                    SectionError::damaged("rows", "a place that is not in the gazetteer")
                })?));
                next = row + 1;
            }
            rows.push(list);
        }
        if bytes.next().is_some() {
            return Err(SectionError::damaged("rows", "bytes too many"));
        }
        Ok(Self { about, rows })
    }

    /// Specialties and their register.
    #[must_use]
    pub fn about(&self) -> &SpecialistsAbout {
        &self.about
    }

    /// Position of a specialty.
    #[must_use]
    pub fn specialty(&self, id: &str) -> Option<usize> {
        self.about.specialties.iter().position(|s| s.id == id)
    }

    /// The communes where the register knows a practice of a specialty, ascending. Paris, Lyon and
    /// Marseille are one each.
    #[must_use]
    pub fn communes(&self, specialty: usize) -> &[Row] {
        self.rows.get(specialty).map_or(&[], Vec::as_slice)
    }

    /// Whether the register knows a practice of a specialty in a commune, or in the city of an
    /// arrondissement.
    #[must_use]
    pub fn is_at(&self, specialty: usize, place: Row, gazetteer: &Gazetteer) -> bool {
        let city = gazetteer.parent(place).unwrap_or(place);
        self.communes(specialty).binary_search(&city).is_ok()
    }

    /// The communes with a practice nearest to a place, with their km of great circle from town
    /// hall to town hall: a place itself, or the city of an arrondissement, is at zero. A place
    /// without a known town hall has none.
    #[must_use]
    pub fn nearest(
        &self,
        specialty: usize,
        place: Row,
        gazetteer: &Gazetteer,
        count: usize,
    ) -> Vec<(Row, f64)> {
        if place.index() >= gazetteer.len() {
            return Vec::new();
        }
        let Some(here) = gazetteer.middle(place) else { return Vec::new() };
        let city = gazetteer.parent(place).unwrap_or(place);
        let far = |row: Row| {
            let known = row.index() < gazetteer.len();
            let there = if known { gazetteer.middle(row)? } else { return None };
            Some((row, if row == city { 0.0 } else { great_circle_km(here, there) }))
        };
        let mut all: Vec<(Row, f64)> =
            self.communes(specialty).iter().filter_map(|r| far(*r)).collect();
        all.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        all.truncate(count);
        all
    }
}

/// Adds a number, seven bits a byte, the lowest first.
fn push(out: &mut Vec<u8>, mut number: u32) {
    loop {
        let low = (number & 0x7f).to_le_bytes()[0];
        number >>= 7;
        if number == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Takes a number of at most three bytes, written in the only way that `push` writes it.
fn pull<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Option<u32> {
    let mut number = 0;
    for at in 0..3 {
        let byte = *bytes.next()?;
        number |= u32::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return (at == 0 || byte != 0).then_some(number);
        }
    }
    None
}
