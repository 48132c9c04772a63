//! Metrics that may not move by one rule, and may by another one that they read.

use super::linted::Linted;
use super::warning::warning;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::policy::metric::MetricKind;
use crate::proving::read_by;
use crate::section::Section;
use crate::syntax::{Key, Node, Value};
use std::collections::{BTreeMap, BTreeSet};

const MAY_NOT: &str = "may_not";
const LOCKED: &str = "locked";

/// Reports shares that are bound by some of what they are shares of alone: a group may change the rest. What a bound rule reads is bound
/// with it.
pub(super) fn half_bound(linted: &Linted<'_>, found: &mut Vec<Diagnostic>) {
    let packs = linted.policy.trees.packs();
    let rules: Vec<(Section, &Key, &Node)> = packs
        .iter()
        .flat_map(|tree| {
            Section::ALL.iter().flat_map(move |section| {
                let rules = tree.get(section.key()).map_or(&[][..], Node::entries);
                rules.iter().map(move |(key, rule)| (*section, key, rule))
            })
        })
        .collect();
    let is_locked = |rule: &Node| matches!(rule.get(LOCKED).map(|node| &node.value), Some(Value::Bool(true)));
    let mut locked: BTreeSet<(Section, String)> = BTreeSet::new();
    let mut bound: BTreeMap<(&str, &str), Bound<'_>> = BTreeMap::new();
    for (section, key, rule) in &rules {
        if is_locked(rule) {
            locked.insert((*section, key.text.clone()));
        }
        for text in rule.get(MAY_NOT).map_or(&[][..], texts) {
            let Some((way, metric)) = text.text().and_then(|text| text.split_once(' ')) else {
                continue;
            };
            let bound = bound.entry((way, metric.trim())).or_default();
            bound.rules.insert((*section, key.text.clone()));
            bound.at.push((key, text));
        }
    }
    for ((way, name), bound) in bound {
        let Some((by, text)) = bound.at.iter().find(|(key, _)| (linted.own)(key.span)) else {
            continue;
        };
        let Some(metric) = linted.policy.metric(name) else {
            continue;
        };
        let MetricKind::Share(active) = &metric.kind else {
            continue;
        };
        let closed = read_by(
            linted.policy,
            linted.sources,
            &bound.rules.union(&locked).cloned().collect(),
        );
        let read = std::iter::once(active).chain(&metric.of);
        for free in read.filter(|read| !closed.contains(&(Section::Definitions, read.text.clone()))) {
            let stated = rules
                .iter()
                .find(|(section, key, _)| *section == Section::Definitions && key.text == free.text);
            let Some((_, stated, _)) = stated else { continue };
            let moves = if way == "raise" { "rise" } else { "fall" };
            let message = format!(
                "`{name}` may not {moves} by `{}`, and may by `{}`, which it reads, too",
                by.text, free.text
            );
            let help = format!(
                "write `{MAY_NOT}: {way} {name}` beside `{}`, too, or lock it",
                free.text
            );
            found.push(warning(Code::HalfBound, text.span, message, help).related(stated.span, "groups may change it"));
        }
    }
}

/// The rules by which a metric may not move one way, and where they say it.
#[derive(Default)]
struct Bound<'n> {
    rules: BTreeSet<(Section, String)>,
    at: Vec<(&'n Key, &'n Node)>,
}

/// The texts of a value: one, or those of a list.
fn texts(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}
