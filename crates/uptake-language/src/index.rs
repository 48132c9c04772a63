//! What is stated where, and what is named where.

use crate::symbol::Symbol;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::section::Section;
use uptake_rules::syntax::Node;
use uptake_rules::{FileId, Policy, Span};

/// What is stated where, and what is named where.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Where each symbol is stated; several places where files state it together.
    pub(crate) stated: BTreeMap<Symbol, Vec<Span>>,
    /// Where each symbol is named, without the places that state it.
    pub(crate) named: BTreeSet<(Span, Symbol)>,
}

impl Index {
    /// What rules state; nothing is named yet.
    pub(crate) fn new(policy: &Policy) -> Self {
        let mut index = Self::default();
        for tree in policy.trees.packs() {
            index.rules(tree);
        }
        for (path, file) in policy.trees.scripts() {
            if let Some(file) = file {
                index.state(Symbol::Script(path.clone()), Span::new(*file, 0, 0));
            }
        }
        for (path, function) in policy.library.functions() {
            index.state(Symbol::Function(path.to_owned(), function.name.clone()), function.span);
        }
        index
    }

    fn state(&mut self, symbol: Symbol, span: Span) {
        self.stated.entry(symbol).or_default().push(span);
    }

    fn rules(&mut self, tree: &Node) {
        for section in Section::ALL {
            for (key, node) in tree.get(section.key()).map_or(&[][..], Node::entries) {
                self.state(Symbol::Rule(section.key(), key.text.clone()), key.span);
                let parts: &[&str] = match section {
                    Section::Datasets | Section::Tables => &["columns", "each"],
                    Section::Mappings => &["input"],
                    Section::Checks => &["values"],
                    Section::Registers => &["fields"],
                    _ => &[],
                };
                for (part, _) in parts
                    .iter()
                    .flat_map(|part| node.get(part).map_or(&[][..], Node::entries))
                {
                    let symbol = match section {
                        Section::Registers => Symbol::Field(key.text.clone(), part.text.clone()),
                        _ => Symbol::Column(section.key(), key.text.clone(), part.text.clone()),
                    };
                    self.state(symbol, part.span);
                }
            }
        }
    }

    /// The symbol that is stated or named at a byte of a file, with the place of its name.
    pub(crate) fn at(&self, file: FileId, byte: usize) -> Option<(Span, &Symbol)> {
        let here = |span: &Span| span.file == file && (span.start..=span.end).contains(&byte);
        let named = self
            .named
            .iter()
            .filter(|(span, _)| here(span))
            .map(|(span, symbol)| (*span, symbol));
        let stated = self.stated.iter();
        let stated = stated.flat_map(|(symbol, spans)| spans.iter().map(move |span| (*span, symbol)));
        named
            .chain(stated.filter(|(span, _)| here(span) && span.end > span.start))
            .min_by_key(|(span, _)| span.end - span.start)
    }

    /// Every place where a symbol is named.
    pub(crate) fn uses<'a>(&'a self, symbol: &'a Symbol) -> impl Iterator<Item = Span> + 'a {
        self.named
            .iter()
            .filter(move |(_, known)| known == symbol)
            .map(|(span, _)| *span)
    }
}
