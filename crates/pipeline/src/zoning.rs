//! What the rules say of the table of zones: where the one in force is published, and, where it was
//! taken, the acts that it rests on.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use chrono::NaiveDate;
use territory::rules::{Official, RuleBook};
use territory::{AreaKind, InseeCode};

use crate::manifest::{Indicators, Sources, Successor};
use crate::places::Places;
use crate::sources::Library;
use crate::successor;
use crate::table::Table;

/// Tells the rules of the table that the zones come from.
pub(crate) fn tell(
    rules: &mut RuleBook,
    manifest: &Sources,
    indicators: &Indicators,
    library: &Library,
    places: &Places,
    say: &mut dyn FnMut(&str),
) -> Result<()> {
    let zoning = rules.zoning.as_mut().context("no rule of zoning")?;
    let indicator = indicators.indicators.iter().find(|i| i.id == zoning.column);
    let id = indicator.and_then(|i| i.derive.source()).context("no source of the zoning")?;
    let declared = manifest.sources.iter().find(|s| s.id == id);
    zoning.official = declared.and_then(|s| s.successor.as_ref()).map(|s| Official {
        title: s.title.clone(),
        catalogue: s.catalogue.clone(),
        page: s.url.clone(),
        file: s.file.clone(),
    });
    let source = library.source(id)?;
    if let Some(taken) = &source.successor {
        let table = library.table(id)?;
        let code = source.code.as_deref().context("the zoning has no column of codes")?;
        let days = acts(taken, code, table, places, say)?;
        zoning.rest_on(successor::published(taken, table)?, &days);
    }
    Ok(())
}

/// The day of the act by région (INSEE code). An act classes a whole région: where the table gives
/// several days for one, none is believed; `say` hears it.
fn acts(
    taken: &Successor,
    code: &str,
    table: &Table,
    places: &Places,
    say: &mut dyn FnMut(&str),
) -> Result<BTreeMap<String, NaiveDate>> {
    let g = &places.gazetteer;
    let mut found: BTreeMap<&str, BTreeSet<NaiveDate>> = BTreeMap::new();
    for [code, written] in table.cells([code, taken.act.as_str()])? {
        let Some(row) = InseeCode::parse(code).ok().and_then(|code| g.row(code)) else { continue };
        let Some(region) = g.area(AreaKind::Region, row).filter(|_| !written.is_empty()) else {
            continue;
        };
        found.entry(&region.code).or_default().insert(successor::day(written)?);
    }
    let mut out = BTreeMap::new();
    for (region, days) in found {
        match days.iter().collect::<Vec<_>>()[..] {
            [one] => {
                out.insert(region.to_owned(), *one);
            }
            ref several => {
                say(&format!("  région {region}: {} days of acts, none believed", several.len()));
            }
        }
    }
    Ok(out)
}
