//! How rows of an isolated plugin reach the program: through memory that both processes share, from one child for all calls.

use crate::plugins::{files_plugin, reading, recorded, sample, scan, settings, whole};
use polars::prelude::*;
use std::path::Path;
use tempfile::TempDir;
use uptake_adapter::{Adapter, ErrorCode, ScanRequest};
use uptake_files::Files;
use uptake_plugins::{Isolated, Limits, Load, Program};

/// The plugin in C, in children that each leave a line in the file `started` of the folder, and their numbers in it.
fn counted(path: &Path, folder: &Path) -> Isolated {
    let script = format!(
        "echo $$ >> '{}/started'; exec '{}' adapter-host \"$@\"",
        folder.display(),
        env!("CARGO_BIN_EXE_uptake")
    );
    let program = Program {
        path: "/bin/sh".into(),
        arguments: vec!["-c".into(), script.into(), "sh".into()],
    };
    let load = Load {
        path: path.to_owned(),
        shown: "x".to_owned(),
        ..Load::default()
    };
    Isolated::load(&load, program).unwrap()
}

fn started(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("started")).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn one_child_does_all_calls_of_a_source() {
    let Some(path) = sample() else { return };
    let folder = tempfile::tempdir().unwrap();
    let plugin = counted(path, folder.path());
    let settings = settings(Path::new("."), &[("batches", "5")]);
    let mut source = plugin.open(&settings).unwrap();
    let read = |source: &mut dyn uptake_adapter::Source| -> usize {
        let batches = source.scan(&ScanRequest::default()).unwrap();
        batches.map(|batch| batch.unwrap().frame.height()).sum()
    };
    source.fingerprints().unwrap();
    let rows = read(&mut *source);
    assert_eq!(read(&mut *source), rows);
    source.fingerprints().unwrap();
    assert_eq!(started(folder.path()).len(), 1);
    // Once it has told all, it is let go.
    assert_eq!(read(&mut *source), rows);
    assert_eq!(started(folder.path()).len(), 2);
    // One that is left in the middle is killed; the next call has another.
    let mut batches = source.scan(&ScanRequest::default()).unwrap();
    batches.next().unwrap().unwrap();
    drop(batches);
    assert_eq!(read(&mut *source), rows);
    assert_eq!(started(folder.path()).len(), 3);
    // Two readings at once have a child each.
    let mut one = source.scan(&ScanRequest::default()).unwrap();
    let mut other = source.scan(&ScanRequest::default()).unwrap();
    let mut count = 0;
    while let (Some(left), Some(right)) = (one.next(), other.next()) {
        assert!(left.unwrap().frame.equals_missing(&right.unwrap().frame));
        count += 1;
    }
    assert_eq!(count, 5);
    assert_eq!(started(folder.path()).len(), 4);
    // Another source has another child.
    assert_eq!(scan(&plugin, &settings).1, None);
    assert_eq!(started(folder.path()).len(), 5);
}

#[test]
fn a_child_that_was_killed_between_calls_or_within_one_is_a_fault_and_the_next_call_has_another() {
    let Some(path) = sample() else { return };
    let folder = tempfile::tempdir().unwrap();
    let kill = || {
        let child = started(folder.path()).pop().unwrap();
        let killed = std::process::Command::new("kill")
            .args(["-9", &child])
            .status()
            .unwrap();
        assert!(killed.success());
    };
    let plugin = counted(path, folder.path());
    let settings = settings(Path::new("."), &[("batches", "100000")]);
    let mut source = plugin.open(&settings).unwrap();
    kill();
    let error = source.fingerprints().unwrap_err();
    assert_eq!(error.code, ErrorCode::PluginDied, "{error}");
    assert!(error.message.contains("a kill (signal 9)"), "{error}");
    source.fingerprints().unwrap();
    let mut batches = source.scan(&ScanRequest::default()).unwrap();
    batches.next().unwrap().unwrap();
    kill();
    let error = batches.find_map(Result::err).unwrap();
    assert_eq!(error.code, ErrorCode::PluginDied, "{error}");
    assert!(batches.next().is_none());
}

/// A folder with far more rows than the shared memory holds.
fn many() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let rows = 0..300_000_i64;
    let mut frame = df!(
        "id" => rows.clone().collect::<Vec<_>>(),
        "name" => rows.clone().map(|row| (row % 5 != 0).then(|| format!("größer als zwölf Bytes, Zeile {row}"))).collect::<Vec<_>>(),
        "kind" => rows.clone().map(|row| ["chat", "draft", "search"][(row % 3) as usize]).collect::<Vec<_>>(),
        "flag" => rows.map(|row| (row % 7 != 0).then_some(row % 2 == 0)).collect::<Vec<_>>(),
    )
    .unwrap();
    let file = std::fs::File::create(folder.path().join("rows.parquet")).unwrap();
    ParquetWriter::new(file)
        .with_row_group_size(Some(100_001))
        .finish(&mut frame)
        .unwrap();
    folder
}

#[test]
fn rows_that_fill_the_shared_memory_many_times_arrive_as_they_are() {
    let Some(library) = files_plugin() else { return };
    let folder = many();
    let apart = reading(library, Limits::default(), &[folder.path()]);
    let settings = settings(folder.path(), &[("path", "rows.parquet")]);
    let (expected, _) = scan(&Files, &settings);
    let (found, error) = scan(&apart, &settings);
    assert_eq!(error, None);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert!(found.frame.equals_missing(&expected.frame));
        assert_eq!((&found.part, found.first_row), (&expected.part, expected.first_row));
    }
    // A frame that is kept isn't changed by those that come after it.
    assert!(whole(&found).equals_missing(&whole(&expected)));
    let request = ScanRequest {
        columns: Some(vec!["kind".to_owned(), "absent".to_owned()]),
        spare: None,
    };
    let mut source = apart.open(&settings).unwrap();
    let batch = source.scan(&request).unwrap().next().unwrap();
    assert_eq!(batch.unwrap().frame.get_column_names(), ["kind"]);
}

