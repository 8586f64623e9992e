//! Bounds of classes of a measure, found from its figures.

/// How classes are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// As many places in each class.
    Quantiles,
    /// As wide a range for each class.
    Equal,
    /// Natural breaks (Jenks): the least spread within classes.
    Natural,
    /// At even steps on both sides of a reference, which is a bound itself.
    Around,
}

/// Ascending, distinct bounds of at most `classes` classes, rounded to so many decimals (of tens and
/// hundreds, fewer than none); fewer where figures are few.
#[must_use]
pub fn bounds(
    values: &[f64],
    cut: Cut,
    classes: usize,
    reference: Option<f64>,
    decimals: impl Into<i32>,
) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let (Some(least), Some(most)) = (sorted.first().copied(), sorted.last().copied()) else {
        return Vec::new();
    };
    let classes = classes.max(1);
    #[expect(clippy::cast_precision_loss, reason = "a handful of classes")]
    let share = |i: usize| i as f64 / classes as f64;
    let raw: Vec<f64> = match cut {
        Cut::Quantiles => (1..classes)
            .map(|i| sorted[(sorted.len() * i / classes).min(sorted.len() - 1)])
            .collect(),
        Cut::Equal => (1..classes).map(|i| least + (most - least) * share(i)).collect(),
        Cut::Natural => natural(&sorted, classes),
        Cut::Around => around(&sorted, classes, reference.unwrap_or(least.midpoint(most))),
    };
    let decimals = decimals.into();
    let scale = 10f64.powi(decimals.abs());
    let rounded = |b: f64| {
        if decimals < 0 { (b / scale).round() * scale } else { (b * scale).round() / scale }
    };
    let mut out: Vec<f64> =
        raw.into_iter().map(rounded).filter(|b| *b > least && *b <= most).collect();
    out.sort_unstable_by(f64::total_cmp);
    out.dedup();
    out
}

/// Steps that take in nine tenths of the figures.
fn around(sorted: &[f64], classes: usize, reference: f64) -> Vec<f64> {
    let at = |tenths: usize| sorted[(sorted.len() * tenths / 20).min(sorted.len() - 1)];
    let reach = (at(19) - reference).abs().max((reference - at(1)).abs());
    let each = classes / 2;
    #[expect(clippy::cast_precision_loss, reason = "a handful of classes")]
    let step = reach / each.max(1) as f64;
    #[expect(clippy::cast_precision_loss, reason = "a handful of classes")]
    let bound = |i: usize| reference + step * (i as f64 - (each - 1) as f64);
    (0..classes.saturating_sub(1)).map(bound).collect()
}

/// First figure of each class but the first, so that the squares within classes are least.
fn natural(sorted: &[f64], classes: usize) -> Vec<f64> {
    // Around the middle, sums of squares lose no digits. There is a figure, and no more classes than
    // figures: it cannot fail.
    let middle = sorted[sorted.len() / 2];
    let centred: Vec<f64> = sorted.iter().map(|v| v - middle).collect();
    natural_breaks::classify_indices(&centred, classes.min(sorted.len()))
        .map(|classes| classes.iter().skip(1).map(|(first, _)| sorted[*first]).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cut_does_what_it_says() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(bounds(&values, Cut::Quantiles, 4, None, 0), [25.0, 50.0, 75.0]);
        assert_eq!(
            bounds(&[0.0, 1.0, 2.0, 90.0, 100.0], Cut::Equal, 4, None, 0),
            [25.0, 50.0, 75.0]
        );
        assert_eq!(
            bounds(&[1.0, 2.0, 3.0, 20.0, 21.0, 50.0], Cut::Natural, 3, None, 0),
            [20.0, 50.0]
        );
        assert!(bounds(&values, Cut::Around, 6, Some(40.0), 0).contains(&40.0));
        assert_eq!(bounds(&[], Cut::Natural, 3, None, 0), [0.0; 0]);
        assert_eq!(bounds(&[7.0, 7.0, f64::NAN], Cut::Quantiles, 5, None, 0), [0.0; 0]);
    }

    #[test]
    fn bounds_may_be_rounded_to_tens() {
        let values: Vec<f64> = (0..1_000).map(f64::from).collect();
        assert_eq!(bounds(&values, Cut::Quantiles, 3, None, -1), [330.0, 670.0]);
        assert_eq!(bounds(&values, Cut::Quantiles, 3, None, -2), [300.0, 700.0]);
    }

    /// Two small groups far from a thousand other figures: each has a class, from its first figure.
    #[test]
    fn natural_breaks_look_at_every_figure() {
        let mut values: Vec<f64> = (0..1_000).map(|i| f64::from(i) / 1e3).collect();
        values.extend([100.0, 100.5, 101.0, 200.0, 201.0]);
        assert_eq!(bounds(&values, Cut::Natural, 3, None, 1), [100.0, 200.0]);
    }

    /// Every way of cutting a short list, tried.
    #[test]
    fn natural_breaks_are_the_best_of_all() {
        let spread = |part: &[f64]| {
            let mean = part.iter().sum::<f64>() / part.len() as f64;
            part.iter().map(|v| (v - mean).powi(2)).sum::<f64>()
        };
        let mut seed = 12_345u64;
        for _ in 0..200 {
            let mut values: Vec<f64> = (0..9)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    f64::from(u32::try_from(seed >> 40).unwrap_or(0) % 1_000)
                })
                .collect();
            values.sort_unstable_by(f64::total_cmp);
            let found = natural(&values, 3);
            let cut = |b: f64| values.partition_point(|v| *v < b);
            let ours = spread(&values[..cut(found[0])])
                + spread(&values[cut(found[0])..cut(found[1])])
                + spread(&values[cut(found[1])..]);
            let mut least = f64::INFINITY;
            for i in 1..8 {
                for j in i + 1..9 {
                    least = least
                        .min(spread(&values[..i]) + spread(&values[i..j]) + spread(&values[j..]));
                }
            }
            // Equal figures cannot be told apart by a bound.
            let distinct = values.windows(2).all(|w| w[0] < w[1]);
            assert!(!distinct || (ours - least).abs() < 1e-6, "{values:?}: {found:?}");
        }
    }
}
