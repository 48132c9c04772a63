//! Overrides that change nothing.

use super::linted::Linted;
use super::warning::warning;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::edits::says_the_same;
use crate::section::Section;
use crate::syntax::{Key, Node, Value};
use crate::trees::is_override;

/// Reports what overrides say of rules that say it already. Where several overrides change a rule, one may take back what another
/// says; such are left alone.
pub(super) fn idle(linted: &Linted<'_>, found: &mut Vec<Diagnostic>) {
    let files = linted.policy.trees.files();
    let overrides: Vec<&Node> = files.iter().filter(|tree| is_override(tree)).collect();
    let packs: Vec<&Node> = files.iter().filter(|tree| !is_override(tree)).collect();
    for tree in overrides.iter().filter(|tree| (linted.own)(tree.span)) {
        for section in Section::ALL {
            for (key, change) in rules(tree, *section) {
                let others = overrides
                    .iter()
                    .filter(|other| other.span != tree.span)
                    .any(|other| rules(other, *section).iter().any(|(name, _)| name.text == key.text));
                let mut base = packs.iter().filter_map(|pack| {
                    let known = rules(pack, *section);
                    known.iter().find(|(name, _)| name.text == key.text)
                });
                let Some((first, rule)) = base.next() else { continue };
                if others || !within(change, rule) {
                    continue;
                }
                let message = format!("the override of the {} `{}` changes nothing", section.one(), key.text);
                let help = "remove it: the rule says the same";
                found
                    .push(warning(Code::IdleOverride, key.span, message, help).related(first.span, "the rule is here"));
            }
        }
    }
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
