//! Health structures: a table of sites with their kind, name, commune and point, and what lies near
//! a place.

use std::fmt;

use access::great_circle_km;
use serde::{Deserialize, Serialize};
use territory::{Gazetteer, Row, text};

/// Degrees to stored integers: five decimals, about one metre.
const SCALE: f64 = 1e5;
/// Stored where there is no coordinate.
const NOWHERE: i32 = i32::MIN;
/// Stored where the commune is not known.
const NO_ROW: u16 = u16::MAX;
/// Characters of a FINESS number.
const ID: usize = 9;
/// Nearer than this there is no direction: a town hall is known to ten metres.
const HERE_KM: f64 = 0.02;

/// What a kind of structure is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StructureKind {
    /// Stable identifier, in the address.
    pub id: String,
    /// One of them.
    pub label: String,
    /// Several of them, as a title.
    pub label_plural: String,
    /// What it is and what it is not.
    pub definition: String,
    /// « aucune pharmacie connue ».
    pub none: String,
    /// Whether it is shown before the reader asks.
    pub first: bool,
}

/// A published list of structures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StructureSource {
    /// Stable identifier, that of `data/sources.toml`.
    pub id: String,
    /// Who publishes it.
    pub producer: String,
    /// Its name.
    pub title: String,
    /// Its period, in words.
    pub vintage: String,
    /// Its year.
    pub year: u16,
    /// Its licence.
    pub licence: String,
    /// Where it is published.
    pub url: String,
    /// Its territory, after « pour ».
    pub covers: String,
    /// Its territory, as a remark between brackets.
    pub area: String,
    /// What to know.
    pub limits: String,
    /// Whether nothing is known to be missing from it; an absence from any other says nothing.
    pub complete: bool,
    /// Départements that it covers; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// Départements that it does not cover.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// Kinds that it lists.
    pub kinds: Vec<String>,
    /// Kinds of which it lists some only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_part: Vec<String>,
}

impl StructureSource {
    /// Whether it speaks of a département.
    #[must_use]
    pub fn covers(&self, departement: &str) -> bool {
        let is = |d: &String| d == departement;
        (self.only.is_empty() || self.only.iter().any(is)) && !self.except.iter().any(is)
    }
}

/// What readers ask for and no list of ours holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingList {
    /// Stable identifier.
    pub id: String,
    /// What is missing.
    pub text: String,
    /// Where it is, or will be, published.
    pub url: String,
}

/// Kinds and lists, as `data/structures.toml` describes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StructuresAbout {
    /// The kinds, what a doctor cares for first at the beginning.
    pub kinds: Vec<StructureKind>,
    /// The lists.
    pub sources: Vec<StructureSource>,
    /// What is in no list.
    pub missing: Vec<MissingList>,
}

impl StructuresAbout {
    /// Position of a kind.
    #[must_use]
    pub fn kind(&self, id: &str) -> Option<usize> {
        self.kinds.iter().position(|k| k.id == id)
    }

