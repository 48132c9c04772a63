//! `uptake lsp` as an editor meets it: a real client speaks the protocol to the program.
//!
//! By itself: it needs no library of ours, so it is built in seconds. The extension that is packed for an editor is tried beside it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may stop on a surprise"
)]

mod cases;
mod client;
mod exchange;
mod extension;
mod figures;
mod formatting;

use client::{Client, framed, name};
use serde_json::{Value, json};

const RULES: &str = "uptake: 1
pack: small
entities: people
datasets:
  people: { kind: entities, entity: id, columns: { id: text, team: { type: text, values: [Red, Blue] } } }
  uses: { kind: events, entity: id, time: at, columns: { id: text, at: datetime } }
measures:
  uses_made: { count: uses, about: How often. }
definitions:
  active: { when: uses_made >= 3 }
  scripted: { rhai: active.rhai }
metrics:
  rate: { title: Räte 😀, share: active }
";
const SCRIPT: &str = "fn scripted(row) { row.uses_made >= 3 }\n";
const OVER: &str = "uptake: 1\nextends: small\nfor: { team: Red }\ndefinitions:\n  active: { when: uses_made >= 2 }\n";
const FILES: &[(&str, &str)] = &[("rules.yaml", RULES), ("active.rhai", SCRIPT), ("red.yaml", OVER)];

fn codes(found: &[Value]) -> Vec<&str> {
    found
        .iter()
        .filter(|one| one["severity"] == 1)
        .map(|one| one["code"].as_str().unwrap())
        .collect()
}

fn labels(answer: &Value) -> Vec<&str> {
    answer
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["label"].as_str().unwrap())
        .collect()
}

#[test]
fn errors_are_told_while_typing_with_places_in_units_of_utf_16() {
    let mut client = Client::on(FILES);
    client.open("rules.yaml", &RULES.replace("share: active", "share: activ"));
    let found = client.found("rules.yaml");
    assert_eq!(codes(&found), ["unknown-name"]);
    let line = 12;
    // The letter ä is one unit, the face two.
    let range = json!({ "start": { "line": line, "character": 33 }, "end": { "line": line, "character": 38 } });
    let error = found.iter().find(|one| one["severity"] == 1).unwrap();
    assert_eq!(error["range"], range);
    assert_eq!(error["source"], "uptake");
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .ends_with("help: did you mean `active`?")
    );
    let actions = client.ask(
        "textDocument/codeAction",
        json!({ "textDocument": { "uri": client.uri("rules.yaml") }, "range": range, "context": { "diagnostics": [error] } }),
    );
    let edit = &actions[0]["edit"]["changes"][client.uri("rules.yaml")][0];
    assert_eq!((edit["newText"].as_str(), &edit["range"]), (Some("active"), &range));
    client.tell(
        "textDocument/didChange",
        json!({
            "textDocument": { "uri": client.uri("rules.yaml"), "version": 2 },
            "contentChanges": [{ "range": range, "text": "active" }],
        }),
    );
    assert_eq!(codes(&client.found("rules.yaml")), Vec::<&str>::new());
    assert_eq!(
        std::fs::read_to_string(client.path("rules.yaml")).unwrap(),
        RULES,
        "nothing is written"
    );
}

#[test]
fn a_text_that_is_open_counts_in_the_other_files_too() {
    let mut client = Client::on(FILES);
    client.open("active.rhai", SCRIPT);
    assert_eq!(codes(&client.found("active.rhai")), Vec::<&str>::new());
    client.open(
        "rules.yaml",
        &RULES
            .replace("uses_made: {", "made: {")
            .replace("when: uses_made", "when: made"),
    );
    assert_eq!(codes(&client.found("active.rhai")), ["unknown-column"]);
    client.tell(
        "textDocument/didClose",
        json!({ "textDocument": { "uri": client.uri("rules.yaml") } }),
    );
    assert_eq!(codes(&client.found("active.rhai")), Vec::<&str>::new());
}

#[test]
fn names_keys_and_functions_are_offered_while_typing() {
    let mut client = Client::on(FILES);
    let mut offered = |from: &str, to: &str| {
        let answer = client.ask_at(
            "textDocument/completion",
            "rules.yaml",
            &RULES.replace(from, to),
            json!({}),
        );
        labels(&answer).join(" ")
    };
    assert_eq!(offered("share: active", "share: |"), "active scripted");
    let names = offered("when: uses_made >= 3", "when: us| >= 3");
    assert!(names.contains("uses_made") && names.contains("round"), "{names}");
    let keys = offered("share: active", "share: active, |");
    assert!(keys.contains("benchmark"), "{keys}");
    assert_eq!(offered("when: uses_made >= 3", "when: team == \"|\""), "Blue Red");
}

