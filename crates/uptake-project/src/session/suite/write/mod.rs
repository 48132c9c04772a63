//! Cases at the edges of rules, written as a suite: the prover finds them, the engine says what comes out.
//!
//! - `edge_tables` makes rows of what the prover found, with `edge_spells` those of days; `case_people` names whom they are of, `case_csv`
//!   writes them.
//! - `written_out` finds names in the midst of texts.
//! - `yaml` writes a suite as it is read.

mod case_csv;
mod case_people;
mod edge_spells;
mod edge_tables;
mod real_rows;
mod written_out;
mod yaml;

pub(super) use yaml::in_quotes;
pub(in crate::session) use yaml::{cases_text, suite_text};

pub use real_rows::RealRequest;

use super::compare;
use super::tried_case::Trial;
use crate::packs::{self, Pack, Packs};
use crate::read_rules::ReadRules;
use crate::rule_files::Lies;
use crate::session::Session;
use crate::{Failure, NamedRules, built_in};
use case_csv::cell;
use case_people::named_as;
use edge_tables::tables;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uptake_codes::RuleCode;
use uptake_rules::policy::Policy;
use uptake_rules::proving::{Edge, EdgeCase, NoCase, NoSuchRule, Prover, Side};
use uptake_rules::suite::{Case, ENDING, Expected, Subject, Suite};
use uptake_rules::text::Name;
use uptake_rules::value::Literal;
use uptake_rules::{Diagnostics, Sources, Span};
use yaml::nowhere;

/// That a project is named where a pack should be: a suite stands beside the rules that it tries.
fn a_project(named: &str, packs: &[Pack]) -> Failure {
    let packs: Vec<String> = packs.iter().map(|pack| format!("`{}`", pack.shown)).collect();
    Failure::new(format!("`{named}` is a project, and cases are written for a pack"))
        .code(RuleCode::WrongValue)
        .help(format!("name one of its packs: {}", packs.join(", ")))
}

/// What the first lines of a suite say that was written.
pub(in crate::session) const ABOUT: &str = "What comes out at each edge of the rules, found by the prover and measured by the engine. Read it before you keep \
                     it: it says what the rules do, not what they should.";

/// Where the cases of a pack's edges are written, if nobody says it: of one definition or ladder, or of all.
#[must_use]
pub fn suite_beside(pack: &Path, only: Option<&str>) -> PathBuf {
    let name = match only {
        Some(only) => format!("{only}-edges{ENDING}"),
        None => format!("edges{ENDING}"),
    };
    pack.join("tests").join(name)
}

/// Which cases to write.
#[derive(Clone, Copy, Debug)]
pub struct WriteRequest<'a> {
    /// The rules, by one word.
    pub rules: &'a str,
    /// The definition or ladder; all of the pack if `None`.
    pub only: Option<&'a str>,
    /// The folder that the suite will be in: it names its pack from there.
    pub folder: &'a Path,
}

/// A suite that was written.
#[derive(Clone, Debug)]
pub struct WrittenSuite {
    /// Its text.
    pub text: String,
    /// How many cases it has.
    pub cases: usize,
    /// The edges that have no case.
    pub left_out: Vec<LeftOut>,
}

/// An edge without a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The rule, the edge and the side.
    pub edge: String,
    /// Why it has none.
    pub why: String,
}

impl Session {
    /// Writes cases at every edge of a pack's rules: below, at and above each number, and unknown. What has to come out is what the
    /// engine says of them; a case of which it says something else than the prover is left out and named.
    ///
    /// # Errors
    /// When there are no such rules, when they have errors, or when none of their edges has a case.
    pub fn write_suite(&self, request: &WriteRequest<'_>) -> Result<WrittenSuite, Failure> {
        let read = self.rules(request.rules)?;
        if read.project.is_some() {
            return Err(a_project(request.rules, &read.packs));
        }
        let pack = match built_in::names().iter().any(|name| name == request.rules) {
            true => request.rules.to_owned(),
            false => self.way(request.folder, Path::new(request.rules)),
        };
        let (suite, left_out) = self.edge_cases(&read, pack, request.only, request.folder)?;
        Ok(WrittenSuite {
            text: suite_text(&suite, ABOUT),
            cases: suite.cases.len(),
            left_out,
        })
    }

