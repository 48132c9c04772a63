//! Conditions that a comma within `{ }` cut in two: `{ when: role in "a, b" }` is `role in "a`, and a key `b"`.

use super::{Node, Value};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What is said of the first value that ends within a quote or bracket of its own, at a comma.
pub(super) fn cut(node: &Node, text: &str) -> Option<Diagnostic> {
    match &node.value {
        Value::Map(entries) => entries.iter().find_map(|(_, value)| cut(value, text)),
        Value::List(items) => items.iter().find_map(|item| cut(item, text)),
        Value::Text(_) => {
            let written = text.get(node.span.start..node.span.end)?;
            let open = !written.starts_with(['"', '\'']) && ends_open(written);
            let after = text.get(node.span.end..)?;
            let comma = node.span.end + after.len() - after.trim_start().len();
            (open && text.get(comma..)?.starts_with(',')).then(|| {
                let span = Span::new(node.span.file, comma, comma + 1);
                let message = "not valid YAML here: within `{ }` this `,` ends the value";
                let help = "put the whole condition in single quotes, as in `{ when: 'x in [\"a\", \"b\"]' }`";
                Diagnostic::error(Code::YamlSyntax, span, message).help(help)
            })
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => None,
    }
}

/// Whether a text ends within a quote or a bracket.
fn ends_open(text: &str) -> bool {
    let quotes = text.matches('"').count();
    let count = |letter: char| text.matches(letter).count();
    quotes % 2 == 1 || count('(') > count(')')
}
