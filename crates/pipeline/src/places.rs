//! The reference list: places of today, their names and areas, and the way from old codes to them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context, Result, ensure};
use geo::{InteriorPoint, Point};
use territory::{Area, AreaKind, Gazetteer, InseeCode, Membership, NO_AREA, Place, Row};

use crate::contour;
use crate::manifest::Sources;
use crate::sources::Library;

/// The places and what is known of their past.
pub(crate) struct Places {
    pub(crate) gazetteer: Gazetteer,
    /// Present code of every code that ever was.
    passage: HashMap<String, Row>,
    /// Places whose code changed.
    moved: BTreeSet<Row>,
    /// For a place since split, the places taken out of it.
    pub(crate) splits: BTreeMap<Row, Split>,
    /// Places whose town hall is a point within the contour: how far outside the source puts it,
    /// km, if it does.
    pub(crate) halls: BTreeMap<Row, Option<f64>>,
}

/// What was taken out of a commune.
pub(crate) struct Split {
    pub(crate) taken_out: Vec<Row>,
    /// First year of communes of which a table of ours has them apart.
    pub(crate) since: u16,
}

/// A town hall farther than this outside the contour of its commune is held for a mistake, km: the
/// source gives 700 communes the point of another. Contours are simplified and a town hall may stand
/// just beyond an edge.
pub(crate) const FARTHEST_KM: f64 = 0.1;

/// Where town halls are, and which of them stand where the source does not put them.
#[derive(Default)]
struct Halls<'a> {
    of: HashMap<&'a str, Point>,
    /// Code, and km outside the contour; none where the source knows no town hall.
    moved: Vec<(&'a str, Option<f64>)>,
}

/// A commune or an arrondissement of the tables of codes.
struct Entry<'a> {
    code: &'a str,
    name: &'a str,
    departement: &'a str,
    region: &'a str,
    parent: &'a str,
    postal: &'a str,
}

impl Places {
    /// Builds the list from the sources.
    pub(crate) fn new(library: &Library, manifest: &Sources) -> Result<Self> {
        let official: HashMap<&str, Entry> = library
            .table("communes")?
            .cells(["code", "nom", "departement", "region", "commune", "codesPostaux"])?
            .map(|[code, name, departement, region, parent, postal]| {
                (code, Entry { code, name, departement, region, parent, postal })
            })
            .collect();
        let passage: Vec<[&str; 2]> =
            library.table("passage")?.cells(["code_ancien", "code_2025"])?.collect();
        // The communes of the year are those to which some code leads; the arrondissements are
        // added.
        let wanted: BTreeSet<&str> = passage
            .iter()
            .map(|p| p[1])
            .chain(official.values().filter(|e| !e.parent.is_empty()).map(|e| e.code))
            .collect();
        let halls = town_halls(library)?;
        let mut entries = Vec::new();
        let mut places = Vec::new();
        for code in wanted {
            let entry = official
                .get(code)
                .with_context(|| format!("{code} has no name in the source communes"))?;
            let mut postal: Vec<String> =
                entry.postal.split(',').filter(|p| !p.is_empty()).map(str::to_owned).collect();
            postal.sort();
            places.push(Place {
                code: InseeCode::parse(code)?,
                name: entry.name.to_owned(),
                postal,
                parent: if entry.parent.is_empty() {
                    None
                } else {
                    Some(InseeCode::parse(entry.parent)?)
                },
                town_hall: halls.of.get(code).map(|p| (p.x(), p.y())),
            });
            entries.push(entry);
        }
        let memberships = memberships(library, &entries)?;
        let gazetteer = Gazetteer::new(places, memberships)?;
        let row = |code: &str| -> Result<Row> {
            gazetteer
                .row(InseeCode::parse(code)?)
                .with_context(|| format!("{code} is not a place of the reference list"))
        };
        let mut to_present = HashMap::new();
        for [old, present] in passage {
            let present = row(present)?;
            // A table by arrondissement is read by arrondissement, though the passage leads to the
            // city.
            let itself = InseeCode::parse(old)
                .ok()
                .and_then(|c| gazetteer.row(c))
                .filter(|r| gazetteer.parent(*r) == Some(present));
            to_present.insert(old.to_owned(), itself.unwrap_or(present));
        }
        for r in gazetteer.rows() {
            to_present.entry(gazetteer.code(r).as_str().to_owned()).or_insert(r);
        }
        let moved = manifest.moved.iter().map(|c| row(c)).collect::<Result<_>>()?;
        let splits = manifest
            .splits
            .iter()
            .map(|s| {
                let taken_out = s.to.iter().map(|t| row(t)).collect::<Result<_>>()?;
                Ok((row(&s.from)?, Split { taken_out, since: s.since }))
            })
            .collect::<Result<_>>()?;
        let known = |(code, km): &(&str, Option<f64>)| {
            Some((gazetteer.row(InseeCode::parse(code).ok()?)?, *km))
        };
        let halls = halls.moved.iter().filter_map(known).collect();
        Ok(Self { gazetteer, passage: to_present, moved, splits, halls })
    }

