//! What a front end asks for: one file per question.

mod approve;
mod asks;
mod check;
mod dossier;
mod draft;
mod explain;
mod fmt;
mod impact;
mod inspect;
mod lint;
mod notify;
mod overridden;
mod parity;
mod prove;
mod reference;
mod resolve;
mod run;
mod suggest;
mod suite;
mod trial;
mod watching;

pub use approve::{ApproveRequest, NewApproval, SignedBy};
pub use asks::{AskedEngine, AskedQuery, AsksRequest};
pub use check::Checked;
pub use dossier::{AccountedPack, AccountedRule, Dossier, OriginOfValue, Overdue, PublishedChange};
pub use draft::{DraftFinding, DraftHint, DraftHints, DraftImpact, DraftPlace, DraftQuestion, DraftedSuite, Drafting};
pub use explain::{ExplainQuestion, ExplainRequest, Explained, Explaining, Explanations};
pub use fmt::{LaidOut, LaidOutFile};
pub use impact::{
    BothRates, EditShare, ImpactRequest, Impacts, MetricDelta, Pair, Rest, RuleDelta, Share, Together, WithoutShare,
};
pub use inspect::{InspectRequest, Inspected, InspectedSource};
pub use lint::{FixedFile, Linting};
pub use notify::NotifyRequest;
pub use parity::ParityRequest;
pub use prove::{ProveRequest, Proved};
pub use resolve::{ResolveRequest, Resolved};
pub use run::{Counted, Prepared, Ran, RunRequest, one_person};
pub use suggest::{SuggestRequest, Suggested};
pub use suite::{
    Coverage, CoveredAnswer, CoveredBranch, LeftOut, Outcomes, PassedOverRule, RealRequest, SuitesOfRules,
    SuitesRequest, TriedCase, TriedSuite, Unmet, Untried, WriteRequest, WrittenSuite, suite_beside,
};
pub use watching::Watching;

use crate::cache::{Cache, Caching, Read, Reading};
use crate::named_rules::NamedRules;
use crate::packs::{Pack, Packs};
use crate::project_files::{Loaded, Loading, ProjectFile};
use crate::read_rules::ReadRules;
use crate::rule_files::{self, Disk, Lies};
use crate::sources::registry::{self, PluginTerms};
use crate::sources::{Frames, OpenedSources, Opening};
use crate::world::Elsewhere;
use crate::{Failure, World, which_project};
use jiff::civil::Date;
use polars::frame::DataFrame;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uptake_adapter::Adapter;
use uptake_engine::intake::SetAsideSink;
use uptake_rules::Policy;
use uptake_rules::project::Project;

/// The front door: answers questions about projects and packs. It keeps nothing between two questions but what it was given,
/// and the rule files it has read, which aren't parsed again while their bytes are the same.
#[derive(Clone)]
pub struct Session {
    world: Arc<dyn World>,
    disk: Disk,
    frames: Frames,
    /// Rules that were read before, which all projects are judged by.
    rules: Option<Arc<ReadRules>>,
    caching: Caching,
}

impl Session {
    /// A session in a world.
    #[must_use]
    pub fn new(world: impl World + 'static) -> Self {
        Self {
            disk: Disk::from(world.folder()),
            world: Arc::new(world),
            frames: Frames::default(),
            rules: None,
            caching: Caching::default(),
        }
    }

    /// The same in another folder: relative paths start there.
    #[must_use]
    pub fn in_folder(&self, folder: &Path) -> Self {
        Self {
            disk: Disk::from(folder),
            world: Arc::new(Elsewhere {
                world: Arc::clone(&self.world),
                folder: folder.to_path_buf(),
            }),
            frames: self.frames.clone(),
            rules: self.rules.clone(),
            // What lies elsewhere isn't what was kept.
            caching: Caching::Off,
        }
    }

    /// The same, which keeps what it reads of sources where this says it, whatever projects say.
    #[must_use]
    pub fn caching(self, caching: Caching) -> Self {
        Self { caching, ..self }
    }

    /// The same with the rows of a dataset from memory. They take the place of the dataset's source in the project, of which
    /// the rest stays: mapping, time zone, identities and days covered. A project that has none for it needs none. Of a list of
    /// sources the frame takes the place of all, with the rest of the first; `dataset/name` names one of them.
    #[must_use]
    pub fn with_frame(mut self, dataset: impl Into<String>, frame: DataFrame) -> Self {
        self.frames.give(dataset, frame);
        self
    }

