//! The only place that writes to the terminal.

use std::io::{IsTerminal, Write};

/// Writes to standard output. A closed pipe ends the program quietly, as it does for every good citizen of a shell.
pub(crate) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        std::process::exit(i32::from(crate::exit::DONE));
    }
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
