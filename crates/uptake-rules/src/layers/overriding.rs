//! An override file: whose rules it changes, for whom, since when.

use super::days::Days;
use super::selector::Selector;
use super::waiver::{self, Waiver};
use crate::decode::file::version;
use crate::decode::{Context, Fields, Name};
use crate::source::Span;
use crate::syntax::{Key, Node, Value};

/// The sections of rules that an override may change.
pub(crate) const SECTIONS: &[&str] = &[
    "datasets",
    "registers",
    "constants",
    "measures",
    "definitions",
    "ladders",
    "metrics",
    "benchmarks",
    "stages",
    "mappings",
    "checks",
];

/// An override file.
#[derive(Clone, Debug)]
pub struct Override {
    /// The pack that it changes.
    pub extends: Name,
    /// Whom it is for.
    pub selector: Selector,
    /// On which days it is in force.
    pub days: Days,
    /// Who answers for it.
    pub owner: Option<String>,
    /// In words.
    pub about: Option<String>,
    /// Where it says whom it is for, or else what it extends.
    pub span: Span,
    /// The columns of `for`, with their places.
    pub(crate) columns: Vec<(String, Span)>,
    /// What it changes: section, rule, and what is laid over it.
    pub(crate) rules: Vec<(&'static str, Key, Node)>,
}

/// Whether a file's tree is an override.
#[must_use]
pub fn is_override(node: &Node) -> bool {
    match &node.value {
        Value::Map(entries) => entries.iter().any(|(key, _)| key.text == "extends"),
        _ => false,
    }
}

/// Reads an override file.
pub(super) fn decode(node: &Node, waivers: &mut Vec<Waiver>, cx: &mut Context<'_>) -> Option<Override> {
    let mut fields = Fields::open(node, "an override", cx)?;
    version(&mut fields, cx);
    let extends = fields.require_name("extends", cx);
    let owner = fields.text("owner", cx);
    let about = fields.text("about", cx);
    let _ = fields.text("source", cx);
    let mut columns = Vec::new();
    let selected = fields.take("for").map(|node| Selector::decode(node, &mut columns, cx));
    let effective = fields.take("effective").map(|node| Days::decode(node, cx));
    let span = fields.key("for").or(fields.key("extends")).map(|key| key.span);
    let mut rules = Vec::new();
    for section in SECTIONS {
        for (key, node) in fields.map(section, cx) {
            rules.push((*section, key.clone(), node.clone()));
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
    Some(Override {
        span: span.unwrap_or(node.span),
        extends: extends?,
        selector: selector?,
        days: days?,
        owner,
        about,
        columns,
        rules,
    })
}
