//! `uptake replay`: a recorded run once more.

use super::ledger::{Recording, Records};
use crate::known;
use crate::made::Made;
use crate::output_folder::{Beside, OutputFolder, Replaces};
use crate::recorded::{Restored, day, home, range, unmade, wanted};
use crate::recording::{self, failure};
use crate::world::session;
use crate::{exit, measuring, output};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_ledger::{Entry, FileDigest, Manifest, SourceDigest};
use uptake_project::{Failure, ProjectFile, RunRequest};

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
    records: Records,
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
    /// Whether the same was counted of everybody; none where the entry has no digest of that.
    same_cube: Option<bool>,
    /// Outputs with other bytes, or that one of both runs doesn't have.
    outputs: Vec<String>,
}

/// An input that isn't what it was.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Input {
    /// `source`, `adapter`, `rules`, `key` or `program`.
    what: &'static str,
    name: String,
    /// `changed`, `gone`, or `new` where the run didn't have it.
    how: &'static str,
}

impl Replay {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let here = session();
        let Recording {
            project, ledger, entry, ..
        } = self.records.find(&here, &self.entry, false)?;
        let home = home(&project)?;
        let then = Restored::of(&ledger, &entry, &here)?;
        let asked = &entry.run.asked;
        let known_at = known::of_entry(&ledger, &entry)?;
        let request = RunRequest {
            sources: then.sources.as_deref(),
            data_from: Some(&home),
            range: range(&entry)?,
            as_of: Some(day(&entry.run.as_of)?),
            names: asked.names,
            known_at,
            approved_at: Some(known::approved_at(&ledger, &entry)?),
            ..RunRequest::new(ProjectFile::At(&then.project))
        };
        let made = Beside::temporary().map_err(|error| unmade(&error))?;
        let ran = measuring::run_into(&then.session, &request, made.path(), &wanted(&entry)?)?;
        let replayed = compare(&entry, &ran, made.path())?;
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

/// What differs.
fn compare(entry: &Entry, ran: &Made, made: &Path) -> Result<Replayed, Failure> {
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
            how: match (was.contains_key(name), is.contains_key(name)) {
                (true, false) => "gone",
                (false, _) => "new",
                (true, true) => "changed",
            },
        }));
    };
    differing("source", parts(&run.sources), parts(&manifest.sources), &mut inputs);
    differing(
        "adapter",
        files(&run.adapters),
        files(&recording::adapters(ran)?),
        &mut inputs,
    );
    differing("rules", files(&run.rules), files(&manifest.rules), &mut inputs);
    let key = ran.disclosure.key_digest();
    if run
        .asked
        .pseudonyms
        .as_ref()
        .is_some_and(|was| key.as_ref() != Some(was))
    {
        inputs.push(Input {
            what: "key",
            name: "pseudonyms".to_owned(),
            how: "changed",
        });
    }
    let program = recording::program()?;
    if program != run.program {
        let name = match program.version == run.program.version {
            true => format!("{} {}, another build", program.name, program.version),
            false => format!("{} {} (was {})", program.name, program.version, run.program.version),
        };
        inputs.push(Input {
            what: "program",
            name,
            how: "changed",
        });
    }
    let same_cube = run.cube.as_ref().map(|cube| manifest.cube.as_ref() == Some(cube));
    let (was, is) = (files(&run.outputs), files(&manifest.recorded(made).map_err(failure)?));
    let names: std::collections::BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let outputs: Vec<String> = names
        .into_iter()
        .filter(|name| was.get(*name) != is.get(*name))
        .cloned()
        .collect();
    Ok(Replayed {
        entry: entry.entry,
        identical: outputs.is_empty() && same_cube != Some(false),
        inputs,
        same_cube,
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

/// What differs, for people.
fn text(replayed: &Replayed, entry: &Entry) -> String {
    let mut text = String::new();
    for input in &replayed.inputs {
        let how = match input.how {
            "gone" => "isn't there any more",
            "new" => "wasn't there",
            _ => "isn't what it was",
        };
        text += &format!(
            "{} `{}` {how} [{}]\n",
            input.what,
            input.name,
            code(ProgramCode::InputChanged)
        );
    }
    if replayed.same_cube == Some(false) {
        text += &format!(
            "what was counted isn't what it was [{}]\n",
            code(ProgramCode::CubeChanged)
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
