//! The parts of the page about stages and checks.

use super::page::{Page, code, codes};
use uptake_project::reference::{Check, Evidence, Stage, Written};
use uptake_rules::policy::metric::Cadence;
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
                "Before it begins, these checks must pass: {}.",
                codes(&stage.requires)
            ));
        }
    }

    pub(super) fn check(&mut self, check: &Check) {
        self.heading(2, &format!("{} ({})", check.title, code(&check.name)));
        self.maybe(check.about.as_ref());
        let mut facts = vec![match (&check.rows, check.last) {
            (Some(table), _) => format!("Checked over the rows of the table {}", code(table)),
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
        facts.extend(question("Requires", check.enough.as_ref()));
        facts.extend(question("Fails if", check.fail.as_ref()));
        facts.extend(question("Warns if", check.warn.as_ref()));
        if !check.stages.is_empty() {
            facts.push(format!("At stage {}", codes(&check.stages)));
        }
        if check.observational {
            facts.push("Observational: it shows what occurs together, not cause and effect".to_owned());
        }
        if let Some(evidence) = &check.evidence {
            facts.push(self::evidence(evidence));
        }
        let stated = |what: &str, text: Option<&String>| text.map(|text| format!("{what}: {text}"));
        facts.extend(stated("Finding", check.finding.as_ref()));
        facts.extend(stated("Why it matters", check.why.as_ref()));
        facts.extend(stated("What to fix", check.fix.as_ref()));
        facts.extend(stated("Its failure is called", check.called.as_ref()));
        facts.extend(stated("Source", check.source.as_ref()));
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

/// Which rows a check shows, and what of them.
fn evidence(evidence: &Evidence) -> String {
    let rows = match &evidence.filter {
        Some(filter) => format!("rows where {}", code(&filter.text)),
        None => "rows".to_owned(),
    };
    let show = match evidence.show.as_slice() {
        [] => String::new(),
        show => format!(", each with {}", codes(show)),
    };
    format!("Shows up to {} {rows}{show}", evidence.most)
}

/// How often something is looked at.
pub(crate) fn cadence(often: Cadence) -> &'static str {
    match often {
        Cadence::Period => "period",
        Cadence::Week => "week",
        Cadence::Month => "month",
    }
}
