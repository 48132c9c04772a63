//! A text that may name somebody.

use super::table::{EntityId, Names};
use crate::binary::{Binary, Bytes, Damaged};
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// What a text from data is: what may be written of it depends on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A word of the rules, or what can name nobody, such as a period. Always written.
    Open,
    /// The name of an entity, or another name of one. Hashed under pseudonyms.
    Name,
    /// A value of a column that isn't the entity's, such as a team. Written, unless it is the name of a known entity, as that of
    /// somebody's manager is: then it is hashed.
    Value,
    /// Computed from names. Hashed if it is one, else withheld.
    Derived,
    /// A key of a row, which may be made of names. Withheld under pseudonyms.
    Key,
    /// A whole row. Withheld under pseudonyms.
    Record,
    /// Anything else: what a script printed, what a service answered. Withheld under pseudonyms.
    Free,
}

/// A text that comes from data and may name somebody. It has no text form of its own: a [`Writer`](super::Writer) gives it one.
#[derive(Clone)]
pub struct Private(Held);

#[derive(Clone)]
enum Held {
    Entity(EntityId, Arc<Names>),
    Text(Kind, Box<str>),
}

impl Private {
    /// A text of a kind.
    #[must_use]
    pub fn new(kind: Kind, text: impl Into<Box<str>>) -> Self {
        Self(Held::Text(kind, text.into()))
    }

    /// An entity of a table.
    #[must_use]
    pub fn entity(id: EntityId, names: &Arc<Names>) -> Self {
        Self(Held::Entity(id, Arc::clone(names)))
    }

    /// Whether this is the text.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.raw() == text
    }

    /// What it is.
    pub(super) fn kind(&self) -> Kind {
        match &self.0 {
            Held::Entity(..) => Kind::Name,
            Held::Text(kind, _) => *kind,
        }
    }

    /// The text itself: for the door alone, and to compare.
    pub(super) fn raw(&self) -> &str {
        match &self.0 {
            Held::Entity(id, names) => names.evaluated(*id).unwrap_or(""),
            Held::Text(_, text) => text,
        }
    }
}

impl Default for Private {
    fn default() -> Self {
        Self::new(Kind::Open, "")
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl PartialEq for Private {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Private {}

impl PartialOrd for Private {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Private {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.raw(), self.kind()).cmp(&(other.raw(), other.kind()))
    }
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Open,
        Self::Name,
        Self::Value,
        Self::Derived,
        Self::Key,
        Self::Record,
        Self::Free,
    ];
}

impl Binary for Kind {
    fn put(&self, out: &mut Vec<u8>) {
        Self::ALL.iter().position(|kind| kind == self).put(out);
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        let place = Option::<usize>::get(from)?.ok_or(Damaged)?;
        Self::ALL.get(place).copied().ok_or(Damaged)
    }
}

/// It is kept with what it is, and is as private when it comes back.
impl Binary for Private {
    fn put(&self, out: &mut Vec<u8>) {
        self.kind().put(out);
        Box::<str>::from(self.raw()).put(out);
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        Ok(Self(Held::Text(Kind::get(from)?, Box::get(from)?)))
    }
}
