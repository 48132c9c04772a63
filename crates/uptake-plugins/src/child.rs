//! The child's side of `isolation: process`: gives up what the plugin doesn't need, loads the plugin, does the calls one after the
//! other, and tells each answer on the pipe.
//!
//! A call stands on a line of standard input. Standard input stays open as long as the host wants answers: when it
//! ends, the child ends, so that no child outlives its host. Answers go out through what was standard output; the plugin itself
//! sees standard error in its place, so that what it prints can't be taken for rows. Rows lie in memory that the host shares
//! with the child, if it has given any. After a fault the child ends.

mod calls;
mod own_pipe;
mod rows;
mod stop;

use crate::call::Called;
use crate::pipe::{self, Kind};
use crate::shared::Memory;
use crate::{Plugin, confined, ending};
use calls::{Calls, Next};
use own_pipe::OwnPipe;
use rows::Rows;
use std::io::{self, BufRead, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use stop::Stop;
use uptake_abi::wire;
use uptake_adapter::{Adapter, AdapterError, ErrorCode, Source};

/// Does the calls that stand on standard input with the plugin at `path`, and answers on standard output.
///
/// For a program that is run by [`Isolated`](super::Isolated): a hidden command of the host's own executable. Nothing else may
/// have been done before: open files are closed, and threads that are there already wouldn't be held back.
#[must_use]
pub fn serve(path: &Path) -> ExitCode {
    let Ok(memory) = given() else {
        return ExitCode::FAILURE;
    };
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
    let mut pipe = OwnPipe::new(BufWriter::with_capacity(1 << 16, pipe));
    let answered = match called
        .map_err(|why| wrong(&why).into())
        .and_then(|called| answers(called, path, memory, &mut pipe))
    {
        Ok(()) => Ok(()),
        Err(Stop::Fault(error)) => pipe::write(&mut pipe, Kind::Fault, pipe::fault(&error).as_bytes()),
        Err(Stop::Pipe(error)) => Err(error),
    };
    // At once: what the plugin wants to be done at the end isn't done.
    ending::system::end(match answered.and_then(|()| pipe.flush()) {
        Ok(()) => 0,
        Err(_) => 1,
    })
}

/// The memory that the host shares, if it does. Before anything else is read.
#[cfg(target_os = "linux")]
fn given() -> io::Result<Option<Memory>> {
    use std::os::fd::AsFd;

    let file = crate::shared::take(io::stdin().as_fd())?;
    file.map(Memory::of).transpose()
}

#[cfg(not(target_os = "linux"))]
fn given() -> io::Result<Option<Memory>> {
    Ok(None)
}

fn wrong(what: &str) -> AdapterError {
    AdapterError::new(ErrorCode::PluginChild, format!("the child was called wrongly: {what}"))
}

/// Does the first call and those that follow, until the host has no more.
fn answers<W: Write>(first: Called, path: &Path, memory: Option<Memory>, pipe: &mut OwnPipe<W>) -> Result<(), Stop> {
    let load = &first.load;
    let hold = confined::confine(&load.path, &load.grants, &load.shown)?;
    pipe::write(pipe, Kind::Held, pipe::held(&hold).as_bytes())?;
    pipe.flush()?;
    // Threads are held back like the one that starts them: so not before.
    let calls = Calls::listen(path)?;
    let plugin = Plugin::load(load)?;
    let mut rows = Rows::new(memory, calls.free());
    let mut called = first;
    loop {
        let given = answer(&called, &plugin, &mut rows, pipe)?;
        calls.done();
        pipe::write(pipe, Kind::End, &given.to_le_bytes())?;
        pipe.flush()?;
        called = loop {
            match calls.next() {
                None => return Ok(()),
                Some(Next::Call(called)) => break (*called).map_err(|why| wrong(&why))?,
                Some(Next::Word(asked)) => {
                    calls.done();
                    pipe::write(pipe, Kind::Well, asked.as_bytes())?;
                    pipe.flush()?;
                }
            }
        };
    }
}

/// Does a call, and says how many rows it gave. What it opens is closed before that is said: whoever dies of it hasn't answered.
fn answer<W: Write>(called: &Called, plugin: &Plugin, rows: &mut Rows, pipe: &mut OwnPipe<W>) -> Result<u64, Stop> {
    if called.what == "describe" {
        let about = plugin.describe().to_json(plugin.secrets());
        pipe::write(pipe, Kind::Answer, about.as_bytes())?;
        return Ok(0);
    }
    let source = plugin.opened(&wire::read_config(&called.config)?)?;
    match called.what.as_str() {
        "open" => Ok(0),
        "discover" => {
            let parts = wire::parts(&source.fingerprints()?);
            pipe::write(pipe, Kind::Answer, parts.as_bytes())?;
            Ok(0)
        }
        "scan" => rows.give(&source, &wire::read_request(&called.request)?, pipe),
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
