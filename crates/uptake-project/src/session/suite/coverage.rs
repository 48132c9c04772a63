//! Which branches of the rules the cases of suites have tried, and why others weren't.

use crate::Failure;
use crate::project_files::{Loaded, ProjectFile};
use crate::session::{Counted, Session};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use uptake_engine::branches::{Tried, tried};
use uptake_engine::{Range, judge, read};
use uptake_rules::branches::{Branch, BranchKind, PassedOverKind, asking_rows, branches, passed_over};
use uptake_rules::proving::{Possible, Prover};
use uptake_rules::source::Span;
use uptake_rules::value::Literal;
use uptake_rules::{RuleFile, Sources};

/// What the cases of suites have tried of the rules.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Every branch, in the order of files and places.
    pub branches: Vec<CoveredBranch>,
    /// The rules whose conditions weren't looked at, in the order of their kinds, files and places.
    pub passed_over: Vec<PassedOverRule>,
}

/// A rule whose conditions aren't among the branches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOverRule {
    /// What it is.
    pub kind: PassedOverKind,
    /// Its name.
    pub rule: String,
    /// Where it is, as file:line:column.
    pub place: String,
}

/// A branch, and what was tried of it.
#[derive(Clone, Debug)]
pub struct CoveredBranch {
    /// Where it is, as file:line:column.
    pub place: String,
    /// The rule.
    pub rule: String,
    /// What it is.
    pub kind: BranchKind,
    /// The comparison, the label, or what an override changes.
    pub text: String,
    /// Its answers.
    pub answers: Vec<CoveredAnswer>,
}

/// An answer of a branch.
#[derive(Clone, Debug)]
pub struct CoveredAnswer {
    /// True, false or unknown.
    pub answer: Option<bool>,
    /// Why no case has it; `None` if one does.
    pub missing: Option<Untried>,
}

/// Why no case has an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Untried {
    /// It can't be, whatever the data are.
    CantBe,
    /// Nobody in any case is in the group that the rule is for, in the days when it holds.
    NobodyInGroup,
    /// No case gets there.
    NotReached,
    /// No case has it; these values would give it, if that is known.
    NoCase(Vec<(String, Literal)>),
}

impl Coverage {
    /// How many answers can be.
    #[must_use]
    pub fn possible(&self) -> usize {
        self.count(|missing| missing != Some(&Untried::CantBe))
    }

    /// How many answers some case has.
    #[must_use]
    pub fn covered(&self) -> usize {
        self.count(|missing| missing.is_none())
    }

    /// The share of the answers that can be which some case has, from 0 to 1. Where there is nothing to try it is 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        match self.possible() {
            0 => 1.0,
            #[allow(clippy::cast_precision_loss, reason = "there are far fewer branches than that")]
            possible => self.covered() as f64 / possible as f64,
        }
    }

    fn count(&self, is: impl Fn(Option<&Untried>) -> bool) -> usize {
        let answers = self.branches.iter().flat_map(|branch| &branch.answers);
        answers.filter(|answer| is(answer.missing.as_ref())).count()
    }
}

/// What makes two branches the same: file, line, column, rule, kind and text.
type Key = (String, usize, usize, String, BranchKind, String);

/// What was tried so far.
#[derive(Default)]
pub(super) struct Tally {
    /// Each branch with what was tried of it, and the rules that it was met in.
    found: BTreeMap<Key, (Branch, Tried, usize)>,
    rules: Vec<Loaded>,
    /// Whether a case was counted.
    looked: bool,
    passed_over: BTreeSet<PassedOverKey>,
}

/// Kind, file, line, column and name of a rule whose conditions aren't looked at.
type PassedOverKey = (PassedOverKind, String, usize, usize, String);

