//! The child's side of `isolation: process`: loads the plugin, does one call, and tells the answer on the pipe.
//!
//! The call stands on the first line of standard input, as JSON. Standard input stays open as long as the host wants the
//! answer: when it ends, the child ends, so that no child outlives its host. Answers go out through what was standard
//! output; the plugin itself sees standard error in its place, so that what it prints can't be taken for rows.

use crate::pipe::{self, Kind};
use crate::{Limits, Load, Plugin};
use polars::io::SerWriter;
use polars::io::ipc::IpcStreamWriter;
use polars::prelude::CompatLevel;
use serde_json::{Value, json};
use std::io::{self, BufRead, BufWriter, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use uptake_abi::wire;
use uptake_adapter::{Adapter, AdapterError, ErrorCode, Settings};

/// A call as the host sends it.
#[derive(Clone, Debug)]
pub(super) struct Call<'a> {
    /// `describe`, `open`, `discover` or `scan`.
    pub(super) what: &'a str,
    /// The load's name for messages and its pin.
    pub(super) load: &'a Load,
    pub(super) settings: &'a Settings,
    /// The request of a scan, as JSON.
    pub(super) request: &'a str,
}

impl Call<'_> {
    /// One line of JSON.
    pub(super) fn line(&self) -> String {
        json!({
            "call": self.what,
            "shown": self.load.shown,
            "sha256": self.load.sha256,
            "config": wire::config(self.settings),
            "request": self.request,
        })
        .to_string()
    }
}

/// Does the call that stands on standard input with the plugin at `path`, and answers on standard output.
///
/// For a program that is run by [`Isolated`](super::Isolated): a hidden command of the host's own executable.
#[must_use]
pub fn serve(path: &Path) -> ExitCode {
    let mut line = String::new();
    let mut stdin = io::stdin().lock();
    let Ok(_) = stdin.read_line(&mut line) else {
        return ExitCode::FAILURE;
    };
    drop(stdin);
    std::thread::spawn(|| {
        let mut rest = Vec::new();
        let _ = io::stdin().lock().read_to_end(&mut rest);
        // The host is gone, or has seen enough.
        std::process::exit(1);
    });
    let Ok(pipe) = own_pipe() else {
        return ExitCode::FAILURE;
    };
    let mut pipe = OwnPipe {
        pipe: BufWriter::with_capacity(1 << 16, pipe),
        process: std::process::id(),
    };
    let answered = match answer(path, &line, &mut pipe) {
        Ok(rows) => pipe::write(&mut pipe, Kind::End, &rows.to_le_bytes()),
        Err(Stop::Fault(error)) => pipe::write(&mut pipe, Kind::Fault, pipe::fault(&error).as_bytes()),
        Err(Stop::Pipe(error)) => Err(error),
    };
    match answered.and_then(|()| pipe.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// The pipe of the process that took it. A plugin may fork when it is loaded or called: then the same code goes on in two
/// processes, and only one of them may answer.
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

/// Does the call, and says how many rows it gave.
fn answer(path: &Path, line: &str, pipe: &mut impl Write) -> Result<u64, Stop> {
    let wrong = |what: &str| AdapterError::new(ErrorCode::PluginChild, format!("the child was called wrongly: {what}"));
    let call: Value = serde_json::from_str(line).map_err(|error| wrong(&error.to_string()))?;
    let of = |key: &str| call.get(key).and_then(Value::as_str).unwrap_or_default();
    let plugin = Plugin::load(&Load {
        path: path.to_owned(),
        shown: of("shown").to_owned(),
        sha256: call.get("sha256").and_then(Value::as_str).map(str::to_owned),
        // The host counts.
        limits: Limits::NONE,
    })?;
    if of("call") == "describe" {
        let about = plugin.describe().to_json(plugin.secrets());
        pipe::write(pipe, Kind::Answer, about.as_bytes())?;
        return Ok(0);
    }
    let mut source = plugin.open(&wire::read_config(of("config"))?)?;
    match of("call") {
        "open" => Ok(0),
        "discover" => {
            let parts = wire::parts(&source.fingerprints()?);
            pipe::write(pipe, Kind::Answer, parts.as_bytes())?;
            Ok(0)
        }
        "scan" => {
            let (mut rows, mut given) = (Vec::new(), 0);
            for batch in source.scan(&wire::read_request(of("request"))?)? {
                let mut batch = batch?;
                given += batch.frame.height() as u64;
                let place = json!({
                    "part": &*batch.part, "first_row": batch.first_row, "rows": batch.frame.height()
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
