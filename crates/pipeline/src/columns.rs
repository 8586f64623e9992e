//! Indicators as columns.

use anyhow::{Context, Result};
use catchment::Ground;
use territory::{Absence, Column, ColumnSpec, Kind, Origin, Value};

use crate::manifest::{Derive, Indicator, Page, Points, Quantity};
use crate::places::Places;
use crate::quarters;
use crate::reconcile::{Carried, carry};
use crate::sources::Library;

/// A column, with the story of its figures for the report.
pub(crate) struct MadeColumn {
    pub(crate) column: Column,
    pub(crate) group: String,
    pub(crate) page: Page,
    /// Each quantity used, « source.column ».
    pub(crate) carried: Vec<(String, Carried)>,
}

/// Makes every column of the manifest, in its order.
pub(crate) fn make_all(
    indicators: &[Indicator],
    library: &Library,
    places: &Places,
) -> Result<Vec<MadeColumn>> {
    indicators
        .iter()
        .map(|i| make(i, library, places).with_context(|| format!("indicator {}", i.id)))
        .collect()
}

fn make(indicator: &Indicator, library: &Library, places: &Places) -> Result<MadeColumn> {
    let spec = spec(indicator, library)?;
    let (values, carried) = match &indicator.derive {
        Derive::Copy(quantity) => {
            let c = figures(quantity, library, places)?;
            (c.values.clone(), vec![(quantity, c)])
        }
        Derive::Districts(quantity) => {
            let c = figures(quantity, library, places)?;
            let mut values = c.values.clone();
            for (row, count) in quarters::by_arrondissement(library, places)? {
                values[row.index()] = Value::Known(f64::from(u32::try_from(count)?));
            }
            (values, vec![(quantity, c)])
        }
        Derive::Class(quantity) => {
            let c = classes(quantity, &spec, library, places)?;
            (c.values.clone(), vec![(quantity, c)])
        }
        Derive::Presence(any) => {
            let all: Vec<Carried> =
                any.iter().map(|q| figures(q, library, places)).collect::<Result<_>>()?;
            let g = &places.gazetteer;
            // An arrondissement without a row of its own has what its city has.
            let of = |row: territory::Row| {
                presence(all.iter().flat_map(|c| {
                    [c.values[row.index()], c.values[g.parent(row).unwrap_or(row).index()]]
                }))
            };
            (g.rows().map(of).collect(), any.iter().zip(all).collect())
        }
        Derive::Nearest(points) => (nearest(points, library, places)?, Vec::new()),
        Derive::Scaled { value, over, under } => {
            let [v, o, u] = [value, over, under].map(|q| figures(q, library, places));
            let (v, o, u) = (v?, o?, u?);
            let scaled = |((v, o), u): ((&Value, &Value), &Value)| match (v, ratio(1.0, *o, *u)) {
                (Value::Known(v), Value::Known(r)) => Value::Known(v * r),
                (absent @ Value::Absent(_), _) => *absent,
                (_, absent) => absent,
            };
            let values = v.values.iter().zip(&o.values).zip(&u.values).map(scaled).collect();
            (values, vec![(value, v), (over, o), (under, u)])
        }
        Derive::Ratio { factor, over, under } => {
            let (o, u) = (figures(over, library, places)?, figures(under, library, places)?);
            let values =
                o.values.iter().zip(&u.values).map(|(o, u)| ratio(*factor, *o, *u)).collect();
            (values, vec![(over, o), (under, u)])
        }
    };
    let carried =
        carried.into_iter().map(|(q, c)| (format!("{}.{}", q.source, q.column), c)).collect();
    Ok(MadeColumn {
        column: Column::new(spec, &values)?,
        group: indicator.group.clone(),
        page: indicator.page,
        carried,
    })
}

/// A quantity as numbers, by row.
pub(crate) fn figures(quantity: &Quantity, library: &Library, places: &Places) -> Result<Carried> {
    carry(quantity, code_column(quantity, library)?, library.table(&quantity.source)?, places, None)
}

fn classes(
    quantity: &Quantity,
    spec: &ColumnSpec,
    library: &Library,
    places: &Places,
) -> Result<Carried> {
    let Kind::Class(classes) = &spec.kind else {
        anyhow::bail!("derived as a class, described as a measure")
    };
    carry(
        quantity,
        code_column(quantity, library)?,
        library.table(&quantity.source)?,
        places,
        Some(classes),
    )
}

