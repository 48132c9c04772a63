//! The projects and packs that open texts belong to.

use crate::documents::Documents;
use crate::worker::Texts;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use uptake_language::{AdapterSetting, Reading, Rules};
use uptake_project::{BothRates, DraftFinding, DraftPlace, Drafting, Failure, LaidOut, Session, registry};
use uptake_rules::Severity;

/// A project or a pack of which texts are open.
pub(crate) struct Root {
    drafting: Drafting,
    reading: Option<Reading>,
    /// The rules as they were read before, and the files that changed since.
    earlier: Option<(Reading, BTreeSet<PathBuf>)>,
    /// What was found last.
    pub(crate) findings: Vec<DraftFinding>,
    /// The files of which something was told last.
    pub(crate) told: BTreeSet<String>,
    /// The files of which a text is open.
    pub(crate) open: BTreeSet<String>,
    /// Whether something changed since.
    pub(crate) stale: bool,
    /// Which of all states of texts it has.
    pub(crate) generation: u64,
    /// The state that figures were asked of last.
    pub(crate) asked: Option<u64>,
    /// The figures of a state; none where there is nothing to show.
    pub(crate) rates: Option<(u64, Option<BothRates>)>,
}

/// What the built-in adapters read.
static SETTINGS: LazyLock<Arc<[AdapterSetting]>> = LazyLock::new(|| {
    let adapters = registry::built_in();
    let settings = adapters.iter().flat_map(|adapter| {
        let description = adapter.describe();
        let settings = description.settings.iter();
        settings.map(move |setting| AdapterSetting {
            adapter: description.name.to_owned(),
            name: setting.key.to_owned(),
            about: format!("{}.", setting.about),
        })
    });
    settings.collect()
});

/// All of them.
#[derive(Default)]
pub(crate) struct Roots {
    roots: BTreeMap<PathBuf, Root>,
    /// Which one a file belongs to.
    of: BTreeMap<PathBuf, PathBuf>,
    /// The open texts: suites are read beside the rules as they are open.
    texts: BTreeMap<PathBuf, String>,
    /// How many changes there were.
    changes: u64,
}

impl Roots {
    /// Takes the text of a file in.
    pub(crate) fn set(&mut self, session: &Session, path: &Path, text: &str) -> Result<(), Failure> {
        let root = match self.of.get(path) {
            Some(root) => root.clone(),
            None if !session.is_of_rules(path, text)? => return Ok(()),
            None => session.rules_of(path)?,
        };
        if !self.roots.contains_key(&root) {
            let mut drafting = session.drafting(&root)?;
            if drafting.is_of_suite() {
                let others = self.texts.iter();
                others.for_each(|(path, text)| drafting.set(path, text.as_str()));
            }
            self.roots.insert(root.clone(), Root::new(drafting));
        }
        self.of.insert(path.to_path_buf(), root.clone());
        self.texts.insert(path.to_path_buf(), text.to_owned());
        self.changes += 1;
        for (at, one) in &mut self.roots {
            let own = *at == root;
            if own {
                one.open.insert(path.display().to_string());
            }
            if own || one.drafting.is_of_suite() {
                one.drafting.set(path, text);
                one.change(path, self.changes);
            }
        }
        Ok(())
    }

    /// Takes a file as it is saved again; a root of which nothing is open is forgotten, and the files of which it told something.
    pub(crate) fn reset(&mut self, path: &Path) -> BTreeSet<String> {
        let Some(at) = self.of.remove(path) else {
            return BTreeSet::new();
        };
        self.texts.remove(path);
        self.changes += 1;
        for (root, one) in &mut self.roots {
            let own = *root == at;
            if own {
                one.open.remove(&path.display().to_string());
            }
            if own || one.drafting.is_of_suite() {
                one.drafting.reset(path);
                one.change(path, self.changes);
            }
        }
        match self.of.values().any(|root| *root == at) {
            true => BTreeSet::new(),
            false => self.roots.remove(&at).map_or_else(BTreeSet::new, |root| root.told),
        }
    }

    /// Files were saved, or came or went: which rules they belong to may be another question now.
    pub(crate) fn forget(&mut self, session: &Session, documents: &Documents) -> BTreeSet<String> {
        let told: BTreeSet<String> = self.roots.values().flat_map(|root| root.told.iter().cloned()).collect();
        *self = Self {
            changes: self.changes,
            ..Self::default()
        };
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

    /// The root that a file belongs to, as it is called.
    pub(crate) fn name(&self, path: &Path) -> Option<&PathBuf> {
        self.of.get(path)
    }

    /// A root by what it is called.
    pub(crate) fn named(&mut self, root: &Path) -> Option<&mut Root> {
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
            earlier: None,
            findings: Vec::new(),
            told: BTreeSet::new(),
            open: BTreeSet::new(),
            stale: true,
            generation: 0,
            asked: None,
            rates: None,
        }
    }

    fn change(&mut self, path: &Path, generation: u64) {
        if let Some(reading) = self.reading.take() {
            self.earlier = Some((reading, BTreeSet::new()));
        }
        if let Some((_, changed)) = &mut self.earlier {
            changed.insert(path.to_path_buf());
        }
        self.stale = true;
        self.generation = generation;
    }

    /// Whether there are data to show figures of.
    pub(crate) fn has_data(&self) -> bool {
        self.drafting.has_data()
    }

    /// The texts that stand in place of files.
    pub(crate) fn texts(&self) -> Texts {
        let texts = self.drafting.texts();
        texts
            .map(|(path, text)| (path.to_path_buf(), text.to_owned()))
            .collect()
    }

    /// Another project that would have an error with these texts, and which.
    pub(crate) fn breaks_elsewhere(
        &self,
        edited: &BTreeMap<PathBuf, String>,
    ) -> Result<Option<(PathBuf, String)>, Failure> {
        self.drafting.breaks_elsewhere(edited)
    }

    /// A file in the style of `uptake fmt`.
    pub(crate) fn lay_out(&self, path: &Path) -> Result<LaidOut, Failure> {
        self.drafting.lay_out(path)
    }

    /// Looks for what is to be said. That a file can't be read is said of the file that the root is named by.
    pub(crate) fn check(&mut self) {
        self.stale = false;
        self.findings = match self.drafting.findings() {
            Ok(found) => found,
            Err(failure) => vec![told(&failure, self.drafting.path())],
        };
    }

    /// Reads the rules for questions, if they weren't yet.
    pub(crate) fn warm(&mut self) {
        if self.earlier.is_none() && catch_unwind(AssertUnwindSafe(|| self.reading().is_some())).is_err() {
            // The question itself will be answered with that it can't be.
            self.reading = None;
        }
    }

    /// The rules for a question about a file whose text is at hand: those that were read before serve as long as nothing else changed.
    pub(crate) fn reading_beside(&mut self, path: &Path) -> Option<&Reading> {
        let beside = |(_, changed): &(Reading, BTreeSet<PathBuf>)| changed.iter().all(|changed| changed == path);
        match self.reading.is_none() && self.earlier.as_ref().is_some_and(beside) {
            true => self.earlier.as_ref().map(|(reading, _)| reading),
            false => self.reading(),
        }
    }

    /// The rules as they are read for questions, read when one is asked.
    pub(crate) fn reading(&mut self) -> Option<&Reading> {
        if self.reading.is_none() {
            let rules = Rules::new(self.drafting.files().ok()?).with_settings(Arc::clone(&SETTINGS));
            // A renaming reaches the suites, so it is refused where they can't be read.
            self.reading = Some(Reading::new(match self.drafting.suites() {
                Ok(tried) => rules.with_suites(tried.suites).with_others(tried.others),
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
