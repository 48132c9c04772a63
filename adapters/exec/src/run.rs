//! A program that is running: its output in bounded pieces, its time limits, its end.

use crate::command::Launch;
use crate::exit;
use crate::log::Log;
use std::io::{ErrorKind, Read, Write};
use std::os::fd::AsRawFd;
use std::process::Child;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};
use uptake_adapter::children::{self, Registered};
use uptake_adapter::{AdapterError, ErrorCode, Fingerprint, descendants};
use uptake_formats::Digest;

/// Bytes of a piece, and how many pieces may wait. When they do, the program waits too.
const PIECE: usize = 1 << 16;
const AHEAD: usize = 16;

/// How often a program that has closed its output is asked whether it has ended.
const GLANCE: Duration = Duration::from_millis(5);

/// How often a program is looked at while it writes nothing, and how long its output may stay open when it has ended: what it
/// has written itself comes at once.
const LOOK: Duration = Duration::from_millis(100);
const HELD: Duration = Duration::from_secs(1);

/// How long a program may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// From start to end.
    pub(crate) whole: Duration,
    /// Without a byte, while one is waited for.
    pub(crate) idle: Duration,
}

/// A program that was started. When it is dropped, the program ends, and with it what it started.
pub(crate) struct Run {
    child: Child,
    /// Ended with this program, if that is told to stop.
    _registered: Registered,
    pieces: Receiver<Heard>,
    log: Log,
    launch: Launch,
    limits: Limits,
    started: Instant,
    digest: Digest,
    /// Its pipes, as the system calls them.
    pipes: Vec<String>,
    /// When it was first seen that the program had ended, while its output was still open.
    gone: Option<Instant>,
    /// The output has come to its end.
    all_read: bool,
    /// The program has ended and was taken leave of.
    ended: bool,
    /// The first fault of the run itself, which explains what readers of its output stumble over.
    fault: Option<AdapterError>,
}

impl Run {
    /// Starts the program and hands it its configuration.
    pub(crate) fn start(launch: &Launch, limits: Limits) -> Result<Self, AdapterError> {
        let (mut child, registered) = children::start(launch.command(), true).map_err(|error| {
            let cure = match error.kind() {
                ErrorKind::PermissionDenied => Some("make it executable, as in `chmod +x`"),
                ErrorKind::NotFound => Some("the interpreter that its first line names isn't there"),
                _ => None,
            };
            let message = format!("`{}` can't be started: {error}", launch.shown);
            let fault = AdapterError::new(ErrorCode::Source, message).setting("command");
            cure.into_iter().fold(fault, AdapterError::help)
        })?;
        if let Some(mut input) = child.stdin.take() {
            let config = launch.config.clone();
            // A program may leave its input unread: then this thread waits until the program has ended.
            std::thread::spawn(move || {
                let _ = input.write_all(config.as_bytes()).and_then(|()| input.write_all(b"\n"));
            });
        }
        let outputs = [
            child.stdout.as_ref().map(AsRawFd::as_raw_fd),
            child.stderr.as_ref().map(AsRawFd::as_raw_fd),
        ];
        let pipes = outputs.into_iter().flatten().filter_map(descendants::pipe).collect();
        let (sender, pieces) = sync_channel(AHEAD);
        // Without an output the sender is gone at once, and the first piece is an error.
        if let Some(output) = child.stdout.take() {
            std::thread::spawn(move || hand_over(output, &sender));
        }
        let log = match child.stderr.take() {
            Some(errors) => Log::follow(errors),
            None => Log::follow(std::io::empty()),
        };
        Ok(Self {
            _registered: registered,
            child,
            pieces,
            log,
            launch: launch.clone(),
            limits,
            started: Instant::now(),
            digest: Digest::default(),
            pipes,
            gone: None,
            all_read: false,
            ended: false,
            fault: None,
        })
    }

    /// The command as messages show it.
    pub(crate) fn shown(&self) -> Arc<str> {
        Arc::clone(&self.launch.shown)
    }

    /// The next piece of the output; nothing at its end, or when the run has failed.
    pub(crate) fn piece(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        if self.all_read {
            return Ok(None);
        }
        let failed = |fault: &Option<AdapterError>| {
            let said = fault
                .as_ref()
                .map_or("the program failed", |fault| fault.message.as_str());
            Err(std::io::Error::other(said.to_owned()))
        };
        let since = Instant::now();
        while self.fault.is_none() {
            let left = self.remaining().min(self.limits.idle.saturating_sub(since.elapsed()));
            match self.pieces.recv_timeout(left.min(LOOK)) {
                Ok(Heard::Piece(piece)) if !self.remaining().is_zero() => {
                    self.digest.update(&piece);
                    self.gone = None;
                    return Ok(Some(piece));
                }
                Ok(Heard::Broken(error)) => {
                    let message = format!("the output of `{}` can't be read: {error}", self.launch.shown);
                    self.fail(ErrorCode::Source, message, None);
                }
                Ok(Heard::End) => {
                    self.all_read = true;
                    return Ok(None);
                }
                // Whoever reads the output says where it ends. That it fell silent isn't an end.
                Err(RecvTimeoutError::Disconnected) => {
                    let message = format!("reading the output of `{}` stopped unexpectedly", self.launch.shown);
                    self.fail(ErrorCode::Panic, message, None);
                }
                Err(RecvTimeoutError::Timeout) if !left.is_zero() => self.look(),
                Ok(Heard::Piece(_)) | Err(RecvTimeoutError::Timeout) => self.too_slow("wrote nothing for"),
            }
        }
        failed(&self.fault)
    }

