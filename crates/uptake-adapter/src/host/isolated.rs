//! `isolation: process`: a plugin in a child process, for code that isn't trusted not to crash.
//!
//! Each call starts a child of its own, with the settings on its standard input and hardly any environment. What the child
//! does to its memory stays there; when it dies, that is a fault like any other. It is no sandbox: the child has the user's
//! rights to files and network.

use super::child::Call;
use super::frames::{self, Kind, Reader};
use super::plugin::Said;
use super::{Limits, Load, calls, file};
use crate::abi::wire;
use crate::children::{self, Registered};
use crate::{
    Adapter, AdapterError, Batch, Batches, Description, ErrorCode, Fingerprint, ScanRequest, Settings, Source,
};
use polars::frame::DataFrame;
use polars::io::SerReader;
use polars::io::ipc::IpcStreamReader;
use serde_json::Value;
use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Cursor, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

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
/// How many batches may wait, decoded.
const AHEAD: usize = 2;
/// How many lines of a child's log are kept for a message.
const LOG_LINES: usize = 3;
/// How long a child that closed its pipe may take to end.
const LAST_BREATH: Duration = Duration::from_secs(5);

/// The program that [`serve`](super::serve)s, and what stands before the plugin's path on its command line.
#[derive(Clone, Debug)]
pub struct Program {
    /// The program, usually this one.
    pub path: PathBuf,
    /// Its arguments before the path.
    pub arguments: Vec<OsString>,
}

/// An adapter from a shared library that runs in child processes.
#[derive(Clone, Debug)]
pub struct Isolated {
    starter: Arc<Starter>,
    said: Said,
}

/// What the child said of the rows that come next.
struct Place {
    part: Arc<str>,
    first_row: u64,
    rows: usize,
}

/// Starts children.
#[derive(Debug)]
struct Starter {
    program: Program,
    /// The library's real path.
    library: PathBuf,
    load: Load,
}

impl Isolated {
    /// Checks a plugin's file and asks it in a child what it is.
    ///
    /// # Errors
    /// As for [`Plugin::load`](super::Plugin::load); besides, when the child can't be started or dies.
    pub fn load(load: &Load, program: Program) -> Result<Self, AdapterError> {
        let file = file::check(load)?;
        let load = Load {
            shown: file.shown,
            ..load.clone()
        };
        let starter = Starter {
            program,
            library: file.path.clone(),
            load,
        };
        let about = starter.answer("describe", &Settings::default())?;
        let about = calls::about(&about).map_err(|why| starter.confused(&why))?;
        Ok(Self {
            said: Said::keep(file.path, &about),
            starter: Arc::new(starter),
        })
    }
}

impl Adapter for Isolated {
    fn describe(&self) -> Description {
        self.said.description.clone()
    }

    fn secrets(&self) -> &'static [&'static str] {
        self.said.secrets
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn Source>, AdapterError> {
        let about = &self.said.description;
        settings.check(about.name, about.settings)?;
        let settings = self.said.guarded(settings);
        self.starter.answer("open", &settings)?;
        Ok(Box::new(IsolatedSource {
            starter: Arc::clone(&self.starter),
            settings,
        }))
    }
}

struct IsolatedSource {
    starter: Arc<Starter>,
    settings: Settings,
}

impl Source for IsolatedSource {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let request = wire::request(request);
        let mut running = self.starter.start("scan", &self.settings, &request)?;
        Ok(Box::new(std::iter::from_fn(move || running.batch())))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        let parts = self.starter.answer("discover", &self.settings)?;
        calls::parts(&parts).map_err(|why| self.starter.confused(&why))
    }

    /// Each reading is a process of its own; the plugin behind it may say something else the second time.
    fn rereadable(&self) -> bool {
        false
    }
}

impl Starter {
    /// A child that doesn't speak the protocol.
    fn confused(&self, why: &str) -> AdapterError {
        let shown = &self.load.shown;
        AdapterError::new(
            ErrorCode::PluginChild,
            format!("the child process of the plugin `{shown}` said what can't be read: {why}"),
        )
        .help("the plugin may have overwritten memory that isn't its own: report it to whoever made it")
    }

    /// Does a call that answers one text, or nothing.
    fn answer(&self, what: &str, settings: &Settings) -> Result<String, AdapterError> {
        let mut running = self.start(what, settings, "")?;
        let mut answer = String::new();
        loop {
            match running.next() {
                Ok(Some(Word::Answer(text))) => answer = text,
                Ok(Some(Word::Batch(_))) => return Err(self.confused("rows where none were asked for")),
                Ok(None) => return Ok(answer),
                Err(error) => return Err(error),
            }
        }
    }

