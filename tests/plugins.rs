//! Adapters from shared libraries, in a project and on the command line.

use crate::support::{Answer, Project};
use polars::prelude::*;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;
use uptake_adapter::conformance::{self, Verdict};
use uptake_adapter::{Adapter, AdapterError, Batch, ErrorCode, ScanRequest, Settings};
use uptake_files::Files;
use uptake_plugins::{Grants, Isolated, Limits, Load, Plugin, Program};

/// The folder of the sample plugins' sources.
fn sample_sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../uptake-plugins/samples")
}

/// The folder of the C header.
fn include() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../uptake-abi/include")
}

/// The sample plugin in C, compiled once. None, and a word of it, without a compiler.
pub(crate) fn sample() -> Option<&'static Path> {
    static SAMPLE: OnceLock<Option<(TempDir, PathBuf)>> = OnceLock::new();
    let made = SAMPLE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("libsample.so");
        let compiled = Command::new("cc")
            .args(["-std=c99", "-D_DEFAULT_SOURCE", "-shared", "-fPIC", "-I"])
            .arg(include())
            .arg(sample_sources().join("sample.c"))
            .arg("-o")
            .arg(&path)
            .output();
        match compiled {
            Ok(output) => {
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                Some((folder, path))
            }
            Err(error) => {
                println!("no C compiler ({error}): tests with a plugin in C are skipped");
                None
            }
        }
    });
    made.as_ref().map(|(_, path)| path.as_path())
}

/// Cargo, without what the cargo that runs this test says about the package under test: build scripts that watch these
/// variables would run again, and Polars be built anew.
fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).env("CARGO_TERM_COLOR", "never");
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let about_the_package = [
            "CARGO_PKG_",
            "CARGO_MANIFEST_",
            "CARGO_BIN_",
            "CARGO_CRATE_",
            "CARGO_PRIMARY_",
        ];
        if about_the_package.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    command
}

/// The adapter `files` as a shared library, which `cargo test --workspace` builds as an example. None, and a word of it,
/// where single tests were asked for before: a cargo started from here would find other variables in its environment than
/// the one outside, build ring anew for that reason, and Polars with it.
pub(crate) fn files_plugin() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = BUILT.get_or_init(|| {
        let profile = Path::new(env!("CARGO_BIN_EXE_uptake")).parent().unwrap();
        let name = format!(
            "{}uptake_files{}",
            std::env::consts::DLL_PREFIX,
            std::env::consts::DLL_SUFFIX
        );
        let path = profile.join("examples").join(name);
        if !path.is_file() {
            println!(
                "`{}` isn't built: tests with it are skipped; `cargo build --workspace --examples`",
                path.display()
            );
            return None;
        }
        Some(path)
    });
    found.as_deref()
}

pub(crate) fn program() -> Program {
    Program {
        path: env!("CARGO_BIN_EXE_uptake").into(),
        arguments: vec!["adapter-host".into()],
    }
}

pub(crate) fn isolated(path: &Path, limits: Limits) -> Isolated {
    reading(path, limits, &[])
}

/// The same, and it may read these.
pub(crate) fn reading(path: &Path, limits: Limits, read: &[&Path]) -> Isolated {
    let load = Load {
        path: path.to_owned(),
        shown: "libsample.so".to_owned(),
        limits,
        grants: Grants {
            read: read.iter().map(|path| path.to_path_buf()).collect(),
            ..Grants::default()
        },
        ..Load::default()
    };
    Isolated::load(&load, program()).unwrap()
}

pub(crate) fn settings(folder: &Path, values: &[(&str, &str)]) -> Settings {
    let values = values
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Settings::new(folder, values.collect())
}

pub(crate) fn scan(adapter: &dyn Adapter, settings: &Settings) -> (Vec<Batch>, Option<AdapterError>) {
    let batches = adapter
        .open(settings)
        .and_then(|mut source| source.scan(&ScanRequest::default()));
    let mut read = Vec::new();
    match batches {
        Err(error) => return (read, Some(error)),
        Ok(batches) => {
            for batch in batches {
                match batch {
                    Ok(batch) => read.push(batch),
                    Err(error) => return (read, Some(error)),
                }
            }
        }
    }
    (read, None)
}

