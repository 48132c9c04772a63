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
                "**=", "<<=", ">>=", "..=", "&&", "||", "==", "!=", "<=", ">=", "??", "..", "::", "=>", "+=", "-=",
                "*=", "/=", "%=", "**", "<<", ">>", "|=", "&=", "^=",
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

/// Where the lines of a text start: places are asked for as often as it has tokens.
#[derive(Clone, Debug)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(ends).collect())
    }

    /// The byte of a position of Rhai's, which counts lines and letters from 1; `None` where it has none, as at the end of
    /// the text.
    pub(super) fn byte_of(&self, text: &str, position: Position) -> Option<usize> {
        let (line, letter) = (position.line()?, position.position().unwrap_or(1));
        let start = self.0.get(line.saturating_sub(1)).copied().unwrap_or(text.len());
        let rest = text.get(start..).unwrap_or("");
        let within = rest.char_indices().nth(letter.saturating_sub(1));
        Some(within.map_or(text.len(), |(at, _)| start + at))
    }
}
