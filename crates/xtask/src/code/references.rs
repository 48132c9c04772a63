//! Which file of a crate needs which other: every path that leads to an item of the crate, followed to where the item is
//! defined. A file that only hands a name on (`pub use`) isn't needed for it, and handing it on needs nothing.

use super::modules::{Crate, Module};
use super::tokens::{group, is_punct, is_word, line, word};
use proc_macro2::{Delimiter, TokenTree};
use std::collections::{BTreeMap, BTreeSet};

/// Where a path leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Module(usize),
    /// An item, which this file defines.
    Item(usize),
    /// Out of the crate.
    Outside,
}

/// For every pair of files of which the first needs the second, a line of the first that says so.
pub(crate) type References = BTreeMap<(usize, usize), usize>;

/// All references between the files of a crate.
pub(crate) fn references(krate: &Crate) -> References {
    let mut found = References::new();
    for (number, module) in krate.modules.iter().enumerate() {
        for (file, line) in Reader::new(krate, number, module).needs() {
            if file != module.file {
                found.entry((module.file, file)).or_insert(line);
            }
        }
    }
    found
}

/// How many names may stand for others before a path is given up: `use` can be written in circles.
const LONGEST: usize = 32;

/// Reads one module.
struct Reader<'a> {
    krate: &'a Crate,
    number: usize,
    module: &'a Module,
    /// Every path and single word of its code, `use` items apart, with its line.
    paths: Vec<(Vec<String>, usize)>,
}

impl<'a> Reader<'a> {
    fn new(krate: &'a Crate, number: usize, module: &'a Module) -> Self {
        let mut paths = Vec::new();
        read_paths(&module.tokens, &mut paths);
        Self {
            krate,
            number,
            module,
            paths,
        }
    }

    /// The files that it needs, each with a line.
    fn needs(&self) -> Vec<(usize, usize)> {
        let mut needs = Vec::new();
        for (path, line) in &self.paths {
            let local = path.len() == 1 && !self.is_imported(path.first());
            if let Some(file) = self.file(path).filter(|_| !local) {
                needs.push((file, *line));
            }
        }
        let heads: BTreeSet<&str> = self
            .paths
            .iter()
            .filter_map(|(path, _)| path.first())
            .map(String::as_str)
            .collect();
        for import in self.module.imports.iter().filter(|import| !import.public) {
            // A name that the code has was followed there, so only one that works unseen, as a trait does, is left.
            let seen = import.name.as_deref().is_some_and(|name| heads.contains(name));
            if !seen && let Some(target) = self.krate.from(self.number, &import.path, 0) {
                match (target, &import.name) {
                    (Target::Item(file), _) => needs.push((file, import.line)),
                    (Target::Module(module), Some(_)) => {
                        needs.extend(self.krate.modules.get(module).map(|module| (module.file, import.line)));
                    }
                    // What `*` brings in is followed where it is used.
                    (Target::Module(_), None) | (Target::Outside, _) => {}
                }
            }
        }
        needs
    }

    /// Whether a single word is a name that a `use` brings in; all others are the module's own or no paths at all.
    fn is_imported(&self, word: Option<&String>) -> bool {
        let Some(word) = word else { return false };
        let own = self.module.items.contains(word) || self.module.children.contains_key(word);
        !own && (self.krate.bound(self.number, word, 0).is_some())
    }

    fn file(&self, path: &[String]) -> Option<usize> {
        match self.krate.from(self.number, path, 0)? {
            Target::Module(module) => self.krate.modules.get(module).map(|module| module.file),
            Target::Item(file) => Some(file),
            Target::Outside => None,
        }
    }
}

impl Crate {
    /// Where a path leads that is written in a module.
    fn from(&self, module: usize, path: &[String], depth: usize) -> Option<Target> {
        let (head, rest) = path.split_first()?;
        let parent = |module: usize| self.modules.get(module).and_then(|module| module.parent);
        match head.as_str() {
            "crate" => self.inside(0, rest, depth),
            "self" => self.inside(module, rest, depth),
            "super" => {
                let ups = rest.iter().take_while(|word| *word == "super").count();
                let above = (0..=ups).try_fold(module, |module, _| parent(module))?;
                self.inside(above, rest.get(ups..)?, depth)
            }
            _ => {
                let found = self.member(module, head, depth)?;
                self.onwards(found, rest, depth)
            }
        }
    }

    /// Where a path leads inside of a module. What no one defines in sight (a macro may) counts as the module's own.
    fn inside(&self, module: usize, path: &[String], depth: usize) -> Option<Target> {
        let Some((head, rest)) = path.split_first() else {
            return Some(Target::Module(module));
        };
        let file = self.modules.get(module)?.file;
        let found = self.member(module, head, depth).unwrap_or(Target::Item(file));
        self.onwards(found, rest, depth)
    }

    fn onwards(&self, target: Target, rest: &[String], depth: usize) -> Option<Target> {
        match target {
            Target::Module(module) => self.inside(module, rest, depth),
            found => Some(found),
        }
    }

