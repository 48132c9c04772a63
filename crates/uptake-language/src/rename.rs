//! Another name for something, wherever it is named: looked at before it is handed out.

use crate::place::Place;
use crate::reading::{Reading, Rules};
use crate::suites;
use crate::symbol::Symbol;
use std::collections::BTreeMap;
use uptake_expr::expr::is_name;
use uptake_rules::section::Section;
use uptake_rules::syntax::Node;
use uptake_rules::{Diagnostics, RuleFile, Severity, Sources};

/// The edits of a renaming: each place is to have the new name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The new name.
    pub name: String,
    /// Every place that has the old one, file by file.
    pub places: Vec<Place>,
}

/// Why something can't be renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrenamed {
    /// Why, in words.
    pub message: String,
}

fn no(message: impl Into<String>) -> Unrenamed {
    Unrenamed {
        message: message.into(),
    }
}

impl Reading {
    /// The place of the name at a byte, if it can be renamed.
    ///
    /// # Errors
    /// Where nothing stands that has a name in these files.
    pub fn renamable(&self, path: &str, byte: usize) -> Result<Place, Unrenamed> {
        if self.suite_file(path).is_some() {
            // Other suites may name it that aren't known here.
            return Err(no("rename it where the rules state it: suites follow"));
        }
        let (place, symbol) = self
            .symbol(path, byte)
            .ok_or_else(|| no("nothing that has a name stands here"))?;
        match &symbol {
            Symbol::BuiltIn(name) => Err(no(format!("`{name}` is a function of the language"))),
            Symbol::Script(path) => Err(no(format!("`{path}` is a file: rename it there"))),
            Symbol::Column(_, rows, name) => {
                let message = format!("the data name `{rows}.{name}`, too: give it another name under `column`");
                Err(no(message))
            }
            Symbol::Field(register, name) => Err(no(format!("the entries of `{register}` name `{name}`, too"))),
            Symbol::Rule(..) | Symbol::Function(..) => Ok(place),
        }
    }

    /// The edits that give another name to what stands at a byte. Rules with the edits made have the faults that they had, no others:
    /// so no place was missed that a reading of the rules finds.
    ///
    /// # Errors
    /// When it can't be renamed, when the new name isn't one, or when a place would be missed.
    pub fn rename(&self, path: &str, byte: usize, name: &str) -> Result<Renamed, Unrenamed> {
        self.renamable(path, byte)?;
        if !is_name(name) {
            let plain = name
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
                && name.starts_with(|letter: char| letter.is_ascii_alphabetic());
            return Err(no(match plain {
                true => format!("`{name}` can't be a name: it is a word of the language"),
                false => format!("`{name}` can't be a name: use letters, digits and `_`, with a letter first"),
            }));
        }
        if let Some(why) = self.rules.unread() {
            return Err(no(format!("the suites that may name it can't be read: {why}")));
        }
        let before = errors(&self.diagnostics, &self.sources);
        if let Some((first, _)) = before.first_key_value() {
            return Err(no(format!("the rules have errors: {first}")));
        }
        let mut places = self.references(path, byte, true);
        if let Some(other) = self
            .symbol(path, byte)
            .and_then(|(_, symbol)| self.counterpart(&symbol))
        {
            places.extend(self.stated(&other));
            places.extend(
                self.index
                    .uses(&other)
                    .filter_map(|span| Place::of(span, &self.sources)),
            );
            places.sort();
            places.dedup();
        }
        let mut files: Vec<RuleFile> = Vec::new();
        for file in self.rules.files() {
            let here = places.iter().filter(|place| place.path == file.path());
            let mut text = match self.file(file.path()) {
                Some((_, source)) => source.text.clone(),
                None => continue,
            };
            let mut edited = false;
            for place in here.rev() {
                text.replace_range(place.start..place.end, name);
                edited = true;
            }
            files.push(match edited {
                true => RuleFile::new(file.path(), text),
                false => file.clone(),
            });
        }
        let after = Self::new(Rules::new(files));
        let old = self
            .symbol(path, byte)
            .map(|(_, symbol)| symbol.name().to_owned())
            .unwrap_or_default();
        let found = errors(&after.diagnostics, &after.sources);
        if let Some((first, _)) = found.first_key_value() {
            return Err(no(format!("`{old}` can't become `{name}`: {first}")));
        }
        let symbols = self.symbol(path, byte).map(|(_, symbol)| symbol);
        let symbols = symbols.iter().flat_map(|symbol| {
            let other = self.counterpart(symbol);
            std::iter::once(symbol.clone()).chain(other)
        });
        let mut in_suites: Vec<Place> = symbols.flat_map(|symbol| self.in_suites(&symbol)).collect();
        in_suites.sort();
        in_suites.dedup();
        let suites = self.rules.suites().iter().map(|file| {
            let mut text = self.suite(file.path()).unwrap_or_default().to_owned();
            for place in in_suites.iter().rev().filter(|place| place.path == file.path()) {
                text.replace_range(place.start..place.end, name);
            }
            RuleFile::new(file.path(), text)
        });
        let suites: Vec<RuleFile> = suites.collect();
        if suites::errors(&suites, &after.policy) > suites::errors(self.rules.suites(), &self.policy) {
            return Err(no(format!(
                "`{old}` can't become `{name}`: a suite would name something else"
            )));
        }
        if let Some(file) = self.rules.others().iter().find(|file| suites::mentions(file, &old)) {
            return Err(no(format!(
                "`{old}` can't become `{name}`: `{}`, which a suite reads, names it, too",
                file.path()
            )));
        }
        places.extend(in_suites);
        let (before, after) = (warnings(self), warnings(&after));
        let count = |found: &Warnings| found.values().map(Vec::len).sum::<usize>();
        if count(&before) != count(&after) {
            let known = |message: &str| before.get(message).map_or(0, Vec::len);
            let new = after
                .iter()
                .find(|(message, places)| places.len() > known(message.as_str()));
            let why = match new {
                Some((message, places)) => format!("{message} ({})", places.join(", ")),
                None => "a warning would go".to_owned(),
            };
            return Err(no(format!("`{old}` can't become `{name}`: {why}")));
        }
        Ok(Renamed {
            name: name.to_owned(),
            places,
        })
    }
}

