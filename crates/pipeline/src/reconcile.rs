//! One column of a source, carried to the places of today; every row that is not carried is counted
//! and named.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use territory::{Absence, Class, Row, Value};

use crate::manifest::{Arrondissement, Merge, Quantity};
use crate::places::Places;
use crate::table::Table;

/// A row of the source at a present place.
#[derive(Clone, Copy)]
struct Entry<'a> {
    code: &'a str,
    value: Value,
    weight: Option<f64>,
}

/// Values by row, and what happened on the way.
#[derive(Default)]
pub(crate) struct Carried {
    pub(crate) values: Vec<Value>,
    /// Rows of the source.
    pub(crate) rows: usize,
    /// Rows of the source that lead to a place.
    pub(crate) matched: usize,
    /// Codes of the source that lead to no place.
    pub(crate) unknown: Vec<String>,
    /// Places made of several rows that differed, and what was done.
    pub(crate) merged: Vec<Row>,
    /// Places whose class was chosen among several.
    pub(crate) chosen: Vec<Row>,
    /// Places whose figure covers communes since taken out of them.
    pub(crate) wider: Vec<Row>,
    /// Cities put together from their arrondissements.
    pub(crate) cities: Vec<Row>,
    /// Arrondissements that take the value of their city.
    pub(crate) inherited: usize,
}

/// Carries a quantity; with `classes`, a cell is a word and the value its position among them.
pub(crate) fn carry(
    quantity: &Quantity,
    code_column: &str,
    table: &Table,
    places: &Places,
    classes: Option<&[Class]>,
) -> Result<Carried> {
    let mut out = Carried { rows: table.rows.len(), ..Carried::default() };
    let mut here: BTreeMap<Row, Vec<Entry>> = BTreeMap::new();
    let weight_column = quantity.weight.as_deref().unwrap_or(code_column);
    let count_column = quantity.at_least.as_ref().map_or(code_column, |a| a.column.as_str());
    for [code, cell, weight, cases] in
        table.cells([code_column, quantity.column.as_str(), weight_column, count_column])?
    {
        let Some(row) = places.row(code) else {
            out.unknown.push(code.to_owned());
            continue;
        };
        if quantity.already_merged && cell.is_empty() && places.is_former(code) {
            continue;
        }
        let few = match &quantity.at_least {
            Some(least) => number(cases)?.is_none_or(|n| n < least.value),
            None => false,
        };
        let cell = if few { "" } else { cell };
        let value = read(quantity, cell, classes)
            .with_context(|| format!("{}.{}, code {code}", quantity.source, quantity.column))?;
        let unpublished = cell.is_empty()
            && !quantity.classes.contains_key(cell)
            && (quantity.leaves_out(places.gazetteer.code(row)) || places.taken_out(row));
        let value = if unpublished { Value::Absent(Absence::NotPublished) } else { value };
        let weight = if quantity.weight.is_some() { number(weight)? } else { None };
        here.entry(row).or_default().push(Entry { code, value, weight });
        out.matched += 1;
    }
    let g = &places.gazetteer;
    let mut values: Vec<Option<Value>> = Vec::with_capacity(g.len());
    for row in g.rows() {
        let parts = here.get(&row).map_or(&[][..], Vec::as_slice);
        values.push(
            (!parts.is_empty())
                .then(|| combine(quantity.merge, parts, g.code(row).as_str(), row, &mut out)),
        );
    }
    for (row, split) in &places.splits {
        // A table older than the split has no row for what was taken out; a list may have none for
        // there is nothing.
        let lacks_one = || split.taken_out.iter().any(|r| values[r.index()].is_none());
        let is_older = quantity.list.map_or_else(lacks_one, |year| year < split.since);
        if is_older && values[row.index()].is_some() {
            out.wider.push(*row);
            let lost = Some(Value::Absent(Absence::NotMatched));
            if quantity.merge == Merge::Sum {
                values[row.index()] = lost;
            }
            if quantity.list.is_some() {
                split.taken_out.iter().for_each(|r| values[r.index()] = lost);
            }
        }
    }
    for row in g.rows().filter(|r| g.arrondissements(*r).next().is_some()) {
        let parts: Vec<Entry> = g
            .arrondissements(row)
            .flat_map(|a| here.get(&a).into_iter().flatten().copied())
            .collect();
        let is_whole = parts.len() == g.arrondissements(row).count()
            || quantity.list.is_some() && !parts.is_empty();
        if values[row.index()].is_none() && is_whole {
            values[row.index()] = Some(city(quantity.merge, &parts));
            out.cities.push(row);
        }
    }
    for row in g.rows() {
        if let (None, Some(parent), Arrondissement::OfCity) =
            (values[row.index()], g.parent(row), quantity.arrondissement)
        {
            values[row.index()] = values[parent.index()];
            out.inherited += usize::from(values[row.index()].is_some());
        }
    }
    // What is counted by city is not known by arrondissement, list or not.
    let by_city = |row| {
        g.parent(row).is_some_and(|city| {
            values[city.index()].is_some()
                && g.arrondissements(city).all(|a| values[a.index()].is_none())
        })
    };
    let is_none =
        |row| quantity.list.is_some() && !quantity.leaves_out(g.code(row)) && !by_city(row);
    let missing = |row| match row {
        row if is_none(row) => Value::Known(0.0),
        row if places.moved(row) => Value::Absent(Absence::NotMatched),
        _ => Value::Absent(Absence::NotPublished),
    };
    out.values = g.rows().map(|row| values[row.index()].unwrap_or_else(|| missing(row))).collect();
    Ok(out)
}