fn code_column<'a>(quantity: &Quantity, library: &'a Library) -> Result<&'a str> {
    library
        .source(&quantity.source)?
        .code
        .as_deref()
        .with_context(|| format!("source {} has no column of codes", quantity.source))
}

/// Km from each town hall to the nearest point.
fn nearest(points: &Points, library: &Library, places: &Places) -> Result<Vec<Value>> {
    let table = library.table(&points.source)?;
    let at: Vec<Option<(f64, f64)>> = table
        .cells([points.longitude.as_str(), points.latitude.as_str()])?
        .filter(|cells| cells.iter().all(|c| !c.is_empty()))
        .map(|[lon, lat]| Ok(Some((lon.parse()?, lat.parse()?))))
        .collect::<Result<_>>()
        .with_context(|| format!("coordinates of {}", points.source))?;
    let ground = Ground::new(&at);
    let g = &places.gazetteer;
    let of = |row: territory::Row| {
        let is_out = points.uncovered.iter().any(|d| d == g.code(row).departement());
        let here = g.middle(row).filter(|_| !is_out);
        here.and_then(|p| ground.nearest_to(p))
            .map_or(Value::Absent(Absence::NotPublished), |(_, km)| Value::Known(km))
    };
    Ok(g.rows().map(of).collect())
}

/// 1 where a count is above zero, 0 where all that are known are zero, else why none is known.
fn presence(counts: impl Iterator<Item = Value>) -> Value {
    let mut found = Value::Absent(Absence::NotPublished);
    for count in counts {
        found = match (found, count) {
            (_, Value::Known(n)) if n > 0.0 => return Value::Known(1.0),
            (Value::Known(_), _) | (_, Value::Known(_)) => Value::Known(0.0),
            (Value::Absent(Absence::NotPublished), absent) => absent,
            (absent, _) => absent,
        };
    }
    found
}

fn ratio(factor: f64, over: Value, under: Value) -> Value {
    match (over, under) {
        (Value::Known(_), Value::Known(u)) if u <= 0.0 => Value::Absent(Absence::NotApplicable),
        (Value::Known(o), Value::Known(u)) => Value::Known(factor * o / u),
        (Value::Absent(reason), _) | (_, Value::Absent(reason)) => Value::Absent(reason),
    }
}

fn spec(i: &Indicator, library: &Library) -> Result<ColumnSpec> {
    let source = library.source(i.derive.source().context("derived from nothing")?)?;
    // What stands in for the table that the texts were written of brings its own.
    let (vintage, limits, processing) = match &source.successor {
        Some(s) => (&source.vintage, &s.limits, &s.processing),
        None => (&i.vintage, &i.limits, &i.processing),
    };
    Ok(ColumnSpec {
        id: i.id.clone(),
        label: i.label.clone(),
        definition: i.definition.clone(),
        unit: i.unit.clone(),
        unit_short: i.unit_short.clone(),
        vintage: vintage.clone(),
        limits: limits.clone(),
        direction: i.direction,
        aggregate: i.aggregate,
        weight: i.weight.clone(),
        kind: i.kind.clone(),
        origin: Origin {
            producer: source.producer.clone(),
            title: source.title.clone(),
            url: source.url.clone(),
            licence: source.licence.clone(),
            processing: processing.clone(),
        },
        provenance: territory::Provenance::Shipped,
        width: i.width,
        offset: i.offset,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_source_that_knows_some_is_enough() {
        let none = Value::Absent(Absence::NotPublished);
        let lost = Value::Absent(Absence::NotMatched);
        let of = |all: &[Value]| presence(all.iter().copied());
        assert_eq!(of(&[Value::Known(0.0), Value::Known(2.0)]), Value::Known(1.0));
        assert_eq!(of(&[Value::Known(0.0), none]), Value::Known(0.0));
        assert_eq!(of(&[none, lost]), lost);
        assert_eq!(of(&[none, none]), none);
    }

    #[test]
    fn nothing_is_divided_by_nobody() {
        assert_eq!(
            ratio(10_000.0, Value::Known(1.0), Value::Known(0.0)),
            Value::Absent(Absence::NotApplicable)
        );
        assert_eq!(ratio(10_000.0, Value::Known(3.0), Value::Known(2_000.0)), Value::Known(15.0));
        assert_eq!(
            ratio(1.0, Value::Absent(Absence::Secret), Value::Known(1.0)),
            Value::Absent(Absence::Secret)
        );
        assert_eq!(
            ratio(1.0, Value::Known(1.0), Value::Absent(Absence::NotPublished)),
            Value::Absent(Absence::NotPublished)
        );
    }
}
