//! Priority districts: their contours, and the class that a list gives to some of them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use atlas::Areas;
use geo::{Area, BooleanOps, MultiPolygon};
use territory::quarters::{Quarter, Quarters};
use territory::{InseeCode, Row};

use crate::contour::polygons;
use crate::places::Places;
use crate::sources::Library;
use crate::table::GEOMETRY;

/// The list by commune.
const LIST: &str = "qpv_2024";
const CONTOURS: &str = "qpv_contours_2024";
/// Districts that an order classes apart from their commune.
const CLASSES: &str = "qpv_paca_2025";
/// A district of a city reaches into an arrondissement where this share of it does: contours that
/// are simplified, each in its own way, overlap a little along the street that is their limit.
const REACHES: f64 = 0.05;

/// Reads districts and contours, in order of code.
///
/// # Errors
/// A district with a contour that the list does not have, or has of other communes; a class of a
/// district without a contour; a contour that is no polygon.
pub(crate) fn read(library: &Library, places: &Places) -> Result<(Quarters, Areas)> {
    let mut listed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for [code, commune] in library.table(LIST)?.cells(["code_qpv", "code_2025"])? {
        listed.entry(code).or_default().insert(commune);
    }
    let mut classes: BTreeMap<&str, &str> =
        library.table(CLASSES)?.cells(["code_qpv", "zonage"])?.map(|[c, z]| (c, z)).collect();
    let arrondissements = Arrondissements::read(library, places)?;
    let mut drawn: BTreeMap<&str, (Quarter, MultiPolygon)> = BTreeMap::new();
    for [code, name, communes, shape] in
        library.table(CONTOURS)?.cells(["code", "nom", "communes", GEOMETRY])?
    {
        let around: BTreeSet<&str> = communes.split(',').collect();
        ensure!(
            listed.get(code) == Some(&around),
            "{code}: the list says {:?}, its contour {around:?}",
            listed.get(code)
        );
        ensure!(
            around.iter().all(|c| places.row(c).is_some()),
            "{code}: a commune of {around:?} is none of ours"
        );
        let shape = read_shape(shape).with_context(|| code.to_owned())?;
        let parts = arrondissements.reached_by(&around, &shape);
        let parts = parts.map(|row| places.gazetteer.code(row).to_string());
        let quarter = Quarter {
            code: code.to_owned(),
            name: name.to_owned(),
            communes: around.iter().map(|c| (*c).to_owned()).chain(parts).collect(),
            zone: classes.remove(code).map(str::to_owned),
        };
        ensure!(drawn.insert(code, (quarter, shape)).is_none(), "{code} is drawn twice");
    }
    ensure!(classes.is_empty(), "classes of districts that are not drawn: {classes:?}");
    let undrawn =
        listed.keys().filter(|c| !drawn.contains_key(*c)).map(|c| (*c).to_owned()).collect();
    let named = |id: &str| -> Result<String> {
        let source = library.source(id)?;
        Ok(format!("{}, {}, {}", source.producer, source.title, source.vintage))
    };
    let (all, shapes): (Vec<Quarter>, Vec<MultiPolygon>) = drawn.into_values().unzip();
    let quarters =
        Quarters { all, undrawn, source: named(CONTOURS)?, zone_source: named(CLASSES)? };
    Ok((quarters, Areas::new(shapes)))
}

/// How many districts each arrondissement has: those of the list are given by city.
///
/// # Errors
/// A contour that is none.
pub(crate) fn by_arrondissement(
    library: &Library,
    places: &Places,
) -> Result<BTreeMap<Row, usize>> {
    let arrondissements = Arrondissements::read(library, places)?;
    let mut counts: BTreeMap<Row, usize> =
        arrondissements.0.iter().map(|(_, row, _)| (*row, 0)).collect();
    for [communes, shape] in library.table(CONTOURS)?.cells(["communes", GEOMETRY])? {
        let around: BTreeSet<&str> = communes.split(',').collect();
        if !arrondissements.are_of(&around) {
            continue;
        }
        for row in arrondissements.reached_by(&around, &read_shape(shape)?) {
            *counts.entry(row).or_default() += 1;
        }
    }
    Ok(counts)
}

fn read_shape(shape: &str) -> Result<MultiPolygon> {
    let geometry: geojson::Geometry = serde_json::from_str(shape)?;
    match geo::Geometry::try_from(geometry)? {
        geo::Geometry::Polygon(p) => Ok(MultiPolygon(vec![p])),
        geo::Geometry::MultiPolygon(m) => Ok(m),
        other => anyhow::bail!("no polygon but {other:?}"),
    }
}

/// The arrondissements of the three cities that have some: code of the city, row, contour.
struct Arrondissements(Vec<(InseeCode, Row, MultiPolygon)>);

impl Arrondissements {
    fn read(library: &Library, places: &Places) -> Result<Self> {
        let g = &places.gazetteer;
        let mut all = Vec::new();
        for [code, kind, wkb] in library.table("contours")?.cells(["code", "type", "geometry"])? {
            let row = InseeCode::parse(code).ok().and_then(|c| g.row(c));
            let with_city = row.and_then(|row| Some((g.code(g.parent(row)?), row)));
            if let Some((city, row)) = with_city.filter(|_| kind == "ARM") {
                let shape = polygons(wkb).with_context(|| format!("contour of {code}"))?;
                all.push((city, row, shape));
            }
        }
        Ok(Self(all))
    }

    /// Whether one of these communes has arrondissements.
    fn are_of(&self, communes: &BTreeSet<&str>) -> bool {
        self.0.iter().any(|(city, ..)| communes.contains(city.as_str()))
    }

    /// Those that a district of these communes reaches into.
    fn reached_by<'a>(
        &'a self,
        communes: &'a BTreeSet<&str>,
        shape: &'a MultiPolygon,
    ) -> impl Iterator<Item = Row> + 'a {
        let least = REACHES * shape.unsigned_area();
        self.0
            .iter()
            .filter(|(city, ..)| communes.contains(city.as_str()))
            .filter(move |(.., part)| part.intersection(shape).unsigned_area() > least)
            .map(|(_, row, _)| *row)
    }
}

/// What the report says of them, in Markdown.
pub(crate) fn in_words(quarters: &Quarters) -> String {
    let Quarters { all, undrawn, .. } = quarters;
    let classed = |zone: &str| all.iter().filter(|q| q.zone.as_deref() == Some(zone)).count();
    format!(
        "\n## Priority districts (QPV)\n\n* {} of the list, {} with a contour; without one, in territories that have no place of ours (Saint-Martin, French Polynesia): {}, {}.\n* Classed apart by an order that was found (Provence-Alpes-Côte d'Azur): {} ZIP, {} ZAC.",
        all.len() + undrawn.len(),
        all.len(),
        undrawn.len(),
        undrawn.join(", "),
        classed("ZIP"),
        classed("ZAC")
    )
}
