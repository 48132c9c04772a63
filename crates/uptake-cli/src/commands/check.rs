//! `uptake check`: every fault of every rule file, in one pass.

use crate::exit::{self, Failure};
use crate::measuring::today;
use crate::packs::{self, Pack, Packs};
use crate::{output, project_files, rule_files};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use uptake_rules::diagnostic::Severity;
use uptake_rules::{Diagnostics, Policy, RuleFile, Sources, heading, render};

/// Check rule files: every fault of all files at once, with its place and cure
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake check rules/csm-ai-adoption\n  uptake check . --format json\n\nA folder is checked with all folders below it; each folder with rule files is a pack of its own, read with its scripts\n(`*.rhai`, `lib/*.rhai`) and the packs it needs. A project file is checked together with its sources and the packs it names.\n\nNotes, such as that a script runs in the interpreter, are no findings.\n\nExit codes: 0 clean, 1 findings, 2 could not run."
)]
pub(crate) struct Check {
    /// A rule file, a project file, or a folder
    path: PathBuf,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, with the source underlined
    Text,
    /// An array of objects
    Json,
}

/// What was found, each finding once.
#[derive(Default)]
struct Report {
    files: BTreeSet<String>,
    text: String,
    json: Vec<render::JsonDiagnostic>,
    seen: BTreeSet<String>,
}

impl Check {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let mut report = Report::default();
        if self.path.is_dir() {
            folder(&self.path, &mut report)?;
        } else {
            file(&self.path, &mut report)?;
        }
        match self.format {
            Format::Text => {
                output::print(&report.text);
                output::print(&summary(&report));
            }
            Format::Json => {
                let json = serde_json::to_string_pretty(&report.json)
                    .map_err(|error| Failure::new(format!("the findings can't be written: {error}")))?;
                output::print(&format!("{json}\n"));
            }
        }
        Ok(if report.clean() { exit::DONE } else { exit::FINDINGS })
    }
}

fn summary(report: &Report) -> String {
    let count = |n: usize, what: &str| match n {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{n} {what}s")),
    };
    let files = count(report.files.len(), "file").unwrap_or_default();
    let counts = [
        count(report.count(Severity::Error), "error"),
        count(report.count(Severity::Warning), "warning"),
        count(report.count(Severity::Note), "note"),
    ];
    let counts = counts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    match (report.clean(), counts.as_str()) {
        (true, "") => format!("{files} checked, nothing found\n"),
        (true, notes) => format!("{files} checked, nothing found, {notes}\n"),
        (false, counts) => format!("{files} checked: {counts}\n"),
    }
}

impl Report {
    /// Takes in what was found in `files`. A pack that several others need is read with each of them, and told once.
    fn add(&mut self, files: &[RuleFile], diagnostics: &Diagnostics, sources: &Sources) {
        self.files.extend(files.iter().map(|file| file.path.clone()));
        for found in diagnostics.sorted(sources) {
            let found = [found];
            let text = render::text(&found, sources, output::colour());
            if self.seen.insert(text.clone()) {
                self.text.push_str(&text);
                self.json.extend(render::json(&found, sources));
            }
        }
    }

    fn count(&self, severity: Severity) -> usize {
        self.json.iter().filter(|found| found.severity == severity).count()
    }

    /// Whether there is nothing to do. Notes ask for nothing.
    fn clean(&self) -> bool {
        self.count(Severity::Note) == self.json.len()
    }
}

/// A folder: its project files with their packs, then every folder of rule files that no project named.
fn folder(path: &Path, report: &mut Report) -> Result<(), Failure> {
    let mut covered = BTreeSet::new();
    let mut found = Vec::new();
    let mut blocks = Vec::new();
    for folder in rule_files::folders(path)? {
        for path in rule_files::in_folder(&folder)? {
            let heading = heading::read(&rule_files::read(&path)?);
            if heading.sources {
                blocks.push(path);
            } else if heading.project {
                let loaded = project(&path)?;
                covered.extend(loaded.packs.paths());
                covered.extend(loaded.sources_file.as_deref().map(packs::real));
                report.add(&loaded.files, &loaded.diagnostics, &loaded.sources);
            }
        }
        found.push(Pack::folder(&folder)?);
    }
    // A file of sources that no project reads, such as the other one of a comparison.
    for path in blocks.iter().filter(|path| !covered.contains(&packs::real(path))) {
        sources(path, report)?;
    }
    for one in &found {
        if one
            .files
            .iter()
            .any(|file| !covered.contains(&packs::real(Path::new(&file.path))))
        {
            pack(one.clone(), &found, report)?;
        }
    }
    if report.files.is_empty() {
        return Err(
            Failure::new(format!("there is no rule file below `{}`", path.display()))
                .code("unreadable")
                .help("rule files end in `.yaml`"),
        );
    }
    Ok(())
}

fn file(path: &Path, report: &mut Report) -> Result<(), Failure> {
    let heading = heading::read(&rule_files::read(path)?);
    if heading.sources {
        return sources(path, report);
    }
    if heading.project {
        let loaded = project(path)?;
        report.add(&loaded.files, &loaded.diagnostics, &loaded.sources);
        return Ok(());
    }
    pack(Pack::file(path)?, &[], report)
}

/// A project, with the waivers that have ended by its day.
fn project(path: &Path) -> Result<project_files::Loaded, Failure> {
    let mut loaded = project_files::load(path)?;
    let as_of = loaded.project.as_ref().and_then(|project| project.as_of);
    expired(&loaded.policy, as_of, &mut loaded.diagnostics);
    Ok(loaded)
}

/// Says which waivers have ended by a day, or by today.
fn expired(policy: &Policy, as_of: Option<Date>, diagnostics: &mut Diagnostics) {
    let day = as_of.unwrap_or_else(|| today(&policy.calendar.time_zone));
    for found in uptake_rules::layers::expired(&policy.waivers, day) {
        diagnostics.push(found);
    }
}

/// A file of sources by itself: its datasets and mappings are known only together with a project.
fn sources(path: &Path, report: &mut Report) -> Result<(), Failure> {
    let file = rule_files::read(path)?;
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    uptake_rules::project::read_sources(&file, &mut sources, &mut diagnostics);
    report.add(&[file], &diagnostics, &sources);
    Ok(())
}

/// A pack with those that it needs.
fn pack(pack: Pack, known: &[Pack], report: &mut Report) -> Result<(), Failure> {
    let packs = Packs::with_needs(vec![pack], known)?;
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let policy = packs.load(&mut sources, &mut diagnostics);
    expired(&policy, None, &mut diagnostics);
    report.add(&packs.files(), &diagnostics, &sources);
    Ok(())
}