    /// A suite in a folder, which names its pack so, with a case for each edge that has one, and the edges that have none.
    pub(in crate::session) fn edge_cases(
        &self,
        read: &NamedRules,
        pack: String,
        only: Option<&str>,
        folder: &Path,
    ) -> Result<(Suite, Vec<LeftOut>), Failure> {
        let names = self.rule_names(only, &read.policy, &own(&read.packs), &read.texts)?;
        let mut suite = Suite {
            name: only.map_or("edges".to_owned(), |only| format!("edges of {only}")),
            packs: vec![Name {
                text: pack,
                span: nowhere(),
            }],
            cases: Vec::new(),
            span: nowhere(),
        };
        let session = self.judging_by(&self.rules_of_suite(&suite, folder)?);
        let (mut left_out, mut seen) = (Vec::new(), BTreeSet::new());
        let mut prover = Prover::new(&read.policy);
        let mut progress = self.world.progress();
        for (rule, asked) in names {
            // Of a ladder an edge is left out only where no label has a case of it.
            let (mut done, mut open) = (BTreeSet::new(), BTreeMap::new());
            let mut by_script = false;
            for asked in asked {
                let missing = |error: NoSuchRule| Failure::new(error.message).help(error.help);
                let mut begun =
                    |done: usize, all: usize| progress.parts(&format!("looking for cases of {asked}"), done, all);
                let edges = prover.edges(&asked, &mut begun).map_err(missing)?;
                by_script |= prover.asks_script(&asked).map_err(missing)?;
                for edge in edges {
                    let writing = Writing {
                        session: &session,
                        suite: &suite,
                        policy: &read.policy,
                        folder,
                        rule: &rule,
                        asked: &asked,
                    };
                    match writing.case(&edge, &mut seen) {
                        Ok(case) => {
                            let case = case.map(|case| numbered(case, &suite.cases));
                            suite.cases.extend(case);
                            done.insert(words(&edge));
                        }
                        Err(why) => {
                            open.entry(words(&edge)).or_insert(why);
                        }
                    }
                }
            }
            open.retain(|edge, _| !done.contains(edge));
            if by_script {
                let why = "what it compares isn't seen, so that no edge of it was looked for";
                open.insert("its script".to_owned(), why.to_owned());
            }
            left_out.extend(open.into_iter().map(|(edge, why)| LeftOut {
                edge: format!("{rule}: {edge}"),
                why,
            }));
        }
        if suite.cases.is_empty() {
            return Err(Failure::new("no edge of these rules has a case")
                .help("cases are made for definitions and ladders that compare numbers"));
        }
        Ok((suite, left_out))
    }

    /// The rules of a suite that will be in a folder.
    fn rules_of_suite(&self, suite: &Suite, folder: &Path) -> Result<Arc<ReadRules>, Failure> {
        let mut unknown = Diagnostics::default();
        let named = packs::named(&suite.packs, folder, &self.disk, &mut unknown)?;
        let rules = ReadRules::for_suites(Packs::with_needs(named, &[], &self.disk)?);
        Ok(Arc::new(rules))
    }

    /// The rules with what the prover is asked: a definition, or each label of a ladder.
    fn rule_names(
        &self,
        only: Option<&str>,
        policy: &Policy,
        own: &BTreeSet<String>,
        texts: &Sources,
    ) -> Result<Vec<(String, Vec<String>)>, Failure> {
        let is_own = |span: Span| texts.get(span.file).is_some_and(|file| own.contains(&file.path));
        let shown = |name: &Name| match only {
            Some(only) => name.text == only,
            None => !policy.is_hidden(&name.text) && is_own(name.span),
        };
        let definitions = policy.definitions.iter().filter(|rule| shown(&rule.name));
        let definitions = definitions.map(|rule| (rule.name.text.clone(), vec![rule.name.text.clone()]));
        let ladders = policy.ladders.iter().filter(|rule| shown(&rule.name));
        let ladders = ladders.map(|rule| {
            let labels = rule.labels.iter();
            let asked = labels.map(|label| format!("{}={label}", rule.name.text));
            (rule.name.text.clone(), asked.collect())
        });
        let found: Vec<(String, Vec<String>)> = definitions.chain(ladders).collect();
        match (only, found.is_empty()) {
            (Some(only), true) => {
                let definitions = policy.definitions.iter().map(|rule| rule.name.text.as_str());
                let ladders = policy.ladders.iter().map(|rule| rule.name.text.as_str());
                let names = definitions.chain(ladders).filter(|name| !policy.is_hidden(name));
                let missing = uptake_rules::missing::Missing::new("definition or ladder", only).among(names);
                Err(Failure::missing(uptake_codes::RuleCode::UnknownName, &missing))
            }
            _ => Ok(found),
        }
    }

    /// A path without detours, also of what isn't there yet.
    fn whole(&self, path: &Path) -> PathBuf {
        let here = match path.as_os_str().is_empty() {
            true => Path::new("."),
            false => path,
        };
        let there = matches!(self.disk.lies(here), Ok(lies) if lies != Lies::Nothing);
        match (there, here.parent(), here.file_name()) {
            (false, Some(parent), Some(name)) => self.whole(parent).join(name),
            _ => self.disk.real(here),
        }
    }

    /// The way from a folder to a path, as a suite in the folder names it.
    pub(in crate::session) fn way(&self, folder: &Path, path: &Path) -> String {
        let (from, to) = (self.whole(folder), self.whole(path));
        let common = from
            .components()
            .zip(to.components())
            .take_while(|(one, other)| one == other)
            .count();
        let up = from.components().skip(common).map(|_| "..".to_owned());
        let down = to.components().skip(common);
        let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
        let way: Vec<String> = up.chain(down).collect();
        match way.is_empty() {
            true => ".".to_owned(),
            false => way.join("/"),
        }
    }
}

