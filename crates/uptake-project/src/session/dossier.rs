//! All that is known of rules besides what they say: for whoever has to answer for them, and for whoever checks that.

use super::suite::SuitesRequest;
use super::{ProveRequest, Session};
use crate::named_rules::NamedRules;
use crate::packs::Pack;
use crate::reference::Reference;
use crate::revisions::{Commit, commits, uncommitted};
use crate::rule_files::{MODULES, is_rules, is_script};
use crate::{Failure, Outcomes, Proved};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use uptake_engine::outcome::PackApprovals;
use uptake_rules::layers::{Scalar, effective};
use uptake_rules::policy::accountability::Accountability;
use uptake_rules::policy::overdue;
use uptake_rules::{Diagnostic, Span};

/// All that is known of a pack, or of the packs of a project.
#[derive(Debug)]
pub struct Dossier {
    /// What the rules say.
    pub reference: Reference,
    /// The packs with what they state of themselves.
    pub packs: Vec<AccountedPack>,
    /// The rules with what they state of themselves, in the order of the files; what they don't state, their pack does.
    pub rules: Vec<AccountedRule>,
    /// The reviews that are overdue on the day.
    pub overdue: Vec<Overdue>,
    /// The values that somebody decided, with where; overrides for nobody in particular among them.
    pub values: Vec<OriginOfValue>,
    /// What came of the suites beside the rules; `None` if there are none.
    pub tests: Option<Outcomes>,
    /// What is proved.
    pub proved: Proved,
    /// The approvals; `None` if no project states something of them.
    pub approvals: Option<Vec<PackApprovals>>,
    /// The changes of the files that `git` knows, the newest first; `None` where there is no repository.
    pub history: Option<Vec<Commit>>,
    /// The files that aren't as the last of these changes left them; `None` where `git` can't tell.
    pub uncommitted: Option<Vec<String>>,
    /// The published figures by whose rules something changed: whoever reads a ledger adds them.
    pub published: Vec<PublishedChange>,
}

/// Figures that were published by other rules than those before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedChange {
    /// The entry of the ledger.
    pub entry: u64,
    /// When they were recorded.
    pub at: String,
    /// The day of the figures.
    pub as_of: String,
    /// The rule files that differ from those of the entry before.
    pub changed: Vec<String>,
    /// What the change did to the figures, a sentence each; why that isn't known, if it isn't.
    pub impact: Vec<String>,
}

/// A review that is overdue, as `check` tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// What was to be reviewed by when.
    pub message: String,
    /// Who answers for it, and what to do.
    pub help: Option<String>,
}

/// A pack with what it states of itself.
#[derive(Clone, Debug)]
pub struct AccountedPack {
    /// Its name.
    pub name: String,
    /// What it states.
    pub stated: Accountability,
}

/// A rule with what is stated of it.
#[derive(Clone, Debug)]
pub struct AccountedRule {
    /// What it is, such as `definition`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Where it stands, as file:line:column.
    pub place: String,
    /// What it states.
    pub stated: Accountability,
}

/// A value with where it was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginOfValue {
    /// Section, rule and keys, with dots.
    pub of: String,
    /// The value, as it is written.
    pub value: String,
    /// Where it was decided, as file:line:column.
    pub place: String,
    /// Where what it took the place of stands.
    pub overrode: Vec<String>,
}

/// How many changes are listed.
const MOST_CHANGES: usize = 50;

impl Session {
    /// Gathers all that is known of rules. Reviews are due on the day, or today; keys have to be valid at its end, or now.
    ///
    /// # Errors
    /// When there are no such rules, when they have errors, or when a suite can't be read.
    pub fn dossier(&self, word: &str, day: Option<Date>) -> Result<Dossier, Failure> {
        let valid_at = match day {
            Some(day) => end_of(day)?,
            None => self.now(),
        };
        let reference = self.reference(word)?;
        let read = self.rules(word)?;
        let due = self.as_of(day, None, &read.policy);
        let day = self.as_of(day, read.project.as_ref(), &read.policy);
        let own = own(&read);
        let accounted = read.policy.packs.iter().filter(|pack| own(pack.span));
        // Those of a project lie below it, those of a pack below that.
        let project = match &read.project {
            Some(_) => Some(self.project_file(Some(Path::new(word)))?),
            None => None,
        };
        let beside = match project.as_deref() {
            Some(path) => path.parent(),
            None => read.packs.iter().find_map(|pack| pack.folder.as_deref()),
        };
        let tests = match beside {
            Some(folder) if folder.as_os_str().is_empty() => self.tests_of(Path::new("."))?,
            Some(folder) => self.tests_of(folder)?,
            None => None,
        };
        let proved = self.prove(&ProveRequest::All(word))?;
        let approvals = match &project {
            Some(path) => {
                let loaded = self.load(crate::ProjectFile::At(path), None)?;
                self.approvals(&loaded, valid_at)?
            }
            None => None,
        };
        let late = overdue(&read.policy.packs, &read.policy.accountable, due).into_iter();
        Ok(Dossier {
            reference,
            packs: accounted
                .map(|pack| AccountedPack {
                    name: pack.name.clone(),
                    stated: pack.stated.clone(),
                })
                .collect(),
            rules: rules(&read, &own),
            overdue: late
                .filter(|found| found.span.is_some_and(&own))
                .map(|found: Diagnostic| Overdue {
                    message: found.message,
                    help: found.help,
                })
                .collect(),
            values: values(&read, day, &own),
            tests,
            proved,
            approvals,
            history: self.history(&read.packs),
            uncommitted: self.uncommitted(&read.packs),
            published: Vec::new(),
        })
    }

