//! A ledger's text as lines.

use crate::begun::Begun;
use crate::line::{Closing, Sealed, newer, unseal};
use std::collections::{BTreeMap, BTreeSet};

/// The entries of a ledger as they stand there.
pub(crate) struct Lines {
    /// Each line that isn't the closing one: what it says, if it says what its digest says.
    pub(crate) entries: Vec<Option<Sealed>>,
    /// The lines, from 1, of a newer form than this program reads, with its version.
    pub(crate) newer: BTreeMap<u64, u32>,
    /// The lines, from 1, in which nothing stands: no program writes one. Those behind the closing line aren't among `entries`.
    pub(crate) empty: BTreeSet<u64>,
    /// The closing line.
    pub(crate) closing: Option<Closing>,
    /// Whether there is a file at all.
    pub(crate) there: bool,
    /// A run that was killed, or is just being recorded.
    pub(crate) begun: Option<Box<Begun>>,
    /// Whether the note of such a run is none that a run wrote.
    pub(crate) note_changed: bool,
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
        let empty = (1..).zip(&lines).filter(|(_, line)| line.trim().is_empty());
        let empty: BTreeSet<u64> = empty.map(|(line, _)| line).collect();
        while lines.last().is_some_and(|last| last.trim().is_empty()) {
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
        let newer = (1..).zip(&lines).filter_map(|(line, text)| Some((line, newer(text)?)));
        Self {
            newer: newer.collect(),
            entries: lines.into_iter().map(unseal).collect(),
            empty,
            closing,
            there,
            begun: None,
            note_changed: false,
        }
    }

    /// Whether an entry is the next one: it follows the last, and stands nowhere yet.
    pub(crate) fn is_followed_by(&self, next: &Sealed) -> bool {
        let last = self.closing.as_ref().map(|closing| closing.last.as_str());
        next.entry.previous.as_deref() == last && next.entry.entry == self.entries.len() as u64 + 1
    }

    /// Adds an entry that follows the last.
    pub(crate) fn add(&mut self, sealed: Sealed) {
        self.closing = Some(Closing {
            entries: sealed.entry.entry,
            last: sealed.sha256.clone(),
        });
        self.entries.push(Some(sealed));
        self.there = true;
    }

    /// The texts that entries name, by their digests, with the file that had it in the first of them.
    pub(crate) fn named(&self) -> BTreeMap<&str, &str> {
        let mut files = BTreeMap::new();
        let sealed = self.entries.iter().flatten();
        for rule in sealed.flat_map(|sealed| &sealed.entry.run.rules) {
            files.entry(rule.sha256.as_str()).or_insert(rule.file.as_str());
        }
        files
    }
}
