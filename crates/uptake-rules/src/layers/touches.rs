//! What overrides touch, value by value, and what the rules of packs say of their own protection.

use super::merge::{LOCKED, MAY_NOT, REMOVE, TIGHTEN, leaves, same};
use super::overriding::OverrideFile;
use crate::section::Section;
use crate::source::Span;
use crate::syntax::{Node, Value};
use std::collections::BTreeSet;

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

/// Keys that say nothing about what a rule means, right below the rule.
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

/// The same of a column, an input or an entry; any other key there may be a name that somebody gave.
const INNER_WORDS: &[&str] = &["about", "headings"];

/// Whether a value of a rule says nothing about what it means.
fn says_words(path: &[String]) -> bool {
    let at = |number: usize| path.get(number).map(String::as_str);
    let is_one = |words: &[&str], number: usize| at(number).is_some_and(|key| words.contains(&key));
    is_one(WORDS, 0) || is_one(&["columns", "input", "entries"], 0) && is_one(INNER_WORDS, 2)
}

/// The ways to all that an override changes of a rule, but for words.
pub(super) fn changed(node: &Node) -> Vec<Vec<String>> {
    let mut values = Vec::new();
    leaves(node, &mut Vec::new(), &mut values);
    let paths = values.into_iter().map(|(path, _)| path);
    paths.filter(|path| !says_words(path)).collect()
}

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
                if says_words(&path) {
                    continue;
                }
                let (freed, tighten_only) = base.map_or((false, false), |base| said(base, &path));
                found.push(Touch {
                    over,
                    section: change.section,
                    name: change.key.text.clone(),
                    same: base.is_some_and(|base| says_same(base, &change.node, &path, node)),
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

/// Whether a pack says what an override states at a path. What is removed is said no more, and a version of the rule may say something else.
fn says_same(base: &Node, over: &Node, path: &[String], stated: &Node) -> bool {
    let removed = !value_at(over, path).is_some_and(|node| std::ptr::eq(node, stated));
    let versions = base.get("versions").is_some();
    let adds_nothing =
        |old: &Node| matches!((&old.value, &stated.value), (Value::Map(_), Value::Map(more)) if more.is_empty());
    // `column: text` is short for `column: { type: text }`.
    let short = path.split_last().filter(|(last, _)| *last == "type");
    let short = short.and_then(|(_, column)| value_at(base, column));
    let short = short.filter(|column| !matches!(column.value, Value::Map(_)));
    !removed
        && !versions
        && (value(base, path).is_some_and(|old| same(old, stated) || adds_nothing(old))
            || short.is_some_and(|old| same(old, stated)))
}

impl Touch {
    /// What tells it from all others.
    pub(crate) fn own(&self) -> Own {
        (self.section, self.name.clone(), self.path.clone(), self.at)
    }
}

/// The section, the rule, the keys and the place of a touch.
pub(crate) type Own = (Section, String, Vec<String>, Span);

/// An override file with some of its touches alone, and without waivers.
pub(crate) fn of_touches(over: &Node, touches: &BTreeSet<Own>) -> Node {
    const HEAD: &[&str] = &["uptake", "extends", "owner", "for", "effective"];
    let mut kept = Vec::new();
    for (key, node) in over.entries() {
        match Section::ALL.iter().find(|section| section.key() == key.text) {
            Some(section) => {
                let rules = node.entries().iter().filter_map(|(name, rule)| {
                    let has =
                        |path: &[String], at: Span| touches.contains(&(*section, name.text.clone(), path.to_vec(), at));
                    Some((name.clone(), only(rule, &mut Vec::new(), &has)?))
                });
                let rules = Value::Map(rules.collect());
                kept.push((
                    key.clone(),
                    Node {
                        value: rules,
                        span: node.span,
                    },
                ));
            }
            None if HEAD.contains(&key.text.as_str()) => kept.push((key.clone(), node.clone())),
            None => {}
        }
    }
    Node {
        value: Value::Map(kept),
        span: over.span,
    }
}

/// The parts of a rule that are among some, with what they take out.
fn only(node: &Node, path: &mut Vec<String>, has: &dyn Fn(&[String], Span) -> bool) -> Option<Node> {
    let entries = match &node.value {
        Value::Map(entries) if !entries.is_empty() || path.is_empty() => entries,
        _ => return has(path, node.span).then(|| node.clone()),
    };
    let mut kept = Vec::new();
    for (key, inner) in entries {
        path.push(key.text.clone());
        if key.text == REMOVE {
            let one = std::slice::from_ref(inner);
            let items = match &inner.value {
                Value::List(items) => items.as_slice(),
                _ => one,
            };
            let taken = items.iter().filter(|item| {
                let mut full = path.clone();
                full.pop();
                full.extend(item.text().map(str::to_owned));
                has(&full, inner.span)
            });
            let taken: Vec<Node> = taken.cloned().collect();
            if !taken.is_empty() {
                kept.push((
                    key.clone(),
                    Node {
                        value: Value::List(taken),
                        span: inner.span,
                    },
                ));
            }
        } else if let Some(inner) = only(inner, path, has) {
            kept.push((key.clone(), inner));
        }
        path.pop();
    }
    (!kept.is_empty()).then_some(Node {
        value: Value::Map(kept),
        span: node.span,
    })
}

fn value_at<'a>(node: &'a Node, path: &[String]) -> Option<&'a Node> {
    path.iter().try_fold(node, |node, key| node.get(key))
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
        path => value_at(base, path),
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