#[test]
fn which_values_beside_texts_are_numbers_arrives_with_them() {
    let Some(library) = files_plugin() else { return };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("rows.ndjson"), "{\"n\":1.234}\n{\"n\":\"2,5\"}\n").unwrap();
    let apart = reading(library, Limits::default(), &[folder.path()]);
    let settings = settings(folder.path(), &[("path", "rows.ndjson")]);
    let request = ScanRequest {
        columns: Some(vec!["n".to_owned()]),
        spare: None,
    };
    let mut source = apart.open(&settings).unwrap();
    let frame = source.scan(&request).unwrap().next().unwrap().unwrap().frame;
    let mark = frame.column(&uptake_adapter::typed_mark("n")).unwrap();
    assert_eq!(
        mark.bool().unwrap().iter().collect::<Vec<_>>(),
        [Some(true), Some(false)]
    );
}

/// A frame as it goes through the pipe.
fn frame(letter: u8, bytes: &[u8]) -> Vec<u8> {
    [&[letter], (bytes.len() as u64).to_le_bytes().as_slice(), bytes].concat()
}

/// The frames of what a child said.
fn frames(mut said: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut frames = Vec::new();
    while let [letter, rest @ ..] = said {
        let length = usize::try_from(u64::from_le_bytes(rest[..8].try_into().unwrap())).unwrap();
        frames.push((*letter, rest[8..8 + length].to_vec()));
        said = &rest[8 + length..];
    }
    frames
}

#[test]
fn a_child_that_says_other_things_than_it_may_is_a_fault() {
    let Some(path) = sample() else { return };
    let folder = tempfile::tempdir().unwrap();
    for call in ["describe", "open", "scan"] {
        std::fs::write(folder.path().join(call), recorded(path, call)).unwrap();
    }
    let said = frames(&std::fs::read(folder.path().join("scan")).unwrap());
    let program = Program {
        path: "/bin/sh".into(),
        arguments: vec![
            "-c".into(),
            format!(
                "cd '{}'; read -r line; case \"$line\" in *'\"call\":\"scan\"'*) cat changed;; *describe*) cat describe;; \
                 *) cat open;; esac",
                folder.path().display()
            )
            .into(),
            "sh".into(),
        ],
    };
    let load = Load {
        path: path.to_owned(),
        shown: "x".to_owned(),
        ..Load::default()
    };
    let play = |changed: Vec<(u8, Vec<u8>)>| {
        let bytes: Vec<u8> = changed
            .iter()
            .flat_map(|(letter, bytes)| frame(*letter, bytes))
            .collect();
        std::fs::write(folder.path().join("changed"), bytes).unwrap();
        let plugin = Isolated::load(&load, program.clone()).unwrap();
        scan(&plugin, &settings(Path::new("."), &[("batches", "20")]))
    };
    let (batches, error) = play(said.clone());
    assert_eq!((error, whole(&batches).height()), (None, 80));
    let place = |letter: u8| said.iter().position(|(found, _)| *found == letter).unwrap();
    let numbers = |numbers: &[u64]| {
        numbers
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect::<Vec<u8>>()
    };
    let (bytes, rows, kind) = (place(b'B'), place(b'R'), place(b'T'));
    let with = |at: usize, letter: u8, bytes: Vec<u8>| {
        let mut changed = said.clone();
        changed[at] = (letter, bytes);
        changed
    };
    let length = said[bytes].1.len() as u64;
    let mut after = said.clone();
    after.push((b'A', b"more".to_vec()));
    for (what, changed) in [
        ("a slot that isn't there", with(bytes, b'S', numbers(&[1000, length]))),
        ("a slot without a length", with(bytes, b'S', numbers(&[0]))),
        (
            "more bytes than the batch has",
            with(bytes, b'S', numbers(&[0, length + 1])),
        ),
        ("more bytes than a slot has", with(bytes, b'S', numbers(&[0, u64::MAX]))),
        ("bytes before their lengths", with(rows, b'B', vec![0; 10])),
        ("lengths without a type", with(kind, b'A', Vec::new())),
        ("a type that is none", with(kind, b'T', b"{}".to_vec())),
        ("lengths of another type", with(rows, b'R', numbers(&[4, 1, 0]))),
        (
            "lengths beyond all memory",
            with(rows, b'R', vec![0xff; said[rows].1.len()]),
        ),
        ("an end in the middle of a batch", with(bytes, b'E', numbers(&[80]))),
        ("more after its end", after),
        ("another letter", with(bytes, b'x', Vec::new())),
    ] {
        let (_, error) = play(changed);
        let error = error.unwrap_or_else(|| panic!("{what} went through"));
        assert_eq!(error.code, ErrorCode::PluginChild, "{what}: {error}");
    }
    // Bytes that say something else than the columns may have.
    let ones = |(letter, bytes): &(u8, Vec<u8>)| match letter {
        b'B' => (b'B', vec![0xff; bytes.len()]),
        letter => (*letter, bytes.clone()),
    };
    let (_, error) = play(said.iter().map(ones).collect());
    assert!(error.is_some());
    // A slot that nothing was written into has zeros: whatever they mean, the program stays well.
    play(with(bytes, b'S', numbers(&[0, length])));
}
