//! Lines and columns as editors count them: from 0, columns in units of UTF-16.

/// A place in a text as editors count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Utf16 {
    /// The line, from 0.
    pub line: u32,
    /// The column in units of UTF-16, from 0.
    pub column: u32,
}

/// Where the lines of a text start.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// The lines of a text; they end with `\n`, `\r\n` or a `\r` alone, as editors have it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        Self {
            starts: std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect(),
        }
    }

    /// The byte of a place. A column past the end of its line is its end, a line past the last one the end of the text; a column within a
    /// character is its beginning.
    #[must_use]
    pub fn byte(&self, text: &str, at: Utf16) -> usize {
        let Some(start) = self.starts.get(at.line as usize).copied() else {
            return text.len();
        };
        let end = self.starts.get(at.line as usize + 1).copied().unwrap_or(text.len());
        let line = text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let (mut units, mut byte) = (0, start);
        for letter in line.chars() {
            units += letter.len_utf16();
            if units > at.column as usize {
                return byte;
            }
            byte += letter.len_utf8();
        }
        byte
    }

    /// The place of a byte; of one within a character the place of the character, of one past the end the end.
    #[must_use]
    pub fn place(&self, text: &str, byte: usize) -> Utf16 {
        let mut byte = byte.min(text.len());
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = text.get(start..byte).unwrap_or("");
        let whole = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Utf16 {
            line: whole(line),
            column: whole(before.chars().map(char::len_utf16).sum()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LineIndex, Utf16};

    #[test]
    fn columns_are_counted_in_units_of_utf_16() {
        let text = "a: ä\nb: 😀x\r\nc\rd";
        let index = LineIndex::new(text);
        for (line, column, rest) in [(0, 4, "\nb"), (1, 3, "😀x"), (1, 5, "x\r\n"), (2, 0, "c\r"), (3, 1, "")] {
            let at = Utf16 { line, column };
            let byte = index.byte(text, at);
            assert!(text[byte..].starts_with(rest), "{at:?}: {:?}", &text[byte..]);
            assert_eq!(index.place(text, byte), at);
        }
        // Within the pair, past the line, past the text.
        assert_eq!(index.byte(text, Utf16 { line: 1, column: 4 }), text.find('😀').unwrap());
        assert_eq!(
            index.byte(text, Utf16 { line: 0, column: 99 }),
            text.find('\n').unwrap()
        );
        assert_eq!(index.byte(text, Utf16 { line: 9, column: 0 }), text.len());
    }
}
