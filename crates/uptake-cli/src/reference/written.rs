//! The words of a rule file: conditions and values as their author wrote them.

use super::Written;
use std::collections::BTreeMap;
use uptake_project::Pack;
use uptake_rules::decode::Name;
use uptake_rules::syntax::{self, Node, Value};
use uptake_rules::{Diagnostics, Policy, Sources};

/// The rule files of a pack as trees, by path.
pub(super) struct Texts {
    nodes: BTreeMap<String, Node>,
    /// The texts that the trees point into: not those of the policy.
    sources: Sources,
}

impl Texts {
    /// Reads the files of a pack, which has no fault.
    pub(super) fn of(pack: &Pack) -> Self {
        let mut sources = Sources::default();
        let mut nodes = BTreeMap::new();
        for file in pack.files.iter().filter(|file| !file.path.ends_with(".rhai")) {
            if let Some(node) = syntax::parse(&file.path, &file.bytes, &mut sources, &mut Diagnostics::default()) {
                nodes.insert(file.path.clone(), node);
            }
        }
        Self { nodes, sources }
    }

    /// The value of a key that any of the files has.
    pub(super) fn find(&self, key: &str) -> Option<&Node> {
        self.nodes.values().find_map(|node| value(node, key))
    }

    /// The rule of a name in a section.
    pub(super) fn rule<'a>(&'a self, section: &str, name: &'a Name, policy: &'a Sources) -> Rule<'a> {
        let path = policy.get(name.span.file).map_or("", |file| file.path.as_str());
        let node = self.nodes.get(path).and_then(|node| value(node, section));
        Rule {
            texts: self,
            path,
            name: &name.text,
            node: node.and_then(|node| value(node, &name.text)),
        }
    }
}

/// A rule as it is written.
#[derive(Clone, Copy)]
pub(super) struct Rule<'a> {
    texts: &'a Texts,
    path: &'a str,
    name: &'a str,
    node: Option<&'a Node>,
}

impl<'a> Rule<'a> {
    /// What stands under a key.
    pub(super) fn under(self, key: &str) -> Self {
        Self {
            node: self.node.and_then(|node| value(node, key)),
            ..self
        }
    }

    /// Whether anything stands there.
    pub(super) fn is_there(self) -> bool {
        self.node.is_some()
    }

    /// The items of a list.
    pub(super) fn items(self) -> Vec<Self> {
        match self.node.map(|node| &node.value) {
            Some(Value::List(items)) => items
                .iter()
                .map(|node| Self {
                    node: Some(node),
                    ..self
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The text, with numbers and truths as they are written.
    pub(super) fn text(self) -> Option<String> {
        let node = self.node?;
        match &node.value {
            Value::Text(text) => Some(text.trim().to_owned()),
            Value::Int(_) | Value::Float(_) | Value::Bool(_) => Some(self.texts.sources.text(node.span).to_owned()),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The condition or value under `key`, or what stands for it under `rhai`.
    pub(super) fn condition(self, key: &str, policy: &Policy, sources: &Sources) -> Option<Written> {
        let under = self.under(key);
        if let Some(text) = under.text() {
            return Some(Written {
                text,
                script: None,
                function: None,
            });
        }
        // `rhai` stands beside the rule's own keys, where a function may share its name, or in place of a value.
        let (holder, rule) = match under.is_there() {
            true => (under, None),
            false => (self, Some(self.name)),
        };
        let script = holder.under("rhai").text()?;
        if !script.ends_with(".rhai") || script.contains(char::is_whitespace) {
            return Some(Written {
                text: script,
                script: None,
                function: None,
            });
        }
        let stated = holder.under("function").text();
        Some(self.function(&script, stated.as_deref(), rule, policy, sources))
    }

    /// The function of a script file that a rule names: the one it states, one of its own name or the file's, or the only one.
    fn function(
        self,
        script: &str,
        stated: Option<&str>,
        rule: Option<&str>,
        policy: &Policy,
        sources: &Sources,
    ) -> Written {
        let folder = self.path.rfind('/').and_then(|at| self.path.get(..=at)).unwrap_or("");
        let path = format!("{folder}{script}");
        let functions: Vec<_> = policy
            .library
            .functions()
            .filter(|(file, _)| *file == path)
            .map(|(_, function)| function)
            .collect();
        let named = |name: &str| functions.iter().find(|function| function.name == name);
        let stem = script.rsplit('/').next().and_then(|file| file.strip_suffix(".rhai"));
        let found = match stated {
            Some(name) => named(name),
            None => rule
                .and_then(named)
                .or_else(|| stem.and_then(named))
                .or(functions.first()),
        };
        Written {
            text: found.map_or_else(String::new, |function| sources.text(function.whole).to_owned()),
            function: found.map(|function| function.name.clone()),
            script: Some(script.to_owned()),
        }
    }
}

fn value<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Map(entries) => entries
            .iter()
            .find(|(found, _)| found.text == key)
            .map(|(_, node)| node),
        _ => None,
    }
}
