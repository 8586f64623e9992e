//! Our access against the one that the DREES publishes: how alike they rank communes, and where the
//! gap lies.

use std::{collections::BTreeMap, sync::Arc};

use catchment::Catchment;
use territory::{AreaKind, Column, Dataset, Role, Row};

use crate::{
    Assembly, Book, Country, Model, Supply,
    communes::by_commune,
    likeness::{Comparison, Likeness},
};

/// Communes of so many people and more are judged apart: below, a figure hangs on a single doctor.
const LARGE: f64 = 2_000.0;

/// Judges every model, the first with one ingredient less each time, and the first corrected so
/// that the mean of each area is the published one: what then remains lies within the areas.
#[must_use]
pub fn compare(dataset: &Dataset, book: &Book) -> Vec<Comparison> {
    let mut out: Vec<Comparison> = Vec::new();
    let computed = |model: &Model| Country::new(dataset, book, model).compute().access().to_vec();
    let published = Published::of(dataset, dataset.by_role(Role::Access));
    for model in &book.models {
        out.push(published.against(
            format!("model {}", model.id),
            format!("Modèle « {} »", model.label),
            &computed(model),
        ));
    }
    let Some(first) = book.models.first() else { return out };
    let period = dataset.by_role(Role::GpCount).map_or("", |c| &c.spec.vintage);
    let (english, french) =
        (format!("doctors of {period} as published"), format!("médecins de {period} tels quels"));
    let less = [
        (&*english, &*french, Model { supply: Supply::Published, ..first.clone() }),
        (
            "no official minutes to emergency services",
            "sans les minutes officielles",
            Model { service_minutes: false, roads: 0.0, own_roads: 0.0, ..first.clone() },
        ),
        (
            "every inhabitant counted the same",
            "tous les habitants comptés pareil",
            Model { demand: crate::Demand::Population, ..first.clone() },
        ),
    ];
    for (what, label, model) in less {
        out.push(published.against(
            format!("{}, {what}", first.id),
            format!("Ajusté, {label}"),
            &computed(&model),
        ));
    }
    let access = computed(first);
    for (what, kind) in [
        ("département", AreaKind::Departement),
        ("zone d'emploi", AreaKind::ZoneEmploi),
        ("territoire de vie-santé", AreaKind::Tvs),
    ] {
        let label = format!("Ajusté, si la moyenne de chaque {what} était juste");
        out.push(published.against(
            format!("{}, were the mean of each {what} right", first.id),
            label,
            &corrected(dataset, &access, kind),
        ));
    }
    for sister in &book.sisters {
        let published = Published::of(dataset, dataset.column(&sister.access));
        let Some(assembly) = Assembly::of_sister(dataset, book, first, sister) else { continue };
        let setting = Arc::new(assembly.setting());
        let access =
            brought_to_mean(&published, Catchment::new(&setting).access(), &setting.demand);
        let what = format!("{}, {}", first.id, sister.what);
        out.push(published.against(what, sister.label.clone(), &access));
    }
    out
}

/// Access multiplied so that its mean, by the people served, is the published one.
fn brought_to_mean(published: &Published<'_>, access: &[f64], people: &[f64]) -> Vec<f64> {
    let both = published.access.iter().zip(access).zip(people);
    let (theirs, ours) = both
        .filter_map(|((theirs, ours), n)| Some((theirs.as_ref()? * n, ours * n)))
        .fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    access.iter().map(|a| if ours > 0.0 { a * theirs / ours } else { *a }).collect()
}

/// An access that somebody publishes, by row.
struct Published<'a> {
    dataset: &'a Dataset,
    access: Vec<Option<f64>>,
    unit: String,
}

impl<'a> Published<'a> {
    fn of(dataset: &'a Dataset, column: Option<&Arc<Column>>) -> Self {
        let unit = column.map_or_else(String::new, |c| c.spec.unit_short.clone());
        Self { dataset, access: by_commune(dataset, column), unit }
    }

