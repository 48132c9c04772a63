//! Of the rules that come with the program nearly everything can be told.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test stops on a surprise"
)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use support::check;
use uptake_rules::proving::{Prover, Verdict};

fn rules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules")
}

/// The folders with packs: those that come with the program, and the published definitions.
fn packs() -> Vec<PathBuf> {
    let folders = |path: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        let mut found: Vec<PathBuf> = entries
            .filter(|path| path.is_dir() && !files(path).is_empty())
            .collect();
        found.sort();
        found
    };
    [folders(&rules()), folders(&rules().join("definitions"))].concat()
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "yaml" || end == "rhai"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    found.sort();
    found
}

/// A pack with all that it needs.
fn with_needs(pack: &Path) -> Vec<(String, String)> {
    let (mut all, mut left, mut seen) = (Vec::new(), vec![pack.to_path_buf()], BTreeSet::new());
    while let Some(folder) = left.pop() {
        if !seen.insert(folder.clone()) {
            continue;
        }
        for (name, text) in files(&folder) {
            for line in text.lines().filter_map(|line| line.strip_prefix("needs:")) {
                let names = line.trim().trim_matches(['[', ']']).split(',').map(str::trim);
                left.extend(names.map(|name| {
                    let beside = folder.parent().unwrap().join(name);
                    if beside.is_dir() { beside } else { rules().join(name) }
                }));
            }
            let place = folder.file_name().unwrap().to_string_lossy().into_owned();
            all.push((format!("{place}/{name}"), text));
        }
    }
    all
}

#[test]
fn at_most_two_in_a_hundred_questions_about_the_packs_are_undecided() {
    let (mut asked, mut open) = (0, Vec::new());
    for pack in packs() {
        let files = with_needs(&pack);
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        let policy = check(&files).policy;
        let mut prover = Prover::new(&policy);
        let answers = [prover.definitions(), prover.ladders()].concat();
        asked += answers.len();
        let undecided = answers.iter().filter(|answer| answer.verdict == Verdict::Undecided);
        let name = pack.file_name().unwrap().to_string_lossy().into_owned();
        open.extend(undecided.map(|answer| format!("{name}: {} ({:?})", answer.question, answer.why)));
    }
    eprintln!("{} of {asked} undecided", open.len());
    assert!(asked > 700, "{asked}");
    assert!(
        open.len() * 50 <= asked,
        "{} of {asked}:\n{}",
        open.len(),
        open.join("\n")
    );
}
