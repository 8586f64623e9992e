//! Health structures: a table of sites with their kind, name, commune and point, and what lies near
//! a place.

mod about;
mod codec;
mod wind;

use catchment::great_circle_km;
use territory::{Gazetteer, Row};

use territory::SectionError;

pub use self::about::{MissingList, StructureKind, StructureSource, StructuresAbout};
pub use self::wind::Wind;

/// Degrees to stored integers: five decimals, about one metre.
const SCALE: f64 = 1e5;
/// Stored where the commune is not known.
const NO_ROW: u16 = u16::MAX;
/// Characters of a FINESS number.
const ID: usize = 9;
/// Nearer than this there is no direction: a town hall is known to ten metres.
const HERE_KM: f64 = 0.02;

/// A structure as the pipeline describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// FINESS number, nine characters.
    pub id: String,
    /// Name, 255 bytes at most.
    pub name: String,
    /// Position of its kind.
    pub kind: u8,
    /// Position of its list.
    pub source: u8,
    /// Its commune, if any list tells it.
    pub row: Option<Row>,
    /// Where it is, (longitude, latitude) in degrees, if that is known and credible.
    pub point: Option<(f64, f64)>,
}

/// A structure of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Structure<'a> {
    /// FINESS number of the site; a service is a structure of its own at the site that has it.
    pub id: &'a str,
    /// Name, written as one writes names rather than as the register does.
    pub name: &'a str,
    /// Its kind, of `data/structures.toml`.
    pub kind: &'a StructureKind,
    /// Its commune, or arrondissement of Paris, Lyon or Marseille, if any list tells it.
    pub row: Option<Row>,
    /// Where it is, (longitude, latitude) in degrees, if that is known and credible.
    pub point: Option<(f64, f64)>,
    /// Year of the list.
    pub year: u16,
    /// The list that has it.
    pub source: &'a StructureSource,
}

/// A structure near a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Position of the structure, for [`Structures::get`].
    pub index: usize,
    /// How far, km of great circle.
    pub km: f64,
    /// Which way; none where both are at the same spot.
    pub direction: Option<Wind>,
}

/// The structures, in order of number and kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Structures {
    about: StructuresAbout,
    ids: String,
    names: String,
    /// Where each name ends in `names`.
    ends: Vec<usize>,
    kinds: Vec<u8>,
    sources: Vec<u8>,
    rows: Vec<Option<Row>>,
    points: Vec<Option<(f64, f64)>>,
}

impl Structures {
    /// Builds the table; sites are put in order of number and kind, points rounded as they are
    /// stored.
    ///
    /// # Errors
    /// A number that has not nine characters, a name of more than 255 bytes, a kind or a list that
    /// is not described, a coordinate that is none, a site that is there twice.
    pub fn new(about: StructuresAbout, mut sites: Vec<Site>) -> Result<Self, SectionError> {
        sites.sort_by(|a, b| (&a.id, a.kind).cmp(&(&b.id, b.kind)));
        if let Some(w) = sites.windows(2).find(|w| (&w[0].id, w[0].kind) == (&w[1].id, w[1].kind)) {
            return Err(SectionError::damaged(
                "ids",
                format!("{} is there twice as {}", w[0].id, w[0].kind),
            ));
        }
        let mut out = Self { about, ..Self::default() };
        for site in &sites {
            if site.id.len() != ID || !site.id.is_ascii() {
                return Err(SectionError::damaged(
                    "ids",
                    format!("« {} » is no FINESS number", site.id),
                ));
            }
            if site.name.len() > usize::from(u8::MAX) {
                return Err(SectionError::damaged(
                    "names",
                    format!("the name of {} is too long", site.id),
                ));
            }
            let point = match site.point.map(|(x, y)| (stored(x), stored(y))) {
                None => None,
                Some((Some(x), Some(y))) => Some((f64::from(x) / SCALE, f64::from(y) / SCALE)),
                Some(_) => {
                    return Err(SectionError::damaged(
                        "points",
                        format!("{} is at {:?}", site.id, site.point),
                    ));
                }
            };
            out.ids.push_str(&site.id);
            out.names.push_str(&site.name);
            out.ends.push(out.names.len());
            out.kinds.push(site.kind);
            out.sources.push(site.source);
            out.rows.push(site.row);
            out.points.push(point);
        }
        out.check()?;
        Ok(out)
    }

