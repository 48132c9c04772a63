//! The edits between two sets of rules, and the rules with some of them made.

use super::edit::{Change, Edit, EditKind};
use super::entries;
use super::same::{same, same_script};
use super::set::RuleSet;
use super::units::{Content, Found, Part, Unit, WAIVERS, is_setting, path_of, section_of, units};
use crate::section::Section;
use crate::source::{FileId, Sources, Span};
use crate::syntax::{Key, Node, Value};
use crate::trees::{Trees, is_override};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Two sets of rules with the edits between them.
pub struct Edits<'s> {
    before: &'s RuleSet,
    after: &'s RuleSet,
    sources: &'s Sources,
    /// For files of overrides that were renamed: what the first set calls them, by what the second does.
    renamed: BTreeMap<String, String>,
    /// The edits, in the order of the second set; what it lacks comes last.
    pub all: Vec<Edit>,
}

impl<'s> Edits<'s> {
    /// The edits that lead from `before` to `after`; `sources` has the texts of both.
    #[must_use]
    pub fn between(before: &'s RuleSet, after: &'s RuleSet, sources: &'s Sources) -> Self {
        let renamed = renamed(before, after, sources);
        let mut found = Self {
            before,
            after,
            sources,
            renamed,
            all: Vec::new(),
        };
        found.all = found.edits();
        found
    }

    /// The rule files of the first set.
    pub(super) fn first(&self) -> &[Node] {
        self.before.trees.files()
    }

    fn edits(&self) -> Vec<Edit> {
        let old = units(self.before, self.sources, &str::to_owned);
        let new = units(self.after, self.sources, &|file| self.called(file));
        let mut known: BTreeMap<Unit, Found> = old.iter().map(|found| (found.unit.clone(), found.clone())).collect();
        let mut all = Vec::new();
        for found in new {
            match known.remove(&found.unit) {
                Some(was) if self.same(&was.content, &found.content) => {}
                was => match was.as_ref().and_then(|was| entries::differing(was, &found)) {
                    Some(pairs) => {
                        // Of an entry that is new, too, the first set has the register.
                        let file = was.as_ref().and_then(|was| was.file);
                        all.extend(pairs.iter().map(|(was, is)| {
                            let mut edit = self.edit(was.as_ref(), is.as_ref());
                            edit.change.before = file;
                            edit
                        }));
                    }
                    None => all.push(self.edit(was.as_ref(), Some(&found))),
                },
            }
        }
        // In the order of the first set.
        let gone = old.iter().filter(|found| known.contains_key(&found.unit));
        all.extend(gone.map(|found| self.edit(Some(found), None)));
        // A file of overrides that is new, or gone, has its head with any of its rules.
        let whole: BTreeSet<String> = all.iter().filter_map(|edit| edit.change.unit.over.clone()).collect();
        for file in whole {
            let of = |edit: &Edit| edit.change.unit.over.as_deref() == Some(file.as_str());
            let head = |edit: &Edit| of(edit) && matches!(edit.change.unit.part, Part::Setting(..));
            let one_sided = all.iter().any(|edit| head(edit) && edit.kind != EditKind::Changed);
            let rules = all.iter().filter(|edit| of(edit) && !head(edit)).count();
            if one_sided && rules > 0 {
                all.retain(|edit| !head(edit));
            }
        }
        all
    }

    fn edit(&self, was: Option<&Found>, is: Option<&Found>) -> Edit {
        let unit = is.or(was).map(|found| found.unit.clone()).unwrap_or(Unit {
            over: None,
            part: Part::Script(String::new()),
            number: 0,
        });
        let kind = match (was, is) {
            (None, _) => EditKind::Added,
            (Some(_), None) => EditKind::Removed,
            (Some(_), Some(_)) => EditKind::Changed,
        };
        // Of a head that differs its keys are named, each where it stands.
        let heads = match (was.map(|found| &found.content), is.map(|found| &found.content)) {
            (Some(Content::Head(was)), Some(Content::Head(is))) => Some((was, is)),
            _ => None,
        };
        let keys = heads.map(|(was, is)| differing(was, is)).unwrap_or_default();
        let at = |head: &[(Key, Node)]| {
            let mut entries = keys
                .iter()
                .filter_map(|name| head.iter().find(|(key, _)| key.text == *name));
            entries.next().map(|(key, _)| key.span)
        };
        Edit {
            name: match keys.is_empty() {
                true => unit.name(),
                false => Unit {
                    part: Part::Setting(keys.join(" and ")),
                    ..unit.clone()
                }
                .name(),
            },
            kind,
            before: heads.and_then(|(was, _)| at(was)).or_else(|| was.and_then(place)),
            after: heads.and_then(|(_, is)| at(is)).or_else(|| is.and_then(place)),
            support: kind == EditKind::Added && supports(&unit),
            change: Change {
                unit,
                before: was.and_then(|found| found.file),
                after: is.map(|found| (found.file, found.content.clone())),
            },
        }
    }

