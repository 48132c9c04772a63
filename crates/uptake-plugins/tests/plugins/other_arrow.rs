//! A plugin that shares no code with us and is built against another version of Arrow: every type arrives as it was sent.

use crate::support::{home, load, scan, settings, whole};
use polars::prelude::*;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use uptake_adapter::conformance::{Verdict, check};
use uptake_adapter::{Adapter, ErrorCode};
use uptake_plugins::Plugin;

/// Builds the plugin once, by its own lock file. None, and a word of it, where its crates can't be fetched.
fn built() -> Option<Plugin> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let path = BUILT.get_or_init(|| {
        let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("other-arrow");
        let cargo = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO"));
            command.args(arguments).arg("--locked").arg("--manifest-path");
            command.arg(home().join("samples/arrow58/Cargo.toml"));
            command
                .env("CARGO_TARGET_DIR", &target)
                .env("CARGO_TERM_COLOR", "never")
                .output()
                .unwrap()
        };
        if !cargo(&["fetch", "--offline"]).status.success() {
            let fetched = cargo(&["fetch"]);
            if !fetched.status.success() {
                let said = String::from_utf8_lossy(&fetched.stderr);
                println!(
                    "Arrow 58 can't be fetched, so tests with it are skipped: {}",
                    said.trim()
                );
                return None;
            }
        }
        let built = cargo(&["build", "--offline"]);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let name = format!(
            "{}other_arrow{}",
            std::env::consts::DLL_PREFIX,
            std::env::consts::DLL_SUFFIX
        );
        Some(target.join("debug").join(name))
    });
    path.as_ref().map(|path| load(path).unwrap())
}

fn rows() -> Option<DataFrame> {
    let (batches, error) = scan(&built()?, &settings(&[]), None);
    assert_eq!(error, None);
    let starts: Vec<u64> = batches.iter().map(|batch| batch.first_row).collect();
    assert_eq!(starts, [1, 5, 9], "without `place`, rows are counted through");
    Some(whole(&batches))
}

/// A value of every row but each third.
fn some<T>(value: impl Fn(i64) -> T) -> Vec<Option<T>> {
    (0..12).map(|row| (row % 3 != 2).then(|| value(row))).collect()
}

fn text(row: i64) -> String {
    match row % 2 {
        0 => format!("größe {row}"),
        _ => format!("a text of more than twelve bytes, row {row}"),
    }
}

#[test]
fn numbers_and_truth_values_of_another_arrow_arrive() {
    let Some(frame) = rows() else { return };
    assert_eq!((frame.height(), frame.width()), (12, 31));
    let same = |name: &str, expected: Column| {
        let found = frame.column(name).unwrap();
        assert_eq!(found.dtype(), expected.dtype(), "{name}");
        assert!(found.equals_missing(&expected), "{found:?} instead of {expected:?}");
    };
    same("id", Column::new("id".into(), (0..12_i64).collect::<Vec<_>>()));
    assert_eq!(frame.column("nothing").unwrap().null_count(), 12);
    same("truth", Column::new("truth".into(), some(|row| row % 2 == 0)));
    same("i8", Column::new("i8".into(), some(|row| -(row as i8))));
    same("i16", Column::new("i16".into(), some(|row| -(row as i16))));
    same("i32", Column::new("i32".into(), some(|row| -(row as i32))));
    same("u8", Column::new("u8".into(), some(|row| row as u8)));
    same("u16", Column::new("u16".into(), some(|row| row as u16)));
    same("u32", Column::new("u32".into(), some(|row| row as u32)));
    same("u64", Column::new("u64".into(), some(|row| u64::MAX - row as u64)));
    same("f32", Column::new("f32".into(), some(|row| row as f32 / 4.0)));
    same("f64", Column::new("f64".into(), some(|row| row as f64 / 4.0)));
}

#[test]
fn texts_of_another_arrow_arrive_with_offsets_as_views_and_as_dictionary() {
    let Some(frame) = rows() else { return };
    for name in ["text", "large_text", "view"] {
        let expected = Column::new(name.into(), some(text));
        assert!(frame.column(name).unwrap().equals_missing(&expected), "{name}");
    }
    let expected = Column::new("kind".into(), some(|row| ["chat", "draft"][row as usize % 2]));
    assert!(frame.column("kind").unwrap().equals_missing(&expected));
}

