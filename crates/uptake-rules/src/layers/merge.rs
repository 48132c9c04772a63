//! Laying one tree over another: mappings are merged key by key, everything else is replaced as a whole.
//!
//! `remove: [key, …]` in a mapping takes keys out of the mapping below it. `locked` in a mapping below says which of its
//! keys may not be touched: `true` for all, or a list of them.

use crate::section::Section;
use crate::source::Span;
use crate::syntax::{Key, Node, Value};

/// The key that lists what is taken out.
pub(super) const REMOVE: &str = "remove";
/// The key that says what no override may touch.
pub(super) const LOCKED: &str = "locked";
/// The key that says what overrides may only tighten.
pub(super) const TIGHTEN: &str = "tighten_only";
/// The key that says which way overrides may not move a metric.
pub(super) const MAY_NOT: &str = "may_not";

/// What happened while trees were laid over each other.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// Values that took the place of others.
    pub(super) replaced: Vec<Replaced>,
    /// Locked values that were touched.
    pub(super) locked: Vec<Touched>,
    /// Keys that should go and aren't there.
    pub(super) absent: Vec<(String, Span)>,
}

/// A value that took the place of another, or removed it.
#[derive(Clone, Debug)]
pub(super) struct Replaced {
    /// The keys that lead there.
    pub(super) path: Vec<String>,
    /// What stood there.
    pub(super) old: Node,
}

/// A touch of something locked.
#[derive(Clone, Debug)]
pub(super) struct Touched {
    /// The keys that lead there.
    pub(super) path: Vec<String>,
    /// The key in the override.
    pub(super) at: Span,
    /// The lock.
    pub(super) lock: Span,
}

/// `over` laid over `base`; `path` leads to them.
pub(super) fn merge(base: &Node, over: &Node, path: &mut Vec<String>, log: &mut Log) -> Node {
    let (Value::Map(below), Value::Map(above)) = (&base.value, &over.value) else {
        // What is replaced as a whole loses its locks too.
        if let Some(lock) = lock_within(base) {
            log.locked.push(Touched {
                path: path.clone(),
                at: over.span,
                lock,
            });
        }
        log.replaced.push(Replaced {
            path: path.clone(),
            old: base.clone(),
        });
        return over.clone();
    };
    let lock = lock_of(below);
    let mut merged = below.clone();
    for (key, node) in above {
        if key.text == REMOVE {
            remove(&mut merged, node, lock.as_ref(), path, log);
            continue;
        }
        if let Some(lock) = &lock
            && lock.holds(&key.text)
        {
            path.push(key.text.clone());
            log.locked.push(Touched {
                path: path.clone(),
                at: key.span,
                lock: lock.span,
            });
            path.pop();
        }
        match merged.iter_mut().find(|(known, _)| known.text == key.text) {
            Some((known, below)) => {
                path.push(key.text.clone());
                *below = merge(below, node, path, log);
                path.pop();
                // Faults of a value that was replaced as a whole are shown where the new one stands.
                if !matches!(node.value, Value::Map(_)) {
                    *known = key.clone();
                }
            }
            None => merged.push((key.clone(), node.clone())),
        }
    }
    Node {
        value: Value::Map(merged),
        span: base.span,
    }
}

fn remove(merged: &mut Vec<(Key, Node)>, node: &Node, lock: Option<&Lock>, path: &[String], log: &mut Log) {
    let one = std::slice::from_ref(node);
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => one,
    };
    for item in items {
        let Value::Text(name) = &item.value else {
            log.absent.push((item.value.kind().to_owned(), item.span));
            continue;
        };
        let Some(at) = merged.iter().position(|(key, _)| key.text == *name) else {
            log.absent.push((name.clone(), item.span));
            continue;
        };
        let full: Vec<String> = path.iter().cloned().chain([name.clone()]).collect();
        let own = lock.filter(|lock| lock.holds(name)).map(|lock| lock.span);
        if let Some(lock) = own.or_else(|| merged.get(at).and_then(|(_, node)| lock_within(node))) {
            log.locked.push(Touched {
                path: full.clone(),
                at: item.span,
                lock,
            });
        }
        let (_, old) = merged.remove(at);
        log.replaced.push(Replaced { path: full, old });
    }
}

/// The place of a lock, or of a mark that only tightening is allowed, anywhere in a tree.
fn lock_within(node: &Node) -> Option<Span> {
    node.entries()
        .iter()
        .find_map(|(key, node)| match (key.text.as_str(), &node.value) {
            (LOCKED | TIGHTEN, Value::Bool(false)) => None,
            (LOCKED | TIGHTEN, _) => Some(key.span),
            _ => lock_within(node),
        })
}

