//! Tags and odd anchors: `!x` and `&&` before a value. The parser takes them as marks of the value and drops them, so that
//! `where: !approved && known` would say `known`.

use super::{Node, Value};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Tags that state the type of a value, as YAML itself has them.
const TYPES: &[&str] = &[
    "!!str",
    "!!int",
    "!!float",
    "!!bool",
    "!!null",
    "!!map",
    "!!seq",
    "!!timestamp",
];

/// The first mark before a value that rule files don't have.
pub(super) fn tag(node: &Node, text: &str) -> Option<Span> {
    match &node.value {
        Value::Map(entries) => entries
            .iter()
            .find_map(|(key, value)| mark(text, key.span.end, value).or_else(|| tag(value, text))),
        Value::List(items) => {
            let mut from = node.span.start;
            items.iter().find_map(|item| {
                let found = mark(text, from, item).or_else(|| tag(item, text));
                from = item.end();
                found
            })
        }
        _ => None,
    }
}

/// The mark between `from` and a value. An alias leads elsewhere; there is nothing between.
fn mark(text: &str, from: usize, value: &Node) -> Option<Span> {
    let between = text.get(from..value.span.start)?;
    let mut start = from;
    for line in between.split_inclusive('\n') {
        let code = line.split(" #").next().unwrap_or(line);
        for word in code.split_inclusive([' ', '\t', '\n', '[', '{', ',']) {
            let bare = word
                .trim_end_matches([' ', '\t', '\n', '\r', '[', '{', ','])
                .trim_start_matches([':', '-']);
            let anchor = bare.strip_prefix('&');
            let named =
                |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
            if bare.starts_with('!') && !TYPES.contains(&bare) || anchor.is_some_and(|name| !named(name)) {
                let at = start + word.find(bare)?;
                return Some(Span::new(value.span.file, at, at + 1));
            }
            start += word.len();
        }
        start += line.len() - code.len();
    }
    None
}

/// What is said of a mark.
pub(super) fn fault(span: Span, text: &str) -> Diagnostic {
    let sign = text.get(span.start..span.end).unwrap_or("!");
    let rest = text
        .get(span.start..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or("");
    let value = rest.split(" #").next().unwrap_or(rest).trim_end();
    let quoted = value.trim_end_matches([' ', '}', ']', ',']).replace('\'', "''");
    let message = format!("not valid YAML here: a value without quotes can't start with `{sign}`");
    Diagnostic::error(Code::YamlSyntax, span, message).help(format!("put it in quotes: `'{quoted}'`"))
}
