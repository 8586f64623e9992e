//! The places: communes and municipal arrondissements, their names, codes and the areas they belong
//! to.

use std::collections::BTreeMap;

use crate::area::{Area, AreaKind, Membership, NO_AREA};
use crate::code::{InseeCode, Row};
use crate::lines::Lines;
use crate::section::SectionError;
use crate::varint::{self, Damage, Reader};

/// A place as the pipeline describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// INSEE code, by which places are ordered.
    pub code: InseeCode,
    /// Official name, with its article.
    pub name: String,
    /// Postal codes, ascending; a commune may have several.
    pub postal: Vec<String>,
    /// For an arrondissement of Paris, Lyon or Marseille: the commune it is part of.
    pub parent: Option<InseeCode>,
    /// Town hall, degrees (longitude, latitude) WGS84.
    pub town_hall: Option<(f64, f64)>,
}

/// The places of the dataset, in ascending order of INSEE code.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    codes: Vec<InseeCode>,
    names: Lines,
    postal: Lines,
    /// The commune of every arrondissement, and the arrondissements of every such commune: asked of
    /// every row, both ways.
    parents: Vec<Option<Row>>,
    inside: BTreeMap<Row, Vec<Row>>,
    town_halls: Vec<Option<(f64, f64)>>,
    memberships: BTreeMap<AreaKind, Membership>,
}

/// Degrees to stored integers: four decimals, about ten metres; a town hall is larger.
const TOWN_HALL_SCALE: f64 = 1e4;
const NO_TOWN_HALL: i32 = i32::MIN;

impl Gazetteer {
    /// Builds the gazetteer; places are put in order of code.
    ///
    /// # Errors
    /// Two places of one code, a parent that is not a place, or memberships of another length.
    pub fn new(
        mut places: Vec<Place>,
        memberships: BTreeMap<AreaKind, Membership>,
    ) -> Result<Self, SectionError> {
        places.sort_by_key(|p| p.code);
        let damaged = |why: String| SectionError::Damaged { section: "places", why };
        if places.len() >= usize::from(u16::MAX) {
            return Err(damaged(format!("{} places, more than a row can number", places.len())));
        }
        if let Some(w) = places.windows(2).find(|w| w[0].code == w[1].code) {
            return Err(damaged(format!("{} is there twice", w[0].code)));
        }
        if let Some((kind, m)) = memberships.iter().find(|(_, m)| m.of_row.len() != places.len()) {
            return Err(damaged(format!(
                "{kind:?} has {} rows for {} places",
                m.of_row.len(),
                places.len()
            )));
        }
        let mut out = Self { memberships, ..Self::default() };
        for p in &places {
            out.codes.push(p.code);
            out.names.push(&p.name);
            out.postal.push(&p.postal.join(","));
            out.town_halls.push(p.town_hall);
        }
        let mut pairs = Vec::new();
        for (i, p) in places.iter().enumerate() {
            if let Some(parent) = p.parent {
                let parent = out
                    .row(parent)
                    .ok_or_else(|| damaged(format!("{}: parent {parent} is unknown", p.code)))?;
                pairs.push((row_at(i), parent));
            }
        }
        (out.parents, out.inside) = both_ways(&pairs, places.len());
        Ok(out)
    }

