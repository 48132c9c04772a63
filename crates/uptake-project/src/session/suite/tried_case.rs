//! A case of a suite, tried: it becomes a project of its own.

use super::coverage::Tally;
use super::found::{Came, Unmet};
use super::write::in_quotes;
use super::{compare, table};
use crate::Failure;
use crate::project_files::ProjectFile;
use crate::session::{ExplainQuestion, ExplainRequest, Explanations, RunRequest, Session};
use jiff::civil::Date;
use std::path::Path;
use uptake_engine::explain::About;
use uptake_engine::intake::SetAsideRow;
use uptake_engine::outcome::Clause;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::DatasetKind;
use uptake_rules::suite::{Case, Covers, Subject, Suite};
use uptake_rules::text::Name;
use uptake_rules::{RuleFile, Severity, Sources};

/// A case that is tried.
pub(super) struct Trial<'a> {
    pub(super) session: &'a Session,
    /// The rules that the suite tries.
    pub(super) policy: &'a Policy,
    pub(super) suite: &'a Suite,
    pub(super) case: &'a Case,
    pub(super) texts: &'a Sources,
    pub(super) path: &'a Path,
}

impl Trial<'_> {
    /// What has to come out and didn't.
    pub(super) fn run(&self) -> Vec<Unmet> {
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
                found: self.said(failure),
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

    /// Why a case didn't run. The project that is made of it is no file that anybody could open, so its places aren't told.
    fn said(&self, failure: &Failure) -> String {
        let made = self.made_name();
        let mut said: Vec<String> = Vec::new();
        match &failure.findings {
            Some(findings) => {
                let errors = findings
                    .diagnostics
                    .iter()
                    .filter(|found| found.severity == Severity::Error);
                said.extend(errors.map(|found| match &found.help {
                    Some(help) => format!("{} ({help})", found.message),
                    None => found.message.clone(),
                }));
            }
            None => {
                said.push(failure.message.clone());
                said.extend(failure.help.clone());
            }
        }
        let place = failure.place.as_ref().filter(|place| !place.starts_with(&made));
        said.extend(place.map(|place| format!("at {place}")));
        let code = failure.code.as_ref().map_or(String::new(), |code| format!("[{code}]"));
        let lines: Vec<&str> = said.iter().flat_map(|said| said.lines()).collect();
        format!("an error{code}: {}", lines.join("; "))
    }

    /// The name of the project that is made of the case, beside the suite: packs are found from its folder.
    fn made_name(&self) -> String {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        folder.join("suite.yaml").display().to_string()
    }

    /// Adds what the case tries of its own rules and of those in `below`. One that can't run tries nothing, and [`run`](Self::run) says why.
    pub(super) fn count(&self, tally: &mut Tally, below: &Path) {
        if let Ok((session, project)) = self.prepared() {
            let _not_run = tally.add(&session, &project, below);
        }
    }

    /// A session with the case's tables, and its project.
    fn prepared(&self) -> Result<(Session, RuleFile), Failure> {
        let mut session = self.session.clone();
        for table in &self.case.data {
            let frame = table::frame(&table.rows, &self.texts.place(table.span))?;
            session = session.with_frame(table.dataset.text.as_str(), frame);
        }
        Ok((session, RuleFile::new(self.made_name(), self.project().into_bytes())))
    }

    /// The project of the case, as it could be written in a file.
    fn project(&self) -> String {
        let packs: Vec<String> = self.suite.packs.iter().map(|pack| in_quotes(&pack.text)).collect();
        let mut text = format!(
            "uptake: 1\nproject: {}\npacks: [{}]\nprivacy: {{ smallest_group: 1 }}\n",
            in_quotes(&self.suite.name),
            packs.join(", ")
        );
        if let Some(day) = self.case.as_of {
            text.push_str(&format!("as_of: {day}\n"));
        }
        if let Some(stage) = &self.case.stage {
            text.push_str(&format!("stage: {}\n", in_quotes(stage)));
        }
        text.push_str("sources:");
        match self.case.data.is_empty() {
            true => text.push_str(" {}\n"),
            false => text.push('\n'),
        }
        for table in &self.case.data {
            let mut parts = vec![
                "adapter: files".to_owned(),
                format!("path: {}", in_quotes(&format!("{}.csv", table.dataset.text))),
            ];
            let covers = self::covers(table.covers.as_ref().unwrap_or(&self.covers_of(&table.dataset)));
            if !covers.is_empty() {
                parts.push(format!("covers: {{ {} }}", covers.join(", ")));
            }
            if let Some(mapping) = &table.mapping {
                parts.push(format!("mapping: {}", in_quotes(&mapping.text)));
            }
            text.push_str(&format!(
                "  {}: {{ {} }}\n",
                in_quotes(&table.dataset.text),
                parts.join(", ")
            ));
        }
        text
    }

    /// The days that the source of a dataset covers where its table doesn't say it: of names none, since each holds on its own days.
    fn covers_of(&self, dataset: &Name) -> Covers {
        let kind = self.policy.dataset(&dataset.text).map(|dataset| dataset.kind);
        match kind {
            Some(DatasetKind::Names) => Covers::default(),
            _ => self.case.covers.clone(),
        }
    }

    /// Runs the rules on the tables.
    ///
    /// # Errors
    /// When they can't run.
    pub(super) fn came(&self) -> Result<Came, Failure> {
        let (session, project) = self.prepared()?;
        let request = RunRequest {
            names: true,
            ..RunRequest::new(ProjectFile::InMemory(&project))
        };
        let mut set_aside: Vec<SetAsideRow> = Vec::new();
        let ran = session.run(&request, &mut set_aside)?;
        Came::of(ran, &set_aside)
    }

    /// A clause of somebody's definition; the clauses that it has if there is no such one.
    fn clause(
        &self,
        who: &str,
        period: Option<&str>,
        of: &str,
        clause: &str,
    ) -> Result<Result<Clause<String>, Vec<String>>, Failure> {
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
            return Ok(Err(Vec::new()));
        };
        let mut all = Vec::new();
        found.rules.iter().for_each(|rule| conditions(&rule.tree, &mut all));
        let found = found.rules.into_iter().find_map(|rule| within(rule.tree, clause));
        Ok(found.ok_or(all))
    }
}

/// The days that a source covers, as its block says it.
fn covers(covers: &Covers) -> Vec<String> {
    let day = |key: &str, day: Option<Date>| day.map(|day| format!("{key}: {day}"));
    let words = covers.without_rows.as_ref();
    let parts = [
        day("from", covers.from),
        day("through", covers.through),
        words.map(|words| format!("without_rows: {}", in_quotes(words))),
    ];
    parts.into_iter().flatten().collect()
}

/// The conditions of a tree's clauses, each once.
fn conditions(tree: &Clause<String>, found: &mut Vec<String>) {
    if !tree.condition.is_empty() && !found.contains(&tree.condition) {
        found.push(tree.condition.clone());
    }
    tree.parts.iter().for_each(|part| conditions(part, found));
}

/// The first clause of a tree with a condition, whatever blanks are in it.
fn within(tree: Clause<String>, clause: &str) -> Option<Clause<String>> {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    if bare(&tree.condition) == bare(clause) {
        return Some(tree);
    }
    tree.parts.into_iter().find_map(|part| within(part, clause))
}
