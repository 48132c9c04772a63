//! Entities as numbers.

use super::intern::Interner;
use polars::prelude::StringChunked;

/// Knows the entities. With a list only those on it have a number; without one everybody who is seen gets one.
#[derive(Clone)]
pub struct EntityIndex {
    interner: Interner,
    listed: bool,
}

impl EntityIndex {
    /// The number of those who aren't known.
    pub const STRANGER: u32 = u32::MAX;

    /// The number in place of one for a name that several entities have.
    pub const SEVERAL: u32 = u32::MAX - 1;

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

    /// The number of one entity: a new one if there is no list, else that of a stranger if it isn't on it.
    pub fn code(&mut self, name: &str) -> u32 {
        let column: StringChunked = std::iter::once(Some(name)).collect();
        let mut codes = Vec::new();
        self.codes(&column, false, &mut codes);
        codes.first().copied().unwrap_or(Self::STRANGER)
    }

    /// Whether there is a list.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.listed
    }

    /// Whether there is a list with this entity.
    #[must_use]
    pub fn lists(&mut self, name: &str) -> bool {
        self.listed && self.code(name) != Self::STRANGER
    }

    /// Which of a column's entities aren't on the list, as strangers; without a list nobody is one. Nobody is added.
    pub fn strangers(&mut self, column: &StringChunked, codes: &mut Vec<u32>) {
        match self.listed {
            true => self.codes(column, false, codes),
            false => codes.resize(column.len(), 0),
        }
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
    pub(crate) fn names(&self) -> &[Box<str>] {
        self.interner.texts()
    }

    /// Their names alone, by number.
    pub(crate) fn into_names(self) -> Vec<Box<str>> {
        self.interner.into_texts()
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
