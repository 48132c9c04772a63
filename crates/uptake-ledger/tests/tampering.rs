//! Whatever is changed in a ledger, its texts or the outputs is found, and nothing else is named.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops on a surprise")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::digest;
use tempfile::TempDir;
use uptake_ledger::{Finding, FindingKind, Ledger, LedgerError, Run, SourceDigest, check_folder, check_rules, sha256};

const RUNS: usize = 12;

/// A ledger of [`RUNS`] runs, whose outputs are in a folder of their own each.
struct Recorded {
    folder: TempDir,
}

/// The rules of a run: one file changes with each, the other never.
fn rules(run: usize) -> [(String, Vec<u8>); 2] {
    [
        (
            "rules/active.yaml".to_owned(),
            format!("when: uses >= {run}\n").into_bytes(),
        ),
        ("rules/tools.yaml".to_owned(), b"tools: {}\n".to_vec()),
    ]
}

fn outputs(run: usize) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("manifest.json", format!("{{\"run\": {run}}}\n").into_bytes()),
        ("metrics.csv", format!("metric,value\nrate,0.{run}\n").into_bytes()),
        ("people.csv", b"entity,active\nana,true\n".repeat(run + 1)),
    ]
}

/// Adds a run whose outputs are in their place.
fn add<'a>(
    ledger: &Ledger,
    run: Run,
    number: usize,
    texts: impl IntoIterator<Item = &'a [u8]>,
    outputs: &Path,
) -> Result<(), LedgerError> {
    let added = ledger.begin(run, at(number), texts, outputs)?.settle()?;
    assert!(added.is_some());
    Ok(())
}

impl Recorded {
    fn new() -> Self {
        let recorded = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for run in 0..RUNS {
            let folder = recorded.outputs(run);
            fs::create_dir_all(&folder).unwrap();
            for (name, bytes) in outputs(run) {
                fs::write(folder.join(name), bytes).unwrap();
            }
            let rules = rules(run);
            let texts = rules.iter().map(|(_, bytes)| bytes.as_slice());
            add(&recorded.ledger(), recorded.run(run), run, texts, &folder).unwrap();
        }
        assert_eq!(recorded.findings(), []);
        recorded
    }

    /// The first run once more.
    fn added_again(&self) -> Result<(), LedgerError> {
        add(&self.ledger(), self.run(0), 0, [], &self.outputs(0))
    }

    fn ledger(&self) -> Ledger {
        Ledger::at(self.folder.path().join("ledger"))
    }

    fn outputs(&self, run: usize) -> PathBuf {
        self.folder.path().join(format!("figures/{run}"))
    }

    fn run(&self, run: usize) -> Run {
        Run {
            rules: rules(run).iter().map(|(file, bytes)| digest(file, bytes)).collect(),
            sources: vec![SourceDigest {
                dataset: "people".to_owned(),
                part: Some("people.csv".to_owned()),
                bytes: Some(4),
                sha256: Some(sha256(b"rows")),
                bytes_read: None,
            }],
            folder: format!("figures/{run}"),
            outputs: outputs(run).iter().map(|(file, bytes)| digest(file, bytes)).collect(),
            ..support::run()
        }
    }

    fn findings(&self) -> Vec<FindingKind> {
        kinds(self.ledger().verify().unwrap().findings)
    }

    fn entries(&self) -> PathBuf {
        self.folder.path().join("ledger/ledger.ndjson")
    }

    /// The lines of the ledger, its closing line last.
    fn lines(&self) -> Vec<String> {
        let text = fs::read_to_string(self.entries()).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    fn write(&self, lines: &[String]) {
        fs::write(
            self.entries(),
            lines.iter().map(|line| format!("{line}\n")).collect::<String>(),
        )
        .unwrap();
    }
}

fn at(run: usize) -> String {
    format!("2026-02-15T08:{run:02}:00Z")
}

fn kinds(findings: Vec<Finding>) -> Vec<FindingKind> {
    findings.into_iter().map(|finding| finding.kind).collect()
}

/// Numbers that look random and are the same each time (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }
}

/// Flips a bit, puts a byte in, or takes one out.
fn edited(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let place = random.below(bytes.len());
    match random.below(3) {
        0 => bytes[place] ^= 1 << random.below(7),
        1 => bytes.insert(place, b'0' + u8::try_from(random.below(10)).unwrap()),
        _ => {
            bytes.remove(place);
        }
    }
    bytes
}

