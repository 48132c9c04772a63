//! `uptake`: measures how far a team has really taken up AI tools, by rules that people can read, test, change and audit.

mod bounded;
mod commands;
mod exit;
#[cfg(test)]
mod generated;
mod guard;
mod interrupt;
mod known;
mod made;
mod measuring;
mod output;
mod output_file;
mod output_folder;
mod printing;
mod progress;
mod recorded;
mod recording;
mod supervisor;
mod typesetting;
mod watching;
mod whose;
mod world;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;
use supervisor::Role;
use uptake_plugins::ending;
use uptake_project::Failure;

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
    Approve(commands::approve::Approve),
    Check(commands::check::Check),
    Completions(commands::completions::Completions),
    Demo(commands::demo::Demo),
    Docs(commands::docs::Docs),
    Explain(commands::explain::Explain),
    ExplainCode(commands::explain_code::ExplainCode),
    Fmt(commands::fmt::Fmt),
    Gate(commands::gate::Gate),
    Impact(commands::impact::Impact),
    Init(commands::init::Init),
    Ledger(commands::ledger::Ledger),
    Lint(commands::lint::Lint),
    Lsp(commands::lsp::Lsp),
    Man(commands::man::Man),
    Migrate(commands::migrate::Migrate),
    Parity(commands::parity::Parity),
    Prove(commands::prove::Prove),
    Replay(commands::replay::Replay),
    Restate(commands::restate::Restate),
    Report(commands::report::Report),
    Resolve(commands::resolve::Resolve),
    Run(commands::run::Run),
    Serve(commands::serve::Serve),
    Simulate(commands::simulate::Simulate),
    Test(commands::test::Test),
    Verify(commands::verify::Verify),
}

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    match Role::of(&arguments) {
        Role::Watches => supervisor::watch(&arguments),
        Role::Works => work(arguments, true),
        Role::Alone => work(arguments, false),
    }
}

/// Runs the command of the arguments.
fn work(arguments: Vec<OsString>, watched: bool) -> ExitCode {
    let name = std::iter::once(OsString::from("uptake"));
    let cli = match Cli::try_parse_from(name.chain(arguments.into_iter().skip(1))) {
        Ok(cli) => cli,
        Err(error) => return answered(&near_miss(error)),
    };
    // The host of an isolated plugin is such a child itself.
    let command = match cli.command {
        Command::AdapterHost(host) => return host.run(),
        command => command,
    };
    ending::watch();
    let mut ready = interrupt::take_children_along();
    if watched {
        ready = ready.and_then(|()| interrupt::follow_the_watcher());
    }
    let result = match ready {
        Ok(()) => guard::run(move || command.run()),
        Err(error) => Err(supervisor::cannot_start(&error)),
    };
    interrupt::leave_the_end_to_a_signal();
    let result = output::loss().map_or(result, Err);
    match result {
        Ok(code) => ending::leave(code),
        Err(failure) => {
            output::error(&failure.text(output::colour_of_errors()));
            ending::leave(exit::COULD_NOT_RUN)
        }
    }
}

/// Adds the command that was meant, also where it is so short that clap has no guess.
fn near_miss(mut error: clap::Error) -> clap::Error {
    let unknown = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) if error.get(ContextKind::SuggestedSubcommand).is_none() => word.clone(),
        _ => return error,
    };
    let program = Cli::command();
    let mut above = &program;
    for word in std::env::args_os().skip(1) {
        match above.find_subcommand(&word) {
            Some(below) => above = below,
            None => break,
        }
    }
    let names = above
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .map(clap::Command::get_name);
    if let Some(meant) = uptake_rules::near::nearest(&unknown, names) {
        error.insert(
            ContextKind::SuggestedSubcommand,
            ContextValue::Strings(vec![meant.to_owned()]),
        );
    }
    error
}

/// Prints what was asked of the program itself, or what is wrong with the question. Help and version are answers; anything
/// else could not run.
fn answered(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        // It quotes what was typed, or what a pattern of the shell found.
        let words = error.render();
        output::error(&match output::colour_of_errors() {
            true => words.ansi().to_string(),
            false => words.to_string(),
        });
        return ExitCode::from(exit::COULD_NOT_RUN);
    }
    if let Err(lost) = error.print()
        && lost.kind() != std::io::ErrorKind::BrokenPipe
    {
        output::error(&output::unwritable(&lost).text(output::colour_of_errors()));
        return ExitCode::from(exit::COULD_NOT_RUN);
    }
    ExitCode::from(exit::DONE)
}

impl Command {
    fn run(self) -> Result<u8, Failure> {
        match self {
            // It ends by itself, before anything else begins.
            Command::AdapterHost(_) => Ok(exit::COULD_NOT_RUN),
            Command::Adapters(adapters) => adapters.run(),
            Command::Approve(approve) => approve.run(),
            Command::Check(check) => check.run(),
            Command::Completions(completions) => completions.run(Cli::command()),
            Command::Demo(demo) => demo.run(),
            Command::Docs(docs) => docs.run(),
            Command::Explain(explain) => explain.run(),
            Command::ExplainCode(explain_code) => explain_code.run(),
            Command::Fmt(fmt) => fmt.run(),
            Command::Gate(gate) => gate.run(),
            Command::Impact(impact) => impact.run(),
            Command::Init(init) => init.run(),
            Command::Ledger(ledger) => ledger.run(),
            Command::Lint(lint) => lint.run(),
            Command::Lsp(lsp) => lsp.run(),
            Command::Man(man) => man.run(Cli::command()),
            Command::Migrate(migrate) => migrate.run(),
            Command::Parity(parity) => parity.run(),
            Command::Prove(prove) => prove.run(),
            Command::Replay(replay) => replay.run(),
            Command::Restate(restate) => restate.run(),
            Command::Report(report) => report.run(),
            Command::Resolve(resolve) => resolve.run(),
            Command::Run(run) => run.run(),
            Command::Serve(serve) => serve.run(),
            Command::Simulate(simulate) => simulate.run(),
            Command::Test(test) => test.run(),
            Command::Verify(verify) => verify.run(),
        }
    }
}
