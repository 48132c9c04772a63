//! `uptake replay`: a recorded run once more.

use super::ledger::LedgerOption;
use super::project::ProjectOption;
use crate::output_folder::{Beside, OutputFolder, Replaces};
use crate::recording::{self, failure};
use crate::world::session;
use crate::{exit, measuring, output};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_engine::Range;
use uptake_ledger::{Entry, FileDigest, Ledger, Manifest, SourceDigest};
use uptake_project::{Failure, Loaded, ProjectFile, RunRequest, built_in};

/// Run a recorded run again and compare every output
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake replay 12          the run of entry 12\n  uptake replay last\n  uptake replay 3f2a91c0    an entry by the first digits of its digest\n  uptake replay 12 --out again    and keep what came of it\n\nThe rules are those of the run: the ledger has kept their texts. The data are read where the project has them. What isn't as it was is named: a part of a source, an adapter, the program, a pack that is built into it. Nothing is recorded.\n\nExit codes: 0 the same bytes, 1 something differs, 2 could not run."
)]
pub(crate) struct Replay {
    /// The number of an entry, the first digits of its digest, or `last`
    #[arg(value_name = "RUN")]
    entry: String,
    #[command(flatten)]
    project: ProjectOption,
    #[command(flatten)]
    ledger: LedgerOption,
    /// Keep the outputs in this folder, which is replaced in one step if a run wrote it
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An object with everything that differs
    Json,
}

/// How the run of now differs from the one that was recorded.
#[derive(Debug, Serialize)]
struct Replayed {
    entry: u64,
    /// Whether all outputs have the same bytes.
    identical: bool,
    /// Inputs that aren't what they were.
    inputs: Vec<Input>,
    /// Outputs with other bytes, or that one of both runs doesn't have.
    outputs: Vec<String>,
}

/// An input that isn't what it was.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Input {
    /// `source`, `adapter`, `rules` or `program`.
    what: &'static str,
    name: String,
}

impl Replay {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let here = session();
        let project = self.project.find(&here)?;
        let ledger = self.ledger.find(&here, Some(&project))?;
        let entry = find(&ledger, &self.entry)?;
        let home = project.parent().unwrap_or(Path::new("")).to_path_buf();
        let home = std::path::absolute(match home.as_os_str().is_empty() {
            true => Path::new("."),
            false => &home,
        });
        let home = home.map_err(|error| unmade(&error))?;

        let rules = Beside::temporary().map_err(|error| unmade(&error))?;
        let project = restore(&ledger, &entry, rules.path())?;
        let session = here.in_folder(rules.path());
        let asked = &entry.run.asked;
        let sources = sources_file(&entry, &project);
        let request = RunRequest {
            sources: sources.as_deref(),
            data_from: Some(&home),
            range: range(&entry)?,
            as_of: Some(day(&entry.run.as_of)?),
            names: asked.names,
            ..RunRequest::new(ProjectFile::At(&project))
        };
        let made = Beside::temporary().map_err(|error| unmade(&error))?;
        let (_, loaded) = measuring::run_into(&session, &request, made.path(), asked.workbook)?;
        let replayed = compare(&entry, &loaded, made.path())?;
        if let Some(out) = &self.out {
            keep(made.path(), out)?;
        }
        match self.format {
            Format::Text => output::print(&text(&replayed, &entry)),
            Format::Json => output::json(&replayed, "the comparison")?,
        }
        Ok(if replayed.identical { exit::DONE } else { exit::FINDINGS })
    }
}

/// The entry that is meant.
fn find(ledger: &Ledger, wanted: &str) -> Result<Entry, Failure> {
    let entries = ledger.entries().map_err(failure)?;
    let number: Option<u64> = wanted.parse().ok();
    let is_meant = |entry: &Entry, digest: &str| match number {
        Some(number) if wanted.len() < 8 => entry.entry == number,
        _ => wanted.len() >= 6 && digest.starts_with(wanted),
    };
    let mut meant: Vec<Entry> = match wanted {
        "last" => entries
            .into_iter()
            .map(|(entry, _)| entry)
            .next_back()
            .into_iter()
            .collect(),
        _ => entries
            .into_iter()
            .filter(|(entry, digest)| is_meant(entry, digest))
            .map(|(entry, _)| entry)
            .collect(),
    };
    match (meant.pop(), meant.is_empty()) {
        (Some(entry), true) => Ok(entry),
        (Some(_), false) => Err(Failure::new(format!("several entries begin with `{wanted}`"))
            .code(ProgramCode::NoEntry)
            .help("give more digits, or the number of the entry")),
        (None, _) => Err(Failure::new(format!("the ledger has no entry `{wanted}`"))
            .code(ProgramCode::NoEntry)
            .help("`uptake ledger` lists all entries")),
    }
}

/// Writes the rules of a run as they were into a folder, and answers with the path of the project file from there, which is the one
/// that the run had as far as the folder allows it: places in outputs are told by it.
pub(super) fn restore(ledger: &Ledger, entry: &Entry, root: &Path) -> Result<PathBuf, Failure> {
    let named = Path::new(&entry.run.project_file);
    let inside = named.components().all(|part| matches!(part, Component::Normal(_)));
    let project = match inside {
        true => named.to_path_buf(),
        false => PathBuf::from(named.file_name().unwrap_or_default()),
    };
    let home = root.join(project.parent().unwrap_or(Path::new("")));
    for rule in &entry.run.rules {
        if built_in::file(&rule.file).is_some() {
            continue;
        }
        let path = home.join(&rule.file);
        let plain = Path::new(&rule.file)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !plain {
            return Err(
                Failure::new(format!("`{}` lies outside of the project's folder", rule.file))
                    .code(ProgramCode::InputChanged)
                    .help("runs are replayed whose rules are all in the project's folder or built in"),
            );
        }
        let text = ledger.text_of(&rule.sha256).map_err(failure)?;
        let written = || -> std::io::Result<()> {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&path, text)
        };
        written().map_err(|error| unmade(&error))?;
    }
    Ok(project)
}

