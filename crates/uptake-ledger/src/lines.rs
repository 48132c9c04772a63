//! A ledger's text as lines.

use crate::line::{Closing, Sealed, unseal};

/// The entries of a ledger as they stand there.
pub(crate) struct Lines {
    /// Each line that isn't the closing one: what it says, if it says what its digest says.
    pub(crate) entries: Vec<Option<Sealed>>,
    /// The closing line.
    pub(crate) closing: Option<Closing>,
    /// Whether there is a file at all.
    pub(crate) there: bool,
}

impl Lines {
    /// The lines of a text; none where there is none.
    pub(crate) fn of(text: Option<&str>) -> Self {
        let there = text.is_some();
        let text = text.unwrap_or_default();
        let mut lines: Vec<&str> = text.split('\n').collect();
        // The last line ends, too: what is behind it is empty. If it isn't, that is a line like any other.
        if lines.last().is_some_and(|last| last.is_empty()) {
            lines.pop();
        }
        let closing = lines.last().and_then(|last| {
            let closing: Closing = serde_json::from_str(last).ok()?;
            let whole = text.ends_with('\n') && serde_json::to_string(&closing).is_ok_and(|written| written == *last);
            whole.then_some(closing)
        });
        if closing.is_some() {
            lines.pop();
        }
        Self {
            entries: lines.into_iter().map(unseal).collect(),
            closing,
            there,
        }
    }
}
