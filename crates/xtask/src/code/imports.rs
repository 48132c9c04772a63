//! `use` items, as the paths that they bring in.

use super::tokens::{group, is_punct, is_word, line, word};
use proc_macro2::{Delimiter, TokenTree};

/// One name that a `use` brings in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    /// The name it gets here; nothing for `*`.
    pub(crate) name: Option<String>,
    pub(crate) path: Vec<String>,
    pub(crate) line: usize,
    /// Whether others may take it from here.
    pub(crate) public: bool,
}

/// Reads what follows the word `use`, up to its semicolon. Returns what follows that.
pub(crate) fn read<'a>(tokens: &'a [TokenTree], public: bool, into: &mut Vec<Import>) -> &'a [TokenTree] {
    let end = tokens
        .iter()
        .position(|token| is_punct(token, ';'))
        .unwrap_or(tokens.len());
    let (tree, rest) = tokens.split_at(end);
    branches(tree, &[], public, into);
    rest.get(1..).unwrap_or_default()
}

/// The trees between commas.
fn branches(tokens: &[TokenTree], before: &[String], public: bool, into: &mut Vec<Import>) {
    for tree in tokens.split(|token| is_punct(token, ',')) {
        branch(tree, before, public, into);
    }
}

fn branch(tokens: &[TokenTree], before: &[String], public: bool, into: &mut Vec<Import>) {
    let Some(first) = tokens.first() else { return };
    let mut path = before.to_vec();
    let mut name = None;
    let mut rest = tokens;
    while let Some((token, after)) = rest.split_first() {
        if let Some(inner) = group(Some(token), Delimiter::Brace) {
            return branches(&inner, &path, public, into);
        }
        if is_punct(token, '*') {
            into.push(Import {
                name: None,
                path,
                line: line(first),
                public,
            });
            return;
        }
        if is_word(token, "as") {
            name = after.first().and_then(word);
            break;
        }
        // `self` in braces is the module that stands before them.
        if !is_word(token, "self") || path.is_empty() {
            path.extend(word(token));
        }
        rest = after;
    }
    let name = name.or_else(|| path.last().cloned());
    into.push(Import {
        name,
        path,
        line: line(first),
        public,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::tokens::without_tests;

    #[test]
    fn trees_aliases_and_globs_are_told_apart() {
        let tokens = without_tests("crate::a::{self, B, c::{D as E, *}};\nrest").unwrap();
        let mut found = Vec::new();
        let rest = read(&tokens, false, &mut found);
        assert_eq!(rest.len(), 1);
        let found: Vec<(Option<&str>, String)> = found
            .iter()
            .map(|import| (import.name.as_deref(), import.path.join("::")))
            .collect();
        let path = |text: &str| text.to_owned();
        let expected = [
            (Some("a"), path("crate::a")),
            (Some("B"), path("crate::a::B")),
            (Some("E"), path("crate::a::c::D")),
            (None, path("crate::a::c")),
        ];
        assert_eq!(found, expected);
    }
}