fn read(quantity: &Quantity, cell: &str, classes: Option<&[Class]>) -> Result<Value> {
    // A class may be said by saying nothing.
    if cell.is_empty() && !quantity.classes.contains_key(cell) {
        return Ok(Value::Absent(quantity.empty));
    }
    if let Some(absence) = quantity.absent.get(cell) {
        return Ok(Value::Absent(*absence));
    }
    match classes {
        // What the cell holds does not matter.
        None if quantity.merge == Merge::Rows => Ok(Value::Known(1.0)),
        None => Ok(number(cell)?.map_or(Value::Absent(quantity.empty), Value::Known)),
        Some(classes) => {
            let id = quantity.classes.get(cell).map_or(cell, String::as_str);
            let position = classes
                .iter()
                .position(|c| c.id == id)
                .with_context(|| format!("« {cell} » is no declared class"))?;
            Ok(Value::Known(f64::from(u32::try_from(position)?)))
        }
    }
}

fn number(cell: &str) -> Result<Option<f64>> {
    if cell.is_empty() {
        return Ok(None);
    }
    let value: f64 = cell.parse().with_context(|| format!("« {cell} » is not a number"))?;
    ensure!(value.is_finite(), "« {cell} » is not a figure");
    Ok(Some(value))
}

/// The rows of a merged commune as one value.
fn combine(merge: Merge, parts: &[Entry], code: &str, row: Row, out: &mut Carried) -> Value {
    let [first, rest @ ..] = parts else { return Value::Absent(Absence::NotPublished) };
    if merge == Merge::Rows {
        return Value::Known(rows(parts));
    }
    if rest.is_empty() {
        return first.value;
    }
    let all_equal = rest.iter().all(|e| e.value == first.value);
    if !all_equal {
        out.merged.push(row);
    }
    let same_code = || {
        parts
            .iter()
            .find(|e| e.code == code)
            .map_or(Value::Absent(Absence::NotMatched), |e| e.value)
    };
    if all_equal && merge != Merge::Sum {
        return first.value;
    }
    let Some(known) = parts.iter().map(|e| e.value.known()).collect::<Option<Vec<f64>>>() else {
        return if all_equal { first.value } else { Value::Absent(Absence::NotMatched) };
    };
    let weights: Option<Vec<f64>> = parts.iter().map(|e| e.weight).collect();
    match merge {
        Merge::Sum => Value::Known(known.iter().sum()),
        Merge::Rows => Value::Known(rows(parts)),
        Merge::SameCode => same_code(),
        Merge::Mean => weights.and_then(|w| mean(&known, &w)).map_or_else(same_code, Value::Known),
        Merge::Majority => {
            out.chosen.push(row);
            weights.map_or_else(same_code, |w| heaviest(&known, &w))
        }
    }
}

/// The arrondissements of a city as one value.
fn city(merge: Merge, parts: &[Entry]) -> Value {
    let Some(known) = parts.iter().map(|e| e.value.known()).collect::<Option<Vec<f64>>>() else {
        return Value::Absent(Absence::NotPublished);
    };
    let weights: Option<Vec<f64>> = parts.iter().map(|e| e.weight).collect();
    match merge {
        Merge::Sum => Value::Known(known.iter().sum()),
        Merge::Rows => Value::Known(rows(parts)),
        Merge::Mean => weights
            .and_then(|w| mean(&known, &w))
            .map_or(Value::Absent(Absence::NotMatched), Value::Known),
        Merge::SameCode => Value::Absent(Absence::NotPublished),
        // A city of several classes has none of its own.
        Merge::Majority if known.windows(2).all(|w| w[0] == w[1]) => Value::Known(known[0]),
        Merge::Majority => Value::Absent(Absence::NotApplicable),
    }
}

/// How many there are.
fn rows(parts: &[Entry]) -> f64 {
    parts.iter().map(|_| 1.0).sum()
}

fn mean(values: &[f64], weights: &[f64]) -> Option<f64> {
    let total: f64 = weights.iter().sum();
    (total > 0.0).then(|| values.iter().zip(weights).map(|(v, w)| v * w).sum::<f64>() / total)
}

