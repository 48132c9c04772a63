//! Other programs, run to their end within a time.

use std::io::Read;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

/// How long a program may take.
const MOST: Duration = Duration::from_secs(120);
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// So much of what it says is kept.
const WORDS: u64 = 64 << 10;
/// How long after its end its words are waited for.
const WORDS_TIME: Duration = Duration::from_millis(500);

/// How a program ended.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    /// The beginning of what it said on standard error.
    pub(crate) errors: String,
}

/// Why a program didn't end by itself.
pub(crate) enum Unrun {
    /// There is no such program.
    Missing,
    /// It couldn't be started, or took too long.
    Failed(String),
}

/// Runs a program without input, and waits for its end.
///
/// # Errors
/// When it isn't there, can't be started, or takes longer than two minutes; then it is ended.
pub(crate) fn run(command: &mut Command) -> Result<Ended, Unrun> {
    let failed = |error: std::io::Error| Unrun::Failed(error.to_string());
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Unrun::Missing,
        _ => failed(error),
    })?;
    // What it says is read beside: a full pipe would hold it up.
    let (to, said) = sync_channel(1);
    if let Some(mut errors) = child.stderr.take() {
        std::thread::spawn(move || {
            let mut kept = Vec::new();
            let _ = errors.by_ref().take(WORDS).read_to_end(&mut kept);
            let _ = to.send(String::from_utf8_lossy(&kept).into_owned());
            let _ = std::io::copy(&mut errors, &mut std::io::sink());
        });
    }
    let start = Instant::now();
    let status = loop {
        match child.try_wait().map_err(failed)? {
            Some(status) => break status,
            None if start.elapsed() > MOST => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(Unrun::Failed(format!("it took more than {} seconds", MOST.as_secs())));
            }
            None => std::thread::sleep(LOOK),
        }
    };
    // What it started may hold the pipe open, and isn't waited for.
    let errors = said.recv_timeout(WORDS_TIME).unwrap_or_default();
    Ok(Ended { status, errors })
}
