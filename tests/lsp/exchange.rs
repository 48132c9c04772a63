//! A recorded exchange: what an editor says, line by line (`>`), and what it hears (`<`).
//!
//! `UPTAKE_RENEW=1` records what is heard anew. Read the difference before you commit it.

use crate::client::Client;
use crate::{FILES, RULES};
use serde_json::{Value, json};
use std::path::Path;

/// What the editor says, in order.
fn said() -> Vec<Value> {
    let file = |name: &str| json!({ "uri": format!("file://FOLDER/{name}") });
    let at = |line: u32, character: u32| json!({ "line": line, "character": character });
    let ask = |id: u32, method: &str, params: Value| json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
    let tell = |method: &str, params: Value| json!({ "jsonrpc": "2.0", "method": method, "params": params });
    let here =
        |line: u32, character: u32| json!({ "textDocument": file("rules.yaml"), "position": at(line, character) });
    let open = json!({ "uri": "file://FOLDER/rules.yaml", "languageId": "yaml", "version": 1, "text": RULES });
    let slip = json!({ "range": { "start": at(9, 18), "end": at(9, 27) }, "text": "uses_mad" });
    let cure = json!({ "range": { "start": at(9, 18), "end": at(9, 26) }, "text": "uses_made" });
    let change = |version: u32, change: Value| {
        let document = json!({ "uri": "file://FOLDER/rules.yaml", "version": version });
        json!({ "textDocument": document, "contentChanges": [change] })
    };
    let capabilities = json!({
        "textDocument": { "codeAction": { "dataSupport": true, "resolveSupport": { "properties": ["edit"] } } },
        "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create"] } },
    });
    let range = json!({ "start": at(9, 18), "end": at(9, 26) });
    let actions = json!({ "textDocument": file("rules.yaml"), "range": range, "context": { "diagnostics": [] } });
    vec![
        ask(
            1,
            "initialize",
            json!({ "capabilities": capabilities, "processId": null, "rootUri": null }),
        ),
        tell("initialized", json!({})),
        tell("textDocument/didOpen", json!({ "textDocument": open })),
        ask(2, "textDocument/hover", here(9, 20)),
        ask(3, "textDocument/definition", here(9, 20)),
        ask(
            4,
            "textDocument/references",
            json!({ "textDocument": file("rules.yaml"), "position": at(9, 20), "context": { "includeDeclaration": true } }),
        ),
        tell("textDocument/didChange", change(2, slip)),
        ask(5, "textDocument/codeAction", actions),
        ask(6, "textDocument/completion", here(9, 26)),
        tell("textDocument/didChange", change(3, cure)),
        ask(
            7,
            "textDocument/rename",
            json!({ "textDocument": file("rules.yaml"), "position": at(9, 20), "newName": "made" }),
        ),
        ask(
            8,
            "textDocument/inlayHint",
            json!({ "textDocument": file("rules.yaml"), "range": { "start": at(0, 0), "end": at(20, 0) } }),
        ),
        ask(
            9,
            "textDocument/codeLens",
            json!({ "textDocument": file("rules.yaml") }),
        ),
        ask(
            10,
            "textDocument/formatting",
            json!({ "textDocument": file("rules.yaml"), "options": { "tabSize": 2, "insertSpaces": true } }),
        ),
        ask(
            11,
            "codeAction/resolve",
            json!({ "title": "t", "data": { "file": "FOLDER/rules.yaml", "rule": "active" } }),
        ),
        ask(12, "shutdown", Value::Null),
        tell("exit", Value::Null),
    ]
}

#[test]
fn an_editor_hears_what_is_recorded() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/lsp/exchange.ndjson");
    let mut client = Client::unready(FILES);
    let folder = client.path("").display().to_string();
    let folder = folder.trim_end_matches('/').to_owned();
    let mut heard = String::new();
    for message in said() {
        heard.push_str(&format!("> {message}\n"));
        let real: Value = serde_json::from_str(&message.to_string().replace("FOLDER", &folder)).unwrap();
        client.send(&real);
        let answer = match (message.get("id"), message["method"].as_str()) {
            (Some(id), _) => client.until(|heard| heard["id"] == *id),
            (None, Some("textDocument/didOpen" | "textDocument/didChange")) => {
                client.until(|heard| heard["method"] == "textDocument/publishDiagnostics")
            }
            (None, _) => continue,
        };
        let answer = answer.to_string().replace(&folder, "FOLDER");
        let answer = answer.replace(
            &format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION")),
            "\"version\":\"VERSION\"",
        );
        heard.push_str(&format!("< {answer}\n"));
    }
    assert_eq!(client.leave(), Some(0));
    if std::env::var_os("UPTAKE_RENEW").is_some() {
        std::fs::write(&path, heard).unwrap();
        return;
    }
    let recorded = std::fs::read_to_string(&path).unwrap();
    let differing = recorded.lines().zip(heard.lines()).find(|(one, other)| one != other);
    assert_eq!(differing, None);
    assert_eq!(recorded.lines().count(), heard.lines().count());
}
