//! The parts of a script's text: its functions, and closures. Rhai's tree keeps the bodies of functions to itself, so each
//! body is cut out of the text, with blanks in place of everything else: its places stay those of the whole text.

use super::token::token_end;
use std::ops::Range;

/// A function as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FunctionText {
    /// Where its name stands.
    pub(super) name: Range<usize>,
    /// Its parameters.
    pub(super) parameters: Vec<String>,
    /// What stands between its braces.
    pub(super) body: Range<usize>,
    /// All of it, from `fn` to the closing brace.
    pub(super) whole: Range<usize>,
    /// The lines after `///` right before it.
    pub(super) docs: Vec<String>,
}

/// A closure as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClosureText {
    /// Its parameters.
    pub(super) parameters: Vec<String>,
    /// Its body.
    pub(super) body: Range<usize>,
}

/// Tokens without blanks and comments.
struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let blanks = rest.len() - rest.trim_start().len();
            self.at += blanks;
            let rest = self.rest();
            if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.at += block_comment(rest);
            } else if blanks == 0 {
                return;
            }
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        self.skip();
        let start = self.at;
        if start >= self.text.len() {
            return None;
        }
        self.at = token_end(self.text, start).max(start + 1);
        Some(start..self.at)
    }
}

/// The length of the block comment that `text` starts with; they nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The functions of a script in the order of the text. What is malformed is left out: the parser says what is wrong.
pub(super) fn functions(text: &str) -> Vec<FunctionText> {
    let mut tokens = Tokens::new(text, 0);
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut before: Option<Range<usize>> = None;
    while let Some(token) = tokens.next() {
        match text.get(token.clone()) {
            Some("{" | "(" | "[" | "#{") => depth += 1,
            Some("}" | ")" | "]") => depth = depth.saturating_sub(1),
            Some("fn") if depth == 0 => {
                let start = match before {
                    Some(before) if text.get(before.clone()) == Some("private") => before.start,
                    _ => token.start,
                };
                if let Some(function) = function(text, start, &mut tokens) {
                    found.push(function);
                    before = None;
                    continue;
                }
            }
            _ => {}
        }
        before = Some(token);
    }
    found
}

fn function(text: &str, start: usize, tokens: &mut Tokens<'_>) -> Option<FunctionText> {
    let name = tokens.next()?;
    let mut parameters = Vec::new();
    let open = tokens.next()?;
    match text.get(open)? {
        // `()` is one token.
        unit if unit.starts_with('(') && unit.ends_with(')') => {}
        "(" => {
            for token in tokens.by_ref() {
                match text.get(token)? {
                    ")" => break,
                    "," => {}
                    parameter => parameters.push(parameter.to_owned()),
                }
            }
        }
        _ => return None,
    }
    let brace = tokens.next()?;
    if text.get(brace.clone())? != "{" {
        return None;
    }
    let close = closing(text, tokens)?;
    Some(FunctionText {
        name,
        parameters,
        body: brace.end..close.start,
        whole: start..close.end,
        docs: docs(text, start),
    })
}

/// The brace that closes the one that was just read.
fn closing(text: &str, tokens: &mut Tokens<'_>) -> Option<Range<usize>> {
    let mut depth = 1usize;
    for token in tokens.by_ref() {
        match text.get(token.clone())? {
            "{" | "(" | "[" | "#{" => depth += 1,
            "}" | ")" | "]" => {
                depth -= 1;
                if depth == 0 {
                    return Some(token);
                }
            }
            _ => {}
        }
    }
    None
}

/// The `///` lines right before byte `start`, without their signs.
fn docs(text: &str, start: usize) -> Vec<String> {
    let before = text.get(..start).unwrap_or("");
    // What stands before `fn` on its own line is only blanks.
    let before = before.rsplit_once('\n').map_or("", |(before, _)| before);
    let mut lines: Vec<String> = before
        .lines()
        .rev()
        .map_while(|line| line.trim_start().strip_prefix("///"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned())
        .collect();
    lines.reverse();
    lines
}

/// The closure whose first `|` stands at byte `at`.
pub(super) fn closure(text: &str, at: usize) -> Option<ClosureText> {
    let mut tokens = Tokens::new(text, at);
    if text.get(tokens.next()?)? != "|" {
        return None;
    }
    let mut parameters = Vec::new();
    let mut start = None;
    for token in tokens.by_ref() {
        match text.get(token.clone())? {
            "|" => {
                start = Some(token.end);
                break;
            }
            "," => {}
            parameter => parameters.push(parameter.to_owned()),
        }
    }
    let start = start?;
    let mut depth = 0usize;
    let mut end = text.len();
    for token in tokens {
        match text.get(token.clone())? {
            "{" | "(" | "[" | "#{" => depth += 1,
            ")" | "]" | "}" | "," | ";" if depth == 0 => {
                end = token.start;
                break;
            }
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
    }
    Some(ClosureText {
        parameters,
        body: start..end,
    })
}

/// The text with blanks in place of everything outside `range`; line ends stay, so that places do.
pub(super) fn only(text: &str, range: &Range<usize>) -> String {
    blanked(text, |at| !range.contains(&at))
}

/// The text with blanks in place of `ranges`.
pub(super) fn without(text: &str, ranges: &[Range<usize>]) -> String {
    blanked(text, |at| ranges.iter().any(|range| range.contains(&at)))
}

fn blanked(text: &str, blank: impl Fn(usize) -> bool) -> String {
    text.char_indices()
        .map(|(at, letter)| if letter != '\n' && blank(at) { ' ' } else { letter })
        .collect()
}

/// Where brackets nest more than `limit` levels deep, outside of texts and comments.
pub(super) fn too_deep(text: &str, limit: usize) -> Option<usize> {
    let mut depth = 0usize;
    for token in Tokens::new(text, 0) {
        match text.get(token.clone()) {
            Some("(" | "[" | "{" | "#{") => {
                depth += 1;
                if depth > limit {
                    return Some(token.start);
                }
            }
            Some(")" | "]" | "}") => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops on a surprise")]
    use super::*;

    #[test]
    fn functions_are_found_with_their_parameters_bodies_and_comments() {
        let text = "/// Whether it is early.\n/// In months.\nfn early(row, limit) { if row.m < limit { \"}\" } /* } */ }\nearly(row, 3)";
        let found = functions(text);
        assert_eq!(found.len(), 1);
        assert_eq!(&text[found[0].name.clone()], "early");
        assert_eq!(found[0].parameters, ["row", "limit"]);
        assert_eq!(found[0].docs, ["Whether it is early.", "In months."]);
        assert!(text[found[0].body.clone()].starts_with(" if row.m"));
        assert!(text[found[0].whole.clone()].ends_with('}'));
        assert_eq!(
            without(text, &[found[0].whole.clone()])
                .trim_end()
                .lines()
                .last()
                .unwrap(),
            "early(row, 3)"
        );
    }

    #[test]
    fn a_closure_ends_where_its_argument_does() {
        let text = "xs.filter(|v| f(v, 2) > [1, 2].len(), 4)";
        let found = closure(text, text.find('|').unwrap()).unwrap();
        assert_eq!(found.parameters, ["v"]);
        assert_eq!(text[found.body].trim(), "f(v, 2) > [1, 2].len()");
    }

    #[test]
    fn blanks_keep_every_place() {
        let text = "é\nab";
        assert_eq!(only(text, &(4..5)), " \n b");
    }

    #[test]
    fn depth_is_counted_outside_of_texts() {
        assert_eq!(too_deep("((\"((((\"))", 2), None);
        assert_eq!(too_deep("(((1)))", 2), Some(2));
    }
}
