//! The front door from outside: a world that stands still, folders of its own, rows from memory.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop on a surprise"
)]

#[path = "../examples/rate.rs"]
#[allow(dead_code, reason = "an example has a `main`")]
mod rate;

#[path = "session/draft.rs"]
mod draft;

use jiff::civil::date;
use polars::prelude::*;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use uptake_adapter::AdapterError;
use uptake_engine::Outcome;
use uptake_engine::intake::{Reason, SetAsideRow};
use uptake_engine::names::{Kind, Private};
use uptake_engine::outcome::Number;
use uptake_plugins::Program;
use uptake_project::{
    CacheNote, Caching, Counted, Failure, FixedWorld, InspectRequest, Progress, ProjectFile, Ran, ResolveRequest,
    RunRequest, Session, WhyNotKept, World,
};
use uptake_rules::RuleFile;

const RULES: &str = "\
uptake: 1
entities: people
datasets:
  people: { kind: entities, entity: id, columns: { id: text, team: { type: text, optional: true } } }
  uses: { kind: events, entity: id, time: at, columns: { id: text, at: datetime } }
measures:
  uses_made: { count: uses }
definitions:
  active: { when: uses_made >= 3 }
metrics:
  rate: { title: Rate, share: active }
";

const PROJECT: &str = "\
uptake: 1
project: small
packs: [rules.yaml]
sources:
  people: { adapter: files, path: people.csv }
  uses: { adapter: files, path: uses.csv }
";

/// A folder with rules and a list of ana and ben, without anybody's uses.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("rules.yaml", RULES),
        ("uptake.yaml", PROJECT),
        ("people.csv", "id\nana\nben\n"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// A session on Monday, 16 February 2026, whose paths start from a folder.
fn session(folder: &TempDir) -> Session {
    Session::new(world(folder))
}

fn world(folder: &TempDir) -> FixedWorld {
    FixedWorld::on(date(2026, 2, 16)).in_folder(folder.path())
}

/// Uses of each of `who` on Tuesday, 10 February.
fn uses(who: &[&str]) -> DataFrame {
    let at = vec!["2026-02-10T09:00:00Z"; who.len()];
    df!["id" => who, "at" => at].unwrap()
}

fn run(session: &Session, project: &str) -> Result<Ran, Failure> {
    let request = RunRequest {
        digests: true,
        ..RunRequest::new(ProjectFile::At(Path::new(project)))
    };
    session.run(&request, &mut Counted)
}

fn rate_of(outcome: &Outcome) -> Option<f64> {
    outcome.metrics[0].rows.last().unwrap().value.map(Number::nearest)
}

#[test]
fn half_of_the_four_people_of_the_example_are_active() {
    assert_eq!(rate::rate().unwrap(), Some(50.0));
}

#[test]
fn a_frame_takes_the_place_of_a_file_and_the_world_says_the_day() {
    let folder = folder();
    let ran = run(&session(&folder).with_frame("uses", uses(&["ana"; 3])), "uptake.yaml").unwrap();
    assert_eq!(rate_of(&ran.outcome), Some(50.0));
    assert_eq!(ran.outcome.as_of, date(2026, 2, 16));
    assert_eq!(ran.outcome.range.last, "2026-W07");
    // Files are told as they were named, not by the folder that they were found from.
    assert_eq!(ran.loaded.files[0].path(), "uptake.yaml");
    let parts: Vec<_> = ran
        .digests
        .iter()
        .map(|source| (source.source.as_str(), source.parts.as_ref().unwrap()[0].part.as_str()))
        .collect();
    assert_eq!(parts[1], ("uses", "memory"));
}

#[test]
fn a_file_is_parsed_once_however_often_it_is_read() {
    let folder = folder();
    let session = session(&folder);
    let load = || session.load(ProjectFile::At(Path::new("uptake.yaml")), None).unwrap();
    let first = load();
    let mut paths: Vec<&str> = first.texts.iter().map(|(_, file)| file.path.as_str()).collect();
    let read: Vec<&str> = first.files.iter().map(RuleFile::path).collect();
    assert_eq!(paths, read);
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), read.len());
    // A file has one tree: what has the bytes at the same place is the same file.
    session.check(Path::new("."), None).unwrap();
    let same = |a: &RuleFile, b: &RuleFile| std::ptr::eq(a.bytes(), b.bytes());
    for (before, after) in first.files.iter().zip(&load().files) {
        assert!(same(before, after), "{}", before.path());
    }
    // Another text is another file.
    std::fs::write(folder.path().join("uptake.yaml"), format!("{PROJECT}\n# later\n")).unwrap();
    let changed = load();
    assert!(!same(&first.files[0], &changed.files[0]));
    assert!(changed.files[0].bytes().ends_with(b"# later\n"));
}

