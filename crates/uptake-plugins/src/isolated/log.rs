//! A child's log: read to its end, so that the child never waits, the last lines kept for a message.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::process::ChildStderr;
use std::sync::{Arc, Mutex, PoisonError};

/// How many lines of a child's log are kept for a message.
const LOG_LINES: usize = 3;

/// Reads a child's log to its end, so that it never waits, and keeps the last lines.
pub(super) fn keep_log(log: ChildStderr) -> Arc<Mutex<VecDeque<String>>> {
    let kept = Arc::new(Mutex::new(VecDeque::new()));
    let keep = Arc::clone(&kept);
    std::thread::spawn(move || {
        let mut reader = BufReader::new(log);
        let mut line = Vec::new();
        while let Ok(1..) = Read::take(&mut reader, 1 << 12).read_until(b'\n', &mut line) {
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
