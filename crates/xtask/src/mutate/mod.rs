//! `cargo xtask mutate`: whether the suites of shipped packs notice that a rule is changed.

mod changed;
mod operators;
mod page;
mod reach;

use crate::process::{root, target};
use changed::{Changed, reason, shown};
use operators::mutants;
use reach::Reach;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) const HELP: &str = "\
Changes the rules of shipped packs, one place at a time, and runs their suites on each: what no suite notices is listed.

Usage: cargo xtask mutate [PACK]... [--least PERCENT] [--listed] [--record]

  PACK             a folder below `rules`, such as csm-ai-adoption or definitions/usage-ladders; the packs of adoption, of
                   denominators, of amplification, of readiness and all published definitions, if none is named
  --least PERCENT  fail if less than this part is noticed; 95 if not given
  --listed         try only the changes that docs/mutation.md lists, after cases or reasons were added
  --record         write what came to docs/mutation.md, with the day; other packs stay there as they are

Every change runs the cases of its pack that lead to the changed rule, by the names in their texts, until the first one fails.

Changes: numbers by one, comparisons, `&&` and `||`, a dropped part of a condition, a dropped negation, a dropped `where`, aliases and
patterns of registers, approvals. Guards and stages are left out: what checks say is tried by tests of their own. A survivor that
changes nothing, whatever the data are, is known by its line in `ACCEPTED`, with the reason. It needs the program:
`cargo build --release --workspace` first.";

/// Files that suites aren't there for: contracts, checks and stages.
const LEFT_OUT: [&str; 3] = ["data.yaml", "guards.yaml", "stages.yaml"];

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let (mut packs, mut least, mut record, mut listed) = (Vec::new(), 95.0, false, false);
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--least" => {
                let number = words.next().and_then(|text| text.parse::<f64>().ok());
                least = number.ok_or("`--least` needs a number")?;
            }
            "--record" => record = true,
            "--listed" => listed = true,
            word if word.starts_with('-') => return Err(format!("`mutate` has no option `{word}`\n\n{HELP}")),
            word => packs.push(word.to_owned()),
        }
    }
    if packs.is_empty() {
        packs = [
            "csm-ai-adoption",
            "csm-denominators",
            "cs-amplification",
            "cs-readiness",
        ]
        .map(str::to_owned)
        .to_vec();
        let defined = folders(&root().join("rules/definitions"))?;
        packs.extend(defined.into_iter().map(|name| format!("definitions/{name}")));
    }
    let program = target()?.join("release/uptake");
    let mut all = Vec::new();
    let mut reach = BTreeMap::new();
    for pack in &packs {
        let folder = root().join("rules").join(pack);
        if !folder.join("tests").is_dir() {
            continue;
        }
        let suites = texts(&files(&folder.join("tests"))?)?;
        reach.insert(pack.clone(), Reach::of(&texts(&files(&folder)?)?, &suites));
        for file in files(&folder)?.into_iter().filter(|file| is_changed(file)) {
            let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            let changed = mutants(&text).into_iter();
            all.extend(changed.map(|mutant| (pack.clone(), file.clone(), mutant)));
        }
    }
    let page = root().join("docs/mutation.md");
    let failed = |error: std::io::Error| format!("{}: {error}", page.display());
    let before = fs::read_to_string(&page).map_err(failed)?;
    let tried: Vec<Changed> = match listed {
        true => page::listed(&before, &packs, &all)?,
        false => all.clone(),
    };
    let survivors = survivors(&tried, &reach, &program)?;
    if record {
        fs::write(&page, page::page(&before, &all, &survivors)?).map_err(failed)?;
    }
    let (accepted, open): (Vec<_>, Vec<_>) = survivors
        .into_iter()
        .partition(|(_, file, mutant)| reason(file, mutant).is_some());
    for (_, file, mutant) in &accepted {
        println!("accepted  {}: {}", shown(file), mutant.words());
        println!("          {}", reason(file, mutant).unwrap_or_default());
    }
    for (_, file, mutant) in &open {
        println!("survives  {}:{}: {}", shown(file), mutant.line, mutant.words());
    }
    let asked = all.len() - accepted.len();
    let noticed = asked - open.len();
    #[allow(clippy::cast_precision_loss, reason = "there are far fewer than that")]
    let percent = 100.0 * noticed as f64 / asked.max(1) as f64;
    println!(
        "{} changes, {} accepted, {noticed} of {asked} noticed: {percent:.1} %",
        all.len(),
        accepted.len()
    );
    match percent < least {
        true => Err(format!("less than {least} % are noticed")),
        false => Ok(()),
    }
}

