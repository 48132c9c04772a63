//! Every breach of the contract that a plugin's answers can hold ends in a coded error.

use crate::support::{faulty, limited, load, sample, scan, settings, whole};
use std::time::Duration;
use uptake_adapter::{Adapter, AdapterError, ErrorCode};
use uptake_plugins::Limits;

/// The fault of a scan: its code and a word of its message; how many batches came before.
fn fault(name: &str, code: ErrorCode, word: &str, before: usize) -> Option<AdapterError> {
    let (batches, error) = faulty(name)?;
    let error = error.unwrap_or_else(|| panic!("`{name}` went through"));
    assert_eq!(error.code, code, "{name}: {error}");
    assert!(error.message.contains(word), "{name}: {error}");
    assert_eq!(batches.len(), before, "{name}: {error}");
    let first = error.message.chars().next().unwrap();
    assert!(!first.is_uppercase(), "{name}: {error}");
    Some(error)
}

#[test]
fn a_fault_as_json_keeps_its_help_and_its_setting() {
    for (name, code, before) in [
        ("open-error", ErrorCode::Auth, 0),
        ("stream-error", ErrorCode::Retryable, 1),
    ] {
        let Some(error) = fault(name, code, "", before) else {
            return;
        };
        assert_eq!(error.setting.as_deref(), Some("fault"));
        assert!(error.help.is_some());
    }
}

#[test]
fn a_fault_as_text_or_as_a_mere_number_is_told_all_the_same() {
    fault("open-plain", ErrorCode::Source, "just text", 0);
    fault("open-unknown-code", ErrorCode::Source, "code 77", 0);
    fault("scan-error", ErrorCode::Retryable, "not now", 0);
    fault("schema-error", ErrorCode::Retryable, "the schema is away", 0);
    fault("stream-errno", ErrorCode::Source, "it broke (as text)", 1);
    fault("stream-silent", ErrorCode::Source, "number 5", 1);
}

#[test]
fn texts_that_cannot_be_are_refused() {
    fault("open-text", ErrorCode::PluginAnswer, "UTF-8", 0);
    fault("open-address", ErrorCode::PluginAnswer, "no address", 0);
    fault("scan-reply", ErrorCode::PluginAnswer, "invalid JSON", 0);
}

#[test]
fn a_secret_is_kept_out_of_what_a_plugin_says() {
    let Some(path) = sample() else { return };
    let plugin = load(&path).unwrap();
    let (_, error) = scan(
        &plugin,
        &settings(&[("fault", "open-secret"), ("token", "hunter2!")]),
        None,
    );
    let error = error.unwrap();
    assert!(!error.message.contains("hunter2!"), "{error}");
    assert!(error.message.contains("the token"), "{error}");
}

#[test]
fn an_unknown_setting_is_refused_before_the_plugin_sees_it() {
    let Some(path) = sample() else { return };
    let error = load(&path).unwrap().open(&settings(&[("falt", "x")])).err().unwrap();
    assert_eq!(
        (error.code, error.setting.as_deref()),
        (ErrorCode::Config, Some("falt"))
    );
}

#[test]
fn fingerprints_that_are_none_are_refused() {
    let Some(path) = sample() else { return };
    let plugin = load(&path).unwrap();
    for (name, code, word) in [
        ("discover-error", ErrorCode::Source, "nothing to find"),
        ("discover-text", ErrorCode::PluginAnswer, "discover"),
        ("discover-digest", ErrorCode::PluginAnswer, "sha256"),
    ] {
        let source = plugin.open(&settings(&[("fault", name)])).unwrap();
        let error = source.fingerprints().unwrap_err();
        assert_eq!(error.code, code, "{name}: {error}");
        assert!(error.message.contains(word), "{name}: {error}");
    }
}

#[test]
fn a_stream_that_is_not_there_or_lacks_a_function_is_refused() {
    fault("scan-nothing", ErrorCode::PluginAnswer, "without `release`", 0);
    fault("scan-no-next", ErrorCode::PluginAnswer, "without `get_next`", 0);
}

#[test]
fn types_that_are_unknown_or_broken_are_refused() {
    fault("format", ErrorCode::Unsupported, "`nonsense`", 0);
    fault("interval", ErrorCode::Unsupported, "intervals", 0);
    fault("no-format", ErrorCode::PluginAnswer, "no format", 0);
    fault("name-utf8", ErrorCode::PluginAnswer, "UTF-8", 0);
    fault("not-a-struct", ErrorCode::PluginAnswer, "struct", 0);
    fault("same-name", ErrorCode::PluginAnswer, "name", 0);
    fault("zone", ErrorCode::Unsupported, "Nowhere/At_All", 0);
}

