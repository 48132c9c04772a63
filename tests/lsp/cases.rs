//! At a definition: the cases at every boundary, as `uptake test write` writes them.

use crate::client::Client;
use crate::{FILES, RULES};
use serde_json::{Value, json};

/// An editor that makes edits when an action is chosen, and may create files.
fn able(files: &[(&str, &str)]) -> Client {
    let capabilities = json!({
        "textDocument": { "codeAction": { "dataSupport": true, "resolveSupport": { "properties": ["edit"] } } },
        "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename", "delete"] } },
    });
    Client::that_can(files, &capabilities, &json!({}))
}

/// The action at `when: uses_made` of the definition `active`.
fn actions(client: &mut Client) -> Value {
    let at = json!({ "line": 9, "character": 14 });
    client.ask(
        "textDocument/codeAction",
        json!({
            "textDocument": { "uri": client.uri("rules.yaml") },
            "range": { "start": at, "end": at },
            "context": { "diagnostics": [], "only": ["refactor"] },
        }),
    )
}

#[test]
fn the_cases_of_a_definition_become_a_suite_beside_it_as_the_command_writes_it() {
    let mut client = able(FILES);
    client.open("rules.yaml", RULES);
    let actions = actions(&mut client);
    assert_eq!(actions[0]["title"], "Write the cases at every boundary of `active`");
    assert!(actions[0].get("edit").is_none(), "it is made when it is chosen");
    let resolved = client.ask("codeAction/resolve", actions[0].clone());
    let changes = &resolved["edit"]["documentChanges"];
    let uri = client.uri("tests/active-edges.test.yaml");
    assert_eq!(
        (&changes[0]["kind"], &changes[0]["uri"]),
        (&json!("create"), &json!(uri))
    );
    assert_eq!(changes[1]["textDocument"]["uri"], json!(uri));
    let text = changes[1]["edits"][0]["newText"].as_str().unwrap();
    assert!(!client.path("tests").exists(), "nothing is written");
    let written = client.uptake(&["test", "write", ".", "--definition", "active"]);
    assert_eq!(
        written.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&written.stderr)
    );
    let of_command = std::fs::read_to_string(client.path("tests/active-edges.test.yaml")).unwrap();
    assert_eq!(text, of_command);
    let tried = client.uptake(&["test", "."]);
    assert_eq!(
        tried.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&tried.stdout)
    );
}

#[test]
fn cases_that_a_suite_lacks_come_to_its_end() {
    let mut client = able(FILES);
    client.uptake(&["test", "write", ".", "--definition", "active"]);
    let path = client.path("tests/active-edges.test.yaml");
    let before = std::fs::read_to_string(&path).unwrap();
    client.open("rules.yaml", RULES);
    let chosen = actions(&mut client)[0].clone();
    let refused = client.answer("codeAction/resolve", chosen.clone());
    assert!(
        refused["error"]["message"]
            .as_str()
            .unwrap()
            .contains("has a case at every edge"),
        "{refused}"
    );
    // Another number has other edges.
    client.change("rules.yaml", 2, &RULES.replace("uses_made >= 3", "uses_made >= 5"));
    let resolved = client.ask("codeAction/resolve", chosen);
    let changes = resolved["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{changes:?}");
    let edit = &changes[0]["edits"][0];
    let last = before.matches('\n').count();
    assert_eq!(edit["range"]["start"], json!({ "line": last, "character": 0 }));
    let added = edit["newText"].as_str().unwrap();
    assert!(added.contains("at 5"), "{added}");
    std::fs::write(
        client.path("rules.yaml"),
        RULES.replace("uses_made >= 3", "uses_made >= 5"),
    )
    .unwrap();
    std::fs::write(&path, format!("{before}{added}")).unwrap();
    let tried = client.uptake(&["test", ".", "--format", "json"]);
    let tried = String::from_utf8(tried.stdout).unwrap();
    assert!(tried.contains("at 5"), "{tried}");
}

#[test]
fn a_suite_that_cant_be_added_to_is_left_as_it_is_with_the_reason() {
    let suite = "uptake: 1\ncases:\n  - { name: one, data: {}, expect: {} }\nsuite: other\n";
    let files: Vec<(&str, &str)> = FILES
        .iter()
        .copied()
        .chain([("tests/active-edges.test.yaml", suite)])
        .collect();
    let mut client = able(&files);
    client.open("rules.yaml", RULES);
    let chosen = actions(&mut client)[0].clone();
    let refused = client.answer("codeAction/resolve", chosen);
    assert!(
        refused["error"]["message"]
            .as_str()
            .unwrap()
            .contains("can't be added to"),
        "{refused}"
    );
}

#[test]
fn the_action_is_offered_at_definitions_and_ladders_alone_and_only_to_who_can_take_it() {
    let mut client = able(FILES);
    client.open("rules.yaml", RULES);
    let mut at = |line: u32, only: Value| {
        let at = json!({ "line": line, "character": 4 });
        let params = json!({
            "textDocument": { "uri": client.uri("rules.yaml") },
            "range": { "start": at, "end": at },
            "context": { "diagnostics": [], "only": only },
        });
        client.ask("textDocument/codeAction", params).as_array().unwrap().len()
    };
    assert_eq!(at(7, json!(["refactor"])), 0, "a measure");
    assert_eq!(at(12, json!(["refactor"])), 0, "a metric");
    assert_eq!(at(9, json!(["refactor"])), 1);
    assert_eq!(at(9, json!(["quickfix"])), 0);
    let mut plain = Client::on(FILES);
    plain.open("rules.yaml", RULES);
    assert_eq!(actions(&mut plain), json!([]));
}
