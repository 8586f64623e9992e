//! Where a site is: its commune by code, address or contour, and whether its point can be believed.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Context, Result};
use geo::{BoundingRect, Contains, Intersects, MultiPolygon, Point, Rect};
use portrait::great_circle_km;
use territory::{InseeCode, Row};

use super::fold::fold;
use crate::contour;
use crate::places::Places;
use crate::sources::Library;

/// Code of Paris, whose arrondissements have postal codes that say which they are.
const PARIS: &str = "75056";

/// Contours and addresses of the communes.
pub(super) struct Locator<'a> {
    places: &'a Places,
    contours: Vec<Option<(Rect, MultiPolygon)>>,
    by_postal: HashMap<&'a str, BTreeSet<Row>>,
    by_postal_and_name: HashMap<(&'a str, String), BTreeSet<Row>>,
    by_departement_and_name: HashMap<(String, String), BTreeSet<Row>>,
}

/// How a site names its commune.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// By its INSEE code.
    ByCode,
    /// By a postal town, often that of a neighbour: a point that is near says better.
    ByPost,
}

/// What becomes of a point.
pub(super) enum Verdict {
    /// The point is believed.
    Kept,
    /// The list has none.
    NotGiven,
    /// So many km outside the contour.
    Outside(f64),
    /// The commune has no contour, and the point is not near its town hall.
    NothingToJudgeBy,
    /// It is in no commune, and none is named.
    InNoCommune,
}

impl<'a> Locator<'a> {
    /// Reads contours, names and postal codes.
    pub(super) fn new(library: &'a Library, places: &'a Places) -> Result<Self> {
        let mut contours: Vec<Option<MultiPolygon>> = vec![None; places.gazetteer.len()];
        for [code, kind, wkb] in library.table("contours")?.cells(["code", "type", "geometry"])? {
            if !["COM", "ARM"].contains(&kind) || wkb.is_empty() {
                continue;
            }
            let row = places
                .row(code)
                .with_context(|| format!("contour of {code}, which is no place"))?;
            // The arrondissements tile their city.
            if places.gazetteer.arrondissements(row).next().is_some() {
                continue;
            }
            let contour = contour::polygons(wkb).with_context(|| format!("contour of {code}"))?;
            contours[row.index()].get_or_insert_with(|| MultiPolygon(Vec::new())).0.extend(contour);
        }
        let boxed = |c: MultiPolygon| c.bounding_rect().map(|b| (b, c));
        let mut out = Self {
            places,
            contours: contours.into_iter().map(|c| c.and_then(boxed)).collect(),
            by_postal: HashMap::new(),
            by_postal_and_name: HashMap::new(),
            by_departement_and_name: HashMap::new(),
        };
        for [code, name, postal] in
            library.table("communes")?.cells(["code", "nom", "codesPostaux"])?
        {
            // Overseas communities are in the table and among no places.
            let Some(row) = places.row(code) else { continue };
            for p in postal.split(',').filter(|p| !p.is_empty()) {
                out.by_postal.entry(p).or_default().insert(row);
                out.by_postal_and_name.entry((p, fold(name))).or_default().insert(row);
            }
            out.name(row, name);
        }
        for [code, name, seat] in
            library.table("communes_anciennes")?.cells(["code", "nom", "chefLieu"])?
        {
            if let Some(row) = places.row(code).or_else(|| places.row(seat)) {
                out.name(row, name);
            }
        }
        Ok(out)
    }

    fn name(&mut self, row: Row, name: &str) {
        let code = self.places.gazetteer.code(row);
        self.by_departement_and_name
            .entry((code.departement().to_owned(), fold(name)))
            .or_default()
            .insert(row);
    }

    /// The commune, or arrondissement, whose contour holds a point.
    pub(super) fn at(&self, (x, y): (f64, f64)) -> Option<Row> {
        let point = Point::new(x, y);
        let holds = |row: &Row| {
            self.contours[row.index()]
                .as_ref()
                .is_some_and(|(b, c)| b.intersects(&point) && c.contains(&point))
        };
        self.places.gazetteer.rows().find(holds)
    }

    /// Km from a point to the contour of a place, 0 inside; a city has that of its arrondissements.
    fn outside(&self, row: Row, (x, y): (f64, f64)) -> Option<f64> {
        let own = self.contours[row.index()]
            .as_ref()
            .map(|(_, c)| contour::km_outside(c, Point::new(x, y)));
        own.or_else(|| {
            self.places
                .gazetteer
                .arrondissements(row)
                .filter_map(|a| self.outside(a, (x, y)))
                .min_by(f64::total_cmp)
        })
    }

    /// The commune of a postal town: by code and name, by name in its département, or the only one
    /// of the code.
    pub(super) fn of_address(&self, postal: &str, town: &str) -> Option<Row> {
        let name = fold(town);
        let row = |code: &str| self.places.gazetteer.row(InseeCode::parse(code).ok()?);
        if let Some(n) = postal.strip_prefix("75").filter(|n| n.len() == 3)
            && name.starts_with("PARIS")
        {
            return row(&format!("751{}", &n[1..])).or_else(|| row(PARIS));
        }
        // The postal codes of Corsica keep the number that its départements shared.
        let departement = match postal.get(..3) {
            Some("200" | "201") => "2A",
            Some("202" | "206") => "2B",
            _ => departement_of(postal),
        };
        let only = |found: Option<&BTreeSet<Row>>| {
            found.filter(|rows| rows.len() == 1).and_then(|rows| rows.first().copied())
        };
        only(self.by_postal_and_name.get(&(postal, name.clone())))
            .or_else(|| only(self.by_departement_and_name.get(&(departement.to_owned(), name))))
            .or_else(|| only(self.by_postal.get(postal)))
    }

    /// The commune of a site and what becomes of its point: `farthest` km outside the contour at
    /// most or, failing a contour, `from_hall` km from the town hall.
    pub(super) fn settle(
        &self,
        named: Option<(Row, Named)>,
        point: Option<(f64, f64)>,
        (farthest, from_hall): (f64, f64),
    ) -> (Option<Row>, Verdict) {
        let row = named.map(|n| n.0);
        let Some(point) = point else { return (row, Verdict::NotGiven) };
        let Some((row, how)) = named else {
            let at = self.at(point);
            return (at, if at.is_some() { Verdict::Kept } else { Verdict::InNoCommune });
        };
        let g = &self.places.gazetteer;
        match self.outside(row, point) {
            None if g.middle(row).is_some_and(|hall| great_circle_km(hall, point) <= from_hall) => {
                (Some(row), Verdict::Kept)
            }
            None => (Some(row), Verdict::NothingToJudgeBy),
            Some(km) if km > farthest => (Some(row), Verdict::Outside(km)),
            Some(_) if how == Named::ByPost || g.arrondissements(row).next().is_some() => {
                (self.at(point).or(Some(row)), Verdict::Kept)
            }
            Some(_) => (Some(row), Verdict::Kept),
        }
    }
}

/// The first characters of a code, three overseas.
pub(super) fn departement_of(code: &str) -> &str {
    let overseas = code.starts_with("97") || code.starts_with("98");
    code.get(..if overseas { 3 } else { 2 }).unwrap_or(code)
}