#[test]
fn batches_that_are_not_of_the_streams_type_are_refused() {
    fault("columns", ErrorCode::PluginSchema, "4 children instead of 5", 1);
    fault("type", ErrorCode::PluginSchema, "2 buffers instead of 3", 1);
    fault("new-schema-forever", ErrorCode::PluginAnswer, "twice in a row", 1);
}

#[test]
fn text_that_is_no_utf8_is_refused_with_its_row() {
    fault("utf8", ErrorCode::PluginText, "row 1 of `name`", 1);
    fault("utf8-split", ErrorCode::PluginText, "row 1 of `name`", 1);
}

#[test]
fn a_dictionary_index_that_points_at_nothing_is_refused() {
    fault("index", ErrorCode::PluginIndex, "row 3 of `kind`", 1);
    fault("index-negative", ErrorCode::PluginIndex, "row 3 of `kind`", 1);
}

#[test]
fn null_counts_that_lie_are_refused() {
    for name in [
        "null-count",
        "null-count-zero",
        "null-count-huge",
        "null-count-nowhere",
        "null-rows",
    ] {
        fault(name, ErrorCode::PluginAnswer, "null", 1);
    }
}

#[test]
fn lengths_and_addresses_that_lie_are_refused() {
    for name in [
        "length-negative",
        "length-child-negative",
        "length-long",
        "length-huge",
        "offset-huge",
        "offsets",
        "offsets-negative",
        "no-buffer",
        "no-child",
    ] {
        fault(name, ErrorCode::PluginAnswer, "", 1);
    }
    fault("no-buffers", ErrorCode::PluginSchema, "buffers", 1);
}

#[test]
fn a_time_that_no_calendar_has_is_refused() {
    // The first batch is fine; row 2 of the second is what databases call infinity.
    fault("timestamp", ErrorCode::Unsupported, "row 2 of `id`", 1);
}

#[test]
fn an_endless_stream_ends_at_its_limit_of_rows() {
    let limits = Limits {
        rows: Some(1_000),
        ..Limits::default()
    };
    let Some((batches, error)) = limited("endless", limits) else {
        return;
    };
    assert_eq!(error.unwrap().code, ErrorCode::PluginEndless);
    assert_eq!(whole(&batches).height(), 1_000);
}

#[test]
fn an_endless_stream_ends_at_its_limit_of_bytes() {
    let limits = Limits {
        bytes: Some(100_000),
        ..Limits::default()
    };
    let Some((batches, error)) = limited("endless", limits) else {
        return;
    };
    let error = error.unwrap();
    assert_eq!(error.code, ErrorCode::PluginEndless);
    assert!(
        error.message.ends_with("gave more than 100000 bytes of rows"),
        "{error}"
    );
    let kept: usize = batches.iter().map(|batch| batch.frame.estimated_size()).sum();
    assert!(kept <= 100_000, "{kept}");
}

#[test]
fn a_scan_has_an_end_even_where_nobody_thought_of_one() {
    let Limits { rows, bytes, time } = Limits::default();
    let (rows, bytes, time) = (rows.unwrap(), bytes.unwrap(), time.unwrap());
    // The page for operators says the same.
    let page = include_str!("../../../../docs/plugins.md");
    for line in [
        format!("most_rows: {rows} "),
        format!("most_bytes: {}GiB ", bytes >> 30),
        format!("timeout: {}h ", time.as_secs() / 3600),
    ] {
        assert!(page.contains(&line), "{line}");
    }
}

#[test]
fn an_endless_stream_without_rows_ends_without_a_limit() {
    let Some((_, error)) = faulty("empty-batches") else {
        return;
    };
    assert_eq!(error.unwrap().code, ErrorCode::PluginEndless);
}

#[test]
fn a_stream_that_hangs_is_told_to_end_when_its_time_is_over() {
    let limits = Limits {
        time: Some(Duration::from_millis(20)),
        ..Limits::default()
    };
    let Some((_, error)) = limited("hang", limits) else {
        return;
    };
    assert_eq!(error.unwrap().code, ErrorCode::PluginEndless);
}
