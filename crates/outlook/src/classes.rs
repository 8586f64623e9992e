//! Bounds of classes of a measure, found from its figures.

/// How classes are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// As many places in each class.
    Quantiles,
    /// As wide a range for each class.
    Equal,
    /// Natural breaks (Jenks): the least spread within classes, found by dynamic programming.
    Natural,
    /// At even steps on both sides of a reference, which is a bound itself.
    Around,
}

/// Figures beyond this number are thinned, evenly by rank, before natural breaks are looked for.
const MOST: usize = 400;

/// Ascending, distinct bounds of at most `classes` classes, rounded to so many decimals; fewer
/// where figures are few.
#[must_use]
pub fn bounds(
    values: &[f64],
    cut: Cut,
    classes: usize,
    reference: Option<f64>,
    decimals: u8,
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
        Cut::Natural => natural(&thinned(&sorted), classes),
        Cut::Around => around(&sorted, classes, reference.unwrap_or(least.midpoint(most))),
    };
    let scale = 10f64.powi(i32::from(decimals));
    let mut out: Vec<f64> = raw
        .into_iter()
        .map(|b| (b * scale).round() / scale)
        .filter(|b| *b > least && *b <= most)
        .collect();
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

fn thinned(sorted: &[f64]) -> Vec<f64> {
    if sorted.len() <= MOST {
        return sorted.to_vec();
    }
    (0..MOST).map(|i| sorted[i * (sorted.len() - 1) / (MOST - 1)]).collect()
}

/// First figure of each class but the first, so that the squares within classes are least.
fn natural(sorted: &[f64], classes: usize) -> Vec<f64> {
    let n = sorted.len();
    let classes = classes.min(n);
    // Sums of figures and squares up to each place: the spread of any stretch follows.
    let (mut sums, mut squares) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    let middle = sorted[n / 2];
    for (i, v) in sorted.iter().map(|v| v - middle).enumerate() {
        (sums[i + 1], squares[i + 1]) = (sums[i] + v, squares[i] + v * v);
    }
    #[expect(clippy::cast_precision_loss, reason = "at most some thousands")]
    let spread = |from: usize, to: usize| {
        let sum = sums[to] - sums[from];
        squares[to] - squares[from] - sum * sum / (to - from) as f64
    };
    // best[i]: least spread of the first i figures in so many classes; begins[k][i]: where the last
    // of them begins.
    let mut best: Vec<f64> = (0..=n).map(|i| if i == 0 { 0.0 } else { spread(0, i) }).collect();
    let mut begins: Vec<Vec<usize>> = vec![vec![0; n + 1]];
    for k in 1..classes {
        let (mut next, mut from) = (vec![f64::INFINITY; n + 1], vec![0; n + 1]);
        for i in k + 1..=n {
            for (j, before) in best.iter().enumerate().take(i).skip(k) {
                let candidate = before + spread(j, i);
                if candidate < next[i] {
                    (next[i], from[i]) = (candidate, j);
                }
            }
        }
        best = next;
        begins.push(from);
    }
    let (mut out, mut to) = (Vec::new(), n);
    for k in (1..classes).rev() {
        to = begins[k][to];
        out.push(sorted[to]);
    }
    out.reverse();
    out
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