/// Those that the suites of their pack don't notice.
fn survivors(all: &[Changed], reach: &BTreeMap<String, Reach>, program: &Path) -> Result<Vec<Changed>, String> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| -> Result<(), String> {
        let working: Vec<_> = (0..workers)
            .map(|worker| {
                let (next, found) = (&next, &found);
                scope.spawn(move || -> Result<(), String> {
                    let copy = std::env::temp_dir().join(format!("uptake-mutate-{}-{worker}", std::process::id()));
                    copied(&root().join("rules"), &copy.join("rules"))?;
                    while let Some(changed) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if survives(changed, reach, &copy, program)?
                            && let Ok(mut found) = found.lock()
                        {
                            found.push(changed.clone());
                        }
                    }
                    fs::remove_dir_all(&copy).map_err(|error| error.to_string())
                })
            })
            .collect();
        for worker in working {
            worker.join().map_err(|_| "a worker panicked".to_owned())??;
        }
        Ok(())
    })?;
    let mut found = found.into_inner().map_err(|error| error.to_string())?;
    found.sort_by(|one, other| (&one.1, one.2.line, &one.2.after).cmp(&(&other.1, other.2.line, &other.2.after)));
    Ok(found)
}

/// Whether the suites of a pack pass with a changed file. The first case that fails is the last that is tried.
fn survives(
    (pack, file, mutant): &Changed,
    reach: &BTreeMap<String, Reach>,
    copy: &Path,
    program: &Path,
) -> Result<bool, String> {
    let place = copy.join(file.strip_prefix(root()).unwrap_or(file));
    let failed = |error: std::io::Error| format!("{}: {error}", place.display());
    let before = fs::read_to_string(&place).map_err(failed)?;
    let cases = reach.get(pack).map(|reach| reach.cases(&before, mutant.line));
    fs::write(&place, mutant.applied(&before)).map_err(failed)?;
    let suites = copy.join("rules").join(pack).join("tests");
    let passes = passes(&suites, &cases.unwrap_or_default(), copy, program);
    fs::write(&place, before).map_err(failed)?;
    passes
}

/// Whether the named cases of a folder pass, or all if none is named.
fn passes(suites: &Path, cases: &[&str], copy: &Path, program: &Path) -> Result<bool, String> {
    let mut command = Command::new(program);
    command.current_dir(copy).arg("test").arg(suites).arg("--fail-fast");
    command.args(cases.iter().map(|case| format!("--case={case}")));
    // The tables are small, and several changes are tried beside each other.
    command.env("POLARS_MAX_THREADS", "1");
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = quiet
        .status()
        .map_err(|error| format!("can't run `{}`: {error}", program.display()))?;
    Ok(status.success())
}

fn folders(path: &Path) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let folders = entries.flatten().filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    Ok(names)
}

/// The YAML files of a folder, in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Whether the rules of a file are changed.
fn is_changed(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| !LEFT_OUT.contains(&name.as_ref()))
}

fn texts(files: &[PathBuf]) -> Result<Vec<String>, String> {
    let text = |path: &PathBuf| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    files.iter().map(text).collect()
}

/// Copies a folder with all in it.
fn copied(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", from.display());
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)?.flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        match path.is_dir() {
            true => copied(&path, &target)?,
            false => fs::copy(&path, &target).map(|_| ()).map_err(failed)?,
        }
    }
    Ok(())
}
