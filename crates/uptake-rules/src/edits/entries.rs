//! Edits of the entries of a register, each by itself: a register has many, and who added which when is what is asked for.

use super::same::same;
use super::units::{Content, Found, Part, section_of};
use crate::section::Section;
use crate::syntax::{Key, Node, Value};

/// The key of a register that has its entries.
const ENTRIES: &str = "entries";

/// More entries than these are told together: what each does by itself is judged on the data, which are read anew for each.
const MOST: usize = 25;

/// An entry that differs: as the first set has it, and as the second does.
pub(super) type Pair = (Option<Found>, Option<Found>);

/// The entries that differ between two forms of a register, if they are few and nothing else differs: neither its fields, nor the order of
/// its entries, in which patterns are tried.
pub(super) fn differing(was: &Found, is: &Found) -> Option<Vec<Pair>> {
    let Part::Rule(Section::Registers, register) = &was.unit.part else {
        return None;
    };
    let (Content::Entry(_, old), Content::Entry(_, new)) = (&was.content, &is.content) else {
        return None;
    };
    if !same(&without(old)?, &without(new)?) {
        return None;
    }
    let (old, new) = (entries(old)?, entries(new)?);
    let in_both = |all: &[(Key, Node)], other: &[(Key, Node)]| -> Vec<String> {
        let both = all
            .iter()
            .filter(|(key, _)| other.iter().any(|(known, _)| known.text == key.text));
        both.map(|(key, _)| key.text.clone()).collect()
    };
    if in_both(old, new) != in_both(new, old) {
        return None;
    }
    let entry = |of: &Found, (key, node): &(Key, Node)| {
        let mut found = of.clone();
        found.unit.part = Part::Entry(register.clone(), key.text.clone());
        found.content = Content::Entry(key.clone(), node.clone());
        found
    };
    let named = |all: &'_ [(Key, Node)], name: &str| all.iter().find(|(key, _)| key.text == name).cloned();
    let mut pairs = Vec::new();
    for now in new {
        match named(old, &now.0.text) {
            Some(then) if same(&then.1, &now.1) => {}
            then => pairs.push((then.map(|then| entry(was, &then)), Some(entry(is, now)))),
        }
    }
    for then in old.iter().filter(|(key, _)| named(new, &key.text).is_none()) {
        pairs.push((Some(entry(was, then)), None));
    }
    (pairs.len() <= MOST).then_some(pairs)
}

/// Gives a register of a file an entry as another file has it, or takes it away if there is none.
pub(super) fn change(tree: &mut Node, register: &str, name: &str, after: Option<(&Node, &Key, &Node)>) {
    let registers = section_of(tree, Section::Registers.key());
    let stated = registers.and_then(|all| all.iter_mut().find(|(key, _)| key.text == register));
    let Some((_, stated)) = stated else { return };
    let Some(own) = section_of(stated, ENTRIES) else { return };
    let Some((origin, key, node)) = after else {
        own.retain(|(known, _)| known.text != name);
        return;
    };
    if let Some(known) = own.iter_mut().find(|(known, _)| known.text == name) {
        *known = (key.clone(), node.clone());
        return;
    }
    // After the one that it follows where it comes from.
    let origin = origin.get(Section::Registers.key()).and_then(|all| all.get(register));
    let origin = origin.and_then(entries).unwrap_or_default();
    let before = origin.iter().take_while(|(known, _)| known.text != name);
    let mut before: Vec<&str> = before.map(|(known, _)| known.text.as_str()).collect();
    before.reverse();
    let follows = |name: &&str| own.iter().position(|(known, _)| known.text == **name);
    let at = before.iter().find_map(follows).map_or(0, |at| at + 1);
    own.insert(at, (key.clone(), node.clone()));
}

fn entries(register: &Node) -> Option<&[(Key, Node)]> {
    match &register.get(ENTRIES)?.value {
        Value::Map(entries) => Some(entries),
        _ => None,
    }
}

/// A register without its entries.
fn without(register: &Node) -> Option<Node> {
    let Value::Map(keys) = &register.value else { return None };
    let keys = keys.iter().filter(|(key, _)| key.text != ENTRIES);
    Some(Node {
        value: Value::Map(keys.cloned().collect()),
        span: register.span,
    })
}