#[test]
fn equal_frames_have_one_digest_and_other_rows_another() {
    let folder = folder();
    let digest = |who: &[&str]| {
        let ran = run(&session(&folder).with_frame("uses", uses(who)), "uptake.yaml").unwrap();
        ran.digests[1].parts.as_ref().unwrap()[0].sha256.clone()
    };
    assert_eq!(digest(&["ana", "ben"]), digest(&["ana", "ben"]));
    assert_ne!(digest(&["ana", "ben"]), digest(&["ben", "ana"]));
}

#[test]
fn rows_of_frames_keep_the_contract_and_are_counted_from_one() {
    let folder = folder();
    let session = session(&folder).with_frame("uses", uses(&["ana", "zoe"]));
    let mut aside: Vec<SetAsideRow> = Vec::new();
    session
        .run(&RunRequest::new(ProjectFile::At(Path::new("uptake.yaml"))), &mut aside)
        .unwrap();
    assert_eq!(aside.len(), 1);
    assert_eq!(
        (aside[0].reason, aside[0].row, &*aside[0].part),
        (Reason::UnknownEntity, 2, "memory")
    );
}

#[test]
fn of_a_list_of_sources_a_frame_takes_the_place_of_all_or_of_the_one_that_is_named() {
    let folder = folder();
    let lists =
        "  uses:\n    - { name: file, adapter: files, path: uses.csv }\n    - { name: here, adapter: memory }\n";
    let text = PROJECT.lines().filter(|line| !line.trim_start().starts_with("uses:"));
    let text = format!("{}\n{lists}", text.collect::<Vec<&str>>().join("\n"));
    std::fs::write(folder.path().join("uptake.yaml"), text).unwrap();
    std::fs::write(folder.path().join("uses.csv"), "id,at\nben,2026-02-10T09:00:00Z\n").unwrap();
    let used = |name: &str| -> Vec<(String, u64)> {
        let ran = run(&session(&folder).with_frame(name, uses(&["ana"; 3])), "uptake.yaml").unwrap();
        let reports = ran.outcome.intake.iter().filter(|report| report.dataset == "uses");
        reports.map(|report| (report.label(), report.used)).collect()
    };
    assert_eq!(
        used("uses/here"),
        [("uses/file".to_owned(), 1), ("uses/here".to_owned(), 3)]
    );
    assert_eq!(used("uses"), [("uses/file".to_owned(), 3)]);
}

#[test]
fn a_frame_needs_a_dataset_and_a_dataset_a_frame() {
    let folder = folder();
    let failure = run(&session(&folder).with_frame("use", uses(&[])), "uptake.yaml").unwrap_err();
    let findings = failure.findings.unwrap();
    assert!(findings.text(false).contains("unknown dataset `use`"), "{findings:?}");
    let file = RuleFile::new("here.yaml", PROJECT.replace("files, path: people.csv", "memory"));
    let session = session(&folder).with_frame("uses", uses(&[]));
    let failure = session
        .run(&RunRequest::new(ProjectFile::InMemory(&file)), &mut Counted)
        .unwrap_err();
    assert_eq!(failure.message, "no frame was given for the dataset `people`");
    assert_eq!(failure.place.unwrap(), "here.yaml:5:22");
}

#[test]
fn a_secret_comes_from_the_world_that_is_given() {
    let folder = folder();
    let text = PROJECT.replace("packs:", "privacy: { pseudonyms: '${env:KEY}' }\npacks:");
    std::fs::write(folder.path().join("uptake.yaml"), text).unwrap();
    let failure = run(&session(&folder).with_frame("uses", uses(&[])), "uptake.yaml").unwrap_err();
    assert_eq!(failure.code.unwrap(), "source-settings");
    let mut world = world(&folder);
    world
        .variables
        .insert("KEY".to_owned(), "a long and secret key".to_owned());
    let ran = run(
        &Session::new(world).with_frame("uses", uses(&["ana"; 3])),
        "uptake.yaml",
    )
    .unwrap();
    let names = ran.outcome.entity_periods.names();
    let writer = ran.disclosure.over(&[names]);
    let hidden = writer.write(&Private::new(Kind::Name, "ana"));
    assert!(hidden.starts_with("p-"), "{hidden}");
}