pub(crate) fn whole(batches: &[Batch]) -> DataFrame {
    let mut frames = batches.iter().map(|batch| batch.frame.clone());
    let first = frames.next().unwrap();
    frames.fold(first, |all, next| all.vstack(&next).unwrap())
}

#[test]
fn an_isolated_plugin_delivers_what_it_delivers_in_process() {
    let Some(path) = sample() else { return };
    let inside = Plugin::load(&Load {
        path: path.to_owned(),
        shown: "libsample.so".to_owned(),
        ..Load::default()
    })
    .unwrap();
    let apart = isolated(path, Limits::default());
    assert_eq!(format!("{:?}", inside.describe()), format!("{:?}", apart.describe()));
    let settings = settings(Path::new("."), &[("batches", "50")]);
    let (expected, error) = scan(&inside, &settings);
    assert_eq!(error, None);
    let (found, error) = scan(&apart, &settings);
    assert_eq!(error, None);
    assert!(whole(&found).equals_missing(&whole(&expected)));
    let places = |batches: &[Batch]| -> Vec<(String, u64)> {
        batches
            .iter()
            .map(|batch| (batch.part.to_string(), batch.first_row))
            .collect()
    };
    assert_eq!(places(&found), places(&expected));
    let findings = conformance::check(&apart, &settings);
    assert!(
        findings.iter().all(|finding| finding.verdict == Verdict::Kept),
        "{findings:#?}"
    );
}

#[test]
fn a_plugin_that_dies_in_its_process_is_a_fault_of_the_source() {
    let Some(path) = sample() else { return };
    let plugin = isolated(path, Limits::default());
    for (fault, code, word, before) in [
        ("abort", ErrorCode::PluginDied, "its own abort (signal 6)", 1),
        ("segfault", ErrorCode::PluginDied, "a segmentation fault (signal 11)", 1),
        ("exit", ErrorCode::PluginDied, "exit code 0", 1),
        ("open-abort", ErrorCode::PluginDied, "its own abort", 0),
        ("index", ErrorCode::PluginIndex, "row 3 of `kind`", 1),
        ("utf8", ErrorCode::PluginText, "row 1 of `name`", 1),
        ("stream-error", ErrorCode::Retryable, "the peer hung up", 1),
        ("open-error", ErrorCode::Auth, "says so", 0),
    ] {
        let (batches, error) = scan(&plugin, &settings(Path::new("."), &[("fault", fault)]));
        let error = error.unwrap_or_else(|| panic!("`{fault}` went through"));
        assert_eq!(error.code, code, "{fault}: {error}");
        assert!(error.message.contains(word), "{fault}: {error}");
        assert!(error.help.is_some() || error.code == ErrorCode::Retryable, "{fault}");
        assert_eq!(batches.len(), before, "{fault}");
    }
}

#[test]
fn rows_of_an_isolated_plugin_that_forks_are_counted_once() {
    let Some(path) = sample() else { return };
    let plugin = isolated(path, Limits::default());
    let (expected, _) = scan(&plugin, &settings(Path::new("."), &[]));
    for _ in 0..20 {
        let (batches, error) = scan(&plugin, &settings(Path::new("."), &[("fault", "fork")]));
        assert_eq!(error, None);
        assert!(whole(&batches).equals_missing(&whole(&expected)));
    }
}

