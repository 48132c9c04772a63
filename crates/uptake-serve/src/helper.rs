//! What an editor shows of rules while somebody types: what may be written here, and what this is. Nothing is judged for it, and what was
//! read of a text serves all questions about it.
//!
//! Places are counted as scripts of pages count: in units of UTF-16 from the beginning of the text.

use crate::tryable::{files, untriable};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use uptake_language::{CompletionKind, Reading, Rules};
use uptake_project::{Failure, Session};

/// A place in a draft.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// Texts by the paths of the files that they stand for.
    pub(crate) texts: BTreeMap<String, String>,
    /// The file.
    pub(crate) path: String,
    /// How many units of UTF-16 stand before it.
    pub(crate) at: usize,
}

/// What may be written at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Completions {
    pub(crate) items: Vec<Item>,
}

/// Something that may be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Item {
    pub(crate) kind: &'static str,
    pub(crate) text: String,
    /// Where what it takes the place of begins and ends.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// What it is in short.
    pub(crate) detail: String,
    /// What it is for, as Markdown.
    pub(crate) about: String,
}

/// What stands at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Hover {
    /// What it is, as Markdown; `None` where nothing is to be said.
    pub(crate) about: Option<String>,
    /// How the function is called whose arguments stand here.
    pub(crate) signatures: Vec<String>,
}

/// Who answers, with what was read last.
pub(crate) struct Helper {
    session: Session,
    project: PathBuf,
    read: Option<(BTreeMap<String, String>, Reading)>,
}

impl Helper {
    /// One that has read nothing yet.
    pub(crate) fn of(session: Session, project: &Path) -> Self {
        Self {
            session,
            project: project.to_path_buf(),
            read: None,
        }
    }

    /// What may be written at a place.
    pub(crate) fn complete(&mut self, own: &[PathBuf], place: &Place) -> Result<Completions, Failure> {
        let (reading, text) = self.reading(own, place)?;
        let items = reading.complete(&place.path, byte(&text, place.at)).into_iter();
        let item = |found: uptake_language::Completion| Item {
            kind: match found.kind {
                CompletionKind::Key => "key",
                CompletionKind::Value => "value",
                CompletionKind::Name => "name",
                CompletionKind::Function => "function",
            },
            from: units(&text, found.range.start),
            to: units(&text, found.range.end),
            text: found.text,
            detail: found.detail,
            about: found.about,
        };
        Ok(Completions {
            items: items.map(item).collect(),
        })
    }

    /// What stands at a place.
    pub(crate) fn hover(&mut self, own: &[PathBuf], place: &Place) -> Result<Hover, Failure> {
        let (reading, text) = self.reading(own, place)?;
        let at = byte(&text, place.at);
        let signatures = reading.signatures(&place.path, at).into_iter();
        Ok(Hover {
            about: reading.hover(&place.path, at).map(|card| card.markdown),
            signatures: signatures.map(|signature| signature.text).collect(),
        })
    }

    /// The draft as it was read, and the text of the file that is asked about.
    fn reading(&mut self, own: &[PathBuf], place: &Place) -> Result<(&Reading, String), Failure> {
        let known = self.read.take().filter(|(texts, _)| *texts == place.texts);
        let (texts, reading) = match known {
            Some(known) => known,
            None => (place.texts.clone(), self.read(own, place)?),
        };
        let text = match texts.get(&place.path) {
            Some(text) => text.clone(),
            None => saved(reading.sources(), own, &place.path)?,
        };
        let (_, reading) = self.read.insert((texts, reading));
        Ok((reading, text))
    }

    fn read(&self, own: &[PathBuf], place: &Place) -> Result<Reading, Failure> {
        let mut drafting = self.session.drafting(&self.project)?;
        let known = files(&drafting.files()?, own);
        for (path, text) in &place.texts {
            if !known.iter().any(|(known, _)| known == path) {
                return Err(untriable(path));
            }
            drafting.set(path, text.as_str());
        }
        Ok(Reading::new(Rules::new(drafting.files()?)))
    }
}

/// The text of a file that is as it is saved.
fn saved(texts: &uptake_rules::Sources, own: &[PathBuf], path: &str) -> Result<String, Failure> {
    let file = texts.iter().find(|(_, file)| file.path == path);
    match file.filter(|_| !own.iter().any(|own| own == Path::new(path))) {
        Some((_, file)) => Ok(file.text.clone()),
        None => Err(untriable(path)),
    }
}

/// The byte of a place; the end of the text for one beyond it, the beginning of a letter for one within it.
fn byte(text: &str, at: usize) -> usize {
    let mut before = 0;
    for (byte, letter) in text.char_indices() {
        before += letter.len_utf16();
        if before > at {
            return byte;
        }
    }
    text.len()
}

/// The place of a byte.
fn units(text: &str, byte: usize) -> usize {
    text.get(..byte).unwrap_or(text).chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use super::{byte, units};

    #[test]
    fn places_are_counted_in_units_of_utf_16() {
        let text = "ä😀b\n";
        for (at, rest) in [(0, "ä😀b\n"), (1, "😀b\n"), (3, "b\n"), (4, "\n"), (5, ""), (99, "")] {
            let own = byte(text, at);
            assert_eq!(&text[own..], rest, "{at}");
            assert_eq!(units(text, own), at.min(5));
        }
        // Within the pair.
        assert_eq!(byte(text, 2), 2);
    }
}
