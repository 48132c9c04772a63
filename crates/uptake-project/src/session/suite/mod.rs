//! Suites: rules tried on small tables.
//!
//! A case becomes a project of its own, with its tables as frames: it goes the way of every run. What came out is compared with
//! what has to; every difference is data.

mod compare;
mod coverage;
mod found;
mod table;
mod tried_case;
mod write;

pub use coverage::{Coverage, CoveredAnswer, CoveredBranch, PassedOverRule, Untried};
pub use found::{Outcomes, TriedCase, TriedSuite, Unmet};
pub(super) use write::{ABOUT, cases_text, suite_text};
pub use write::{LeftOut, RealRequest, WriteRequest, WrittenSuite, suite_beside};

use super::Session;
use crate::packs::{self, Pack, Packs};
use crate::read_rules::{ReadRules, RulesByPacks};
use crate::rule_files::Lies;
use crate::{Failure, Findings};
use coverage::Tally;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tried_case::Trial;
use uptake_codes::RuleCode;
use uptake_rules::context::Context;
use uptake_rules::suite::{ENDING, Suite, check, read};
use uptake_rules::{Diagnostics, RuleFile, Sources};

/// The suites that try some rules.
#[derive(Clone, Debug, Default)]
pub struct SuitesOfRules {
    /// The suites, in the order of their paths.
    pub suites: Vec<RuleFile>,
    /// The rule files and scripts that these read besides, in the order of their paths.
    pub others: Vec<RuleFile>,
}

/// Which suites are tried, and how.
#[derive(Clone, Copy, Debug)]
pub struct SuitesRequest<'a> {
    /// A suite, or a folder: its suites and those of all folders below it.
    pub path: &'a Path,
    /// Whether it is found which branches of the rules the cases try.
    pub coverage: bool,
    /// Whether the first case that fails is the last that is tried.
    pub fail_fast: bool,
    /// Parts of names: only cases that have one of them in theirs are tried. All cases, if there are none.
    pub cases: &'a [String],
}

/// A suite that can be tried, with the rules that it tries.
type ReadSuite = (Suite, Arc<ReadRules>);

impl Session {
    /// Runs suites. Those of the same packs are tried on rules that are read once.
    ///
    /// # Errors
    /// When there is no suite, when one can't be read, or when no case has a name that is asked for.
    pub fn try_suites(&self, request: &SuitesRequest<'_>) -> Result<Outcomes, Failure> {
        let path = request.path;
        let mut files = Vec::new();
        match self.disk.lies(path)? {
            Lies::Folder => {
                for folder in self.disk.folders(path)? {
                    files.extend(self.disk.suites_in(&folder)?);
                }
            }
            Lies::Nothing | Lies::File | Lies::Other => files.push(path.to_path_buf()),
        }
        if files.is_empty() {
            return Err(Failure::new(format!("no suite was found below `{}`", path.display()))
                .code(RuleCode::Unreadable)
                .help(format!("the names of suites end in `{ENDING}`")));
        }
        let mut trying = Trying {
            session: self,
            path,
            rules: RulesByPacks::default(),
            tally: request.coverage.then(Tally::default),
            fail_fast: request.fail_fast,
            stopped: false,
            cases: request.cases,
        };
        let mut suites = Vec::with_capacity(files.len());
        for file in files {
            let tried = trying.suite(&file)?;
            // A suite of which nothing is asked isn't one without cases.
            if request.cases.is_empty() || tried.findings.is_some() || !tried.cases.is_empty() {
                suites.push(tried);
            }
            if trying.stopped {
                break;
            }
        }
        if suites.is_empty() && !request.cases.is_empty() {
            let named: Vec<String> = request.cases.iter().map(|part| format!("`{part}`")).collect();
            let message = format!(
                "no case below `{}` has {} in its name",
                path.display(),
                named.join(" or ")
            );
            return Err(Failure::new(message)
                .code(RuleCode::UnknownName)
                .help("`uptake test --format json` lists all names"));
        }
        Ok(Outcomes {
            suites,
            coverage: trying.tally.and_then(Tally::finish),
            stopped: trying.stopped,
        })
    }

    /// The folders of the packs that suites name: of a file that is one, or of all in a folder and below. What can't be read names none.
    pub(super) fn packs_of_suites(&self, path: &Path) -> Vec<PathBuf> {
        let files = match self.disk.lies(path) {
            Ok(Lies::Folder) => {
                let folders = self.disk.folders(path).unwrap_or_default();
                let suites = folders
                    .iter()
                    .flat_map(|folder| self.disk.suites_in(folder).unwrap_or_default());
                suites.collect()
            }
            Ok(_) | Err(_) => vec![path.to_path_buf()],
        };
        let mut found = BTreeSet::new();
        for path in files {
            let Ok(file) = self.disk.read(&path) else { continue };
            let (mut texts, mut unknown) = (Sources::default(), Diagnostics::default());
            let Some(suite) = read(&file, &mut texts, &mut unknown) else {
                continue;
            };
            let folder = path.parent().unwrap_or(Path::new(""));
            let named = packs::named(&suite.packs, folder, &self.disk, &mut unknown);
            let packs = named.and_then(|named| Packs::with_needs(named, &[], &self.disk));
            let folders = packs
                .iter()
                .flat_map(|packs| packs.all.iter().filter_map(|pack| pack.folder.clone()));
            found.extend(folders);
            // A pack that can't be read now may be mended.
            found.extend(suite.packs.iter().map(|pack| folder.join(&pack.text)));
        }
        found.into_iter().collect()
    }

