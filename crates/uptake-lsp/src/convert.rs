//! Paths and places between the protocol and the rules.

use lsp_types::{Position, Range, Uri};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use uptake_language::{LineIndex, Utf16};
use uptake_project::DraftPlace;

/// The path of a file's address; `None` for what isn't a file of this machine.
pub(crate) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    if !rest.starts_with('/') {
        return None;
    }
    let mut bytes = Vec::with_capacity(rest.len());
    let mut letters = rest.bytes();
    while let Some(letter) = letters.next() {
        bytes.push(match letter {
            b'%' => {
                let digits = [letters.next()?, letters.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            letter => letter,
        });
    }
    String::from_utf8(bytes).ok().map(PathBuf::from)
}

/// The address of a file.
pub(crate) fn uri(path: &Path) -> Option<Uri> {
    let mut text = "file://".to_owned();
    for byte in path.to_str()?.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => text.push(char::from(byte)),
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
    Uri::from_str(&text).ok()
}

/// A text with where its lines start.
pub(crate) struct Lines<'t> {
    text: &'t str,
    index: LineIndex,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            index: LineIndex::new(text),
        }
    }

    pub(crate) fn byte(&self, at: Position) -> usize {
        let at = Utf16 {
            line: at.line,
            column: at.character,
        };
        self.index.byte(self.text, at)
    }

    pub(crate) fn position(&self, byte: usize) -> Position {
        let at = self.index.place(self.text, byte);
        Position::new(at.line, at.column)
    }

    pub(crate) fn range(&self, start: usize, end: usize) -> Range {
        Range::new(self.position(start), self.position(end))
    }

    /// Lines from 1 and columns in characters from 1, as findings have them.
    pub(crate) fn stretch(&self, place: &DraftPlace) -> Range {
        Range::new(
            self.counted(place.line, place.column),
            self.counted(place.end_line, place.end_column),
        )
    }

    fn counted(&self, line: usize, column: usize) -> Position {
        let line = line.saturating_sub(1);
        let text = self.text.split('\n').nth(line).unwrap_or("");
        let units: usize = text.chars().take(column.saturating_sub(1)).map(char::len_utf16).sum();
        Position::new(
            u32::try_from(line).unwrap_or(u32::MAX),
            u32::try_from(units).unwrap_or(u32::MAX),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{path, uri};
    use std::path::Path;

    #[test]
    fn a_path_and_its_address_lead_to_each_other() {
        for name in ["/a/b.yaml", "/a b/ü 100%.yaml", "/x#y?z"] {
            assert_eq!(path(&uri(Path::new(name)).unwrap()).unwrap(), Path::new(name));
        }
        let other = |text: &str| path(&text.parse().unwrap());
        assert_eq!(other("untitled:one"), None);
        assert_eq!(other("file://host/a"), None);
    }
}
