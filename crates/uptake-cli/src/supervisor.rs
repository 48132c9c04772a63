//! Two processes: one works, and one watches it, so that the program ends with a documented code however the work ends.
//!
//! A stack that overflows, memory that runs out, a library that aborts, the system that kills: each ends a process without a
//! word of ours. The watching process turns it into an error with a code. It does nothing else, so nothing can happen to it.
//!
//! The worker's standard input is a pipe from the watching process. A byte in it says that a signal has come; its end, that the
//! watching process is gone. Nothing else reads it: no command that is watched takes anything
//! from standard input.

use crate::{exit, interrupt, output};
use signal_hook::consts::{SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGKILL, SIGSEGV, SIGXCPU};
use signal_hook::low_level::{emulate_default_handler, pipe};
use std::ffi::OsString;
use std::io::Error;
use std::os::fd::OwnedFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use uptake_codes::{ProgramCode, RunCode};
use uptake_project::Failure;

/// The name under which the program starts itself to work.
const WORKER: &str = "uptake-worker";

/// The commands that do all by themselves: another process hears how they end, and their standard input is somebody else's.
const ALONE: &[&str] = &["adapter-host", "lsp"];

/// What this process is.
pub(crate) enum Role {
    /// It watches another one, of the same arguments.
    Watches,
    /// It works, and is watched.
    Works,
    /// It does all by itself: a process that another one reports on, or one that can't find its own file.
    Alone,
}

impl Role {
    /// By the name that it was started under, and its command.
    pub(crate) fn of(arguments: &[OsString]) -> Self {
        let name = arguments.first().map(Path::new).and_then(Path::file_name);
        if name.is_some_and(|name| name == WORKER) {
            Role::Works
        } else if arguments
            .get(1)
            .is_some_and(|command| ALONE.iter().any(|alone| command == alone))
            || std::env::current_exe().is_err()
        {
            Role::Alone
        } else {
            Role::Watches
        }
    }
}

/// Starts this program once more with the same arguments and ends as it does.
pub(crate) fn watch(arguments: &[OsString]) -> ExitCode {
    interrupt::survive_full_files();
    let came = Arc::new(AtomicUsize::new(0));
    let ended = start(arguments, &came).and_then(|mut child| child.wait());
    let failure = match ended {
        Err(error) => cannot_start(&error),
        Ok(status) => match (regular(status), came.load(Ordering::SeqCst)) {
            (Some(code), _) => return ExitCode::from(code),
            (None, 0) => match irregular(status) {
                Err(signal) => return by_signal(signal),
                Ok(failure) => failure,
            },
            (None, signal) => return by_signal(i32::try_from(signal).unwrap_or(SIGABRT)),
        },
    };
    output::error(&failure.text(output::colour_of_errors()));
    ExitCode::from(exit::COULD_NOT_RUN)
}

/// The worker. A signal that ends programs is noted in `came` and handed on to it.
fn start(arguments: &[OsString], came: &Arc<AtomicUsize>) -> Result<Child, Error> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg0(WORKER)
        .args(arguments.iter().skip(1))
        .stdin(Stdio::piped());
    let mut child = command.spawn()?;
    let told = child.stdin.take().map(OwnedFd::from);
    for signal in interrupt::heard() {
        signal_hook::flag::register_usize(signal, Arc::clone(came), usize::try_from(signal).unwrap_or_default())?;
        if let Some(told) = &told {
            pipe::register(signal, told.try_clone()?)?;
        }
    }
    // The pipe closes with this process alone.
    std::mem::forget(told);
    Ok(child)
}

/// That the work can't be begun.
pub(crate) fn cannot_start(error: &Error) -> Failure {
    Failure::new(format!("the command can't be started: {error}"))
        .code(RunCode::Engine)
        .help("allow the program more processes, open files or memory")
}

/// The exit code of a worker that ended by itself, with one of those in the help.
fn regular(status: ExitStatus) -> Option<u8> {
    let known = [
        exit::DONE,
        exit::FINDINGS,
        exit::COULD_NOT_RUN,
        exit::INSUFFICIENT,
        exit::BEYOND,
    ];
    status
        .code()
        .and_then(|code| known.into_iter().find(|known| i32::from(*known) == code))
}

/// Ends as a program ends by this signal, as a shell expects.
fn by_signal(signal: i32) -> ExitCode {
    // It only returns if that fails.
    let _ = emulate_default_handler(signal);
    ExitCode::from(exit::COULD_NOT_RUN)
}

/// Why a worker ended in another way; or the signal, where somebody ended it by one that means "end".
fn irregular(status: ExitStatus) -> Result<Failure, i32> {
    let failure = |message: &str, help: &str| Ok(Failure::new(message).code(ProgramCode::Ended).help(help));
    let Some(signal) = status.signal() else {
        let code = status.code().unwrap_or_default();
        let message = format!("internal error: the program ended with exit code {code}");
        return failure(
            &message,
            "a plugin that ends the process is run with `isolation: process`; report anything else",
        );
    };
    match signal {
        signal if interrupt::ENDS.contains(&signal) => Err(signal),
        SIGKILL => failure(
            "the program was killed, as the system does when memory runs out",
            MEMORY,
        ),
        SIGABRT => failure("the program aborted: memory ran out, or an internal error", MEMORY),
        SIGXCPU => failure(
            "the program used up the processor time that it may have",
            "allow it more, as in `ulimit -t`",
        ),
        SIGSEGV | SIGBUS | SIGILL | SIGFPE => failure(
            &format!("internal error: the program broke (signal {signal})"),
            "a plugin that breaks is run with `isolation: process`; report anything else",
        ),
        signal => failure(
            &format!("the program was ended by signal {signal}"),
            "find out what sends it",
        ),
    }
}

const MEMORY: &str =
    "allow the program more memory, or read less: fewer columns, a shorter export, Parquet instead of text";