    fn same(&self, one: &Content, other: &Content) -> bool {
        match (one, other) {
            (Content::Entry(_, one), Content::Entry(_, other)) => same(one, other),
            (Content::Head(one), Content::Head(other)) => same_head(one, other),
            (Content::Text(one), Content::Text(other)) => {
                let text = |file: &FileId| self.sources.get(*file).map_or("", |file| file.text.as_str());
                same_script(text(one), text(other))
            }
            _ => false,
        }
    }

    /// What the first set calls a file of overrides of the second.
    fn called(&self, file: &str) -> String {
        self.renamed.get(file).cloned().unwrap_or_else(|| file.to_owned())
    }

    /// The first set with some of the edits made, by their places in [`Edits::all`].
    #[must_use]
    pub fn made(&self, chosen: &BTreeSet<usize>) -> RuleSet {
        let edits = || chosen.iter().filter_map(|place| self.all.get(*place));
        let mut files: Vec<(String, Node)> = self
            .before
            .trees
            .files()
            .iter()
            .map(|tree| (path_of(self.before, tree, self.sources).to_owned(), tree.clone()))
            .collect();
        for edit in edits().filter(|edit| edit.kind != EditKind::Added) {
            if let Some((_, tree)) = edit.change.before.and_then(|at| files.get_mut(at)) {
                change(tree, &edit.change);
            }
        }
        for edit in edits() {
            let Part::Entry(register, name) = &edit.change.unit.part else {
                continue;
            };
            let after = edit.change.after.as_ref().and_then(|(file, content)| match content {
                Content::Entry(key, node) => Some((self.after.trees.files().get((*file)?)?, key, node)),
                Content::Head(_) | Content::Text(_) => None,
            });
            if let Some((_, tree)) = edit.change.before.and_then(|at| files.get_mut(at)) {
                entries::change(tree, register, name, after);
            }
        }
        let emptied = self.emptied(chosen);
        files.retain(|(path, tree)| !(is_override(tree) && emptied.contains(path)));
        let is_entry = |edit: &&Edit| matches!(edit.change.unit.part, Part::Entry(..));
        for edit in edits().filter(|edit| edit.kind == EditKind::Added && !is_entry(edit)) {
            self.add(&mut files, &edit.change);
        }
        RuleSet {
            trees: Arc::new(Trees::of(
                files.into_iter().map(|(_, tree)| tree).collect(),
                self.scripts(edits()),
            )),
            root: self.before.root.clone(),
        }
    }

    /// The files of overrides of which all that there is to remove is removed.
    fn emptied(&self, chosen: &BTreeSet<usize>) -> BTreeSet<String> {
        let after = self.after.trees.files().iter().filter(|tree| is_override(tree));
        let kept: BTreeSet<String> = after
            .map(|tree| self.called(path_of(self.after, tree, self.sources)))
            .collect();
        let mut gone: BTreeMap<String, bool> = BTreeMap::new();
        for (place, edit) in self.all.iter().enumerate() {
            if let Some(file) = edit.change.unit.over.as_ref().filter(|file| !kept.contains(*file)) {
                *gone.entry(file.clone()).or_insert(true) &= chosen.contains(&place);
            }
        }
        gone.into_iter().filter_map(|(file, all)| all.then_some(file)).collect()
    }

