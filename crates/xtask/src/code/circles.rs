//! Circles: files of which each needs the next, and the last the first.

use super::references::References;
use std::collections::{BTreeMap, BTreeSet};

/// The knots: sets of two or more files that all need each other, each sorted; the first to come first.
pub(crate) fn knots(references: &References) -> Vec<Vec<usize>> {
    let mut next: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (from, to) in references.keys() {
        next.entry(*from).or_default().insert(*to);
    }
    let reached: BTreeMap<usize, BTreeSet<usize>> = next.keys().map(|file| (*file, reach(*file, &next))).collect();
    let reaches = |from: &usize, to: &usize| reached.get(from).is_some_and(|all| all.contains(to));
    let mut knots = Vec::new();
    let mut seen = BTreeSet::new();
    for (file, all) in &reached {
        if all.contains(file) && !seen.contains(file) {
            let knot: Vec<usize> = all.iter().copied().filter(|other| reaches(other, file)).collect();
            seen.extend(knot.iter().copied());
            knots.push(knot);
        }
    }
    knots
}

/// Every file that one needs, directly or through others.
fn reach(start: usize, next: &BTreeMap<usize, BTreeSet<usize>>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open = vec![start];
    while let Some(file) = open.pop() {
        for other in next.get(&file).into_iter().flatten() {
            if found.insert(*other) {
                open.push(*other);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_knot_is_what_leads_back_to_itself() {
        let references = [(0, 1), (1, 2), (2, 1), (2, 3), (4, 5), (5, 6), (6, 4), (4, 0)];
        let references = references.into_iter().map(|pair| (pair, 1)).collect();
        assert_eq!(knots(&references), vec![vec![1, 2], vec![4, 5, 6]]);
    }
}
