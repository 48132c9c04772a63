//! Names and expressions as an author wrote them, with the way back to the characters in the file.

use crate::source::{FileId, Span};
use std::ops::Range;

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// For each byte of a text, the bytes of the file it comes from: an expression stands in a file as a quoted, folded or
/// plain scalar, or is a file of its own.
#[derive(Clone, Debug)]
pub struct TextMap {
    file: FileId,
    places: Vec<Range<usize>>,
    end: usize,
}

impl TextMap {
    /// A text whose byte `n` comes from `places[n]` of `file`; it ends there at byte `end`.
    #[must_use]
    pub fn new(file: FileId, places: Vec<Range<usize>>, end: usize) -> Self {
        Self { file, places, end }
    }

    /// A file of `length` bytes that is itself the text.
    #[must_use]
    pub fn plain(file: FileId, length: usize) -> Self {
        Self::new(file, (0..length).map(|at| at..at + 1).collect(), length)
    }

    /// The file span of bytes `start..end` of the text. What lies past its end is its end.
    #[must_use]
    pub fn span(&self, start: usize, end: usize) -> Span {
        let from = self.places.get(start).map_or(self.end, |place| place.start);
        let until = end
            .checked_sub(1)
            .and_then(|last| self.places.get(last))
            .map_or(from, |place| place.end);
        Span::new(self.file, from, until)
    }
}

/// An expression as text, with the way back to its characters.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The text, as the expression parser gets it.
    pub text: String,
    /// Each byte's place in the file.
    pub map: TextMap,
    /// The whole of it.
    pub span: Span,
    /// What is said of the script, where it stands under `rhai`.
    pub script: Option<ScriptReference>,
}

/// A script that stands for a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptReference {
    /// Its file, relative to the rule file; `None` if the condition's own text is the script.
    pub file: Option<Name>,
    /// The function in it, if it is stated.
    pub function: Option<Name>,
    /// The name of the rule, which a function may share.
    pub rule: Option<String>,
}
