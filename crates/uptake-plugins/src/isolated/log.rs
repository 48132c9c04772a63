//! A child's log: read to its end, so that the child never waits, the last lines kept for a message.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader};
use std::process::ChildStderr;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How many lines of a child's log are kept. More than a message shows: secrets are taken out first, which may be broken into lines.
const LOG_LINES: usize = 200;

/// Bytes of a line that is kept, at most.
const LINE: u64 = 1 << 16;

/// How long a log may take to end once its child has.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The last lines of a child's log.
#[derive(Debug)]
pub(super) struct Log {
    lines: Arc<Mutex<VecDeque<String>>>,
    /// Cut when the log ends.
    reading: Mutex<Receiver<()>>,
}

impl Log {
    /// The lines of a child that has ended: those that it has written and nobody has read yet are waited for.
    pub(super) fn lines(&self) -> Vec<String> {
        let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        // It may go on where somebody else has it, too.
        let _ = reading.recv_timeout(LAST_WORDS);
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().cloned().collect()
    }
}

/// Reads a child's log to its end, so that it never waits, and keeps the last lines.
pub(super) fn keep_log(log: ChildStderr) -> Log {
    let kept = Arc::new(Mutex::new(VecDeque::new()));
    let (reading, ended) = channel::<()>();
    let keep = Arc::clone(&kept);
    std::thread::spawn(move || {
        let mut reader = BufReader::new(log);
        let mut line = Vec::new();
        while next_line(&mut reader, &mut line) {
            let text = String::from_utf8_lossy(&line).trim().to_owned();
            let mut kept = keep.lock().unwrap_or_else(PoisonError::into_inner);
            if !text.is_empty() {
                kept.push_back(text);
            }
            if kept.len() > LOG_LINES {
                kept.pop_front();
            }
        }
        drop(reading);
    });
    Log {
        lines: kept,
        reading: Mutex::new(ended),
    }
}

/// Reads a line. Of one that is longer than a log's lines are nothing is kept: half of a secret would pass whoever looks for
/// the whole of it.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> bool {
    line.clear();
    let read = std::io::Read::take(&mut *reader, LINE).read_until(b'\n', line);
    if !read.is_ok_and(|read| read > 0) {
        return false;
    }
    let whole = line.ends_with(b"\n") || (line.len() as u64) < LINE;
    if !whole {
        line.clear();
        line.extend_from_slice("(a line of the log was too long to be shown)".as_bytes());
    }
    whole || reader.skip_until(b'\n').is_ok()
}
