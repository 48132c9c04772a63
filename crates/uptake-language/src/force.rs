//! The value in force: what overrides say of a rule.

use crate::place::Place;
use crate::reading::Reading;
use crate::symbol::Symbol;
use crate::tokens::{Stretch, stretches};
use uptake_rules::Span;
use uptake_rules::syntax::Node;

/// What an override says of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// For whom and since when, as the override writes it: `for: { region: EMEA }`.
    pub who: String,
    /// What it says, as it is written.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

impl Reading {
    /// What overrides say of a rule, in the order of the files; none where nothing differs.
    #[must_use]
    pub fn in_force(&self, symbol: &Symbol) -> Vec<InForce> {
        let Symbol::Rule(section, name) = symbol else {
            return Vec::new();
        };
        let overrides = self.policy.trees.overrides().into_iter();
        let found = overrides.filter_map(|tree| {
            let rules = tree.get(section)?.entries();
            let (key, node) = rules.iter().find(|(key, _)| key.text == *name)?;
            Some(InForce {
                who: self.who(tree),
                text: self.written(node),
                place: Place::of(key.span, &self.sources)?,
            })
        });
        found.collect()
    }

    /// For whom an override is, and since when.
    fn who(&self, tree: &Node) -> String {
        let parts = ["for", "effective"].iter().filter_map(|key| {
            let node = tree.get(key)?;
            Some(format!("{key}: {}", self.written(node)))
        });
        let parts: Vec<String> = parts.collect();
        match parts.is_empty() {
            true => "everybody".to_owned(),
            false => parts.join(", "),
        }
    }

    /// What stands at a node, on one line.
    pub(crate) fn written(&self, node: &Node) -> String {
        let text = self
            .sources
            .text(Span::new(node.span.file, node.span.start, self.end(node)));
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        lines.join(if text.trim_start().starts_with(['{', '[']) {
            " "
        } else {
            "; "
        })
    }

    /// Where a node ends, with the brackets that close what is opened in it: its own place may lack them.
    pub(crate) fn end(&self, node: &Node) -> usize {
        let text = self.sources.get(node.span.file).map_or("", |file| file.text.as_str());
        let mut end = node.end();
        let mut open = 0_usize;
        let inner = text.get(node.span.start..end).unwrap_or("");
        for (_, range) in stretches(inner).into_iter().filter(|(kind, _)| *kind == Stretch::Code) {
            for letter in inner.get(range).unwrap_or("").chars() {
                match letter {
                    '{' | '[' => open += 1,
                    '}' | ']' => open = open.saturating_sub(1),
                    _ => {}
                }
            }
        }
        while open > 0 {
            let rest = text.get(end..).unwrap_or("");
            let blanks = rest.len() - rest.trim_start_matches([' ', ',', '\n', '\r']).len();
            match rest.get(blanks..).and_then(|rest| rest.chars().next()) {
                Some('}' | ']') => {
                    end += blanks + 1;
                    open -= 1;
                }
                _ => break,
            }
        }
        end
    }
}
