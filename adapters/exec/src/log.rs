//! The last lines that a program writes on standard error.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How many lines are kept, and how many bytes of one.
const LINES: usize = 10;
const LINE: u64 = 500;

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
            while (&mut reader)
                .take(LINE)
                .read_until(b'\n', &mut line)
                .is_ok_and(|read| read > 0)
            {
                let text = readable(&line);
                line.clear();
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

    /// The last lines, once the program has ended.
    pub(crate) fn end(&self) -> Vec<String> {
        // The log may have been held open; then what is there must do.
        let _ = self.ended.recv_timeout(PATIENCE);
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().cloned().collect()
    }
}

/// Text without what could confuse a terminal.
fn readable(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let plain = text.chars().filter(|letter| !letter.is_control() || *letter == '\t');
    plain.collect::<String>().trim_end().to_owned()
}