    /// Sections of the packed file, in order.
    #[must_use]
    pub fn encode(&self) -> Vec<(&'static str, Vec<u8>)> {
        let mut codes = Vec::new();
        varint::ascending(&mut codes, self.codes.iter().map(|c| c.number()));
        let parents: String =
            self.rows().filter_map(|c| Some(format!("{} {}\n", c.0, self.parent(c)?.0))).collect();
        let mut halls = Vec::with_capacity(self.codes.len() * 8);
        for axis in 0..2 {
            #[expect(clippy::cast_possible_truncation, reason = "degrees times 1e4 fit 22 bits")]
            let stored = |h: &Option<(f64, f64)>| {
                h.map_or(NO_TOWN_HALL, |h| {
                    ((if axis == 0 { h.0 } else { h.1 }) * TOWN_HALL_SCALE).round() as i32
                })
            };
            // The bytes of same weight together: the upper ones hardly change from a commune to the
            // next.
            for byte in 0..4 {
                halls.extend(self.town_halls.iter().map(|h| stored(h).to_be_bytes()[byte]));
            }
        }
        let tables: BTreeMap<AreaKind, &Vec<Area>> =
            self.memberships.iter().map(|(k, m)| (*k, &m.areas)).collect();
        let mut of_row = Vec::new();
        for m in self.memberships.values() {
            of_row.extend(m.of_row.iter().map(|a| a.to_be_bytes()[0]));
            of_row.extend(m.of_row.iter().map(|a| a.to_be_bytes()[1]));
        }
        vec![
            ("codes", codes),
            ("names", self.names.text().into()),
            ("postal", self.postal.text().into()),
            ("parents", parents.into_bytes()),
            ("town-halls", halls),
            ("areas", serde_json::to_vec(&tables).unwrap_or_default()),
            ("members", of_row),
        ]
    }

    /// Reads the sections written by [`Gazetteer::encode`]; `section` gives the bytes of one by its
    /// name.
    ///
    /// # Errors
    /// A missing or inconsistent section.
    pub fn decode<'a>(
        section: impl Fn(&'static str) -> Option<&'a [u8]>,
    ) -> Result<Self, SectionError> {
        let get = |name| section(name).ok_or(SectionError::Missing(name));
        let text = |name| {
            std::str::from_utf8(get(name)?)
                .map_err(|e| SectionError::Damaged { section: name, why: e.to_string() })
        };
        let bad = |section, why: &str| SectionError::Damaged { section, why: why.to_owned() };

        let codes: Vec<InseeCode> = Reader(get("codes")?)
            .all_ascending(InseeCode::NUMBERS)
            .map_err(|Damage(why)| bad("codes", why))?
            .into_iter()
            .map(|n| InseeCode::from_number(n).ok_or_else(|| bad("codes", "a number of no code")))
            .collect::<Result<_, _>>()?;
        let n = codes.len();
        if n >= usize::from(u16::MAX) {
            return Err(bad("codes", "more than a row can number"));
        }
        let lines = |name| -> Result<Lines, SectionError> {
            let lines = Lines::read(text(name)?);
            if lines.len() == n {
                Ok(lines)
            } else {
                Err(bad(name, &format!("{} lines for {n} places", lines.len())))
            }
        };
        let mut pairs = Vec::new();
        for line in text("parents")?.lines() {
            let pair =
                line.split_once(' ').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
            let (child, parent): (u16, u16) = pair.ok_or_else(|| bad("parents", line))?;
            if usize::from(child.max(parent)) >= n {
                return Err(bad("parents", line));
            }
            pairs.push((Row(child), Row(parent)));
        }
        let (parents, inside) = both_ways(&pairs, n);
        let halls = get("town-halls")?;
        if halls.len() != n * 8 {
            return Err(bad("town-halls", "wrong length"));
        }
        let ints: Vec<i32> = (0..2 * n)
            .map(|i| {
                i32::from_be_bytes([0, 1, 2, 3].map(|byte| halls[(i / n * 4 + byte) * n + i % n]))
            })
            .collect();
        let town_halls = (0..n)
            .map(|i| {
                (ints[i] != NO_TOWN_HALL).then(|| {
                    (f64::from(ints[i]) / TOWN_HALL_SCALE, f64::from(ints[n + i]) / TOWN_HALL_SCALE)
                })
            })
            .collect();
        let tables: BTreeMap<AreaKind, Vec<Area>> =
            serde_json::from_slice(get("areas")?).map_err(|e| bad("areas", &e.to_string()))?;
        let members = get("members")?;
        if members.len() != tables.len() * n * 2 {
            return Err(bad("members", "wrong length"));
        }
        let mut memberships = BTreeMap::new();
        for ((kind, areas), bytes) in tables.into_iter().zip(members.chunks_exact((2 * n).max(1))) {
            let of_row: Vec<u16> =
                (0..n).map(|i| u16::from_be_bytes([bytes[i], bytes[n + i]])).collect();
            if of_row.iter().any(|a| *a != NO_AREA && usize::from(*a) >= areas.len()) {
                return Err(bad("members", "an area that is not declared"));
            }
            memberships.insert(kind, Membership { areas, of_row });
        }
        Ok(Self {
            names: lines("names")?,
            postal: lines("postal")?,
            codes,
            parents,
            inside,
            town_halls,
            memberships,
        })
    }

