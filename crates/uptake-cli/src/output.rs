//! The only place that writes to the terminal.

use serde::Serialize;
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;
use uptake_codes::ProgramCode;
use uptake_project::Failure;

/// Why standard output was lost, once it was.
static LOST: OnceLock<std::io::Error> = OnceLock::new();

/// Writes to standard output. Where nobody reads on, or nothing more fits, the rest is dropped, and [`loss`] tells of it at
/// the end: the exit code is that of what was found, never that of a reader who had enough.
pub(crate) fn print(text: &str) {
    if LOST.get().is_some() {
        return;
    }
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // The first reason stays.
        let _ = LOST.set(error);
    }
}

/// That standard output couldn't be written. A reader who has gone, as `head` does, has what he wanted: no failure.
pub(crate) fn loss() -> Option<Failure> {
    let error = LOST.get().filter(|error| error.kind() != ErrorKind::BrokenPipe)?;
    Some(unwritable(error))
}

/// That standard output can't be written.
pub(crate) fn unwritable(error: &std::io::Error) -> Failure {
    Failure::new(format!("standard output can't be written: {error}"))
        .code(ProgramCode::Unwritable)
        .help("make room where it leads to, or let it lead elsewhere")
}

/// Writes `value` to standard output as JSON; `what` is what a failure calls it.
pub(crate) fn json(value: &impl Serialize, what: &str) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::new(format!("{what} can't be written: {error}")))?;
    print(&format!("{text}\n"));
    Ok(())
}

/// Writes to standard error. Where that is lost, too, only the exit code is left.
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
