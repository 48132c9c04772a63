//! From a place in a scalar's value back to the very characters in the file.
//!
//! A condition stands in YAML as a plain, quoted, folded or literal scalar; its faults are found in the *value*.
//! [`align`] walks value and source side by side, so that a fault is underlined where the author typed it.

use std::ops::Range;
use uptake_expr::source::FileId;
use uptake_expr::text::TextMap;

/// Aligns `value` with the scalar of `text` that it was read from, which starts at byte `start`.
///
/// An alias stands for all of its value. Where the two don't match, what follows is mapped to the place where they part.
#[must_use]
pub fn align(file: FileId, text: &str, start: usize, value: &str) -> TextMap {
    if let Some(alias) = text
        .get(start..)
        .filter(|rest| rest.starts_with('*') && !value.starts_with('*'))
    {
        let length = alias
            .find(|c: char| c.is_whitespace() || ",[]{}".contains(c))
            .unwrap_or(alias.len());
        let end = start + length;
        return TextMap::new(file, vec![start..end; value.len()], end);
    }
    let mut walk = Walk::start(text, start);
    let mut places = Vec::with_capacity(value.len());
    for letter in value.chars() {
        let place = walk.step(letter);
        // A letter that stands as itself maps byte by byte, an escape as a whole.
        if place.len() == letter.len_utf8() {
            places.extend(place.map(|at| at..at + 1));
        } else {
            places.extend(std::iter::repeat_n(place, letter.len_utf8()));
        }
    }
    TextMap::new(file, places, walk.at.min(text.len()))
}

/// A number as it was written, so that `1.10` stays `1.10`. `None` where something else stands, such as an alias of it.
#[must_use]
pub fn written_number(text: &str) -> Option<&str> {
    let number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    number.then(|| text.trim_end())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    Double,
    Block { indent: usize },
}

struct Walk<'a> {
    text: &'a str,
    at: usize,
    style: Style,
    /// Whether the first line end of a fold is behind us: from the second on, each is one in the value too.
    folding: bool,
}

impl<'a> Walk<'a> {
    fn start(text: &'a str, start: usize) -> Self {
        let mut walk = Self {
            text,
            at: start,
            style: Style::Plain,
            folding: false,
        };
        if let Some(indent) = block_indent(text, start) {
            walk.style = Style::Block { indent };
            return walk;
        }
        match walk.peek() {
            Some('\'') => walk.open(Style::Single),
            Some('"') => walk.open(Style::Double),
            _ => {}
        }
        walk
    }

    fn open(&mut self, style: Style) {
        self.at += 1;
        self.style = style;
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, belongs: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    }

    fn skip_indentation(&mut self, most: usize) {
        let blanks = self.rest().bytes().take(most).take_while(|byte| *byte == b' ').count();
        self.at += blanks;
    }

    /// How long the line end is that stands here; 0 if none does.
    fn line_end(&self) -> usize {
        let rest = self.rest();
        if rest.starts_with("\r\n") {
            2
        } else {
            usize::from(rest.starts_with(['\n', '\r']))
        }
    }

    fn skip_line_end(&mut self) {
        self.at += self.line_end();
    }

    /// The file's place of the value's next letter; moves past it.
    fn step(&mut self, letter: char) -> Range<usize> {
        match self.style {
            Style::Block { indent } => self.step_in_block(letter, indent),
            style => self.step_in_flow(letter, style),
        }
    }

    fn step_in_block(&mut self, letter: char, indent: usize) -> Range<usize> {
        // A line end that the fold has swallowed: what follows on the next line is the letter.
        while self.line_end() > 0 && letter != '\n' && letter != ' ' {
            self.skip_line_end();
            self.skip_indentation(indent);
        }
        let from = self.at;
        if self.line_end() > 0 {
            self.skip_line_end();
            let until = self.at;
            self.skip_indentation(indent);
            return from..until;
        }
        self.take(letter)
    }

    fn step_in_flow(&mut self, letter: char, style: Style) -> Range<usize> {
        if style == Style::Double {
            self.skip_escaped_line_end();
        }
        let (from, blanks) = (
            self.at,
            self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len(),
        );
        self.at += blanks;
        if self.line_end() == 0 {
            self.at = from;
            self.folding = false;
            return match (style, self.peek()) {
                (Style::Double, Some('\\')) => self.escape(),
                (Style::Single, Some('\'')) => self.as_long_as(2),
                _ => self.take(letter),
            };
        }
        // One line end folds to a blank; of several the first folds to nothing.
        if letter == '\n' && !self.folding {
            self.folding = true;
            self.skip_line_end();
            self.skip(|c| c == ' ' || c == '\t');
        }
        let from = self.at;
        self.skip_line_end();
        let until = self.at;
        self.skip(|c| c == ' ' || c == '\t');
        from..until
    }

    /// In double quotes a line end after `\` stands for nothing, and so do the blanks after it.
    fn skip_escaped_line_end(&mut self) {
        while self.rest().starts_with("\\\n") || self.rest().starts_with("\\\r") {
            self.at += 1;
            self.skip_line_end();
            self.skip(|c| c == ' ' || c == '\t');
            self.folding = true;
        }
    }

