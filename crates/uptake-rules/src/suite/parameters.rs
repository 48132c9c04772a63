//! Tables of cases: each row is put into a copy of the case, and repeated rows of data are written once.

use crate::syntax::{Node, Value};

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

/// More copies of a row than this aren't made.
const MOST: usize = 100_000;

/// A table in which each line that begins with `N * ` stands N times; `{n}` in it is the number of the copy, from 00.
pub(super) fn repeated(table: &str) -> String {
    let mut out = String::new();
    for line in table.lines() {
        let times = line.split_once(" * ").and_then(|(times, rest)| {
            let times: usize = times.trim().parse().ok()?;
            Some((times.min(MOST), rest))
        });
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
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stands_as_often_as_it_says() {
        assert_eq!(
            repeated("id,at\n2 * ana,09:{n}\n0 * ben,09:00\n"),
            "id,at\nana,09:00\nana,09:01\n"
        );
    }
}