/// What the process of an isolated plugin writes when it is called.
pub(crate) fn recorded(library: &Path, call: &str) -> Vec<u8> {
    let config = serde_json::json!({ "folder": ".", "settings": { "batches": "20" }, "plain": [], "secrets": [] });
    let line = serde_json::json!({
        "call": call, "host": std::process::id(), "shown": "x", "sha256": null, "read": [], "network": false,
        "memory": 8_u64 << 30, "demand": "if-possible", "config": config.to_string(), "request": "{\"columns\":null}",
    });
    let mut child = Command::new(env!("CARGO_BIN_EXE_uptake"))
        .arg("adapter-host")
        .arg(library)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.as_mut().unwrap(), "{line}").unwrap();
    let mut bytes = Vec::new();
    let mut pipe = child.stdout.take().unwrap();
    // Letter, length and bytes of each frame, up to the one that ends the answer; then the process waits for another call.
    loop {
        let mut head = [0; 9];
        pipe.read_exact(&mut head).unwrap();
        let length = u64::from_le_bytes(head[1..].try_into().unwrap());
        let mut frame = vec![0; usize::try_from(length).unwrap()];
        pipe.read_exact(&mut frame).unwrap();
        bytes.extend(head);
        bytes.extend(frame);
        if head[0] == b'E' {
            break;
        }
    }
    // It ends with whoever calls it.
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    bytes
}

