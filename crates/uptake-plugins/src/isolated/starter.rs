//! Starts children, and has them do calls.

use super::hold::Confined;
use super::line::Line;
use super::listen::listen;
use super::log::keep_log;
use super::running::{Running, Said};
use crate::call::Call;
use crate::shared::Memory;
use crate::{Limits, Load};
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use uptake_adapter::children;
use uptake_adapter::{AdapterError, ErrorCode, Settings};

/// The environment that a child is given beside what was granted, where the host has it: what this program itself needs.
const ENVIRONMENT: [&str; 2] = ["POLARS_MAX_THREADS", "SYSTEMROOT"];

/// Reserves that the system's allocator makes for each thread would count as memory that is taken.
const FEW_RESERVES: (&str, &str) = ("MALLOC_ARENA_MAX", "2");

/// The program that [`serve`](crate::serve)s, and what stands before the plugin's path on its command line.
#[derive(Clone, Debug)]
pub struct Program {
    /// The program, usually this one.
    pub path: PathBuf,
    /// Its arguments before the path.
    pub arguments: Vec<OsString>,
}

/// Starts children.
#[derive(Debug)]
pub(super) struct Starter {
    pub(super) program: Program,
    /// The library's real path.
    pub(super) library: PathBuf,
    /// With the name that messages use.
    pub(super) load: Load,
    pub(super) confined: Confined,
}

impl Starter {
    /// A child that doesn't speak the protocol.
    pub(super) fn confused(&self, why: &str) -> AdapterError {
        let shown = &self.load.shown;
        AdapterError::new(
            ErrorCode::PluginChild,
            format!("the child process of the plugin `{shown}` sent an unreadable answer: {why}"),
        )
        .help("the plugin may have overwritten memory that isn't its own: report it to whoever made it")
    }

    /// Has a child do a call that answers one text, or nothing.
    pub(super) fn answer(
        &self,
        running: &mut Running,
        what: &str,
        settings: &Settings,
    ) -> Result<String, AdapterError> {
        self.call(running, what, settings, "");
        let mut answer = None;
        loop {
            match running.next()? {
                Some(Said::Answer(text)) if answer.is_none() => answer = Some(text),
                Some(Said::Answer(_)) => return Err(self.confused("a second text")),
                Some(Said::Batch(_)) => return Err(self.confused("rows that weren't requested")),
                None => return Ok(answer.unwrap_or_default()),
            }
        }
    }

    /// Gives a child a call.
    pub(super) fn call(&self, running: &mut Running, what: &str, settings: &Settings, request: &str) {
        let call = Call {
            what,
            load: &self.load,
            settings,
            request,
        };
        running.call(&call, self.limits(what));
    }

    /// How much a call may bring, and how long it may take.
    fn limits(&self, what: &str) -> Limits {
        match what {
            "describe" => self.load.limits.to_describe(),
            _ => self.load.limits,
        }
    }

    /// Starts a child, which waits for its first call.
    pub(super) fn start(&self) -> Result<Running, AdapterError> {
        let shown = &self.load.shown;
        let failed = |error: io::Error| {
            AdapterError::new(
                ErrorCode::PluginChild,
                format!("no child process can be started for the plugin `{shown}`: {error}"),
            )
            .help("check that this program's own file still exists and may be run")
        };
        let mut command = Command::new(&self.program.path);
        command.args(&self.program.arguments).arg(&self.library).env_clear();
        let granted = self.load.grants.environment.iter().map(String::as_str);
        command.envs(
            ENVIRONMENT
                .into_iter()
                .chain(granted)
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        );
        command.env(FEW_RESERVES.0, FEW_RESERVES.1);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let way = Way::prepare(&mut command).map_err(failed)?;
        // On Linux it starts a session of its own. What it starts ends with it.
        #[cfg(all(unix, not(target_os = "linux")))]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let (mut child, registered) = children::start(command, cfg!(unix)).map_err(failed)?;
        child.stdout.as_ref().map(widen);
        let (line, memory) = way.to(&mut child).map_err(failed)?;
        let (Some(pipe), Some(log)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(self.confused("it has no pipes"));
        };
        let said = listen(pipe, line.clone(), memory, shown);
        Ok(Running::new(
            child,
            registered,
            (line, said),
            keep_log(log),
            shown,
            self.confined.clone(),
        ))
    }
}

/// The way to a child's standard input: a socket, through which the memory goes that both share.
#[cfg(target_os = "linux")]
struct Way(std::os::unix::net::UnixStream);

#[cfg(target_os = "linux")]
impl Way {
    fn prepare(command: &mut Command) -> io::Result<Self> {
        let (here, there) = std::os::unix::net::UnixStream::pair()?;
        command.stdin(std::os::fd::OwnedFd::from(there));
        Ok(Self(here))
    }

    /// The way, and the memory that was given. A child that is gone already is told of when its pipe ends.
    fn to(self, _child: &mut Child) -> io::Result<(Line, Option<Memory>)> {
        use std::os::fd::AsFd;

        let (memory, file) = Memory::new()?;
        let _ = crate::shared::give(self.0.as_fd(), file.as_fd());
        Ok((Line::new(self.0), Some(memory)))
    }
}

/// The way to a child's standard input: a pipe.
#[cfg(not(target_os = "linux"))]
struct Way;

#[cfg(not(target_os = "linux"))]
impl Way {
    fn prepare(command: &mut Command) -> io::Result<Self> {
        command.stdin(Stdio::piped());
        Ok(Self)
    }

    fn to(self, child: &mut Child) -> io::Result<(Line, Option<Memory>)> {
        let stdin = child.stdin.take().ok_or_else(|| io::Error::other("it has no pipes"))?;
        Ok((Line::new(stdin), None))
    }
}

/// Gives a pipe more room, so that the two sides wait for each other less often. Where it doesn't work, nothing is lost.
#[cfg(target_os = "linux")]
fn widen(pipe: &ChildStdout) {
    use std::ffi::c_int;
    use std::os::fd::AsRawFd;

    /// `F_SETPIPE_SZ`.
    const SET_PIPE_SIZE: c_int = 1031;
    /// What the system allows to anyone.
    const ROOM: c_int = 1 << 20;
    unsafe extern "C" {
        fn fcntl(file: c_int, command: c_int, ...) -> c_int;
    }
    // SAFETY: an open pipe, and a command that takes one number.
    let _ = unsafe { fcntl(pipe.as_raw_fd(), SET_PIPE_SIZE, ROOM) };
}

#[cfg(not(target_os = "linux"))]
fn widen(_: &ChildStdout) {}
