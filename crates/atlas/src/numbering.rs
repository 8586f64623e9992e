//! Few numbers for many areas, so that areas side by side never share one: the map draws a border
//! where numbers differ.

use std::collections::BTreeSet;

/// A number for each row, the same for all rows of a label, and never that of another label next to
/// it. Labels are taken in ascending order, each with the least number that no neighbour has (first
/// fit). The number 0 is for rows whose label is `unlabelled`.
///
/// More than 254 labels of which each touches all others would have to share the last number; areas
/// of a country do not.
#[must_use]
pub fn numbers(labels: &[u32], neighbours: &[Vec<u32>], unlabelled: u32) -> Vec<u8> {
    let mut pairs: BTreeSet<(u32, u32)> = BTreeSet::new();
    for (label, around) in labels.iter().zip(neighbours) {
        for other in around.iter().filter_map(|r| labels.get(usize::try_from(*r).ok()?)) {
            if label > other && *other != unlabelled && *label != unlabelled {
                pairs.insert((*label, *other));
            }
        }
    }
    let all: BTreeSet<u32> = labels.iter().copied().filter(|l| *l != unlabelled).collect();
    let all: Vec<u32> = all.into_iter().collect();
    let at = |label: u32| all.binary_search(&label).ok();
    let mut given: Vec<u8> = Vec::with_capacity(all.len());
    let mut pairs = pairs.into_iter().peekable();
    for label in &all {
        let mut taken = [false; 256];
        while let Some((_, other)) = pairs.next_if(|p| p.0 == *label) {
            if let Some(number) = at(other).and_then(|i| given.get(i)) {
                taken[usize::from(*number)] = true;
            }
        }
        given.push((1..=u8::MAX).find(|n| !taken[usize::from(*n)]).unwrap_or(u8::MAX));
    }
    labels.iter().map(|l| at(*l).and_then(|i| given.get(i)).copied().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn four_areas_around_one_need_three_numbers() {
        // 0 in the middle; 1 to 4 around it, each next to two others.
        let around = [vec![1, 2, 3, 4], vec![0, 2, 4], vec![0, 1, 3], vec![0, 2, 4], vec![0, 1, 3]];
        assert_eq!(numbers(&[10, 20, 30, 40, 50], &around, 0), [1, 2, 3, 2, 3]);
        assert_eq!(numbers(&[10, 20, 20, 0, 20], &around, 0), [1, 2, 2, 0, 2]);
    }

    proptest! {
        #[test]
        fn areas_side_by_side_never_share_a_number(labels in proptest::collection::vec(0u32..40, 1..120), edges in proptest::collection::vec((0usize..120, 0usize..120), 0..400)) {
            let n = labels.len();
            let mut around = vec![Vec::new(); n];
            for (a, b) in edges.into_iter().filter(|(a, b)| *a < n && *b < n && a != b) {
                around[a].push(u32::try_from(b).expect("small"));
                around[b].push(u32::try_from(a).expect("small"));
            }
            let given = numbers(&labels, &around, 7);
            for (i, others) in around.iter().enumerate() {
                for j in others.iter().map(|j| *j as usize) {
                    prop_assert_eq!(labels[i] == labels[j], given[i] == given[j]);
                }
            }
            for (label, number) in labels.iter().zip(&given) {
                prop_assert_eq!(*label == 7, *number == 0);
            }
        }
    }
}