    /// The lists that hold a kind in a département, wholly or in part.
    pub fn lists<'a>(
        &'a self,
        kind: &'a StructureKind,
        departement: &'a str,
    ) -> impl Iterator<Item = &'a StructureSource> {
        let holds =
            |s: &StructureSource| s.kinds.contains(&kind.id) || s.in_part.contains(&kind.id);
        self.sources.iter().filter(move |s| s.covers(departement) && holds(s))
    }

    /// The sentence for a kind of which nothing is listed within so many km of a place of a
    /// département: never more than its list can tell.
    #[must_use]
    pub fn nothing_near(&self, kind: &StructureKind, departement: &str, km: f64) -> String {
        let km = text::number(km, 1);
        let whole = |s: &&StructureSource| s.kinds.contains(&kind.id);
        let here: Vec<&StructureSource> = self.lists(kind, departement).collect();
        let list = |s: &StructureSource| format!("la liste de {} ({})", s.year, s.area);
        let said = if let Some(s) = here.iter().find(|s| s.complete && whole(s)) {
            format!("{} à moins de {km} km dans {}", kind.none, list(s))
        } else if let Some(s) = here.iter().find(|s| whole(s)) {
            format!(
                "{} à moins de {km} km dans {}, qui est incomplète : cela ne dit pas qu'il n'y en a pas",
                kind.none,
                list(s)
            )
        } else if let Some(s) = here.first() {
            format!(
                "{} à moins de {km} km dans {}, qui n'en donne qu'une partie",
                kind.none,
                list(s)
            )
        } else if let Some(s) = self
            .sources
            .iter()
            .find(whole)
            .or_else(|| self.sources.iter().find(|s| s.in_part.contains(&kind.id)))
        {
            format!("{} : liste publiée ici pour {} seulement", kind.label_plural, s.covers)
        } else {
            format!("{} : aucune liste ici", kind.label_plural)
        };
        text::full_stop(text::sentence_case(&text::typeset(&said)))
    }
}

/// One of the eight winds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wind {
    /// North.
    North,
    /// North-east.
    NorthEast,
    /// East.
    East,
    /// South-east.
    SouthEast,
    /// South.
    South,
    /// South-west.
    SouthWest,
    /// West.
    West,
    /// North-west.
    NorthWest,
}

impl Wind {
    /// The eight, clockwise from the north.
    pub const ALL: [Self; 8] = [
        Self::North,
        Self::NorthEast,
        Self::East,
        Self::SouthEast,
        Self::South,
        Self::SouthWest,
        Self::West,
        Self::NorthWest,
    ];

    /// Where one sets off from a point to another, (longitude, latitude) in degrees.
    #[must_use]
    pub fn from_to(from: (f64, f64), to: (f64, f64)) -> Self {
        let (a, b, turn) = (from.1.to_radians(), to.1.to_radians(), (to.0 - from.0).to_radians());
        let (east, north) =
            (turn.sin() * b.cos(), a.cos() * b.sin() - a.sin() * b.cos() * turn.cos());
        let eighths = (east.atan2(north).to_degrees() / 45.0).round().rem_euclid(8.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 7"
        )]
        let at = eighths as usize;
        Self::ALL.get(at).copied().unwrap_or(Self::North)
    }

    /// « au nord-est ».
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::North => "au nord",
            Self::NorthEast => "au nord-est",
            Self::East => "à l’est",
            Self::SouthEast => "au sud-est",
            Self::South => "au sud",
            Self::SouthWest => "au sud-ouest",
            Self::West => "à l’ouest",
            Self::NorthWest => "au nord-ouest",
        }
    }
}

impl fmt::Display for Wind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.in_words())
    }
}

/// A structure as the pipeline describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// FINESS number, nine characters.
    pub id: String,
    /// Name.
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
    /// Name.
    pub name: &'a str,
    /// What it is.
    pub kind: &'a StructureKind,
    /// Its commune, or arrondissement of Paris, Lyon or Marseille, if any list tells it.
    pub row: Option<Row>,
    /// Where it is, (longitude, latitude) in degrees, if that is known and credible.
    pub point: Option<(f64, f64)>,
    /// Year of the list.
    pub year: u16,
    /// The list.
    pub source: &'a StructureSource,
}

/// A structure near a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Which, for [`Structures::get`].
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

/// Why a packed table cannot be read, or cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A section is missing.
    #[error("section {0} is missing")]
    Missing(&'static str),
    /// A section is damaged.
    #[error("section {section}: {why}")]
    Damaged {
        /// Section.
        section: &'static str,
        /// What is wrong.
        why: String,
    },
}

impl TableError {
    pub(crate) fn damaged(section: &'static str, why: impl fmt::Display) -> Self {
        Self::Damaged { section, why: why.to_string() }
    }
}