    /// Looks whether a program that writes nothing has ended, though its output is still open: something that it started holds
    /// it, and nobody can say whether that will write more rows.
    fn look(&mut self) {
        if !descendants::has_ended(self.child.id()) {
            return;
        }
        if self.gone.get_or_insert_with(Instant::now).elapsed() < HELD {
            return;
        }
        // It isn't waited for yet: so the group is still its own.
        self.end_what_it_started();
        if self.end().is_ok() {
            let shown = &self.launch.shown;
            let message = format!("`{shown}` has ended, but something that it started keeps its output open");
            self.fail(ErrorCode::Source, message, None);
        }
    }

    /// Waits for the program's end.
    ///
    /// # Errors
    /// When it doesn't end in time, or ends badly.
    pub(crate) fn end(&mut self) -> Result<(), AdapterError> {
        let since = Instant::now();
        while self.fault.is_none() && !self.ended {
            match self.child.try_wait() {
                Ok(Some(status)) => {
                    self.ended = true;
                    if let Some((code, said)) = exit::fault(status) {
                        let message = format!("`{}` {said}", self.launch.shown);
                        self.fail(code, message, None);
                    }
                }
                Ok(None) if self.remaining().is_zero() || since.elapsed() > self.limits.idle => {
                    self.too_slow("closed its output but kept running for");
                }
                Ok(None) => std::thread::sleep(GLANCE),
                Err(error) => {
                    let message = format!("can't wait for the end of `{}`: {error}", self.launch.shown);
                    self.fail(ErrorCode::Source, message, None);
                }
            }
        }
        match &self.fault {
            Some(fault) => Err(fault.clone()),
            None => Ok(()),
        }
    }

    /// What a fault in the output really means: a program that failed explains a line that was cut off.
    pub(crate) fn explain(&mut self, error: AdapterError) -> AdapterError {
        if self.all_read {
            // Its fault is kept and told below.
            let _ = self.end();
        } else {
            // It still writes; how it would have ended is of no interest then.
            self.stop();
        }
        self.fault.clone().unwrap_or(error)
    }

    /// What was read.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        self.digest.fingerprint(&self.launch.shown)
    }

    fn remaining(&self) -> Duration {
        self.limits.whole.saturating_sub(self.started.elapsed())
    }

    fn too_slow(&mut self, idle: &str) {
        let shown = &self.launch.shown;
        let (message, key) = if self.remaining().is_zero() {
            (format!("`{shown}` ran longer than {:?}", self.limits.whole), "timeout")
        } else {
            (format!("`{shown}` {idle} {:?}", self.limits.idle), "idle_timeout")
        };
        self.fail(ErrorCode::Retryable, message, Some(key));
    }

    /// Ends the program and keeps the fault, with the end of the log.
    fn fail(&mut self, code: ErrorCode, message: String, limit: Option<&str>) {
        self.stop();
        let mut help = Vec::new();
        if let Some(key) = limit {
            help.push(format!("it was stopped; `{key}` gives it more time"));
        }
        let redact = |text: &str| self.launch.settings.redacted(text);
        let log = self.log.end(redact);
        if !log.is_empty() {
            help.push(format!("its log ends with\n    {}", log.join("\n    ")));
        }
        let fault = AdapterError::new(code, redact(&message)).setting(limit.unwrap_or("command"));
        self.fault = Some(match help.is_empty() {
            true => fault,
            false => fault.help(help.join("; ")),
        });
    }

    /// Ends the whole group, also where the program itself has ended: what it started may still be there.
    fn stop(&mut self) {
        if !self.ended {
            self.end_what_it_started();
            // It was killed, so this doesn't wait long; and if it can't be waited for, nothing is lost.
            let _ = self.child.kill();
            let _ = self.child.wait();
            self.ended = true;
        }
    }
}

impl Run {
    /// Ends its process group, and whoever holds its pipes from outside of it.
    fn end_what_it_started(&self) {
        children::end_group(self.child.id());
        children::end(&descendants::holders(&self.pipes, self.child.id()));
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What comes of the output: a piece of it, why no more of it can be read, or its end.
#[derive(Debug)]
enum Heard {
    Piece(Vec<u8>),
    Broken(std::io::Error),
    End,
}

/// Passes the output on in pieces, and says where it ends; or stops when nobody listens any more.
fn hand_over(mut output: impl Read, sender: &SyncSender<Heard>) {
    let mut piece = vec![0; PIECE];
    loop {
        let heard = match output.read(&mut piece) {
            Ok(0) => Heard::End,
            // A program may write byte by byte.
            Ok(read) => Heard::Piece(piece.get(..read).unwrap_or_default().to_vec()),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => Heard::Broken(error),
        };
        let last = !matches!(heard, Heard::Piece(_));
        if sender.send(heard).is_err() || last {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_output_is_said_and_a_reading_that_breaks_off_says_none() {
        let (sender, pieces) = sync_channel(AHEAD);
        hand_over(b"abc".as_slice(), &sender);
        assert!(matches!(pieces.recv(), Ok(Heard::Piece(piece)) if piece == b"abc"));
        assert!(matches!(pieces.recv(), Ok(Heard::End)));
        struct Torn;
        impl Read for Torn {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::Error::other("torn"))
            }
        }
        hand_over(Torn, &sender);
        drop(sender);
        assert!(matches!(pieces.recv(), Ok(Heard::Broken(_))));
        assert!(pieces.recv().is_err());
    }
}