    /// The suites in the folders of packs and below that try one of them, each once, with what they read besides.
    pub(super) fn suites_of(&self, packs: &Packs) -> Result<SuitesOfRules, Failure> {
        let own: BTreeSet<PathBuf> = packs.paths(&self.disk).collect();
        let (mut found, mut others) = (BTreeMap::new(), BTreeMap::new());
        for folder in packs.all.iter().filter_map(|pack| pack.folder.as_deref()) {
            for folder in self.disk.folders(folder)? {
                for path in self.disk.suites_in(&folder)? {
                    let file = self.disk.read(&path)?;
                    let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
                    let Some(suite) = read(&file, &mut texts, &mut diagnostics) else {
                        continue;
                    };
                    let named = packs::named(&suite.packs, &folder, &self.disk, &mut diagnostics)?;
                    let tried = Packs::with_needs(named, &[], &self.disk)?;
                    if tried.paths(&self.disk).any(|path| own.contains(&path)) {
                        found.insert(self.disk.real(&path), file);
                        let files = tried.files().into_iter();
                        let files = files.map(|file| (self.disk.real(Path::new(file.path())), file));
                        others.extend(files.filter(|(path, _)| !own.contains(path)));
                    }
                }
            }
        }
        Ok(SuitesOfRules {
            suites: found.into_values().collect(),
            others: others.into_values().collect(),
        })
    }

    /// The packs that a suite tries, with those that they need. Of one that can't be read, or names none that is there, those of its
    /// folder.
    ///
    /// # Errors
    /// When a file can't be read.
    pub(super) fn packs_of_suite(&self, path: &Path) -> Result<Packs, Failure> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let suite = read(&self.disk.read(path)?, &mut texts, &mut diagnostics);
        let mut named = match &suite {
            Some(suite) => packs::named(&suite.packs, folder, &self.disk, &mut diagnostics)?,
            None => Vec::new(),
        };
        if named.is_empty() {
            named.push(Pack::folder(&self.disk, folder)?);
        }
        Packs::with_needs(named, &[], &self.disk)
    }

    /// Reads a suite and looks its names up in the rules that it tries, which come with it. Where these have errors of their own,
    /// they alone are reported unless the suite has some: names that they don't have may be meant by them.
    pub(super) fn suite(
        &self,
        path: &Path,
        known: &mut RulesByPacks,
        texts: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Result<(RuleFile, Option<ReadSuite>), Failure> {
        let file = self.disk.read(path)?;
        let Some(suite) = read(&file, texts, diagnostics) else {
            return Ok((file, None));
        };
        let own_errors = diagnostics.errors();
        let folder = path.parent().unwrap_or(Path::new(""));
        let named = packs::named(&suite.packs, folder, &self.disk, diagnostics)?;
        if diagnostics.errors() > own_errors {
            return Ok((file, None));
        }
        let rules = match Packs::with_needs(named, &[], &self.disk) {
            Ok(packs) => known.of(packs),
            // What is wrong with the suite itself is told first.
            Err(_) if own_errors > 0 => return Ok((file, None)),
            Err(failure) => return Err(failure),
        };
        // Places in the rules stay what they are, and those of the suite come after them.
        *texts = rules.texts.clone();
        *diagnostics = Diagnostics::default();
        let suite = read(&file, texts, diagnostics);
        if rules.diagnostics.has_errors() {
            if own_errors == 0 {
                *diagnostics = rules.diagnostics.clone();
            }
            return Ok((file, None));
        }
        // What is worth a warning in the rules is said where they are checked.
        let mut cx = Context {
            sources: texts,
            diagnostics,
        };
        if let Some(suite) = &suite {
            check(suite, &rules.policy, &mut cx);
        }
        Ok((file, suite.filter(|_| own_errors == 0).map(|suite| (suite, rules))))
    }
}

/// Suites that are tried one after the other.
struct Trying<'a> {
    session: &'a Session,
    /// Where suites are tried.
    path: &'a Path,
    rules: RulesByPacks,
    tally: Option<Tally>,
    fail_fast: bool,
    /// Whether a case has failed after which no other is tried.
    stopped: bool,
    /// Parts of the names of the cases that are tried.
    cases: &'a [String],
}

impl Trying<'_> {
    fn suite(&mut self, path: &Path) -> Result<TriedSuite, Failure> {
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let (_, read) = self
            .session
            .suite(path, &mut self.rules, &mut texts, &mut diagnostics)?;
        let shown = path.display().to_string();
        let Some((suite, rules)) = read.filter(|_| !diagnostics.has_errors()) else {
            self.stopped = self.fail_fast;
            return Ok(TriedSuite {
                name: shown.clone(),
                path: shown,
                cases: Vec::new(),
                findings: Some(Findings::new(&diagnostics, texts)),
            });
        };
        let session = self.session.judging_by(&rules);
        let mut cases = Vec::with_capacity(suite.cases.len());
        let asked = |name: &str| self.cases.is_empty() || self.cases.iter().any(|part| name.contains(part.as_str()));
        for case in suite.cases.iter().filter(|case| asked(&case.name)) {
            let trial = Trial {
                session: &session,
                policy: &rules.policy,
                suite: &suite,
                case,
                texts: &texts,
                path,
            };
            if let Some(tally) = &mut self.tally {
                trial.count(tally, self.path);
            }
            let unmet = trial.run();
            self.stopped = self.fail_fast && !unmet.is_empty();
            cases.push(TriedCase {
                name: case.name.clone(),
                place: texts.place(case.span),
                unmet,
            });
            if self.stopped {
                break;
            }
        }
        Ok(TriedSuite {
            cases,
            name: suite.name.clone(),
            path: shown,
            findings: None,
        })
    }
}
