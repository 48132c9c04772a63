//! The only place that writes to the terminal.

use serde::Serialize;
use std::io::{IsTerminal, Write};
use uptake_project::Failure;

/// Writes to standard output. A closed pipe ends the program quietly, as it does for every good citizen of a shell.
pub(crate) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Writes `value` to standard output as JSON; `what` is what a failure calls it.
pub(crate) fn json(value: &impl Serialize, what: &str) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::new(format!("{what} can't be written: {error}")))?;
    print(&format!("{text}\n"));
    Ok(())
}

/// Writes to standard error.
pub(crate) fn error(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(text.as_bytes());
}

/// Whether standard output may have colours: a terminal, and nobody said no.
pub(crate) fn colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Whether standard error may have colours.
pub(crate) fn colour_of_errors() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}
