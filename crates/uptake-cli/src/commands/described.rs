//! The commands as clap knows them: for the page of commands, completions and manual pages.

use crate::output;
use clap::Command;
use uptake_project::Failure;

/// The program without what is hidden, as wide as pages are; `whole` is the program as it is declared.
pub(crate) fn program(whole: Command) -> Command {
    // Hidden commands are none that a user completes.
    let mut program = whole
        .term_width(100)
        .mut_subcommand("adapter-host", |hidden| hidden.hide(true));
    program.build();
    program
}

/// Every command that users see, the program first, each with the words that call it.
pub(crate) fn all(whole: Command) -> Vec<(String, Command)> {
    let mut all = Vec::new();
    add(&program(whole), "", &mut all);
    all
}

fn add(command: &Command, words: &str, into: &mut Vec<(String, Command)>) {
    let words = format!("{words} {}", command.get_name()).trim().to_owned();
    into.push((words.clone(), command.clone()));
    let below = command
        .get_subcommands()
        .filter(|below| !below.is_hide_set() && below.get_name() != "help");
    for below in below {
        add(below, &words, into);
    }
}

/// Prints what was made.
pub(super) fn print(text: Vec<u8>) -> Result<(), Failure> {
    let text = String::from_utf8(text).map_err(|error| Failure::new(format!("internal error: {error}")))?;
    output::print(&text);
    Ok(())
}
