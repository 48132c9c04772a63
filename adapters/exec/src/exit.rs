//! What the end of a program means.
//!
//! The codes are those of `sysexits.h`, which many programs keep to already.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use uptake_adapter::ErrorCode;

/// The kind of fault, and how a message says it; `None` for a good end.
pub(crate) fn fault(status: ExitStatus) -> Option<(ErrorCode, String)> {
    if status.success() {
        return None;
    }
    let Some(code) = status.code() else {
        let said = match status.signal() {
            Some(number) => format!("was ended by signal {number}{}", name(number)),
            None => "ended without an exit code".to_owned(),
        };
        return Some((ErrorCode::Source, said));
    };
    let (kind, meaning) = match code {
        64 | 78 => (ErrorCode::Config, " (its settings are wrong)"),
        75 => (ErrorCode::Retryable, " (try again later)"),
        77 => (ErrorCode::Auth, " (it isn't allowed)"),
        _ => (ErrorCode::Source, ""),
    };
    Some((kind, format!("ended with exit code {code}{meaning}")))
}

fn name(signal: i32) -> &'static str {
    match signal {
        1 => " (SIGHUP)",
        2 => " (SIGINT)",
        6 => " (SIGABRT)",
        7 => " (SIGBUS)",
        8 => " (SIGFPE)",
        9 => " (SIGKILL)",
        11 => " (SIGSEGV)",
        13 => " (SIGPIPE)",
        15 => " (SIGTERM)",
        _ => "",
    }
}
