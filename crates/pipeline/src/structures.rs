//! Health structures: lists of sites, each with its commune, kind and name.

mod fold;
mod kinds;
mod lists;
mod location;
mod naming;
mod report;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context, Result, ensure};
use portrait::{Site, StructureKind, StructureSource, Structures, StructuresAbout};
use territory::Row;

use self::kinds::{Sorter, kind_at};
use self::lists::{KindEntry, ListEntry};
use self::location::{Locator, Named, Verdict};
use self::naming::Naming;
use crate::places::Places;
use crate::sources::Library;

pub(crate) use self::lists::StructuresFile;

/// All sites of one région.
const OCCITANIE: &str = "finess_occitanie_2026";
/// The hospitals of the country, older.
const HOSPITALS: &str = "finess_hopitaux_2020";
/// Authorised services: the list, and the kind of all that it holds.
const SERVICES: [(&str, &str); 2] =
    [("finess_urgences_2026", "urgences"), ("finess_maternites_2026", "maternite")];

/// The structures, with the story of their lists for the report.
pub(crate) struct MadeStructures {
    pub(crate) structures: Structures,
    /// Sites by kind and list, both by their position.
    pub(crate) counts: BTreeMap<(usize, usize), usize>,
    /// A line for each point that is not believed; the site is listed without it.
    pub(crate) refused: Vec<String>,
    /// Sites without a point in their list.
    pub(crate) not_given: Vec<String>,
    /// Sites of which no table tells the commune.
    pub(crate) nowhere: usize,
    /// Rows left out, by list and reason.
    pub(crate) left_out: BTreeMap<(String, String), usize>,
}

/// Reads the lists; a site is kept without its point where that is not believed.
pub(crate) fn make(
    file: &StructuresFile,
    library: &Library,
    places: &Places,
) -> Result<MadeStructures> {
    let about = describe(file, library)?;
    let mut maker = Maker {
        sorter: Sorter::new(file)?,
        locator: Locator::new(library, places)?,
        naming: Naming::new(&file.names, library)?,
        file,
        library,
        places,
        sites: Vec::new(),
        refused: Vec::new(),
        not_given: Vec::new(),
        left_out: BTreeMap::new(),
    };
    maker.all_of_occitanie().with_context(|| OCCITANIE)?;
    let addresses = maker.hospitals().with_context(|| HOSPITALS)?;
    let known: HashMap<String, Row> =
        maker.sites.iter().filter_map(|s| Some((s.id.clone(), s.row?))).collect();
    for (source, kind) in SERVICES {
        maker.services(source, kind, &known, &addresses).with_context(|| source)?;
    }
    let Maker { sites, refused, not_given, left_out, .. } = maker;
    let mut counts = BTreeMap::new();
    for s in &sites {
        *counts.entry((usize::from(s.kind), usize::from(s.source))).or_default() += 1;
    }
    let nowhere = sites.iter().filter(|s| s.row.is_none()).count();
    Ok(MadeStructures {
        structures: Structures::new(about, sites)?,
        counts,
        refused,
        not_given,
        nowhere,
        left_out,
    })
}

fn describe(file: &StructuresFile, library: &Library) -> Result<StructuresAbout> {
    let kind = |k: &KindEntry| StructureKind {
        id: k.id.clone(),
        label: k.label.clone(),
        label_plural: k.label_plural.clone(),
        definition: k.definition.clone(),
        none: k.none.clone(),
        first: k.first,
    };
    let source = |e: &ListEntry| -> Result<StructureSource> {
        let s = library.source(&e.id)?;
        e.kinds
            .iter()
            .chain(&e.in_part)
            .try_for_each(|id| kind_at(file, id).map(|_| ()))
            .with_context(|| format!("list {}", e.id))?;
        Ok(StructureSource {
            id: e.id.clone(),
            producer: s.producer.clone(),
            title: s.title.clone(),
            vintage: s.vintage.clone(),
            year: e.year,
            licence: s.licence.clone(),
            url: s.url.clone(),
            covers: e.covers.clone(),
            area: e.area.clone(),
            limits: e.limits.clone(),
            complete: e.complete,
            only: e.only.clone(),
            except: e.except.clone(),
            kinds: e.kinds.clone(),
            in_part: e.in_part.clone(),
        })
    };
    Ok(StructuresAbout {
        kinds: file.kinds.iter().map(kind).collect(),
        sources: file.sources.iter().map(source).collect::<Result<_>>()?,
        missing: file.missing.clone(),
    })
}

