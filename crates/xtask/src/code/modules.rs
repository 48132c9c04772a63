//! The modules of a crate: what each defines, brings in and holds.

use super::imports::{self, Import};
use super::tokens::{group, is_punct, is_word, without_tests, word};
use super::workspace::read;
use crate::process::root;
use proc_macro2::{Delimiter, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A module, in a file of its own or inside of another's.
pub(crate) struct Module {
    /// Its file, as a number in [`Crate::files`].
    pub(crate) file: usize,
    pub(crate) parent: Option<usize>,
    pub(crate) children: BTreeMap<String, usize>,
    /// The names it defines, but for its modules.
    pub(crate) items: BTreeSet<String>,
    pub(crate) imports: Vec<Import>,
    pub(crate) tokens: Vec<TokenTree>,
}

/// The modules that are reached from one root.
pub(crate) struct Crate {
    /// From the root of the workspace.
    pub(crate) files: Vec<PathBuf>,
    /// The first is the root.
    pub(crate) modules: Vec<Module>,
}

/// Words before the name of an item.
const ITEMS: [&str; 8] = ["fn", "struct", "enum", "union", "trait", "type", "const", "static"];

impl Crate {
    /// Reads a crate from its root file on.
    pub(crate) fn read(start: &Path) -> Result<Self, String> {
        let mut found = Self {
            files: Vec::new(),
            modules: Vec::new(),
        };
        let folder = start.parent().unwrap_or(start).to_path_buf();
        found.add_file(start, None, folder)?;
        Ok(found)
    }

    /// Adds the module of a file, whose modules lie in `folder`.
    fn add_file(&mut self, path: &Path, parent: Option<usize>, folder: PathBuf) -> Result<usize, String> {
        let tokens = without_tests(&read(path)?).map_err(|error| format!("{} {error}", path.display()))?;
        self.files.push(path.to_path_buf());
        self.add(tokens, self.files.len() - 1, parent, &folder)
    }

    fn add(
        &mut self,
        tokens: Vec<TokenTree>,
        file: usize,
        parent: Option<usize>,
        folder: &Path,
    ) -> Result<usize, String> {
        let number = self.modules.len();
        let mut module = Module {
            file,
            parent,
            children: BTreeMap::new(),
            items: BTreeSet::new(),
            imports: Vec::new(),
            tokens: Vec::new(),
        };
        define(&tokens, &mut module.items);
        import(&tokens, &mut module.imports);
        self.modules.push(module);
        let mut children = BTreeMap::new();
        let mut rest = tokens.as_slice();
        while let Some((token, after)) = rest.split_first() {
            rest = after;
            let Some(name) = after.first().and_then(word).filter(|_| is_word(token, "mod")) else {
                continue;
            };
            let child = match group(after.get(1), Delimiter::Brace) {
                Some(inner) => self.add(inner, file, Some(number), &folder.join(&name))?,
                None => {
                    let own = folder.join(&name);
                    let beside = own.with_extension("rs");
                    let inside = own.join("mod.rs");
                    let path = if root().join(&beside).is_file() { beside } else { inside };
                    self.add_file(&path, Some(number), own)?
                }
            };
            children.insert(name, child);
        }
        if let Some(module) = self.modules.get_mut(number) {
            module.children = children;
            module.tokens = tokens;
        }
        Ok(number)
    }
}

#[cfg(test)]
impl Crate {
    /// The modules of a text, each as if it stood in a file of its own.
    pub(crate) fn of_text(text: &str) -> Self {
        let mut found = Self {
            files: Vec::new(),
            modules: Vec::new(),
        };
        found.add(without_tests(text).unwrap(), 0, None, Path::new("")).unwrap();
        for (number, module) in found.modules.iter_mut().enumerate() {
            module.file = number;
        }
        found
    }
}

/// The names of the items that stand here, not of those inside of them.
fn define(tokens: &[TokenTree], items: &mut BTreeSet<String>) {
    let mut rest = tokens;
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        if is_word(token, "macro_rules") {
            items.extend(after.get(1).and_then(word));
        } else if is_word(token, "use") {
            rest = imports::read(after, false, &mut Vec::new());
        } else if ITEMS.iter().any(|item| is_word(token, item))
            && let Some(name) = after.iter().take(2).filter_map(word).find(|word| word != "mut")
        {
            items.insert(name);
        }
    }
}

/// What every `use` brings in, also one inside a function; not those of modules inside, which are read by themselves.
fn import(tokens: &[TokenTree], into: &mut Vec<Import>) {
    let mut public = false;
    let mut rest = tokens;
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        if is_word(token, "use") && !after.first().is_some_and(|next| is_punct(next, '<')) {
            rest = imports::read(after, public, into);
        } else if is_word(token, "mod") {
            let whole = group(after.get(1), Delimiter::Brace).is_some();
            rest = after.get(if whole { 2 } else { 1 }..).unwrap_or_default();
        } else if let TokenTree::Group(inner) = token {
            // The group of `pub(crate)` belongs to `pub`.
            if !(public && inner.delimiter() == Delimiter::Parenthesis) {
                import(&inner.stream().into_iter().collect::<Vec<_>>(), into);
                public = false;
            }
            continue;
        }
        public = is_word(token, "pub");
    }
}
