//! What overrides touch, value by value, and what the rules of packs say of their own protection.

use super::merge::{LOCKED, MAY_NOT, TIGHTEN, leaves, same};
use super::overriding::OverrideFile;
use crate::section::Section;
use crate::source::Span;
use crate::syntax::{Node, Value};

/// A value that an override states, or takes away.
#[derive(Clone, Debug)]
pub(crate) struct Touch {
    /// The number of the override.
    pub(crate) over: usize,
    pub(crate) section: Section,
    /// The rule.
    pub(crate) name: String,
    /// The keys below the rule that lead there.
    pub(crate) path: Vec<String>,
    /// Where the override states it.
    pub(crate) at: Span,
    /// Whether the pack says the same.
    pub(crate) same: bool,
    /// Whether the pack says that it may be changed, whoever reads it: `locked: false`.
    pub(crate) freed: bool,
    /// Whether it may be tightened, which is checked by itself.
    pub(crate) tighten_only: bool,
}

/// What a rule says of its own protection.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub(crate) section: Section,
    /// The rule.
    pub(crate) name: String,
    /// What it says.
    pub(crate) kind: MarkKind,
    /// Where it is said.
    pub(crate) span: Span,
}

/// How a rule is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MarkKind {
    /// What it means may not change.
    Locked,
    /// It may only be tightened.
    TightenOnly,
    /// Changes may not move a metric this way: `may_not: raise METRIC`.
    MayNot(String),
}

/// Keys that say nothing about what a rule means.
const WORDS: &[&str] = &[
    "about",
    "source",
    "held_by",
    "headings",
    "owner",
    "reviewed_on",
    "review_by",
    "tested_by",
    "deprecated",
];

/// What overrides touch, but for words.
pub(super) fn touches(overrides: &[OverrideFile], packs: &[&Node]) -> Vec<Touch> {
    let mut found = Vec::new();
    for (over, file) in overrides.iter().enumerate() {
        for change in &file.rules {
            let base = packs
                .iter()
                .find_map(|node| node.get(change.section.key())?.get(&change.key.text));
            let mut values = Vec::new();
            leaves(&change.node, &mut Vec::new(), &mut values);
            for (path, node) in values {
                if path.iter().any(|key| WORDS.contains(&key.as_str())) {
                    continue;
                }
                let (freed, tighten_only) = base.map_or((false, false), |base| said(base, &path));
                found.push(Touch {
                    over,
                    section: change.section,
                    name: change.key.text.clone(),
                    same: base
                        .and_then(|base| value(base, &path))
                        .is_some_and(|old| same(old, node)),
                    path,
                    at: node.span,
                    freed,
                    tighten_only,
                });
            }
        }
    }
    found
}

/// The value of a rule at a path; a constant may be written as its value alone.
fn value<'a>(base: &'a Node, path: &[String]) -> Option<&'a Node> {
    let whole = |node: &'a Node| match &node.value {
        Value::Map(_) => node.get("value").or(Some(node)),
        _ => Some(node),
    };
    match path {
        [] => whole(base),
        [only] if only == "value" && !matches!(base.value, Value::Map(_)) => Some(base),
        path => path.iter().try_fold(base, |node, key| node.get(key)),
    }
}

/// Whether something on the way to a value says that it may be changed, or may be tightened. What is nearest to the value decides.
fn said(base: &Node, path: &[String]) -> (bool, bool) {
    let (mut freed, mut tighten_only) = (false, false);
    let mut node = Some(base);
    for key in path.iter().map(Some).chain([None]) {
        let Some(at) = node else { break };
        match at.get(LOCKED).map(|node| &node.value) {
            Some(Value::Bool(false)) => freed = true,
            Some(_) => freed = false,
            None => {}
        }
        match at.get(TIGHTEN).map(|node| &node.value) {
            Some(Value::Bool(false)) => (freed, tighten_only) = (true, false),
            Some(_) => (freed, tighten_only) = (false, true),
            None => {}
        }
        node = key.and_then(|key| at.get(key));
    }
    (freed, tighten_only)
}

/// The rules whose meaning overrides may not change, may only tighten, or may not use to move a metric.
pub(super) fn marks(packs: &[&Node]) -> Vec<Mark> {
    let mut found = Vec::new();
    for section in Section::ALL.iter().filter(|section| section.may_vary()) {
        for (key, rule) in packs
            .iter()
            .flat_map(|node| node.get(section.key()).map_or(&[][..], Node::entries))
        {
            for (mark, value) in rule.entries() {
                let mut add = |kind: MarkKind, span: Span| {
                    found.push(Mark {
                        section: *section,
                        name: key.text.clone(),
                        kind,
                        span,
                    });
                };
                match (mark.text.as_str(), &value.value) {
                    (LOCKED | TIGHTEN, Value::Bool(false)) => {}
                    (TIGHTEN, _) => add(MarkKind::TightenOnly, mark.span),
                    (LOCKED, Value::List(keys)) if keys.iter().all(is_words) => {}
                    (LOCKED, Value::Text(_)) if is_words(value) => {}
                    (LOCKED, _) => add(MarkKind::Locked, mark.span),
                    (MAY_NOT, Value::List(items)) => items
                        .iter()
                        .for_each(|item| add(MarkKind::MayNot(text(item)), item.span)),
                    (MAY_NOT, _) => add(MarkKind::MayNot(text(value)), value.span),
                    _ => {}
                }
            }
        }
    }
    found
}

fn text(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => text.clone(),
        other => other.kind().to_owned(),
    }
}

fn is_words(key: &Node) -> bool {
    matches!(&key.value, Value::Text(text) if WORDS.contains(&text.as_str()))
}
