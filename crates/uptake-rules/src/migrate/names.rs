//! What is called otherwise from a version on. A new version is a line in [`STEPS`].

use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::section::Section;
use crate::source::Span;
use crate::syntax::version::NEWEST;
use crate::syntax::{Key, Node, Value};

/// A key of rules that has another name from a version on.
pub(super) struct Renamed {
    /// The version.
    pub(super) since: i64,
    /// The section of the rules.
    pub(super) section: Section,
    /// What it was called.
    pub(super) old: &'static str,
    /// What it is called.
    pub(super) new: &'static str,
}

/// All of them.
pub(super) const STEPS: &[Renamed] = &[
    // Which rows count is `where`, in a check as in a measure.
    Renamed {
        since: 2,
        section: Section::Checks,
        old: "of",
        new: "where",
    },
];

/// The key whose values are names of keys of its rule: what an override takes out of it.
const REMOVE: &str = "remove";

/// The version that a file states, if it is one of ours.
#[must_use]
pub fn version_of(tree: &Node) -> Option<i64> {
    match tree.get("uptake").map(|node| &node.value) {
        Some(Value::Int(version)) if (1..=NEWEST).contains(version) => Some(*version),
        _ => None,
    }
}

/// Gives the keys of a file the names of the first version.
pub(crate) fn into_first(tree: &mut Node) {
    let Some(version) = version_of(tree) else { return };
    for step in STEPS.iter().filter(|step| step.since <= version) {
        let Value::Map(sections) = &mut tree.value else { return };
        let section = sections.iter_mut().filter(|(key, _)| key.text == step.section.key());
        for (_, rule) in section.flat_map(|(_, node)| rules(node)) {
            if let Value::Map(entries) = &mut rule.value {
                for (key, value) in entries.iter_mut() {
                    if key.text == step.new {
                        step.old.clone_into(&mut key.text);
                    }
                    if key.text == REMOVE
                        && let Value::List(items) = &mut value.value
                    {
                        for item in items {
                            if matches!(&item.value, Value::Text(text) if text == step.new) {
                                item.value = Value::Text(step.old.to_owned());
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the version of a file calls a key of the first version; `way` are the keys that lead to its mapping.
#[must_use]
pub fn called<'k>(tree: &Node, way: &[&str], key: &'k str) -> &'k str {
    let version = version_of(tree).unwrap_or(1);
    let renamed = STEPS.iter().find(|step| {
        let section = matches!(way, [section, _] if *section == step.section.key());
        section && step.since <= version && step.old == key
    });
    renamed.map_or(key, |step| step.new)
}

/// The keys that a rule of an override removes, each with its place.
pub(super) fn removed(rule: &Node) -> impl Iterator<Item = (&str, Span)> {
    let items = match rule.get(REMOVE).map(|node| &node.value) {
        Some(Value::List(items)) => items.as_slice(),
        Some(_) | None => &[],
    };
    items.iter().filter_map(|item| Some((item.text()?, item.span)))
}

fn rules(node: &mut Node) -> &mut [(Key, Node)] {
    match &mut node.value {
        Value::Map(entries) => entries,
        _ => &mut [],
    }
}

/// Reports keys with a name that the file's version has given up, and those with one that it doesn't have yet.
pub(crate) fn report(tree: &Node, cx: &mut Context<'_>) {
    let Some(version) = version_of(tree) else { return };
    for step in STEPS {
        let newer = step.since <= version;
        let (wrong, right) = if newer {
            (step.old, step.new)
        } else {
            (step.new, step.old)
        };
        for (_, rule) in tree.get(step.section.key()).map_or(&[][..], Node::entries) {
            let keys = rule.entries().iter().map(|(key, _)| (key.text.as_str(), key.span));
            for (key, span) in keys.chain(removed(rule)) {
                if cx.sources.text(span).trim_matches(['"', '\'']) != wrong || ![step.old, step.new].contains(&key) {
                    continue;
                }
                // A name that isn't there yet is an unknown key for whoever reads the rule, too.
                if newer {
                    let message =
                        format!("in version {version} of the rule language `{wrong}` is called `{right}` here");
                    let fault = Diagnostic::error(Code::UnknownKey, span, message);
                    cx.diagnostics.push(fault.did_you_mean(Some(right)));
                }
            }
        }
    }
}
