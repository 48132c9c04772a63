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
        Value::Text(text) if expression => format!("{:?}", bare(text)),
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
    let (one, other) = (short(one), short(other));
    match (&one.value, &other.value) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Int(one), Value::Int(other)) => one == other,
        (Value::Float(one), Value::Float(other)) => one.to_bits() == other.to_bits(),
        (Value::Text(one), Value::Text(other)) => one == other || (expression && bare(one) == bare(other)),
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| within(one, other, expression))
        }
        (Value::Map(one), Value::Map(other)) => one.len() == other.len() && entries(one, other, expression),
        _ => false,
    }
}

/// The short form of what can be written in a longer one: `3` of `{ value: 3 }`, `leave` of `[leave]`.
fn short(node: &Node) -> &Node {
    let inner = match &node.value {
        Value::List(items) => match items.as_slice() {
            [only] => only,
            _ => return node,
        },
        Value::Map(entries) => match entries.as_slice() {
            [(key, only)] if key.text == "value" => only,
            _ => return node,
        },
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => return node,
    };
    match &inner.value {
        Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Text(_) => inner,
        Value::Null | Value::List(_) | Value::Map(_) => node,
    }
}

/// What a column says of itself: the order of these keys makes no difference, unlike that of names.
const OF_COLUMNS: &[&str] = &[
    "type", "optional", "default", "missing", "private", "register", "values", "about", "headings", "source",
];

fn entries(one: &[(Key, Node)], other: &[(Key, Node)], expression: bool) -> bool {
    let plain = |(key, _): &(Key, Node)| OF_COLUMNS.contains(&key.text.as_str());
    if one.iter().any(|(key, _)| key.text == "type") && one.iter().chain(other).all(plain) {
        return one.iter().all(|(key, value)| {
            let of_other = other.iter().find(|(known, _)| known.text == key.text);
            of_other.is_some_and(|(_, other)| within(value, other, expression))
        });
    }
    one.iter().zip(other).all(|((key, one), (other_key, other))| {
        let expression = expression || EXPRESSIONS.contains(&key.text.as_str());
        key.text == other_key.text && within(one, other, expression)
    })
}

/// Whether the texts of two scripts say the same.
pub(super) fn same_script(one: &str, other: &str) -> bool {
    one == other || tokens(one) == tokens(other)
}

/// The tokens of an expression without brackets that make no difference: around all of it, or around a part between `&&` and `||` that
/// has neither of them.
fn bare(text: &str) -> String {
    let mut text = tokens(text);
    while let Some((open, close)) = redundant(&text) {
        text.remove(close);
        text.remove(open);
    }
    text
}

/// The places of two brackets that make no difference.
fn redundant(text: &str) -> Option<(usize, usize)> {
    let mut open: Vec<usize> = Vec::new();
    let mut quote: Option<char> = None;
    let mut escaped = false;
    for (place, letter) in text.char_indices() {
        if let Some(mark) = quote {
            if letter == mark && !escaped {
                quote = None;
            }
            escaped = letter == '\\' && !escaped;
            continue;
        }
        match letter {
            '"' | '`' | '\'' => quote = Some(letter),
            '(' => open.push(place),
            ')' => {
                let start = open.pop()?;
                let (before, after) = (text.get(..start)?, text.get(place + 1..)?);
                let inner = text.get(start + 1..place)?;
                let ends = |text: &str| text.is_empty() || text.ends_with("&&") || text.ends_with("||");
                let begins = |text: &str| text.is_empty() || text.starts_with("&&") || text.starts_with("||");
                let whole = before.is_empty() && after.is_empty();
                let looser = ["&&", "||", "{", ";", "=>"]
                    .iter()
                    .any(|operator| inner.contains(operator));
                if !inner.is_empty() && (whole || ends(before) && begins(after) && !looser) {
                    return Some((start, place));
                }
            }
            _ => {}
        }
    }
    None
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
    use super::{bare, tokens};

    #[test]
    fn brackets_that_change_nothing_make_no_difference_and_others_do() {
        for (one, other) in [
            ("(uses >= 3)", "uses >= 3"),
            ("(uses >= 3) && (days < 2)", "uses >= 3 && days < 2"),
            ("((a)) || b", "a || b"),
            ("(tool == \")\") && a", "tool == \")\" && a"),
        ] {
            assert_eq!(bare(one), bare(other), "{one}");
        }
        for (one, other) in [
            ("(a || b) && c", "a || b && c"),
            ("!(a && b)", "!a && b"),
            ("(a + b) * c", "a + b * c"),
            ("(a) + (b)", "a + b) + (c"),
            ("is_known(a) && b", "is_known a && b"),
        ] {
            assert_ne!(bare(one), bare(other), "{one}");
        }
    }

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