#[test]
fn a_thousand_edits_are_each_found_and_none_is_named_wrongly() {
    let recorded = Recorded::new();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut tried = 0;
    while tried < 1_000 {
        let run = random.below(RUNS);
        let [(file, old_rule), _] = rules(run);
        match random.below(4) {
            // A byte of an entry or of the closing line.
            0 => {
                let lines = recorded.lines();
                let line = random.below(lines.len());
                let new = edited(lines[line].as_bytes(), &mut random);
                if new == lines[line].as_bytes() {
                    continue;
                }
                let text: Vec<u8> = (0..lines.len())
                    .flat_map(|at| {
                        [
                            if at == line {
                                new.as_slice()
                            } else {
                                lines[at].as_bytes()
                            },
                            b"\n",
                        ]
                        .concat()
                    })
                    .collect();
                fs::write(recorded.entries(), text).unwrap();
                let found = recorded.findings();
                let wanted = match line == RUNS {
                    // A closing line that isn't one is taken for a changed entry, too.
                    true => found.contains(&FindingKind::ClosingChanged),
                    false => found == [FindingKind::EntryChanged { line: line as u64 + 1 }],
                };
                assert!(wanted || new.contains(&b'\n'), "line {}: {found:?}", line + 1);
                assert!(!found.is_empty());
                recorded.write(&lines);
            }
            // A text.
            1 => {
                let path = recorded.folder.path().join("ledger/texts").join(sha256(&old_rule));
                let new = edited(&old_rule, &mut random);
                if new == old_rule {
                    continue;
                }
                fs::write(&path, new).unwrap();
                let sha256 = sha256(&old_rule);
                assert_eq!(recorded.findings(), [FindingKind::TextChanged { sha256, file }]);
                fs::write(&path, &old_rule).unwrap();
            }
            // An output.
            2 => {
                let all = outputs(run);
                let (name, old) = &all[random.below(all.len())];
                let path = recorded.outputs(run).join(name);
                let new = edited(old, &mut random);
                if new == *old {
                    continue;
                }
                fs::write(&path, new).unwrap();
                let found = check_folder(&recorded.outputs(run), &recorded.run(run).outputs, &[]).unwrap();
                assert_eq!(
                    kinds(found),
                    [FindingKind::OutputChanged {
                        file: (*name).to_owned()
                    }]
                );
                fs::write(&path, old).unwrap();
            }
            // A rule file of the project.
            _ => {
                let new = edited(&old_rule, &mut random);
                if new == old_rule {
                    continue;
                }
                let read = |path: &str| -> Result<Option<Vec<u8>>, ()> {
                    Ok(Some(if path == file {
                        new.clone()
                    } else {
                        rules(run)[1].1.clone()
                    }))
                };
                let found = check_rules(&recorded.run(run).rules, read).unwrap();
                assert_eq!(kinds(found), [FindingKind::RulesChanged { file: file.clone() }]);
            }
        }
        tried += 1;
    }
    assert_eq!(recorded.findings(), []);
}

#[test]
fn entries_that_are_removed_are_named_wherever_they_stood() {
    let recorded = Recorded::new();
    let whole = recorded.lines();
    for first in 1..=RUNS {
        for last in first..=RUNS {
            if (first, last) == (1, RUNS) {
                continue;
            }
            let mut lines = whole.clone();
            lines.drain(first - 1..last);
            recorded.write(&lines);
            let (first, last) = (first as u64, last as u64);
            assert_eq!(recorded.findings()[0], FindingKind::EntriesMissing { first, last });
        }
    }
}

#[test]
fn the_end_of_a_ledger_is_missed_even_with_its_closing_line() {
    let recorded = Recorded::new();
    let mut lines = recorded.lines();
    lines.truncate(RUNS - 2);
    recorded.write(&lines);
    assert_eq!(
        recorded.findings(),
        [
            FindingKind::ClosingChanged,
            FindingKind::TextUnknown {
                name: sha256(&rules(RUNS - 2)[0].1).min(sha256(&rules(RUNS - 1)[0].1))
            },
            FindingKind::TextUnknown {
                name: sha256(&rules(RUNS - 2)[0].1).max(sha256(&rules(RUNS - 1)[0].1))
            },
        ]
    );
}

#[test]
fn a_ledger_that_was_emptied_is_not_taken_for_a_new_one() {
    let recorded = Recorded::new();
    fs::write(recorded.entries(), "").unwrap();
    assert_eq!(recorded.findings()[0], FindingKind::ClosingChanged);
    assert!(recorded.added_again().is_err());
}

#[test]
fn entries_that_change_places_are_named() {
    let recorded = Recorded::new();
    let mut lines = recorded.lines();
    lines.swap(3, 4);
    recorded.write(&lines);
    assert_eq!(recorded.findings(), [FindingKind::EntryMoved { entry: 4, line: 5 }]);
    let mut lines = recorded.lines();
    lines.swap(3, 4);
    lines.insert(7, lines[1].clone());
    recorded.write(&lines);
    let twice = |line, again| FindingKind::EntryTwice { entry: 2, line, again };
    assert_eq!(recorded.findings(), [twice(2, 8)]);
    // The one that was moved is named, however many others stand elsewhere for it.
    let mut lines = recorded.lines();
    lines.remove(7);
    let last = lines.remove(RUNS - 1);
    lines.insert(0, last);
    recorded.write(&lines);
    let entry = RUNS as u64;
    assert_eq!(recorded.findings(), [FindingKind::EntryMoved { entry, line: 1 }]);
}