#[test]
fn hovering_going_to_and_finding_work_across_yaml_and_scripts() {
    let mut client = Client::on(FILES);
    let marked = SCRIPT.replace("row.uses_made", "row.uses|_made");
    let hover = client.ask_at("textDocument/hover", "active.rhai", &marked, json!({}));
    assert!(
        hover["contents"]["value"].as_str().unwrap().contains("How often."),
        "{hover}"
    );
    let places = client.ask_at("textDocument/definition", "active.rhai", &marked, json!({}));
    assert_eq!(name(&places[0]["uri"]), "rules.yaml");
    assert_eq!(places[0]["range"]["start"], json!({ "line": 7, "character": 2 }));
    let context = json!({ "context": { "includeDeclaration": true } });
    let places = client.ask_at("textDocument/references", "active.rhai", &marked, context);
    let mut names: Vec<String> = places
        .as_array()
        .unwrap()
        .iter()
        .map(|place| name(&place["uri"]))
        .collect();
    names.sort();
    assert_eq!(names, ["active.rhai", "red.yaml", "rules.yaml", "rules.yaml"]);
    let symbols = client.ask(
        "textDocument/documentSymbol",
        json!({ "textDocument": { "uri": client.uri("active.rhai") } }),
    );
    assert_eq!(symbols[0]["name"], "scripted");
}

#[test]
fn another_name_is_given_in_all_files_and_one_that_is_taken_is_refused() {
    let mut client = Client::on(FILES);
    let marked = RULES.replace("when: uses_made", "when: us|es_made");
    let edit = client.ask_at(
        "textDocument/rename",
        "rules.yaml",
        &marked,
        json!({ "newName": "made" }),
    );
    let changes = edit["changes"].as_object().unwrap();
    assert_eq!(changes.len(), 3);
    assert_eq!(
        changes
            .values()
            .map(|edits| edits.as_array().unwrap().len())
            .sum::<usize>(),
        4
    );
    let params = json!({
        "textDocument": { "uri": client.uri("rules.yaml") },
        "position": { "line": 7, "character": 4 },
        "newName": "active",
    });
    let refused = client.answer("textDocument/rename", params);
    assert!(
        refused["error"]["message"].as_str().unwrap().contains("can't become"),
        "{refused}"
    );
}

