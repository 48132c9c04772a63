//! The child's side of `isolation: process`: gives up what the plugin doesn't need, loads the plugin, does one call, and tells
//! the answer on the pipe.
//!
//! The call stands on the first line of standard input. Standard input stays open as long as the host wants the answer: when it
//! ends, the child ends, so that no child outlives its host. Answers go out through what was standard output; the plugin itself
//! sees standard error in its place, so that what it prints can't be taken for rows.

use crate::call::Called;
use crate::pipe::{self, Kind};
use crate::{Plugin, confined, ending};
use polars::io::SerWriter;
use polars::io::ipc::IpcStreamWriter;
use polars::prelude::CompatLevel;
use serde_json::json;
use std::io::{self, BufRead, BufWriter, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use uptake_abi::wire;
use uptake_adapter::{Adapter, AdapterError, ErrorCode};

/// Does the call that stands on standard input with the plugin at `path`, and answers on standard output.
///
/// For a program that is run by [`Isolated`](super::Isolated): a hidden command of the host's own executable. Nothing else may
/// have been done before: open files are closed, and threads that are there already wouldn't be held back.
#[must_use]
pub fn serve(path: &Path) -> ExitCode {
    let mut line = String::new();
    if !matches!(io::stdin().lock().read_line(&mut line), Ok(read) if read > 0) {
        return ExitCode::FAILURE;
    }
    let called = Called::read(&line, path);
    if called.as_ref().is_ok_and(|called| !confined::alone(called.host)) {
        return ExitCode::FAILURE;
    }
    let Ok(pipe) = own_pipe() else {
        return ExitCode::FAILURE;
    };
    let mut pipe = OwnPipe {
        pipe: BufWriter::with_capacity(1 << 16, pipe),
        process: std::process::id(),
    };
    let answered = match called
        .map_err(|why| wrong(&why).into())
        .and_then(|called| answer(&called, &mut pipe))
    {
        Ok(rows) => pipe::write(&mut pipe, Kind::End, &rows.to_le_bytes()),
        Err(Stop::Fault(error)) => pipe::write(&mut pipe, Kind::Fault, pipe::fault(&error).as_bytes()),
        Err(Stop::Pipe(error)) => Err(error),
    };
    // At once: what the plugin wants to be done at the end isn't done.
    ending::system::end(match answered.and_then(|()| pipe.flush()) {
        Ok(()) => 0,
        Err(_) => 1,
    })
}

/// Ends the process with its host.
fn end_with_the_host() -> io::Result<()> {
    let watch = || {
        let mut rest = [0; 64];
        // The host writes no more; when it is gone, or has seen enough, the pipe ends.
        while io::stdin().lock().read(&mut rest).is_ok_and(|read| read > 0) {}
        ending::system::end(1)
    };
    std::thread::Builder::new().spawn(watch).map(drop)
}

/// The pipe of the process that took it. A plugin that isn't held back may fork when it is loaded or called: then the same code
/// goes on in two processes, and only one of them may answer.
struct OwnPipe<W> {
    pipe: W,
    process: u32,
}

impl<W: Write> Write for OwnPipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if std::process::id() != self.process {
            // At once, so that what is buffered isn't written twice.
            std::process::abort();
        }
        self.pipe.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        if std::process::id() != self.process {
            std::process::abort();
        }
        self.pipe.flush()
    }
}

/// Why an answer stops.
enum Stop {
    Fault(AdapterError),
    /// Nobody reads any more.
    Pipe(io::Error),
}

impl From<AdapterError> for Stop {
    fn from(error: AdapterError) -> Self {
        Stop::Fault(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Pipe(error)
    }
}

fn wrong(what: &str) -> AdapterError {
    AdapterError::new(ErrorCode::PluginChild, format!("the child was called wrongly: {what}"))
}

/// Does the call, and says how many rows it gave.
fn answer(called: &Called, pipe: &mut impl Write) -> Result<u64, Stop> {
    let load = &called.load;
    let hold = confined::confine(&load.path, &load.grants, &load.shown)?;
    pipe::write(pipe, Kind::Held, pipe::held(&hold).as_bytes())?;
    pipe.flush()?;
    // Threads are held back like the one that starts them: so not before.
    end_with_the_host()?;
    let plugin = Plugin::load(load)?;
    if called.what == "describe" {
        let about = plugin.describe().to_json(plugin.secrets());
        pipe::write(pipe, Kind::Answer, about.as_bytes())?;
        return Ok(0);
    }
    let mut source = plugin.open(&wire::read_config(&called.config)?)?;
    match called.what.as_str() {
        "open" => Ok(0),
        "discover" => {
            let parts = wire::parts(&source.fingerprints()?);
            pipe::write(pipe, Kind::Answer, parts.as_bytes())?;
            Ok(0)
        }
        "scan" => {
            let (mut rows, mut given) = (Vec::new(), 0);
            for batch in source.scan(&wire::read_request(&called.request)?)? {
                let mut batch = batch?;
                given += batch.frame.height() as u64;
                let place = json!({
                    "part": &*batch.part, "first_row": batch.first_row, "rows": batch.frame.height(),
                    "lines": batch.lines.runs(),
                })
                .to_string();
                pipe::write(pipe, Kind::Place, place.as_bytes())?;
                rows.clear();
                IpcStreamWriter::new(&mut rows)
                    .with_compat_level(CompatLevel::newest())
                    .finish(&mut batch.frame)
                    .map_err(|error| wrong(&error.to_string()))?;
                pipe::write(pipe, Kind::Rows, &rows)?;
                pipe.flush()?;
            }
            Ok(given)
        }
        other => Err(wrong(&format!("there is no `{other}`")).into()),
    }
}

/// Takes standard output for the answers and puts standard error in its place.
#[cfg(unix)]
fn own_pipe() -> io::Result<std::fs::File> {
    use std::ffi::c_int;
    use std::os::fd::{AsFd, AsRawFd};

    unsafe extern "C" {
        fn dup2(from: c_int, to: c_int) -> c_int;
    }
    let pipe = io::stdout().as_fd().try_clone_to_owned()?;
    // SAFETY: both are open, as the standard library sees to it; what was standard output lives on in `pipe`.
    let done = unsafe { dup2(io::stderr().as_raw_fd(), io::stdout().as_raw_fd()) };
    if done < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(std::fs::File::from(pipe))
}

#[cfg(not(unix))]
fn own_pipe() -> io::Result<io::Stdout> {
    Ok(io::stdout())
}