    /// Codes of former years that no place has today, with where they lead; and those of communes
    /// since split, which lead to themselves and to what was taken out of them.
    pub(crate) fn former(&self) -> tables::Passage {
        let code = |r: &Row| self.gazetteer.code(*r);
        let former =
            self.passage.iter().filter_map(|(old, row)| Some((InseeCode::parse(old).ok()?, *row)));
        let gone = former.filter(|(old, _)| self.gazetteer.row(*old).is_none());
        let split = self.splits.iter().map(|(from, s)| {
            (code(from), std::iter::once(from).chain(&s.taken_out).map(code).collect())
        });
        tables::Passage::new(gone.map(|(old, row)| (old, vec![code(&row)])).chain(split))
    }

    /// The present place of a code of any year.
    pub(crate) fn row(&self, code: &str) -> Option<Row> {
        self.passage.get(code).copied()
    }

    /// Whether no present place has this code.
    pub(crate) fn is_former(&self, code: &str) -> bool {
        InseeCode::parse(code).map_or(true, |c| self.gazetteer.row(c).is_none())
    }

    /// Whether the place changed its code, so that a table may have lost it.
    pub(crate) fn moved(&self, row: Row) -> bool {
        self.moved.contains(&row)
    }

    /// Whether the place was taken out of another, so that a table may be older than it.
    pub(crate) fn taken_out(&self, row: Row) -> bool {
        self.splits.values().any(|s| s.taken_out.contains(&row))
    }

    /// « 12076 Conques-en-Rouergue ».
    pub(crate) fn title(&self, row: Row) -> String {
        format!("{} {}", self.gazetteer.code(row), self.gazetteer.name(row))
    }
}

/// Town halls by code. Where the commune has none of its own, that of the commune déléguée of the
/// same code; where it has none at all, or one farther than [`FARTHEST_KM`] outside its contour (a
/// coordinate of the source lost its sign, or is that of a namesake), a point within the contour.
fn town_halls(library: &Library) -> Result<Halls<'_>> {
    let mut halls = Halls::default();
    for kinds in [["COMD", "COMA"], ["COM", "ARM"]] {
        for [code, kind, wkb] in
            library.table("contours")?.cells(["code", "type", "mairie_localisation"])?
        {
            if kinds.contains(&kind)
                && !wkb.is_empty()
                && let Some(point) =
                    contour::point(wkb).with_context(|| format!("town hall of {code}"))?
            {
                halls.of.insert(code, point);
            }
        }
    }
    for [code, kind, wkb] in library.table("contours")?.cells(["code", "type", "geometry"])? {
        if !["COM", "ARM"].contains(&kind) || wkb.is_empty() {
            continue;
        }
        let contour = contour::polygons(wkb).with_context(|| format!("contour of {code}"))?;
        let outside = halls.of.get(code).map(|hall| contour::km_outside(&contour, *hall));
        if outside.is_none_or(|km| km > FARTHEST_KM)
            && let Some(inside) = contour.interior_point()
        {
            halls.of.insert(code, inside);
            halls.moved.push((code, outside));
        }
    }
    Ok(halls)
}

