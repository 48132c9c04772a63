//! A file's tokens without its tests.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The tokens of a file, without what is compiled for tests alone.
pub(crate) fn without_tests(text: &str) -> Result<Vec<TokenTree>, String> {
    let stream: TokenStream = text
        .parse()
        .map_err(|error| format!("can't be read as Rust: {error}"))?;
    Ok(strip(stream))
}

fn strip(stream: TokenStream) -> Vec<TokenTree> {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut kept = Vec::with_capacity(tokens.len());
    let mut rest = tokens.as_slice();
    while let Some((token, after)) = rest.split_first() {
        rest = match is_punct(token, '#') && after.first().is_some_and(is_for_tests) {
            true => after_item(after),
            false => {
                kept.push(stripped(token));
                after
            }
        };
    }
    kept
}

fn stripped(token: &TokenTree) -> TokenTree {
    match token {
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), strip(group.stream()).into_iter().collect());
            inner.set_span(group.span());
            TokenTree::Group(inner)
        }
        other => other.clone(),
    }
}

/// Whether this is what stands in the brackets of `#[test]` or `#[cfg(test)]`.
fn is_for_tests(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else {
        return false;
    };
    let words: Vec<String> = group.stream().into_iter().map(|token| token.to_string()).collect();
    match words.as_slice() {
        [only] => only == "test",
        [first, second] => first == "cfg" && second.contains("test") && !second.contains("not"),
        _ => false,
    }
}

/// What follows the item that starts here, with the attribute in front of it.
fn after_item(tokens: &[TokenTree]) -> &[TokenTree] {
    let end = tokens.iter().position(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        other => is_punct(other, ';'),
    });
    end.and_then(|end| tokens.get(end + 1..)).unwrap_or_default()
}

/// Whether a token is this mark.
pub(crate) fn is_punct(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

/// Whether a token is this word.
pub(crate) fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// The word that a token is.
pub(crate) fn word(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        _ => None,
    }
}

/// The group that a token is, if it has these delimiters.
pub(crate) fn group(token: Option<&TokenTree>, delimiter: Delimiter) -> Option<Vec<TokenTree>> {
    match token {
        Some(TokenTree::Group(group)) if group.delimiter() == delimiter => Some(group.stream().into_iter().collect()),
        _ => None,
    }
}

/// The line that a token starts in.
pub(crate) fn line(token: &TokenTree) -> usize {
    token.span().start().line
}

/// Calls `visit` with every token that is no group, in order, and what follows it in its group.
pub(crate) fn each(tokens: &[TokenTree], visit: &mut impl FnMut(&TokenTree, &[TokenTree])) {
    let mut rest = tokens;
    while let Some((token, after)) = rest.split_first() {
        match token {
            TokenTree::Group(group) => each(&group.stream().into_iter().collect::<Vec<_>>(), visit),
            other => visit(other, after),
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_left_out_and_lines_stay_what_they_are() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }\nimpl X {\n  #[test]\n  fn c() {}\n  fn d() {}\n}";
        let tokens = without_tests(text).unwrap();
        let mut found = Vec::new();
        each(&tokens, &mut |token, _| {
            found.extend(word(token).map(|word| (word, line(token))))
        });
        let found: Vec<(&str, usize)> = found.iter().map(|(word, line)| (word.as_str(), *line)).collect();
        assert_eq!(found, [("fn", 1), ("a", 1), ("impl", 4), ("X", 4), ("fn", 7), ("d", 7)]);
    }

    #[test]
    fn what_is_compiled_where_no_test_is_stays() {
        assert!(!without_tests("#[cfg(not(test))]\nfn a() {}").unwrap().is_empty());
    }
}
