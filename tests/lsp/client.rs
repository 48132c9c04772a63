//! An editor: it starts the server, speaks the protocol and hears what it is told.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

/// Longer than any answer takes, so that a test that waits in vain ends.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct Client {
    folder: TempDir,
    child: Child,
    input: Option<ChildStdin>,
    incoming: Receiver<Value>,
    heard: Vec<Value>,
    last: i64,
}

impl Client {
    /// A server on a folder of files that has answered `initialize`.
    pub(crate) fn on(files: &[(&str, &str)]) -> Self {
        Self::that_can(files, &json!({}), &json!({}))
    }

    /// The same for an editor that can some things, with options of its user.
    pub(crate) fn that_can(files: &[(&str, &str)], capabilities: &Value, options: &Value) -> Self {
        let mut client = Self::unready(files);
        let answer = client.ask(
            "initialize",
            json!({
                "capabilities": capabilities,
                "processId": null,
                "rootUri": null,
                "initializationOptions": options,
            }),
        );
        assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
        client.tell("initialized", json!({}));
        client
    }

    /// The same before `initialize`.
    pub(crate) fn unready(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_uptake"))
            .args(["lsp", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, incoming) = channel();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            while let Some(message) = message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            folder,
            input: child.stdin.take(),
            child,
            incoming,
            heard: Vec::new(),
            last: 0,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        format!("file://{}", self.path(name).display())
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    /// Sends a message as it is.
    pub(crate) fn send(&mut self, message: &Value) {
        self.bytes(&framed(message));
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.bytes(&framed(
            &json!({ "jsonrpc": "2.0", "method": method, "params": params }),
        ));
    }

    /// Asks, and gives the whole answer, which may be an error.
    pub(crate) fn answer(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let id = self.last;
        self.bytes(&framed(
            &json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }),
        ));
        self.until(|message| message["id"] == id && message.get("method").is_none())
    }

    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Asks about a place: that of `|` in the text, which is opened without it.
    pub(crate) fn ask_at(&mut self, method: &str, name: &str, marked: &str, more: Value) -> Value {
        let at = marked.find('|').unwrap();
        self.open(name, &marked.replacen('|', "", 1));
        let before = &marked[..at];
        let line = before.matches('\n').count();
        let column: usize = before.rsplit('\n').next().unwrap().chars().map(char::len_utf16).sum();
        let mut params = json!({
            "textDocument": { "uri": self.uri(name) },
            "position": { "line": line, "character": column },
        });
        for (key, value) in more.as_object().unwrap() {
            params[key] = value.clone();
        }
        self.ask(method, params)
    }

    pub(crate) fn open(&mut self, name: &str, text: &str) {
        let document = json!({ "uri": self.uri(name), "languageId": "yaml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Puts another text in place of the one that is open.
    pub(crate) fn change(&mut self, name: &str, version: i32, text: &str) {
        let document = json!({ "uri": self.uri(name), "version": version });
        let changes = json!([{ "text": text }]);
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": changes }),
        );
    }

    /// The program itself in the folder, by which its answers are compared.
    pub(crate) fn uptake(&self, arguments: &[&str]) -> std::process::Output {
        Command::new(env!("CARGO_BIN_EXE_uptake"))
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    /// What is found in a file, the next time that it is told.
    pub(crate) fn found(&mut self, name: &str) -> Vec<Value> {
        let uri = self.uri(name);
        let told = self
            .until(|message| message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri);
        told["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// The first message that is wanted, of those that came and weren't asked for yet.
    pub(crate) fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.heard.iter().position(&wanted) {
            return self.heard.remove(at);
        }
        loop {
            let message = self
                .incoming
                .recv_timeout(PATIENCE)
                .expect("the server says nothing more");
            if wanted(&message) {
                return message;
            }
            self.heard.push(message);
        }
    }

    /// Closes the server's input; its exit code.
    pub(crate) fn leave(mut self) -> Option<i32> {
        drop(self.input.take());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

pub(crate) fn framed(message: &Value) -> Vec<u8> {
    let text = message.to_string();
    format!("Content-Length: {}\r\n\r\n{text}", text.len()).into_bytes()
}

fn message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => {
                if let Some(number) = header.strip_prefix("Content-Length: ") {
                    length = number.parse().ok()?;
                }
            }
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// The file name at the end of an address.
pub(crate) fn name(uri: &Value) -> String {
    Path::new(uri.as_str().unwrap())
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned()
}
