//! Figures of whole areas, year by year.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use insight::Series;
use territory::Origin;

use crate::manifest::{National, Page, SeriesEntry, Zero};
use crate::places::Places;
use crate::sources::Library;
use crate::table::Table;

/// A series, and the areas of its table that are none of ours.
pub(crate) struct MadeSeries {
    pub(crate) series: Series,
    pub(crate) page: Page,
    pub(crate) unknown: Vec<String>,
    /// Areas of the level without any figure.
    pub(crate) without: usize,
}

/// Reads every series of the manifest.
pub(crate) fn make_all(
    entries: &[SeriesEntry],
    library: &Library,
    places: &Places,
) -> Result<Vec<MadeSeries>> {
    let mut out = Vec::new();
    for entry in entries {
        for one in each(entry, library)? {
            out.push(make(&one, library, places).with_context(|| format!("series {}", one.id))?);
        }
    }
    Ok(out)
}

/// An entry for each word of the column that it names; itself where it names none.
fn each(entry: &SeriesEntry, library: &Library) -> Result<Vec<SeriesEntry>> {
    let Some(column) = &entry.each else { return Ok(vec![entry.clone()]) };
    let words: BTreeSet<&str> =
        library.table(&entry.source)?.cells([column.as_str()])?.map(|[w]| w).collect();
    for word in entry.notes.keys().chain(entry.units.keys()).chain(&entry.without) {
        ensure!(
            words.contains(word.as_str()),
            "series {}: « {word} » is no word of {column}",
            entry.id
        );
    }
    let one = |word: &str| {
        let mut one = entry.clone();
        one.id = format!("{}_{}", entry.id, territory::text::plain_key(word));
        one.label = entry.label.replace("{}", word);
        one.unit = entry.units.get(word).unwrap_or(&entry.unit).clone();
        one.definition = entry.definition.replace("{}", word).replace("{unit}", &one.unit);
        one.limits = entry
            .notes
            .get(word)
            .map_or_else(|| entry.limits.clone(), |note| format!("{} {note}", entry.limits));
        one.only.insert(column.clone(), word.to_owned());
        if let Some(National::Rows(rows)) = &mut one.france {
            rows.insert(column.clone(), word.to_owned());
        }
        one
    };
    Ok(words.into_iter().filter(|w| !entry.without.iter().any(|x| x == w)).map(one).collect())
}

/// Year and cell of the rows that have the wanted words, with the word of `key`.
fn rows<'a>(
    entry: &'a SeriesEntry,
    table: &'a Table,
    only: &BTreeMap<String, String>,
) -> Result<Vec<(&'a str, u16, &'a str)>> {
    let mut wanted = vec![true; table.rows.len()];
    for (column, word) in only {
        for (keep, [cell]) in wanted.iter_mut().zip(table.cells([column.as_str()])?) {
            *keep &= cell == word;
        }
    }
    let year =
        |written: &str| written.parse::<u16>().with_context(|| format!("« {written} » is no year"));
    let kept = |i: &usize| wanted.get(*i).copied().unwrap_or(false);
    let mut out = Vec::new();
    match (&entry.wide, &entry.long) {
        (Some(columns), None) => {
            for (written, column) in columns {
                let of_year =
                    table.cells([entry.key.as_str(), column])?.enumerate().filter(|(i, _)| kept(i));
                for (_, [code, cell]) in of_year {
                    out.push((code, year(written)?, cell));
                }
            }
        }
        (None, Some(long)) => {
            for (_, [code, written, cell]) in table
                .cells([entry.key.as_str(), &long.year, &long.value])?
                .enumerate()
                .filter(|(i, _)| kept(i))
            {
                out.push((code, year(written)?, cell));
            }
        }
        _ => bail!("either `wide` or `long`"),
    }
    Ok(out)
}

fn make(entry: &SeriesEntry, library: &Library, places: &Places) -> Result<MadeSeries> {
    let (table, source) = (library.table(&entry.source)?, library.source(&entry.source)?);
    let areas = &places.gazetteer.membership(entry.level).context("no area of this level")?.areas;
    let is_ours = |code: &str| areas.binary_search_by(|a| a.code.as_str().cmp(code)).is_ok();
    let figure = |cell: &str| -> Result<Option<f64>> {
        let read = if cell.is_empty() {
            None
        } else {
            Some(cell.parse::<f64>().with_context(|| format!("« {cell} » is not a number"))?)
        };
        let figure =
            read.map(|v| v * entry.factor).filter(|v| *v != 0.0 || entry.zero == Zero::None);
        ensure!(figure.is_none_or(f64::is_finite), "« {cell} »: not a figure");
        Ok(figure)
    };
    let mut read: BTreeMap<(String, u16), Option<f64>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (code, year, cell) in rows(entry, table, &entry.only)? {
        let alias = entry.aliases.get(code).filter(|a| !is_ours(code) && is_ours(a));
        let code = alias.map_or(code, String::as_str);
        if !is_ours(code) {
            if !unknown.iter().any(|c| c == code) {
                unknown.push(code.to_owned());
            }
            continue;
        }
        let before = read.insert((code.to_owned(), year), figure(cell)?);
        ensure!(before.is_none() || !entry.aliases.is_empty(), "two rows for {code}, {year}");
    }
    let mut years: Vec<u16> = read.keys().map(|(_, year)| *year).collect();
    years.sort_unstable();
    years.dedup();
    let mut national: BTreeMap<u16, Option<f64>> = BTreeMap::new();
    match &entry.france {
        None => {}
        Some(National::Rows(only)) => {
            for (_, year, cell) in rows(entry, table, only)? {
                ensure!(
                    national.insert(year, figure(cell)?).is_none(),
                    "two rows for the country, {year}"
                );
            }
            ensure!(!national.is_empty(), "no row for the country");
        }
        Some(National::Figures(figures)) => {
            for (year, figure) in figures {
                national.insert(
                    year.parse().with_context(|| format!("« {year} » is no year"))?,
                    Some(*figure),
                );
            }
        }
    }
    let france = if national.is_empty() {
        Vec::new()
    } else {
        years.iter().map(|y| national.get(y).copied().flatten()).collect()
    };
    let of_area = |code: &str| {
        years
            .iter()
            .map(|y| read.get(&(code.to_owned(), *y)).copied().flatten())
            .collect::<Vec<_>>()
    };
    let all = areas.iter().map(|a| (a.code.clone(), of_area(&a.code)));
    let values: BTreeMap<String, Vec<Option<f64>>> =
        all.filter(|(_, v)| v.iter().any(Option::is_some)).collect();
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
        group: entry.group.clone(),
        france,
        years,
        values,
    };
    Ok(MadeSeries { series, page: entry.page, unknown, without })
}