#[test]
fn an_isolated_plugin_whose_pipe_is_cut_at_any_tenth_gives_all_rows_or_an_error() {
    let Some(path) = sample() else { return };
    let folder = tempfile::tempdir().unwrap();
    for call in ["describe", "open", "discover", "scan"] {
        std::fs::write(folder.path().join(call), recorded(path, call)).unwrap();
    }
    // A program that plays what was recorded, and of the rows so many bytes; then it ends well, badly, or is killed.
    let player = |most: usize, end: &str| Program {
        path: "/bin/sh".into(),
        arguments: vec![
            "-c".into(),
            format!(
                "cd {}; read -r line; case \"$line\" in *'\"call\":\"scan\"'*) head -c {most} scan; {end};; \
                 *describe*) cat describe;; *) cat open;; esac",
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
    let bytes = std::fs::read(folder.path().join("scan")).unwrap();
    let settings = settings(Path::new("."), &[("batches", "20")]);
    let read = |most: usize, end: &str| scan(&Isolated::load(&load, player(most, end)).unwrap(), &settings);
    let (batches, error) = read(bytes.len(), "exit 0");
    assert_eq!((error, whole(&batches).height()), (None, 80));
    // Its last word alone isn't enough: a process that fails after it has failed.
    assert_eq!(read(bytes.len(), "exit 3").1.unwrap().code, ErrorCode::PluginDied);
    let frames = [1, 8, 9, 10, bytes.len() - 1, bytes.len() - 8, bytes.len() - 17];
    let cuts: Vec<usize> = (0..10).map(|tenth| bytes.len() * tenth / 10).chain(frames).collect();
    for (number, cut) in cuts.into_iter().enumerate() {
        let end = ["exit 0", "exit 3", "kill -9 $$"][number % 3];
        let (_, error) = read(cut, end);
        let error = error.unwrap_or_else(|| panic!("{cut} of {} bytes went through", bytes.len()));
        assert_eq!(error.code, ErrorCode::PluginDied, "{cut} of {}: {error}", bytes.len());
    }
}

#[test]
fn a_plugin_whose_data_are_cut_off_at_any_tenth_gives_all_rows_or_an_error() {
    let Some(library) = files_plugin() else { return };
    let folder = tempfile::tempdir().unwrap();
    let loaded = Plugin::load(&Load {
        path: library.to_owned(),
        ..Load::default()
    })
    .unwrap();
    let apart = reading(library, Limits::default(), &[folder.path()]);
    let samples = samples();
    for name in ["rows.parquet", "rows.arrow", "rows.json"] {
        let bytes = match name {
            "rows.json" => {
                let lines = std::fs::read_to_string(samples.path().join("rows.ndjson")).unwrap();
                format!("[{}]", lines.trim_end().replace('\n', ",\n")).into_bytes()
            }
            name => std::fs::read(samples.path().join(name)).unwrap(),
        };
        let path = folder.path().join(name);
        for tenth in 0..=10 {
            std::fs::write(&path, &bytes[..bytes.len() * tenth / 10]).unwrap();
            for adapter in [&loaded as &dyn Adapter, &apart] {
                let (batches, error) = scan(adapter, &settings(folder.path(), &[("path", name)]));
                match (tenth, error) {
                    (10, None) => assert_eq!(whole(&batches).height(), 1000, "{name}"),
                    (0..10, Some(error)) => assert_eq!(error.code, ErrorCode::Source, "{name} {tenth}: {error}"),
                    (tenth, error) => panic!("{name} {tenth}: {error:?}"),
                }
            }
        }
    }
}

#[test]
fn what_an_isolated_plugin_starts_ends_with_it() {
    let Some(path) = sample() else { return };
    let limits = Limits {
        time: Some(std::time::Duration::from_secs(20)),
        ..Limits::default()
    };
    let started = || {
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        let names = processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
        let library = path.to_str().unwrap().as_bytes();
        names
            .filter(|name| name.windows(library.len()).any(|part| part == library))
            .count()
    };
    let (batches, error) = scan(
        &isolated(path, limits),
        &settings(Path::new("."), &[("fault", "grandchild")]),
    );
    assert_eq!((error, batches.len()), (None, 3));
    let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
    // Other tests run the same library meanwhile, each for a moment.
    while started() > 0 {
        assert!(std::time::Instant::now() < until, "a process of the plugin lives on");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn an_isolated_plugin_that_hangs_is_killed_when_its_time_is_over() {
    let Some(path) = sample() else { return };
    let limits = Limits {
        time: Some(std::time::Duration::from_millis(1500)),
        ..Limits::default()
    };
    let (_, error) = scan(&isolated(path, limits), &settings(Path::new("."), &[("fault", "hang")]));
    assert_eq!(error.unwrap().code, ErrorCode::PluginEndless);
    let limits = Limits {
        rows: Some(1000),
        ..Limits::default()
    };
    let (batches, error) = scan(
        &isolated(path, limits),
        &settings(Path::new("."), &[("fault", "endless")]),
    );
    assert_eq!(error.unwrap().code, ErrorCode::PluginEndless);
    assert_eq!(whole(&batches).height(), 1000);
    let limits = Limits {
        bytes: Some(100_000),
        ..Limits::default()
    };
    let (_, error) = scan(
        &isolated(path, limits),
        &settings(Path::new("."), &[("fault", "endless")]),
    );
    let error = error.unwrap();
    assert_eq!(error.code, ErrorCode::PluginEndless);
    assert!(
        error.message.ends_with("gave more than 100000 bytes of rows"),
        "{error}"
    );
}

#[test]
fn an_isolated_plugin_sees_nothing_of_the_hosts_environment_and_a_loaded_one_does() {
    let Some(path) = sample() else { return };
    let seen = |how: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uptake"));
        command
            .args(["adapters", "verify", "--set", "fault=open-environment"])
            .args(how)
            .arg(path);
        let answer = Answer::of(command.env("UPTAKE_TEST_SECRET", "hunter2"));
        assert_eq!(answer.code, 1, "{}", answer.stderr);
        answer.stdout
    };
    assert!(seen(&[]).contains("the environment says nothing"));
    assert!(seen(&["--in-process"]).contains("the environment says hunter2"));
}

/// A folder with the same rows in each format.
fn samples() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut frame = df!(
        "id" => (0..1000_i64).collect::<Vec<_>>(),
        "name" => (0..1000).map(|row| (row % 5 != 0).then(|| format!("a rather long name, größer than twelve, of row {row}"))).collect::<Vec<_>>(),
        "share" => (0..1000).map(|row| (row % 7 != 0).then_some(f64::from(row) / 3.0)).collect::<Vec<_>>(),
        "flag" => (0..1000).map(|row| row % 2 == 0).collect::<Vec<_>>(),
    )
    .unwrap();
    let at = Int64Chunked::new("at".into(), (0..1000).map(|row| row * 1_000_000).collect::<Vec<i64>>())
        .into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC));
    frame.with_column(at.into_column()).unwrap();
    let file = |name: &str| std::fs::File::create(folder.path().join(name)).unwrap();
    ParquetWriter::new(file("rows.parquet")).finish(&mut frame).unwrap();
    IpcWriter::new(file("rows.arrow")).finish(&mut frame).unwrap();
    let (mut lines, mut table) = (String::new(), "id,name,share,flag,at\n".to_owned());
    for row in 0..1000_i64 {
        let name = (row % 5 != 0).then(|| format!("a rather long name, größer than twelve, of row {row}"));
        let share = (row % 7 != 0).then_some(row as f64 / 3.0);
        let (flag, at) = (row % 2 == 0, jiff::Timestamp::from_second(row).unwrap());
        let object = serde_json::json!({ "id": row, "name": name, "share": share, "flag": flag, "at": at.to_string() });
        lines += &format!("{object}\n");
        let (name, share) = (
            name.map(|name| format!("\"{name}\"")),
            share.map(|share| share.to_string()),
        );
        table += &format!(
            "{row},{},{},{flag},{at}\n",
            name.unwrap_or_default(),
            share.unwrap_or_default()
        );
    }
    std::fs::write(folder.path().join("rows.ndjson"), lines).unwrap();
    std::fs::write(folder.path().join("rows.csv"), table).unwrap();
    std::fs::write(
        folder.path().join("nested.ndjson"),
        "{\"id\": 1, \"tags\": [\"a\", \"b\"], \"who\": {\"name\": \"x\", \"age\": null}}\n{\"id\": 2, \"tags\": [], \"who\": null}\n",
    )
    .unwrap();
    // A part whose columns differ from those of the part before it.
    std::fs::write(folder.path().join("several1.csv"), "a,b\n1,2\n").unwrap();
    std::fs::write(folder.path().join("several2.csv"), "a,c\n3,4\n5,6\n").unwrap();
    std::fs::write(folder.path().join("broken.csv"), "a,b\n1,2\n3\n").unwrap();
    folder
}

#[test]
fn the_adapter_files_gives_the_same_through_the_abi_as_built_in() {
    let Some(library) = files_plugin() else { return };
    let folder = samples();
    let plugin = Plugin::load(&Load {
        path: library.to_owned(),
        ..Load::default()
    })
    .unwrap();
    let apart = reading(library, Limits::default(), &[folder.path()]);
    let about = |adapter: &dyn Adapter| adapter.describe().to_json(adapter.secrets());
    assert_eq!(about(&plugin), about(&Files));
    assert_eq!(about(&apart), about(&Files));
    for path in [
        "rows.parquet",
        "rows.arrow",
        "rows.ndjson",
        "rows.csv",
        "nested.ndjson",
        "several*.csv",
    ] {
        let settings = settings(folder.path(), &[("path", path)]);
        let (expected, error) = scan(&Files, &settings);
        assert_eq!(error, None, "{path}");
        for adapter in [&plugin as &dyn Adapter, &apart] {
            let (found, error) = scan(adapter, &settings);
            assert_eq!(error, None, "{path}");
            assert_eq!(found.len(), expected.len(), "{path}");
            for (found, expected) in found.iter().zip(&expected) {
                assert_eq!(found.frame.schema(), expected.frame.schema(), "{path}");
                assert!(found.frame.equals_missing(&expected.frame), "{path}");
                assert_eq!(
                    (&found.part, found.first_row, &found.lines),
                    (&expected.part, expected.first_row, &expected.lines)
                );
            }
            let findings = conformance::check(adapter, &settings);
            assert!(
                findings.iter().all(|finding| finding.verdict == Verdict::Kept),
                "{path}: {findings:#?}"
            );
            let parts = |adapter: &dyn Adapter| adapter.open(&settings).unwrap().fingerprints().unwrap();
            assert_eq!(parts(adapter), parts(&Files), "{path}");
        }
    }
    for values in [
        &[("path", "broken.csv")],
        &[("path", "absent.csv")],
        &[("pfad", "rows.csv")],
    ] {
        let settings = settings(folder.path(), values);
        let (_, expected) = scan(&Files, &settings);
        // A stranger's word that its words quote no data isn't taken: under pseudonyms they are withheld.
        let expected = expected.map(|error| AdapterError {
            own_words: false,
            ..error
        });
        assert!(expected.is_some());
        assert_eq!(scan(&plugin, &settings).1, expected);
        assert_eq!(scan(&apart, &settings).1, expected);
    }
}

/// The small project with its people from a plugin.
pub(crate) fn project(block: &str) -> Project {
    Project::small().edit("uptake.yaml", "{ adapter: files, path: people.csv }", block)
}

#[test]
fn a_source_is_swapped_for_a_plugin_in_one_block_of_the_project() {
    let Some(library) = files_plugin() else { return };
    let expected = Project::small().figures(&[]);
    let digest: String = Sha256::digest(std::fs::read(library).unwrap())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    for isolation in ["none", "process, read: [people.csv]", "process, confinement: none"] {
        let block = format!(
            "{{ adapter: {}, sha256: \"{digest}\", isolation: {isolation}, config: {{ path: people.csv }} }}",
            library.display()
        );
        let found = project(&block).figures(&[]);
        for file in ["metrics.csv", "entity_periods.parquet", "set_aside.csv"] {
            assert_eq!(found.bytes(file), expected.bytes(file), "{isolation}: {file}");
        }
        // What it was granted, and whether the system held it to that, is in the manifest.
        let manifest: serde_json::Value = serde_json::from_slice(found.bytes("manifest.json")).unwrap();
        let plugin = &manifest["plugins"][0];
        let (isolated, read, confined) = match isolation {
            "none" => (false, vec![], "not asked for"),
            "process, confinement: none" => (true, vec![], "not asked for"),
            _ if cfg!(target_os = "linux") => (true, vec!["people.csv"], "yes"),
            _ => (true, vec!["people.csv"], "no"),
        };
        assert_eq!(
            (&plugin["dataset"], &plugin["isolated"]),
            (&"people".into(), &isolated.into())
        );
        assert_eq!(plugin["read"], serde_json::json!(read), "{isolation}");
        let held = plugin["confined"].as_str().unwrap();
        assert!(held.starts_with(confined), "{isolation}: {held}");
    }
}

#[test]
fn an_isolated_plugin_reads_no_file_that_it_was_not_granted() {
    let Some(library) = files_plugin() else { return };
    let block = |grants: &str| {
        format!(
            "{{ adapter: {}, isolation: process, confinement: required, {grants}config: {{ path: people.csv }} }}",
            library.display()
        )
    };
    if cfg!(target_os = "linux") {
        let answer = project(&block("")).run(&[]);
        assert_eq!(answer.code, 2, "{}", answer.stdout);
        assert!(
            answer.stderr.starts_with("error[source-unreadable]: "),
            "{}",
            answer.stderr
        );
        assert_eq!(project(&block("read: people.csv, ")).run(&[]).code, 0);
        assert_eq!(project(&block("read: [.], ")).run(&[]).code, 0);
    }
    // A grant that is misspelt, or that has no effect, is an error.
    let answer = project(&block("read: [pepole.csv], ")).run(&[]);
    assert!(
        answer.stderr.contains("`pepole.csv` can't be granted"),
        "{}",
        answer.stderr
    );
    let loaded = block("read: [people.csv], ")
        .replace("process", "none")
        .replace("confinement: required, ", "");
    let answer = project(&loaded).run(&[]);
    assert!(
        answer
            .stderr
            .contains("`read` has no effect on a plugin that isn't isolated"),
        "{}",
        answer.stderr
    );
}

#[test]
fn a_fault_of_a_plugin_names_its_place_in_the_project() {
    let Some(library) = files_plugin() else { return };
    let library = library.display();
    for (block, said) in [
        (
            "{ adapter: ./absent.so }".to_owned(),
            "error[plugin-missing]: the plugin `./absent.so` can't be found",
        ),
        (
            format!("{{ adapter: {library}, path: people.csv }}"),
            "has no setting `path`\n  at uptake.yaml:6:",
        ),
        (
            format!("{{ adapter: {library}, config: {{ path: absent.csv }} }}"),
            "  at uptake.yaml:6:",
        ),
        (
            format!("{{ adapter: {library}, isolation: jail, config: {{ path: people.csv }} }}"),
            "error[source-settings]: unknown isolation `jail`",
        ),
        (
            format!(
                "{{ adapter: {library}, sha256: {}, config: {{ path: people.csv }} }}",
                "ab".repeat(32)
            ),
            "error[plugin-checksum]: the plugin",
        ),
    ] {
        let answer = project(&block).run(&[]);
        assert_eq!(answer.code, 2, "{block}: {}", answer.stdout);
        assert!(answer.stderr.contains(said), "{block}: {}", answer.stderr);
    }
    // The setting itself is underlined by its place, also inside `config`.
    let block = format!("{{ adapter: {library}, config: {{ path: absent.csv }} }}");
    let column = "  people: ".len() + block.find("absent.csv").unwrap() + 1;
    let answer = project(&block).run(&[]);
    assert!(
        answer.stderr.contains(&format!("uptake.yaml:6:{column}\n")),
        "{}",
        answer.stderr
    );
}

#[test]
fn a_secret_from_the_environment_never_comes_back_in_a_plugins_words() {
    let Some(path) = sample() else { return };
    for isolation in ["none", "process"] {
        let block = format!(
            "{{ adapter: {}, isolation: {isolation}, config: {{ fault: open-secret, token: \"${{env:UPTAKE_TEST_SECRET}}\" }} }}",
            path.display()
        );
        let project = project(&block);
        let mut command = project.command(&["run", "--project", "uptake.yaml"]);
        let answer = Answer::of(command.env("UPTAKE_TEST_SECRET", "hunter2-hunter2"));
        assert_eq!(answer.code, 2);
        assert!(
            answer.stderr.contains("[source-refused]: the token … is wrong"),
            "{}",
            answer.stderr
        );
    }
}

#[test]
fn a_plugin_that_crashes_under_isolation_leaves_the_run_with_a_coded_fault() {
    let Some(path) = sample() else { return };
    for (fault, code) in [
        ("segfault", "plugin-died"),
        ("abort", "plugin-died"),
        ("utf8", "plugin-text"),
    ] {
        let block = format!(
            "{{ adapter: {}, isolation: process, config: {{ fault: {fault} }} }}",
            path.display()
        );
        let answer = project(&block).run(&[]);
        assert_eq!(answer.code, 2, "{fault}: {}", answer.stderr);
        assert!(
            answer.stderr.starts_with(&format!("error[{code}]: ")),
            "{fault}: {}",
            answer.stderr
        );
        assert!(
            answer.stderr.contains("at uptake.yaml:6:"),
            "{fault}: {}",
            answer.stderr
        );
    }
}

#[test]
fn adapters_are_listed_and_described() {
    let project = Project::empty();
    let listed = project.uptake(&["adapters", "list"]);
    assert!(listed.stdout.contains("files "), "{}", listed.stdout);
    let described = project.uptake(&["adapters", "describe", "files"]);
    assert!(described.stdout.contains("(required)"), "{}", described.stdout);
    let described = project.uptake(&["adapters", "describe", "files", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&described.stdout).unwrap();
    assert_eq!(json["config"]["required"], serde_json::json!(["path"]));
    project
        .uptake(&["adapters", "describe", "fils"])
        .refuses("error[unknown-adapter]: unknown adapter `fils`\n  help: did you mean `files`?\n");
}

#[test]
fn verify_tells_what_is_kept_and_what_is_broken() {
    let folder = samples();
    let verify = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uptake"));
        Answer::of(
            command
                .args(["adapters", "verify"])
                .args(arguments)
                .current_dir(folder.path()),
        )
    };
    let answer = verify(&["files", "--set", "path=rows.csv"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    assert!(
        answer.stdout.ends_with("11 of 11 kept, 0 broken\n"),
        "{}",
        answer.stdout
    );
    let Some(path) = sample() else { return };
    let path = path.to_string_lossy();
    let answer = verify(&[&path, "--set", "fault=segfault"]);
    assert_eq!(answer.code, 1);
    assert!(
        answer.stdout.contains("BROKEN     delivers-rows: the child process"),
        "{}",
        answer.stdout
    );
    let answer = verify(&["./absent.so"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.starts_with("error[plugin-missing]"), "{}", answer.stderr);
    let answer = verify(&["files", "--set", "path"]);
    assert_eq!(answer.code, 2);
}

#[test]
fn a_new_plugin_in_rust_builds_without_polars_and_keeps_every_expectation() {
    let project = Project::empty();
    let answer = project.uptake(&["adapters", "new", "my-source"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    // What it needs is in the workspace's lock file: nothing is fetched.
    std::fs::copy(
        include().join("../../../Cargo.lock"),
        project.path("my-source/Cargo.lock"),
    )
    .unwrap();
    let built = cargo(&["build", "--offline", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-plugin"))
        .current_dir(project.path("my-source"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{said}");
    assert!(!said.contains("polars") && !said.contains("warning"), "{said}");
    let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-plugin/debug/libmy_source.so");
    verified(&project, &library);
    let taken = project.uptake(&["adapters", "new", "my-source"]);
    assert_eq!(taken.code, 2);
    assert!(taken.stderr.contains("isn't empty"), "{}", taken.stderr);
    assert_eq!(project.uptake(&["adapters", "new", "My Source"]).code, 2);
}

#[test]
fn a_new_plugin_in_c_builds_and_keeps_every_expectation() {
    if sample().is_none() {
        return;
    }
    let project = Project::empty();
    let answer = project.uptake(&["adapters", "new", "my-source", "--language", "c"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let compiled = Command::new("cc")
        .args([
            "-std=c99",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-shared",
            "-fPIC",
            "-o",
            "libmy_source.so",
            "my_source.c",
        ])
        .current_dir(project.path("my-source"))
        .output()
        .unwrap();
    assert!(
        compiled.status.success(),
        "{}",
        String::from_utf8_lossy(&compiled.stderr)
    );
    verified(&project, &project.path("my-source/libmy_source.so"));
    // Rows that are made up have no digest: a run into a folder says so, with the place, and the manifest, too.
    let library = project.path("my-source/libmy_source.so");
    let block = format!("people: {{ adapter: \"{}\" }}", library.display());
    let small = Project::small().edit("uptake.yaml", "people: { adapter: files, path: people.csv }", &block);
    let answer = small.run(&["--out", "out", "--verbose"]);
    // The made-up people are others than those of the uses, of which none can be used.
    assert_eq!((answer.code, answer.stderr.as_str()), (2, ""));
    let said = "note[no-digest]: the adapter of `people` gives no digests, so the manifest can't say what was read (uptake.yaml:";
    assert!(answer.stdout.contains(said), "{}", answer.stdout);
    let manifest: serde_json::Value = serde_json::from_str(&small.read("out/manifest.json")).unwrap();
    assert_eq!(
        manifest["sources"][0],
        serde_json::json!({ "dataset": "people", "part": null, "bytes": null, "sha256": null })
    );
}

/// `verify` finds nothing broken, in a child process and in this one.
fn verified(project: &Project, library: &Path) {
    let library = library.to_string_lossy();
    for how in [&[][..], &["--in-process"]] {
        let answer = project.uptake(&[&["adapters", "verify", &library], how].concat());
        assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
        // Rows that are made up have no digest.
        assert!(
            answer.stdout.ends_with("10 of 11 kept, 0 broken\n"),
            "{}",
            answer.stdout
        );
    }
}
