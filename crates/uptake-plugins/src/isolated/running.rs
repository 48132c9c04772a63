//! A child at work: its answers within their limits, one call after the other, and how it ends.

use super::hold::Confined;
use super::line::Line;
use super::listen::{Heard, Word};
use super::log::Log;
use crate::Limits;
use crate::call::{ASK, Call};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use uptake_adapter::children::{self, Registered};
use uptake_adapter::{AdapterError, Batch, ErrorCode, Hold, Settings, Step, descendants};

/// How long a child that closed its pipe may take to end.
const LAST_BREATH: Duration = Duration::from_secs(5);

/// Lines of its log that a message shows.
const SHOWN_LINES: usize = 3;

/// A child at work. Dropped, it is killed.
#[derive(Debug)]
pub(super) struct Running {
    child: Child,
    /// Ended with this program, if that is told to stop.
    _registered: Registered,
    line: Line,
    said: Mutex<Receiver<Heard>>,
    log: Log,
    shown: String,
    settings: Settings,
    limits: Limits,
    /// How far it is held back, for whoever wants to know; it says so before everything else.
    confined: Confined,
    held: Option<Hold>,
    rows: u64,
    bytes: u64,
    deadline: Option<Instant>,
    /// It does no further call.
    ended: bool,
    /// It was killed with what it has started, and its number may be somebody else's soon.
    killed: bool,
}

/// What a child answers.
pub(super) enum Said {
    Answer(String),
    Batch(Batch),
}

impl Running {
    /// A child that waits for its first call.
    pub(super) fn new(
        child: Child,
        registered: Registered,
        (line, said): (Line, Receiver<Heard>),
        log: Log,
        shown: &str,
        confined: Confined,
    ) -> Self {
        Self {
            child,
            _registered: registered,
            line,
            said: Mutex::new(said),
            log,
            shown: shown.to_owned(),
            settings: Settings::default(),
            limits: Limits::NONE,
            confined,
            held: None,
            rows: 0,
            bytes: 0,
            deadline: None,
            ended: false,
            killed: false,
        }
    }

    /// Gives it a call. Its time runs from now on.
    pub(super) fn call(&mut self, call: &Call<'_>, limits: Limits) {
        self.settings = call.settings.clone();
        self.limits = limits;
        (self.rows, self.bytes) = (0, 0);
        self.deadline = limits.time.and_then(|time| Instant::now().checked_add(time));
        self.line.say(&(call.line() + "\n"));
    }

    /// Whether it may be called again.
    pub(super) fn rests(&self) -> bool {
        !self.ended
    }

    /// The next batch of a scan, or its end, which the child has stated with the number of its rows.
    pub(super) fn batch(&mut self) -> Result<Step, AdapterError> {
        let batch = match self.next()? {
            Some(Said::Batch(batch)) => batch,
            Some(Said::Answer(_)) => return Err(self.died(Some("a text among its rows"))),
            None => return Ok(Step::End),
        };
        self.rows += batch.frame.height() as u64;
        self.bytes = self.bytes.saturating_add(batch.frame.estimated_size() as u64);
        let Limits { rows, bytes, .. } = self.limits;
        if let Some(most) = rows.filter(|most| self.rows > *most) {
            return Err(self.endless(&format!("gave more than {most} rows")));
        }
        if let Some(most) = bytes.filter(|most| self.bytes > *most) {
            return Err(self.endless(&format!("gave more than {most} bytes of rows")));
        }
        Ok(Step::Batch(batch))
    }

    /// What the child answers next; none at its end.
    pub(super) fn next(&mut self) -> Result<Option<Said>, AdapterError> {
        loop {
            let said = match self.word()? {
                None => return Ok(None),
                Some(Word::Held(hold)) if self.held.is_none() => {
                    self.confined.tell(&hold);
                    self.held = Some(hold);
                    continue;
                }
                Some(Word::Held(_)) => return Err(self.died(Some("twice how far it is confined"))),
                Some(Word::Answer(text)) => Said::Answer(text),
                Some(Word::Batch(batch)) => Said::Batch(batch),
            };
            return match self.held {
                Some(_) => Ok(Some(said)),
                None => Err(self.died(Some("no word of how far it is confined"))),
            };
        }
    }

    /// What the child says next; none at its end.
    fn word(&mut self) -> Result<Option<Word>, AdapterError> {
        match self.heard() {
            Ok(Heard::Said(said)) => Ok(Some(said)),
            Ok(Heard::End(rows)) if rows != self.rows => {
                let why = format!("{} rows, of which it gave {rows}", self.rows);
                Err(self.died(Some(&why)))
            }
            Ok(Heard::End(_)) => self.well().map(|()| None),
            Ok(Heard::Fault(error)) => {
                self.ended = true;
                Err(self.settings.redacted_error(error))
            }
            Err(RecvTimeoutError::Timeout) => Err(self.endless("did not end within its time")),
            Ok(Heard::Well(_)) => Err(self.died(Some("a word that nobody asked for"))),
            Ok(Heard::Broken(why)) => Err(self.died(why.as_deref())),
            Err(RecvTimeoutError::Disconnected) => Err(self.died(None)),
        }
    }

