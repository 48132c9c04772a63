//! `uptake`: measures how far a team has really taken up AI tools, by rules that people can read, test, change and audit.

mod commands;
mod exit;
#[cfg(test)]
mod generated;
mod interrupt;
mod measuring;
mod output;
mod output_folder;
mod progress;
mod world;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Measures how far a team has really taken up AI tools, by rules that people can read, test, change and audit.
#[derive(Parser)]
#[command(name = "uptake", version, about, long_about = None, after_help = "Examples:\n  uptake demo                        a made-up organisation, measured\n  uptake init adoption               a project of your own that runs at once\n  uptake run --project uptake.yaml   your figures\n  uptake docs csm-ai-adoption        what a pack measures, from its rules\n\nExit codes: 0 done, 1 findings, 2 could not run.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(hide = true)]
    AdapterHost(commands::adapter_host::AdapterHost),
    Adapters(commands::adapters::Adapters),
    Check(commands::check::Check),
    Demo(commands::demo::Demo),
    Docs(commands::docs::Docs),
    Init(commands::init::Init),
    Parity(commands::parity::Parity),
    Resolve(commands::resolve::Resolve),
    Run(commands::run::Run),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; anything else could not run.
            let code = if error.use_stderr() {
                exit::COULD_NOT_RUN
            } else {
                exit::DONE
            };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    // The host of an isolated plugin is such a child itself.
    if !matches!(cli.command, Command::AdapterHost(_)) {
        interrupt::take_children_along();
    }
    let result = match cli.command {
        Command::AdapterHost(host) => return host.run(),
        Command::Adapters(adapters) => adapters.run(),
        Command::Check(check) => check.run(),
        Command::Demo(demo) => demo.run(),
        Command::Docs(docs) => docs.run(),
        Command::Init(init) => init.run(),
        Command::Parity(parity) => parity.run(),
        Command::Resolve(resolve) => resolve.run(),
        Command::Run(run) => run.run(),
    };
    interrupt::leave_the_end_to_a_signal();
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            output::error(&failure.text(output::colour_of_errors()));
            ExitCode::from(exit::COULD_NOT_RUN)
        }
    }
}