    /// Reads a project with the rules it names; `sources` is a file of sources to take instead of its own. What is wrong
    /// with the rules is in the answer.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn load(&self, project: ProjectFile<'_>, sources: Option<&Path>) -> Result<Loaded, Failure> {
        self.loading().load(project, sources)
    }

    /// The same, where the project was read before: what is the same isn't read again.
    fn load_again(&self, project: &Path, known: Option<&Loaded>) -> Result<Loaded, Failure> {
        let loading = Loading {
            known,
            ..self.loading()
        };
        loading.load(ProjectFile::At(project), None)
    }

    /// Reads rules that are named by one word: a project file or its folder, a pack's folder, a rule file, or the name of a
    /// built-in pack.
    ///
    /// # Errors
    /// When there are no such rules, or when they have errors.
    pub fn rules(&self, word: &str) -> Result<NamedRules, Failure> {
        NamedRules::read(word, self.loading())
    }

    /// The project file that is meant: a file as it is named, the one of a folder that is named, or without a name the
    /// nearest `uptake.yaml`, here or in a folder above.
    ///
    /// # Errors
    /// When there is none, or when a folder has several.
    pub fn project_file(&self, named: Option<&Path>) -> Result<PathBuf, Failure> {
        match named {
            Some(path) => which_project::named(path, &self.disk),
            None => which_project::needed(&self.disk),
        }
    }

    /// The project file around a folder of outputs: the nearest one above it, else the one [nearby](Self::project_file_nearby).
    ///
    /// # Errors
    /// When a folder can't be read, or has several project files.
    pub fn project_file_around(&self, folder: &Path) -> Result<Option<PathBuf>, Failure> {
        match which_project::above(folder, &self.disk)? {
            Some(found) => Ok(Some(found)),
            None => self.project_file_nearby(),
        }
    }

    /// The project file that is meant where none is named and none is needed: the nearest `uptake.yaml`, or the only project file here.
    ///
    /// # Errors
    /// When several are here, or when a folder can't be read.
    pub fn project_file_nearby(&self) -> Result<Option<PathBuf>, Failure> {
        match which_project::nearest(&self.disk)? {
            Some(nearest) => Ok(Some(nearest)),
            None => which_project::of_folder(Path::new("."), &self.disk),
        }
    }

    /// What rules are meant where none are named: the folder here, if it has a project file, else the nearest project above,
    /// else the folder here.
    ///
    /// # Errors
    /// When a folder can't be read.
    pub fn rules_nearby(&self) -> Result<PathBuf, Failure> {
        let here = Path::new(".");
        if !which_project::in_folder(here, &self.disk)?.is_empty() {
            return Ok(here.to_path_buf());
        }
        Ok(which_project::nearest(&self.disk)?.unwrap_or_else(|| here.to_path_buf()))
    }

    /// The same as a folder: that of the project file, if one is meant.
    ///
    /// # Errors
    /// When a folder can't be read.
    pub fn rules_folder_nearby(&self) -> Result<PathBuf, Failure> {
        let meant = self.rules_nearby()?;
        if self.disk.lies(&meant)? == Lies::Folder {
            return Ok(meant);
        }
        Ok(match meant.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
            _ => PathBuf::from("."),
        })
    }

    /// The rules that a file belongs to: the nearest project around it that reads it, else the folder that has it as a pack; of a module,
    /// the folder above.
    ///
    /// # Errors
    /// When a folder can't be looked into.
    pub fn rules_of(&self, file: &Path) -> Result<PathBuf, Failure> {
        which_project::around(file, self.loading())
    }

    /// Whether a text of a file has to do with rules: it says so, it is a script or a suite, a project reads it, or it lies beside rule
    /// files. Editors open many files in YAML.
    ///
    /// # Errors
    /// When a file beside it can't be read.
    pub fn is_of_rules(&self, file: &Path, text: &str) -> Result<bool, Failure> {
        if rule_files::is_script(file)
            || rule_files::is_suite(file)
            || rule_files::says_uptake(&uptake_rules::RuleFile::new("", text))
        {
            return Ok(true);
        }
        if which_project::reads(file, self.loading())? {
            return Ok(true);
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        for beside in self.disk.rules_in(folder)? {
            if self.disk.place(&beside) != self.disk.place(file) && rule_files::says_uptake(&self.disk.read(&beside)?) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A built-in adapter by name, or a plugin by its path.
    ///
    /// # Errors
    /// When there is no such adapter, or when the plugin can't be loaded.
    pub fn adapter(&self, name: &str, terms: PluginTerms) -> Result<Box<dyn Adapter>, Failure> {
        registry::find(name, terms, self.world.as_ref())
    }

    /// The moment that is now.
    #[must_use]
    pub fn now(&self) -> jiff::Timestamp {
        self.world.now()
    }

    /// The pack of a folder or a file, with those that it needs.
    fn packs_at(&self, path: &Path) -> Result<Packs, Failure> {
        let pack = match self.disk.lies(path)? {
            Lies::Folder => Pack::folder(&self.disk, path)?,
            Lies::Nothing | Lies::File | Lies::Other => Pack::file(&self.disk, path)?,
        };
        Packs::with_needs(vec![pack], &[], &self.disk)
    }

    fn loading(&self) -> Loading<'_> {
        Loading {
            disk: &self.disk,
            frames: &self.frames,
            rules: self.rules.as_deref(),
            known: None,
        }
    }

    /// The same for projects that name the packs of these rules.
    fn judging_by(&self, rules: &Arc<ReadRules>) -> Self {
        Self {
            rules: Some(Arc::clone(rules)),
            ..self.clone()
        }
    }

    fn opening<'a>(&'a self, loaded: &'a Loaded) -> Opening<'a> {
        Opening {
            world: self.world.as_ref(),
            frames: &self.frames,
            folder: &loaded.sources_folder,
            texts: &loaded.texts,
            policy: &loaded.policy,
        }
    }

    /// Whether what is read is to be kept. `beside` is the folder of the project file.
    fn keeps(&self, project: &Project, beside: &Path) -> bool {
        Cache::of(&self.caching, project, beside, self.world.as_ref()).is_some()
    }

    /// Reads what is asked for from opened sources, or takes what was kept of it. `beside` is the folder of the project file.
    fn read(
        &self,
        reading: &Reading<'_>,
        beside: &Path,
        opened: &mut OpenedSources,
        sink: &mut dyn SetAsideSink,
    ) -> Result<Read, uptake_engine::Error> {
        match Cache::of(&self.caching, reading.project, beside, self.world.as_ref()) {
            Some(cache) => cache.read(reading, opened, sink),
            None => Ok(Read {
                data: reading.read(opened, sink)?,
                digests: None,
                note: None,
            }),
        }
    }

    /// The day of the figures: the one that was asked for, the project's own, or today.
    fn as_of(&self, asked: Option<Date>, project: Option<&Project>, policy: &Policy) -> Date {
        asked
            .or_else(|| project.and_then(|project| project.as_of))
            .unwrap_or_else(|| self.world.today(&policy.calendar.time_zone))
    }
}
