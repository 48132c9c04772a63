//! An override file: whose rules it changes, for whom, since when.

use super::selecting::selector;
use super::waiver;
use crate::context::Context;
use crate::in_force;
use crate::policy::overriding::{Override, Waiver};
use crate::policy::who::{Days, Selector};
use crate::section::Section;
use crate::syntax::Fields;
use crate::syntax::version::version;
use crate::syntax::{Key, Node};

/// An override file with the trees that it lays over rules.
pub(super) struct OverrideFile {
    /// What it says about itself.
    pub(super) head: Override,
    /// What it changes, in the order in which it is written.
    pub(super) rules: Vec<Change>,
}

/// What an override says of one rule.
pub(super) struct Change {
    pub(super) section: Section,
    pub(super) key: Key,
    pub(super) node: Node,
}

/// What an override says of a rule, as it is laid over it.
pub(super) struct Layer<'a> {
    pub(super) over: &'a Override,
    pub(super) key: &'a Key,
    pub(super) node: &'a Node,
}

impl OverrideFile {
    /// What it says of one rule.
    pub(super) fn of(&self, section: Section, name: &str) -> impl Iterator<Item = &Change> {
        let touches = move |change: &&Change| change.section == section && change.key.text == name;
        self.rules.iter().filter(touches)
    }
}

/// Reads an override file.
pub(super) fn decode(node: &Node, waivers: &mut Vec<Waiver>, cx: &mut Context<'_>) -> Option<OverrideFile> {
    let mut fields = Fields::open(node, "an override", cx)?;
    version(&mut fields, cx);
    let extends = fields.require_name("extends", cx);
    let owner = fields.text("owner", cx);
    let about = fields.text("about", cx);
    let _ = fields.text("source", cx);
    let mut columns = Vec::new();
    let selected = fields.take("for").map(|node| selector(node, &mut columns, cx));
    let effective = fields.take("effective").map(|node| in_force::days(node, cx));
    let span = fields.key("for").or(fields.key("extends")).map(|key| key.span);
    let mut rules = Vec::new();
    for section in Section::ALL {
        for (key, node) in fields.map(section.key(), cx) {
            rules.push(Change {
                section: *section,
                key: key.clone(),
                node: node.clone(),
            });
        }
    }
    let selector = match selected {
        None => Some(Selector::default()),
        Some(selector) => selector,
    };
    let days = match effective {
        None => Some(Days::ALL),
        Some(days) => days,
    };
    if let Some(key) = fields.key("waivers").cloned()
        && selector.as_ref().is_some_and(|selector| !selector.is_everybody())
    {
        waiver::refuse(&key, cx);
    }
    waiver::decode(&mut fields, waivers, cx);
    fields.finish(cx);
    let head = Override {
        span: span.unwrap_or(node.span),
        extends: extends?,
        selector: selector?,
        days: days?,
        owner,
        about,
        columns,
    };
    Some(OverrideFile { head, rules })
}
