//! The texts that an editor has open.

use crate::convert::{self, Lines};
use lsp_types::{TextDocumentContentChangeEvent, Uri};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// An open text.
pub(crate) struct Document {
    /// Its address, as the editor calls it.
    pub(crate) uri: Uri,
    /// Its version.
    pub(crate) version: i32,
    /// The text, without a byte-order mark.
    pub(crate) text: String,
}

/// The open texts by path.
#[derive(Default)]
pub(crate) struct Documents(BTreeMap<PathBuf, Document>);

impl Documents {
    pub(crate) fn open(&mut self, uri: Uri, version: i32, text: String) -> Option<PathBuf> {
        let path = convert::path(&uri)?;
        let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned);
        self.0.insert(path.clone(), Document { uri, version, text });
        Some(path)
    }

    /// Makes changes, one after the other; each counts its places in what the one before left.
    pub(crate) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    ) -> Option<PathBuf> {
        let path = convert::path(uri)?;
        let document = self.0.get_mut(&path)?;
        document.version = version;
        for change in changes {
            match change.range {
                None => document.text = change.text,
                Some(range) => {
                    let lines = Lines::new(&document.text);
                    let (start, end) = (lines.byte(range.start), lines.byte(range.end));
                    document
                        .text
                        .replace_range(start.min(end)..end.max(start), &change.text);
                }
            }
        }
        Some(path)
    }

    pub(crate) fn close(&mut self, uri: &Uri) -> Option<PathBuf> {
        let path = convert::path(uri)?;
        self.0.remove(&path).map(|_| path)
    }

    pub(crate) fn get(&self, path: &Path) -> Option<&Document> {
        self.0.get(path)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Path, &Document)> {
        self.0.iter().map(|(path, document)| (path.as_path(), document))
    }
}
