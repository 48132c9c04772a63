//! The rules as they are for somebody on a day, with the place that decided each value.

use super::Layers;
use super::merge::{Log, Replaced, merge, whole};
use super::versions::versions;
use crate::Diagnostics;
use crate::context::Context;
use crate::policy::overriding::Override;
use crate::policy::who::Selector;
use crate::section::Section;
use crate::source::{Sources, Span};
use crate::syntax::{Key, Node, Value};
use crate::trees::Trees;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The rules as they are for somebody on a day.
#[derive(Clone, Debug, Default)]
pub struct Effective {
    /// What stands there, line by line.
    pub lines: Vec<Line>,
    /// Overrides that may be for them too: they ask for columns that weren't given.
    pub open: Vec<(Selector, Span)>,
    /// Overrides of which something is in the lines.
    pub used: Vec<(Selector, Span)>,
}

/// A key or an element, with what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The keys that lead there; elements of lists are numbered from 0.
    pub path: Vec<String>,
    /// Whether it is an element of a list.
    pub element: bool,
    /// The value; `None` for a mapping or a list, whose parts follow.
    pub value: Option<Scalar>,
    /// Where it was decided; `None` for a mapping or a list.
    pub origin: Option<Origin>,
}

/// A value that has no parts.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// Text.
    Text(String),
    /// A number, a truth or nothing, as YAML writes it.
    Plain(String),
}

/// Where a value was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Where it stands.
    pub at: Span,
    /// What it took the place of, the last one first.
    pub overrode: Vec<Span>,
}

/// The rules of a policy's files as they are on `day` for somebody of whom `person` says the columns. The files have no error,
/// or it was reported when the policy was made.
#[must_use]
pub fn effective(trees: &Trees, person: &BTreeMap<String, String>, day: Date, sources: &Sources) -> Effective {
    let mut diagnostics = Diagnostics::default();
    let mut cx = Context {
        sources,
        diagnostics: &mut diagnostics,
    };
    let packs = trees.packs();
    let layers = Layers::read(&packs, &trees.overrides(), &mut cx);
    let mut view = View {
        layers: &layers,
        person,
        day,
        effective: Effective::default(),
        used: BTreeSet::new(),
    };
    for section in Section::ALL {
        for node in &packs {
            if let Some(rules) = node.get(section.key()) {
                view.section(*section, rules, &mut cx);
            }
        }
    }
    for heading in ["calendar", "entities"] {
        for node in packs.iter().filter_map(|node| node.get(heading)) {
            view.write(&[heading.to_owned()], 1, node, false, &[]);
        }
    }
    view.finish()
}

struct View<'a> {
    layers: &'a Layers,
    person: &'a BTreeMap<String, String>,
    day: Date,
    effective: Effective,
    used: BTreeSet<usize>,
}

impl View<'_> {
    /// The rules of a section of one file. Its heading stands once, however many files have the section.
    fn section(&mut self, section: Section, rules: &Node, cx: &mut Context<'_>) {
        let path = vec![section.key().to_owned()];
        let Value::Map(entries) = &rules.value else {
            self.write(&path, 1, rules, false, &[]);
            return;
        };
        if !self.effective.lines.iter().any(|line| line.path == path) {
            self.effective.lines.push(Line {
                path: path.clone(),
                element: false,
                value: None,
                origin: None,
            });
        }
        for (key, node) in entries {
            if let Some((node, replaced)) = self.rule(section, key, node, cx) {
                let path = vec![section.key().to_owned(), key.text.clone()];
                self.write(&path, 2, &node, false, &replaced);
            }
        }
    }

    /// A rule as it is on the day for the person, and what was replaced; `None` if none is in force.
    fn rule(
        &mut self,
        section: Section,
        key: &Key,
        node: &Node,
        cx: &mut Context<'_>,
    ) -> Option<(Node, Vec<Replaced>)> {
        let mut node = if section.may_vary() {
            let versions = versions(key, node, cx);
            versions
                .into_iter()
                .find(|version| version.days.contains(self.day))?
                .node
        } else {
            node.clone()
        };
        let mut log = Log::default();
        for (index, file) in self.layers.overrides.iter().enumerate() {
            if !file.head.days.contains(self.day) || !file.head.selector.matches(self.person) {
                continue;
            }
            for change in file.of(section, &key.text) {
                self.used.insert(index);
                node = merge(&node, &whole(section, &node, &change.node), &mut Vec::new(), &mut log);
            }
        }
        Some((node, log.replaced))
    }

    /// `path` leads to the node; its first `own` keys aren't the rule's.
    fn write(&mut self, path: &[String], own: usize, node: &Node, element: bool, replaced: &[Replaced]) {
        let line = |value, origin| Line {
            path: path.to_vec(),
            element,
            value,
            origin,
        };
        match &node.value {
            Value::Map(entries) => {
                self.effective.lines.push(line(None, None));
                for (key, node) in entries {
                    let below: Vec<String> = path.iter().cloned().chain([key.text.clone()]).collect();
                    self.write(&below, own, node, false, replaced);
                }
            }
            Value::List(items) => {
                let origin = origin(path, own, node, replaced);
                self.effective
                    .lines
                    .push(line(None, Some(origin).filter(|origin| !origin.overrode.is_empty())));
                for (index, item) in items.iter().enumerate() {
                    let below: Vec<String> = path.iter().cloned().chain([index.to_string()]).collect();
                    self.write(&below, own, item, true, &[]);
                }
            }
            scalar => {
                let value = match scalar {
                    Value::Text(text) => Scalar::Text(text.clone()),
                    Value::Bool(value) => Scalar::Plain(value.to_string()),
                    Value::Int(value) => Scalar::Plain(value.to_string()),
                    Value::Float(value) => Scalar::Plain(format!("{value:?}")),
                    _ => Scalar::Plain("null".to_owned()),
                };
                let origin = origin(path, own, node, replaced);
                self.effective.lines.push(line(Some(value), Some(origin)));
            }
        }
    }

    fn finish(self) -> Effective {
        let (mut used, mut open) = (Vec::new(), Vec::new());
        for (index, file) in self.layers.overrides.iter().enumerate() {
            let over = &file.head;
            let given = over.selector.columns().all(|column| self.person.contains_key(column));
            if self.used.contains(&index) {
                used.push((over.selector.clone(), over.span));
            } else if over.days.contains(self.day) && !given && self.could_be(over) {
                open.push((over.selector.clone(), over.span));
            }
        }
        Effective {
            used,
            open,
            ..self.effective
        }
    }

    /// Whether nothing that is known of the person speaks against an override.
    fn could_be(&self, over: &Override) -> bool {
        let known = self.person.iter();
        let known = Selector::new(known.map(|(column, value)| (column.clone(), BTreeSet::from([value.clone()]))));
        over.selector.meet(&known).is_some()
    }
}

fn origin(path: &[String], own: usize, node: &Node, replaced: &[Replaced]) -> Origin {
    let inner = path.get(own..).unwrap_or_default();
    Origin {
        at: node.span,
        overrode: replaced
            .iter()
            .rev()
            .filter(|replaced| replaced.path == inner)
            .map(|replaced| replaced.old.span)
            .collect(),
    }
}
