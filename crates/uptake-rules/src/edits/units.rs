//! Cuts rules into what can be edited by itself.

use super::set::RuleSet;
use crate::section::Section;
use crate::source::{FileId, Sources};
use crate::syntax::{Key, Node, Value};
use crate::trees::is_override;
use std::collections::BTreeMap;

/// The section of exceptions to locks.
pub(super) const WAIVERS: &str = "waivers";

/// What a file says of itself and that changes no figure.
const WORDS: &[&str] = &[
    "uptake",
    "about",
    "source",
    "needs",
    "reviewed_on",
    "review_by",
    "tested_by",
];

/// Something that can be edited by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unit {
    /// The override's file, from the root; `None` in a pack.
    pub(super) over: Option<String>,
    /// Which part of the rules it is.
    pub(super) part: Part,
    /// Which one of several of the same name, as packs may state them together: from 0, in the order of the files.
    pub(super) number: usize,
}

/// A part of rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// What a file says of itself: of an override whom it is for and since when, all keys together; of a pack's file one key.
    Setting(String),
    /// A rule.
    Rule(Section, String),
    /// An entry of a register that both sets have.
    Entry(String, String),
    /// An exception to a lock.
    Waiver(String),
    /// A script, by its path from the root.
    Script(String),
}

/// Where a set has a unit.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) unit: Unit,
    /// Which of its files has it; `None` for a script.
    pub(super) file: Option<usize>,
    pub(super) content: Content,
}

/// What a set has of a unit.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// An entry of a mapping.
    Entry(Key, Node),
    /// The head of an override: all keys that aren't sections.
    Head(Vec<(Key, Node)>),
    /// A script.
    Text(FileId),
}

impl Unit {
    /// As people name it.
    pub(super) fn name(&self) -> String {
        let own = match &self.part {
            Part::Setting(key) => key.clone(),
            Part::Rule(section, name) => format!("{section}.{name}"),
            Part::Entry(register, name) => format!("{}.{register}.entries.{name}", Section::Registers),
            Part::Waiver(name) => format!("{WAIVERS}.{name}"),
            Part::Script(path) => path.clone(),
        };
        match &self.over {
            Some(file) => format!("{own} in {file}"),
            None => own,
        }
    }
}

/// Whether a key of a file is one of its head, and neither a section nor words.
pub(super) fn is_setting(key: &str) -> bool {
    key != WAIVERS && !WORDS.contains(&key) && Section::ALL.iter().all(|section| section.key() != key)
}

/// The path of a tree's file from the root.
pub(super) fn path_of<'s>(set: &RuleSet, tree: &Node, sources: &'s Sources) -> &'s str {
    set.relative(sources.get(tree.span.file).map_or("", |file| file.path.as_str()))
}

/// The entries of a section of a file.
pub(super) fn section_of<'n>(tree: &'n mut Node, section: &str) -> Option<&'n mut Vec<(Key, Node)>> {
    let Value::Map(sections) = &mut tree.value else {
        return None;
    };
    let found = sections.iter_mut().find(|(key, _)| key.text == section);
    match found {
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

/// All units of a set, in the order of its files; `called` gives a file of overrides another name.
pub(super) fn units(set: &RuleSet, sources: &Sources, called: &dyn Fn(&str) -> String) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    let mut seen: BTreeMap<(Option<String>, Part), usize> = BTreeMap::new();
    for (at, tree) in set.trees.files().iter().enumerate() {
        let path = path_of(set, tree, sources);
        let over = is_override(tree).then(|| called(path));
        let mut push = |part: Part, content: Content| {
            let known = seen.entry((over.clone(), part.clone())).or_default();
            let unit = Unit {
                over: over.clone(),
                part,
                number: *known,
            };
            *known += 1;
            all.push(Found {
                unit,
                file: Some(at),
                content,
            });
        };
        let settings = tree.entries().iter().filter(|(key, _)| is_setting(&key.text));
        if over.is_some() {
            let head: Vec<(Key, Node)> = settings.cloned().collect();
            push(Part::Setting("for".to_owned()), Content::Head(head));
        } else {
            for (key, node) in settings {
                push(
                    Part::Setting(key.text.clone()),
                    Content::Entry(key.clone(), node.clone()),
                );
            }
        }
        for section in Section::ALL {
            for (key, node) in tree.get(section.key()).map_or(&[][..], Node::entries) {
                push(
                    Part::Rule(*section, key.text.clone()),
                    Content::Entry(key.clone(), node.clone()),
                );
            }
        }
        for (key, node) in tree.get(WAIVERS).map_or(&[][..], Node::entries) {
            push(
                Part::Waiver(key.text.clone()),
                Content::Entry(key.clone(), node.clone()),
            );
        }
    }
    for (path, text) in set.trees.scripts() {
        let Some(text) = text else { continue };
        let part = Part::Script(set.relative(path).to_owned());
        all.push(Found {
            unit: Unit {
                over: None,
                part,
                number: 0,
            },
            file: None,
            content: Content::Text(*text),
        });
    }
    all
}
