//! What something is, as an editor shows it where the pointer rests.

use crate::functions;
use crate::keys::{self, is_project};
use crate::place::Place;
use crate::reading::Reading;
use crate::settings::about_setting;
use crate::symbol::Symbol;
use std::fmt::Write;
use uptake_rules::section::Section;
use uptake_rules::syntax::{Node, Value};
use uptake_rules::{FileId, Span};

/// What something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What it is about.
    pub place: Place,
    /// Its words, as Markdown: kind, name and type; what it is for; how it is written; what overrides say of it.
    pub markdown: String,
}

impl Reading {
    /// What stands at a byte of a file; `None` where nothing is to be said.
    #[must_use]
    pub fn hover(&self, path: &str, byte: usize) -> Option<Card> {
        if self.suite_file(path).is_some() {
            let (place, symbol) = self.named_in_suite(path, byte)?;
            return Some(Card {
                place,
                markdown: self.about(&symbol),
            });
        }
        let (file, _) = self.file(path)?;
        if let Some((span, symbol)) = self.index.at(file, byte) {
            return Some(Card {
                place: Place::of(span, &self.sources)?,
                markdown: self.about(symbol),
            });
        }
        let (span, about) = self.key(path, file, byte)?;
        Some(Card {
            place: Place::of(span, &self.sources)?,
            markdown: about,
        })
    }

    /// The key of a mapping at a byte, with what it is for.
    fn key(&self, path: &str, file: FileId, byte: usize) -> Option<(Span, String)> {
        let tree = self.tree(path, file)?;
        let mut keys = Vec::new();
        let span = way(&tree, byte, &mut keys)?;
        let project = self.rules.file(path).is_some_and(is_project);
        let about = keys::about(&keys, project).map(str::to_owned);
        Some((
            span,
            about.or_else(|| about_setting(self.rules.settings(), &tree, &keys, byte))?,
        ))
    }

    /// The tree of a file in YAML, with its places here.
    pub(crate) fn tree(&self, path: &str, file: FileId) -> Option<Node> {
        let found = self
            .rules
            .files()
            .iter()
            .find(|known| known.path() == path && !known.is_script())?;
        found.tree_in(file)
    }

    /// What a symbol is, as Markdown.
    #[must_use]
    pub fn about(&self, symbol: &Symbol) -> String {
        let mut out = String::new();
        // Writing into a text can't fail.
        let _ = self.write(symbol, &mut out);
        out.trim_end().to_owned()
    }

    fn write(&self, symbol: &Symbol, out: &mut String) -> std::fmt::Result {
        match symbol {
            Symbol::BuiltIn(name) => {
                for call in functions::built_in(name) {
                    writeln!(out, "```rhai\n{}\n```\n{}", call.signature, call.about)?;
                    if let Some(example) = call.example {
                        writeln!(out, "\n{example}")?;
                    }
                    writeln!(out)?;
                }
                Ok(())
            }
            Symbol::Function(path, name) => {
                let mut known = self.policy.library.functions();
                let Some((_, function)) = known.find(|(file, found)| file == path && found.name == *name) else {
                    return Ok(());
                };
                let docs: Vec<&str> = function.docs.iter().map(|line| line.trim()).collect();
                writeln!(
                    out,
                    "```rhai\nfn {name}({})\n```\n{}",
                    function.parameters.join(", "),
                    docs.join("\n")
                )
            }
            Symbol::Script(path) => writeln!(out, "**script** `{path}`"),
            Symbol::Field(register, name) => {
                let fields = self.policy.register(register).map(|register| &register.fields);
                let ty = fields.and_then(|fields| fields.iter().find(|field| field.name.text == *name));
                let ty = ty.map_or("unknown", |field| field.ty.name());
                writeln!(out, "**field** `{name}` of the register `{register}`: {ty}")
            }
            Symbol::Column(section, rows, name) => self.column(section, rows, name, out),
            Symbol::Rule(section, name) => self.rule(symbol, section, name, out),
        }
    }

