//! What differs from what packs say for everybody, always, with the values that it states; and what may not differ.

use super::Layers;
use super::merge::{LOCKED, TIGHTEN};
use super::versions::versions;
use crate::Diagnostics;
use crate::context::Context;
use crate::policy::overriding::Override;
use crate::policy::who::Days;
use crate::section::Section;
use crate::source::{Sources, Span};
use crate::syntax::{Node, Value};
use crate::trees::Trees;

/// All differences of a policy's files.
#[derive(Clone, Debug, Default)]
pub struct Differences {
    /// Columns of the entities from the widest to the narrowest group.
    pub ranks: Vec<String>,
    /// The overrides, from the least to the most specific.
    pub overrides: Vec<Overridden>,
    /// Versions of rules, in the order of the files and of time.
    pub versions: Vec<Dated>,
    /// What overrides may not touch, or may only tighten.
    pub locks: Vec<Lock>,
}

/// An override with what it states.
#[derive(Clone, Debug)]
pub struct Overridden {
    /// Whom it is for, since when, and who answers for it.
    pub head: Override,
    /// The values that it states.
    pub values: Vec<Stated>,
}

/// A version of a rule.
#[derive(Clone, Debug)]
pub struct Dated {
    /// When it is in force.
    pub days: Days,
    /// Where that is said.
    pub span: Span,
    /// The values of the rule, as they are in this version.
    pub values: Vec<Stated>,
}

/// A value as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The keys that lead there, with dots: `definitions.active.when`.
    pub path: String,
    /// The value; a list in brackets.
    pub text: String,
}

/// What may not be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// The rule, or the entry of a register, with dots.
    pub of: String,
    /// What of it.
    pub kind: LockKind,
    /// Where it is said.
    pub span: Span,
}

/// How much of a rule is locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockKind {
    /// All of it.
    Whole,
    /// Some of its keys.
    Keys(Vec<String>),
    /// It may only be made tighter; of a constant the way in which it may move.
    TightenOnly(Option<String>),
}

/// What differs, and what may not. The files have no error, or it was reported when the policy was made.
#[must_use]
pub fn differences(trees: &Trees, sources: &Sources) -> Differences {
    let mut reported = Diagnostics::default();
    let mut cx = Context {
        sources,
        diagnostics: &mut reported,
    };
    let packs = trees.packs();
    let layers = Layers::read(&packs, &trees.overrides(), &mut cx);
    let mut found = Differences {
        ranks: layers.ranks.iter().map(|rank| rank.text.clone()).collect(),
        ..Differences::default()
    };
    for file in layers.overrides {
        let mut values = Vec::new();
        for change in &file.rules {
            flatten(
                &format!("{}.{}", change.section, change.key.text),
                &change.node,
                &mut values,
            );
        }
        found.overrides.push(Overridden {
            head: file.head,
            values,
        });
    }
    for node in packs {
        for section in Section::ALL.iter().filter(|section| section.may_vary()) {
            for (key, rule) in node.get(section.key()).map_or(&[][..], Node::entries) {
                let path = format!("{section}.{}", key.text);
                locks(&path, rule, &mut found.locks);
                for version in versions(key, rule, &mut cx) {
                    if version.days != Days::ALL {
                        let mut values = Vec::new();
                        flatten(&path, &version.node, &mut values);
                        found.versions.push(Dated {
                            days: version.days,
                            span: version.span,
                            values,
                        });
                    }
                }
            }
        }
    }
    found
}

/// All values below a node.
fn flatten(path: &str, node: &Node, values: &mut Vec<Stated>) {
    match &node.value {
        Value::Map(entries) => {
            for (key, node) in entries {
                flatten(&format!("{path}.{}", key.text), node, values);
            }
        }
        _ => values.push(Stated {
            path: path.to_owned(),
            text: text(node),
        }),
    }
}

fn text(node: &Node) -> String {
    match &node.value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) => text.trim().to_owned(),
        Value::List(items) => format!("[{}]", items.iter().map(text).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, node)| format!("{}: {}", key.text, text(node)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The locks of a rule, and of the entries in it.
fn locks(path: &str, node: &Node, found: &mut Vec<Lock>) {
    for (key, value) in node.entries() {
        let kind = match (key.text.as_str(), &value.value) {
            (LOCKED | TIGHTEN, Value::Bool(false)) => continue,
            (LOCKED, Value::List(keys)) => LockKind::Keys(keys.iter().map(text).collect()),
            (LOCKED, _) => LockKind::Whole,
            (TIGHTEN, Value::Bool(true)) => LockKind::TightenOnly(None),
            (TIGHTEN, _) => LockKind::TightenOnly(Some(text(value))),
            (name, Value::Map(_)) => {
                let below = if name == "entries" {
                    path.to_owned()
                } else {
                    format!("{path}.{name}")
                };
                locks(&below, value, found);
                continue;
            }
            _ => continue,
        };
        found.push(Lock {
            of: path.to_owned(),
            kind,
            span: key.span,
        });
    }
}
