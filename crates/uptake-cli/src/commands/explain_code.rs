//! `uptake explain-code`: what a stable code means.

use crate::{exit, output};
use clap::Args;
use uptake_codes::{AREAS, RETIRED, RuleCode};
use uptake_project::Failure;
use uptake_rules::missing::Missing;

/// Say what a code of an error, note or reason means, and what helps
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake explain-code unknown-name\n  uptake explain-code not-in-data\n\nA code stands in brackets behind `error`, `warning` and `note`, and in the files of a run. `docs/codes.md` has all of them.\n\nExit codes: 0 done, 2 there is no such code."
)]
pub(crate) struct ExplainCode {
    /// The code
    #[arg(value_name = "CODE")]
    code: String,
}

impl ExplainCode {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        if let Some(code) = uptake_codes::find(&self.code) {
            output::print(&format!("{code}: {}\n  help: {}\n", code.about(), code.help()));
            return Ok(exit::DONE);
        }
        if let Some(retired) = RETIRED.iter().find(|retired| retired.text == self.code) {
            output::print(&format!("{}: isn't used any more. {}\n", retired.text, retired.about));
            return Ok(exit::DONE);
        }
        let known: Vec<&str> = AREAS
            .iter()
            .flat_map(|area| (area.codes)())
            .map(uptake_codes::Code::as_str)
            .collect();
        let missing = Missing::new("code", &self.code)
            .among(known)
            .help("`docs/codes.md` has all of them");
        Err(Failure::missing(RuleCode::UnknownName, &missing))
    }
}
