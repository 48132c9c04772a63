//! The table that turns numbers into names.

use crate::reduce::entities::EntityIndex;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use uptake_rules::policy::register::Register;

/// An entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(pub u32);

/// Who knows other names of entities.
pub trait OtherNames: Send + Sync {
    /// Whether a folded text is one of them.
    fn have(&self, folded: &str) -> bool;

    /// All of them, folded, in their order.
    fn all(&self) -> Vec<String>;
}

/// Other names that were kept.
struct KeptNames(BTreeSet<String>);

impl OtherNames for KeptNames {
    fn have(&self, folded: &str) -> bool {
        self.0.contains(folded)
    }

    fn all(&self) -> Vec<String> {
        self.0.iter().cloned().collect()
    }
}

/// The names of all entities, by number. Nothing outside the engine can read them but through a [`Writer`](super::Writer).
#[derive(Default)]
pub struct Names {
    texts: Vec<Box<str>>,
    /// Their other names.
    others: Option<Arc<dyn OtherNames>>,
}

impl Names {
    /// The names of an index, and other names of the same entities.
    #[must_use]
    pub fn new(entities: EntityIndex, others: Option<Arc<dyn OtherNames>>) -> Arc<Self> {
        Arc::new(Self {
            texts: entities.into_names(),
            others,
        })
    }

    /// Names that were kept, with the other names of the same entities.
    pub(crate) fn kept(texts: Vec<Box<str>>, others: Option<Vec<String>>) -> Arc<Self> {
        let others = others.map(|names| Arc::new(KeptNames(names.into_iter().collect())) as Arc<dyn OtherNames>);
        Arc::new(Self { texts, others })
    }

    /// All names, to be kept.
    pub(crate) fn texts(&self) -> &[Box<str>] {
        &self.texts
    }

    /// All other names, to be kept.
    pub(crate) fn others(&self) -> Option<Vec<String>> {
        self.others.as_ref().map(|others| others.all())
    }

    /// Names that are numbered in this order.
    #[must_use]
    pub fn numbered(texts: Vec<Box<str>>) -> Arc<Self> {
        Arc::new(Self {
            texts,
            ..Self::default()
        })
    }

    /// How many entities there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The name of an entity as rules see it: conditions may read the column of the entity. It is for evaluating and ordering
    /// alone; what is to be told of an entity is a [`Private`](super::Private).
    pub(crate) fn evaluated(&self, id: EntityId) -> Option<&str> {
        self.texts.get(id.0 as usize).map(|name| &**name)
    }

    /// All names, to be compared with each other.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|name| &**name)
    }

    /// The names as they are compared.
    pub(super) fn folded(&self) -> impl Iterator<Item = String> {
        self.texts.iter().map(|name| Register::fold(name))
    }

    /// Whether a folded text is another name of an entity.
    pub(super) fn has_other(&self, folded: &str) -> bool {
        self.others.as_ref().is_some_and(|others| others.have(folded))
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} names", self.texts.len())
    }
}
