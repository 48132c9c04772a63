//! The last lines that a program writes on standard error.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How many lines are kept, and how many bytes of one. More than is shown: secrets are taken out first, and a piece of one
/// would pass.
const LINES: usize = 200;
const LINE: u64 = 1 << 14;

/// Lines that are shown.
const SHOWN_LINES: usize = 10;

/// Letters of a line that are shown.
const SHOWN: usize = 500;

/// How long the end of the log is waited for when the program has ended: what it started may still hold it open.
const PATIENCE: Duration = Duration::from_millis(500);

/// The end of a log that is being read.
pub(crate) struct Log {
    lines: Arc<Mutex<VecDeque<String>>>,
    ended: Receiver<()>,
}

impl Log {
    /// Reads on a thread of its own, so that a program that logs much is never held up.
    pub(crate) fn follow(stream: impl Read + Send + 'static) -> Self {
        let lines: Arc<Mutex<VecDeque<String>>> = Arc::default();
        let (sender, ended) = sync_channel(1);
        let kept = Arc::clone(&lines);
        std::thread::spawn(move || {
            let mut reader = BufReader::new(stream);
            let mut line = Vec::new();
            while next_line(&mut reader, &mut line) {
                let text = readable(&line);
                if text.is_empty() {
                    continue;
                }
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.push_back(text);
                if kept.len() > LINES {
                    kept.pop_front();
                }
            }
            // Nobody may wait for it any more.
            let _ = sender.send(());
        });
        Self { lines, ended }
    }

    /// The last lines, once the program has ended, as `redact` leaves them: of the whole, for a secret may be broken into lines.
    pub(crate) fn end(&self, redact: impl Fn(&str) -> String) -> Vec<String> {
        // The log may have been held open; then what is there must do.
        let _ = self.ended.recv_timeout(PATIENCE);
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let whole = lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
        let whole = redact(&whole);
        let all: Vec<&str> = whole.lines().collect();
        let last = all.get(all.len().saturating_sub(SHOWN_LINES)..).unwrap_or_default();
        last.iter().map(|line| line.chars().take(SHOWN).collect()).collect()
    }
}

/// Reads a line, or the start of a long one: the rest of it is passed over.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> bool {
    line.clear();
    let read = reader.take(LINE).read_until(b'\n', line);
    let whole = line.ends_with(b"\n") || (line.len() as u64) < LINE;
    read.is_ok_and(|read| read > 0) && (whole || reader.skip_until(b'\n').is_ok())
}

/// Text without what could confuse a terminal.
fn readable(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let plain = text.chars().filter(|letter| !letter.is_control() || *letter == '\t');
    plain.collect::<String>().trim_end().to_owned()
}
