//! A run that is killed at any moment leaves a ledger that has its entry if, and only if, its outputs are in their place.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops on a surprise")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::digest;
use tempfile::TempDir;
use uptake_codes::ProgramCode;
use uptake_ledger::{Finding, FindingKind, Ledger, LedgerError, Recording, Run, sha256};

/// A project whose first run, if there is one, is recorded.
struct Project {
    folder: TempDir,
}

/// The files of a ledger with what is in them.
type Files = Vec<(PathBuf, Vec<u8>)>;

impl Project {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("figures")).unwrap();
        Self { folder }
    }

    fn after_a_run() -> Self {
        let project = Self::new();
        let begun = project.begin(1);
        project.publish(1);
        begun.settle().unwrap().unwrap();
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn ledger(&self) -> Ledger {
        Ledger::at(self.path("ledger"))
    }

    /// Puts the outputs of a run in their place.
    fn publish(&self, run: u32) {
        fs::write(self.path("figures/manifest.json"), manifest(run)).unwrap();
    }

    fn begin(&self, run: u32) -> Recording {
        self.try_to_begin(run).unwrap()
    }

    fn try_to_begin(&self, run: u32) -> Result<Recording, LedgerError> {
        let (rules, manifest) = (rules(run), manifest(run));
        let run = Run {
            rules: vec![digest("rules.yaml", rules.as_bytes())],
            outputs: vec![digest("manifest.json", manifest.as_bytes())],
            ..support::run()
        };
        let at = "2026-02-15T08:00:00Z".to_owned();
        let texts = [rules.as_bytes()];
        self.ledger().begin(run, at, texts, &self.path("figures"))
    }

    /// Kills a run of which the ledger's files were these.
    fn killed_with(&self, files: &Files) {
        let _ = fs::remove_dir_all(self.path("ledger"));
        for (path, bytes) in files {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    fn files(&self) -> Files {
        let mut all = Vec::new();
        collect(&self.path("ledger"), &mut all);
        all
    }

    fn entries(&self) -> Vec<u64> {
        let entries = self.ledger().entries().unwrap();
        entries.iter().map(|(entry, _)| entry.entry).collect()
    }

    fn findings(&self) -> Vec<FindingKind> {
        let findings: Vec<Finding> = self.ledger().verify().unwrap().findings;
        findings.into_iter().map(|finding| finding.kind).collect()
    }

    /// All that lies in the ledger's folder but the lock.
    fn left(&self) -> Vec<String> {
        let name =
            |(path, _): &(PathBuf, Vec<u8>)| path.strip_prefix(self.path("ledger")).unwrap().display().to_string();
        let mut all: Vec<String> = self.files().iter().map(name).collect();
        all.retain(|name| name != ".lock");
        all.sort();
        all
    }
}

fn collect(folder: &Path, all: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, all),
            false => all.push((path.clone(), fs::read(&path).unwrap())),
        }
    }
}

fn rules(run: u32) -> String {
    format!("when: uses >= {run}\n")
}

fn manifest(run: u32) -> String {
    format!("{{\"run\": {run}}}\n")
}

fn text(run: u32) -> String {
    format!("texts/{}", sha256(rules(run).as_bytes()))
}

#[test]
fn a_run_that_is_killed_before_its_outputs_are_in_their_place_has_no_entry_and_raises_no_alarm() {
    let project = Project::after_a_run();
    let begun = project.begin(2);
    let files = project.files();
    drop(begun);
    project.killed_with(&files);
    assert_eq!((project.entries(), project.findings()), (vec![1], vec![]));
    assert!(project.ledger().exists().unwrap());
    // The next run clears up what it left: its texts, its note and what it was writing.
    let begun = project.begin(3);
    project.publish(3);
    begun.settle().unwrap().unwrap();
    let mut wanted = vec!["ledger.ndjson".to_owned(), text(1), text(3)];
    wanted.sort();
    assert_eq!(project.left(), wanted);
    assert_eq!((project.entries(), project.findings()), (vec![1, 2], vec![]));
}

