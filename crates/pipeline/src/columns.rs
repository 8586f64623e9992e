//! Indicators as columns.

use anyhow::{Context, Result};
use territory::{Absence, Column, ColumnSpec, Kind, Origin, Value};

use crate::manifest::{Derive, Indicator, Page, Quantity};
use crate::places::Places;
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
        Derive::Class(quantity) => {
            let c = classes(quantity, &spec, library, places)?;
            (c.values.clone(), vec![(quantity, c)])
        }
        Derive::Tally(quantity) => {
            let c = figures(quantity, library, places)?;
            // A list of what there is: where it has no row there is none.
            let count = |v: &Value| Value::Known(v.known().unwrap_or(0.0));
            (c.values.iter().map(count).collect(), vec![(quantity, c)])
        }
        Derive::Presence(quantity) => {
            let c = figures(quantity, library, places)?;
            let g = &places.gazetteer;
            let of = |row: territory::Row| match (
                c.values[g.parent(row).unwrap_or(row).index()],
                c.values[row.index()],
            ) {
                // An arrondissement without a row of its own has what its city has.
                (_, Value::Known(n)) | (Value::Known(n), _) => {
                    Value::Known(f64::from(u8::from(n > 0.0)))
                }
                (_, Value::Absent(Absence::NotPublished)) => Value::Known(0.0),
                (_, absent @ Value::Absent(_)) => absent,
            };
            (g.rows().map(of).collect(), vec![(quantity, c)])
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

fn ratio(factor: f64, over: Value, under: Value) -> Value {
    match (over, under) {
        (Value::Known(_), Value::Known(u)) if u <= 0.0 => Value::Absent(Absence::NotApplicable),
        (Value::Known(o), Value::Known(u)) => Value::Known(factor * o / u),
        (Value::Absent(reason), _) | (_, Value::Absent(reason)) => Value::Absent(reason),
    }
}

fn spec(i: &Indicator, library: &Library) -> Result<ColumnSpec> {
    let source = library.source(i.derive.source())?;
    Ok(ColumnSpec {
        id: i.id.clone(),
        label: i.label.clone(),
        definition: i.definition.clone(),
        unit: i.unit.clone(),
        unit_short: i.unit_short.clone(),
        vintage: i.vintage.clone(),
        limits: i.limits.clone(),
        direction: i.direction,
        aggregate: i.aggregate,
        weight: i.weight.clone(),
        kind: i.kind.clone(),
        origin: Origin {
            producer: source.producer.clone(),
            title: source.title.clone(),
            url: source.url.clone(),
            licence: source.licence.clone(),
            processing: i.processing.clone(),
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
