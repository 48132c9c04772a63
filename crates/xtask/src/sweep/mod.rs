//! `cargo xtask sweep`: every system call fails once with each error, and the run is killed at every one.

mod calls;
mod command;
mod folders;
mod judge;
mod sample;
mod table;
mod traced;

use crate::process::{cargo, run as run_command, succeeds, target};
use command::{Place, SCENARIOS, Scenario, Undisturbed};
use judge::disturbed;
use sample::sampled;
use std::io::{Result, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use table::Tally;
use traced::{Disturbance, Traced};

pub(crate) const HELP: &str = "\
Makes every system call of a run fail once with each of six errors, and kills the run at every one, for five commands on the project
of `uptake init`, and for the process that watches them. It needs `strace`.

Usage: cargo xtask sweep [COMMAND] [--short] [--program FILE] [--jobs N] [--minutes N]

  COMMAND         such as `run --out` or `check`; all if none is named
  --short         a sample of all, about a minute
  --program FILE  the program to try; it is built if none is named
  --jobs N        how many runs at once; one for each core if not given
  --minutes N     end after this time, with what was tried so far, evenly over all calls

What must hold: exit code 0 or 1 comes with the undisturbed run's output, byte by byte; any other end is 2 with an error, or the
kill; a folder that was there is whole, the old one or the new one; nothing panics or hangs; what is left beside is removed by the
next run; an interrupted call is tried again. `strace` counts calls per thread, so in a few runs a call of the same number fails in several threads.";

/// As many disturbances make a short sweep.
const SHORT: usize = 160;

/// What is asked of a sweep.
struct Asked {
    only: Option<String>,
    short: bool,
    program: Option<PathBuf>,
    jobs: usize,
    minutes: Option<f64>,
}

pub(crate) fn run(arguments: &[String]) -> std::result::Result<(), String> {
    let asked = asked(arguments)?;
    if !succeeds(Command::new("strace").arg("--version")) {
        return Err("`strace` isn't installed, as in `apt-get install strace` or `dnf install strace`".to_owned());
    }
    let program = match &asked.program {
        Some(program) => std::path::absolute(program).map_err(|error| error.to_string())?,
        None => {
            run_command(&mut cargo(["build", "--release", "--workspace", "--bin", "uptake"]))?;
            target()?.join("release").join("uptake")
        }
    };
    let folder = target()?.join("sweep").join(std::process::id().to_string());
    let swept = sweep(&asked, &program, &folder).map_err(|error| format!("the sweep broke off: {error}"));
    let _ = std::fs::remove_dir_all(&folder);
    match swept? {
        0 => Ok(()),
        broken => Err(format!("{broken} promises broken")),
    }
}

fn asked(arguments: &[String]) -> std::result::Result<Asked, String> {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let (mut asked, mut words) = (
        Asked {
            only: None,
            short: false,
            program: None,
            jobs: cores,
            minutes: None,
        },
        arguments.iter(),
    );
    while let Some(word) = words.next() {
        let mut value = || words.next().cloned().ok_or_else(|| format!("`{word}` lacks its value"));
        let number = |text: String| {
            text.parse::<f64>()
                .ok()
                .filter(|number| *number > 0.0)
                .ok_or(format!("`{word}` needs a number above zero"))
        };
        match word.as_str() {
            "--short" => asked.short = true,
            "--program" => asked.program = Some(value()?.into()),
            "--jobs" => {
                asked.jobs = value()?
                    .parse()
                    .ok()
                    .filter(|jobs| *jobs > 0)
                    .ok_or("`--jobs` needs a number above zero")?
            }
            "--minutes" => asked.minutes = Some(number(value()?)?),
            name if SCENARIOS.iter().any(|scenario| scenario.name == name) => asked.only = Some(name.to_owned()),
            name => return Err(format!("`sweep` has no command `{name}`\n\n{HELP}")),
        }
    }
    Ok(asked)
}

/// One thing to try.
struct Trial<'a> {
    scenario: &'a Scenario,
    expected: &'a Undisturbed,
    disturbance: Disturbance,
}

/// Tries everything; how many promises are broken.
fn sweep(asked: &Asked, program: &Path, folder: &Path) -> Result<usize> {
    folders::emptied(folder)?;
    let traced = Traced::new(program, folder)?;
    let project = folder.join("project");
    let made = Command::new(program).arg("init").arg(&project).output()?;
    if !made.status.success() {
        return Err(std::io::Error::other("`uptake init` fails"));
    }
    let place = |scenario, name: String| Place {
        scenario,
        traced: &traced,
        project: &project,
        folder: folder.join(name),
    };
    let scenarios = SCENARIOS
        .iter()
        .filter(|scenario| asked.only.as_ref().is_none_or(|only| only == scenario.name));
    let mut known = Vec::new();
    for scenario in scenarios {
        let place = place(scenario, "first".to_owned());
        known.push((scenario, place.undisturbed()?, disturbances(&place, folder)?));
    }
    let mut trials = Vec::new();
    for (scenario, expected, disturbances) in &known {
        trials.extend(disturbances.iter().map(|disturbance| Trial {
            scenario,
            expected,
            disturbance: disturbance.clone(),
        }));
    }
    // Evenly over all: so a sweep that is ended early has seen a bit of everything.
    let trials = sampled(trials, if asked.short { SHORT } else { usize::MAX });
    let tally = Mutex::new(Tally::new(trials.len()));
    let (next, since) = (AtomicUsize::new(0), Instant::now());
    let until = asked
        .minutes
        .map(|minutes| since + Duration::from_secs_f64(minutes * 60.0));
    let worker = |number: usize| -> Result<()> {
        while until.is_none_or(|until| Instant::now() < until) {
            let Some(trial) = trials.get(next.fetch_add(1, Ordering::Relaxed)) else {
                break;
            };
            let place = place(trial.scenario, format!("job{number}"));
            let came = disturbed(&place, &trial.disturbance, trial.expected)?;
            if let Ok(mut tally) = tally.lock() {
                tally.add(trial.scenario.name, &trial.disturbance, &came, since.elapsed());
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let jobs: Vec<_> = (0..asked.jobs)
            .map(|number| scope.spawn(move || worker(number)))
            .collect();
        for job in jobs {
            job.join().map_err(|_| std::io::Error::other("a job panicked"))??;
        }
        Ok::<(), std::io::Error>(())
    })?;
    let tally = tally
        .into_inner()
        .map_err(|_| std::io::Error::other("a job panicked"))?;
    writeln!(std::io::stdout(), "{}", tally.text(since.elapsed()))?;
    Ok(tally.broken())
}

/// Everything that can be done to a command.
fn disturbances(place: &Place<'_>, folder: &Path) -> Result<Vec<Disturbance>> {
    let file = folder.join("trace");
    place.prepare(&folders::Content::new())?;
    place.run(&Disturbance::Recorded(file.clone()))?;
    let calls = calls::counted(&String::from_utf8_lossy(&std::fs::read(file)?));
    let mut all = Vec::new();
    for (call, most) in calls {
        let most = if calls::is_waiting(&call) { most.min(3) } else { most };
        for number in 1..=most {
            let errors = calls::errors(&call).iter();
            all.extend(errors.map(|error| Disturbance::Fails(call.clone(), error, number)));
            // The first program that runs is `strace`'s own child, before it is ours.
            if call != "execve" {
                all.push(Disturbance::Killed(call.clone(), number));
            }
        }
    }
    Ok(all)
}
