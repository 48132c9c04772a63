//! Which row of a key stays, how spells that overlap are taken, and how names are compared.

use crate::text::Name;

/// Which of several rows with one key stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The first: sources as they are listed, parts by name, rows as they stand.
    First,
    /// The last, in the same order.
    Last,
    /// The one with the latest day or time in a column; an unknown one is the earliest.
    Newest(Name),
    /// The one with the greatest value of a column; an unknown one is the least.
    Greatest(Name),
}

impl Keep {
    /// The column that decides, if one does.
    #[must_use]
    pub fn column(&self) -> Option<&Name> {
        match self {
            Keep::First | Keep::Last => None,
            Keep::Newest(column) | Keep::Greatest(column) => Some(column),
        }
    }
}

/// What an entity belongs to on days on which several spells set the same columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// The spell that begins first; of several the one whose values come first.
    First,
    /// All of them, each with its share of the entity.
    Share,
    /// Each of them, with the whole entity; a figure of everybody still counts it once.
    Each,
}

/// What makes no difference between two names of entities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NamesIgnore {
    /// Upper and lower case.
    pub case: bool,
    /// Blanks, wherever they stand.
    pub blanks: bool,
}
