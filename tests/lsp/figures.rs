//! Above definitions and metrics stands what they come to on the project's data.

use crate::client::{Client, framed};
use crate::{FILES, RULES};
use serde_json::{Value, json};

const PROJECT: &str = "uptake: 1
project: small
packs: [rules.yaml]
as_of: 2026-02-15
sources:
  people: { adapter: files, path: people.csv }
  uses: { adapter: files, path: uses.csv }
";
const PEOPLE: &str = "id,team\nana,Red\nben,Blue\n";
const USES: &str = "id,at
ana,2026-02-02T09:00:00Z
ana,2026-02-03T09:00:00Z
ana,2026-02-04T09:00:00Z
ben,2026-02-02T09:00:00Z
ben,2026-02-15T09:00:00Z
";

/// The rules with a project that has data: in its last week nobody is active, in the one before ana is.
fn project() -> Vec<(&'static str, &'static str)> {
    let mut files = FILES[..2].to_vec();
    files.extend([("uptake.yaml", PROJECT), ("people.csv", PEOPLE), ("uses.csv", USES)]);
    files
}

fn asked(client: &Client) -> Value {
    json!({ "textDocument": { "uri": client.uri("rules.yaml") } })
}

/// Line and words of each lens.
fn lenses(client: &mut Client) -> Vec<(u64, String)> {
    let asked = asked(client);
    let answer = client.ask("textDocument/codeLens", asked);
    let lenses = answer.as_array().unwrap().iter();
    let told = lenses.map(|lens| {
        let line = lens["range"]["start"]["line"].as_u64().unwrap();
        (line, lens["command"]["title"].as_str().unwrap().to_owned())
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    told
}

fn with_uses(uses: &'static str) -> Client {
    let mut files = project();
    files.retain(|(name, _)| *name != "uses.csv");
    files.push(("uses.csv", uses));
    Client::on(&files)
}

/// Uses of the week from 2026-02-09 on: three of ana, one of ben.
const WEEK: &str = "id,at
ana,2026-02-09T09:00:00Z
ana,2026-02-10T09:00:00Z
ana,2026-02-11T09:00:00Z
ben,2026-02-15T09:00:00Z
";

#[test]
fn a_definition_and_a_metric_have_their_rate_and_while_drafting_what_it_would_become() {
    let mut client = with_uses(WEEK);
    client.open("rules.yaml", RULES);
    let now = "50.0 % (1 of 2) in 2026-W07".to_owned();
    assert_eq!(
        lenses(&mut client),
        [(9, now.clone()), (10, now.clone()), (12, now.clone())]
    );
    // From the cache.
    assert_eq!(lenses(&mut client).len(), 3);
    client.change("rules.yaml", 2, &RULES.replace("uses_made >= 3", "uses_made >= 1"));
    let then = format!("{now} → 100.0 % (2 of 2) by this draft");
    let same = format!("{now}, the same by this draft");
    assert_eq!(lenses(&mut client), [(9, then.clone()), (10, same), (12, then)]);
    // A draft with errors comes to nothing yet.
    client.change("rules.yaml", 3, &RULES.replace("uses_made >= 3", "uses_mad >= 1"));
    assert_eq!(lenses(&mut client)[0], (9, now));
}

#[test]
fn a_rule_that_is_new_has_the_rate_of_the_draft_alone() {
    let mut client = with_uses(WEEK);
    let text = RULES.replace("definitions:\n", "definitions:\n  keen: { when: uses_made >= 1 }\n");
    client.open("rules.yaml", &text);
    assert_eq!(
        lenses(&mut client)[0],
        (9, "100.0 % (2 of 2) in 2026-W07 by this draft".to_owned())
    );
}

#[test]
fn small_groups_are_protected_as_in_reports_and_drafts_could_ask_about_one_person() {
    let protected = RULES.replace("entities: people", "privacy: { smallest_group: 2 }\nentities: people");
    let mut files = project();
    files.retain(|(name, _)| !["uses.csv", "rules.yaml"].contains(name));
    files.extend([("uses.csv", WEEK), ("rules.yaml", protected.as_str())]);
    let mut client = Client::on(&files);
    client.open("rules.yaml", &protected.replace("uses_made >= 3", "uses_made >= 1"));
    // The metric as a whole is in every report; one of two is active, so the definition would tell of single people.
    assert_eq!(lenses(&mut client), [(13, "50.0 % (1 of 2) in 2026-W07".to_owned())]);
}

#[test]
fn nothing_stands_where_there_are_no_data_or_where_nobody_wants_it() {
    let mut pack = Client::on(FILES);
    pack.open("rules.yaml", RULES);
    assert_eq!(lenses(&mut pack), []);
    let mut unwanted = Client::that_can(&project(), &json!({}), &json!({ "figures": "none" }));
    unwanted.open("rules.yaml", RULES);
    assert_eq!(lenses(&mut unwanted), []);
    let mut gone = Client::on(&project());
    std::fs::remove_file(gone.path("uses.csv")).unwrap();
    gone.open("rules.yaml", RULES);
    assert_eq!(lenses(&mut gone), []);
    let told = gone.until(|message| message["method"] == "window/logMessage");
    assert!(
        told["params"]["message"]
            .as_str()
            .unwrap()
            .starts_with("no figures are shown: "),
        "{told}"
    );
}

#[test]
fn no_program_is_run_for_figures_unless_the_user_allows_it() {
    let command = "{ adapter: exec, command: [touch, ran], format: csv }";
    let programs = PROJECT.replace("{ adapter: files, path: uses.csv }", command);
    let mut files = project();
    files.retain(|(name, _)| *name != "uptake.yaml");
    files.push(("uptake.yaml", programs.as_str()));
    let mut client = Client::on(&files);
    client.open("rules.yaml", RULES);
    assert_eq!(lenses(&mut client), []);
    assert!(!client.path("ran").exists());
    // Nor is one that is only being written.
    let mut client = with_uses(WEEK);
    client.open("uptake.yaml", &programs);
    client.open("rules.yaml", RULES);
    assert_eq!(lenses(&mut client).len(), 3);
    assert!(!client.path("ran").exists());
    let all = Client::that_can(&files, &json!({}), &json!({ "figures": "all" }));
    let mut client = all;
    client.open("rules.yaml", RULES);
    lenses(&mut client);
    assert!(client.path("ran").exists());
}

#[test]
fn figures_of_a_text_that_changed_meanwhile_are_asked_again() {
    let mut client = with_uses(WEEK);
    client.open("rules.yaml", RULES);
    let change = json!({
        "textDocument": { "uri": client.uri("rules.yaml"), "version": 2 },
        "contentChanges": [{ "text": RULES.replace("uses_made >= 3", "uses_made >= 1") }],
    });
    let asked = asked(&client);
    let mut all = framed(&json!({ "jsonrpc": "2.0", "id": 70, "method": "textDocument/codeLens", "params": asked }));
    all.extend(framed(
        &json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": change }),
    ));
    all.extend(framed(
        &json!({ "jsonrpc": "2.0", "id": 71, "method": "textDocument/codeLens", "params": asked }),
    ));
    all.extend(framed(
        &json!({ "jsonrpc": "2.0", "id": 72, "method": "textDocument/codeLens", "params": asked }),
    ));
    all.extend(framed(
        &json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": 72 } }),
    ));
    // Letters are answered while figures are made.
    all.extend(framed(
        &json!({ "jsonrpc": "2.0", "id": 73, "method": "textDocument/documentSymbol", "params": asked }),
    ));
    client.bytes(&all);
    let answer = client.until(|message| message["id"] == 70);
    assert_eq!(answer["error"]["code"], -32801, "{answer}");
    let answer = client.until(|message| message["id"] == 72);
    assert_eq!(answer["error"]["code"], -32800, "{answer}");
    let answer = client.until(|message| message["id"] == 73 || message["id"] == 71);
    assert_eq!(answer["id"], 73, "the symbols don't wait for figures");
    let answer = client.until(|message| message["id"] == 71);
    assert!(
        answer["result"][0]["command"]["title"]
            .as_str()
            .unwrap()
            .contains("by this draft"),
        "{answer}"
    );
}

#[test]
fn figures_are_those_of_the_data_as_they_are_when_a_file_is_saved() {
    let mut client = with_uses(WEEK);
    client.open("rules.yaml", RULES);
    assert_eq!(lenses(&mut client)[0].1, "50.0 % (1 of 2) in 2026-W07");
    std::fs::write(client.path("uses.csv"), WEEK.replace("ana", "ben")).unwrap();
    let more = WEEK.replace("ben", "ana") + &WEEK.replace("ana", "ben").replace("id,at\n", "");
    std::fs::write(client.path("uses.csv"), more).unwrap();
    let saved = asked(&client);
    client.tell("textDocument/didSave", saved);
    assert_eq!(lenses(&mut client)[0].1, "100.0 % (2 of 2) in 2026-W07");
}
