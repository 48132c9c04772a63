//! `uptake adapters`: which adapters there are, what they read, and plugins of one's own.

mod check;
mod describe;
mod new;
mod suggest;
mod verify;

use crate::{exit, output};
use clap::{Args, Subcommand};
use uptake_project::{Failure, registry};

/// List adapters, show their settings, propose and check sources, test and write plugins
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake adapters list\n  uptake adapters describe files\n\nExit codes: 0 done, 1 findings, 2 could not run."
)]
pub(crate) struct Adapters {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the adapters that are built in
    #[command(after_help = "Example:\n  uptake adapters list\n\nExit codes: 0 done, 2 could not run.")]
    List,
    Check(check::Check),
    Suggest(suggest::Suggest),
    Describe(describe::Describe),
    Verify(verify::Verify),
    New(new::New),
}

impl Adapters {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        match self.command {
            Command::List => {
                for adapter in registry::built_in() {
                    let about = adapter.describe();
                    output::print(&format!("{:<8} {}\n", about.name, about.about));
                }
                output::print("\nAny shared library that speaks the ABI is an adapter too: `adapter: ./path.so`.\n");
                Ok(exit::DONE)
            }
            Command::Check(check) => check.run(),
            Command::Suggest(suggest) => suggest.run(),
            Command::Describe(describe) => describe.run(),
            Command::Verify(verify) => verify.run(),
            Command::New(new) => new.run(),
        }
    }
}