/// The paths of the files of packs.
fn own(packs: &[crate::Pack]) -> BTreeSet<String> {
    let files = packs.iter().flat_map(|pack| &pack.files);
    files.map(|file| file.path().to_owned()).collect()
}

/// A case with a name that no other one has: labels of a ladder have cases at the same edges.
fn numbered(mut case: Case, known: &[Case]) -> Case {
    let taken = |name: &str| known.iter().any(|other| other.name == name);
    if taken(&case.name) {
        let mut names = (2..).map(|number| format!("{}, case {number}", case.name));
        if let Some(free) = names.find(|name| !taken(name)) {
            case.name = free;
        }
    }
    case
}

/// A case that is written.
struct Writing<'a> {
    session: &'a Session,
    suite: &'a Suite,
    policy: &'a Policy,
    folder: &'a Path,
    rule: &'a str,
    /// What the prover was asked: the rule, or `ladder=label`.
    asked: &'a str,
}

impl Writing<'_> {
    /// The case of an edge; nothing if one like it was written, and why there is none otherwise.
    fn case(&self, edge: &Edge, seen: &mut BTreeSet<String>) -> Result<Option<Case>, String> {
        let found = edge.case.as_ref().map_err(|why| no_case(*why).to_owned())?;
        let made = tables(found, self.policy)?;
        if !seen.insert(format!("{} {:?}", self.rule, made.tables)) {
            return Ok(None);
        }
        let mut case = Case {
            name: String::new(),
            as_of: Some(made.as_of),
            stage: None,
            covers: made.covers,
            data: made.tables,
            expected: Vec::new(),
            span: nowhere(),
        };
        let texts = Sources::default();
        let trial = Trial {
            session: self.session,
            policy: self.policy,
            suite: self.suite,
            case: &case,
            texts: &texts,
            path: &self.folder.join("edges.yaml"),
        };
        let came = trial.came().map_err(|failure| failure.message)?;
        let who = named_as(self.policy, 0);
        let row = compare::row(&came, &who, Some(&made.period)).map_err(str::to_owned)?;
        let answer = compare::value(&came, row, self.rule);
        self.confirmed(found, &answer)?;
        let measures = found.values.iter().map(|(name, _)| name.as_str());
        let measures = measures.filter(|name| self.policy.measures.iter().any(|rule| rule.name.text == **name));
        let values = measures.chain([self.rule]).map(|name| {
            let value = compare::value(&came, row, name);
            (named(name), value)
        });
        case.expected.push(Expected {
            of: Subject::Person {
                who,
                period: Some(came.period(Some(&made.period))),
            },
            values: values.collect(),
            span: nowhere(),
        });
        case.name = format!("{}: {}, {answer}", self.rule, words(edge));
        Ok(Some(case))
    }

    /// Whether the engine answers what the prover does.
    fn confirmed(&self, found: &EdgeCase, answer: &str) -> Result<(), String> {
        let agrees = match (self.asked.split_once('='), found.answer) {
            (None, Some(true)) => answer == "yes",
            (None, Some(false)) => answer == "no",
            (None, None) => answer == "unknown",
            (Some((_, label)), Some(true)) => answer == label,
            (Some((_, label)), Some(false) | None) => answer != label,
        };
        match agrees {
            true => Ok(()),
            false => Err(format!("rows that make it aren't known: the engine answers {answer}")),
        }
    }
}

fn named(text: &str) -> Name {
    Name {
        text: text.to_owned(),
        span: nowhere(),
    }
}

/// An edge with its side, in words.
fn words(edge: &Edge) -> String {
    let of = &edge.of;
    let Some(limit) = &edge.limit else {
        return match edge.side {
            Side::Unknown => format!("`{of}` unknown"),
            Side::Fails => format!("`{of}` fails"),
            Side::Holds | Side::Below | Side::At | Side::Above | Side::Other => format!("`{of}` holds"),
        };
    };
    let (is_text, limit) = (matches!(limit, Literal::Text(_)), cell(limit));
    let limit = match limit.is_empty() {
        true => "an empty text".to_owned(),
        false => limit,
    };
    // No text is right beside another one.
    let right = if is_text { "" } else { "right " };
    match edge.side {
        Side::Below => format!("{of} {right}below {limit}"),
        Side::At | Side::Holds => format!("{of} at {limit}"),
        Side::Above => format!("{of} {right}above {limit}"),
        Side::Other | Side::Fails => format!("{of} other than {limit}"),
        Side::Unknown => format!("{of} unknown"),
    }
}

fn no_case(why: NoCase) -> &'static str {
    match why {
        NoCase::CantBe => "it can't occur",
        NoCase::NoRows => "rows that make it can't be named",
        NoCase::NotFound => "no case was found",
        NoCase::NotLooked => "none was looked for, after so many of this rule that weren't found",
    }
}
