//! Stages and checks as Markdown.

use super::page::{Page, cadence, code, codes};
use uptake_project::reference::{Check, Stage, Written};
use uptake_rules::policy::stage::Priority;

impl Page {
    pub(super) fn stage(&mut self, stage: &Stage) {
        self.heading(2, &code(&stage.name));
        self.maybe(stage.about.as_ref());
        if let Some(when) = &stage.when {
            self.paragraph(&format!("Found by {}.", code(&when.text)));
        }
        let rows: Vec<Vec<String>> = stage
            .track
            .iter()
            .map(|track| {
                let priority = match track.priority {
                    Priority::Low => "low",
                    Priority::Medium => "medium",
                    Priority::High => "high",
                };
                vec![
                    code(&track.metric),
                    format!("every {}", cadence(track.cadence)),
                    priority.to_owned(),
                ]
            })
            .collect();
        if !rows.is_empty() {
            self.table(&["metric", "tracked", "priority"], &rows);
        }
        if !stage.requires.is_empty() {
            self.paragraph(&format!(
                "It begins when these checks pass: {}.",
                codes(&stage.requires)
            ));
        }
    }

    pub(super) fn check(&mut self, check: &Check) {
        self.heading(2, &format!("{} ({})", check.title, code(&check.name)));
        self.maybe(check.about.as_ref());
        let mut facts = vec![match (&check.rows, check.last) {
            (Some(table), _) => format!("Checked over the rows of {}", code(table)),
            (None, 1) => "Checked over the last period".to_owned(),
            (None, last) => format!("Checked over the last {last} periods"),
        }];
        let question = |word: &str, written: Option<&Written>| Some(format!("{word} {}", code(&written?.text)));
        facts.extend(question("Counts rows where", check.of.as_ref()));
        if !check.by.is_empty() {
            facts.push(format!(
                "One verdict for each {}; the check's verdict is the worst of them",
                codes(&check.by)
            ));
        }
        facts.extend(question("Takes", check.enough.as_ref()));
        facts.extend(question("Fails if", check.fail.as_ref()));
        facts.extend(question("Warns if", check.warn.as_ref()));
        if !check.stages.is_empty() {
            facts.push(format!("At stage {}", codes(&check.stages)));
        }
        if check.observational {
            facts.push("Observational: it shows what occurs together, not cause and effect".to_owned());
        }
        let says = |word: &str, text: Option<&String>| Some(format!("{word}: {}", text?));
        facts.extend(says("Finding", check.finding.as_ref()));
        facts.extend(says("Why it matters", check.why.as_ref()));
        facts.extend(says("What to fix", check.fix.as_ref()));
        facts.extend(says("Called", check.called.as_ref()));
        facts.extend(check.source.as_ref().map(|source| format!("Source: {source}")));
        self.list(&facts);
        let rows: Vec<Vec<String>> = check
            .values
            .iter()
            .map(|value| vec![code(&value.name), code(&value.written.text)])
            .collect();
        if !rows.is_empty() {
            self.table(&["value", "is"], &rows);
        }
    }
}