    /// What comes of the suites in a folder and below it.
    fn tests_of(&self, folder: &Path) -> Result<Option<Outcomes>, Failure> {
        let mut any = false;
        for folder in self.disk.folders(folder)? {
            any |= !self.disk.suites_in(&folder)?.is_empty();
        }
        if !any {
            return Ok(None);
        }
        let request = SuitesRequest {
            path: folder,
            coverage: true,
            fail_fast: false,
            cases: &[],
        };
        self.try_suites(&request).map(Some)
    }

    /// The changes of packs that `git` knows.
    fn history(&self, packs: &[Pack]) -> Option<Vec<Commit>> {
        // By when they were made; of one second as `git` has them.
        let mut all: Vec<Commit> = Vec::new();
        let mut any = false;
        for (folder, pack) in packs.iter().filter_map(|pack| Some((pack.folder.as_deref()?, pack))) {
            let files = pack.files.iter().map(|file| self.disk.real(Path::new(file.path())));
            let files: Vec<PathBuf> = files.collect();
            let Some(found) = commits(&self.disk.at(folder), &files, MOST_CHANGES) else {
                continue;
            };
            any = true;
            for commit in found {
                if !all.iter().any(|known| known.id == commit.id) {
                    all.push(commit);
                }
            }
        }
        all.sort_by_key(|commit| std::cmp::Reverse(commit.at));
        all.truncate(MOST_CHANGES);
        any.then_some(all)
    }

    /// The files of packs that aren't as the last commit has them; `None` where that can't be told of one of them.
    fn uncommitted(&self, packs: &[Pack]) -> Option<Vec<String>> {
        let mut named = BTreeSet::new();
        for folder in packs.iter().filter_map(|pack| pack.folder.as_deref()) {
            let files = uncommitted(&self.disk.at(folder))?.into_iter();
            // What lies further below belongs to other packs.
            let own = |file: &PathBuf| {
                file.parent()
                    .is_some_and(|parent| parent == Path::new("") || parent == Path::new(MODULES))
            };
            let own = files.filter(own).map(|file| folder.join(file));
            let rules = own.filter(|path| is_rules(path) || is_script(path));
            named.extend(rules.map(|path| path.strip_prefix(".").unwrap_or(&path).display().to_string()));
        }
        Some(named.into_iter().collect())
    }
}

/// The last second of a day in UTC.
fn end_of(day: Date) -> Result<Timestamp, Failure> {
    let end = day.at(23, 59, 59, 0).to_zoned(TimeZone::UTC);
    let end = end.map_err(|error| Failure::new(format!("{day} has no end: {error}")))?;
    Ok(end.timestamp())
}

/// Whether a place is in a file of the packs that were asked for.
fn own(read: &NamedRules) -> impl Fn(Span) -> bool + use<'_> {
    let files: BTreeSet<&str> = read
        .packs
        .iter()
        .flat_map(|pack| &pack.files)
        .map(|file| file.path())
        .collect();
    move |span: Span| {
        read.texts
            .get(span.file)
            .is_some_and(|file| files.contains(file.path.as_str()))
    }
}

fn rules(read: &NamedRules, own: &dyn Fn(Span) -> bool) -> Vec<AccountedRule> {
    let stated = read.policy.accountable.iter().filter(|rule| own(rule.rule.span));
    stated
        .map(|rule| AccountedRule {
            kind: rule.section.one(),
            name: rule.rule.text.clone(),
            place: read.texts.place(rule.rule.span),
            stated: rule.stated.clone(),
        })
        .collect()
}

/// The numbers, truths and days that rules have, and all that an override changed.
fn values(read: &NamedRules, day: Date, own: &dyn Fn(Span) -> bool) -> Vec<OriginOfValue> {
    let effective = effective(&read.policy.trees, &BTreeMap::new(), day, &read.texts);
    let decided = effective.lines.into_iter().filter_map(|line| {
        let (value, origin) = (line.value?, line.origin?);
        let shown = decides(&line.path, &value) || !origin.overrode.is_empty();
        if !own(origin.at) || !shown || line.path.first().is_some_and(|section| section == "datasets") {
            return None;
        }
        Some(OriginOfValue {
            of: line.path.join("."),
            value: match value {
                Scalar::Text(text) | Scalar::Plain(text) => text,
            },
            place: read.texts.place(origin.at),
            overrode: origin.overrode.iter().map(|span| read.texts.place(*span)).collect(),
        })
    });
    decided.collect()
}

/// Whether a value decides something: a number, a truth or a day anywhere, and whatever a constant or a benchmark is. What is said about
/// them decides nothing.
fn decides(path: &[String], value: &Scalar) -> bool {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    match (value, keys.as_slice()) {
        (_, [.., "reviewed_on" | "review_by"]) => false,
        (Scalar::Plain(_), _) | (Scalar::Text(_), ["constants", _] | ["constants", _, "value", ..]) => true,
        (Scalar::Text(_), ["benchmarks", _, "source", ..] | ["benchmarks", _, .., "about" | "title" | "owner"]) => {
            false
        }
        (Scalar::Text(_), ["benchmarks", ..]) => true,
        (Scalar::Text(text), _) => text.parse::<Date>().is_ok(),
    }
}
