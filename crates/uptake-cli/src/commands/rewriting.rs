//! What `uptake fmt` and `uptake migrate` share: files that are to become others, written and told.

use crate::{exit, output, output_file};
use clap::ValueEnum;
use serde::Serialize;
use uptake_project::{Failure, LaidOut};
use uptake_rules::render::{self, JsonDiagnostic};

/// How to print.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// An object with the files and what was found
    Json,
}

/// The words of a command.
pub(super) struct Words {
    /// What a file is that has to become another one.
    pub(super) odd: &'static str,
    /// What was done with it.
    pub(super) done: &'static str,
    /// What all files are where nothing has to be done.
    pub(super) all: &'static str,
}

/// What came of it.
#[derive(Serialize)]
struct Answer {
    /// How many files were read.
    files: usize,
    /// The files that weren't as they should be: now they are, unless nothing was to be written.
    changed: Vec<String>,
    /// The scripts, which are left as they are.
    scripts: Vec<String>,
    /// What keeps files from being written.
    findings: Vec<JsonDiagnostic>,
}

/// Writes the files, unless they are only to be checked, tells what came of it, and answers with the exit code.
///
/// # Errors
/// When a file can't be written.
pub(super) fn finish(laid: &LaidOut, check: bool, format: Format, words: &Words) -> Result<u8, Failure> {
    if !check {
        for file in laid.changed() {
            if let Some(text) = &file.text {
                output_file::write(&output_file::behind(&file.path), text.as_bytes())?;
            }
        }
    }
    match format {
        Format::Text => output::print(&told(laid, check, words)),
        Format::Json => output::json(&answer(laid), "what was found")?,
    }
    let odd = check && laid.changed().next().is_some();
    Ok(if odd || !laid.findings.diagnostics.is_empty() {
        exit::FINDINGS
    } else {
        exit::DONE
    })
}

fn told(laid: &LaidOut, check: bool, words: &Words) -> String {
    let mut text = laid.findings.text(output::colour());
    let verb = if check { words.odd } else { words.done };
    for file in laid.changed() {
        text += &format!("{verb}: {}\n", file.path.display());
    }
    let left = laid.findings.diagnostics.len();
    let changed = match (laid.changed().count(), left) {
        (0, 0) => words.all.to_owned(),
        (0, _) if left >= laid.files.len() => format!("0 {verb}"),
        (0, _) => format!("the others {}", words.all),
        (many, _) => format!("{many} {verb}"),
    };
    text += &match laid.files.len() {
        1 => "1 file".to_owned(),
        many => format!("{many} files"),
    };
    text += &match laid.findings.diagnostics.len() {
        0 => format!(" read, {changed}"),
        1 => format!(" read, {changed}, 1 file left as it is"),
        found => format!(" read, {changed}, {found} files left as they are"),
    };
    text += &match laid.scripts.len() {
        0 => "\n".to_owned(),
        1 => "; 1 script is left as it is\n".to_owned(),
        many => format!("; {many} scripts are left as they are\n"),
    };
    text
}

fn answer(laid: &LaidOut) -> Answer {
    Answer {
        files: laid.files.len(),
        changed: laid.changed().map(|file| file.path.display().to_string()).collect(),
        scripts: laid.scripts.clone(),
        findings: render::json(&laid.findings.diagnostics, &laid.findings.texts),
    }
}