    /// Starts a child and gives it its call.
    fn start(&self, what: &str, settings: &Settings, request: &str) -> Result<Running, AdapterError> {
        let shown = &self.load.shown;
        let failed = |error: std::io::Error| {
            AdapterError::new(
                ErrorCode::PluginChild,
                format!("no child process can be started for the plugin `{shown}`: {error}"),
            )
            .help("see whether this program's own file is still there and may be run")
        };
        let mut command = Command::new(&self.program.path);
        command.args(&self.program.arguments).arg(&self.library).env_clear();
        command.envs(
            ENVIRONMENT
                .iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        );
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let registered = children::register(child.id(), false);
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
        let limits = self.load.limits;
        Ok(Running {
            said: listen(pipe),
            log: keep_log(log),
            child,
            _registered: registered,
            shown: shown.clone(),
            settings: settings.clone(),
            limits,
            rows: 0,
            bytes: 0,
            deadline: limits.time.and_then(|time| Instant::now().checked_add(time)),
            ended: false,
        })
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

/// What a child said, decoded.
enum Word {
    Answer(String),
    Batch(Batch),
}

/// What comes through the pipe: something, a fault, the end, or a pipe that breaks off (with the reason).
enum Heard {
    Said(Word),
    Fault(AdapterError),
    End,
    Broken(Option<String>),
}

/// A child at work. Dropped, it is killed.
struct Running {
    child: Child,
    /// Ended with this program, if that is told to stop.
    _registered: Registered,
    said: Receiver<Heard>,
    log: Arc<Mutex<VecDeque<String>>>,
    shown: String,
    settings: Settings,
    limits: Limits,
    rows: u64,
    bytes: u64,
    deadline: Option<Instant>,
    ended: bool,
}

impl Running {
    fn batch(&mut self) -> Option<Result<Batch, AdapterError>> {
        if self.ended {
            return None;
        }
        let batch = loop {
            match self.next() {
                Ok(Some(Word::Batch(batch))) => break Ok(batch),
                Ok(Some(Word::Answer(_))) => {}
                Ok(None) => return None,
                Err(error) => break Err(error),
            }
        };
        Some(batch.and_then(|batch| {
            self.rows += batch.frame.height() as u64;
            self.bytes = self.bytes.saturating_add(batch.frame.estimated_size() as u64);
            let Limits { rows, bytes, .. } = self.limits;
            if let Some(most) = rows.filter(|most| self.rows > *most) {
                return Err(self.endless(&format!("gave more than {most} rows")));
            }
            if let Some(most) = bytes.filter(|most| self.bytes > *most) {
                return Err(self.endless(&format!("gave more than {most} bytes of rows")));
            }
            Ok(batch)
        }))
    }

    /// What the child says next; none at its end.
    fn next(&mut self) -> Result<Option<Word>, AdapterError> {
        let heard = match self.deadline {
            None => self.said.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(deadline) => {
                let left = deadline.saturating_duration_since(Instant::now());
                self.said.recv_timeout(left)
            }
        };
        match heard {
            Ok(Heard::Said(said)) => Ok(Some(said)),
            Ok(Heard::End) => {
                self.ended = true;
                Ok(None)
            }
            Ok(Heard::Fault(mut error)) => {
                self.ended = true;
                error.message = self.settings.redacted(&error.message);
                error.help = error.help.map(|help| self.settings.redacted(&help));
                Err(error)
            }
            Err(RecvTimeoutError::Timeout) => Err(self.endless("did not end within its time")),
            Ok(Heard::Broken(why)) => Err(self.died(why.as_deref())),
            Err(RecvTimeoutError::Disconnected) => Err(self.died(None)),
        }
    }

    fn endless(&mut self, what: &str) -> AdapterError {
        self.ended = true;
        let _ = self.child.kill();
        AdapterError::new(ErrorCode::PluginEndless, format!("the plugin `{}` {what}", self.shown))
            .help("the stream may be endless; raise the limit if the source is really that large")
    }

    /// The pipe ended before its end: says how the child died.
    fn died(&mut self, why: Option<&str>) -> AdapterError {
        self.ended = true;
        let shown = self.shown.clone();
        let status = self.last_breath();
        let (code, what) = match (status.as_ref().and_then(signal), why) {
            (Some(signal), _) => (ErrorCode::PluginDied, format!("died of {signal}")),
            (None, Some(why)) => {
                let what = format!("said what can't be read: {why}");
                (ErrorCode::PluginChild, what)
            }
            (None, None) => {
                let code = status.and_then(|status| status.code());
                let how = code.map_or("without an exit code".to_owned(), |code| {
                    format!("with exit code {code}")
                });
                (ErrorCode::PluginDied, format!("ended before its answer did, {how}"))
            }
        };
        let error = AdapterError::new(code, format!("the child process of the plugin `{shown}` {what}"));
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let lines: Vec<&str> = log.iter().map(String::as_str).collect();
        let help = match lines.is_empty() {
            true => "report it to whoever made the plugin; it left no log".to_owned(),
            false => format!(
                "report it to whoever made the plugin; its log ends with: {}",
                lines.join(" / ")
            ),
        };
        error.help(self.settings.redacted(&help))
    }

    /// How the child ended. One that doesn't, though its pipe is closed, is killed.
    fn last_breath(&mut self) -> Option<ExitStatus> {
        let until = Instant::now() + LAST_BREATH;
        while Instant::now() < until {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) => std::thread::sleep(Duration::from_millis(2)),
                Err(_) => return None,
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        None
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // After its last word a child has nothing to do; before, nobody wants to hear it any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The signal that ended a process, in words.
#[cfg(unix)]
fn signal(status: &ExitStatus) -> Option<String> {
    use std::os::unix::process::ExitStatusExt;

    let name = |signal: i32| match signal {
        4 => "an illegal instruction",
        6 => "its own abort",
        7 => "a bus error",
        8 => "an arithmetic fault",
        9 => "a kill",
        11 => "a segmentation fault",
        15 => "a request to end",
        _ => "a signal",
    };
    status
        .signal()
        .map(|signal| format!("{} (signal {signal})", name(signal)))
}

#[cfg(not(unix))]
fn signal(_: &ExitStatus) -> Option<String> {
    None
}

/// Reads and decodes what a child says, a little ahead of who wants it.
fn listen(pipe: ChildStdout) -> Receiver<Heard> {
    let (sender, receiver) = sync_channel(AHEAD);
    std::thread::spawn(move || {
        let mut pipe = BufReader::with_capacity(1 << 16, pipe);
        let mut place = None;
        let mut reader = Reader::default();
        loop {
            let heard = hear(&mut pipe, &mut reader, &mut place);
            let last = !matches!(heard, Some(Heard::Said(_)) | None);
            if let Some(heard) = heard
                && sender.send(heard).is_err()
            {
                return;
            }
            if last {
                return;
            }
        }
    });
    receiver
}

/// The next of what a child says; none where it is only half of it.
fn hear(pipe: &mut impl std::io::Read, reader: &mut Reader, place: &mut Option<Place>) -> Option<Heard> {
    let broken = |why: String| Some(Heard::Broken(Some(why)));
    let (kind, bytes) = match reader.read(pipe) {
        Ok(Some(frame)) => frame,
        Ok(None) => return Some(Heard::Broken(None)),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Some(Heard::Broken(None)),
        Err(error) => return broken(error.to_string()),
    };
    match kind {
        Kind::End => Some(Heard::End),
        Kind::Answer => match std::str::from_utf8(bytes) {
            Ok(text) => Some(Heard::Said(Word::Answer(text.to_owned()))),
            Err(_) => broken("an answer that is no UTF-8".to_owned()),
        },
        Kind::Fault => match frames::read_fault(bytes) {
            Some(error) => Some(Heard::Fault(error)),
            None => broken("a fault that is none".to_owned()),
        },
        Kind::Place => {
            let value: Value = serde_json::from_slice(bytes).unwrap_or_default();
            let part = value.get("part").and_then(Value::as_str);
            let first_row = value.get("first_row").and_then(Value::as_u64);
            let rows = value.get("rows").and_then(Value::as_u64).map(usize::try_from);
            match (part, first_row, rows) {
                (Some(part), Some(first_row), Some(Ok(rows))) => {
                    *place = Some(Place {
                        part: part.into(),
                        first_row,
                        rows,
                    });
                }
                _ => return broken("a place that is none".to_owned()),
            }
            None
        }
        Kind::Rows => match place.take().map(|place| (decoded(bytes, place.rows), place)) {
            Some((Ok(frame), Place { part, first_row, .. })) => {
                Some(Heard::Said(Word::Batch(Batch { frame, part, first_row })))
            }
            Some((Err(why), _)) => broken(why),
            None => broken("rows from nowhere".to_owned()),
        },
    }
}

/// An Arrow IPC stream as a frame. A child that lost its mind may write anything: a panic of the decoder is a fault too.
fn decoded(bytes: &[u8], rows: usize) -> Result<DataFrame, String> {
    let decoded = catch_unwind(AssertUnwindSafe(|| {
        let frame = IpcStreamReader::new(Cursor::new(bytes)).finish()?;
        match frame.width() {
            // Without columns, the stream doesn't say how many rows there are.
            0 => DataFrame::new(rows, Vec::new()),
            _ => Ok(frame),
        }
    }));
    match decoded {
        Ok(Ok(frame)) if frame.height() == rows => Ok(frame),
        Ok(Ok(frame)) => Err(format!("{} rows instead of {rows}", frame.height())),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("rows that can't be decoded".to_owned()),
    }
}

/// Reads a child's log to its end, so that it never waits, and keeps the last lines.
fn keep_log(log: ChildStderr) -> Arc<Mutex<VecDeque<String>>> {
    let kept = Arc::new(Mutex::new(VecDeque::new()));
    let keep = Arc::clone(&kept);
    std::thread::spawn(move || {
        let mut reader = BufReader::new(log);
        let mut line = Vec::new();
        while let Ok(1..) = std::io::Read::take(&mut reader, 1 << 12).read_until(b'\n', &mut line) {
            let text = String::from_utf8_lossy(&line).trim().to_owned();
            line.clear();
            let mut kept = keep.lock().unwrap_or_else(PoisonError::into_inner);
            if !text.is_empty() {
                kept.push_back(text);
            }
            if kept.len() > LOG_LINES {
                kept.pop_front();
            }
        }
    });
    kept
}
