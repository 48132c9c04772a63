//! What came of a sweep.

use super::judge::Came;
use super::traced::Disturbance;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::time::Duration;

/// The counts of one command.
#[derive(Default)]
struct Counts {
    tried: usize,
    same: usize,
    refused: usize,
    killed: usize,
    died: usize,
    not_begun: usize,
    panicked: usize,
    broken: usize,
}

/// All counts so far.
pub(super) struct Tally {
    all: usize,
    done: usize,
    commands: BTreeMap<&'static str, Counts>,
    findings: Vec<String>,
    panics: BTreeMap<String, (usize, String)>,
}

impl Tally {
    /// None yet, of so many.
    pub(super) fn new(all: usize) -> Self {
        Self {
            all,
            done: 0,
            commands: BTreeMap::new(),
            findings: Vec::new(),
            panics: BTreeMap::new(),
        }
    }

    /// Adds a run, and tells of it: a line that is written over on a terminal, and each finding as it comes.
    pub(super) fn add(&mut self, command: &'static str, disturbance: &Disturbance, came: &Came, since: Duration) {
        self.done += 1;
        let counts = self.commands.entry(command).or_default();
        counts.tried += 1;
        match came {
            Came::Same => counts.same += 1,
            Came::Refused => counts.refused += 1,
            Came::Killed => counts.killed += 1,
            Came::Died => counts.died += 1,
            Came::NotBegun => counts.not_begun += 1,
            Came::Panicked(place) => {
                counts.panicked += 1;
                let first = || (0, format!("{command}, {disturbance}"));
                self.panics.entry(place.clone()).or_insert_with(first).0 += 1;
            }
            Came::Broken(how) => {
                counts.broken += 1;
                let finding = format!("{command}, {disturbance}: {how}");
                eprintln!("\r{finding}");
                self.findings.push(finding);
            }
        }
        let seldom = self.done.is_multiple_of(500);
        if std::io::stderr().is_terminal() || seldom {
            let end = if seldom { "\n" } else { "" };
            eprint!(
                "\r{} of {}, {} s, {} findings{end}",
                self.done,
                self.all,
                since.as_secs(),
                self.findings.len()
            );
            let _ = std::io::stderr().flush();
        }
    }

    /// How many promises were broken.
    pub(super) fn broken(&self) -> usize {
        self.findings.len()
    }

    /// The table, as it is recorded.
    pub(super) fn text(&self, since: Duration) -> String {
        let mut text = "| command | runs | as undisturbed | 2 with an error | killed | out of memory | before the first line | 2, internal error | broken |\n|---|---|---|---|---|---|---|---|---|\n".to_owned();
        for (name, counts) in &self.commands {
            let Counts {
                tried,
                same,
                refused,
                killed,
                died,
                not_begun,
                panicked,
                broken,
            } = counts;
            let _ = writeln!(
                text,
                "| `{name}` | {tried} | {same} | {refused} | {killed} | {died} | {not_begun} | {panicked} | {broken} |"
            );
        }
        for (place, (times, first)) in &self.panics {
            let _ = writeln!(
                text,
                "\npanic, with its code, at {place}: {times} times, such as {first}"
            );
        }
        let _ = write!(text, "\n{} of {} runs in {} s", self.done, self.all, since.as_secs());
        text
    }
}
