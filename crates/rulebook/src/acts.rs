//! What `data/zoning-acts.toml` must hold beyond its form.

use territory::{ZoningRule, rules::RegionZoning};

/// Checks a région against the table of zones that it completes.
///
/// # Errors
/// A région that is there twice or has no class, a class or an act of the table that is unknown, an
/// act that is there twice, acts in another order than that of their dates.
pub(crate) fn check(region: &RegionZoning, zoning: &ZoningRule) -> Result<(), String> {
    let code = &region.code;
    if zoning.region(code).is_some() {
        return Err(format!("région {code} is there twice"));
    }
    if region.classes.is_empty() {
        return Err(format!("région {code} has no class"));
    }
    let counted = region.counts_as.iter().flat_map(|(own, other)| [own, other]);
    let mut named = region.classes.iter().chain(region.sentences.keys()).chain(counted);
    if let Some(class) = named.find(|c| !zoning.sentences.contains_key(*c)) {
        return Err(format!("région {code}: {class} is not a class of the table"));
    }
    if region.table.is_some() && region.of_table().is_none() {
        return Err(format!("région {code}: the act of the table is not among its acts"));
    }
    for (at, act) in region.acts.iter().enumerate() {
        if region.acts.iter().take(at).any(|before| before.id == act.id) {
            return Err(format!("région {code}: act {} is there twice", act.id));
        }
    }
    let dated: Vec<_> =
        region.acts.iter().filter_map(|a| a.effect.or(a.date)).map(|d| d.first()).collect();
    if !dated.is_sorted() {
        return Err(format!("région {code}: the oldest act comes first"));
    }
    Ok(())
}
