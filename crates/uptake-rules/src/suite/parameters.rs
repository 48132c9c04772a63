//! Tables of cases: each row is put into a copy of the case, and repeated rows of data are written once.

use crate::syntax::{Node, Value};
use crate::text::Name;

/// A copy of a case in which the value stands in place of each `{name}`. In a table under `data` a value is one value, whatever is in it.
pub(super) fn filled(node: &Node, row: &[(String, String)]) -> Node {
    let Value::Map(entries) = &node.value else {
        return with(node, &|text| put_in(text, row));
    };
    let entries = entries.iter().map(|(key, node)| {
        let filled = match key.text.as_str() {
            "data" => tables(node, row),
            _ => with(node, &|text| put_in(text, row)),
        };
        (key.clone(), filled)
    });
    Node {
        value: Value::Map(entries.collect()),
        span: node.span,
    }
}

/// A copy of the tables of a case: those of one dataset are a text, or a mapping with the text under `rows`.
fn tables(node: &Node, row: &[(String, String)]) -> Node {
    let rows = |node: &Node| with(node, &|text| in_table(text, row));
    let Value::Map(entries) = &node.value else {
        return with(node, &|text| put_in(text, row));
    };
    let entries = entries.iter().map(|(key, node)| {
        let Value::Map(parts) = &node.value else {
            return (key.clone(), rows(node));
        };
        let parts = parts.iter().map(|(key, node)| match key.text.as_str() {
            "rows" => (key.clone(), rows(node)),
            _ => (key.clone(), with(node, &|text| put_in(text, row))),
        });
        let value = Value::Map(parts.collect());
        (key.clone(), Node { value, span: node.span })
    });
    Node {
        value: Value::Map(entries.collect()),
        span: node.span,
    }
}

/// A copy of a node with other texts.
fn with(node: &Node, other: &dyn Fn(&str) -> String) -> Node {
    let value = match &node.value {
        Value::Text(text) => Value::Text(other(text)),
        Value::List(items) => Value::List(items.iter().map(|item| with(item, other)).collect()),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, node)| (key.clone(), with(node, other)));
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

/// Comma-separated values with the values of a row put in. One that has a comma, a quote or a line break in it gets quotes around the
/// whole field, so that it stays one value. What stands for a whole line of a table of several columns is a line.
fn in_table(text: &str, row: &[(String, String)]) -> String {
    let special = |value: &str| value.contains([',', '"', '\n', '\r']);
    if !row.iter().any(|(_, value)| special(value)) {
        return put_in(text, row);
    }
    let doubled: Vec<(String, String)> = row
        .iter()
        .map(|(name, value)| (name.clone(), value.replace('"', "\"\"")))
        .collect();
    let heading = put_in(text.lines().next().unwrap_or_default(), row);
    let field = |field: &str, is_line: bool| {
        let (times, field) = match field.split_once(" * ") {
            Some((times, rest)) if is_times(times) => (put_in(times, row) + " * ", rest),
            Some(_) | None => (String::new(), field),
        };
        if is_line && heading.contains(',') && field.starts_with('{') && field.ends_with('}') {
            return format!("{times}{}", put_in(field, row));
        }
        let within = field.starts_with('"');
        let filled = put_in(field, if within { &doubled } else { row });
        match !within && special(&filled) {
            true => format!("{times}\"{}\"", put_in(field, &doubled)),
            false => format!("{times}{filled}"),
        }
    };
    let (mut out, mut start, mut within, mut begins_line) = (String::new(), 0, false, true);
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => within = !within,
            ',' | '\n' if !within => {
                let is_line = begins_line && letter == '\n';
                out.push_str(&field(text.get(start..at).unwrap_or_default(), is_line));
                out.push(letter);
                start = at + 1;
                begins_line = letter == '\n';
            }
            _ => {}
        }
    }
    out.push_str(&field(text.get(start..).unwrap_or_default(), begins_line));
    out
}

/// Whether what stands before ` * ` says how often a row stands.
fn is_times(text: &str) -> bool {
    let text = text.trim();
    let digits = !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
    digits || text.starts_with('{') && text.ends_with('}')
}

/// The names that lines of tables are repeated by, as in `{name} * `.
pub(super) fn times(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Text(text) => {
            let before = text.lines().filter_map(|line| line.split_once(" * "));
            let before = before.map(|(times, _)| times.trim());
            let names = before.filter_map(|times| times.strip_prefix('{')?.strip_suffix('}'));
            names.map(str::to_owned).collect()
        }
        Value::List(items) => items.iter().flat_map(times).collect(),
        Value::Map(entries) => entries.iter().flat_map(|(_, node)| times(node)).collect(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => Vec::new(),
    }
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

/// Whether a text is a number, of whatever kind.
fn is_number(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok()
}

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
            Some((times, _)) if is_times(times) || is_number(times) => {
                let message = format!("`{times} * ` isn't a number of times");
                return Err((
                    message,
                    "name a column of the case's `table`, or write a whole number from 0".to_owned(),
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
            "-1 * ana,09:00\n",
            "1.5 * ana,09:00\n",
            "1e2 * ana,09:00\n",
        ] {
            assert!(repeated(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_value_that_is_put_into_a_table_stays_one_value() {
        let row = |value: &str| vec![("v".to_owned(), value.to_owned()), ("k".to_owned(), "2".to_owned())];
        let table = "id,at,tool\n{k} * {v},{n},\"x {v}\"\n1 * a,b,{v}\n";
        assert_eq!(
            in_table(table, &row("a,\"5\"")),
            "id,at,tool\n2 * \"a,\"\"5\"\"\",{n},\"x a,\"\"5\"\"\"\n1 * a,b,\"a,\"\"5\"\"\"\n"
        );
        // Headings and rows can be put in as whole lines.
        assert_eq!(in_table("{v}\n{k} * {v}\n", &row("a,b")), "a,b\n2 * a,b\n");
        assert_eq!(in_table(table, &row("a")), "id,at,tool\n2 * a,{n},\"x a\"\n1 * a,b,a\n");
    }
}
