//! A habit that was found.

/// Something that isn't written so here.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::expr) struct Habit {
    /// Its first byte in the text.
    pub(in crate::expr) from: usize,
    /// The byte after it.
    pub(in crate::expr) until: usize,
    /// What it is, as a clause that follows "not a valid expression:".
    pub(in crate::expr) message: String,
    /// What to write.
    pub(in crate::expr) help: String,
}

impl Habit {
    pub(super) fn new(from: usize, length: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            from,
            until: from + length,
            message: message.into(),
            help: help.into(),
        }
    }
}
