//! The first row of each key.

use super::ascending::{Ends, Part};
use rustc_hash::FxHashMap;

/// The first row of a key.
pub(super) struct First {
    /// The digest of its values.
    pub(super) values: u64,
    /// The place of its source.
    pub(super) source: usize,
}

/// The first row of each key so far.
pub(super) struct Firsts {
    /// While each key came after the one before, so that none came twice. Sorted rows are so; a map of them would take most of the time
    /// that their keys cost.
    ascending: Option<Ascending>,
    /// Of keys in any order.
    by_key: FxHashMap<u128, First>,
}

/// Keys in their order, of one source. They are written down in case that a later one comes before.
#[derive(Default)]
struct Ascending {
    /// Both halves of the digest of each key, and the digest of its row's values.
    rows: Vec<(u64, u64, u64)>,
    last: Option<Vec<Part>>,
    source: usize,
}

impl Default for Firsts {
    fn default() -> Self {
        Self {
            ascending: Some(Ascending::default()),
            by_key: FxHashMap::default(),
        }
    }
}

impl Firsts {
    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.ascending
            .as_ref()
            .is_none_or(|ascending| ascending.rows.is_empty())
            && self.by_key.is_empty()
    }

    /// Whether each key came after the one before.
    pub(super) fn ascend(&self) -> bool {
        self.ascending.is_some()
    }

    /// Adds rows of a source, by the digests of their keys and values, if they go on in the order of their keys, which end so. Says
    /// whether they do.
    pub(super) fn follow(
        &mut self,
        source: usize,
        ends: Option<&Ends>,
        rows: impl Iterator<Item = (u128, u64)>,
    ) -> bool {
        let Some((all, ends)) = self.ascending.as_mut().zip(ends) else {
            return false;
        };
        let goes_on = all
            .last
            .as_ref()
            .is_none_or(|last| all.source == source && *last < ends.first);
        if goes_on {
            all.source = source;
            all.last = Some(ends.last.clone());
            all.rows.extend(rows.map(|(key, values)| {
                let (high, low) = halves(key);
                (high, low, values)
            }));
        }
        goes_on
    }

    /// All of them, by the digests of their keys, for more that come in any order.
    pub(super) fn by_key(&mut self) -> &mut FxHashMap<u128, First> {
        if let Some(ascending) = self.ascending.take() {
            let source = ascending.source;
            let first = ascending.each().map(|(key, values)| (key, First { values, source }));
            self.by_key.extend(first);
        }
        &mut self.by_key
    }

    /// The digest of each key, and that of its row's values.
    pub(super) fn each(&self) -> impl Iterator<Item = (u128, u64)> + '_ {
        let any = self.by_key.iter().map(|(key, first)| (*key, first.values));
        self.ascending.iter().flat_map(Ascending::each).chain(any)
    }
}

impl Ascending {
    fn each(&self) -> impl Iterator<Item = (u128, u64)> + '_ {
        let rows = self.rows.iter();
        rows.map(|(high, low, values)| ((u128::from(*high) << 64) | u128::from(*low), *values))
    }
}

#[allow(clippy::cast_possible_truncation, reason = "each half is kept")]
fn halves(key: u128) -> (u64, u64) {
    ((key >> 64) as u64, key as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(first: i64, last: i64) -> Ends {
        Ends {
            first: vec![Part::Bits(first)],
            last: vec![Part::Bits(last)],
        }
    }

    #[test]
    fn keys_in_their_order_are_found_again_once_one_comes_out_of_it() {
        let key = u128::MAX / 3;
        let mut firsts = Firsts::default();
        assert!(firsts.is_empty());
        assert!(firsts.follow(1, Some(&ends(1, 2)), [(key, 10), (key + 1, 11)].into_iter()));
        assert!(firsts.follow(1, Some(&ends(3, 3)), [(5, 12)].into_iter()));
        // Another source, one that begins where they ended, and rows in any order.
        assert!(!firsts.follow(2, Some(&ends(4, 4)), [(6, 13)].into_iter()));
        assert!(!firsts.follow(1, Some(&ends(3, 4)), [(6, 13)].into_iter()));
        assert!(!firsts.follow(1, None, [(6, 13)].into_iter()));
        assert_eq!(firsts.each().collect::<Vec<_>>(), [(key, 10), (key + 1, 11), (5, 12)]);
        assert!(firsts.ascend() && !firsts.is_empty());
        let by_key = firsts.by_key();
        assert_eq!(by_key.len(), 3);
        assert!(
            by_key
                .get(&key)
                .is_some_and(|first| (first.values, first.source) == (10, 1))
        );
        assert!(!firsts.follow(1, Some(&ends(7, 7)), [(7, 14)].into_iter()));
        assert!(!firsts.ascend() && firsts.each().count() == 3);
    }
}
