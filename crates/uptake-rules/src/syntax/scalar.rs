//! From a place in a scalar's value back to the very characters in the file.
//!
//! A condition stands in YAML as a plain, quoted, folded or literal scalar; its faults are found in the *value*.
//! [`ScalarMap`] walks value and source side by side, so that a fault is underlined where the author typed it.

use crate::source::{FileId, Span};

/// For each byte of a scalar's value, the byte of the file it comes from.
#[derive(Clone, Debug)]
pub struct ScalarMap {
    file: FileId,
    offsets: Vec<usize>,
    end: usize,
}

impl ScalarMap {
    /// Aligns `value`, read from the scalar that starts at byte `start` of `text`.
    #[must_use]
    pub fn new(file: FileId, text: &str, start: usize, value: &str) -> Self {
        let raw = text.as_bytes();
        let mut walk = Walk::start(raw, start);
        let mut offsets = Vec::with_capacity(value.len());
        for byte in value.bytes() {
            offsets.push(walk.step(byte));
        }
        Self {
            file,
            end: walk.at.min(raw.len()),
            offsets,
        }
    }

    /// The file span of bytes `start..end` of the value.
    #[must_use]
    pub fn span(&self, start: usize, end: usize) -> Span {
        let from = self.offsets.get(start).copied().unwrap_or(self.end);
        let until = end
            .checked_sub(1)
            .and_then(|last| self.offsets.get(last))
            .map_or(from, |last| last + 1);
        Span::new(self.file, from, until)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    Double,
    Block { indent: usize },
}

struct Walk<'a> {
    raw: &'a [u8],
    at: usize,
    style: Style,
}

impl<'a> Walk<'a> {
    fn start(raw: &'a [u8], start: usize) -> Self {
        let (style, at) = match raw.get(start) {
            Some(b'\'') => (Style::Single, start + 1),
            Some(b'"') => (Style::Double, start + 1),
            Some(b'|' | b'>') => {
                let body = line_end(raw, start);
                let indent = first_indent(raw, body);
                (Style::Block { indent }, body)
            }
            _ => (Style::Plain, start),
        };
        let mut walk = Self { raw, at, style };
        if let Style::Block { indent } = style {
            walk.skip_spaces(indent);
        }
        walk
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.raw.get(self.at + ahead).copied()
    }

    fn skip_spaces(&mut self, most: usize) {
        for _ in 0..most {
            if self.peek(0) == Some(b' ') {
                self.at += 1;
            }
        }
    }

    /// The file's byte for the value's next byte; moves past it.
    fn step(&mut self, byte: u8) -> usize {
        if self.style == Style::Double && self.peek(0) == Some(b'\\') {
            return self.escape(byte);
        }
        let here = self.at;
        if self.peek(0) == Some(b'\r') && byte == b'\n' {
            self.at += 1;
        }
        match self.peek(0) {
            Some(b'\n') => self.line_break(byte),
            Some(raw) if raw == byte => {
                self.at += 1;
                if self.style == Style::Single && byte == b'\'' && self.peek(0) == Some(b'\'') {
                    self.at += 1;
                }
            }
            // Blanks before a fold: the value has one space for the blanks and the line end.
            Some(b' ' | b'\t' | b'\r') => self.line_break(byte),
            _ => {}
        }
        here
    }

    /// A line end in the source: a space or line end in the value, then the next line's indentation.
    fn line_break(&mut self, byte: u8) {
        match self.style {
            Style::Block { indent } => {
                while self.peek(0).is_some_and(|b| b != b'\n') {
                    self.at += 1;
                }
                self.at += 1;
                self.skip_spaces(indent);
            }
            _ if byte == b' ' || byte == b'\n' => {
                while self.peek(0).is_some_and(|b| b.is_ascii_whitespace()) {
                    self.at += 1;
                }
            }
            _ => {}
        }
    }

    fn escape(&mut self, byte: u8) -> usize {
        let here = self.at;
        match self.peek(1) {
            // An escaped line end stands for nothing: what follows on the next line is the byte.
            Some(b'\n' | b'\r') => {
                self.at += 1;
                while self.peek(0).is_some_and(|b| b.is_ascii_whitespace()) {
                    self.at += 1;
                }
                return self.step(byte);
            }
            Some(b'x') => self.at += 4,
            Some(b'u') => self.at += 6,
            Some(b'U') => self.at += 10,
            _ => self.at += 2,
        }
        here
    }
}

fn line_end(raw: &[u8], from: usize) -> usize {
    raw.iter()
        .skip(from)
        .position(|byte| *byte == b'\n')
        .map_or(raw.len(), |length| from + length + 1)
}

/// The indentation of the first line that isn't blank.
fn first_indent(raw: &[u8], from: usize) -> usize {
    let body = raw.get(from..).unwrap_or_default();
    body.split(|byte| *byte == b'\n')
        .find(|line| !line.trim_ascii().is_empty())
        .map_or(0, |line| line.iter().take_while(|byte| **byte == b' ').count())
}

#[cfg(test)]
mod tests {
    use super::ScalarMap;
    use crate::source::FileId;

    fn found(text: &str, value: &str, wanted: &str) -> String {
        let start = text.find(": ").map_or(0, |at| at + 2);
        let map = ScalarMap::new(FileId(0), text, start, value);
        let at = value.find(wanted).unwrap_or(0);
        let span = map.span(at, at + wanted.len());
        text.get(span.start..span.end).unwrap_or("").to_owned()
    }

    #[test]
    fn a_word_is_found_in_every_style_of_scalar() {
        assert_eq!(found("when: a > bb", "a > bb", "bb"), "bb");
        assert_eq!(found("when: 'r == ''x'' && bb'", "r == 'x' && bb", "bb"), "bb");
        assert_eq!(found("when: \"r == \\\"x\\\" && bb\"", "r == \"x\" && bb", "bb"), "bb");
        assert_eq!(found("when: |\n    a\n      && bb\n    c\n", "a\n  && bb\nc\n", "bb"), "bb");
        assert_eq!(found("when: >\r\n  a\r\n  && bb\r\n", "a && bb\n", "bb"), "bb");
        assert_eq!(found("when: a\n   && bb\n   && cc", "a && bb && cc", "cc"), "cc");
    }

    #[test]
    fn a_place_past_the_end_is_the_end() {
        let map = ScalarMap::new(FileId(0), "when: ab", 6, "ab");
        assert_eq!(map.span(9, 12).start, 8);
    }
}
