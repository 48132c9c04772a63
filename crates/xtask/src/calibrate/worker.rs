//! The processes that judge, each a few organisations at a time.

use std::fs::OpenOptions;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A fault that can be planted.
pub(super) struct Fault {
    /// As the check that should find it.
    pub(super) name: String,
    /// Whether it is in the use of tools, else in the structure.
    pub(super) of_tools: bool,
    /// The other checks that may fail with it.
    pub(super) with: Vec<String>,
}

/// The faults, as the program lists them.
pub(super) fn faults(program: &Path) -> Result<Vec<Fault>, String> {
    let answer = Command::new(program).arg("list").output();
    let answer = answer.map_err(|error| format!("can't run `{}`: {error}", program.display()))?;
    let text = String::from_utf8_lossy(&answer.stdout);
    let fault = |line: &str| {
        let mut parts = line.split('\t');
        Some(Fault {
            of_tools: parts.next()? == "tools",
            name: parts.next()?.to_owned(),
            with: parts
                .next()?
                .split(',')
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    };
    let faults: Option<Vec<Fault>> = text.lines().map(fault).collect();
    faults
        .filter(|faults| !faults.is_empty())
        .ok_or_else(|| "the program lists no faults".to_owned())
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
