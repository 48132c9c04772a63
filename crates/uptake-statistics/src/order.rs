//! Sorting numbers, and ranks with ties.

/// The values in ascending order. The caller has refused what is no number.
pub(crate) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    // −0 and 0 are one value; nothing downstream may tell them apart.
    sorted.iter_mut().for_each(|value| *value += 0.0);
    sorted
}

/// The rank of each value, from 1, in the order given; equal values share the mean of their ranks. With it the sizes of
/// the groups of equal values.
pub(crate) fn ranks(values: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let mut order: Vec<(usize, f64)> = values.iter().map(|value| value + 0.0).enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut placed = Vec::with_capacity(values.len());
    let mut ties = Vec::new();
    let mut before = 0.0;
    for group in order.chunk_by(|a, b| a.1 == b.1) {
        let size = crate::input::length(group);
        let rank = before + (size + 1.0) / 2.0;
        placed.extend(group.iter().map(|(at, _)| (*at, rank)));
        ties.push(size);
        before += size;
    }
    placed.sort_by_key(|(at, _)| *at);
    (placed.into_iter().map(|(_, rank)| rank).collect(), ties)
}

/// The sizes of the groups of equal values.
pub(crate) fn ties(values: &[f64]) -> Vec<f64> {
    sorted(values)
        .chunk_by(|a, b| a == b)
        .map(crate::input::length)
        .collect()
}
