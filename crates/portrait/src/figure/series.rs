//! The last published figure of a series as a figure of a territory.

use insight::Series;
use territory::{AreaKind, Dataset, text};

use super::{Beside, Figure, NOT_PUBLISHED};
use crate::{Book, Territory};

/// The last published figure of a series.
pub(crate) fn of_series(
    dataset: &Dataset,
    book: &Book,
    territory: &Territory,
    series: &Series,
) -> Figure {
    let areas = territory.areas(dataset, series.level);
    let kind = series.level.in_words();
    let number = |v: f64| text::number(v, usize::from(series.decimals));
    let written = |v: f64| {
        let unit = series.unit.trim();
        // A sign keeps its narrow space, words an ordinary one.
        let space = if unit.starts_with(['%', '€']) { "\u{202f}" } else { " " };
        format!("{}{space}{unit}", number(v))
    };
    // Of a whole région its own published figure, where there is one, rather than none of its
    // départements.
    let regional =
        if series.level == AreaKind::Departement { book.of_region(series) } else { None };
    let is_region = territory.kind == Some(AreaKind::Region);
    if let (true, Some(twin)) = (is_region, regional) {
        return Figure { id: series.id.clone(), ..of_series(dataset, book, territory, twin) };
    }
    let national = series.france.last().copied();
    let (value, level, absent) = match areas[..] {
        _ if territory.is_country && national.flatten().is_some() => {
            (national.flatten(), "France".to_owned(), None)
        }
        [] => (
            None,
            kind.to_owned(),
            Some(format!("publié par {kind}\u{202f}; ce lieu n’est dans aucun")),
        ),
        [area] => (series.last(&area.code), format!("{kind} ({})", area.name), None),
        _ => {
            let why = format!("publié par {kind}\u{202f}; ce territoire en touche {}", areas.len());
            (None, kind.to_owned(), Some(why))
        }
    };
    let year = series.years.last().copied();
    let absent = if value.is_none() {
        Some(absent.unwrap_or_else(|| NOT_PUBLISHED.to_owned()))
    } else {
        None
    };
    let mut beside = Vec::new();
    if let Some(regional) = regional
        && let [region] = territory.areas(dataset, AreaKind::Region)[..]
    {
        let value = regional.last(&region.code);
        beside.push(("region", region.name.clone(), value));
    }
    if let Some(france) = national.filter(|_| !territory.is_country) {
        beside.push(("france", "France".to_owned(), france));
    }
    let beside = beside
        .into_iter()
        .map(|(level, name, value)| Beside {
            level,
            name,
            value,
            covered: None,
            text: value.map_or_else(|| NOT_PUBLISHED.to_owned(), written),
            number: value.map_or_else(String::new, number),
        })
        .collect();
    Figure {
        id: series.id.clone(),
        label: text::typeset(&series.label),
        definition: text::typeset(&series.definition),
        of: match areas[..] {
            // Of the territory itself, where it is the area.
            [area] if territory.kind != Some(series.level) => match series.level {
                AreaKind::Departement | AreaKind::Region => area.name.clone(),
                _ => format!("{kind} {}", text::of_place(&area.name)),
            },
            _ => String::new(),
        },
        number: value.map_or_else(String::new, number),
        text: match (value, &absent) {
            (Some(v), _) => written(v),
            (None, why) => why.clone().unwrap_or_default(),
        },
        value,
        class: None,
        shares: Vec::new(),
        absent,
        unit: series.unit.trim().to_owned(),
        vintage: year.map_or_else(|| series.vintage.clone(), |y| y.to_string()),
        level,
        rule: format!("publié par {kind}, jamais réparti entre communes"),
        known: territory.communes.len(),
        communes: territory.communes.len(),
        beside,
        origin: series.origin.clone(),
        limits: text::typeset(&series.limits),
    }
}
