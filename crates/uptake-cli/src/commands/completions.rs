//! `uptake completions`: what a shell needs to complete commands and options.

use super::described::{self, program};
use crate::exit;
use clap::{Args, Command};
use clap_complete::Shell;
use uptake_project::Failure;

/// Print what a shell needs to complete commands and options
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake completions bash > ~/.local/share/bash-completion/completions/uptake\n  uptake completions zsh > ~/.zfunc/_uptake     with `fpath+=~/.zfunc` before `compinit`\n  uptake completions fish > ~/.config/fish/completions/uptake.fish\n  uptake completions powershell >> $PROFILE\n\nExit codes: 0 done, 2 could not run."
)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// Runs it.
    pub(crate) fn run(self, whole: Command) -> Result<u8, Failure> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut program(whole), "uptake", &mut text);
        described::print(text)?;
        Ok(exit::DONE)
    }
}
