//! A plugin in Rust, built by the test without Polars.

use crate::support::{home, load, scan, settings, whole};
use polars::prelude::*;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use uptake_adapter::{Adapter, ErrorCode, ScanRequest};
use uptake_plugins::Plugin;

/// Builds the plugin once. What it depends on is in the workspace's lock file, so nothing is fetched.
pub(crate) fn built() -> Plugin {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let path = BUILT.get_or_init(|| {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("rust-plugin");
        let source = home().join("samples/rust");
        std::fs::create_dir_all(folder.join("src")).unwrap();
        let manifest = std::fs::read_to_string(source.join("Cargo.toml")).unwrap();
        let manifest = manifest.replace("../../..", &home().join("..").display().to_string());
        std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        std::fs::copy(source.join("src/lib.rs"), folder.join("src/lib.rs")).unwrap();
        std::fs::copy(home().join("../../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        let built = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--target-dir"])
            .arg(folder.join("target"))
            .current_dir(&folder)
            .env_remove("CARGO_TARGET_DIR")
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let name = format!(
            "{}sample_plugin{}",
            std::env::consts::DLL_PREFIX,
            std::env::consts::DLL_SUFFIX
        );
        folder.join("target/debug").join(name)
    });
    load(path).unwrap()
}

#[test]
fn a_plugin_in_rust_delivers_its_rows_with_parts_and_places() {
    let plugin = built();
    assert_eq!(
        (plugin.describe().name, plugin.describe().version),
        ("rust-sample", "2.5.0")
    );
    let (batches, error) = scan(&plugin, &settings(&[("token", "t")]), None);
    assert_eq!(error, None);
    let places: Vec<(&str, u64)> = batches.iter().map(|batch| (&*batch.part, batch.first_row)).collect();
    assert_eq!(places, [("first", 1), ("first", 4), ("second", 1), ("second", 4)]);
    let lines = batches.iter().map(|batch| [0, 1, 2].map(|row| batch.lines.of(row)));
    let lines: Vec<_> = lines.collect();
    assert_eq!(lines[..2], [[None; 3]; 2]);
    assert_eq!(lines[2..], [[2, 3, 5].map(Some), [6, 7, 9].map(Some)]);
    let frame = whole(&batches);
    assert_eq!(frame.height(), 12);
    assert_eq!(
        frame.column("id").unwrap(),
        &Column::new("id".into(), (0..12_i64).collect::<Vec<_>>())
    );
    assert_eq!(frame.column("name").unwrap().str().unwrap().get(1), Some("größe 1"));
    assert_eq!(frame.column("name").unwrap().null_count(), 4);
    assert_eq!(frame.column("even").unwrap().bool().unwrap().sum(), Some(6));
    assert_eq!(frame.column("day").unwrap().dtype(), &DataType::Date);
    let utc = Some(TimeZone::UTC);
    assert_eq!(
        frame.column("at").unwrap().dtype(),
        &DataType::Datetime(TimeUnit::Microseconds, utc)
    );
}

#[test]
fn a_plugin_in_rust_applies_the_columns_itself() {
    let (batches, error) = scan(&built(), &settings(&[("token", "t")]), Some(&["name", "id", "absent"]));
    assert_eq!(error, None);
    assert_eq!(whole(&batches).get_column_names_owned(), ["id", "name"]);
}

#[test]
fn columns_may_change_in_the_middle_where_the_plugin_says_so() {
    let (batches, error) = scan(&built(), &settings(&[("token", "t"), ("fault", "more-columns")]), None);
    assert_eq!(error, None);
    let widths: Vec<usize> = batches.iter().map(|batch| batch.frame.width()).collect();
    assert_eq!(widths, [6, 6, 7, 7]);
    assert_eq!(batches[3].frame.column("late").unwrap().i64().unwrap().get(1), Some(7));
}

#[test]
fn a_scan_without_any_rows_is_no_fault() {
    let (batches, error) = scan(&built(), &settings(&[("token", "t"), ("fault", "empty")]), None);
    assert_eq!((batches.len(), error), (0, None));
}

#[test]
fn a_panic_anywhere_is_a_fault_and_never_the_end_of_the_host() {
    let plugin = built();
    for (fault, before, word) in [
        ("panic-open", 0, "in open"),
        ("panic-scan", 0, "in scan"),
        ("panic-first", 0, "in the first batch"),
        ("panic-stream", 2, "in the stream"),
        ("panic-payload", 2, "panicked twice"),
    ] {
        let (batches, error) = scan(&plugin, &settings(&[("token", "t"), ("fault", fault)]), None);
        let error = error.unwrap_or_else(|| panic!("`{fault}` went through"));
        assert_eq!(
            (error.code, batches.len()),
            (ErrorCode::Panic, before),
            "{fault}: {error}"
        );
        assert!(error.message.contains(word), "{fault}: {error}");
    }
    let source = plugin
        .open(&settings(&[("token", "t"), ("fault", "panic-discover")]))
        .unwrap();
    assert_eq!(source.fingerprints().unwrap_err().code, ErrorCode::Panic);
    // Nothing to see but that the host lives on.
    drop(
        plugin
            .open(&settings(&[("token", "t"), ("fault", "panic-close")]))
            .unwrap(),
    );
}

#[test]
fn a_source_that_broke_says_so_when_it_is_asked_again() {
    let mut source = built()
        .open(&settings(&[("token", "t"), ("fault", "panic-scan")]))
        .unwrap();
    for _ in 0..2 {
        let error = source.scan(&ScanRequest::default()).err().unwrap();
        assert_eq!(error.code, ErrorCode::Panic);
    }
}

#[test]
fn a_fault_of_the_plugin_keeps_its_code_help_and_setting_but_no_secret() {
    let plugin = built();
    let (batches, error) = scan(&plugin, &settings(&[("token", "t"), ("fault", "error")]), None);
    let error = error.unwrap();
    assert_eq!((error.code, batches.len()), (ErrorCode::Retryable, 2));
    assert_eq!(error.message, "the \0 peer\nhung up");
    assert_eq!(error.help.as_deref(), Some("wait"));
    let (_, error) = scan(&plugin, &settings(&[("token", "hunter2!"), ("fault", "token")]), None);
    let error = error.unwrap();
    assert_eq!((error.code, error.setting.as_deref()), (ErrorCode::Auth, Some("token")));
    assert!(!error.message.contains("hunter2!"), "{error}");
}

#[test]
fn a_setting_that_is_missing_is_told_by_the_host() {
    let error = built().open(&settings(&[])).err().unwrap();
    assert_eq!(error.code, ErrorCode::Config);
    assert!(error.message.contains("`token`"), "{error}");
}