/// A build on its way.
struct Maker<'a> {
    file: &'a StructuresFile,
    library: &'a Library,
    places: &'a Places,
    sorter: Sorter<'a>,
    locator: Locator<'a>,
    naming: Naming<'a>,
    sites: Vec<Site>,
    refused: Vec<String>,
    not_given: Vec<String>,
    left_out: BTreeMap<(String, String), usize>,
}

impl Maker<'_> {
    /// Every site of one région, by code of commune.
    fn all_of_occitanie(&mut self) -> Result<()> {
        let columns =
            ["finess_et", "nom", "nom_long", "categorie_code", "code_insee", "lat", "lon"];
        for [id, name, long, category, code, lat, lon] in
            self.library.table(OCCITANIE)?.cells(columns)?
        {
            let raw = if long.is_empty() { name } else { long };
            let row =
                self.places.row(code).with_context(|| format!("site {id}: {code} is no place"))?;
            let kind = self.sorter.kind(category, raw).with_context(|| format!("site {id}"))?;
            self.put(id, raw, (kind, OCCITANIE), Some((row, Named::ByCode)), (lat, lon))?;
        }
        Ok(())
    }

    /// Hospitals by postal address, but where another list covers them; the communes of all
    /// addresses that are understood.
    fn hospitals(&mut self) -> Result<HashMap<String, Row>> {
        let mut addresses = HashMap::new();
        let columns =
            ["finess_et", "hospital_name", "facility_type", "postcode", "city", "lat", "lon"];
        let list = self
            .file
            .sources
            .iter()
            .find(|s| s.id == HOSPITALS)
            .context("not among the lists of data/structures.toml")?;
        for [id, raw, category, postal, town, lat, lon] in
            self.library.table(HOSPITALS)?.cells(columns)?
        {
            let mut row = self.locator.of_address(postal, town);
            addresses.extend(row.map(|r| (id.to_owned(), r)));
            if self.is_foreign(HOSPITALS, id) {
                continue;
            }
            if list.except.iter().any(|d| id.starts_with(d.as_str())) {
                self.leave_out(HOSPITALS, "another list covers its département");
                continue;
            }
            if row.is_none() {
                // The commune that holds the point, if it is where the postal code says; Corsica
                // shares one.
                let near = |r: &Row| {
                    let code = self.places.gazetteer.code(*r);
                    postal.starts_with("20") || code.as_str().get(..2) == postal.get(..2)
                };
                row = coordinates(id, lat, lon)?.and_then(|p| self.locator.at(p)).filter(near);
            }
            let kind = self.sorter.kind(category, raw).with_context(|| format!("site {id}"))?;
            self.put(id, raw, (kind, HOSPITALS), row.map(|r| (r, Named::ByPost)), (lat, lon))?;
        }
        Ok(addresses)
    }

    /// Authorised services, a site once: its commune by code, as that of the hospital that has it,
    /// or by its address.
    fn services(
        &mut self,
        source: &str,
        kind: &str,
        known: &HashMap<String, Row>,
        addresses: &HashMap<String, Row>,
    ) -> Result<()> {
        let kind = kind_at(self.file, kind)?;
        let mut seen = BTreeSet::new();
        for [id, raw, code, lat, lon] in self.library.table(source)?.cells([
            "finess_et",
            "nom_et",
            "code_insee",
            "lat",
            "lon",
        ])? {
            if self.is_foreign(source, id) {
                continue;
            }
            if !seen.insert(id) {
                self.leave_out(source, "another authorisation of a site that is listed");
                continue;
            }
            let named = if code.is_empty() {
                let host = known.get(id).map(|r| (*r, Named::ByCode));
                host.or_else(|| addresses.get(id).map(|r| (*r, Named::ByPost)))
            } else {
                Some((
                    self.places
                        .row(code)
                        .with_context(|| format!("site {id}: {code} is no place"))?,
                    Named::ByCode,
                ))
            };
            self.put(id, raw, (kind, source), named, (lat, lon))?;
        }
        Ok(())
    }

    /// Whether a site is in no département of ours; it is then counted as left out.
    fn is_foreign(&mut self, source: &str, id: &str) -> bool {
        let file = self.file;
        let found = file.leave_out.iter().find(|l| id.starts_with(&l.starts));
        found.inspect(|l| self.leave_out(source, &l.why)).is_some()
    }

    fn leave_out(&mut self, source: &str, why: &str) {
        *self.left_out.entry((source.to_owned(), why.to_owned())).or_default() += 1;
    }

    fn put(
        &mut self,
        id: &str,
        raw: &str,
        (kind, source): (usize, &str),
        named: Option<(Row, Named)>,
        (lat, lon): (&str, &str),
    ) -> Result<()> {
        let given = coordinates(id, lat, lon)?;
        let limits = (self.file.farthest_km, self.file.farthest_from_hall_km);
        let (row, verdict) = self.locator.settle(named, given, limits);
        let g = &self.places.gazetteer;
        let code = row.map(|r| g.code(r));
        let commune = row.and_then(|r| Some((code.as_ref()?.as_str(), g.name(r))));
        let name = self.naming.write(raw, commune);
        let line = |why: &str| {
            format!(
                "{id} {name} ({}): {why}",
                row.map_or_else(|| "commune unknown".to_owned(), |r| self.places.title(r))
            )
        };
        match &verdict {
            Verdict::Kept => {}
            Verdict::NotGiven => self.not_given.push(format!("{id} {name}")),
            Verdict::Outside(km) => {
                let at = given
                    .and_then(|p| self.locator.at(p))
                    .map_or_else(|| "no commune".to_owned(), |r| self.places.title(r));
                self.refused.push(line(&format!("{km:.1} km outside, in {at}")));
            }
            Verdict::NothingToJudgeBy => {
                self.refused.push(line("no contour to judge by, far from the town hall"))
            }
            Verdict::InNoCommune => self.refused.push(line("in no commune")),
        }
        let source = self
            .file
            .sources
            .iter()
            .position(|s| s.id == source)
            .context("not among the lists of data/structures.toml")?;
        self.sites.push(Site {
            id: id.to_owned(),
            name,
            kind: u8::try_from(kind)?,
            source: u8::try_from(source)?,
            row,
            point: given.filter(|_| matches!(verdict, Verdict::Kept)),
        });
        Ok(())
    }
}

/// A point in degrees (longitude, latitude), if the list gives one.
fn coordinates(id: &str, lat: &str, lon: &str) -> Result<Option<(f64, f64)>> {
    if lat.is_empty() && lon.is_empty() {
        return Ok(None);
    }
    let degrees = |s: &str, most: f64| -> Result<f64> {
        let v: f64 = s.parse().with_context(|| format!("site {id}: « {s} » is not a number"))?;
        ensure!(v.abs() <= most, "site {id}: {v} degrees");
        Ok(v)
    };
    Ok(Some((degrees(lon, 180.0)?, degrees(lat, 90.0)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_two_numbers_or_nothing() {
        assert_eq!(coordinates("x", "44.35", "2.57").expect("good"), Some((2.57, 44.35)));
        assert_eq!(coordinates("x", "", "").expect("good"), None);
        for (lat, lon) in
            [("44.35", ""), ("", "2.57"), ("nord", "2.57"), ("444", "2.57"), ("NaN", "2.57")]
        {
            assert!(coordinates("x", lat, lon).is_err(), "{lat} {lon}");
        }
    }
}