/// The file of sources that was named beside the project: it is recorded behind the project file.
fn sources_file(entry: &Entry, project: &Path) -> Option<PathBuf> {
    entry.run.asked.sources.as_ref()?;
    let file = &entry.run.rules.get(1)?.file;
    Some(project.parent().unwrap_or(Path::new("")).join(file))
}

fn range(entry: &Entry) -> Result<Range, Failure> {
    let asked = &entry.run.asked;
    let days = |text: &Option<String>| text.as_deref().map(day).transpose();
    Ok(match (&asked.period, days(&asked.from)?, days(&asked.to)?) {
        (Some(period), _, _) => Range::Period(period.clone()),
        (None, None, None) => Range::All,
        (None, from, to) => Range::Days(from, to),
    })
}

fn day(text: &str) -> Result<jiff::civil::Date, Failure> {
    text.parse()
        .map_err(|_| Failure::new(format!("the ledger has `{text}` for a day")).code(ProgramCode::LedgerBroken))
}

/// What differs.
fn compare(entry: &Entry, loaded: &Loaded, made: &Path) -> Result<Replayed, Failure> {
    let run = &entry.run;
    let manifest = Manifest::read(made).map_err(failure)?;
    let manifest = manifest.ok_or_else(|| Failure::new("internal error: the manifest of this run can't be read"))?;
    let mut inputs = Vec::new();
    let differing = |what, was: BTreeMap<String, String>, is: BTreeMap<String, String>, inputs: &mut Vec<Input>| {
        let names: std::collections::BTreeSet<&String> = was.keys().chain(is.keys()).collect();
        let other = names.into_iter().filter(|name| was.get(*name) != is.get(*name));
        inputs.extend(other.map(|name| Input {
            what,
            name: name.clone(),
        }));
    };
    differing("source", parts(&run.sources), parts(&manifest.sources), &mut inputs);
    differing(
        "adapter",
        files(&run.adapters),
        files(&recording::libraries(loaded)?),
        &mut inputs,
    );
    differing("rules", files(&run.rules), files(&manifest.rules), &mut inputs);
    let program = recording::program()?;
    if program != run.program {
        let name = format!("{} {} (was {})", program.name, program.version, run.program.version);
        inputs.push(Input { what: "program", name });
    }
    let (was, is) = (files(&run.outputs), files(&manifest.recorded(made).map_err(failure)?));
    let names: std::collections::BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let outputs: Vec<String> = names
        .into_iter()
        .filter(|name| was.get(*name) != is.get(*name))
        .cloned()
        .collect();
    Ok(Replayed {
        entry: entry.entry,
        identical: outputs.is_empty(),
        inputs,
        outputs,
    })
}

fn files(digests: &[FileDigest]) -> BTreeMap<String, String> {
    digests
        .iter()
        .map(|file| (file.file.clone(), file.sha256.clone()))
        .collect()
}

/// Parts of sources; those of an adapter that gives no digests are never the same.
fn parts(sources: &[SourceDigest]) -> BTreeMap<String, String> {
    let named = |source: &SourceDigest| match &source.part {
        Some(part) => format!("{}: {part}", source.dataset),
        None => source.dataset.clone(),
    };
    sources
        .iter()
        .map(|source| (named(source), source.sha256.clone().unwrap_or_default()))
        .collect()
}

/// Puts outputs into a folder in one step, as a run does.
fn keep(made: &Path, out: &Path) -> Result<(), Failure> {
    let folder = OutputFolder::begin(out, Replaces::Run)?;
    let copied = || -> std::io::Result<()> {
        for file in std::fs::read_dir(made)? {
            let file = file?;
            std::fs::copy(file.path(), folder.path().join(file.file_name()))?;
        }
        Ok(())
    };
    copied().map_err(|error| {
        Failure::new(format!("`{}` can't be written: {error}", out.display())).code(ProgramCode::Unwritable)
    })?;
    folder.publish()
}

fn unmade(error: &std::io::Error) -> Failure {
    Failure::new(format!("a folder for the run can't be made: {error}")).code(ProgramCode::Unwritable)
}

/// What differs, for people.
fn text(replayed: &Replayed, entry: &Entry) -> String {
    let mut text = String::new();
    for input in &replayed.inputs {
        text += &format!(
            "{} `{}` isn't what it was [{}]\n",
            input.what,
            input.name,
            code(ProgramCode::InputChanged)
        );
    }
    for output in &replayed.outputs {
        text += &format!("`{output}` differs [{}]\n", code(ProgramCode::OutputChanged));
    }
    let count = entry.run.outputs.len();
    text += &match (replayed.identical, replayed.inputs.is_empty()) {
        (true, true) => format!("entry {}: the same bytes in all {count} outputs\n", replayed.entry),
        (true, false) => format!(
            "entry {}: the same bytes in all {count} outputs all the same\n",
            replayed.entry
        ),
        (false, _) => format!(
            "entry {}: {} of {count} outputs differ\n",
            replayed.entry,
            replayed.outputs.len()
        ),
    };
    text
}

fn code(code: ProgramCode) -> &'static str {
    uptake_codes::Code::from(code).as_str()
}
