//! `cargo xtask bench`: prepares what `benches/measure.py` needs, and calls it.

use crate::process::{self, cargo, root, target};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) const HELP: &str = "\
Measures uptake beside DuckDB and Polars on the same made-up file; docs/benchmarks.md has the method.

Usage: cargo xtask bench [OPTIONS]
       cargo xtask bench conditions [--full | --quick] [--runs N] [--entities N] [--seed N]
       cargo xtask bench adbc [--rows N] [--runs N]
       cargo xtask bench abi [--quick] [--rows N] [--runs N]
       cargo xtask bench readiness [--accounts N] [--owners N] [--runs N]
       cargo xtask bench cache [--rows N] [--people N] [--pack headline|full] [--runs N]
       cargo xtask bench build [--quick]
       cargo xtask bench rules [--rows N] [--people N] [--files N] [--runs N]
       cargo xtask bench scale [--quick] [--rows N] [--people N] [--engines NAMES] [--runs N]
       cargo xtask bench serve [PROJECT] [--readers N] [--seconds N]
       cargo xtask bench editor [--files N] [--letters N] [--runs N]
       cargo xtask bench explain PROJECT PEOPLE COLUMN
       cargo xtask bench impact PROJECT OTHER

  --quick       1 million interactions and one round, to see that everything works
  --only PARTS  only these parts: a (headline rate), b (full pack), c (12 further
                definitions), d (100 teams with overrides), and, if they are named:
                g (100 million interactions, which take a few GiB of disk),
                h (200,000 people), i (CSV and NDJSON); separate with commas
  --runs N      counted rounds instead of 5
  --peers       leaves uptake out, and doesn't build it

`conditions` measures one condition on 5 million person-periods in three ways: YAML, Rhai by columns, Rhai interpreted (on
a hundredth of them, or with --full on all), and prints the medians and their ratios. It needs no python3.

`adbc` reads 20 million rows from DuckDB and PostgreSQL through the adapter `adbc`, has both export the same rows to CSV in
their own way, and prints times, ratios and peak memory. It needs `cargo xtask peers adbc`.

`abi` reads 20 million rows with the adapter `files` built in, loaded from its shared library, and isolated in a child
process, and prints the medians, their ratios and the peak memory. It needs no python3 either.

`readiness` computes a panel of 200,000 accounts with three years of weekly scores, 31 million rows, beside DuckDB.

`cache` lays 20 million interactions out over 104 weeks, a file each, and measures a run that reads nothing after an edit of a threshold,
and one that reads one week more, beside a fresh one; every byte of their files is compared.

`build` builds Polars and then the program into an empty folder, and prints the seconds, the processor time and the crates of both, and
the size of the program. With --quick both are only checked.

`rules` measures what owners of rules wait for beside what is aimed at: one person explained and the impact of one edit on 20 million
interactions, and a check with all proofs of 1,000 override files.

