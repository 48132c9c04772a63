//! Rules as somebody edits them: some files replaced by texts in memory, which are never written.
//!
//! A draft answers as data what an editor or a page shows while somebody types: every finding with its place ([`Drafting::check`]), what the
//! texts do to figures beside the saved rules ([`Drafting::judge`]), what can change for whatever data there are ([`Drafting::hints`]), and
//! the edit as a patch ([`Drafting::patch`]). Data are read for the first judgement and stay for the next ones.

mod cases;
mod elsewhere;
mod found;
mod hints;
mod judging;
mod kept;
mod patch;

pub use cases::DraftedSuite;
pub use found::{DraftFinding, DraftPlace};
pub use hints::{DraftHint, DraftHints};
pub use judging::{DraftImpact, DraftQuestion};

use super::Session;
use crate::Failure;
use crate::packs::Packs;
use crate::project_files::{Loaded, ProjectFile};
use crate::rule_files::{Lies, is_suite};
use crate::session::{Checked, LaidOut, SuitesOfRules};
use kept::Kept;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use uptake_codes::RuleCode;
use uptake_rules::{RuleFile, heading};

/// Rules with some of their files as texts in memory.
pub struct Drafting {
    /// What is saved.
    saved: Session,
    /// The same with the texts.
    drafted: Session,
    rules: Rules,
    texts: BTreeMap<PathBuf, String>,
    kept: Option<Kept>,
    /// The project as it was read last, saved and with the texts.
    read: [RefCell<Option<Loaded>>; 2],
}

/// Which of both states of the files is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Saved,
    Drafted,
}

/// What is edited.
#[derive(Clone, Debug)]
enum Rules {
    /// A project, by its file.
    Project(PathBuf),
    /// A pack, by its folder or its file: it has no data.
    Pack(PathBuf),
    /// A suite, by its file: it has tables of its own, and tries the packs that it names.
    Suite(PathBuf),
}

impl Session {
    /// A draft of rules: a project file or its folder, or a folder or file of rules, which have no data. Nothing is read yet.
    ///
    /// # Errors
    /// When there are no such rules, or when a folder has several project files.
    pub fn drafting(&self, rules: &Path) -> Result<Drafting, Failure> {
        let rules = match self.disk.lies(rules)? {
            Lies::Nothing => {
                return Err(Failure::new(format!("`{}` wasn't found", rules.display())).code(RuleCode::Unreadable));
            }
            Lies::Folder => match crate::which_project::of_folder(rules, &self.disk)? {
                None => Rules::Pack(rules.to_path_buf()),
                Some(file) => Rules::Project(file),
            },
            Lies::File | Lies::Other if is_suite(rules) => Rules::Suite(rules.to_path_buf()),
            Lies::File | Lies::Other => match heading::read(&self.disk.read(rules)?).project {
                true => Rules::Project(rules.to_path_buf()),
                false => Rules::Pack(rules.to_path_buf()),
            },
        };
        Ok(Drafting {
            saved: self.clone(),
            drafted: self.clone(),
            rules,
            texts: BTreeMap::new(),
            kept: None,
            read: Default::default(),
        })
    }
}

impl Drafting {
    /// Puts a text in place of a file, or changes it. The path is told as [`Drafting::files`] tells it; one where no file is stands for a
    /// new file.
    pub fn set(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) {
        self.texts.insert(path.into(), text.into());
        self.lay();
    }

    /// Takes a file as it is saved again.
    pub fn reset(&mut self, path: &Path) {
        self.texts.remove(path);
        self.lay();
    }

