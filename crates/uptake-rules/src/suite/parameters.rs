//! Tables of cases: each row is put into a copy of the case, and repeated rows of data are written once.

use crate::syntax::{Node, Value};
use crate::text::Name;

/// A copy of a node in which the value stands in place of each `{name}`.
pub(super) fn filled(node: &Node, row: &[(String, String)]) -> Node {
    let value = match &node.value {
        Value::Text(text) => Value::Text(put_in(text, row)),
        Value::List(items) => Value::List(items.iter().map(|item| filled(item, row)).collect()),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, node)| (key.clone(), filled(node, row)));
            Value::Map(entries.collect())
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => node.value.clone(),
    };
    Node { value, span: node.span }
}

fn put_in(text: &str, row: &[(String, String)]) -> String {
    row.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

/// The names that a node asks a row for, `{name}` each, with the places of the texts; `{n}` of a repeated row isn't one of them.
pub(super) fn asked(node: &Node) -> Vec<Name> {
    let mut found = Vec::new();
    within(node, &mut found);
    found
}

fn within(node: &Node, found: &mut Vec<Name>) {
    match &node.value {
        Value::Text(text) => {
            for name in braced(text).filter(|name| *name != "n") {
                if !found.iter().any(|known: &Name| known.text == name) {
                    found.push(Name {
                        text: name.to_owned(),
                        span: node.span,
                    });
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| within(item, found)),
        Value::Map(entries) => entries.iter().for_each(|(_, node)| within(node, found)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

/// The names in braces.
fn braced(text: &str) -> impl Iterator<Item = &str> {
    let after = text.split('{').skip(1);
    let names = after.filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
    names.filter(|name| {
        name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
            && name
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    })
}

/// More copies of a row than this aren't made.
const MOST: usize = 100_000;

/// A table in which each line that begins with `N * ` stands N times; `{n}` in it is the number of the copy, from 00.
///
/// # Errors
/// What is wrong with a line, and what helps.
pub(super) fn repeated(table: &str) -> Result<String, (String, String)> {
    let mut out = String::new();
    for line in table.lines() {
        let times = match line.split_once(" * ") {
            Some((times, rest)) if !times.trim().is_empty() && times.trim().chars().all(|c| c.is_ascii_digit()) => {
                match times.trim().parse::<usize>() {
                    Ok(times) if times <= MOST => Some((times, rest)),
                    Ok(_) | Err(_) => {
                        let message = format!("a row stands {} times, and {MOST} is the most", times.trim());
                        return Err((message, "use `weight`, or write the row on several lines".to_owned()));
                    }
                }
            }
            Some((times, _)) if times.starts_with('{') && times.ends_with('}') => {
                let message = format!("`{times} * ` isn't a number of times");
                return Err((
                    message,
                    "name a column of the case's `table`, or write a number".to_owned(),
                ));
            }
            Some(_) | None => None,
        };
        match times {
            None => {
                out.push_str(line);
                out.push('\n');
            }
            Some((times, rest)) => {
                for number in 0..times {
                    out.push_str(&rest.replace("{n}", &format!("{number:02}")));
                    out.push('\n');
                }
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stands_as_often_as_it_says() {
        assert_eq!(
            repeated("id,at\n2 * ana,09:{n}\n0 * ben,09:00\na * b,c\n").as_deref(),
            Ok("id,at\nana,09:00\nana,09:01\na * b,c\n")
        );
        for wrong in [
            "100001 * ana,09:00\n",
            "{made} * ana,09:00\n",
            "99999999999999999999 * ana\n",
        ] {
            assert!(repeated(wrong).is_err(), "{wrong}");
        }
    }
}
