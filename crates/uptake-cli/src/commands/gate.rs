//! `uptake gate`: whether a stage may begin.

use super::project::{CacheArguments, DataArguments, ProjectArgument};
use crate::world::session;
use crate::{exit, measuring, output};
use clap::{Args, ValueEnum};
use uptake_codes::ProgramCode;
use uptake_engine::outcome::{GateOutcome, Verdict};
use uptake_project::{Failure, ProjectFile, RunRequest};
use uptake_report::gate::{self, GateForm};
use uptake_report::outputs::Wanted;
use uptake_report::terminal::Detail;
use uptake_rules::missing::Missing;

/// Say whether a stage may begin: what it requires, what stands in its way, and what to fix first
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake gate\n  uptake gate adoption --stage run\n  uptake gate --stage walk --format json\n\nA stage names under `requires` the checks that must pass before it begins. It passes if all of them do, a warning included; it fails if one of them fails; otherwise something isn't known well enough. Without `--stage` all stages are shown, and the exit code is that of the worst. Where a source isn't what it should be, that comes first, and no exit code says pass.\n\nExit codes: 0 pass, 1 fail, 2 could not run, 3 insufficient data, or a source isn't what it should be."
)]
pub(crate) struct Gate {
    #[command(flatten)]
    project: ProjectArgument,
    /// The stage; all that require checks if not given
    #[arg(long, value_name = "NAME")]
    stage: Option<String>,
    #[command(flatten)]
    data: DataArguments,
    #[command(flatten)]
    cache: CacheArguments,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// A list of stages, each with its checks
    Json,
}

impl Gate {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session().caching(self.cache.caching());
        let project = self.project.find(&session)?;
        let request = RunRequest {
            sources: self.data.sources.as_deref(),
            as_of: self.data.as_of,
            names: self.data.names,
            ..RunRequest::new(ProjectFile::At(&project))
        };
        let outcome = measuring::run(&session, &request, None, &Wanted::default(), None)?.outcome;
        let gates: Vec<&GateOutcome> = match &self.stage {
            None => outcome.gates.iter().collect(),
            Some(stage) => outcome.gates.iter().filter(|gate| gate.stage == *stage).collect(),
        };
        if gates.is_empty() {
            return Err(none(self.stage.as_deref(), &outcome.gates));
        }
        match self.format {
            Format::Text => output::print(&gate::text(&gates, &outcome, output::style(Detail::Glance))),
            Format::Json => {
                let forms: Vec<GateForm<'_>> = gates.iter().map(|gate| GateForm::of(gate, &outcome)).collect();
                output::json(&forms, "the gates")?;
            }
        }
        let has = |verdict: Verdict| gates.iter().any(|gate| gate.verdict == verdict);
        Ok(if has(Verdict::Fail) {
            exit::FINDINGS
        } else if has(Verdict::Insufficient) || !outcome.findings.is_empty() {
            exit::INSUFFICIENT
        } else {
            exit::DONE
        })
    }
}

/// That no stage requires anything, or not the one that was asked for.
fn none(stage: Option<&str>, gates: &[GateOutcome]) -> Failure {
    let known = gates.iter().map(|gate| gate.stage.as_str());
    let failure = match stage {
        Some(stage) if !gates.is_empty() => {
            let missing = Missing::new("stage that requires checks", stage).among(known);
            return Failure::new(missing.message_text())
                .code(ProgramCode::NoGate)
                .help(missing.help_text());
        }
        Some(stage) => Failure::new(format!("the stage `{stage}` requires no checks")),
        None => Failure::new("no stage of these rules requires checks"),
    };
    failure
        .code(ProgramCode::NoGate)
        .help("name checks under `requires` of a stage, or add the pack `cs-readiness` to the project")
}