    /// The texts that stand in place of files.
    pub fn texts(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// The path of the project file or of the pack.
    #[must_use]
    pub fn path(&self) -> &Path {
        match &self.rules {
            Rules::Project(path) | Rules::Pack(path) | Rules::Suite(path) => path,
        }
    }

    /// Whether a suite is edited: then the rules are those that it tries.
    #[must_use]
    pub fn is_of_suite(&self) -> bool {
        matches!(self.rules, Rules::Suite(_))
    }

    /// Whether there are data to judge: those of a project.
    #[must_use]
    pub fn has_data(&self) -> bool {
        matches!(self.rules, Rules::Project(_))
    }

    /// Every rule file and script with the text that it has in the draft: of a project its own file first.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn files(&self) -> Result<Vec<RuleFile>, Failure> {
        self.files_of(State::Drafted)
    }

    /// The same as they are saved.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn saved_files(&self) -> Result<Vec<RuleFile>, Failure> {
        self.files_of(State::Saved)
    }

    /// The suites that try these rules: those of the folders of their packs and below.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn suites(&self) -> Result<SuitesOfRules, Failure> {
        match &self.rules {
            Rules::Suite(path) => Ok(SuitesOfRules {
                suites: vec![self.drafted.disk.read(path)?],
                others: Vec::new(),
            }),
            Rules::Project(_) | Rules::Pack(_) => self.drafted.suites_of(&self.packs()?),
        }
    }

    /// The packs with the texts.
    fn packs(&self) -> Result<Packs, Failure> {
        let session = &self.drafted;
        match &self.rules {
            Rules::Project(path) => Ok(session.load(ProjectFile::At(path), None)?.packs),
            Rules::Pack(path) => session.packs_at(path),
            Rules::Suite(path) => session.packs_of_suite(path),
        }
    }

    /// A rule file or a suite of the draft in the style of `uptake fmt`, as [`Session::lay_out`] has it.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn lay_out(&self, path: &Path) -> Result<LaidOut, Failure> {
        self.drafted.lay_out(path)
    }

    /// All that is to be said about the rules with the texts, as `uptake check` says it; of a folder about its own pack alone.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn check(&self) -> Result<Checked, Failure> {
        match &self.rules {
            Rules::Pack(path) if self.drafted.disk.lies(path)? == Lies::Folder => self.drafted.check_pack(path),
            Rules::Project(_) => Ok(self.drafted.check_loaded(self.loaded(State::Drafted)?)),
            Rules::Pack(path) | Rules::Suite(path) => self.drafted.check(path, None),
        }
    }

    /// The same, finding by finding, with lines and columns.
    ///
    /// # Errors
    /// As [`Drafting::check`].
    pub fn findings(&self) -> Result<Vec<DraftFinding>, Failure> {
        Ok(found::all(&self.check()?))
    }

    fn lay(&mut self) {
        let texts = self.texts.iter().map(|(path, text)| (path.as_path(), text.as_str()));
        self.drafted.disk = self.saved.disk.with_texts(texts);
    }

    fn session(&self, state: State) -> &Session {
        match state {
            State::Saved => &self.saved,
            State::Drafted => &self.drafted,
        }
    }

    fn files_of(&self, state: State) -> Result<Vec<RuleFile>, Failure> {
        match &self.rules {
            Rules::Project(_) => Ok(self.loaded(state)?.files),
            Rules::Pack(path) => Ok(self.session(state).packs_at(path)?.files()),
            Rules::Suite(path) => Ok(self.session(state).packs_of_suite(path)?.files()),
        }
    }

    /// The project with its rules. Where its files are what they were, it isn't read again.
    fn loaded(&self, state: State) -> Result<Loaded, Failure> {
        match &self.rules {
            Rules::Project(path) => {
                let [saved, drafted] = &self.read;
                let known = match state {
                    State::Saved => saved,
                    State::Drafted => drafted,
                };
                let loaded = self.session(state).load_again(path, known.borrow().as_ref())?;
                *known.borrow_mut() = Some(loaded.clone());
                Ok(loaded)
            }
            Rules::Pack(path) | Rules::Suite(path) => {
                let what = if self.is_of_suite() { "suite" } else { "pack" };
                let message = format!("`{}` is a {what}, which has no data", path.display());
                Err(Failure::new(message).help("name a project, whose data the rules are judged on"))
            }
        }
    }
}
