//! What developers run: `cargo xtask test`, `cargo xtask lint`, `cargo xtask bench`, `cargo xtask peers`.
//!
//! It needs a reader of tokens and nothing else, so that it starts within seconds of a fresh clone.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it talks to a developer's terminal"
)]

mod bench;
mod bench_abi;
mod bench_editor;
mod bench_serve;
mod calibrate;
mod code;
mod conformance;
mod fuzz;
mod generate;
mod house;
mod lint;
mod mutate;
mod pairs;
mod peers;
mod process;
mod soundness;
mod sweep;
mod test;
mod walls;

use std::io::Write;
use std::process::ExitCode;

const HELP: &str = "\
What developers of uptake run.

Usage: cargo xtask <COMMAND> [OPTIONS]

Commands:
  test       build and run every test
  lint       check format, walls, lints, licences, bans and sources
  walls      check the walls alone, within seconds
  generate   write pages, tables, completions and schemas that are made from the code
  house      print how well the house is kept
  bench      measure uptake beside DuckDB and Polars
  calibrate  count how often checks find faults, and find some where there are none
  conformance  add the same rows up here and by every engine, and compare
  mutate     change shipped rules, and see whether their suites notice
  pairs      ask a solver and brute force about what the prover says
  peers      fetch the programs of others that some tests talk to
  fuzz       read files that are changed at random, in every format
  sweep      make every system call of a run fail, and kill it at every one
  soundness  run the tests of the adapter contract under Miri and AddressSanitizer

`cargo xtask <COMMAND> --help` says more.";

/// A task: its name, its help, and what it does with the arguments after its name.
type Task = (&'static str, &'static str, fn(&[String]) -> Result<(), String>);

const TASKS: &[Task] = &[
    ("test", test::HELP, test::run),
    ("lint", lint::HELP, lint::run),
    ("walls", walls::HELP, walls::run),
    ("generate", generate::HELP, generate::run),
    ("house", house::HELP, house::run),
    ("bench", bench::HELP, bench::run),
    ("calibrate", calibrate::HELP, calibrate::run),
    ("conformance", conformance::HELP, conformance::run),
    ("mutate", mutate::HELP, mutate::run),
    ("pairs", pairs::HELP, pairs::run),
    ("peers", peers::HELP, peers::run),
    ("fuzz", fuzz::HELP, fuzz::run),
    ("sweep", sweep::HELP, sweep::run),
    ("soundness", soundness::HELP, soundness::run),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<(), String> {
    let Some((name, rest)) = arguments.split_first() else {
        return Err(format!("which task?\n\n{HELP}"));
    };
    if is_help(name) {
        return print(HELP);
    }
    let Some((_, help, run)) = TASKS.iter().find(|(task, ..)| task == name) else {
        return Err(format!("there is no task `{name}`\n\n{HELP}"));
    };
    // What follows `--` belongs to another program.
    if rest
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| is_help(argument))
    {
        return print(help);
    }
    run(rest)
}

/// Prints a help text; a reader that closes the pipe early, such as `head`, is no fault.
fn print(help: &str) -> Result<(), String> {
    match writeln!(std::io::stdout(), "{help}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(format!("can't print: {error}")),
        _ => Ok(()),
    }
}

fn is_help(argument: &str) -> bool {
    ["--help", "-h", "help"].contains(&argument)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dispatch_words(words: &str) -> Result<(), String> {
        let arguments: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        dispatch(&arguments)
    }

    #[test]
    fn every_task_is_in_the_help_and_has_its_own() {
        for (name, help, _) in TASKS {
            assert!(HELP.contains(&format!("\n  {name} ")), "{name}");
            assert!(help.contains(&format!("Usage: cargo xtask {name}")), "{name}");
            assert_eq!(dispatch_words(&format!("{name} --help")), Ok(()));
        }
    }

    #[test]
    fn a_task_that_does_not_exist_is_refused_with_the_list_of_tasks() {
        assert_eq!(
            dispatch_words("tset"),
            Err(format!("there is no task `tset`\n\n{HELP}"))
        );
        assert_eq!(dispatch_words(""), Err(format!("which task?\n\n{HELP}")));
    }

    #[test]
    fn an_argument_that_a_task_does_not_know_is_refused_before_anything_runs() {
        assert_eq!(
            dispatch_words("lint --fast"),
            Err("`lint` takes no argument `--fast`".to_owned())
        );
        assert_eq!(
            dispatch_words("bench --only"),
            Err("`--only` lacks its value".to_owned())
        );
        assert!(
            dispatch_words("bench --fast")
                .is_err_and(|message| message.starts_with("`bench` takes no argument `--fast`"))
        );
    }
}
