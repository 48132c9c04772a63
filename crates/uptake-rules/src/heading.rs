//! What a rule file says about its place among others, read without a complaint: who collects files has to know it first.

use crate::RuleFile;
use crate::project::{UNNAMED, is_project, is_sources};
use crate::syntax::{Node, Value};

/// What a rule file says about its place among others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// Whether it states the version of the rule language, as rule files do and no other text does.
    pub version: bool,
    /// Whether it is a project file.
    pub project: bool,
    /// The name of its project, if it is a project file: the one that it states, or what a project without one is called.
    pub name: Option<String>,
    /// Whether it is a file of sources.
    pub sources: bool,
    /// The name of its pack, if it states one.
    pub pack: Option<String>,
    /// The packs that it builds on.
    pub needs: Vec<String>,
    /// Who answers for it: its own owner, then those of its rules, each once.
    pub owners: Vec<String>,
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
        version: node.get("uptake").is_some(),
        owners: owners(node),
        project: is_project(node),
        name: is_project(node).then(|| text("project").unwrap_or_else(|| UNNAMED.to_owned())),
        sources: is_sources(node),
        pack: text("pack"),
        needs: match node.get("needs").map(|node| &node.value) {
            Some(Value::List(items)) => items.iter().filter_map(Node::text).map(str::to_owned).collect(),
            // An override builds on the pack that it changes.
            _ => ["needs", "extends"].into_iter().filter_map(text).collect(),
        },
    }
}

/// The owners that a file states: at its top, and of rules in its sections.
fn owners(node: &Node) -> Vec<String> {
    let sections = node.entries().iter().map(|(_, section)| section);
    let rules = sections.flat_map(Node::entries).map(|(_, rule)| rule);
    let mut all: Vec<String> = Vec::new();
    for owner in std::iter::once(node)
        .chain(rules)
        .filter_map(|node| node.get("owner")?.text())
    {
        if !all.iter().any(|known| known == owner) {
            all.push(owner.to_owned());
        }
    }
    all
}
