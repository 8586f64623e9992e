//! Priority districts: their contours, and the class that a list gives to some of them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use atlas::Areas;
use geo::MultiPolygon;
use territory::quarters::{Quarter, Quarters};

use crate::places::Places;
use crate::sources::Library;
use crate::table::GEOMETRY;

/// The list by commune.
const LIST: &str = "qpv_2024";
const CONTOURS: &str = "qpv_contours_2024";
/// Districts that an order classes apart from their commune.
const CLASSES: &str = "qpv_paca_2025";

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
        let geometry: geojson::Geometry = serde_json::from_str(shape)?;
        let shape = match geo::Geometry::try_from(geometry).with_context(|| code.to_owned())? {
            geo::Geometry::Polygon(p) => MultiPolygon(vec![p]),
            geo::Geometry::MultiPolygon(m) => m,
            other => anyhow::bail!("{code}: no polygon but {other:?}"),
        };
        let quarter = Quarter {
            code: code.to_owned(),
            name: name.to_owned(),
            communes: around.into_iter().map(str::to_owned).collect(),
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
