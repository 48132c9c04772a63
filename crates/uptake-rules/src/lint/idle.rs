//! Overrides that change nothing.

use super::linted::Linted;
use super::warning::warning;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::edits::says_the_same;
use crate::section::Section;
use crate::syntax::{Key, Node, Value};
use crate::trees::is_override;

/// Reports what overrides say of rules that say it already, or of which another override says so for all whom they are for. Where further
/// overrides change a rule, one may take back what another says; such are left alone.
pub(super) fn idle(linted: &Linted<'_>, found: &mut Vec<Diagnostic>) {
    let files = linted.policy.trees.files();
    let overrides: Vec<&Node> = files.iter().filter(|tree| is_override(tree)).collect();
    let packs: Vec<&Node> = files.iter().filter(|tree| !is_override(tree)).collect();
    for tree in overrides.iter().filter(|tree| (linted.own)(tree.span)) {
        for section in Section::ALL {
            for (key, change) in rules(tree, *section) {
                let others = overrides
                    .iter()
                    .filter(|other| other.span != tree.span && !apart(other, tree));
                let others = others.filter_map(|other| {
                    let known = rules(other, *section).iter().find(|(name, _)| name.text == key.text);
                    Some((*other, known?))
                });
                let others: Vec<(&Node, &(Key, Node))> = others.collect();
                let mut base = packs.iter().filter_map(|pack| {
                    let known = rules(pack, *section);
                    known.iter().find(|(name, _)| name.text == key.text)
                });
                let Some(rule) = base.next() else { continue };
                let (first, by) = match others.as_slice() {
                    [] if within(change, &rule.1) => (&rule.0, "rule"),
                    [(other, known)] if covers(other, tree) && within(change, &known.1) => (&known.0, "wider override"),
                    _ => continue,
                };
                let message = format!("the override of the {} `{}` changes nothing", section.one(), key.text);
                let help = format!("remove it: the {by} says the same");
                let idle = warning(Code::IdleOverride, key.span, message, help);
                found.push(idle.related(first.span, format!("the {by} is here")));
            }
        }
    }
}

/// Whether an override holds for more than another one, and for all whom that is for, at any time.
fn covers(wide: &Node, narrow: &Node) -> bool {
    let always = [wide, narrow].iter().all(|tree| tree.get("effective").is_none());
    let (wide, narrow) = (whom(wide), whom(narrow));
    let in_narrow = |(key, value): &(Key, Node)| {
        let mut same = narrow.iter().filter(|(known, _)| known.text == key.text);
        same.any(|(_, known)| says_the_same("", known, value))
    };
    always && wide.len() < narrow.len() && wide.iter().all(in_narrow)
}

/// Whether nobody is one of both groups: they are for different values of something.
fn apart(one: &Node, other: &Node) -> bool {
    let differs = |(key, value): &(Key, Node)| {
        let mut same = whom(other).iter().filter(|(known, _)| known.text == key.text);
        same.any(|(_, known)| match (value.text(), known.text()) {
            (Some(value), Some(known)) => value != known,
            _ => false,
        })
    };
    whom(one).iter().any(differs)
}

/// Whom an override is for: everybody, if it doesn't say.
fn whom(tree: &Node) -> &[(Key, Node)] {
    tree.get("for").map_or(&[][..], Node::entries)
}

fn rules(tree: &Node, section: Section) -> &[(Key, Node)] {
    tree.get(section.key()).map_or(&[][..], Node::entries)
}

/// Whether a rule says all that a change says.
fn within(change: &Node, rule: &Node) -> bool {
    match (&change.value, &rule.value) {
        (Value::Map(changes), Value::Map(_)) => changes.iter().all(|(key, change)| {
            rule.get(&key.text)
                .is_some_and(|known| within_key(&key.text, change, known))
        }),
        _ => says_the_same("", change, rule),
    }
}

fn within_key(key: &str, change: &Node, known: &Node) -> bool {
    match (&change.value, &known.value) {
        (Value::Map(_), Value::Map(_)) => within(change, known),
        _ => says_the_same(key, change, known),
    }
}
