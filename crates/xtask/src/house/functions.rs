//! How long functions are, and where some are called.

use super::file::File;
use crate::code::tokens::{each, is_punct, is_word, line, without_tests, word};
use proc_macro2::{Delimiter, TokenTree};

/// A function of more lines is long, from its name to its last brace.
const LONG: usize = 60;

/// The functions that are long, the longest first.
pub(super) fn long(files: &[File]) -> Result<Vec<String>, String> {
    let mut long = Vec::new();
    for file in files {
        each(&tokens(file)?, &mut |token, after| {
            let ends = |token: &TokenTree| match token {
                TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                other => is_punct(other, ';'),
            };
            if is_word(token, "fn")
                && let Some(name) = after.first().and_then(word)
                && let Some(TokenTree::Group(body)) = after.iter().find(|token| ends(token))
            {
                let lines = body.span().end().line + 1 - line(token);
                long.push((lines, format!("{}:{} {name}", file.path.display(), line(token))));
            }
        });
    }
    long.retain(|(lines, _)| *lines > LONG);
    long.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    Ok(long
        .into_iter()
        .map(|(lines, place)| format!("{lines:>5}  {place}"))
        .collect())
}

/// Where a function is called; not where it is defined or brought in.
pub(super) fn calls(files: &[File], name: &str) -> Result<Vec<String>, String> {
    let mut calls = Vec::new();
    for file in files {
        let mut defines = false;
        each(&tokens(file)?, &mut |token, after| {
            let called =
                matches!(after.first(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
            if called && !defines && is_word(token, name) {
                calls.push(format!("{}:{}", file.path.display(), line(token)));
            }
            defines = is_word(token, "fn");
        });
    }
    Ok(calls)
}

fn tokens(file: &File) -> Result<Vec<TokenTree>, String> {
    without_tests(&file.text).map_err(|error| format!("{} {error}", file.path.display()))
}
