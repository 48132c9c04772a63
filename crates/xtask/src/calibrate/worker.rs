//! The processes that judge, each a few organisations at a time.

use std::fs::OpenOptions;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The name of organisations without a fault.
pub(super) const HEALTHY: &str = "none";

/// What can be judged: organisations with a fault that can be planted, or healthy ones.
pub(super) struct Kind {
    /// The name of the fault, or [`HEALTHY`].
    pub(super) name: String,
    /// A digest of the rules that judge it, and of how organisations are made.
    pub(super) rules: String,
}

/// A fault that can be planted.
pub(super) struct Fault {
    /// As the check that should find it.
    pub(super) name: String,
    /// Whether it is in the use of tools, else in the structure.
    pub(super) of_tools: bool,
    /// The other checks that may fail with it.
    pub(super) with: Vec<String>,
}

/// The faults, as the program lists them, and all that can be judged.
pub(super) fn listed(program: &Path) -> Result<(Vec<Fault>, Vec<Kind>), String> {
    let answer = Command::new(program).arg("list").output();
    let answer = answer.map_err(|error| format!("can't run `{}`: {error}", program.display()))?;
    if !answer.status.success() {
        let said = String::from_utf8_lossy(&answer.stderr);
        return Err(format!("`calibrate list` failed ({}): {}", answer.status, said.trim()));
    }
    let text = String::from_utf8_lossy(&answer.stdout);
    let (mut faults, mut kinds) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let [planted, name, with, rules] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!("the program lists `{line}`, which nobody understands"));
        };
        kinds.push(Kind {
            name: name.to_owned(),
            rules: rules.to_owned(),
        });
        if name != HEALTHY {
            faults.push(Fault {
                of_tools: planted == "tools",
                name: name.to_owned(),
                with: with
                    .split(',')
                    .filter(|name| !name.is_empty())
                    .map(str::to_owned)
                    .collect(),
            });
        }
    }
    match faults.is_empty() {
        true => Err("the program lists no faults".to_owned()),
        false => Ok((faults, kinds)),
    }
}

/// Judges what is left with so many processes. Each writes into a file of its own.
pub(super) fn judge(
    program: &Path,
    folder: &Path,
    jobs: &[String],
    processes: usize,
    minutes: Option<u64>,
) -> Result<(), String> {
    let next = AtomicUsize::new(0);
    let started = Instant::now();
    let late = || minutes.is_some_and(|minutes| started.elapsed() > Duration::from_secs(60 * minutes));
    std::thread::scope(|scope| {
        let works = |number: usize| {
            let (next, late) = (&next, &late);
            scope.spawn(move || -> Result<(), String> {
                while !late() {
                    let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) else {
                        return Ok(());
                    };
                    one(program, folder, number, job)?;
                }
                Ok(())
            })
        };
        let all: Vec<_> = (0..processes).map(works).collect();
        let ended = all
            .into_iter()
            .map(|work| work.join().map_err(|_| "a thread panicked".to_owned())?);
        ended.collect()
    })
}

/// Judges one.
fn one(program: &Path, folder: &Path, number: usize, job: &str) -> Result<(), String> {
    let file = folder.join(format!("{number}.tsv"));
    let mut options = OpenOptions::new();
    let file = options.create(true).append(true).open(&file);
    let file = file.map_err(|error| format!("can't write into `{}`: {error}", folder.display()))?;
    let status = Command::new(program).arg(job).stdout(Stdio::from(file)).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`calibrate {job}` failed ({status})")),
        Err(error) => Err(format!("can't run `{}`: {error}", program.display())),
    }
}
