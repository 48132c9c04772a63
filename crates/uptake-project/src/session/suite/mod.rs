//! Suites: rules tried on small tables.
//!
//! A case becomes a project of its own, with its tables as frames: it goes the way of every run. What came out is compared with
//! what has to; every difference is data.

mod compare;
mod found;
mod table;

pub use found::{Outcomes, TriedCase, TriedSuite, Unmet};

use super::{ExplainQuestion, ExplainRequest, Explanations, RunRequest, Session};
use crate::project_files::ProjectFile;
use crate::rule_files::Lies;
use crate::{Failure, Findings};
use found::Came;
use std::path::{Path, PathBuf};
use uptake_codes::RuleCode;
use uptake_engine::explain::About;
use uptake_engine::intake::SetAsideRow;
use uptake_engine::outcome::Clause;
use uptake_rules::suite::{Case, ENDING, Subject, Suite, read};
use uptake_rules::{Diagnostics, RuleFile, Sources};

impl Session {
    /// Runs the suites of a file, or of a folder and all folders below it.
    ///
    /// # Errors
    /// When there is no suite, or when one can't be read.
    pub fn try_suites(&self, path: &Path) -> Result<Outcomes, Failure> {
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
        for file in files {
            suites.push(self.try_suite(&file)?);
        }
        Ok(Outcomes { suites })
    }

    fn try_suite(&self, path: &Path) -> Result<TriedSuite, Failure> {
        let file = self.disk.read(path)?;
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let suite = read(&file, &mut texts, &mut diagnostics);
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
}

/// A case that is tried.
struct Trial<'a> {
    session: &'a Session,
    suite: &'a Suite,
    case: &'a Case,
    texts: &'a Sources,
    path: &'a Path,
}

impl Trial<'_> {
    /// What has to come out and didn't.
    fn run(&self) -> Vec<Unmet> {
        let came = self.came();
        let expected_failure = |subject: &Subject| matches!(subject, Subject::Failure(_));
        let mut unmet = Vec::new();
        if let Err(failure) = &came
            && !self.case.expected.iter().any(|expected| expected_failure(&expected.of))
        {
            return vec![Unmet {
                of: None,
                name: None,
                expected: "a run".to_owned(),
                found: failure.text(false).trim_end().to_owned(),
                place: self.texts.place(self.case.span),
            }];
        }
        for expected in &self.case.expected {
            let place = self.texts.place(expected.span);
            unmet.extend(compare::unmet(expected, &came, &place, &|who, period, of, clause| {
                self.clause(who, period, of, clause)
            }));
        }
        unmet
    }

    /// A session with the case's tables, and its project.
    fn prepared(&self) -> Result<(Session, RuleFile), Failure> {
        let mut session = self.session.clone();
        for (dataset, table) in &self.case.data {
            let frame = table::frame(table, &self.texts.place(dataset.span))?;
            session = session.with_frame(dataset.text.as_str(), frame);
        }
        // Packs are found from the folder of the suite.
        let folder = self.path.parent().map(Path::to_path_buf).unwrap_or_else(PathBuf::new);
        let name = folder.join("suite.yaml").display().to_string();
        Ok((session, RuleFile::new(name, self.project().into_bytes())))
    }

    /// The project of the case, as it could be written in a file.
    fn project(&self) -> String {
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
        let packs: Vec<String> = self.suite.packs.iter().map(|pack| quoted(&pack.text)).collect();
        let mut text = format!(
            "uptake: 1\nproject: {}\npacks: [{}]\nprivacy: {{ smallest_group: 1 }}\n",
            quoted(&self.suite.name),
            packs.join(", ")
        );
        if let Some(day) = self.case.as_of {
            text.push_str(&format!("as_of: {day}\n"));
        }
        if let Some(stage) = &self.case.stage {
            text.push_str(&format!("stage: {}\n", quoted(stage)));
        }
        let bound = |key: &str, day: Option<jiff::civil::Date>| day.map(|day| format!("{key}: {day}"));
        let without_rows = self
            .case
            .without_rows
            .as_ref()
            .map(|words| format!("without_rows: {}", quoted(words)));
        let covers: Vec<String> = [
            bound("from", self.case.from),
            bound("through", self.case.through),
            without_rows,
        ]
        .into_iter()
        .flatten()
        .collect();
        text.push_str("sources:");
        match self.case.data.is_empty() {
            true => text.push_str(" {}\n"),
            false => text.push('\n'),
        }
        for (dataset, _) in &self.case.data {
            let covers = match covers.is_empty() {
                true => String::new(),
                false => format!(", covers: {{ {} }}", covers.join(", ")),
            };
            text.push_str(&format!(
                "  {}: {{ adapter: files, path: '{}.csv'{covers} }}\n",
                quoted(&dataset.text),
                dataset.text.replace('\'', "''")
            ));
        }
        text
    }

    /// Runs the rules on the tables.
    fn came(&self) -> Result<Came, Failure> {
        let (session, project) = self.prepared()?;
        let request = RunRequest {
            names: true,
            ..RunRequest::new(ProjectFile::InMemory(&project))
        };
        let mut set_aside: Vec<SetAsideRow> = Vec::new();
        let ran = session.run(&request, &mut set_aside)?;
        Came::of(ran, &set_aside)
    }

    /// A clause of somebody's definition; `None` if the definition has no such clause.
    fn clause(
        &self,
        who: &str,
        period: Option<&str>,
        of: &str,
        clause: &str,
    ) -> Result<Option<Clause<String>>, Failure> {
        let (session, project) = self.prepared()?;
        let explained = session.explain(&ExplainRequest {
            project: ProjectFile::InMemory(&project),
            sources: None,
            period,
            as_of: None,
            names: true,
            question: ExplainQuestion::Person {
                name: who,
                about: About::Rule(of),
                rows: false,
            },
        })?;
        let Explanations::Person(found) = explained.found else {
            return Ok(None);
        };
        Ok(found.rules.into_iter().find_map(|rule| within(rule.tree, clause)))
    }
}

/// The first clause of a tree with a condition, whatever blanks are in it.
fn within(tree: Clause<String>, clause: &str) -> Option<Clause<String>> {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    if bare(&tree.condition) == bare(clause) {
        return Some(tree);
    }
    tree.parts.into_iter().find_map(|part| within(part, clause))
}