impl Reading {
    /// What has to be called the same as a symbol: the function that a rule names by naming its script alone, and that rule.
    fn counterpart(&self, symbol: &Symbol) -> Option<Symbol> {
        let (Symbol::Rule(_, name) | Symbol::Function(_, name)) = symbol else {
            return None;
        };
        let trees = self.policy.trees.files().iter();
        let rules = trees.flat_map(|tree| {
            Section::ALL.iter().flat_map(move |section| {
                let rules = tree.get(section.key()).map_or(&[][..], Node::entries);
                rules.iter().map(move |(key, node)| (*section, key, node))
            })
        });
        for (section, key, node) in rules.filter(|(_, key, _)| key.text == *name) {
            let Some(file) = node
                .get("rhai")
                .and_then(Node::text)
                .filter(|file| file.ends_with(".rhai"))
            else {
                continue;
            };
            let beside = self.sources.get(key.span.file).map_or("", |file| file.path.as_str());
            let folder = beside.rfind('/').map_or("", |at| beside.get(..=at).unwrap_or(""));
            let function = Symbol::Function(format!("{folder}{file}"), name.clone());
            let rule = Symbol::Rule(section.key(), name.clone());
            if !self.index.stated.contains_key(&function) {
                continue;
            }
            if *symbol == rule {
                return Some(function);
            }
            if *symbol == function {
                return Some(rule);
            }
        }
        None
    }
}

/// The errors of rules with their places.
fn errors(diagnostics: &Diagnostics, sources: &Sources) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for found in diagnostics.iter().filter(|found| found.severity == Severity::Error) {
        let place = found
            .span
            .map_or_else(|| found.path.clone().unwrap_or_default(), |span| sources.place(span));
        *all.entry(format!("{} ({place})", found.message)).or_default() += 1;
    }
    all
}

/// The places of warnings, by what they say.
type Warnings = BTreeMap<String, Vec<String>>;

fn warnings(reading: &Reading) -> Warnings {
    let mut all = Warnings::new();
    let found = reading.diagnostics.iter();
    for found in found.filter(|found| found.severity == Severity::Warning) {
        let place = found.span.map(|span| reading.sources.place(span));
        let places = all.entry(found.message.clone()).or_default();
        places.push(place.or_else(|| found.path.clone()).unwrap_or_default());
    }
    all
}
