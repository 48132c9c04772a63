//! What a rule file says about its place among others, read without a complaint: who collects files has to know it first.

use crate::RuleFile;
use crate::project::{is_project, is_sources};
use crate::syntax::{Node, Value};

/// What a rule file says about its place among others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// Whether it is a project file.
    pub project: bool,
    /// Whether it is a file of sources.
    pub sources: bool,
    /// The name of its pack, if it states one.
    pub pack: Option<String>,
    /// The packs that it builds on.
    pub needs: Vec<String>,
}

/// The heading of a file, from the tree that [`crate::load`] reads too; empty for one that can't be read.
/// [`crate::load`] says what is wrong with it.
#[must_use]
pub fn read(file: &RuleFile) -> Heading {
    let Some(node) = file.tree() else {
        return Heading::default();
    };
    let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
    Heading {
        project: is_project(node),
        sources: is_sources(node),
        pack: text("pack"),
        needs: match node.get("needs").map(|node| &node.value) {
            Some(Value::List(items)) => items.iter().filter_map(Node::text).map(str::to_owned).collect(),
            // An override builds on the pack that it changes.
            _ => ["needs", "extends"].into_iter().filter_map(text).collect(),
        },
    }
}