    fn heard(&mut self) -> Result<Heard, RecvTimeoutError> {
        let said = self.said.get_mut().unwrap_or_else(PoisonError::into_inner);
        match self.deadline {
            None => said.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(deadline) => said.recv_timeout(deadline.saturating_duration_since(Instant::now())),
        }
    }

    /// Whether the child, which has said its last word of an answer, is still well: one that has ended meanwhile has to have ended
    /// well, too.
    fn well(&mut self) -> Result<(), AdapterError> {
        // A number that nobody knows: what was written before it was asked for isn't taken for the answer.
        let asked = format!("{:016x}", RandomState::new().build_hasher().finish());
        self.line.say(&format!("{ASK}{asked}\n"));
        match self.heard() {
            Ok(Heard::Well(said)) if said == asked.as_bytes() => Ok(()),
            Ok(Heard::Broken(None)) | Err(RecvTimeoutError::Disconnected) => match self.last_breath() {
                Some(status) if status.success() => {
                    self.ended = true;
                    Ok(())
                }
                status => Err(self.told(status, None)),
            },
            Ok(Heard::Broken(Some(why))) => Err(self.died(Some(&why))),
            Ok(Heard::Said(_) | Heard::Fault(_) | Heard::End(_) | Heard::Well(_)) => {
                Err(self.died(Some("more after its end")))
            }
            Err(RecvTimeoutError::Timeout) => Err(self.endless("did not end within its time")),
        }
    }

    fn endless(&mut self, what: &str) -> AdapterError {
        self.ended = true;
        self.kill();
        AdapterError::new(ErrorCode::PluginEndless, format!("the plugin `{}` {what}", self.shown))
            .help("the stream may be endless; raise the limit if the source is really that large")
    }

    /// The pipe ended before its end: says how the child died.
    fn died(&mut self, why: Option<&str>) -> AdapterError {
        let status = self.last_breath();
        self.told(status, why)
    }

    fn told(&mut self, status: Option<ExitStatus>, why: Option<&str>) -> AdapterError {
        self.ended = true;
        let shown = self.shown.clone();
        let (code, what) = match (status.as_ref().and_then(signal), why) {
            (Some(signal), _) => (ErrorCode::PluginDied, format!("died of {signal}")),
            (None, Some(why)) => {
                let what = format!("sent an unreadable answer: {why}");
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
        // Secrets go out of the whole of it: one may be broken into lines.
        let log = self.settings.redacted(&self.log.lines().join("\n"));
        let shown: Vec<&str> = log.lines().rev().take(SHOWN_LINES).collect();
        error.help(match shown.is_empty() {
            true => "report it to whoever made the plugin; it left no log".to_owned(),
            false => format!(
                "report it to whoever made the plugin; its log ends with: {}",
                shown.into_iter().rev().collect::<Vec<_>>().join(" / ")
            ),
        })
    }

    /// How the child ended. One that doesn't, though its pipe is closed, is killed.
    fn last_breath(&mut self) -> Option<ExitStatus> {
        let until = Instant::now() + LAST_BREATH;
        let mut by_itself = self.has_ended();
        while !by_itself && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(1));
            by_itself = self.has_ended();
        }
        // What it has started is ended before it is waited for: so its number is still its own.
        self.kill();
        let status = self.child.wait().ok();
        status.filter(|_| by_itself)
    }

    fn has_ended(&mut self) -> bool {
        match cfg!(target_os = "linux") {
            true => descendants::has_ended(self.child.id()),
            false => matches!(self.child.try_wait(), Ok(Some(_))),
        }
    }

    /// Ends the child with whatever it has started: it leads a process group of its own.
    fn kill(&mut self) {
        if std::mem::replace(&mut self.killed, true) {
            return;
        }
        // One that is confined can't have started anything.
        if !matches!(self.held, Some(Hold::Confined { .. })) {
            children::end_group(self.child.id());
        }
        // Where no shell could do it.
        let _ = self.child.kill();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // After its last word a child has nothing to do; before, nobody wants to hear it any more. The group is ended before
        // the child is waited for: so its number is still its own.
        self.kill();
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
        8 => "an arithmetic error",
        9 => "a kill",
        11 => "a segmentation fault",
        15 => "a request to end",
        31 => "a system call that isn't allowed",
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
