//! What the rules say of the table of zones: where the one in force is published, and, where it was
//! taken, the acts that it rests on.

use anyhow::{Context, Result};
use territory::rules::{Official, RuleBook};

use crate::manifest::{Indicators, Sources};
use crate::places::Places;
use crate::sources::Library;
use crate::successor;

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
        let acts = successor::acts(taken, code, table, places, say)?;
        zoning.rest_on(successor::published(taken, table)?, &acts);
    }
    Ok(())
}