#[test]
fn another_name_reaches_the_suites_that_try_the_rules() {
    let suite = "uptake: 1
suite: small
packs: [.]
as_of: 2026-02-15
cases:
  - name: uses_made
    data: { uses: \"id,at\\n\" }
    expect:
      people:
        - { who: ana, uses_made: 1 }
";
    let files: Vec<(&str, &str)> = FILES.iter().copied().chain([("small.test.yaml", suite)]).collect();
    let mut client = Client::on(&files);
    let marked = RULES.replace("when: uses_made", "when: us|es_made");
    let new = json!({ "newName": "made" });
    let edit = client.ask_at("textDocument/rename", "rules.yaml", &marked, new);
    let uri = client.uri("small.test.yaml");
    let place = json!({ "start": { "line": 9, "character": 22 }, "end": { "line": 9, "character": 31 } });
    assert_eq!(
        edit["changes"][&uri],
        json!([{ "range": place, "newText": "made" }]),
        "{edit}"
    );
}

const SUITE: &str = "uptake: 1
suite: small
packs: [.]
as_of: 2026-02-15
cases:
  - name: one use
    data: { people: \"id,team\\nana,Red\\n\", uses: \"id,at\\nana,2026-02-10T09:00\\n\" }
    expect:
      people:
        - { who: ana, uses_made: 1, active: no }
";

#[test]
fn a_suite_is_checked_completed_and_explained_beside_its_rules() {
    let files: Vec<(&str, &str)> = FILES.iter().copied().chain([("small.test.yaml", SUITE)]).collect();
    let mut client = Client::on(&files);
    client.open("small.test.yaml", &SUITE.replace("active: no", "actve: no"));
    assert_eq!(codes(&client.found("small.test.yaml")), ["unknown-name"]);
    client.open("small.test.yaml", SUITE);
    assert_eq!(codes(&client.found("small.test.yaml")), Vec::<&str>::new());
    let marked = SUITE.replace("active: no", "active: no, |");
    let offered = client.ask_at("textDocument/completion", "small.test.yaml", &marked, json!({}));
    let offered = labels(&offered).join(" ");
    assert!(
        offered.contains("scripted") && !offered.contains("active "),
        "{offered}"
    );
    let marked = SUITE.replace("uses_made", "uses|_made");
    let hover = client.ask_at("textDocument/hover", "small.test.yaml", &marked, json!({}));
    let told = hover["contents"]["value"].as_str().unwrap();
    assert!(told.contains("How often."), "{hover}");
    let places = client.ask_at("textDocument/definition", "small.test.yaml", &marked, json!({}));
    assert_eq!(name(&places[0]["uri"]), "rules.yaml");
}

#[test]
fn of_files_that_have_nothing_to_do_with_rules_nothing_is_told() {
    let mut client = Client::on(&[
        ("rules/rules.yaml", RULES),
        ("rules/active.rhai", SCRIPT),
        ("compose.yml", ""),
    ]);
    client.open("compose.yml", "services:\n  db: { image: postgres }\n");
    let marked = RULES.replace("share: active", "share: |");
    let offered = client.ask_at("textDocument/completion", "rules/rules.yaml", &marked, json!({}));
    assert!(!labels(&offered).is_empty());
    // What comes next is of the rules: of the other file nothing came before.
    let told = client.until(|message| message["method"] == "textDocument/publishDiagnostics");
    assert_eq!(name(&told["params"]["uri"]), "rules.yaml", "{told}");
    // A file that says so is one of ours.
    client.open("compose.yml", "uptake: 1\nnothing: 1\n");
    assert!(!client.found("compose.yml").is_empty());
}

#[test]
fn a_suite_is_read_beside_rules_as_they_are_open() {
    let mut client = Client::on(&[
        ("rules.yaml", RULES),
        ("active.rhai", SCRIPT),
        ("small.test.yaml", SUITE),
    ]);
    client.open("small.test.yaml", SUITE);
    assert_eq!(codes(&client.found("small.test.yaml")), Vec::<&str>::new());
    let without = RULES
        .replace("  active: { when: uses_made >= 3 }\n", "")
        .replace("share: active", "share: scripted");
    client.open("rules.yaml", &without);
    assert_eq!(codes(&client.found("small.test.yaml")), ["unknown-name"]);
    // A suite that is opened later sees them, too.
    let uri = client.uri("small.test.yaml");
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(codes(&client.found("small.test.yaml")), Vec::<&str>::new());
    client.open("small.test.yaml", SUITE);
    assert_eq!(codes(&client.found("small.test.yaml")), ["unknown-name"]);
}

#[test]
fn calls_show_their_arguments_and_rules_what_overrides_say() {
    let mut client = Client::on(FILES);
    let marked = RULES.replace("when: uses_made >= 3", "when: max(uses_made, |3) >= 3");
    let help = client.ask_at("textDocument/signatureHelp", "rules.yaml", &marked, json!({}));
    assert_eq!(help["activeParameter"], 1);
    assert!(
        help["signatures"][0]["label"].as_str().unwrap().starts_with("max("),
        "{help}"
    );
    client.open("rules.yaml", RULES);
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let hints = client.ask(
        "textDocument/inlayHint",
        json!({ "textDocument": { "uri": client.uri("rules.yaml") }, "range": range }),
    );
    assert_eq!(hints[0]["label"], "⟵ for: { team: Red } { when: uses_made >= 2 }");
}

#[test]
fn a_request_that_is_taken_back_before_it_begins_is_answered_as_cancelled() {
    let mut client = Client::on(FILES);
    client.open("rules.yaml", RULES);
    let position =
        json!({ "textDocument": { "uri": client.uri("rules.yaml") }, "position": { "line": 9, "character": 20 } });
    // In one piece: the server has all of it before it begins with the first.
    let mut all = Vec::new();
    for id in 100..140 {
        all.extend(framed(
            &json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/completion", "params": position }),
        ));
    }
    all.extend(framed(
        &json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": 139 } }),
    ));
    client.bytes(&all);
    let answer = client.until(|message| message["id"] == 139);
    assert_eq!(answer["error"]["code"], -32800, "{answer}");
    let answer = client.until(|message| message["id"] == 100);
    assert!(answer["result"].is_array(), "{answer}");
}

#[test]
fn what_is_no_message_is_told_and_the_next_one_is_answered() {
    let mut client = Client::on(FILES);
    client.bytes(b"Content-Length: 9\r\n\r\n{\"broken\"");
    let told = client.until(|message| message["id"].is_null() && message.get("error").is_some());
    assert_eq!(told["error"]["code"], -32700);
    for (method, params, code) in [
        ("no/such", json!({}), -32601),
        ("textDocument/hover", json!({ "position": "here" }), -32602),
        ("initialize", json!({ "capabilities": {} }), -32600),
    ] {
        assert_eq!(client.answer(method, params)["error"]["code"], code, "{method}");
    }
    client.tell("textDocument/didChange", json!({ "contentChanges": 3 }));
    client.tell(
        "textDocument/didOpen",
        json!({ "textDocument": { "uri": "untitled:1", "languageId": "yaml", "version": 1, "text": "x" } }),
    );
    let nothing = client.ask(
        "textDocument/hover",
        json!({ "textDocument": { "uri": "untitled:1" }, "position": { "line": 4_000_000_000_u32, "character": 7 } }),
    );
    assert_eq!(nothing, Value::Null);
    client.open("rules.yaml", RULES);
    assert_eq!(codes(&client.found("rules.yaml")), Vec::<&str>::new());
}

#[test]
fn nothing_is_answered_before_initialize_and_after_shutdown_and_the_exit_code_says_how_it_ended() {
    let mut client = Client::unready(FILES);
    assert_eq!(client.answer("textDocument/hover", json!({}))["error"]["code"], -32002);
    client.ask("initialize", json!({ "capabilities": {} }));
    client.ask("shutdown", Value::Null);
    assert_eq!(client.answer("textDocument/hover", json!({}))["error"]["code"], -32600);
    client.tell("exit", Value::Null);
    assert_eq!(client.leave(), Some(0));
    assert_eq!(Client::on(FILES).leave(), Some(1));
}

#[test]
fn a_text_that_is_being_typed_letter_by_letter_never_stops_the_server() {
    let mut client = Client::on(FILES);
    client.open("rules.yaml", "");
    let mut at = (0, 0);
    for (version, letter) in (2..).zip(RULES.chars().take(260)) {
        let place = json!({ "line": at.0, "character": at.1 });
        client.tell(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": client.uri("rules.yaml"), "version": version },
                "contentChanges": [{ "range": { "start": place, "end": place }, "text": letter.to_string() }],
            }),
        );
        at = match letter {
            '\n' => (at.0 + 1, 0),
            letter => (at.0, at.1 + letter.len_utf16()),
        };
        if version % 20 == 0 {
            let here = json!({ "textDocument": { "uri": client.uri("rules.yaml") }, "position": { "line": at.0, "character": at.1 } });
            client.ask("textDocument/completion", here);
        }
    }
    client.ask("shutdown", Value::Null);
}

