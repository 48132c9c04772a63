//! Where the token at a place starts and ends: Rhai keeps only where its nodes start.

use rhai::Position;

/// The byte after the token that starts at byte `start` of `text`.
#[must_use]
pub(super) fn token_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or("");
    let mut letters = rest.char_indices();
    let Some((_, first)) = letters.next() else {
        return text.len();
    };
    let length = match first {
        '"' | '\'' | '`' => quoted(rest, first),
        '#' if rest.starts_with("#{") => 2,
        '#' if rest.starts_with("#\"") => rest.find("\"#").map_or(rest.len(), |end| end + 2),
        c if c.is_alphabetic() || c == '_' => run(rest, |c| c.is_alphanumeric() || c == '_'),
        c if c.is_ascii_digit() => run(rest, |c| c.is_alphanumeric() || c == '_' || c == '.'),
        // `()` is one value.
        '(' if rest.get(1..).is_some_and(|rest| rest.trim_start().starts_with(')')) => {
            rest.find(')').map_or(1, |at| at + 1)
        }
        _ => {
            // The longest first.
            let long = [
                "**=", "<<=", ">>=", "..=", "&&", "||", "==", "!=", "<=", ">=", "??", "..", "::", "=>", "+=", "-=", "*=",
                "/=", "%=", "**", "<<", ">>", "|=", "&=", "^=",
            ];
            let operator = long.iter().find(|operator| rest.starts_with(**operator));
            operator.map_or(first.len_utf8(), |operator| operator.len())
        }
    };
    start + length
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// The byte offset of a line and column (both from 1, columns in characters).
#[must_use]
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    text.get(start..)
        .and_then(|rest| rest.char_indices().nth(column.saturating_sub(1)))
        .map_or(text.len(), |(at, _)| start + at)
}

/// The byte of a position of Rhai's; `None` where it has none, as at the end of the text.
#[must_use]
pub(super) fn byte_of(text: &str, position: Position) -> Option<usize> {
    Some(offset(text, position.line()?, position.position().unwrap_or(1)))
}
