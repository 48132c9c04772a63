//! `cargo xtask fuzz`: changed files at every door.

use crate::process::{cargo, root, run as run_command, target};
use std::process::Command;

pub(crate) const HELP: &str = "\
Reads seeds that are changed at random: files of every format through the adapter `files`, answers of a service through the adapter
`http`, scripts, mappings and project files through whoever reads rules, and rule files through cargo-fuzz.

Usage: cargo xtask fuzz [TARGET] [--minutes N]
       cargo xtask fuzz --all [--minutes N]

  TARGET       csv, ndjson, json, xlsx, ods, parquet, ipc, http, scripts, mappings, project, or rules; all formats of files if
               none is named
  --all        every target but `rules`
  --minutes N  for each target; 1 if not given

What must hold: no panic, no abort, no input that takes longer than ten seconds or 6 GiB of addresses, the same rows with one
column as with all. What breaks it is kept in `fuzz/found`. Seeds are in `fuzz/seeds`; what was run is recorded in
`docs/reliability.md`. `rules` needs the nightly toolchain and `cargo install cargo-fuzz`.";

/// The formats of files.
const FORMATS: [&str; 7] = ["csv", "ndjson", "json", "xlsx", "ods", "parquet", "ipc"];

/// The doors that aren't formats of files, each with its example.
const DOORS: [(&str, &str); 4] = [
    ("http", "fuzz_http"),
    ("scripts", "fuzz_rules"),
    ("mappings", "fuzz_rules"),
    ("project", "fuzz_rules"),
];

/// Addresses that a reader may take, in KiB.
const MEMORY: &str = "6291456";

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let (mut named, mut minutes) = (None, "1".to_owned());
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--minutes" => {
                let text = words.next().ok_or("`--minutes` needs a number")?;
                let valid = text
                    .parse::<f64>()
                    .is_ok_and(|minutes| minutes > 0.0 && minutes < 10_000.0);
                minutes = Some(text.clone())
                    .filter(|_| valid)
                    .ok_or("`--minutes` needs a number above zero")?;
            }
            "rules" => named = Some("rules"),
            "--all" => named = Some("--all"),
            word => {
                let doors = DOORS.iter().map(|(door, _)| *door);
                let known = FORMATS.into_iter().chain(doors).find(|target| *target == word);
                named = Some(known.ok_or_else(|| format!("`fuzz` has no target `{word}`\n\n{HELP}"))?);
            }
        }
    }
    match named {
        Some("rules") => rules(&minutes),
        Some("--all") => targets(
            &FORMATS
                .into_iter()
                .chain(DOORS.map(|(door, _)| door))
                .collect::<Vec<_>>(),
            &minutes,
        ),
        Some(target) => targets(&[target], &minutes),
        None => targets(&FORMATS, &minutes),
    }
}

fn targets(targets: &[&str], minutes: &str) -> Result<(), String> {
    run_command(&mut cargo([
        "build",
        "--release",
        "--workspace",
        "--example",
        "fuzz_formats",
        "--example",
        "fuzz_http",
        "--example",
        "fuzz_rules",
    ]))?;
    let programs = target()?.join("release").join("examples");
    let mut failed = Vec::new();
    for target in targets {
        let door = DOORS.iter().find(|(door, _)| door == target);
        let program = programs.join(door.map_or("fuzz_formats", |(_, example)| example));
        let found = root().join("fuzz").join("found");
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -v {MEMORY}; exec nice -n 19 \"$0\" \"$@\"")]);
        command.arg(&program).arg(target);
        command
            .arg(root().join("fuzz").join("seeds").join(target))
            .arg(&found)
            .arg(minutes);
        if let Err(error) = run_command(&mut command) {
            failed.push(format!("{error}; the input is in {}", found.display()));
        }
    }
    match failed.is_empty() {
        true => Ok(()),
        false => Err(failed.join("\nxtask: ")),
    }
}

fn rules(minutes: &str) -> Result<(), String> {
    let seconds = minutes.parse::<f64>().unwrap_or(1.0) * 60.0;
    let mut command = Command::new("cargo");
    command
        .current_dir(root())
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO");
    command.args([
        "+nightly",
        "fuzz",
        "run",
        "rules",
        "fuzz/corpus",
        "fuzz/seeds/rules",
        "--",
        "-dict=fuzz/rules.dict",
    ]);
    command.args(["-max_len=4096", "-timeout=20", &format!("-max_total_time={seconds:.0}")]);
    std::fs::create_dir_all(root().join("fuzz").join("corpus")).map_err(|error| error.to_string())?;
    run_command(&mut command)
}
