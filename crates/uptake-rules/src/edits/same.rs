//! Whether two trees say the same, wherever they stand and however they are laid out.

use crate::syntax::{Key, Node, Value};

/// The keys whose texts are expressions: blanks, line breaks and comments in them make no difference.
const EXPRESSIONS: &[&str] = &["when", "where", "rhai", "fail", "warn", "value", "values", "filter"];

/// Whether two values say the same. The order of a mapping's entries matters, as that of rungs or of stages does.
pub(super) fn same(one: &Node, other: &Node) -> bool {
    within(one, other, false)
}

/// Whether two values of a key say the same.
pub(crate) fn says_the_same(key: &str, one: &Node, other: &Node) -> bool {
    within(one, other, EXPRESSIONS.contains(&key))
}

/// What the value of a key says, in one line, however it is laid out.
pub(crate) fn meaning(key: &str, node: &Node) -> String {
    meant(node, EXPRESSIONS.contains(&key))
}

fn meant(node: &Node, expression: bool) -> String {
    match &node.value {
        Value::Null => "~".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::Text(text) if expression => format!("{:?}", tokens(text)),
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) => {
            let items = items.iter().map(|item| meant(item, expression));
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, node)| {
                let expression = expression || EXPRESSIONS.contains(&key.text.as_str());
                format!("{:?}: {}", key.text, meant(node, expression))
            });
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn within(one: &Node, other: &Node, expression: bool) -> bool {
    match (&one.value, &other.value) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Int(one), Value::Int(other)) => one == other,
        (Value::Float(one), Value::Float(other)) => one.to_bits() == other.to_bits(),
        (Value::Text(one), Value::Text(other)) => one == other || (expression && tokens(one) == tokens(other)),
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| within(one, other, expression))
        }
        (Value::Map(one), Value::Map(other)) => one.len() == other.len() && entries(one, other, expression),
        _ => false,
    }
}

fn entries(one: &[(Key, Node)], other: &[(Key, Node)], expression: bool) -> bool {
    one.iter().zip(other).all(|((key, one), (other_key, other))| {
        let expression = expression || EXPRESSIONS.contains(&key.text.as_str());
        key.text == other_key.text && within(one, other, expression)
    })
}

/// Whether the texts of two scripts say the same.
pub(super) fn same_script(one: &str, other: &str) -> bool {
    one == other || tokens(one) == tokens(other)
}

/// An expression without blanks and comments: words are kept apart by one blank, texts in quotes stay what they are.
fn tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut gap = false;
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('/', Some('/')) => {
                let _ = letters.by_ref().find(|letter| *letter == '\n');
                gap = true;
            }
            ('/', Some('*')) => {
                let _ = letters.next();
                let mut before = ' ';
                let _ = letters.by_ref().find(|letter| {
                    let end = before == '*' && *letter == '/';
                    before = *letter;
                    end
                });
                gap = true;
            }
            ('"' | '`' | '\'', _) => {
                out.push(letter);
                let mut escaped = false;
                for inner in letters.by_ref() {
                    out.push(inner);
                    if inner == letter && !escaped {
                        break;
                    }
                    escaped = inner == '\\' && !escaped;
                }
                gap = false;
            }
            (letter, _) if letter.is_whitespace() => gap = true,
            (letter, _) => {
                let word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
                let operator = |letter: char| "+-*/%<>=!&|".contains(letter);
                // Two words that a blank parts aren't one, nor are two operators: `a - -b`.
                let parted = |before: char| (word(before) && word(letter)) || (operator(before) && operator(letter));
                if gap && out.chars().next_back().is_some_and(parted) {
                    out.push(' ');
                }
                gap = false;
                out.push(letter);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn layout_and_comments_of_expressions_make_no_difference_and_texts_do() {
        for (one, other) in [
            ("uses>=3", "uses >= 3"),
            ("a && b", "a\n  && b // both\n"),
            ("a /* why */ + b", "a + b"),
            ("f( x,y )", "f(x, y)"),
            ("a &&(b)", "a && ( b )"),
        ] {
            assert_eq!(tokens(one), tokens(other), "{one}");
        }
        for (one, other) in [
            ("tool == \"a b\"", "tool == \"a  b\""),
            ("tool == \"// a\"", "tool == \"// b\""),
            ("a - -b", "a --b"),
            ("uses >= 3", "uses >= 30"),
            ("let x", "letx"),
        ] {
            assert_ne!(tokens(one), tokens(other), "{one}");
        }
    }
}