    /// Number of places, arrondissements included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is no place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// All rows, in order of INSEE code.
    pub fn rows(&self) -> impl Iterator<Item = Row> + use<> {
        (0..self.codes.len()).map(row_at)
    }

    /// Row of a code.
    #[must_use]
    pub fn row(&self, code: InseeCode) -> Option<Row> {
        self.codes.binary_search(&code).ok().map(row_at)
    }

    /// Code of a row (rows come from this gazetteer).
    #[must_use]
    pub fn code(&self, row: Row) -> InseeCode {
        self.codes[row.index()]
    }

    /// Name with its article.
    #[must_use]
    pub fn name(&self, row: Row) -> &str {
        self.names.get(row.index())
    }

    /// Postal codes of a row, ascending; a commune may have several.
    pub fn postal(&self, row: Row) -> impl Iterator<Item = &str> {
        self.postal.get(row.index()).split(',').filter(|p| !p.is_empty())
    }

    /// Town hall, degrees (longitude, latitude).
    #[must_use]
    pub fn town_hall(&self, row: Row) -> Option<(f64, f64)> {
        self.town_halls[row.index()]
    }

    /// The commune of which a row is an arrondissement.
    #[must_use]
    pub fn parent(&self, row: Row) -> Option<Row> {
        self.parents.get(row.index()).copied().flatten()
    }

    /// The arrondissements of a commune (empty but for Paris, Lyon and Marseille).
    pub fn arrondissements(&self, commune: Row) -> impl Iterator<Item = Row> + '_ {
        self.inside.get(&commune).into_iter().flatten().copied()
    }

    /// Where a place is looked for: its town hall or, for a city that has none, the middle of those
    /// of its arrondissements.
    #[must_use]
    pub fn middle(&self, row: Row) -> Option<(f64, f64)> {
        self.town_hall(row)
            .or_else(|| mean(self.arrondissements(row).filter_map(|r| self.town_hall(r))))
    }

    /// Whether the row is a commune of its own, not an arrondissement.
    #[must_use]
    pub fn is_commune(&self, row: Row) -> bool {
        self.parent(row).is_none()
    }

    /// The area of a kind to which a place belongs.
    #[must_use]
    pub fn area(&self, kind: AreaKind, row: Row) -> Option<&Area> {
        let m = self.memberships.get(&kind)?;
        m.areas.get(usize::from(*m.of_row.get(row.index())?))
    }

    /// The whole table of a kind of area.
    #[must_use]
    pub fn membership(&self, kind: AreaKind) -> Option<&Membership> {
        self.memberships.get(&kind)
    }
}

/// The commune of every row that is an arrondissement, and the arrondissements of each such
/// commune.
fn both_ways(pairs: &[(Row, Row)], places: usize) -> (Vec<Option<Row>>, BTreeMap<Row, Vec<Row>>) {
    let (mut parents, mut inside) = (vec![None; places], BTreeMap::<Row, Vec<Row>>::new());
    for (child, parent) in pairs {
        if let Some(of) = parents.get_mut(child.index()) {
            *of = Some(*parent);
            inside.entry(*parent).or_default().push(*child);
        }
    }
    (parents, inside)
}

fn row_at(index: usize) -> Row {
    Row(u16::try_from(index).unwrap_or(u16::MAX))
}

/// The middle of some points; nothing of none.
fn mean(points: impl Iterator<Item = (f64, f64)>) -> Option<(f64, f64)> {
    let (n, x, y) = points.fold((0.0, 0.0, 0.0), |(n, x, y), p| (n + 1.0, x + p.0, y + p.1));
    (n > 0.0).then(|| (x / n, y / n))
}
