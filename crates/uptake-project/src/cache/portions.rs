//! What was added up of parts of sources, in files beside the cubes.

use super::cube_file::{self, CubeFile};
use super::folder::{Entry, Folder, PORTION};
use super::name::{NAME, digest};
use crate::sources::Keeping;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use uptake_adapter::Fingerprint;
use uptake_engine::kept::{Kept, Sections};

const WHOLE: &str = "portion";

/// Portions of one question.
pub(super) struct Portions {
    folder: Folder,
    /// How the names of its portions begin.
    asked: String,
    /// The names of those that are there.
    there: BTreeSet<String>,
    /// By source: what each part consists of, as far as it is known.
    known: BTreeMap<String, Vec<Option<Fingerprint>>>,
    used: Arc<Mutex<Parts>>,
    now: SystemTime,
}

/// How many parts of each source weren't read, and how many were.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    kept: BTreeMap<String, usize>,
    read: BTreeMap<String, usize>,
    /// Of what engines added up: how many pieces weren't asked for, and how many there are.
    pieces: (usize, usize),
}

impl Parts {
    /// How many pieces of what engines added up weren't asked for, and how many there are.
    pub(super) fn pieces(&self) -> (usize, usize) {
        self.pieces
    }

    /// How many weren't read.
    pub(super) fn kept(&self) -> usize {
        self.kept.values().sum()
    }

    /// Whether any source was read part by part.
    pub(super) fn any(&self) -> bool {
        !self.kept.is_empty() || !self.read.is_empty()
    }
}

impl Portions {
    pub(super) fn new(
        folder: Folder,
        asked: String,
        known: BTreeMap<String, Vec<Option<Fingerprint>>>,
        (used, now): (Arc<Mutex<Parts>>, SystemTime),
    ) -> Self {
        let there = folder.portions().into_iter().map(|entry| entry.name);
        let there = there.filter(|name| name.starts_with(&asked)).collect();
        Self {
            folder,
            asked,
            there,
            known,
            used,
            now,
        }
    }

    /// The name of a portion of these parts.
    fn name(&self, source: &str, parts: &[&Fingerprint]) -> String {
        let mut text = format!("{source:?}\n");
        for part in parts {
            text.push_str(&format!("{:?} {} {}\n", part.part, part.bytes, part.sha256));
        }
        format!("{}-{}", self.asked, digest(&[&text]))
    }

    fn count(&self, count: impl FnOnce(&mut Parts)) {
        count(&mut self.used.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Portions {
    /// What what was added up by an engine is called. What its rows are is for whoever asks it to know.
    fn past_name(&self, source: &str, place: &str) -> String {
        let text = format!("{source:?} by its engine {place:?}");
        format!("{}-{}", self.asked, digest(&[&text]))
    }

    /// A portion that is there, and whole.
    fn read(&mut self, name: String) -> Option<Vec<u8>> {
        if !self.there.contains(&name) {
            return None;
        }
        let path = self.folder.file(&format!("{name}.{PORTION}"));
        let read = || {
            let mut file = CubeFile::open(&path).ok()?;
            let own = file.section(NAME).ok()? == name.as_bytes();
            own.then(|| file.section(WHOLE).ok()).flatten()
        };
        let found = read();
        match &found {
            Some(_) => self.folder.used(&Entry::at(name, path), self.now),
            // Damaged: it is written anew.
            None => drop(self.there.remove(&name)),
        }
        found
    }

    fn write(&self, name: String, bytes: Vec<u8>) {
        let section = |name: &str, bytes: Vec<u8>| Kept {
            name: name.to_owned(),
            bytes,
        };
        let path = self.folder.file(&format!("{name}.{PORTION}"));
        let sections = [section(NAME, name.into_bytes()), section(WHOLE, bytes)];
        // Where it can't be written, the cube can't be either, and that is told.
        let _ = self.folder.put(&path, |to| cube_file::write(&sections, &mut { to }));
    }
}

impl Keeping for Portions {
    fn past(&mut self, source: &str, place: &str) -> Option<Vec<u8>> {
        self.read(self.past_name(source, place))
    }

    fn keep_past(&mut self, source: &str, place: &str, bytes: Option<Vec<u8>>, (kept, all): (usize, usize)) {
        self.count(|counted| {
            counted.pieces.0 += kept;
            counted.pieces.1 += all;
        });
        if let Some(bytes) = bytes {
            self.write(self.past_name(source, place), bytes);
        }
    }

    fn portion(&mut self, source: &str, parts: Range<usize>) -> Option<Vec<u8>> {
        if self.there.is_empty() {
            return None;
        }
        let known = self.known.get(source)?.get(parts.clone())?;
        let known: Vec<&Fingerprint> = known.iter().map(Option::as_ref).collect::<Option<_>>()?;
        let found = self.read(self.name(source, &known));
        let whole = self.known.get(source).is_some_and(|known| parts == (0..known.len()));
        // Where it turns out to be of no use, the parts are read and kept, which is counted below.
        if whole && found.is_some() {
            self.count(|all| {
                all.kept.insert(source.to_owned(), parts.len());
            });
        }
        found
    }

    fn keep(&mut self, source: &str, parts: Range<usize>, bytes: Vec<u8>, read: &dyn Fn(usize) -> Option<Fingerprint>) {
        let Some(known) = self.known.get_mut(source) else {
            return;
        };
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let read_now = used.read.entry(source.to_owned()).or_default();
        if parts.len() == 1 {
            *read_now += 1;
        } else if parts == (0..known.len()) {
            let kept = parts.len().saturating_sub(*read_now);
            used.kept.insert(source.to_owned(), kept);
        }
        drop(used);
        for part in parts.clone() {
            if let Some(place) = known.get_mut(part)
                && (place.is_none() || parts.len() == 1)
            {
                *place = read(part);
            }
        }
        let Some(found) = self.known.get(source).and_then(|known| known.get(parts)) else {
            return;
        };
        let Some(found) = found.iter().map(Option::as_ref).collect::<Option<Vec<&Fingerprint>>>() else {
            return;
        };
        self.write(self.name(source, &found), bytes);
    }
}