    /// Every kind and list is described.
    fn check(&self) -> Result<(), SectionError> {
        let within = |all: &[u8], n: usize| all.iter().all(|k| usize::from(*k) < n);
        if !within(&self.kinds, self.about.kinds.len()) {
            return Err(SectionError::damaged("kinds", "a kind that is not described"));
        }
        if !within(&self.sources, self.about.sources.len()) {
            return Err(SectionError::damaged("sources", "a list that is not described"));
        }
        if self.rows.iter().flatten().any(|r| r.0 == NO_ROW) {
            return Err(SectionError::damaged("rows", "not a row"));
        }
        Ok(())
    }

    /// What is said of kinds and lists.
    #[must_use]
    pub fn about(&self) -> &StructuresAbout {
        &self.about
    }

    /// Number of structures; a site with two services counts twice.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// A structure by its position; none beyond the last.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Structure<'_>> {
        let start = if index == 0 { 0 } else { *self.ends.get(index - 1)? };
        let source = self.about.sources.get(usize::from(*self.sources.get(index)?))?;
        Some(Structure {
            id: self.ids.get(index * ID..(index + 1) * ID)?,
            name: self.names.get(start..*self.ends.get(index)?)?,
            kind: self.about.kinds.get(self.kind_of(index)?)?,
            row: *self.rows.get(index)?,
            point: *self.points.get(index)?,
            year: source.year,
            source,
        })
    }

    /// Position of the kind of a structure.
    #[must_use]
    pub fn kind_of(&self, index: usize) -> Option<usize> {
        self.kinds.get(index).map(|k| usize::from(*k))
    }

    /// Where each is, (longitude, latitude) in degrees, by its index; those whose point is not
    /// known are left out.
    pub fn points(&self) -> impl Iterator<Item = (usize, (f64, f64))> + '_ {
        self.points.iter().enumerate().filter_map(|(i, p)| Some((i, (*p)?)))
    }

    /// The structures within so many km of a point, the nearest first. One whose own point is not
    /// known stands at the town hall of its commune: its list has it, so nobody may say that there
    /// is none.
    #[must_use]
    pub fn around(&self, gazetteer: &Gazetteer, point: (f64, f64), km: f64) -> Vec<Near> {
        let mut all = self.near(point, km);
        for index in 0..self.len() {
            let Some(site) = self.get(index).filter(|s| s.point.is_none()) else { continue };
            let Some(hall) = site.row.and_then(|r| gazetteer.middle(r)) else { continue };
            let away = great_circle_km(point, hall);
            if away <= km {
                all.push(Near {
                    index,
                    km: away,
                    direction: (away > HERE_KM).then(|| Wind::from_to(point, hall)),
                });
            }
        }
        all.sort_by(|a, b| a.km.total_cmp(&b.km).then(a.index.cmp(&b.index)));
        all
    }

    /// The structures of a commune, or of one arrondissement; those without a point too.
    pub fn of_row(&self, row: Row) -> impl Iterator<Item = usize> + '_ {
        self.rows.iter().enumerate().filter(move |(_, r)| **r == Some(row)).map(|(i, _)| i)
    }

    /// The structures within so many km of a point, (longitude, latitude) in degrees, the nearest
    /// first.
    #[must_use]
    pub fn near(&self, point: (f64, f64), km: f64) -> Vec<Near> {
        let found = |(index, there): (usize, (f64, f64))| {
            let far = great_circle_km(point, there);
            let direction = (far > HERE_KM).then(|| Wind::from_to(point, there));
            (far <= km).then_some(Near { index, km: far, direction })
        };
        let mut near: Vec<Near> = self.points().filter_map(found).collect();
        near.sort_by(|a, b| a.km.total_cmp(&b.km).then(a.index.cmp(&b.index)));
        near
    }
}

/// A coordinate as it is stored; nothing for what is none.
fn stored(degrees: f64) -> Option<i32> {
    let wanted = degrees.is_finite() && degrees.abs() <= 180.0;
    #[expect(clippy::cast_possible_truncation, reason = "180 degrees times 1e5 fit 26 bits")]
    wanted.then(|| (degrees * SCALE).round() as i32)
}