impl Tally {
    /// Adds what a case tries: of the rules that belong to its suite, and of those in `below`. A case that can't run tries nothing.
    pub(super) fn add(&mut self, session: &Session, project: &RuleFile, below: &Path) -> Result<(), Failure> {
        let (project, loaded) = session.load(ProjectFile::InMemory(project), None)?.sound()?;
        let known = branches(&loaded.policy);
        let mut opened = session.opening(&loaded).all(&project)?;
        let as_of = session.as_of(None, Some(&project), &loaded.policy);
        let failed = |_| Failure::new("the case can't run");
        let asking = asking_rows(&loaded.policy, &known);
        let data = read(&asking, &mut opened, &mut Counted, as_of).map_err(failed)?;
        let stage = project.stage.as_ref().map(|stage| stage.text.as_str());
        let mut judged = judge(&data, &asking, &Range::All, stage).map_err(failed)?;
        let happened = tried(&mut judged, &known).map_err(failed)?;
        drop(judged);
        self.looked = true;
        let mut own = loaded.packs.around(&loaded.folder, &session.disk);
        own.extend(loaded.packs.below(below, &session.disk));
        for rule in passed_over(&loaded.policy) {
            if let Some((path, line, column)) = place(rule.span, &loaded.texts).filter(|(path, ..)| own.contains(path))
            {
                self.passed_over.insert((rule.kind, path, line, column, rule.rule));
            }
        }
        for (branch, now) in known.into_iter().zip(happened) {
            let Some(key) = key(&branch, &loaded.texts).filter(|(path, ..)| own.contains(path)) else {
                continue;
            };
            let number = self.rules.len();
            let (_, before, _) = self.found.entry(key).or_insert((branch, Tried::default(), number));
            *before = before.or(now);
        }
        // The rules of cases of one suite are the same: those of the first are enough for what is asked later.
        let used = self.found.values().any(|(_, _, rules)| *rules == self.rules.len());
        if used {
            self.rules.push(loaded);
        }
        Ok(())
    }

    /// All of it, with the reason for whatever wasn't tried; `None` where no case could run, so that nothing was looked at.
    pub(super) fn finish(self) -> Option<Coverage> {
        if !self.looked {
            return None;
        }
        let mut provers: Vec<Prover<'_>> = self.rules.iter().map(|loaded| Prover::new(&loaded.policy)).collect();
        let mut found = Vec::with_capacity(self.found.len());
        for ((path, line, column, rule, kind, text), (branch, happened, rules)) in self.found {
            let prover = &mut provers.get_mut(rules);
            let mut answers = Vec::new();
            for answer in kind.answers() {
                let missing = match happened.had(*answer) {
                    true => None,
                    false => Some(why(&branch, *answer, happened, prover.as_deref_mut())),
                };
                answers.push(CoveredAnswer {
                    answer: *answer,
                    missing,
                });
            }
            found.push(CoveredBranch {
                place: format!("{path}:{line}:{column}"),
                rule,
                kind,
                text,
                answers,
            });
        }
        let passed_over = self.passed_over.into_iter();
        let passed_over = passed_over.map(|(kind, path, line, column, rule)| PassedOverRule {
            kind,
            rule,
            place: format!("{path}:{line}:{column}"),
        });
        Some(Coverage {
            branches: found,
            passed_over: passed_over.collect(),
        })
    }
}

/// Why no case has an answer.
fn why(branch: &Branch, answer: Option<bool>, happened: Tried, prover: Option<&mut Prover<'_>>) -> Untried {
    let possible = prover.map_or(Possible::Undecided, |prover| prover.possible(branch, answer));
    match possible {
        Possible::Never => Untried::CantBe,
        _ if !happened.in_group => Untried::NobodyInGroup,
        _ if !happened.asked => Untried::NotReached,
        Possible::Seen(values) => Untried::NoCase(values),
        Possible::Undecided => Untried::NoCase(Vec::new()),
    }
}

fn key(branch: &Branch, texts: &Sources) -> Option<Key> {
    let (path, line, column) = place(branch.span, texts)?;
    let (rule, text) = (branch.rule.clone(), branch.text.clone());
    Some((path, line, column, rule, branch.kind, text))
}

/// File, line and column.
fn place(span: Span, texts: &Sources) -> Option<(String, usize, usize)> {
    let file = texts.get(span.file)?;
    let at = file.line_column(span.start);
    Some((file.path.clone(), at.line, at.column))
}
