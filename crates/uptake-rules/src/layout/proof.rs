//! Whether two texts say the same, with the same comments.

use crate::syntax::{Node, Value};

/// Whether two texts with their trees say the same: values, keys and their order, numbers as they are written, and all comments in
/// their order.
pub(super) fn same(tree: &Node, text: &str, other: &Node, other_text: &str) -> bool {
    same_value(tree, text, other, other_text) && comments(tree, text) == comments(other, other_text)
}

fn same_value(one: &Node, text: &str, other: &Node, other_text: &str) -> bool {
    let written = |node: &Node, text: &str| {
        text.get(node.span.start..node.span.end)
            .map(|text| text.trim_end().to_owned())
    };
    match (&one.value, &other.value) {
        (Value::Text(one), Value::Text(other)) => one == other,
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b && written(one, text) == written(other, other_text),
        (Value::Int(a), Value::Int(b)) => a == b && written(one, text) == written(other, other_text),
        (Value::Float(a), Value::Float(b)) => {
            a.to_bits() == b.to_bits() && written(one, text) == written(other, other_text)
        }
        (Value::List(one), Value::List(other)) => {
            let both = one.iter().zip(other);
            one.len() == other.len()
                && both
                    .into_iter()
                    .all(|(one, other)| same_value(one, text, other, other_text))
        }
        (Value::Map(one), Value::Map(other)) => {
            let mut both = one.iter().zip(other);
            one.len() == other.len()
                && both.all(|((key, one), (other_key, other))| {
                    key.text == other_key.text && same_value(one, text, other, other_text)
                })
        }
        _ => false,
    }
}

/// The comments of a text, in their order. What keys and values are is known from its tree, not from how it was laid out: a `#` in
/// them is none.
fn comments(tree: &Node, text: &str) -> Vec<String> {
    let mut taken = Vec::new();
    scalars(tree, &mut taken);
    taken.sort_unstable();
    let mut found = Vec::new();
    let mut from = 0;
    for (start, end) in taken.into_iter().chain([(text.len(), text.len())]) {
        if start > from {
            between(text, from, start, &mut found);
        }
        from = from.max(end);
    }
    found
}

/// The places of keys and of values that aren't made of others.
fn scalars(node: &Node, taken: &mut Vec<(usize, usize)>) {
    match &node.value {
        Value::Map(entries) => {
            for (key, value) in entries {
                taken.push((key.span.start, key.span.end));
                scalars(value, taken);
            }
        }
        Value::List(items) => items.iter().for_each(|item| scalars(item, taken)),
        Value::Null => {}
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => {
            taken.push((node.span.start, node.span.end));
        }
    }
}

/// The comments between two places.
fn between(text: &str, from: usize, until: usize, found: &mut Vec<String>) {
    let mut at = from;
    while let Some(sign) = text
        .get(at..until)
        .and_then(|rest| rest.find('#'))
        .map(|sign| at + sign)
    {
        let before = text.get(..sign).and_then(|before| before.chars().next_back());
        let line = text.get(sign..).and_then(|rest| rest.lines().next()).unwrap_or("");
        if before.is_none_or(char::is_whitespace) {
            found.push(line.trim_end().to_owned());
            at = sign + line.len();
        } else {
            at = sign + 1;
        }
        if at >= until {
            return;
        }
    }
}