    /// What a name means in a module: one of its modules, an item, or what it brings in.
    fn member(&self, module: usize, name: &str, depth: usize) -> Option<Target> {
        let inside = self.modules.get(module)?;
        if let Some(child) = inside.children.get(name) {
            return Some(Target::Module(*child));
        }
        if inside.items.contains(name) {
            return Some(Target::Item(inside.file));
        }
        self.bound(module, name, depth)
    }

    /// What a name means that a `use` of the module brings in.
    fn bound(&self, module: usize, name: &str, depth: usize) -> Option<Target> {
        if depth > LONGEST {
            return None;
        }
        let imports = &self.modules.get(module)?.imports;
        let named = |import: &&super::imports::Import| import.name.as_deref() == Some(name);
        // A name that stands for itself (`use log;`) is another crate.
        let leads = |path: &[String]| match path.first().is_some_and(|head| head == name) && path.len() == 1 {
            true => Some(Target::Outside),
            false => Some(self.from(module, path, depth + 1).unwrap_or(Target::Outside)),
        };
        if let Some(import) = imports.iter().find(named) {
            return leads(&import.path);
        }
        imports.iter().filter(|import| import.name.is_none()).find_map(|glob| {
            match self.from(module, &glob.path, depth + 1)? {
                Target::Module(other) if other != module => self.member(other, name, depth + 1),
                _ => None,
            }
        })
    }
}

/// Every path, also of one word, in order; without `use` items, attributes, visibilities and the modules inside.
fn read_paths(tokens: &[TokenTree], into: &mut Vec<(Vec<String>, usize)>) {
    let mut rest = tokens;
    // One dot stands before a method or a field, two make a range.
    let mut dots = 0;
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        let next = after.first();
        let attribute = is_punct(token, '#') && matches!(next, Some(TokenTree::Group(_)));
        let visibility = is_word(token, "pub") && group(next, Delimiter::Parenthesis).is_some();
        if attribute || visibility {
            rest = after.get(1..).unwrap_or_default();
        } else if is_word(token, "use") && !next.is_some_and(|next| is_punct(next, '<')) {
            rest = super::imports::read(after, false, &mut Vec::new());
        } else if is_word(token, "mod") {
            let whole = group(after.get(1), Delimiter::Brace).is_some();
            rest = after.get(if whole { 2 } else { 1 }..).unwrap_or_default();
        } else if let TokenTree::Group(group) = token {
            read_paths(&group.stream().into_iter().collect::<Vec<_>>(), into);
        } else if let Some(first) = word(token) {
            let (path, end) = path(first, after);
            // A method or a field is no path, and neither is a name before a colon: a field, or an argument.
            let label = matches!(end, [one, two, ..] if is_punct(one, ':') && !is_punct(two, ':'));
            if path.len() > 1 || (dots != 1 && !label) {
                into.push((path, line(token)));
            }
            rest = end;
        }
        dots = if is_punct(token, '.') { dots + 1 } else { 0 };
    }
}

/// The path that starts with a word, and what follows it.
fn path(first: String, tokens: &[TokenTree]) -> (Vec<String>, &[TokenTree]) {
    let mut path = vec![first];
    let mut rest = tokens;
    while let [one, two, TokenTree::Ident(next), after @ ..] = rest
        && is_punct(one, ':')
        && is_punct(two, ':')
    {
        path.push(next.to_string());
        rest = after;
    }
    (path, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the modules of a text need, each taken for a file, by their names.
    fn needs(text: &str) -> Vec<(String, String)> {
        let krate = Crate::of_text(text);
        let mut names = vec![String::new(); krate.modules.len()];
        for module in &krate.modules {
            for (name, child) in &module.children {
                names[*child] = name.clone();
            }
        }
        let found = references(&krate);
        found
            .keys()
            .map(|(from, to)| (names[*from].clone(), names[*to].clone()))
            .collect()
    }

    fn pairs(text: &str) -> Vec<String> {
        needs(text)
            .into_iter()
            .map(|(from, to)| format!("{from}>{to}"))
            .collect()
    }

    #[test]
    fn a_name_that_is_handed_on_is_followed_to_where_it_is_defined() {
        let text = "pub use c::Late; mod a { use super::b::Name; fn f(x: Name) {} } mod b { pub use crate::c::Name; } \
                    mod c { pub struct Name; pub struct Late; } mod d { fn f() -> crate::Late {} }";
        assert_eq!(pairs(text), ["a>c", "d>c"]);
    }

    #[test]
    fn globs_aliases_and_modules_are_followed_where_they_are_used() {
        let text = "mod a { use crate::b::*; fn f() { one(); c::two(); } } mod b { pub fn one() {} pub(crate) use crate::c; } \
                    mod c { pub fn two() {} } mod d { use crate::c as other; fn f() { other::two() } }";
        assert_eq!(pairs(text), ["a>b", "a>c", "d>c"]);
    }

    #[test]
    fn fields_methods_and_other_crates_are_no_references() {
        let text = "mod a { use serde::one; fn f(b: X) { self.b.one(); let y = Y { b: 1 }; one() } } mod b { pub fn one() {} }";
        assert_eq!(pairs(text), [] as [&str; 0]);
    }

    #[test]
    fn a_trait_that_works_unseen_is_needed() {
        assert_eq!(
            pairs("mod a { use crate::b::Trait as _; } mod b { pub trait Trait {} }"),
            ["a>b"]
        );
    }
}
