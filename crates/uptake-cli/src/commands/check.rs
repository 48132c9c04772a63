//! `uptake check`: every fault of every rule file, in one pass.

use crate::exit::{self, Failure};
use crate::{output, project_files, rule_files};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use uptake_rules::diagnostic::{Diagnostic, Severity};
use uptake_rules::{Diagnostics, RuleFile, Sources, project, render, syntax};

/// Check rule files: every fault of all files at once, with its place and cure
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake check rules/csm-ai-adoption\n  uptake check . --format json\n\nA folder is checked with all folders below it; each folder with rule files is a pack of its own, and a project file\nis checked together with the packs it names.\n\nExit codes: 0 clean, 1 findings, 2 could not run."
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

/// Diagnostics with the texts they point into.
struct Report {
    files: usize,
    text: String,
    json: Vec<render::JsonDiagnostic>,
    errors: usize,
    others: usize,
}

impl Check {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let mut report = Report {
            files: 0,
            text: String::new(),
            json: Vec::new(),
            errors: 0,
            others: 0,
        };
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
        Ok(if report.json.is_empty() {
            exit::DONE
        } else {
            exit::FINDINGS
        })
    }
}

fn summary(report: &Report) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    if report.json.is_empty() {
        return format!("{} checked, nothing found\n", count(report.files, "file"));
    }
    format!(
        "{} checked: {}, {}\n",
        count(report.files, "file"),
        count(report.errors, "error"),
        count(report.others, "other finding")
    )
}

impl Report {
    fn add(&mut self, files: usize, diagnostics: &Diagnostics, sources: &Sources) {
        let sorted = diagnostics.sorted(sources);
        let error = |d: &&Diagnostic| d.severity == Severity::Error;
        self.files += files;
        self.errors += sorted.iter().filter(error).count();
        self.others += sorted.iter().filter(|d| !error(d)).count();
        self.text.push_str(&render::text(&sorted, sources, output::colour()));
        self.json.extend(render::json(&sorted, sources));
    }
}

/// A folder: its project files with their packs, then every folder of rule files that no project named.
fn folder(path: &Path, report: &mut Report) -> Result<(), Failure> {
    let mut covered = BTreeSet::new();
    let mut packs = Vec::new();
    for folder in rule_files::folders(path)? {
        let mut rules = Vec::new();
        for path in rule_files::in_folder(&folder)? {
            let file = rule_files::read(&path)?;
            if is_project(&file) {
                let loaded = project_files::load(&path)?;
                covered.extend(loaded.files.iter().map(|file| file.path.clone()));
                report.add(loaded.files.len(), &loaded.diagnostics, &loaded.sources);
            } else {
                rules.push(file);
            }
        }
        packs.push(rules);
    }
    for rules in packs {
        if rules.iter().any(|file| !covered.contains(&file.path)) {
            pack(&rules, report);
        }
    }
    if report.files == 0 {
        return Err(
            Failure::new(format!("there is no rule file below `{}`", path.display()))
                .code("unreadable")
                .help("rule files end in `.yaml`"),
        );
    }
    Ok(())
}

fn file(path: &Path, report: &mut Report) -> Result<(), Failure> {
    let file = rule_files::read(path)?;
    if is_project(&file) {
        let loaded = project_files::load(path)?;
        report.add(loaded.files.len(), &loaded.diagnostics, &loaded.sources);
    } else {
        pack(&[file], report);
    }
    Ok(())
}

fn pack(files: &[RuleFile], report: &mut Report) {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    uptake_rules::load(files, &mut sources, &mut diagnostics);
    report.add(files.len(), &diagnostics, &sources);
}

fn is_project(file: &RuleFile) -> bool {
    let node = syntax::parse(
        &file.path,
        &file.bytes,
        &mut Sources::default(),
        &mut Diagnostics::default(),
    );
    node.is_some_and(|node| project::is_project(&node))
}