/// A constant may be written as its value alone; laid over a mapping, it is the mapping's value. A whole number over one with a
/// fraction is one with a fraction, as in `50` over `50.0`: a division goes on to be exact.
pub(super) fn whole(section: Section, base: &Node, over: &Node) -> Node {
    if section != Section::Constants {
        return over.clone();
    }
    let fraction = |node: &Node| matches!(node.value, Value::Float(_));
    let is_fraction = match &base.value {
        Value::Map(_) => base.get("value").is_some_and(fraction),
        _ => fraction(base),
    };
    let number = |node: &Node| match node.value {
        #[allow(clippy::cast_precision_loss, reason = "a number typed into a rule file")]
        Value::Int(number) if is_fraction => Node {
            value: Value::Float(number as f64),
            span: node.span,
        },
        _ => node.clone(),
    };
    match (&base.value, &over.value) {
        (Value::Map(_), Value::Map(entries)) => {
            let entries = entries.iter().map(|(key, node)| match key.text.as_str() {
                "value" => (key.clone(), number(node)),
                _ => (key.clone(), node.clone()),
            });
            Node {
                value: Value::Map(entries.collect()),
                span: over.span,
            }
        }
        (Value::Map(_), _) => Node {
            value: Value::Map(vec![(
                Key {
                    text: "value".to_owned(),
                    span: over.span,
                },
                number(over),
            )]),
            span: over.span,
        },
        _ => number(over),
    }
}

/// What a mapping's `locked` protects.
struct Lock {
    span: Span,
    /// All keys if empty.
    keys: Vec<String>,
}

impl Lock {
    /// The locks themselves are always protected.
    fn holds(&self, key: &str) -> bool {
        self.keys.is_empty()
            || key == LOCKED
            || key == TIGHTEN
            || key == MAY_NOT
            || self.keys.iter().any(|locked| locked == key)
    }
}

fn lock_of(entries: &[(Key, Node)]) -> Option<Lock> {
    let (key, node) = entries.iter().find(|(key, _)| key.text == LOCKED)?;
    let keys = match &node.value {
        Value::Bool(true) => Vec::new(),
        Value::List(items) => items
            .iter()
            .filter_map(|item| match &item.value {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            })
            .collect(),
        Value::Text(text) => vec![text.clone()],
        _ => return None,
    };
    Some(Lock { span: key.span, keys })
}

/// Whether two trees say the same, wherever they stand.
pub(super) fn same(one: &Node, two: &Node) -> bool {
    match (&one.value, &two.value) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(one), Value::Bool(two)) => one == two,
        (Value::Int(one), Value::Int(two)) => one == two,
        (Value::Float(one), Value::Float(two)) => one.to_bits() == two.to_bits(),
        (Value::Text(one), Value::Text(two)) => one == two,
        (Value::List(one), Value::List(two)) => one.len() == two.len() && one.iter().zip(two).all(|(a, b)| same(a, b)),
        (Value::Map(one), Value::Map(two)) => {
            one.len() == two.len()
                && one.iter().all(|(key, a)| {
                    two.iter()
                        .find(|(other, _)| other.text == key.text)
                        .is_some_and(|(_, b)| same(a, b))
                })
        }
        _ => false,
    }
}

/// What an override touches: the way to each value that is no mapping, and to each key that is removed.
pub(super) fn leaves<'a>(node: &'a Node, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, &'a Node)>) {
    let entries = match &node.value {
        // An entry of which nothing is said is one all the same.
        Value::Map(entries) if !entries.is_empty() || path.is_empty() => entries,
        _ => {
            found.push((path.clone(), node));
            return;
        }
    };
    for (key, node) in entries {
        if key.text == REMOVE {
            let one = std::slice::from_ref(node);
            let items = match &node.value {
                Value::List(items) => items.as_slice(),
                _ => one,
            };
            for item in items {
                if let Value::Text(name) = &item.value {
                    found.push((path.iter().cloned().chain([name.clone()]).collect(), node));
                }
            }
            continue;
        }
        path.push(key.text.clone());
        leaves(node, path, found);
        path.pop();
    }
}

/// A tree without some keys of its outermost mapping.
pub(super) fn without(node: &Node, keys: &[&str]) -> Node {
    match &node.value {
        Value::Map(entries) => Node {
            value: Value::Map(
                entries
                    .iter()
                    .filter(|(key, _)| !keys.contains(&key.text.as_str()))
                    .cloned()
                    .collect(),
            ),
            span: node.span,
        },
        _ => node.clone(),
    }
}