/// A project whose file has another name than the usual one, and an override of its own.
const EMEA: &[(&str, &str)] = &[
    ("rules/rules.yaml", RULES),
    ("rules/active.rhai", SCRIPT),
    ("over/red.yaml", OVER),
    (
        "emea.yaml",
        "uptake: 1\nproject: emea\npacks: [rules, over]\nsources:\n  people: { adapter: files, path: people.csv }\n  uses: { adapter: files, path: uses.csv }\n",
    ),
    (
        "uptake.yaml",
        "uptake: 1\nproject: all\npacks: [rules]\nsources:\n  people: { adapter: files, path: people.csv }\n  uses: { adapter: files, path: uses.csv }\n",
    ),
];

#[test]
fn a_project_file_of_another_name_has_its_files_too_and_a_renaming_that_would_break_it_is_refused() {
    let mut client = Client::on(EMEA);
    client.open("over/red.yaml", OVER);
    assert_eq!(codes(&client.found("over/red.yaml")), [""; 0]);
    let refused = made_keen(&mut client);
    let why = refused["error"]["message"].as_str().unwrap_or_default();
    assert!(why.contains("emea.yaml"), "{refused}");
}

#[test]
fn a_renaming_that_cures_one_error_of_another_project_and_causes_one_is_refused() {
    let waiting = ("over/blue.yaml", "uptake: 1\ndefinitions:\n  blue: { when: keen }\n");
    let files: Vec<(&str, &str)> = EMEA.iter().copied().chain([waiting]).collect();
    let mut client = Client::on(&files);
    client.open("over/blue.yaml", waiting.1);
    assert_eq!(codes(&client.found("over/blue.yaml")).len(), 1);
    let refused = made_keen(&mut client);
    let why = refused["error"]["message"].as_str().unwrap_or_default();
    assert!(why.contains("emea.yaml"), "{refused}");
}

/// The answer to giving `active` another name.
fn made_keen(client: &mut Client) -> Value {
    client.open("rules/rules.yaml", RULES);
    let line = RULES.lines().position(|line| line.contains("  active:")).unwrap();
    let params = json!({
        "textDocument": { "uri": client.uri("rules/rules.yaml") },
        "position": { "line": line, "character": 4 },
        "newName": "keen",
    });
    client.answer("textDocument/rename", params)
}

#[test]
fn a_new_file_that_is_not_saved_is_one_of_its_pack() {
    let mut client = Client::on(EMEA);
    let text = RULES.replace("when: uses_made >= 3", "when: extra >= 3");
    client.open("rules/rules.yaml", &text);
    assert_eq!(codes(&client.found("rules/rules.yaml")).len(), 1);
    client.open("rules/more.yaml", "uptake: 1\nmeasures:\n  extra: { count: uses }\n");
    assert_eq!(codes(&client.found("rules/rules.yaml")), [""; 0]);
}
