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

pub use coverage::{Coverage, CoveredAnswer, CoveredBranch, Untried};
pub use found::{Outcomes, TriedCase, TriedSuite, Unmet};
pub use write::{LeftOut, RealRequest, WriteRequest, WrittenSuite};

use super::Session;
use crate::packs::{self, Packs};
use crate::rule_files::Lies;
use crate::{Failure, Findings};
use coverage::Tally;
use std::path::Path;
use tried_case::Trial;
use uptake_codes::RuleCode;
use uptake_rules::context::Context;
use uptake_rules::suite::{ENDING, Suite, check, read};
use uptake_rules::{Diagnostics, RuleFile, Sources};

impl Session {
    /// Runs the suites of a file, or of a folder and all folders below it; with `coverage` it also finds which branches of the
    /// rules the cases try.
    ///
    /// # Errors
    /// When there is no suite, or when one can't be read.
    pub fn try_suites(&self, path: &Path, coverage: bool) -> Result<Outcomes, Failure> {
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
        let mut suites = Vec::with_capacity(files.len());
        let mut tally = coverage.then(Tally::default);
        for file in files {
            suites.push(self.try_suite(&file, tally.as_mut())?);
        }
        Ok(Outcomes {
            suites,
            coverage: tally.map(Tally::finish),
        })
    }

    fn try_suite(&self, path: &Path, mut tally: Option<&mut Tally>) -> Result<TriedSuite, Failure> {
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let (suite, _) = self.suite(path, &mut texts, &mut diagnostics)?;
        let shown = path.display().to_string();
        let Some(suite) = suite.filter(|_| !diagnostics.has_errors()) else {
            return Ok(TriedSuite {
                name: shown.clone(),
                path: shown,
                cases: Vec::new(),
                findings: Some(Findings::new(&diagnostics, texts)),
            });
        };
        let cases = suite.cases.iter().map(|case| {
            let trial = Trial {
                session: self,
                suite: &suite,
                case,
                texts: &texts,
                path,
            };
            if let Some(tally) = tally.as_deref_mut() {
                trial.count(tally);
            }
            TriedCase {
                name: case.name.clone(),
                place: texts.place(case.span),
                unmet: trial.run(),
            }
        });
        Ok(TriedSuite {
            cases: cases.collect(),
            name: suite.name.clone(),
            path: shown,
            findings: None,
        })
    }

    /// Reads a suite and looks its names up in the rules that it tries. Where these have errors of their own, they alone are
    /// reported unless the suite has some: names that they don't have may be meant by them.
    pub(super) fn suite(
        &self,
        path: &Path,
        texts: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Result<(Option<Suite>, RuleFile), Failure> {
        let file = self.disk.read(path)?;
        let suite = read(&file, texts, diagnostics);
        if let Some(suite) = &suite
            && !diagnostics.has_errors()
        {
            let folder = path.parent().unwrap_or(Path::new(""));
            let named = packs::named(&suite.packs, folder, &self.disk, diagnostics)?;
            let packs = Packs::with_needs(named, &[], &self.disk)?;
            let policy = packs.load(texts, diagnostics);
            if !diagnostics.has_errors() {
                // What is worth a warning in the rules is said where they are checked.
                *diagnostics = Diagnostics::default();
                let mut cx = Context {
                    sources: texts,
                    diagnostics,
                };
                check(suite, &policy, &mut cx);
            }
        }
        Ok((suite, file))
    }
}