`scale` has each engine that is there add 20 million interactions up, and prints the table of docs/scale.md: seconds of a run, of the
cube's query and of a query by hand, bytes that travelled, rows compared and differences. It needs `cargo xtask peers adbc clickhouse
datafusion sail spark`, or as many of these as are to be measured; `datafusion` has what asks the queries.

`serve` serves a project, or the demo, has 50 readers look at its views for a minute, and prints how long they wait. It needs no
python3.

`editor` runs `check`, `fmt --check` and `lint` on a pack of 1,000 files, and types 200 letters all over the longest file of each shipped
pack into the language server, which is asked after each what may be written there. It needs no python3.

`explain` reads and judges a project once, and prints how long it takes to explain each of up to 500 of its people.

`impact` reads and judges a project once, and prints how long it takes to judge the rules of another one on the same data and to
lay both beside each other.

Needs python3 (3.9 or later, with venv). Everything it makes lies in `bench` in the target folder: the environment with
the peers, the generated files, the answers and results.json. It fails where answers differ, never for being slow.";

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    match arguments.split_first() {
        Some((first, rest)) if first == "conditions" => return example("conditions", rest),
        Some((first, rest)) if first == "explain" => return example("explain", rest),
        Some((first, rest)) if first == "impact" => return example("impact", rest),
        Some((first, rest)) if first == "adbc" => return example("adbc_bench", rest),
        Some((first, rest)) if first == "abi" => return crate::bench_abi::run(rest),
        Some((first, rest)) if first == "serve" => return crate::bench_serve::run(rest),
        Some((first, rest)) if first == "editor" => return crate::bench_editor::run(rest),
        Some((first, rest)) if first == "readiness" => return measured("readiness", rest),
        Some((first, rest)) if first == "cache" => return measured("cache", rest),
        Some((first, rest)) if first == "build" => return process::run(script("build")?.args(rest)),
        Some((first, rest)) if first == "rules" => {
            for name in ["explain", "impact"] {
                built(name)?;
            }
            return measured("rules", rest);
        }
        Some((first, rest)) if first == "scale" => return measured("scale", rest),
        _ => {}
    }
    let mut passed_on = Vec::new();
    let mut peers_alone = false;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--peers" => peers_alone = true,
            "--quick" => passed_on.push(argument),
            "--only" | "--runs" => {
                let value = rest.next().ok_or_else(|| format!("`{argument}` lacks its value"))?;
                passed_on.extend([argument, value]);
            }
            other => return Err(format!("`bench` takes no argument `{other}`\n\n{HELP}")),
        }
    }
    let work = target()?.join("bench");
    let python = environment(&work)?;
    let mut measure = Command::new(python);
    measure
        .current_dir(root())
        .args(["-B", "benches/measure.py", "--work"])
        .arg(&work)
        .args(passed_on);
    if !peers_alone {
        process::run(&mut cargo(["build", "--release", "--workspace", "--bin", "uptake"]))?;
        let binary = format!("uptake{}", env::consts::EXE_SUFFIX);
        measure.arg("--uptake").arg(target()?.join("release").join(binary));
    }
    process::run(&mut measure)
}

/// Builds the program, and measures it as the script of a bench says.
fn measured(name: &str, arguments: &[String]) -> Result<(), String> {
    let mut measure = script(name)?;
    process::run(&mut cargo(["build", "--release", "--workspace", "--bin", "uptake"]))?;
    let binary = format!("uptake{}", env::consts::EXE_SUFFIX);
    measure
        .arg("--uptake")
        .arg(target()?.join("release").join(binary))
        .args(arguments)
        .env("UPTAKE_PEERS", crate::peers::folder()?);
    process::run(&mut measure)
}

/// The script of a bench, with its folder.
fn script(name: &str) -> Result<Command, String> {
    let work = target()?.join("bench");
    let mut script = Command::new(environment(&work)?);
    script
        .current_dir(root())
        .arg("-B")
        .arg(format!("benches/{name}/measure.py"))
        .arg("--work")
        .arg(work.join(name));
    Ok(script)
}

/// Builds and runs a bench of its own; the program checks its arguments itself.
fn example(name: &str, arguments: &[String]) -> Result<(), String> {
    process::run(Command::new(built(name)?).args(arguments))
}

/// Builds a bench of its own; returns the program.
fn built(name: &str) -> Result<PathBuf, String> {
    // The whole workspace, as everywhere: a part of it has other features unified, and Polars would be built again.
    let build = ["build", "--release", "--workspace", "--example", name];
    process::run(&mut cargo(build))?;
    let program = format!("{name}{}", env::consts::EXE_SUFFIX);
    Ok(target()?.join("release").join("examples").join(program))
}

/// A Python environment with the peers, made anew when `benches/requirements.txt` has changed. Returns its Python.
fn environment(work: &Path) -> Result<PathBuf, String> {
    let wanted_file = root().join("benches/requirements.txt");
    let wanted =
        fs::read_to_string(&wanted_file).map_err(|error| format!("can't read {}: {error}", wanted_file.display()))?;
    let folder = work.join("venv");
    let python = folder.join("bin").join("python");
    let stamp = folder.join("installed.txt");
    if python.exists() && fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
    ];
    process::run(Command::new(&python).args(install).arg(&wanted_file))?;
    fs::write(&stamp, wanted).map_err(|error| format!("can't write {}: {error}", stamp.display()))?;
    Ok(python)
}