#[test]
fn times_and_amounts_of_another_arrow_arrive() {
    let Some(frame) = rows() else { return };
    let zone = |name: &'static str| TimeZone::opt_try_new(Some(name)).unwrap();
    let utc = || Some(TimeZone::UTC);
    let (milli, micro, nano) = (TimeUnit::Milliseconds, TimeUnit::Microseconds, TimeUnit::Nanoseconds);
    let hours = |scale: i64| some(move |row| row * 3600 * scale);
    for (name, dtype, expected) in [
        ("day", DataType::Date, some(|row| row + 20_000)),
        (
            "day64",
            DataType::Datetime(milli, None),
            some(|row| (row + 20_000) * 86_400_000),
        ),
        ("naive", DataType::Datetime(milli, None), hours(1_000)),
        ("utc", DataType::Datetime(milli, utc()), hours(1_000)),
        (
            "berlin",
            DataType::Datetime(micro, zone("Europe/Berlin")),
            hours(1_000_000),
        ),
        ("offset", DataType::Datetime(nano, utc()), hours(1_000_000_000)),
        ("clock", DataType::Time, hours(1_000_000_000)),
        ("length", DataType::Duration(micro), some(|row| row * 1_000_000)),
    ] {
        let found = frame.column(name).unwrap();
        assert_eq!(found.dtype(), &dtype, "{name}");
        let physical = found.to_physical_repr().cast(&DataType::Int64).unwrap();
        assert!(
            physical.equals_missing(&Column::new(name.into(), expected)),
            "{name}: {found:?}"
        );
    }
    for (name, dtype, expected) in [
        (
            "money",
            DataType::Decimal(12, 2),
            some(|row| (row * 1001 - 2000) as f64 / 100.0),
        ),
        (
            "small_money",
            DataType::Decimal(9, 3),
            some(|row| (row * 1001) as f64 / 1000.0),
        ),
    ] {
        let found = frame.column(name).unwrap();
        assert_eq!(found.dtype(), &dtype, "{name}");
        let floats = found.cast(&DataType::Float64).unwrap();
        assert!(
            floats.equals_missing(&Column::new(name.into(), expected)),
            "{name}: {found:?}"
        );
    }
}

/// The list in each row, its values as whole numbers.
fn lists(frame: &DataFrame, name: &str) -> Vec<Option<Vec<Option<i64>>>> {
    let column = frame.column(name).unwrap();
    let lists = column.as_materialized_series().list().unwrap();
    (0..lists.len())
        .map(|row| {
            let values = lists.get_as_series(row)?.cast(&DataType::Int64).unwrap();
            Some(values.i64().unwrap().iter().collect())
        })
        .collect()
}

/// The names and ages of some rows.
fn people(series: &Series) -> Vec<(Option<String>, Option<i32>)> {
    let fields = series.struct_().unwrap().fields_as_series();
    let names = fields[0].str().unwrap().iter().map(|name| name.map(str::to_owned));
    names.zip(fields[1].i32().unwrap().iter()).collect()
}

#[test]
fn nested_values_of_another_arrow_arrive() {
    let Some(frame) = rows() else { return };
    let numbers = |row: i64| -> Vec<Option<i64>> {
        (0..row % 4)
            .map(|number| (number != 2).then_some(row * 10 + number))
            .collect()
    };
    assert_eq!(lists(&frame, "numbers"), some(numbers));
    assert_eq!(lists(&frame, "large_numbers"), some(numbers));
    let pair = |row: i64| vec![Some(row), (row % 2 == 0).then_some(1)];
    assert_eq!(lists(&frame, "pair"), some(pair));
    let person = |row: i64| {
        (
            (row % 4 != 3).then(|| text(row)),
            (row % 5 != 4).then_some(row as i32 + 30),
        )
    };
    let who = frame.column("who").unwrap().as_materialized_series();
    assert_eq!(who.null_count(), 4);
    let found = people(who);
    for row in (0..12).filter(|row| row % 3 != 2) {
        assert_eq!(found[row as usize], person(row), "row {row}");
    }
    let visits = frame.column("visits").unwrap().as_materialized_series();
    let visits = visits.list().unwrap();
    for row in 0..12 {
        let found = visits.get_as_series(row as usize).map(|visits| people(&visits));
        let expected = (row % 3 != 2).then(|| (0..row % 3).map(|visit| person(row + visit)).collect::<Vec<_>>());
        assert_eq!(found, expected, "row {row}");
    }
}

#[test]
fn a_plugin_of_another_arrow_keeps_the_contract() {
    let Some(plugin) = built() else { return };
    assert_eq!(
        (plugin.describe().name, plugin.describe().version),
        ("other-arrow", "58.0.0")
    );
    let findings = check(&plugin, &settings(&[]));
    for finding in &findings {
        match (&finding.verdict, finding.name) {
            (Verdict::Kept, _) => {}
            // Its rows are made up.
            (Verdict::NotTried(_), "fingerprints-hold") => {}
            (verdict, name) => panic!("{name}: {verdict:?}"),
        }
    }
    let (batches, error) = scan(&plugin, &settings(&[]), Some(&["view", "absent", "id"]));
    assert_eq!(error, None);
    assert_eq!(
        whole(&batches).get_column_names(),
        ["id", "view"],
        "the host drops what wasn't asked for"
    );
    let error = plugin.open(&settings(&[("x", "1")])).err().unwrap();
    assert_eq!(error.code, ErrorCode::Config);
}
