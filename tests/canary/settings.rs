//! Every setting of every adapter, as the adapters describe them: a new one can't be forgotten.

use super::{SECRET, Said};
use crate::support::{Project, uptake};
use serde_json::Value;

const BUILT_IN: [&str; 4] = ["files", "exec", "http", "adbc"];

/// What each adapter needs to get as far as its other settings, as lines of a source block.
fn needed(adapter: &str) -> &'static [(&'static str, &'static str)] {
    match adapter {
        "files" => &[("path", "uses.csv")],
        "exec" => &[("command", "[cat, uses.csv]"), ("format", "csv")],
        "http" => &[("url", "'http://127.0.0.1:1/uses'"), ("retry", "{ attempts: 1 }")],
        "adbc" => &[("driver", "nowhere"), ("table", "uses")],
        other => panic!("`{other}` is new: say what it needs"),
    }
}

/// Keys under a mapping that its adapter reads; others are refused with their names.
fn below(key: &str) -> &'static [&'static str] {
    match key {
        "auth" => &[
            "kind",
            "token",
            "user",
            "password",
            "name",
            "value",
            "in",
            "token_url",
            "client_id",
            "client_secret",
            "scope",
        ],
        "pagination" => &[
            "kind",
            "cursor",
            "parameter",
            "size",
            "start",
            "total",
            "stop",
            "more",
            "most",
        ],
        "retry" => &["attempts", "wait", "longest_wait"],
        "timeout" => &["connect", "read", "answer"],
        "limits" => &["rows"],
        _ => &["password", "X-Made-Up"],
    }
}

fn described(adapter: &str) -> Vec<String> {
    let output = uptake()
        .args(["adapters", "describe", adapter, "--format", "json"])
        .output()
        .unwrap();
    let about: Value = serde_json::from_slice(&output.stdout).unwrap();
    about["config"]["properties"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

/// The blocks in which one setting has the secret, alone, before and behind other letters.
fn blocks(adapter: &str, setting: &str) -> Vec<String> {
    let name = setting.trim_end_matches(".*").trim_end_matches("[]");
    let rest: Vec<String> = needed(adapter)
        .iter()
        .filter(|(key, _)| *key != name)
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    let values = ["${env:TOKEN}", "x${env:TOKEN}", "${env:TOKEN}.csv"].map(|value| format!("\"{value}\""));
    let mut blocks = Vec::new();
    for value in values {
        let given: Vec<String> = match setting.strip_suffix(".*") {
            Some(mapping) => below(mapping)
                .iter()
                .map(|key| format!("{mapping}: {{ {key}: {value} }}"))
                .collect(),
            None if setting.ends_with("[]") => vec![format!("{name}: {value}"), format!("{name}: [cat, {value}]")],
            None => vec![format!("{name}: {value}")],
        };
        blocks.extend(given.into_iter().map(|given| format!("{}, {given}", rest.join(", "))));
    }
    blocks
}

const COMMANDS: &[&[&str]] = &[
    &["run", "--project", "uptake.yaml", "--out", "out"],
    &["run", "--project", "uptake.yaml", "--format", "json"],
    &["adapters", "check", "--project", "uptake.yaml"],
    &["adapters", "check", "--project", "uptake.yaml", "--format", "json"],
];

/// Commands that open no source say nothing of what stands in the environment, whatever the settings.
const OTHERS: &[&[&str]] = &[
    &["check", "uptake.yaml"],
    &["check", "uptake.yaml", "--format", "json"],
    &["docs", "--project", "uptake.yaml"],
    &["resolve", "--project", "uptake.yaml", "--for", "id=ana"],
    &["parity", "--a", "sources.yaml", "--b", "uptake.yaml"],
    &["adapters", "describe", "files"],
];

fn of_adapter(adapter: &str, count: usize) {
    let settings = described(adapter);
    assert!(settings.len() >= count, "{settings:?}");
    for setting in settings {
        for (at, block) in blocks(adapter, &setting).into_iter().enumerate() {
            let source = format!("adapter: {adapter}, {block}");
            let project = Project::small()
                .edit("uptake.yaml", "adapter: files, path: uses.csv", &source)
                .file("sources.yaml", format!("uptake: 1\nsources:\n  uses: {{ {source} }}\n  people: {{ adapter: files, path: people.csv }}\n"));
            let commands = if at == 0 {
                [COMMANDS, OTHERS].concat()
            } else {
                COMMANDS[..1].to_vec()
            };
            let said = Said::by(&project, &commands);
            assert_eq!(said.leak(SECRET), None, "{source}");
        }
    }
}

#[test]
fn no_setting_of_files_shows_a_secret() {
    of_adapter("files", 20);
}

#[test]
fn no_setting_of_programs_shows_a_secret() {
    of_adapter("exec", 8);
}

#[test]
fn no_setting_of_services_shows_a_secret() {
    of_adapter("http", 20);
}

#[test]
fn no_setting_of_databases_shows_a_secret() {
    of_adapter("adbc", 10);
}

#[test]
fn every_adapter_is_among_them() {
    let output = uptake().args(["adapters", "list"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let listed = text.lines().take_while(|line| !line.is_empty());
    let names: Vec<&str> = listed.filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, BUILT_IN);
}

#[test]
fn the_keys_of_stores_are_secrets_also_where_the_project_file_has_them_itself() {
    for (url, settings) in [
        (
            "s3://bucket/uses.csv",
            "access_key_id: KEYID, secret_access_key: \"CANARY-87654321/Zz\", endpoint: 'http://127.0.0.1:1'",
        ),
        (
            "s3://bucket/uses.csv",
            "access_key_id: KEYID, secret_access_key: other, session_token: \"CANARY-87654321/Zz\", endpoint: 'http://127.0.0.1:1'",
        ),
        (
            "az://container/uses.csv",
            "account: acme, account_key: \"CANARY-87654321/Zz\", endpoint: 'http://127.0.0.1:1'",
        ),
        (
            "az://container/uses.csv",
            "account: acme, sas_token: \"sig=CANARY-87654321/Zz\", endpoint: 'http://127.0.0.1:1'",
        ),
    ] {
        let source = format!("adapter: files, path: '{url}', {settings}");
        let project = Project::small().edit("uptake.yaml", "adapter: files, path: uses.csv", &source);
        let said = Said::by(&project, COMMANDS);
        assert!(said.has("error["), "{}", said.everything());
        assert_eq!(said.leak(SECRET), None, "{source}");
    }
}