    /// Adds what the first set lacks: to the file that has its neighbours, or in a file of its own.
    fn add(&self, files: &mut Vec<(String, Node)>, change: &Change) {
        let Some((Some(number), content)) = &change.after else {
            return;
        };
        let Some(origin) = self.after.trees.files().get(*number) else {
            return;
        };
        let path = match &change.unit.over {
            Some(file) => file.clone(),
            None => path_of(self.after, origin, self.sources).to_owned(),
        };
        let over = change.unit.over.is_some();
        let known = files
            .iter()
            .position(|(known, tree)| *known == path && is_override(tree) == over);
        let at = known.unwrap_or_else(|| {
            files.push((path, skeleton(origin, over)));
            files.len() - 1
        });
        let Some((_, tree)) = files.get_mut(at) else { return };
        match (&change.unit.part, content) {
            (Part::Rule(section, _), Content::Entry(key, node)) => {
                insert(tree, origin, section.key(), key, node);
            }
            (Part::Waiver(_), Content::Entry(key, node)) => insert(tree, origin, WAIVERS, key, node),
            (Part::Setting(..), Content::Entry(key, node)) => {
                if let Value::Map(entries) = &mut tree.value {
                    entries.push((key.clone(), node.clone()));
                }
            }
            // The head of an override came with its file.
            _ => {}
        }
    }

    /// The scripts, under the paths of both sets: rules of both may name them.
    fn scripts<'e>(&self, edits: impl Iterator<Item = &'e Edit>) -> Vec<(String, Option<FileId>)> {
        let mut texts: BTreeMap<String, Option<FileId>> = BTreeMap::new();
        for (path, text) in self.before.trees.scripts() {
            texts.insert(self.before.relative(path).to_owned(), *text);
        }
        for edit in edits {
            let Part::Script(path) = &edit.change.unit.part else {
                continue;
            };
            match &edit.change.after {
                Some((_, Content::Text(text))) => texts.insert(path.clone(), Some(*text)),
                _ => texts.remove(path),
            };
        }
        let mut all = BTreeMap::new();
        for (set, scripts) in [
            (self.before, self.before.trees.scripts()),
            (self.after, self.after.trees.scripts()),
        ] {
            for (path, _) in scripts {
                if let Some(text) = texts.get(set.relative(path)) {
                    all.insert(path.clone(), *text);
                }
            }
        }
        all.into_iter().collect()
    }
}

/// Files of overrides with another path and the same head: those that only one set has, each once.
fn renamed(before: &RuleSet, after: &RuleSet, sources: &Sources) -> BTreeMap<String, String> {
    let heads = |set: &RuleSet| -> Vec<(String, Vec<(Key, Node)>)> {
        let files = set.trees.files().iter().filter(|tree| is_override(tree));
        let head = |tree: &Node| {
            tree.entries()
                .iter()
                .filter(|(key, _)| is_setting(&key.text))
                .cloned()
                .collect()
        };
        files
            .map(|tree| (path_of(set, tree, sources).to_owned(), head(tree)))
            .collect()
    };
    let (old, new) = (heads(before), heads(after));
    let both: BTreeSet<String> = old
        .iter()
        .filter(|(path, _)| new.iter().any(|(other, _)| other == path))
        .map(|(path, _)| path.clone())
        .collect();
    let mut left: Vec<&(String, Vec<(Key, Node)>)> = old.iter().filter(|(path, _)| !both.contains(path)).collect();
    let mut renamed = BTreeMap::new();
    for (path, head) in new.iter().filter(|(path, _)| !both.contains(path)) {
        if let Some(at) = left.iter().position(|(_, old)| same_head(old, head)) {
            renamed.insert(path.clone(), left.remove(at).0.clone());
        }
    }
    renamed
}

fn same_head(one: &[(Key, Node)], other: &[(Key, Node)]) -> bool {
    let has = |(key, node): &(Key, Node)| {
        let other = other.iter().find(|(known, _)| known.text == key.text);
        other.is_some_and(|(_, known)| same(node, known))
    };
    one.len() == other.len() && one.iter().all(has)
}

/// The keys whose values differ between two heads, or that only one of both has, in the order of the second and then of the first.
fn differing(was: &[(Key, Node)], is: &[(Key, Node)]) -> Vec<String> {
    let same_in = |head: &[(Key, Node)], (key, node): &(Key, Node)| {
        let other = head.iter().find(|(known, _)| known.text == key.text);
        other.is_some_and(|(_, other)| same(node, other))
    };
    let new = is.iter().filter(|entry| !same_in(was, entry));
    let gone = was
        .iter()
        .filter(|(key, _)| is.iter().all(|(known, _)| known.text != key.text));
    new.chain(gone).map(|(key, _)| key.text.clone()).collect()
}

