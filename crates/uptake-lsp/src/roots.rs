//! The projects and packs that open texts belong to.

use crate::documents::Documents;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use uptake_language::{Reading, Rules};
use uptake_project::{DraftFinding, DraftPlace, Drafting, Failure, Session};
use uptake_rules::Severity;

/// A project or a pack of which texts are open.
pub(crate) struct Root {
    drafting: Drafting,
    reading: Option<Reading>,
    /// What was found last.
    pub(crate) findings: Vec<DraftFinding>,
    /// The files of which something was told last.
    pub(crate) told: BTreeSet<String>,
    /// The files of which a text is open.
    pub(crate) open: BTreeSet<String>,
    /// Whether something changed since.
    pub(crate) stale: bool,
}

/// All of them.
#[derive(Default)]
pub(crate) struct Roots {
    roots: BTreeMap<PathBuf, Root>,
    /// Which one a file belongs to.
    of: BTreeMap<PathBuf, PathBuf>,
}

impl Roots {
    /// Takes the text of a file in.
    pub(crate) fn set(&mut self, session: &Session, path: &Path, text: &str) -> Result<(), Failure> {
        let root = match self.of.get(path) {
            Some(root) => root.clone(),
            None => session.rules_of(path)?,
        };
        if !self.roots.contains_key(&root) {
            let drafting = session.drafting(&root)?;
            self.roots.insert(root.clone(), Root::new(drafting));
        }
        self.of.insert(path.to_path_buf(), root.clone());
        if let Some(root) = self.roots.get_mut(&root) {
            root.drafting.set(path, text);
            root.open.insert(path.display().to_string());
            root.change();
        }
        Ok(())
    }

    /// Takes a file as it is saved again; a root of which nothing is open is forgotten, and the files of which it told something.
    pub(crate) fn reset(&mut self, path: &Path) -> BTreeSet<String> {
        let Some(at) = self.of.remove(path) else {
            return BTreeSet::new();
        };
        if let Some(root) = self.roots.get_mut(&at) {
            root.drafting.reset(path);
            root.open.remove(&path.display().to_string());
            root.change();
        }
        match self.of.values().any(|root| *root == at) {
            true => BTreeSet::new(),
            false => self.roots.remove(&at).map_or_else(BTreeSet::new, |root| root.told),
        }
    }

    /// Files were saved, or came or went: which rules they belong to may be another question now.
    pub(crate) fn forget(&mut self, session: &Session, documents: &Documents) -> BTreeSet<String> {
        let told: BTreeSet<String> = self.roots.values().flat_map(|root| root.told.iter().cloned()).collect();
        *self = Self::default();
        for (path, document) in documents.iter() {
            // What can't be read is told of the next change.
            let _ = self.set(session, path, &document.text);
        }
        told
    }

    pub(crate) fn of(&mut self, path: &Path) -> Option<&mut Root> {
        let root = self.of.get(path)?;
        self.roots.get_mut(root)
    }

    pub(crate) fn all(&mut self) -> impl Iterator<Item = &mut Root> {
        self.roots.values_mut()
    }
}

impl Root {
    fn new(drafting: Drafting) -> Self {
        Self {
            drafting,
            reading: None,
            findings: Vec::new(),
            told: BTreeSet::new(),
            open: BTreeSet::new(),
            stale: true,
        }
    }

    fn change(&mut self) {
        self.reading = None;
        self.stale = true;
    }

    /// Looks for what is to be said. That a file can't be read is said of the file that the root is named by.
    pub(crate) fn check(&mut self) {
        self.stale = false;
        self.findings = match self.drafting.findings() {
            Ok(found) => found,
            Err(failure) => vec![told(&failure, self.drafting.path())],
        };
    }

    /// The rules as they are read for questions, read when one is asked.
    pub(crate) fn reading(&mut self) -> Option<&Reading> {
        if self.reading.is_none() {
            let rules = Rules::new(self.drafting.files().ok()?);
            // A renaming reaches the suites, so it is refused where they can't be read.
            self.reading = Some(Reading::new(match self.drafting.suites() {
                Ok(suites) => rules.with_suites(suites),
                Err(failure) => rules.with_unread_suites(failure.message),
            }));
        }
        self.reading.as_ref()
    }
}

fn told(failure: &Failure, path: &Path) -> DraftFinding {
    DraftFinding {
        code: "unreadable",
        severity: Severity::Error,
        message: failure.message.clone(),
        help: failure.help.clone(),
        place: DraftPlace::whole(path.display().to_string()),
        related: Vec::new(),
        suggestion: None,
    }
}
