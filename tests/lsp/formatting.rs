//! A text is laid out as `uptake fmt` lays it out.

use crate::client::Client;
use crate::{FILES, RULES};
use serde_json::{Value, json};

fn formatting(client: &Client, name: &str) -> Value {
    json!({ "textDocument": { "uri": client.uri(name) }, "options": { "tabSize": 2, "insertSpaces": true } })
}

/// A text with the edits of an answer.
fn edited(text: &str, edits: &Value) -> String {
    let mut text = text.to_owned();
    let byte = |text: &str, at: &Value| {
        let line = usize::try_from(at["line"].as_u64().unwrap()).unwrap();
        let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        assert_eq!(at["character"], 0, "edits are of whole lines");
        before
    };
    for edit in edits.as_array().unwrap().iter().rev() {
        let (start, end) = (byte(&text, &edit["range"]["start"]), byte(&text, &edit["range"]["end"]));
        text.replace_range(start..end, edit["newText"].as_str().unwrap());
    }
    text
}

#[test]
fn an_open_text_is_laid_out_as_the_command_lays_its_file_out() {
    let untidy = RULES
        .replace("definitions:\n", "definitions:   # who counts\n\n\n")
        .replace("  active: { when:", "    # often\n  active:   {when:");
    let mut client = Client::on(FILES);
    client.open("rules.yaml", &untidy);
    let asked = formatting(&client, "rules.yaml");
    let edits = client.ask("textDocument/formatting", asked);
    assert_eq!(
        std::fs::read_to_string(client.path("rules.yaml")).unwrap(),
        RULES,
        "nothing is written"
    );
    std::fs::write(client.path("rules.yaml"), &untidy).unwrap();
    let laid = client.uptake(&["fmt", "rules.yaml"]);
    assert_eq!(laid.status.code(), Some(0));
    let wanted = std::fs::read_to_string(client.path("rules.yaml")).unwrap();
    assert_ne!(wanted, untidy);
    assert_eq!(edited(&untidy, &edits), wanted);
    // What is laid out has nothing to change.
    client.change("rules.yaml", 2, &wanted);
    let asked = formatting(&client, "rules.yaml");
    assert_eq!(client.ask("textDocument/formatting", asked), Value::Null);
}

#[test]
fn texts_of_several_open_files_are_laid_out_each_beside_the_others_as_they_are_open() {
    let mut client = Client::on(FILES);
    let renamed = |text: &str| text.replace("uses_made", "made");
    client.open("red.yaml", &renamed(FILES[2].1));
    client.open("active.rhai", &renamed(FILES[1].1));
    let untidy = renamed(RULES).replace("  active: {", "  active:   {");
    client.open("rules.yaml", &untidy);
    let asked = formatting(&client, "rules.yaml");
    let edits = client.ask("textDocument/formatting", asked);
    assert_eq!(edited(&untidy, &edits), renamed(RULES));
}

#[test]
fn a_text_that_is_refused_stays_as_it_is_with_the_reason() {
    let mut client = Client::on(FILES);
    client.open(
        "rules.yaml",
        &RULES.replace("definitions:\n", "# one\r# other\ndefinitions:\n"),
    );
    let asked = formatting(&client, "rules.yaml");
    let refused = client.answer("textDocument/formatting", asked);
    assert!(
        refused["error"]["message"]
            .as_str()
            .unwrap()
            .contains("can't be laid out"),
        "{refused}"
    );
    // What is wrong with a text that isn't YAML its findings say.
    client.change("rules.yaml", 2, "uptake: [1\n");
    let asked = formatting(&client, "rules.yaml");
    assert_eq!(client.ask("textDocument/formatting", asked), Value::Null);
    client.open("active.rhai", FILES[1].1);
    let asked = formatting(&client, "active.rhai");
    assert_eq!(client.ask("textDocument/formatting", asked), Value::Null);
}
