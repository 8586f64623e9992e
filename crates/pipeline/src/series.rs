//! Figures of whole areas, year by year.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use outlook::Series;
use territory::Origin;

use crate::manifest::{SeriesEntry, Zero};
use crate::places::Places;
use crate::sources::Library;

/// A series, and the areas of its table that are none of ours.
pub(crate) struct MadeSeries {
    pub(crate) series: Series,
    pub(crate) unknown: Vec<String>,
    /// Areas of the level without any figure.
    pub(crate) without: usize,
}

/// Reads every series of the manifest.
pub(crate) fn make_all(entries: &[SeriesEntry], library: &Library, places: &Places) -> Result<Vec<MadeSeries>> {
    entries.iter().map(|e| make(e, library, places).with_context(|| format!("series {}", e.id))).collect()
}

fn make(entry: &SeriesEntry, library: &Library, places: &Places) -> Result<MadeSeries> {
    let (table, source) = (library.table(&entry.source)?, library.source(&entry.source)?);
    let areas = &places.gazetteer.membership(entry.level).context("no area of this level")?.areas;
    let is_ours = |code: &str| areas.binary_search_by(|a| a.code.as_str().cmp(code)).is_ok();
    let mut read: BTreeMap<(String, u16), Option<f64>> = BTreeMap::new();
    let mut unknown = Vec::new();
    let mut take = |code: &str, year: u16, cell: &str| -> Result<()> {
        let alias = entry.aliases.get(code).filter(|a| !is_ours(code) && is_ours(a));
        let code = alias.map_or(code, String::as_str);
        if !is_ours(code) {
            if !unknown.iter().any(|c| c == code) {
                unknown.push(code.to_owned());
            }
            return Ok(());
        }
        let figure =
            if cell.is_empty() { None } else { Some(cell.parse::<f64>().with_context(|| format!("« {cell} » is not a number"))?) };
        let figure = figure.map(|v| v * entry.factor).filter(|v| *v != 0.0 || entry.zero == Zero::None);
        ensure!(figure.is_none_or(f64::is_finite), "{code}, {year}: not a figure");
        read.insert((code.to_owned(), year), figure);
        Ok(())
    };
    match (&entry.wide, &entry.long) {
        (Some(columns), None) => {
            for (year, column) in columns {
                let year: u16 = year.parse().with_context(|| format!("« {year} » is no year"))?;
                for [code, cell] in table.cells([entry.key.as_str(), column])? {
                    take(code, year, cell)?;
                }
            }
        }
        (None, Some(long)) => {
            for [code, year, cell] in table.cells([entry.key.as_str(), &long.year, &long.value])? {
                take(code, year.parse().with_context(|| format!("« {year} » is no year"))?, cell)?;
            }
        }
        _ => bail!("either `wide` or `long`"),
    }
    let mut years: Vec<u16> = read.keys().map(|(_, year)| *year).collect();
    years.sort_unstable();
    years.dedup();
    let of_area = |code: &str| years.iter().map(|y| read.get(&(code.to_owned(), *y)).copied().flatten()).collect::<Vec<_>>();
    let all = areas.iter().map(|a| (a.code.clone(), of_area(&a.code)));
    let values: BTreeMap<String, Vec<Option<f64>>> = all.filter(|(_, v)| v.iter().any(Option::is_some)).collect();
    let without = areas.len() - values.len();
    let series = Series {
        id: entry.id.clone(),
        level: entry.level,
        label: entry.label.clone(),
        definition: entry.definition.clone(),
        unit: entry.unit.clone(),
        decimals: entry.decimals,
        limits: entry.limits.clone(),
        vintage: source.vintage.clone(),
        origin: Origin {
            producer: source.producer.clone(),
            title: source.title.clone(),
            url: source.url.clone(),
            licence: source.licence.clone(),
            processing: String::new(),
        },
        years,
        values,
    };
    Ok(MadeSeries { series, unknown, without })
}
