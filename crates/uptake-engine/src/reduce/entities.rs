//! Entities as numbers.

use super::intern::Interner;
use polars::prelude::StringChunked;

/// Knows the entities. With a list only those on it have a number; without one everybody who is seen gets one.
#[derive(Clone, Debug)]
pub struct EntityIndex {
    interner: Interner,
    listed: bool,
}

impl EntityIndex {
    /// The number of those who aren't known.
    pub const STRANGER: u32 = u32::MAX;

    /// An index; `listed` if only a list adds to it.
    #[must_use]
    pub fn new(listed: bool) -> Self {
        Self {
            interner: Interner::default(),
            listed,
        }
    }

    /// The numbers of a column's entities. `listing` if these rows are the list.
    pub fn codes(&mut self, column: &StringChunked, listing: bool, codes: &mut Vec<u32>) {
        let grow = listing || !self.listed;
        self.interner.codes(column, grow, Self::STRANGER, codes);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.interner.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Their names, by number.
    #[must_use]
    pub fn names(&self) -> &[Box<str>] {
        self.interner.texts()
    }

    /// Their numbers in the order of their names.
    #[must_use]
    pub fn sorted(&self) -> Vec<u32> {
        let names = self.names();
        let mut order: Vec<u32> = (0..u32::try_from(names.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by_key(|code| names.get(*code as usize));
        order
    }
}