fn memberships(library: &Library, entries: &[&Entry]) -> Result<BTreeMap<AreaKind, Membership>> {
    let names = |source: &str| -> Result<HashMap<&str, &str>> {
        Ok(library.table(source)?.cells(["code", "nom"])?.map(|[c, n]| (c, n)).collect())
    };
    let (regions, departements) = (names("regions")?, names("departements")?);
    let mut epci = HashMap::new();
    for [code, name, members] in library.table("epci")?.cells(["code", "nom", "membres"])? {
        epci.extend(members.split(',').map(|m| (m, (code, name))));
    }
    let zonings = |columns: [&str; 3]| -> Result<HashMap<&str, (&str, &str)>> {
        Ok(library
            .table("zonages_insee")?
            .cells(columns)?
            .map(|[commune, code, name]| (commune, (code, name)))
            .collect())
    };
    let (bassins, emploi) = (
        zonings(["DEPCOM", "BV2022", "LIB_BV2022"])?,
        zonings(["DEPCOM", "ZE2020", "LIB_ZE2020"])?,
    );
    // Each arrondissement is a TVS of its own, so their city is in none.
    let mut tvs = HashMap::new();
    for source in ["tvs_2019", "tvs_2025"] {
        for [commune, code, name] in library.table(source)?.cells(["code", "tvs", "lib_tvs"])? {
            if !code.is_empty() {
                tvs.insert(commune, (code, name));
            }
        }
    }
    let of = |e: &Entry, kind| -> Option<(String, String)> {
        let commune = if e.parent.is_empty() { e.code } else { e.parent };
        let found = match kind {
            AreaKind::Region => regions.get(e.region).map(|n| (e.region, *n)),
            AreaKind::Departement => departements.get(e.departement).map(|n| (e.departement, *n)),
            AreaKind::Epci => epci.get(commune).copied(),
            AreaKind::Tvs => tvs.get(e.code).copied(),
            AreaKind::BassinDeVie => bassins.get(commune).copied(),
            AreaKind::ZoneEmploi => emploi.get(commune).copied(),
        };
        found.map(|(c, n)| (c.to_owned(), n.to_owned()))
    };
    AreaKind::ALL
        .into_iter()
        .map(|kind| Ok((kind, membership(kind, entries.iter().map(|e| of(e, kind)).collect())?)))
        .collect()
}

fn membership(kind: AreaKind, of_place: Vec<Option<(String, String)>>) -> Result<Membership> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for (code, name) in of_place.iter().flatten() {
        let known = names.entry(code).or_insert(name);
        ensure!(*known == name, "{kind:?} {code} is called both « {known} » and « {name} »");
    }
    let codes: Vec<&str> = names.keys().copied().collect();
    let of_row = of_place
        .iter()
        .map(|area| match area {
            None => Ok(NO_AREA),
            Some((code, _)) => {
                let at = codes.binary_search(&code.as_str()).unwrap_or(usize::MAX);
                u16::try_from(at).with_context(|| format!("{kind:?}: too many areas"))
            }
        })
        .collect::<Result<_>>()?;
    let areas =
        names.iter().map(|(c, n)| Area { code: (*c).to_owned(), name: (*n).to_owned() }).collect();
    Ok(Membership { areas, of_row })
}

#[cfg(test)]
impl Places {
    /// A city of two arrondissements and three communes, of which the second left the first in 2025.
    pub(crate) fn few() -> Self {
        let place = |code: &str, parent: Option<&str>| Place {
            code: InseeCode::parse(code).expect(code),
            name: code.to_owned(),
            postal: Vec::new(),
            parent: parent.map(|p| InseeCode::parse(p).expect(p)),
            town_hall: None,
        };
        let all = vec![
            place("01001", None),
            place("01002", None),
            place("01003", None),
            place("69123", None),
            place("69381", Some("69123")),
            place("69382", Some("69123")),
        ];
        let gazetteer = Gazetteer::new(all, BTreeMap::new()).expect("places");
        let passage = gazetteer.rows().map(|r| (gazetteer.code(r).to_string(), r)).collect();
        let left = Split { taken_out: vec![Row(1)], since: 2025 };
        Self {
            gazetteer,
            passage,
            moved: BTreeSet::new(),
            splits: [(Row(0), left)].into(),
            halls: BTreeMap::new(),
        }
    }
}
