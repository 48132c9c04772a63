//! `cargo xtask calibrate`: how often each check finds its fault, and how often it finds one where there is none.

mod count;
mod page;
mod tally;
mod worker;

use crate::process;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

pub(crate) const HELP: &str = "\
Judges made-up organisations, healthy ones and ones with a fault, and writes docs/calibration.md: for every check how often it
finds its fault, how often it fails or warns where nothing is wrong, and how often it knows too little.

Usage: cargo xtask calibrate [OPTIONS]

  --organisations N  how many healthy ones, and how many with each fault, of each size (200)
  --sizes LIST       how many CSMs they have (12,120,1200)
  --checks LIST      only the faults of these names, and healthy ones (all)
  --whole N          of how many with each fault in the structure all checks are judged; of the others its own alone (20)
  --processes N      how many at a time (2)
  --minutes N        stops to begin new ones after so long; what is done stays
  --page             writes the page of what is done, and judges nothing

What was judged is counted in docs/calibration.tsv, by a digest of the rules and of how organisations are made: whoever starts again
goes on, on another machine, too. Counts of earlier rules stay, and are marked, until those of now have judged 20 of a kind.";

/// What to judge.
struct Wanted {
    organisations: usize,
    sizes: Vec<usize>,
    checks: Vec<String>,
    whole: usize,
    processes: usize,
    minutes: Option<u64>,
    page_alone: bool,
}

impl Wanted {
    fn read(arguments: &[String]) -> Result<Self, String> {
        let mut wanted = Self {
            organisations: 200,
            sizes: vec![12, 120, 1_200],
            checks: Vec::new(),
            whole: 20,
            processes: 2,
            minutes: None,
            page_alone: false,
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            if argument == "--page" {
                wanted.page_alone = true;
                continue;
            }
            let value = rest
                .next()
                .ok_or_else(|| format!("`{argument}` lacks its value\n\n{HELP}"))?;
            match argument.as_str() {
                "--organisations" => wanted.organisations = number(value)?,
                "--sizes" => wanted.sizes = value.split(',').map(number).collect::<Result<_, _>>()?,
                "--checks" => wanted.checks = value.split(',').map(str::to_owned).collect(),
                "--whole" => wanted.whole = number(value)?,
                "--processes" => wanted.processes = number(value)?.max(1),
                "--minutes" => wanted.minutes = Some(number(value)? as u64),
                other => return Err(format!("`calibrate` takes no argument `{other}`\n\n{HELP}")),
            }
        }
        Ok(wanted)
    }
}

fn number(text: impl AsRef<str>) -> Result<usize, String> {
    let text = text.as_ref();
    text.parse().map_err(|_| format!("`{text}` isn't a whole number"))
}

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let wanted = Wanted::read(arguments)?;
    process::run(&mut process::cargo([
        "build",
        "--release",
        "--workspace",
        "--example",
        "calibrate",
    ]))?;
    let program = process::target()?.join("release/examples/calibrate");
    let (faults, kinds) = worker::listed(&program)?;
    if let Some(unknown) = wanted
        .checks
        .iter()
        .find(|name| faults.iter().all(|fault| fault.name != **name))
    {
        return Err(format!("no fault is called `{unknown}`"));
    }
    // A line for each lies here until it is counted; they are of these rules alone.
    let rules: Vec<&str> = kinds
        .iter()
        .map(|kind| kind.rules.as_str())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let folder = process::target()?.join("calibrate").join(rules.join("-"));
    fs::create_dir_all(&folder).map_err(|error| format!("can't make `{}`: {error}", folder.display()))?;
    let file = process::root().join("docs/calibration.tsv");
    let mut tally = tally::Tally::read(&file)?;
    tally.add(&lines(&folder)?, &kinds)?;
    if !wanted.page_alone {
        let left = jobs(&wanted, &faults, &tally.done(&kinds));
        worker::judge(&program, &folder, &left, wanted.processes, wanted.minutes)?;
        tally.add(&lines(&folder)?, &kinds)?;
    }
    tally.write(&file)?;
    let counted = tally.counted(&kinds);
    let page = process::root().join("docs/calibration.md");
    fs::write(&page, page::page(&counted, &faults))
        .map_err(|error| format!("can't write `{}`: {error}", page.display()))?;
    eprintln!("xtask: {} organisations in {}", counted.organisations(), page.display());
    Ok(())
}

/// What is left to judge: small ones first, and of each size a healthy one and one with each fault in turn, so that whoever stops
/// has something of everything.
fn jobs(wanted: &Wanted, faults: &[worker::Fault], done: &BTreeSet<String>) -> Vec<String> {
    let chosen = |name: &str| wanted.checks.is_empty() || wanted.checks.iter().any(|check| check == name);
    let names: Vec<&str> = std::iter::once(worker::HEALTHY)
        .chain(
            faults
                .iter()
                .map(|fault| fault.name.as_str())
                .filter(|name| chosen(name)),
        )
        .collect();
    let mut jobs = Vec::new();
    for size in &wanted.sizes {
        for seed in 1..=wanted.organisations {
            for name in &names {
                let job = format!("{name}:{size}:{seed}");
                if done.contains(&job) {
                    continue;
                }
                // Nothing is saved where the use of tools is judged: that is small.
                let structural = faults.iter().any(|fault| fault.name == **name && !fault.of_tools);
                let own = structural && seed > wanted.whole;
                jobs.push(if own { job + ":own" } else { job });
            }
        }
    }
    jobs
}

/// All lines of what was judged, whole ones alone: a run that was killed may have left half of one.
fn lines(folder: &PathBuf) -> Result<Vec<String>, String> {
    let unreadable = |error: std::io::Error| format!("can't read `{}`: {error}", folder.display());
    let mut found = Vec::new();
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        files.push(entry.map_err(unreadable)?.path());
    }
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).map_err(unreadable)?;
        found.extend(
            text.split_inclusive('\n')
                .filter_map(|line| line.strip_suffix('\n'))
                .map(str::to_owned),
        );
    }
    Ok(found)
}
