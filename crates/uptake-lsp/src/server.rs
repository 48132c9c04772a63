//! The loop: what comes in, in which order it is looked at, and what is told unasked.

use crate::answers;
use crate::convert::{self, Lines};
use crate::documents::Documents;
use crate::roots::Roots;
use crate::transport::{Incoming, Out, listen};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{
    CancelParams, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DidChangeTextDocumentParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, Location, NumberOrString, PublishDiagnosticsParams, Range,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use uptake_project::{DraftFinding, DraftPlace, Session};
use uptake_rules::Severity;

/// Serves an editor until it says `exit` or its end of the pipe closes. The answer is whether it said `shutdown` before.
pub fn serve(session: Session, input: impl BufRead + Send + 'static, output: impl Write) -> bool {
    let incoming = listen(input);
    let mut server = Server {
        session,
        out: Out::new(output),
        documents: Documents::default(),
        roots: Roots::default(),
        initialized: false,
        shut_down: false,
        waiting: VecDeque::new(),
        cancelled: HashSet::new(),
        orphans: BTreeSet::new(),
    };
    while let Ok(first) = incoming.recv() {
        server.take(first);
        // All that came meanwhile is looked at first: it may take a request back, or change a text once more.
        while let Ok(next) = incoming.try_recv() {
            server.take(next);
        }
        while let Some(message) = server.waiting.pop_front() {
            if server.handle(message) || server.out.lost() {
                return server.shut_down;
            }
            while let Ok(next) = incoming.try_recv() {
                server.take(next);
            }
        }
        server.cancelled.clear();
        server.tell();
    }
    server.shut_down
}

struct Server<W> {
    session: Session,
    out: Out<W>,
    documents: Documents,
    roots: Roots,
    initialized: bool,
    shut_down: bool,
    waiting: VecDeque<Message>,
    cancelled: HashSet<RequestId>,
    /// Files of which something was told, and that no open text has to do with any more.
    orphans: BTreeSet<String>,
}

impl<W: Write> Server<W> {
    fn take(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::Garbled(why) => self.out.garbled(&why),
            Incoming::Message(Message::Notification(found)) if found.method == "$/cancelRequest" => {
                if let Ok(CancelParams { id }) = serde_json::from_value(found.params) {
                    self.cancelled.insert(match id {
                        NumberOrString::Number(id) => id.into(),
                        NumberOrString::String(id) => id.into(),
                    });
                }
            }
            Incoming::Message(message) => self.waiting.push_back(message),
        }
    }

    /// Handles a message; whether it was the last one.
    fn handle(&mut self, message: Message) -> bool {
        match message {
            Message::Request(request) => {
                let response = self.request(request);
                self.out.respond(response);
                false
            }
            Message::Notification(notification) if notification.method == "exit" => true,
            Message::Notification(notification) => {
                self.note(notification);
                false
            }
            // Nothing is asked of the editor.
            Message::Response(_) => false,
        }
    }

    fn request(&mut self, request: Request) -> Response {
        let Request { id, method, params } = request;
        let refuse = |code: ErrorCode, message: &str| Response::new_err(id.clone(), code as i32, message.to_owned());
        if self.cancelled.remove(&id) {
            return refuse(ErrorCode::RequestCanceled, "cancelled");
        }
        match method.as_str() {
            _ if self.shut_down => return refuse(ErrorCode::InvalidRequest, "the server was shut down"),
            "initialize" if self.initialized => return refuse(ErrorCode::InvalidRequest, "initialized already"),
            "initialize" => {
                self.initialized = true;
                return Response::new_ok(id, answers::capabilities());
            }
            _ if !self.initialized => return refuse(ErrorCode::ServerNotInitialized, "send `initialize` first"),
            "shutdown" => {
                self.shut_down = true;
                return Response::new_ok(id, Value::Null);
            }
            _ => {}
        }
        let (roots, documents) = (&mut self.roots, &self.documents);
        // A fault of ours is an answer; the next question is another one.
        let answer = catch_unwind(AssertUnwindSafe(|| answers::answer(&method, params, roots, documents)));
        match answer {
            Ok(Ok(value)) => Response::new_ok(id, value),
            Ok(Err(error)) => refuse(error.code, &error.message),
            Err(_) => refuse(ErrorCode::InternalError, "internal error"),
        }
    }

    /// Takes note of what changed. What isn't understood is passed over, as the protocol has it.
    fn note(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        let path = match method.as_str() {
            "textDocument/didOpen" => serde_json::from_value::<DidOpenTextDocumentParams>(params)
                .ok()
                .and_then(|opened| {
                    let document = opened.text_document;
                    self.documents.open(document.uri, document.version, document.text)
                }),
            "textDocument/didChange" => serde_json::from_value::<DidChangeTextDocumentParams>(params)
                .ok()
                .and_then(|changed| {
                    let document = changed.text_document;
                    self.documents
                        .change(&document.uri, document.version, changed.content_changes)
                }),
            "textDocument/didClose" => {
                let closed = serde_json::from_value::<DidCloseTextDocumentParams>(params).ok();
                let path = closed.and_then(|closed| self.documents.close(&closed.text_document.uri));
                if let Some(path) = path {
                    self.orphans.extend(self.roots.reset(&path));
                }
                None
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.orphans.extend(self.roots.forget(&self.session, &self.documents));
                None
            }
            _ => None,
        };
        let Some(path) = path else { return };
        let Some(document) = self.documents.get(&path) else {
            return;
        };
        if let Err(failure) = self.roots.set(&self.session, &path, &document.text) {
            let params = json!({ "type": 1, "message": failure.text(false).trim_end() });
            self.out.notify("window/logMessage", params);
        }
    }

    /// Tells what is found in the texts that changed.
    fn tell(&mut self) {
        let mut all: BTreeMap<String, Vec<DraftFinding>> = BTreeMap::new();
        for path in std::mem::take(&mut self.orphans) {
            all.entry(path).or_default();
        }
        for root in self.roots.all().filter(|root| root.stale) {
            if catch_unwind(AssertUnwindSafe(|| root.check())).is_err() {
                root.stale = false;
                continue;
            }
            let mut told = BTreeSet::new();
            // Of an open text it is also told that nothing is found.
            for path in std::mem::take(&mut root.told)
                .into_iter()
                .chain(root.open.iter().cloned())
            {
                all.entry(path).or_default();
            }
            for found in &root.findings {
                told.insert(found.place.path.clone());
                let known = all.entry(found.place.path.clone()).or_default();
                if !known.contains(found) {
                    known.push(found.clone());
                }
            }
            root.told = told;
        }
        for (path, found) in all {
            self.publish(Path::new(&path), &found);
        }
    }

    fn publish(&mut self, path: &Path, found: &[DraftFinding]) {
        // A file of a built-in pack is none that an editor could show.
        if !path.is_absolute() {
            return;
        }
        let document = self.documents.get(path);
        let Some(uri) = document
            .map(|document| document.uri.clone())
            .or_else(|| convert::uri(path))
        else {
            return;
        };
        let diagnostics = found.iter().map(|found| self.diagnostic(found)).collect();
        let params = PublishDiagnosticsParams {
            uri,
            version: document.map(|document| document.version),
            diagnostics,
        };
        if let Ok(params) = serde_json::to_value(params) {
            self.out.notify("textDocument/publishDiagnostics", params);
        }
    }

    fn diagnostic(&self, found: &DraftFinding) -> Diagnostic {
        let related = found.related.iter().filter_map(|(place, message)| {
            let uri = convert::uri(Path::new(&place.path))?;
            Some(DiagnosticRelatedInformation {
                location: Location::new(uri, self.range(place)),
                message: message.clone(),
            })
        });
        let related: Vec<DiagnosticRelatedInformation> = related.collect();
        Diagnostic {
            range: self.range(&found.place),
            severity: Some(match found.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Note => DiagnosticSeverity::INFORMATION,
            }),
            code: Some(NumberOrString::String(found.code.to_owned())),
            source: Some("uptake".to_owned()),
            message: match &found.help {
                Some(help) => format!("{}\nhelp: {help}", found.message),
                None => found.message.clone(),
            },
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        }
    }

    fn range(&self, place: &DraftPlace) -> Range {
        let path = PathBuf::from(&place.path);
        match self.documents.get(&path) {
            Some(document) => Lines::new(&document.text).stretch(place),
            None => match std::fs::read_to_string(&path) {
                Ok(text) => Lines::new(text.strip_prefix('\u{feff}').unwrap_or(&text)).stretch(place),
                // A file that is gone, or built in: its first line.
                Err(_) => Range::default(),
            },
        }
    }
}
