//! Whose runs a ledger has: several projects may keep theirs in one.

use crate::output;
use crate::recording::{self, Read};
use std::collections::BTreeSet;
use std::path::Path;
use uptake_codes::ProgramCode;
use uptake_ledger::{Entry, Ledger};
use uptake_project::{Failure, ProjectFile, Session};
use uptake_rules::project::Project;

/// A project as entries name it: by its name, and by the name of its file. Where it lies says nothing, since it may be moved.
pub(crate) struct Whose {
    /// Its name; none where the project file can't be read.
    project: Option<String>,
    /// The name of its file.
    file: String,
}

impl Whose {
    /// A project that was read, as far as it could be.
    pub(crate) fn of(project: &Path, said: Option<&Project>) -> Self {
        let file = project.file_name().map(|name| name.to_string_lossy().into_owned());
        Self {
            project: said.map(|said| said.name.clone()),
            file: file.unwrap_or_default(),
        }
    }

    /// A project by its file, whatever can be read of it.
    ///
    /// # Errors
    /// When the file isn't there.
    pub(crate) fn here(session: &Session, project: &Path) -> Result<Self, Failure> {
        let loaded = session.load(ProjectFile::At(project), None)?;
        Ok(Self::of(project, loaded.project.as_ref()))
    }

    /// Whether a run was one of this project file.
    pub(crate) fn has(&self, entry: &Entry) -> bool {
        let named = self.project.as_ref().is_none_or(|name| *name == entry.run.project);
        named && self.is_of_file(entry)
    }

    /// The same whatever the project was called then.
    pub(crate) fn is_of_file(&self, entry: &Entry) -> bool {
        file_of(entry) == self.file
    }

    /// The runs of this project file alone; that a ledger has others, too, is said.
    pub(crate) fn own(&self, entries: Vec<Entry>) -> Vec<Entry> {
        let (own, others): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| self.has(entry));
        if !others.is_empty() {
            let count = match others.len() {
                1 => "1 run that isn't".to_owned(),
                many => format!("{many} runs that aren't"),
            };
            output::error(&format!(
                "note: the ledger also has {count} of {self}, left aside: {}\n",
                listed(&others)
            ));
        }
        own
    }

    /// The last run of this project file; the last one that was no look back, if `published` and if there is one.
    ///
    /// # Errors
    /// `no-entry` where there is none; `ledger-broken` where the ledger isn't whole, of which nobody knows which entry is the last.
    pub(crate) fn last(&self, ledger: &Ledger, published: bool) -> Result<Entry, Failure> {
        let Read { entries, broken } = recording::entries(ledger)?;
        if let Some(broken) = broken {
            return Err(broken);
        }
        let all: Vec<Entry> = entries.into_iter().map(|(entry, _)| entry).collect();
        let none = match all.is_empty() {
            true => "the ledger has no entry `last`".to_owned(),
            false => format!("the ledger has no run of {self}"),
        };
        let mut own = self.own(all);
        let looked_back = |entry: &Entry| entry.run.asked.known_at.is_some();
        if published && !own.iter().all(looked_back) {
            own.retain(|entry| !looked_back(entry));
        }
        own.pop().ok_or_else(|| {
            Failure::new(none)
                .code(ProgramCode::NoEntry)
                .help("`uptake ledger` lists all entries")
        })
    }

    /// Says that a run which was named is one of another project.
    pub(crate) fn tell_of(&self, entry: &Entry) {
        if !self.has(entry) {
            let number = entry.entry;
            output::error(&format!(
                "note: entry {number} is a run of {}, not of {self}\n",
                named(entry)
            ));
        }
    }
}

impl std::fmt::Display for Whose {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.project {
            Some(project) => write!(formatter, "`{project}` ({})", self.file),
            None => write!(formatter, "{}", self.file),
        }
    }
}

/// The project of a run, as people read it.
pub(crate) fn named(entry: &Entry) -> String {
    format!("`{}` ({})", entry.run.project, file_of(entry))
}

/// The name of the project file of a run.
pub(crate) fn file_of(entry: &Entry) -> &str {
    let path = entry.run.project_file.as_str();
    path.rsplit_once('/').map_or(path, |(_, file)| file)
}

/// Whether two runs are of one project file.
pub(crate) fn same(one: &Entry, other: &Entry) -> bool {
    one.run.project == other.run.project && file_of(one) == file_of(other)
}

/// The projects of runs, each once.
fn listed(entries: &[Entry]) -> String {
    let names: BTreeSet<String> = entries.iter().map(named).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}