    fn against(&self, what: String, label: String, access: &[f64]) -> Comparison {
        let (dataset, published) = (self.dataset, &self.access);
        let g = dataset.gazetteer();
        let code = |i: usize| {
            u16::try_from(i)
                .ok()
                .map(|i| g.code(Row(i)).departement().to_owned())
                .unwrap_or_default()
        };
        let mut departements: Vec<String> =
            (0..g.len()).map(code).filter(|d| is_metropolitan(d)).collect();
        departements.sort_unstable();
        departements.dedup();
        let chosen =
            |d: &String| departements.iter().position(|x| x == d).is_some_and(|at| at % 2 == 0);
        let like = |keep: &dyn Fn(usize, &String) -> bool| {
            let pairs = (0..g.len()).filter_map(|i| {
                let departement = code(i);
                let apl = published
                    .get(i)
                    .copied()
                    .flatten()
                    .filter(|_| is_metropolitan(&departement) && keep(i, &departement))?;
                Some((*access.get(i)?, apl))
            });
            likeness(&pairs.collect::<Vec<_>>())
        };
        let large = |i: usize| {
            u16::try_from(i)
                .ok()
                .and_then(|i| dataset.population(Row(i)))
                .is_some_and(|p| p >= LARGE)
        };
        Comparison {
            what,
            label,
            unit: self.unit.clone(),
            all: like(&|_, _| true),
            large: like(&|i, _| large(i)),
            chosen_on: like(&|i, d| large(i) && chosen(d)),
            proved_on: like(&|i, d| large(i) && !chosen(d)),
        }
    }
}

/// Départements overseas are left out: their towns are too few and too far to be judged with the
/// others.
fn is_metropolitan(departement: &str) -> bool {
    departement.len() == 2
}

/// Access multiplied in each area so that its mean by population is the published one.
fn corrected(dataset: &Dataset, access: &[f64], kind: AreaKind) -> Vec<f64> {
    let published = by_commune(dataset, dataset.by_role(Role::Access));
    let Some(membership) = dataset.gazetteer().membership(kind) else { return access.to_vec() };
    let people =
        |i: usize| u16::try_from(i).ok().and_then(|i| dataset.population(Row(i))).unwrap_or(0.0);
    let mut sums: BTreeMap<u16, (f64, f64)> = BTreeMap::new();
    for (i, area) in membership.of_row.iter().enumerate() {
        if let (Some(apl), Some(ours)) = (published[i], access.get(i)) {
            let sum = sums.entry(*area).or_default();
            *sum = (sum.0 + apl * people(i), sum.1 + ours * people(i));
        }
    }
    let factor = |area: u16| sums.get(&area).filter(|s| s.1 > 0.0).map_or(1.0, |s| s.0 / s.1);
    access.iter().zip(&membership.of_row).map(|(a, area)| a * factor(*area)).collect()
}

/// Rank correlation and median absolute difference.
fn likeness(pairs: &[(f64, f64)]) -> Likeness {
    let (x, y) = (ranks(pairs.iter().map(|p| p.0)), ranks(pairs.iter().map(|p| p.1)));
    #[expect(clippy::cast_precision_loss, reason = "tens of thousands")]
    let mean = (pairs.len() as f64 + 1.0) / 2.0;
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(&y) {
        xy += (a - mean) * (b - mean);
        xx += (a - mean) * (a - mean);
        yy += (b - mean) * (b - mean);
    }
    let mut apart: Vec<f64> = pairs.iter().map(|(a, b)| (a - b).abs()).collect();
    apart.sort_unstable_by(f64::total_cmp);
    Likeness {
        communes: pairs.len(),
        spearman: if xx > 0.0 && yy > 0.0 { xy / (xx * yy).sqrt() } else { 0.0 },
        median_difference: apart.get(apart.len() / 2).copied().unwrap_or(0.0),
    }
}

/// Ranks from 1, equal values sharing the mean of theirs.
fn ranks(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let values: Vec<f64> = values.collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut out = vec![0.0; values.len()];
    for same in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let before = order.partition_point(|i| values[*i] < values[same[0]]);
        #[expect(clippy::cast_precision_loss, reason = "tens of thousands")]
        let rank = before as f64 + (same.len() as f64 + 1.0) / 2.0;
        same.iter().for_each(|i| out[*i] = rank);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_share_and_correlation_is_that_of_ranks() {
        assert_eq!(ranks([3.0, 1.0, 3.0, 2.0].into_iter()), [3.5, 1.0, 3.5, 2.0]);
        // Ranks (1, 2, 3, 4) against (1, 3, 2, 4): 1 − 6 × (0 + 1 + 1 + 0) ÷ (4 × 15) = 0.8.
        let found = likeness(&[(10.0, 1.0), (20.0, 5.0), (30.0, 2.0), (99.0, 7.0)]);
        assert!((found.spearman - 0.8).abs() < 1e-12, "{found:?}");
        // |10 − 1|, |20 − 5|, |30 − 2|, |99 − 7| in order 9, 15, 28, 92: the third of four.
        assert_eq!(found.median_difference, 28.0);
    }
}
