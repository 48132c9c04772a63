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
}

impl Parts {
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

impl Keeping for Portions {
    fn portion(&mut self, source: &str, parts: Range<usize>) -> Option<Vec<u8>> {
        if self.there.is_empty() {
            return None;
        }
        let known = self.known.get(source)?.get(parts.clone())?;
        let known: Vec<&Fingerprint> = known.iter().map(Option::as_ref).collect::<Option<_>>()?;
        let name = self.name(source, &known);
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
            Some(_) => {
                self.folder.used(&Entry::at(name, path), self.now);
                let whole = self.known.get(source).is_some_and(|known| parts == (0..known.len()));
                // Where it turns out to be of no use, the parts are read and kept, which is counted below.
                if whole {
                    self.count(|all| {
                        all.kept.insert(source.to_owned(), parts.len());
                    });
                }
            }
            // Damaged: it is written anew.
            None => drop(self.there.remove(&name)),
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
        let name = self.name(source, &found);
        let section = |name: &str, bytes: Vec<u8>| Kept {
            name: name.to_owned(),
            bytes,
        };
        let sections = [section(NAME, name.clone().into_bytes()), section(WHOLE, bytes)];
        let path = self.folder.file(&format!("{name}.{PORTION}"));
        // Where it can't be written, the cube can't be either, and that is told.
        let _ = self.folder.put(&path, |to| cube_file::write(&sections, &mut { to }));
    }
}
