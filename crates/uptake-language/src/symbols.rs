//! What a file states: its outline.

use crate::place::Place;
use crate::reading::Reading;
use crate::symbol::Symbol;
use uptake_rules::section::Section;
use uptake_rules::syntax::Node;
use uptake_rules::{FileId, Span};

/// Something that a file states, with what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Its name.
    pub name: String,
    /// What it is, in a word: `section`, `measure`, `column`, `function`.
    pub kind: &'static str,
    /// Where its name stands.
    pub name_place: Place,
    /// Where all of it stands.
    pub place: Place,
    /// What is in it.
    pub parts: Vec<Outline>,
}

impl Reading {
    /// What a file states, in its order.
    #[must_use]
    pub fn symbols(&self, path: &str) -> Vec<Outline> {
        let Some((file, text)) = self.file(path) else {
            return Vec::new();
        };
        if path.ends_with(".rhai") {
            let functions = self.policy.library.functions().filter(|(known, _)| *known == path);
            let outline = functions
                .filter_map(|(_, function)| self.outline(&function.name, "function", function.span, function.whole));
            return outline.collect();
        }
        let length = text.text.len();
        let Some(tree) = self.tree(path, file) else {
            return Vec::new();
        };
        let entries = tree.entries();
        let sections = entries.iter().filter_map(|(key, node)| {
            let section = Section::ALL.iter().find(|section| section.key() == key.text);
            let mut outline = self.outline(&key.text, "section", key.span, whole(key.span, node, length))?;
            let rules = node.entries().iter().filter_map(|(key, node)| {
                let one = section.map_or("key", |section| section.one());
                let mut rule = self.outline(&key.text, one, key.span, whole(key.span, node, length))?;
                if matches!(section, Some(Section::Datasets | Section::Tables)) {
                    let columns = node.get("columns").map_or(&[][..], Node::entries).iter();
                    rule.parts = columns
                        .filter_map(|(key, node)| {
                            self.outline(&key.text, "column", key.span, whole(key.span, node, length))
                        })
                        .collect();
                }
                Some(rule)
            });
            outline.parts = rules.collect();
            Some(outline)
        });
        sections.collect()
    }

    fn outline(&self, name: &str, kind: &'static str, name_span: Span, span: Span) -> Option<Outline> {
        Some(Outline {
            name: name.to_owned(),
            kind,
            name_place: Place::of(name_span, &self.sources)?,
            place: Place::of(span, &self.sources)?,
            parts: Vec::new(),
        })
    }

    /// Where the symbol at a byte of a file is stated; several places where files state it together.
    #[must_use]
    pub fn definition(&self, path: &str, byte: usize) -> Vec<Place> {
        let symbol = self.symbol(path, byte);
        symbol.map_or_else(Vec::new, |(_, symbol)| self.stated(&symbol))
    }

    /// Every place where the symbol at a byte of a file is named; with those that state it if `stated`.
    #[must_use]
    pub fn references(&self, path: &str, byte: usize, stated: bool) -> Vec<Place> {
        let Some((_, symbol)) = self.symbol(path, byte) else {
            return Vec::new();
        };
        let mut all: Vec<Place> = self
            .index
            .uses(&symbol)
            .filter_map(|span| Place::of(span, &self.sources))
            .collect();
        if stated {
            all.extend(self.stated(&symbol));
        }
        all.sort();
        all.dedup();
        all
    }

    /// Where a symbol is named.
    #[must_use]
    pub fn named(&self, symbol: &Symbol) -> Vec<Place> {
        let spans = self.index.uses(symbol);
        spans.filter_map(|span| Place::of(span, &self.sources)).collect()
    }

    /// Where a symbol is stated.
    #[must_use]
    pub fn stated(&self, symbol: &Symbol) -> Vec<Place> {
        let spans = self.index.stated.get(symbol).into_iter().flatten();
        spans.filter_map(|span| Place::of(*span, &self.sources)).collect()
    }

    /// The symbol at a byte of a file, with the place of its name.
    #[must_use]
    pub fn symbol(&self, path: &str, byte: usize) -> Option<(Place, Symbol)> {
        if self.suite_file(path).is_some() {
            return self.named_in_suite(path, byte);
        }
        let (file, _): (FileId, _) = self.file(path)?;
        let (span, symbol) = self.index.at(file, byte)?;
        Some((Place::of(span, &self.sources)?, symbol.clone()))
    }

    /// The rules that a file states, each with the place of its name.
    pub fn rules_of<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (Place, &'a Symbol)> + 'a {
        let stated = self
            .index
            .stated
            .iter()
            .filter(|(symbol, _)| matches!(symbol, Symbol::Rule(..)));
        let places = stated.flat_map(|(symbol, spans)| spans.iter().map(move |span| (*span, symbol)));
        let places = places.filter_map(|(span, symbol)| Some((Place::of(span, &self.sources)?, symbol)));
        places.filter(move |(place, _)| place.path == path)
    }
}

/// From a key to the end of its value.
fn whole(key: Span, node: &Node, length: usize) -> Span {
    Span::new(key.file, key.start, node.end().max(key.end).min(length))
}
