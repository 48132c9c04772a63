//! How far reading is, on a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};
use uptake_project::Progress;
use uptake_rules::visible::visible;

/// A run that takes longer than this shows how far it is.
const PATIENCE: Duration = Duration::from_secs(2);

/// A line that appears after a while and is gone when reading ends.
pub(crate) struct Bar {
    rows: u64,
    started: Instant,
    shown: Option<ProgressBar>,
}

impl Bar {
    /// Nothing is shown yet.
    pub(crate) fn new() -> Self {
        Self {
            rows: 0,
            started: Instant::now(),
            shown: None,
        }
    }
}

impl Bar {
    /// So many of so many parts are written.
    pub(crate) fn part(&mut self, what: &str, done: usize, all: usize) {
        self.of_parts(&format!("writing {what}"), done, all);
    }

    fn of_parts(&mut self, message: &str, done: usize, all: usize) {
        if self.shown.is_none() && self.started.elapsed() > PATIENCE && std::io::stderr().is_terminal() {
            let bar = ProgressBar::new(all as u64);
            if let Ok(style) = ProgressStyle::with_template("{bar:20} {msg} · {pos} of {len} · {elapsed}") {
                bar.set_style(style);
            }
            self.shown = Some(bar);
        }
        if let Some(bar) = &self.shown {
            bar.set_message(message.to_owned());
            bar.set_position(done as u64);
        }
    }
}

impl Progress for Bar {
    fn rows(&mut self, dataset: &str, rows: u64) {
        self.rows += rows;
        if self.shown.is_none() && self.started.elapsed() > PATIENCE && std::io::stderr().is_terminal() {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} · {human_pos} rows · {elapsed}") {
                bar.set_style(style);
            }
            self.shown = Some(bar);
        }
        if let Some(bar) = &self.shown {
            bar.set_message(format!("reading {}", visible(dataset)));
            bar.set_position(self.rows);
        }
    }

    fn parts(&mut self, what: &str, done: usize, all: usize) {
        self.of_parts(&visible(what), done, all);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}
