//! Places in files.

use uptake_rules::{Sources, Span};

/// A stretch of a file, in bytes of its text without a byte-order mark.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, as its path was given.
    pub path: String,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last one.
    pub end: usize,
}

impl Place {
    /// Where a span leads; `None` for one that leads nowhere.
    #[must_use]
    pub fn of(span: Span, sources: &Sources) -> Option<Self> {
        let file = sources.get(span.file)?;
        Some(Self {
            path: file.path.clone(),
            start: span.start,
            end: span.end,
        })
    }
}
