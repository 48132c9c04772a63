//! An override file: whose rules it changes, for whom, since when.

use super::waiver;
use crate::codes::Code;
use crate::context::Context;
use crate::in_force;
use crate::policy::overriding::{Override, Waiver};
use crate::policy::who::{Days, Selector};
use crate::section::Section;
use crate::syntax::Fields;
use crate::syntax::fields::name_of;
use crate::syntax::version::version;
use crate::syntax::{Key, Node, Value};
use crate::text::Name;
use std::collections::{BTreeMap, BTreeSet};

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

/// Reads the value of `for`; the columns with their places go to `columns`.
pub(super) fn selector(node: &Node, columns: &mut Vec<Name>, cx: &mut Context<'_>) -> Option<Selector> {
    let mut selected = BTreeMap::new();
    for (key, node) in Fields::open(node, "`for`", cx)?.rest(cx) {
        let one = std::slice::from_ref(node);
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => one,
        };
        let values = items.iter().filter_map(|item| name_of(item, &key.text, cx));
        let values: BTreeSet<String> = values.map(|name| name.text).collect();
        if values.is_empty() {
            cx.error_help(
                Code::MissingKey,
                key.span,
                format!("`for` names no value of `{}`", key.text),
                format!("write `{}: VALUE`, or leave it out", key.text),
            );
            return None;
        }
        columns.push(Name {
            text: key.text.clone(),
            span: key.span,
        });
        selected.insert(key.text.clone(), values);
    }
    Some(Selector::new(selected))
}