/// The value of the most weight, the smallest of equals.
fn heaviest(values: &[f64], weights: &[f64]) -> Value {
    let weight =
        |v: f64| values.iter().zip(weights).filter(|(x, _)| **x == v).map(|(_, w)| w).sum::<f64>();
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.dedup();
    let best = sorted.into_iter().reduce(|best, v| if weight(v) > weight(best) { v } else { best });
    best.map_or(Value::Absent(Absence::NotMatched), Value::Known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts<'a>(of: &[(&'a str, Option<f64>, Option<f64>)]) -> Vec<Entry<'a>> {
        let value = |v: Option<f64>| v.map_or(Value::Absent(Absence::Secret), Value::Known);
        of.iter()
            .map(|(code, v, weight)| Entry { code, value: value(*v), weight: *weight })
            .collect()
    }

    fn merged(merge: Merge, of: &[(&str, Option<f64>, Option<f64>)]) -> Value {
        combine(merge, &parts(of), "01001", Row(0), &mut Carried::default())
    }

    const TWO: [(&str, Option<f64>, Option<f64>); 2] =
        [("01001", Some(2.0), Some(100.0)), ("01002", Some(5.0), Some(200.0))];

    #[test]
    fn each_rule_of_merging() {
        assert_eq!(merged(Merge::Sum, &TWO), Value::Known(7.0));
        assert_eq!(merged(Merge::Rows, &TWO), Value::Known(2.0));
        assert_eq!(merged(Merge::Rows, &TWO[..1]), Value::Known(1.0));
        assert_eq!(merged(Merge::Mean, &TWO), Value::Known(4.0));
        assert_eq!(merged(Merge::SameCode, &TWO), Value::Known(2.0));
        assert_eq!(merged(Merge::Majority, &TWO), Value::Known(5.0));
    }

    #[test]
    fn a_sum_adds_equal_parts_too() {
        assert_eq!(
            merged(Merge::Sum, &[("01001", Some(3.0), None), ("01002", Some(3.0), None)]),
            Value::Known(6.0)
        );
    }

    #[test]
    fn without_weights_the_same_code_speaks_and_failing_it_nothing_does() {
        let unweighted = TWO.map(|(c, v, _)| (c, v, None));
        assert_eq!(merged(Merge::Mean, &unweighted), Value::Known(2.0));
        assert_eq!(merged(Merge::Majority, &unweighted), Value::Known(2.0));
        let others = [("01002", Some(2.0), None), ("01003", Some(5.0), None)];
        assert_eq!(merged(Merge::Mean, &others), Value::Absent(Absence::NotMatched));
    }

    #[test]
    fn a_part_without_figure_is_never_a_zero() {
        let holed = [("01001", Some(2.0), Some(1.0)), ("01002", None, Some(1.0))];
        for merge in [Merge::Sum, Merge::Mean, Merge::Majority] {
            assert_eq!(
                merged(merge, &holed),
                Value::Absent(Absence::NotMatched),
                "{:?}",
                merge as u8
            );
        }
        let hidden = [("01001", None, None), ("01002", None, None)];
        assert_eq!(merged(Merge::Sum, &hidden), Value::Absent(Absence::Secret));
    }

    #[test]
    fn a_city_has_a_class_only_if_its_arrondissements_agree() {
        assert_eq!(city(Merge::Majority, &parts(&TWO)), Value::Absent(Absence::NotApplicable));
        assert_eq!(city(Merge::Majority, &parts(&[TWO[0], TWO[0]])), Value::Known(2.0));
        assert_eq!(city(Merge::Mean, &parts(&TWO)), Value::Known(4.0));
        assert_eq!(city(Merge::SameCode, &parts(&TWO)), Value::Absent(Absence::NotPublished));
    }

    /// Counts of a list, in communes of a year, over [`Places::few`].
    fn listed(list: u16, rows: &[[&str; 2]]) -> Vec<Value> {
        let table = Table {
            columns: vec!["code".to_owned(), "n".to_owned()],
            rows: rows.iter().map(|r| r.map(str::to_owned).to_vec()).collect(),
        };
        let quantity = Quantity { list: Some(list), ..Quantity::plain("s", "n", Merge::Sum) };
        carry(&quantity, "code", &table, &Places::few(), None).expect("carried").values
    }

    #[test]
    fn a_place_that_a_list_leaves_out_has_none() {
        let known = |n| Value::Known(f64::from(n));
        // The city is the sum of those of its parts that are listed.
        assert_eq!(
            listed(2025, &[["01001", "4"], ["69381", "2"]]),
            [known(4), known(0), known(0), known(2), known(2), known(0)]
        );
        // A city counted as one says nothing of its parts.
        let unknown = Value::Absent(Absence::NotPublished);
        assert_eq!(listed(2025, &[["69123", "7"]])[3..], [known(7), unknown, unknown]);
    }

    #[test]
    fn a_list_older_than_a_split_counts_both_sides_together() {
        let lost = Value::Absent(Absence::NotMatched);
        assert_eq!(listed(2024, &[["01001", "4"]])[..3], [lost, lost, Value::Known(0.0)]);
        // Where it has nobody, nobody is on either side.
        assert_eq!(listed(2024, &[])[..2], [Value::Known(0.0), Value::Known(0.0)]);
    }
}
