//! Rules that say the same: word by word, or as the prover shows.

use super::linted::Linted;
use super::warning::warning;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::edits::meaning;
use crate::policy::{Policy, accountability};
use crate::proving::alike;
use crate::section::Section;
use crate::source::Span;
use crate::syntax::{Key, Node, Value};
use crate::trees::is_override;
use std::collections::BTreeMap;

/// The sections whose rules are compared.
const COMPARED: &[Section] = &[
    Section::Measures,
    Section::Definitions,
    Section::Ladders,
    Section::Metrics,
    Section::Checks,
];

/// Reports rules that say what an earlier one of their section says.
pub(super) fn same(linted: &Linted<'_>, found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<(Section, String), &Key> = BTreeMap::new();
    let mut told: Vec<Span> = Vec::new();
    for (section, key, node) in linted.rules(COMPARED) {
        // Versions of a rule, and what depends on scripts, are read elsewhere.
        let Some(said) = said(node) else { continue };
        match first.get(&(section, said.clone())) {
            // For some of those who are judged they say something else.
            Some(other) if changed(linted, section, &key.text, &other.text) => {}
            Some(other) => {
                told.push(key.span);
                if !takes_place(linted.policy, section, &key.text, &other.text) {
                    found.push(report(section, key, other));
                }
            }
            None => {
                first.insert((section, said), key);
            }
        }
    }
    let own: Vec<String> = linted
        .rules(&[Section::Definitions])
        .filter(|(_, key, _)| !told.contains(&key.span))
        .map(|(_, key, _)| key.text.clone())
        .collect();
    let keys: BTreeMap<&str, &Key> = linted
        .rules(&[Section::Definitions])
        .map(|(_, key, _)| (key.text.as_str(), key))
        .collect();
    for (one, other) in alike(linted.policy, &own) {
        if changed(linted, Section::Definitions, &one, &other) {
            continue;
        }
        if let (Some(first), Some(second)) = (keys.get(one.as_str()), keys.get(other.as_str()))
            && !takes_place(linted.policy, Section::Definitions, &one, &other)
        {
            found.push(report(Section::Definitions, second, first));
        }
    }
}

/// Whether one of two rules is said to take the place of the other: that both say the same is meant.
fn takes_place(policy: &Policy, section: Section, one: &str, other: &str) -> bool {
    let rules = policy.accountable.iter().filter(|rule| rule.section == section);
    let mut pairs =
        rules.filter_map(|rule| Some((rule.rule.text.as_str(), rule.stated.deprecated.as_ref()?.text.as_str())));
    pairs.any(|pair| pair == (one, other) || pair == (other, one))
}

/// Whether two rules of a section are shown to say the same: word by word, since one is the other's name alone, or by the prover. Where
/// overrides say something of one of both, nothing is shown.
pub(super) fn say_the_same(linted: &Linted<'_>, section: Section, one: &str, other: &str) -> bool {
    let policy = linted.policy;
    if changed(linted, section, one, other) {
        return false;
    }
    let rules = || {
        let trees = policy.trees.files().iter().filter(|tree| !is_override(tree));
        trees.flat_map(move |tree| tree.get(section.key()).map_or(&[][..], Node::entries))
    };
    let node = |name: &str| rules().find(|(key, _)| key.text == name).map(|(_, node)| node);
    let (Some(first), Some(second)) = (node(one), node(other)) else {
        return false;
    };
    if said(first).is_some_and(|first| said(second).is_some_and(|second| first == second)) {
        return true;
    }
    let is_name = match &first.value {
        Value::Map(entries) => {
            let mut says = entries.iter().filter(|(key, _)| !is_for_people(&key.text));
            let only = says.next().filter(|_| says.next().is_none());
            only.is_some_and(|(key, node)| {
                ["when", "value"].contains(&key.text.as_str()) && node.text().is_some_and(|text| text.trim() == other)
            })
        }
        _ => false,
    };
    is_name || (section == Section::Definitions && !alike(policy, &[one.to_owned(), other.to_owned()]).is_empty())
}

/// Whether an override says something of one of two rules.
fn changed(linted: &Linted<'_>, section: Section, one: &str, other: &str) -> bool {
    let mut names = linted.overridden.iter();
    names.any(|(of, name)| *of == section && (name == one || name == other))
}

/// Whether a key says something about a rule, rather than what the rule says.
fn is_for_people(key: &str) -> bool {
    accountability::KEYS.contains(&key) || ["about", "title", "aliases", "topic"].contains(&key)
}

fn report(section: Section, key: &Key, first: &Key) -> Diagnostic {
    let message = format!("the {} `{}` says the same as `{}`", section.one(), key.text, first.text);
    warning(
        Code::SameRule,
        key.span,
        message,
        "keep one of the two, and name it where the other is named",
    )
    .related(first.span, "the other is here")
}

/// What a rule says, without its words for people; `None` if it says nothing.
fn said(node: &Node) -> Option<String> {
    let Value::Map(entries) = &node.value else { return None };
    let says = entries.iter().filter(|(key, _)| !is_for_people(&key.text));
    let mut said: Vec<String> = says
        .map(|(key, node)| format!("{}: {}", key.text, meaning(&key.text, node)))
        .collect();
    said.sort();
    (!said.is_empty()).then(|| said.join("\n"))
}
