//! Starts children and gives each its call.

use super::listen::{Word, listen};
use super::log::keep_log;
use super::running::Running;
use crate::Load;
use crate::child::Call;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::{ChildStdout, Command, Stdio};
use uptake_adapter::children;
use uptake_adapter::{AdapterError, ErrorCode, Settings};

/// The environment that a child is given, where the host has it. No secret lies in these.
const ENVIRONMENT: [&str; 12] = [
    "PATH",
    "HOME",
    "TMPDIR",
    "LANG",
    "LC_ALL",
    "TZ",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "POLARS_MAX_THREADS",
    "SYSTEMROOT",
];

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

    /// Does a call that answers one text, or nothing.
    pub(super) fn answer(&self, what: &str, settings: &Settings) -> Result<String, AdapterError> {
        let mut running = self.start(what, settings, "")?;
        let mut answer = String::new();
        loop {
            match running.next() {
                Ok(Some(Word::Answer(text))) => answer = text,
                Ok(Some(Word::Batch(_))) => return Err(self.confused("rows that weren't requested")),
                Ok(None) => return Ok(answer),
                Err(error) => return Err(error),
            }
        }
    }

    /// Starts a child and gives it its call.
    pub(super) fn start(&self, what: &str, settings: &Settings, request: &str) -> Result<Running, AdapterError> {
        let shown = &self.load.shown;
        let failed = |error: std::io::Error| {
            AdapterError::new(
                ErrorCode::PluginChild,
                format!("no child process can be started for the plugin `{shown}`: {error}"),
            )
            .help("check that this program's own file still exists and may be run")
        };
        let mut command = Command::new(&self.program.path);
        command.args(&self.program.arguments).arg(&self.library).env_clear();
        command.envs(
            ENVIRONMENT
                .iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        );
        // What it starts ends with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let registered = children::register(child.id(), cfg!(unix));
        child.stdout.as_ref().map(widen);
        let mut line = Call {
            what,
            load: &self.load,
            settings,
            request,
        }
        .line();
        line.push('\n');
        // A child that dies before it has read this is told of below, when its pipe ends.
        let _ = child.stdin.as_mut().map(|stdin| stdin.write_all(line.as_bytes()));
        let (Some(pipe), Some(log)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(self.confused("it has no pipes"));
        };
        let said = listen(pipe);
        Ok(Running::new(
            child,
            registered,
            said,
            keep_log(log),
            &self.load,
            settings,
        ))
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