    fn column(&self, section: &str, rows: &str, name: &str, out: &mut String) -> std::fmt::Result {
        let dataset = self.policy.dataset(rows).filter(|_| section == Section::Datasets.key());
        let Some(column) = dataset.and_then(|dataset| dataset.column(name)) else {
            return writeln!(out, "**column** `{rows}.{name}`");
        };
        writeln!(out, "**column** `{rows}.{name}`: {}", column.ty.name())?;
        if let Some(about) = &column.about {
            writeln!(out, "\n{about}")?;
        }
        if !column.values.is_empty() {
            let values: Vec<String> = column
                .values
                .iter()
                .take(20)
                .map(|value| format!("`{value}`"))
                .collect();
            let more = if column.values.len() > 20 { ", …" } else { "" };
            writeln!(out, "\nValues: {}{more}", values.join(", "))?;
        }
        if let Some(register) = &column.register {
            writeln!(out, "\nLooked up in the register `{}`", register.text)?;
        }
        Ok(())
    }

    fn rule(&self, symbol: &Symbol, section: &str, name: &str, out: &mut String) -> std::fmt::Result {
        let one = Section::ALL
            .iter()
            .find(|known| known.key() == section)
            .map_or("rule", |known| known.one());
        let ty = self.ty(section, name).map_or(String::new(), |ty| format!(": {ty}"));
        writeln!(out, "**{one}** `{name}`{ty}")?;
        for tree in self.policy.trees.packs() {
            let rules = tree.get(section).map_or(&[][..], Node::entries);
            for (key, node) in rules.iter().filter(|(key, _)| key.text == name) {
                if let Some(about) = node.get("about").and_then(Node::text) {
                    writeln!(out, "\n{}", about.trim())?;
                }
                let text = self
                    .sources
                    .text(Span::new(key.span.file, key.span.start, self.end(node)));
                let lines: Vec<&str> = text.lines().take(MOST_LINES).collect();
                let more = if text.lines().count() > MOST_LINES { "\n…" } else { "" };
                writeln!(out, "\n```yaml\n{}{more}\n```", lines.join("\n"))?;
            }
        }
        let over = self.in_force(symbol);
        if !over.is_empty() {
            writeln!(out, "\nOverrides:\n")?;
        }
        for one in over {
            writeln!(out, "- {}: `{}` ({})", one.who, one.text, one.place.path)?;
        }
        Ok(())
    }

    /// The type of a rule, in words.
    pub(crate) fn ty(&self, section: &str, name: &str) -> Option<String> {
        let section = Section::ALL.iter().find(|known| known.key() == section)?;
        match section {
            Section::Measures => {
                let measure = self.policy.measures.iter().find(|rule| rule.name.text == name)?;
                Some(measure.ty.name().to_owned())
            }
            Section::Definitions => Some("true or false".to_owned()),
            Section::Ladders => Some("text".to_owned()),
            Section::Constants => {
                let trees = self.policy.trees.packs().into_iter();
                let mut nodes = trees.filter_map(|tree| tree.get(section.key())?.get(name));
                let node = nodes.next()?;
                Some(self.written(node.get("value").unwrap_or(node)))
            }
            _ => None,
        }
    }
}

/// So many lines of a rule are shown.
const MOST_LINES: usize = 14;

/// The keys that lead to the key at a byte, and its place.
fn way(node: &Node, byte: usize, keys: &mut Vec<String>) -> Option<Span> {
    match &node.value {
        Value::Map(entries) => {
            for (key, inner) in entries {
                if (key.span.start..=key.span.end).contains(&byte) {
                    keys.push(key.text.clone());
                    return Some(key.span);
                }
                if (key.span.start..=inner.end()).contains(&byte) {
                    keys.push(key.text.clone());
                    return way(inner, byte, keys);
                }
            }
            None
        }
        Value::List(items) => {
            let item = items
                .iter()
                .find(|item| (item.span.start..=item.end()).contains(&byte))?;
            way(item, byte, keys)
        }
        _ => None,
    }
}