#[test]
fn a_run_that_is_killed_when_its_outputs_are_in_their_place_has_its_entry() {
    let project = Project::after_a_run();
    let begun = project.begin(2);
    let files = project.files();
    project.publish(2);
    drop(begun);
    project.killed_with(&files);
    assert_eq!((project.entries(), project.findings()), (vec![1, 2], vec![]));
    let (_, digest) = project.ledger().entries().unwrap().pop().unwrap();
    // The next run writes it down where it belongs.
    let begun = project.begin(3);
    project.publish(3);
    let (entry, _) = begun.settle().unwrap().unwrap();
    assert_eq!((entry.entry, entry.previous), (3, Some(digest)));
    assert_eq!((project.entries(), project.findings()), (vec![1, 2, 3], vec![]));
    assert_eq!(project.left().len(), 4, "{:?}", project.left());
}

#[test]
fn a_run_that_is_killed_when_its_entry_is_written_is_not_written_twice() {
    let project = Project::after_a_run();
    let begun = project.begin(2);
    let note = fs::read(project.path("ledger/begun.json")).unwrap();
    project.publish(2);
    begun.settle().unwrap().unwrap();
    fs::write(project.path("ledger/begun.json"), note).unwrap();
    assert_eq!((project.entries(), project.findings()), (vec![1, 2], vec![]));
    drop(project.begin(3));
    assert_eq!((project.entries(), project.findings()), (vec![1, 2], vec![]));
}

#[test]
fn the_first_run_of_all_may_be_killed_anywhere() {
    let project = Project::new();
    let begun = project.begin(1);
    let files = project.files();
    drop(begun);
    project.killed_with(&files);
    // Texts are kept and no entry is there: nothing is gone.
    assert!(!project.ledger().is_gone().unwrap());
    assert!(!project.ledger().exists().unwrap());
    project.publish(1);
    assert_eq!(project.entries(), [1]);
    assert!(project.ledger().exists().unwrap());
    let begun = project.begin(2);
    project.publish(2);
    begun.settle().unwrap().unwrap();
    assert_eq!((project.entries(), project.findings()), (vec![1, 2], vec![]));
}

#[test]
fn outputs_that_could_not_be_put_in_their_place_leave_nothing() {
    let project = Project::after_a_run();
    let before = project.left();
    assert_eq!(project.begin(2).settle().unwrap(), None);
    assert_eq!(project.left(), before);
    assert_eq!((project.entries(), project.findings()), (vec![1], vec![]));
}

#[test]
fn a_text_that_neither_an_entry_nor_a_killed_run_names_is_still_found() {
    let project = Project::after_a_run();
    let name = sha256(b"foreign");
    fs::write(project.path("ledger/texts").join(&name), "foreign").unwrap();
    assert_eq!(project.findings(), [FindingKind::TextUnknown { name }]);
}

#[test]
fn a_note_that_was_changed_is_found_and_nothing_is_added_to_it() {
    let project = Project::after_a_run();
    let begun = project.begin(2);
    let files = project.files();
    drop(begun);
    project.killed_with(&files);
    let note = project.path("ledger/begun.json");
    let text = fs::read_to_string(&note).unwrap();
    fs::write(&note, text.replace("2026-02-15", "2026-02-16")).unwrap();
    assert!(
        project.findings().contains(&FindingKind::NoteChanged),
        "{:?}",
        project.findings()
    );
    let refused = project.try_to_begin(3).map(drop).unwrap_err();
    assert_eq!(refused.code, ProgramCode::LedgerBroken, "{}", refused.message);
    assert_eq!(project.entries(), [1]);
}

#[test]
fn a_project_that_was_moved_after_a_run_was_killed_keeps_its_entry() {
    let project = Project::after_a_run();
    let begun = project.begin(2);
    let files = project.files();
    project.publish(2);
    drop(begun);
    project.killed_with(&files);
    let moved = Project {
        folder: tempfile::tempdir().unwrap(),
    };
    for name in ["figures", "ledger"] {
        fs::rename(project.path(name), moved.path(name)).unwrap();
    }
    assert_eq!((moved.entries(), moved.findings()), (vec![1, 2], vec![]));
    let begun = moved.begin(3);
    moved.publish(3);
    begun.settle().unwrap().unwrap();
    assert_eq!((moved.entries(), moved.findings()), (vec![1, 2, 3], vec![]));
}