#[test]
fn every_question_is_answered_with_data() {
    let folder = folder();
    let session = session(&folder);
    let checked = session.check(Path::new("."), None).unwrap();
    assert!(checked.clean());
    assert_eq!(checked.files.len(), 2);
    let resolved = session
        .resolve(&ResolveRequest {
            rules: ".",
            person: [("team".to_owned(), "Red".to_owned())].into(),
            day: None,
            period: None,
            only: Some("definitions.active"),
        })
        .unwrap();
    assert_eq!((resolved.name.as_str(), resolved.day), ("small", date(2026, 2, 16)));
    let inspected = session.with_frame("people", df!["id" => ["ana"]].unwrap());
    let inspected = inspected
        .inspect(&InspectRequest {
            project: ProjectFile::At(Path::new("uptake.yaml")),
            sources: None,
            dataset: None,
            rows: None,
            as_of: None,
            names: false,
        })
        .unwrap();
    assert_eq!(inspected.sources[0].seen.as_ref().unwrap().report.rows, 1);
    // There is no such file: the other source was looked at all the same.
    let failure = inspected.sources[1].failure.as_ref().unwrap();
    assert_eq!(failure.code.unwrap(), "source-unreadable");
}

/// A world in which somebody counts the rows that are read.
struct Counting {
    world: FixedWorld,
    rows: Arc<AtomicU64>,
}

impl World for Counting {
    fn now(&self) -> jiff::Timestamp {
        self.world.now()
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.world.variable(name)
    }

    fn folder(&self) -> &Path {
        self.world.folder()
    }

    fn plugin_host(&self) -> Result<Program, AdapterError> {
        self.world.plugin_host()
    }

    fn progress(&self) -> Box<dyn Progress> {
        Box::new(Counter(Arc::clone(&self.rows)))
    }
}

struct Counter(Arc<AtomicU64>);

impl Progress for Counter {
    fn rows(&mut self, _: &str, rows: u64) {
        self.0.fetch_add(rows, Ordering::Relaxed);
    }

    fn parts(&mut self, _: &str, _: usize, _: usize) {}
}

#[test]
fn of_what_is_kept_no_row_is_read() {
    let folder = folder();
    let project = PROJECT.replace("path: uses.csv", "path: 'uses*.csv'");
    std::fs::write(folder.path().join("uptake.yaml"), project).unwrap();
    let week = |day: &str| format!("id,at\nana,{day}T09:00:00Z\nana,{day}T10:00:00Z\nana,{day}T11:00:00Z\n");
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("uses1.csv", week("2026-02-03"));
    write("uses2.csv", week("2026-02-10"));
    let rows = Arc::new(AtomicU64::new(0));
    let world = Counting {
        world: world(&folder),
        rows: Arc::clone(&rows),
    };
    let session = Session::new(world).caching(Caching::Folder("kept".into()));
    let read = || {
        let ran = run(&session, "uptake.yaml").unwrap();
        (
            rows.swap(0, Ordering::Relaxed),
            rate_of(&ran.outcome),
            ran.cache.unwrap(),
        )
    };
    let (first, rate, _) = read();
    assert_eq!((first, rate), (8, Some(50.0)));
    // In this world files come from its future, so that no look at them counts: their bytes are compared, and no row is read.
    assert_eq!(read(), (0, Some(50.0), CacheNote::Used { parts: 3 }));
    write("rules.yaml", RULES.replace("uses_made >= 3", "uses_made >= 0"));
    assert_eq!(read(), (0, Some(100.0), CacheNote::Used { parts: 3 }));
    write("rules.yaml", RULES.to_owned());
    write("people.csv", "id\nana\nben\n".to_owned());
    assert_eq!(read(), (0, Some(50.0), CacheNote::Used { parts: 3 }));
}

#[test]
fn rows_from_memory_are_not_kept() {
    let folder = folder();
    let session = session(&folder).caching(Caching::Folder("kept".into()));
    let ran = run(&session.with_frame("uses", uses(&["ana"; 3])), "uptake.yaml").unwrap();
    let source = "uses".to_owned();
    assert_eq!(ran.cache, Some(CacheNote::NotKept(WhyNotKept::Untold { source })));
    assert!(!folder.path().join("kept").exists());
}
