//! `uptake man`: the manual page of a command.

use super::described::{self, all};
use crate::exit;
use clap::{Args, Command};
use clap_mangen::Man as Page;
use uptake_codes::RuleCode;
use uptake_project::Failure;
use uptake_rules::missing::Missing;

/// Print the manual page of the program or of a command
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake man | man -l -\n  uptake man adapters check > uptake-adapters-check.1\n\nExit codes: 0 done, 2 could not run."
)]
pub(crate) struct Man {
    /// The command; the program itself if not given
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

impl Man {
    /// Runs it.
    pub(crate) fn run(self, whole: Command) -> Result<u8, Failure> {
        let wanted = std::iter::once("uptake".to_owned())
            .chain(self.command)
            .collect::<Vec<_>>();
        let all = all(whole);
        let found = all.iter().find(|(words, _)| words.split(' ').eq(wanted.iter()));
        let Some((_, command)) = found else {
            let asked = wanted.get(1..).unwrap_or_default().join(" ");
            let names = all.iter().filter_map(|(words, _)| words.strip_prefix("uptake "));
            return Err(Failure::missing(
                RuleCode::UnknownName,
                &Missing::new("command", &asked).among(names),
            ));
        };
        let mut text = Vec::new();
        let rendered = Page::new(command.clone()).render(&mut text);
        rendered.map_err(|error| Failure::new(format!("the manual page can't be written: {error}")))?;
        described::print(text)?;
        Ok(exit::DONE)
    }
}
