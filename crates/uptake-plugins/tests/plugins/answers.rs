//! What a well-made plugin in C brings.

use crate::support::{load, sample, scan, settings, whole};
use polars::prelude::*;
use uptake_adapter::{Adapter, ScanRequest};

#[test]
fn a_plugin_in_c_delivers_its_rows_with_their_types() {
    let Some(path) = sample() else { return };
    let plugin = load(&path).unwrap();
    let (batches, error) = scan(&plugin, &settings(&[]), None);
    assert_eq!(error, None);
    assert_eq!(
        batches.iter().map(|batch| batch.first_row).collect::<Vec<_>>(),
        [1, 5, 9]
    );
    assert!(batches.iter().all(|batch| &*batch.part == "libsample.so"));
    let days: Vec<i32> = (20000..20012).collect();
    let expected = df!(
        "id" => (0..12_i64).collect::<Vec<_>>(),
        "name" => (0..12).map(|row| format!("row {row}")).collect::<Vec<_>>(),
        "score" => (0..12).map(|row| (row % 3 != 0).then_some(f64::from(row) / 2.0)).collect::<Vec<_>>(),
        "day" => Series::new("".into(), days).cast(&DataType::Date).unwrap(),
        "kind" => (0..12).map(|row| ["a", "b", "c"][row % 3]).collect::<Vec<_>>(),
    )
    .unwrap();
    assert_eq!(whole(&batches), expected);
}

#[test]
fn a_plugin_describes_itself_and_its_secrets() {
    let Some(path) = sample() else { return };
    let plugin = load(&path).unwrap();
    let about = plugin.describe();
    assert_eq!((about.name, about.version), ("sample", "1.0"));
    let mut keys: Vec<&str> = about.settings.iter().map(|setting| setting.key).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["batches", "fault", "token"]);
    assert_eq!(plugin.secrets(), ["token"]);
}

#[test]
fn columns_that_nobody_asked_for_stay_behind_also_where_the_plugin_sends_them() {
    let Some(path) = sample() else { return };
    let plugin = load(&path).unwrap();
    let (batches, error) = scan(&plugin, &settings(&[]), Some(&["day", "absent", "id"]));
    assert_eq!(error, None);
    let names = whole(&batches).get_column_names_owned();
    assert_eq!(names, ["id", "day"]);
}

#[test]
fn rows_outlive_the_scan_and_the_source_they_came_from() {
    let Some(path) = sample() else { return };
    let plugin = load(&path).unwrap();
    let mut source = plugin.open(&settings(&[])).unwrap();
    let mut batches = source.scan(&ScanRequest::default()).unwrap();
    let first = batches.next().unwrap().unwrap();
    // The plugin aborts if its handle is closed before its streams.
    drop(source);
    let second = batches.next().unwrap().unwrap();
    drop(batches);
    assert_eq!(whole(&[first, second]).height(), 8);
}

#[test]
fn a_scan_can_be_left_in_the_middle_and_begun_again() {
    let Some(path) = sample() else { return };
    let plugin = load(&path).unwrap();
    let mut source = plugin.open(&settings(&[("fault", "endless")])).unwrap();
    for _ in 0..3 {
        let rows: usize = source
            .scan(&ScanRequest::default())
            .unwrap()
            .take(100)
            .map(|batch| batch.unwrap().frame.height())
            .sum();
        assert_eq!(rows, 400);
    }
}

#[test]
fn the_parts_of_a_plugin_are_fingerprints() {
    let Some(path) = sample() else { return };
    let plugin = load(&path).unwrap();
    let parts = plugin.open(&settings(&[])).unwrap().fingerprints().unwrap();
    assert_eq!((parts[0].part.as_str(), parts[0].bytes), ("rule", 7));
    assert!(parts[0].sha256.ends_with("ccddeeff"));
}

#[test]
fn a_part_that_the_reply_names_is_the_part_of_its_rows() {
    let Some((batches, error)) = crate::support::faulty("part") else {
        return;
    };
    assert_eq!((error, &*batches[0].part), (None, "the rule"));
}

#[test]
fn nulls_that_were_not_counted_are_counted_by_the_host() {
    let Some((batches, error)) = crate::support::faulty("null-count-unknown") else {
        return;
    };
    assert_eq!(error, None);
    assert_eq!(whole(&batches).column("score").unwrap().null_count(), 4);
}
