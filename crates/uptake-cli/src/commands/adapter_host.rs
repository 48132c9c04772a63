//! `uptake adapter-host`: the child's side of `isolation: process`. Hidden: only the program itself runs it.

use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Run a plugin in this process for another one (internal)
#[derive(Args)]
pub(crate) struct AdapterHost {
    /// The shared library
    plugin: PathBuf,
}

impl AdapterHost {
    /// Does the one call that stands on standard input.
    pub(crate) fn run(self) -> ExitCode {
        uptake_plugins::serve(&self.plugin)
    }
}