impl Structures {
    /// Builds the table; sites are put in order of number and kind, points rounded as they are
    /// stored.
    ///
    /// # Errors
    /// A number that has not nine characters, a name of more than 255 bytes, a kind or a list that
    /// is not described, a coordinate that is none, a site that is there twice.
    pub fn new(about: StructuresAbout, mut sites: Vec<Site>) -> Result<Self, TableError> {
        sites.sort_by(|a, b| (&a.id, a.kind).cmp(&(&b.id, b.kind)));
        if let Some(w) = sites.windows(2).find(|w| (&w[0].id, w[0].kind) == (&w[1].id, w[1].kind)) {
            return Err(TableError::damaged(
                "ids",
                format!("{} is there twice as {}", w[0].id, w[0].kind),
            ));
        }
        let mut out = Self { about, ..Self::default() };
        for site in &sites {
            if site.id.len() != ID || !site.id.is_ascii() {
                return Err(TableError::damaged(
                    "ids",
                    format!("« {} » is no FINESS number", site.id),
                ));
            }
            if site.name.len() > usize::from(u8::MAX) {
                return Err(TableError::damaged(
                    "names",
                    format!("the name of {} is too long", site.id),
                ));
            }
            let point = match site.point.map(|(x, y)| (stored(x), stored(y))) {
                None => None,
                Some((Some(x), Some(y))) => Some((f64::from(x) / SCALE, f64::from(y) / SCALE)),
                Some(_) => {
                    return Err(TableError::damaged(
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
    fn check(&self) -> Result<(), TableError> {
        let within = |all: &[u8], n: usize| all.iter().all(|k| usize::from(*k) < n);
        if !within(&self.kinds, self.about.kinds.len()) {
            return Err(TableError::damaged("kinds", "a kind that is not described"));
        }
        if !within(&self.sources, self.about.sources.len()) {
            return Err(TableError::damaged("sources", "a list that is not described"));
        }
        if self.rows.iter().flatten().any(|r| r.0 == NO_ROW) {
            return Err(TableError::damaged("rows", "not a row"));
        }
        Ok(())
    }

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
    ) -> Result<Self, TableError> {
        let get = |name| section(name).ok_or(TableError::Missing(name));
        let text = |name| -> Result<String, TableError> {
            std::str::from_utf8(get(name)?)
                .map(str::to_owned)
                .map_err(|e| TableError::damaged(name, e))
        };
        let about: StructuresAbout =
            serde_json::from_slice(get("about")?).map_err(|e| TableError::damaged("about", e))?;
        let kinds = get("kinds")?.to_vec();
        let n = kinds.len();
        let sized = |name, wide: usize| -> Result<&'a [u8], TableError> {
            let bytes = get(name)?;
            let right = n.checked_mul(wide) == Some(bytes.len());
            if right {
                Ok(bytes)
            } else {
                Err(TableError::damaged(name, format!("{} bytes for {n} sites", bytes.len())))
            }
        };
        let ids = text("ids")?;
        if ids.len() != sized("ids", ID)?.len() || !ids.is_ascii() {
            return Err(TableError::damaged("ids", "not FINESS numbers"));
        }
        let rows = sized("rows", 2)?;
        let rows: Vec<u16> = (0..n).map(|i| u16::from_be_bytes([rows[i], rows[n + i]])).collect();
        if rows.iter().any(|r| *r != NO_ROW && usize::from(*r) >= places) {
            return Err(TableError::damaged("rows", "a place that is not in the gazetteer"));
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
                    return Err(TableError::damaged("points", "half a point"));
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
                return Err(TableError::damaged(
                    "lengths",
                    "a name that ends within a letter, or beyond all names",
                ));
            }
            ends.push(end);
        }
        if end != names.len() {
            return Err(TableError::damaged(
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

    /// Kinds and lists.
    #[must_use]
    pub fn about(&self) -> &StructuresAbout {
        &self.about
    }

    /// Number of structures.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// A structure.
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
