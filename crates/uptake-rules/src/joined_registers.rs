//! Registers whose entries stand in several files of a pack.
//!
//! One file states the register; another file beside it may have nothing but `entries` for it, such as the names that a run
//! found in no register. Only files of one folder are joined: what another pack adds would go around whoever answers for
//! this one, and stays an error, like two registers of one name.

use crate::rule_file::RuleFile;
use crate::section::Section;
use crate::syntax::{Key, Node, Value};
use std::path::Path;

/// The key of a register that has its entries.
const ENTRIES: &str = "entries";

/// Moves entries to the file that states their register. Overrides are left alone: what they say of a register is for a group.
pub(crate) fn join(files: &mut [(&RuleFile, Node)]) {
    for from in 0..files.len() {
        let Some((file, tree)) = files.get(from) else { return };
        let added: Vec<String> = registers(tree)
            .iter()
            .filter(|(_, register)| only_entries(register))
            .map(|(key, _)| key.text.clone())
            .collect();
        let folder = folder(file).to_path_buf();
        for name in added {
            let states = |(at, (file, tree)): (usize, &(&RuleFile, Node))| {
                let stated = registers(tree)
                    .iter()
                    .any(|(key, register)| key.text == name && !only_entries(register));
                (at != from && self::folder(file) == folder && stated).then_some(at)
            };
            let Some(to) = files.iter().enumerate().find_map(states) else {
                continue;
            };
            let taken = files.get_mut(from).and_then(|(_, tree)| take(tree, &name));
            if let (Some(entries), Some((_, tree))) = (taken, files.get_mut(to)) {
                give(tree, &name, entries);
            }
        }
    }
}

fn folder(file: &RuleFile) -> &Path {
    Path::new(file.path()).parent().unwrap_or(Path::new(""))
}

fn registers(tree: &Node) -> &[(Key, Node)] {
    if tree.get("extends").is_some() {
        return &[];
    }
    tree.get(Section::Registers.key()).map_or(&[][..], Node::entries)
}

/// Whether it adds entries and states nothing.
fn only_entries(register: &Node) -> bool {
    !register.entries().is_empty() && register.entries().iter().all(|(key, _)| key.text == ENTRIES)
}

/// Takes a register's entries out of a tree.
fn take(tree: &mut Node, name: &str) -> Option<Vec<(Key, Node)>> {
    let registers = inside(tree, Section::Registers.key())?;
    let at = registers.iter().position(|(key, _)| key.text == name)?;
    let (_, mut register) = registers.remove(at);
    inside(&mut register, ENTRIES).map(std::mem::take)
}

/// Adds entries to a register. One that is there twice is told like any key that is.
fn give(tree: &mut Node, name: &str, more: Vec<(Key, Node)>) {
    let register = inside(tree, Section::Registers.key())
        .and_then(|registers| registers.iter_mut().find(|(key, _)| key.text == name));
    let Some((key, register)) = register else { return };
    if let Some(entries) = inside(register, ENTRIES) {
        entries.extend(more);
    } else if let Value::Map(keys) = &mut register.value {
        let entries = Key {
            text: ENTRIES.to_owned(),
            span: key.span,
        };
        let span = register.span;
        keys.push((
            entries,
            Node {
                value: Value::Map(more),
                span,
            },
        ));
    }
}

/// The entries of a mapping under a key.
fn inside<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Vec<(Key, Node)>> {
    let Value::Map(keys) = &mut node.value else { return None };
    match keys.iter_mut().find(|(known, _)| known.text == key) {
        Some((
            _,
            Node {
                value: Value::Map(entries),
                ..
            },
        )) => Some(entries),
        _ => None,
    }
}
