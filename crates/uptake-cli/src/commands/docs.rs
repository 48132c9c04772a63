//! `uptake docs`: the reference of a pack, from its rules.

use crate::exit::{self, Failure};
use crate::packs::{Pack, Packs};
use crate::reference::{self, Reference};
use crate::{built_in, output, project_files, rule_files};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use uptake_rules::near::nearest;
use uptake_rules::{Diagnostics, Policy, Sources, heading, render};

/// Print the reference of a pack from its rules: data, measures, definitions, metrics, scripts
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake docs csm-ai-adoption > csm-ai-adoption.md\n  uptake docs rules\n  uptake docs uptake.yaml --format json\n\nThe reference is made from the rules themselves, conditions and scripts as they are written, so it says what is measured.\nOf a project it has all packs, with those that they need.\n\nExit codes: 0 done, 1 the rules have faults, which are shown, 2 could not run."
)]
pub(crate) struct Docs {
    /// A pack's folder, a rule file, a project file or its folder, or the name of a built-in pack
    #[arg(value_name = "PACK|FOLDER|PROJECT", default_value = ".")]
    of: String,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Markdown)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, and for pages
    Markdown,
    /// For machines
    Json,
}

/// Packs that were read, and which of them are asked for.
struct Read {
    project: Option<String>,
    packs: Vec<Pack>,
    policy: Policy,
    sources: Sources,
    diagnostics: Diagnostics,
}

impl Docs {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let read = read(&self.of)?;
        if read.diagnostics.has_errors() {
            let all = read.diagnostics.sorted(&read.sources);
            output::error(&render::text(&all, &read.sources, output::colour_of_errors()));
            return Ok(exit::FINDINGS);
        }
        let packs = read.packs.iter();
        let reference = Reference {
            version: reference::VERSION,
            project: read.project,
            packs: packs
                .map(|pack| reference::gather(pack, &read.policy, &read.sources))
                .collect(),
        };
        match self.format {
            Format::Markdown => output::print(&reference::write(&reference)),
            Format::Json => {
                let json = serde_json::to_string_pretty(&reference)
                    .map_err(|error| Failure::new(format!("the reference can't be written: {error}")))?;
                output::print(&format!("{json}\n"));
            }
        }
        Ok(exit::DONE)
    }
}

fn read(of: &str) -> Result<Read, Failure> {
    let path = Path::new(of);
    if path.is_file() {
        if heading::read(&rule_files::read(path)?).project {
            return project(path);
        }
        return pack(Pack::file(path)?);
    }
    if path.is_dir() {
        return match projects(path)?.as_slice() {
            [] => folder(path),
            [only] => project(only),
            [first, ..] => Err(Failure::new(format!("the folder `{of}` has several project files"))
                .help(format!("name one of them, as in `uptake docs {}`", first.display()))),
        };
    }
    if let Some(found) = Pack::built_in(of) {
        return pack(found);
    }
    let names = built_in::names();
    let failure = Failure::new(format!("there is no pack, file or folder `{of}`")).code("unknown-name");
    Err(match nearest(of, names.iter().map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help(built_in_packs(&names)),
    })
}

fn built_in_packs(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("name a folder, a file, or a built-in pack: {}", names.join(", "))
}

fn projects(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in rule_files::in_folder(folder)? {
        if heading::read(&rule_files::read(&path)?).project {
            found.push(path);
        }
    }
    Ok(found)
}

fn folder(path: &Path) -> Result<Read, Failure> {
    let found = Pack::folder(path)?;
    if found.files.is_empty() {
        return Err(
            Failure::new(format!("the folder `{}` has no rule files", path.display()))
                .code("unreadable")
                .help(built_in_packs(&built_in::names())),
        );
    }
    pack(found)
}

fn project(path: &Path) -> Result<Read, Failure> {
    let loaded = project_files::load(path)?;
    Ok(Read {
        project: loaded.project.map(|project| project.name),
        packs: loaded.packs.all,
        policy: loaded.policy,
        sources: loaded.sources,
        diagnostics: loaded.diagnostics,
    })
}

fn pack(pack: Pack) -> Result<Read, Failure> {
    let packs = Packs::with_needs(vec![pack.clone()], &[])?;
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let policy = packs.load(&mut sources, &mut diagnostics);
    Ok(Read {
        project: None,
        packs: vec![pack],
        policy,
        sources,
        diagnostics,
    })
}
