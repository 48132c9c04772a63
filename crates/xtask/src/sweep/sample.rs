//! Order without a pattern, the same each time.

/// The elements in an order that is mixed by a fixed seed, no more than `most`.
pub(super) fn sampled<T>(mut all: Vec<T>, most: usize) -> Vec<T> {
    // Knuth's constants; nothing here needs better chance.
    let mut state: u64 = 0x5eed;
    let mut below = |bound: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % bound.max(1)
    };
    for last in (1..all.len()).rev() {
        all.swap(last, below(last + 1));
    }
    all.truncate(most);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_the_same_each_time_and_has_nothing_twice() {
        let sample = sampled((0..100).collect(), 10);
        assert_eq!(sample, sampled((0..100).collect(), 10));
        let all = std::collections::BTreeSet::from_iter(sampled((0..100).collect(), 200));
        assert_eq!((sample.len(), all.len()), (10, 100));
    }
}