fn place(found: &Found) -> Option<Span> {
    match &found.content {
        Content::Entry(key, _) => Some(key.span),
        Content::Head(head) => {
            let named = |name: &str| head.iter().find(|(key, _)| key.text == name);
            let key = named("for").or_else(|| named("extends")).or(head.first());
            key.map(|(key, _)| key.span)
        }
        Content::Text(file) => Some(Span::new(*file, 0, 0)),
    }
}

/// Whether what is added does nothing by itself: nobody reads it yet, or needs it.
fn supports(unit: &Unit) -> bool {
    match &unit.part {
        Part::Waiver(_) | Part::Script(_) => true,
        Part::Setting(..) | Part::Entry(..) => false,
        Part::Rule(section, _) => {
            unit.over.is_none()
                && match section {
                    Section::Datasets
                    | Section::Registers
                    | Section::Constants
                    | Section::Measures
                    | Section::Definitions
                    | Section::Ladders
                    | Section::Benchmarks
                    | Section::Mappings
                    | Section::Tables => true,
                    Section::Metrics | Section::Stages | Section::Checks => false,
                }
        }
    }
}

/// Replaces or removes what a file has of a change.
fn change(tree: &mut Node, change: &Change) {
    let over = is_override(tree);
    let entries = match &change.unit.part {
        Part::Rule(section, name) => section_of(tree, section.key()).map(|entries| (entries, name)),
        Part::Waiver(name) => section_of(tree, WAIVERS).map(|entries| (entries, name)),
        Part::Setting(key) if !over => match &mut tree.value {
            Value::Map(entries) => Some((entries, key)),
            _ => None,
        },
        Part::Setting(..) => {
            if let (Value::Map(entries), Some((_, Content::Head(head)))) = (&mut tree.value, &change.after) {
                entries.retain(|(key, _)| !is_setting(&key.text));
                entries.extend(head.iter().cloned());
            }
            None
        }
        // Those are made by themselves.
        Part::Entry(..) | Part::Script(_) => None,
    };
    let Some((entries, name)) = entries else { return };
    match &change.after {
        Some((_, Content::Entry(key, node))) => {
            for entry in entries.iter_mut().filter(|(known, _)| known.text == *name) {
                *entry = (key.clone(), node.clone());
            }
        }
        _ => entries.retain(|(known, _)| known.text != *name),
    }
}

/// A file without rules: its version, and of an override its head.
fn skeleton(origin: &Node, over: bool) -> Node {
    let stays = |key: &str| key == "uptake" || (over && is_setting(key));
    let entries = origin.entries().iter().filter(|(key, _)| stays(&key.text));
    Node {
        value: Value::Map(entries.cloned().collect()),
        span: origin.span,
    }
}

/// Inserts an entry into a section, after the one that it follows in the file that it comes from.
fn insert(tree: &mut Node, origin: &Node, section: &str, key: &Key, node: &Node) {
    if section_of(tree, section).is_none()
        && let Value::Map(sections) = &mut tree.value
    {
        let named = origin.entries().iter().find(|(known, _)| known.text == section);
        let named = named.map_or_else(|| key.clone(), |(known, _)| known.clone());
        let empty = Node {
            value: Value::Map(Vec::new()),
            span: node.span,
        };
        sections.retain(|(known, _)| known.text != section);
        sections.push((named, empty));
    }
    let neighbours = origin.get(section).map_or(&[][..], Node::entries);
    let before: Vec<&str> = neighbours
        .iter()
        .take_while(|(known, _)| known.text != key.text)
        .map(|(known, _)| known.text.as_str())
        .collect();
    let Some(entries) = section_of(tree, section) else {
        return;
    };
    let follows = |name: &&str| entries.iter().position(|(known, _)| known.text == **name);
    let at = before.iter().rev().find_map(follows).map_or(0, |at| at + 1);
    entries.insert(at, (key.clone(), node.clone()));
}
