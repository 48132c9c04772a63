//! `uptake adapters`: which adapters there are, what they read, and plugins of one's own.

mod check;
mod describe;
mod new;
mod verify;

use crate::exit::{self, Failure};
use crate::{output, plugins, sources};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use uptake_adapter::{Adapter, AdapterError};
use uptake_plugins::{Limits, Load};
use uptake_rules::near::nearest;

/// List adapters, see their settings, check sources, try and write plugins
#[derive(Args)]
pub(crate) struct Adapters {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the adapters that are built in
    List,
    Check(check::Check),
    Describe(describe::Describe),
    Verify(verify::Verify),
    New(new::New),
}

impl Adapters {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        match self.command {
            Command::List => {
                for adapter in sources::adapters() {
                    let about = adapter.describe();
                    output::print(&format!("{:<8} {}\n", about.name, about.about));
                }
                output::print("\nAny shared library that speaks the ABI is an adapter too: `adapter: ./path.so`.\n");
                Ok(exit::DONE)
            }
            Command::Check(check) => check.run(),
            Command::Describe(describe) => describe.run(),
            Command::Verify(verify) => verify.run(),
            Command::New(new) => new.run(),
        }
    }
}

/// A built-in adapter by name, or a plugin by path.
fn find(name: &str, sha256: Option<String>, isolated: bool, limits: Limits) -> Result<Box<dyn Adapter>, Failure> {
    if plugins::is_path(name) {
        let load = Load {
            path: PathBuf::from(name),
            shown: name.to_owned(),
            sha256,
            limits,
        };
        return plugins::load(&load, isolated).map_err(failure);
    }
    let mut adapters = sources::adapters();
    if let Some(index) = adapters.iter().position(|adapter| adapter.describe().name == name) {
        return Ok(adapters.swap_remove(index));
    }
    let names: Vec<&str> = adapters.iter().map(|adapter| adapter.describe().name).collect();
    let failure = Failure::new(format!("there is no adapter `{name}`")).code("unknown-adapter");
    Err(match nearest(name, names.iter().copied()) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help(
            "`uptake adapters list` lists those that are built in; a plugin is named by its path, as in `./libname.so`",
        ),
    })
}

/// An adapter's fault, outside of any project file.
fn failure(error: AdapterError) -> Failure {
    let failure = Failure::new(error.message).code(error.code.as_str());
    error.help.into_iter().fold(failure, Failure::help)
}