    /// The letter itself. If something else stands here, the two have parted, and nothing moves any more.
    fn take(&mut self, letter: char) -> Range<usize> {
        if self.peek() == Some(letter) {
            self.as_long_as(letter.len_utf8())
        } else {
            self.at..self.at
        }
    }

    fn as_long_as(&mut self, length: usize) -> Range<usize> {
        let from = self.at;
        self.at = (from + length).min(self.text.len());
        from..self.at
    }

    fn escape(&mut self) -> Range<usize> {
        let kind = self.rest().chars().nth(1);
        self.as_long_as(match kind {
            Some('x') => 4,
            Some('u') => 6,
            Some('U') => 10,
            other => 1 + other.map_or(0, char::len_utf8),
        })
    }
}

/// The indentation of the block scalar (`|` or `>`) whose first visible line starts at byte `start`; `None` if it is no block.
/// The place of a block is where its text starts, so its style stands on an earlier line.
fn block_indent(text: &str, start: usize) -> Option<usize> {
    let before = text.get(..start)?;
    let (above, margin) = before.rsplit_once('\n')?;
    let header = above.lines().rev().find(|line| !line.trim().is_empty())?;
    let header = header.split(" #").next().unwrap_or(header).trim_end();
    let header = header.trim_end_matches(|c: char| c.is_ascii_digit() || c == '+' || c == '-');
    let bare = header.strip_suffix(['|', '>'])?;
    let block = margin.bytes().all(|byte| byte == b' ') && (bare.is_empty() || bare.ends_with(char::is_whitespace));
    block.then_some(margin.len())
}

#[cfg(test)]
mod tests {
    use super::align;
    use crate::source::FileId;

    /// The text that `wanted`, a part of the value of the scalar that starts with `first`, comes from.
    fn found(text: &str, first: &str, value: &str, wanted: &str) -> String {
        let start = text.find(first).unwrap();
        let map = align(FileId(0), text, start, value);
        let at = value.find(wanted).unwrap();
        let span = map.span(at, at + wanted.len());
        text[span.start..span.end].to_owned()
    }

    #[test]
    fn a_word_is_found_in_every_style_of_scalar() {
        assert_eq!(found("when: a > bb", "a >", "a > bb", "bb"), "bb");
        assert_eq!(found("when: 'r == ''x'' && bb'", "'r", "r == 'x' && bb", "bb"), "bb");
        assert_eq!(
            found("when: \"r == \\\"x\\\" && bb\"", "\"r", "r == \"x\" && bb", "bb"),
            "bb"
        );
        assert_eq!(
            found("when: |\n    a\n      && bb\n    c\n", "a\n", "a\n  && bb\nc\n", "bb"),
            "bb"
        );
        assert_eq!(found("when: >\r\n  a\r\n  && bb\r\n", "a\r", "a && bb\n", "bb"), "bb");
        assert_eq!(found("when: a\n   && bb\n   && cc", "a\n", "a && bb && cc", "cc"), "cc");
    }

    #[test]
    fn blanks_and_empty_lines_that_a_fold_swallows_lead_nothing_astray() {
        assert_eq!(found("when: a  \n   && bb", "a ", "a && bb", "bb"), "bb");
        assert_eq!(found("when: >\n  a\n\n  && bb\n", "a\n", "a\n&& bb\n", "bb"), "bb");
        assert_eq!(found("when: \"a  \n\n  && bb\"", "\"a", "a\n&& bb", "bb"), "bb");
        assert_eq!(found("when: \"a \\\n   && bb\"", "\"a", "a && bb", "bb"), "bb");
        assert_eq!(found("when: |2\n    a\n  && bb\n", "  a", "  a\n&& bb\n", "bb"), "bb");
        assert_eq!(
            found("when: |+ # c\n\n  a\n  && bb\n", "a\n", "\na\n&& bb\n", "bb"),
            "bb"
        );
    }

    #[test]
    fn a_block_may_start_with_a_sign_that_means_something_elsewhere() {
        assert_eq!(
            found("when: |\n  'a' > bb\n", "'a'", "'a' > bb\n", "'a' > bb"),
            "'a' > bb"
        );
        assert_eq!(found("when: >-\n  | bb", "| bb", "| bb", "bb"), "bb");
        assert_eq!(found("when: |\n  *a", "*a", "*a", "a"), "a");
    }

    #[test]
    fn an_escape_is_underlined_as_a_whole() {
        assert_eq!(found("when: \"a \\u00fc bb\"", "\"a", "a ü bb", "ü"), "\\u00fc");
        assert_eq!(found("when: \"a \\u00fc bb\"", "\"a", "a ü bb", "bb"), "bb");
        assert_eq!(found("when: 'a '' bb'", "'a", "a ' bb", "'"), "''");
    }

    #[test]
    fn an_alias_is_underlined_as_a_whole() {
        assert_eq!(found("when: { a: *name }", "*name", "a && bb", "bb"), "*name");
    }

    #[test]
    fn a_place_past_the_end_is_the_end() {
        let map = align(FileId(0), "when: ab", 6, "ab");
        assert_eq!(map.span(9, 12).start, 8);
    }
}
