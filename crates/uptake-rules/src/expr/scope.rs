//! The names that an expression may use.

use crate::value::Type;

/// Names with their types, and what to call them in messages.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    what: String,
    names: Vec<(String, Type)>,
}

impl Scope {
    /// An empty scope of something that messages call `what`, such as "the dataset `interactions`".
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            names: Vec::new(),
        }
    }

    /// Adds a name; a name that is already there keeps its first type.
    pub fn add(&mut self, name: impl Into<String>, ty: Type) {
        let name = name.into();
        if self.find(&name).is_none() {
            self.names.push((name, ty));
        }
    }

    /// The type of a name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Type> {
        self.names.iter().find(|(known, _)| known == name).map(|(_, ty)| *ty)
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    /// What messages call it.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }
}