#[test]
fn a_line_in_which_nothing_stands_is_called_that_and_nothing_else_is_wrong() {
    let recorded = Recorded::new();
    let text = fs::read_to_string(recorded.entries()).unwrap();
    let empty = |line: usize| FindingKind::LineEmpty { line: line as u64 };
    // Behind the closing line, with and without blanks.
    fs::write(recorded.entries(), format!("{text}\n \n")).unwrap();
    assert_eq!(recorded.findings(), [empty(RUNS + 2), empty(RUNS + 3)]);
    assert!(recorded.added_again().is_err());
    // Between two entries.
    let mut lines = recorded.lines();
    lines.truncate(RUNS + 1);
    lines.insert(3, String::new());
    recorded.write(&lines);
    assert_eq!(recorded.findings(), [empty(4)]);
    // In place of one.
    lines.remove(4);
    recorded.write(&lines);
    assert_eq!(
        recorded.findings(),
        [empty(4), FindingKind::EntriesMissing { first: 4, last: 4 }]
    );
}

#[test]
fn a_closing_line_that_states_too_many_is_told_at_once() {
    let recorded = Recorded::new();
    let mut lines = recorded.lines();
    let closing = lines.last_mut().unwrap();
    *closing = closing.replace(&format!("\"entries\":{RUNS}"), "\"entries\":18446744073709551615");
    recorded.write(&lines);
    assert_eq!(recorded.findings(), [FindingKind::ClosingChanged]);
}

#[test]
fn a_ledger_whose_entries_are_gone_is_missed_and_not_begun_anew() {
    let recorded = Recorded::new();
    fs::remove_file(recorded.entries()).unwrap();
    assert_eq!(recorded.findings(), [FindingKind::LedgerMissing]);
    assert!(recorded.ledger().is_gone().unwrap());
    let added = recorded.added_again();
    assert!(added.unwrap_err().message.contains("ledger.ndjson"));
}

#[test]
fn an_entry_that_was_written_anew_with_its_digest_breaks_the_chain() {
    let recorded = Recorded::new();
    let other = Recorded {
        folder: tempfile::tempdir().unwrap(),
    };
    // The same runs, but for the time of the fifth one: from there on all digests are others.
    for run in 0..RUNS {
        let at = if run == 4 { 59 } else { run };
        let rules = rules(run);
        let texts = rules.iter().map(|(_, bytes)| bytes.as_slice());
        add(&other.ledger(), other.run(run), at, texts, &recorded.outputs(run)).unwrap();
    }
    let mut lines = recorded.lines();
    lines[4] = other.lines()[4].clone();
    recorded.write(&lines);
    assert_eq!(recorded.findings(), [FindingKind::EntryReplaced { entry: 6 }]);
    // All of it written anew: nothing within the ledger tells, and so the last digest is to be noted elsewhere.
    recorded.write(&other.lines());
    assert_eq!(recorded.findings(), []);
}

#[test]
fn nothing_is_added_to_a_ledger_that_is_not_whole() {
    let recorded = Recorded::new();
    let mut lines = recorded.lines();
    lines.remove(2);
    recorded.write(&lines);
    let before = fs::read(recorded.entries()).unwrap();
    let refused = recorded.added_again().unwrap_err();
    assert!(
        refused.message.contains("entry 3 of the ledger is missing"),
        "{refused}"
    );
    assert_eq!(fs::read(recorded.entries()).unwrap(), before);
}

#[test]
fn missing_and_foreign_files_beside_outputs_are_named() {
    let recorded = Recorded::new();
    let folder = recorded.outputs(0);
    fs::remove_file(folder.join("metrics.csv")).unwrap();
    fs::write(folder.join("notes.txt"), "mine").unwrap();
    let found = check_folder(&folder, &recorded.run(0).outputs, &[]).unwrap();
    assert_eq!(
        kinds(found),
        [
            FindingKind::OutputMissing {
                file: "metrics.csv".to_owned()
            },
            FindingKind::OutputUnknown {
                file: "notes.txt".to_owned()
            }
        ]
    );
}

#[test]
fn runs_at_the_same_time_wait_for_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let template = Recorded::new();
    let path: &Path = folder.path();
    std::thread::scope(|scope| {
        for run in 0..8 {
            let entry = template.run(run);
            let outputs = template.outputs(run);
            scope.spawn(move || add(&Ledger::at(path), entry, run, [], &outputs).unwrap());
        }
    });
    let numbers: Vec<u64> = Ledger::at(path)
        .entries()
        .unwrap()
        .iter()
        .map(|(entry, _)| entry.entry)
        .collect();
    assert_eq!(numbers, (1..=8).collect::<Vec<u64>>());
}
