//! Which rule names which: the words of all expressions and names. More may look like a name than is one, so a rule that is said to be
//! mentioned by nobody is.

use super::linted::RuleName;
use crate::policy::Policy;
use crate::section::Section;
use crate::source::Sources;
use crate::syntax::{Node, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Keys whose texts are for people: in them a name stands in braces.
const SENTENCES: &[&str] = &[
    "about",
    "title",
    "source",
    "owner",
    "why",
    "fix",
    "called",
    "finding",
    "reason",
    "reviewed_on",
    "review_by",
    "tested_by",
    "headings",
];
/// Keys below which authors choose the names: one that is called like a key for people is an expression all the same.
const CHOSEN: &[&str] = &["values", "columns", "input"];
/// The key that names the rule which takes a rule's place.
const DEPRECATED: &str = "deprecated";

/// The words that rules mention.
pub(super) struct Mentions<'a> {
    /// Of each rule, its overrides' words among them.
    rules: BTreeMap<RuleName, Vec<&'a str>>,
    /// Of each word the rules that have it.
    by_word: BTreeMap<&'a str, BTreeSet<RuleName>>,
    /// Of all else that files say.
    elsewhere: BTreeSet<&'a str>,
    /// Of all scripts together.
    scripts: BTreeSet<&'a str>,
}

impl<'a> Mentions<'a> {
    pub(super) fn of(policy: &'a Policy, sources: &'a Sources) -> Self {
        let mut mentions = Self {
            rules: BTreeMap::new(),
            by_word: BTreeMap::new(),
            elsewhere: BTreeSet::new(),
            scripts: BTreeSet::new(),
        };
        for tree in policy.trees.files() {
            for (key, node) in tree.entries() {
                let section = Section::ALL.iter().find(|section| section.key() == key.text);
                let Some(section) = section else {
                    let mut words = Vec::new();
                    collect(node, false, &mut words);
                    mentions.elsewhere.extend(words);
                    continue;
                };
                for (name, rule) in node.entries() {
                    let words = mentions.rules.entry((*section, name.text.clone())).or_default();
                    collect(rule, false, words);
                }
            }
        }
        for (rule, words) in &mentions.rules {
            for word in words {
                mentions.by_word.entry(word).or_default().insert(rule.clone());
            }
        }
        for (_, file) in policy.trees.scripts() {
            let text = file
                .and_then(|file| sources.get(file))
                .map_or("", |file| file.text.as_str());
            mentions.scripts.extend(words(text));
        }
        mentions
    }

    /// Whether something other than the rule itself mentions its name.
    pub(super) fn by_others(&self, section: Section, name: &str) -> bool {
        let own = |rule: &RuleName| rule.0 == section && rule.1 == name;
        let by = self.by_word.get(name);
        self.elsewhere.contains(name)
            || self.scripts.contains(name)
            || by.is_some_and(|rules| rules.iter().any(|rule| !own(rule)))
    }

    /// All that is mentioned.
    pub(super) fn all(&self) -> BTreeSet<String> {
        let rules = self.rules.values().flatten().copied();
        let all = rules
            .chain(self.elsewhere.iter().copied())
            .chain(self.scripts.iter().copied());
        all.map(str::to_owned).collect()
    }

    /// Names with all that their rules mention, directly and through others.
    pub(super) fn closure(&self, names: &BTreeSet<String>) -> BTreeSet<String> {
        let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for ((_, name), words) in &self.rules {
            let known = by_name.entry(name).or_default();
            known.extend(words);
            if words.contains(&"rhai") {
                known.extend(self.scripts.iter().copied());
            }
        }
        let mut reached: BTreeSet<String> = names.clone();
        let mut queue: Vec<String> = names.iter().cloned().collect();
        while let Some(name) = queue.pop() {
            for word in by_name.get(name.as_str()).into_iter().flatten() {
                if reached.insert((*word).to_owned()) {
                    queue.push((*word).to_owned());
                }
            }
        }
        reached
    }
}

fn collect<'a>(node: &'a Node, sentence: bool, found: &mut Vec<&'a str>) {
    match &node.value {
        Value::Text(text) if sentence => {
            let quoted = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
            found.extend(quoted.flat_map(|(name, _)| words(name)));
        }
        Value::Text(text) => found.extend(words(text)),
        Value::List(items) => items.iter().for_each(|item| collect(item, sentence, found)),
        Value::Map(entries) => {
            for (key, value) in entries.iter().filter(|(key, _)| key.text != DEPRECATED) {
                match &value.value {
                    Value::Map(own) if CHOSEN.contains(&key.text.as_str()) => {
                        own.iter().for_each(|(_, value)| collect(value, sentence, found));
                    }
                    _ => collect(value, sentence || SENTENCES.contains(&key.text.as_str()), found),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

/// What looks like a name in a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_'))
}
