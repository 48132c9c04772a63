//! The loop: what comes in, in which order it is looked at, and what is told unasked.

use crate::answer::{self, Answer, read};
use crate::answers;
use crate::cases;
use crate::client::{ClientCan, Figures};
use crate::convert;
use crate::documents::Documents;
use crate::lens;
use crate::roots::Roots;
use crate::transport::{Incoming, Out, listen};
use crate::worker::{self, Job, Worked};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{
    CancelParams, CodeLensParams, DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    NumberOrString,
};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use uptake_project::{BothRates, Session};

/// Serves an editor until it says `exit` or its end of the pipe closes. The answer is whether it said `shutdown` before.
pub fn serve(session: Session, input: impl BufRead + Send + 'static, output: impl Write) -> bool {
    let (incoming, others) = listen(input);
    // Without a thread whoever asks for figures or cases is told so; all else is answered.
    let worker = worker::begin(session.clone(), move |done| others.send(Incoming::Worked(done)).is_ok()).ok();
    let mut server = Server {
        session,
        worker,
        client: ClientCan::default(),
        pending: Vec::new(),
        unread: None,
        ended: false,
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
        if server.ended {
            break;
        }
    }
    server.shut_down
}

pub(crate) struct Server<W> {
    session: Session,
    worker: Option<Sender<Job>>,
    client: ClientCan,
    /// Who waits for the lenses of a file.
    pending: Vec<(RequestId, PathBuf)>,
    /// Why there are no figures, as it was told last.
    unread: Option<String>,
    pub(crate) out: Out<W>,
    pub(crate) documents: Documents,
    pub(crate) roots: Roots,
    /// Whether the editor says nothing more.
    ended: bool,
    initialized: bool,
    shut_down: bool,
    waiting: VecDeque<Message>,
    cancelled: HashSet<RequestId>,
    /// Files of which something was told, and that no open text has to do with any more.
    pub(crate) orphans: BTreeSet<String>,
}

impl<W: Write> Server<W> {
    fn take(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::Garbled(why) => self.out.garbled(&why),
            Incoming::Message(Message::Notification(found)) if found.method == "$/cancelRequest" => {
                if let Ok(CancelParams { id }) = serde_json::from_value(found.params) {
                    let id: RequestId = match id {
                        NumberOrString::Number(id) => id.into(),
                        NumberOrString::String(id) => id.into(),
                    };
                    self.cancel(id);
                }
            }
            Incoming::Worked(worked) => self.worked(worked),
            Incoming::End => self.ended = true,
            Incoming::Message(message) => self.waiting.push_back(message),
        }
    }

    /// Handles a message; whether it was the last one.
    fn handle(&mut self, message: Message) -> bool {
        match message {
            Message::Request(request) => {
                if let Some(response) = self.request(request) {
                    self.out.respond(response);
                }
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

    /// The answer to a question; `None` where it comes later.
    fn request(&mut self, request: Request) -> Option<Response> {
        let Request { id, method, params } = request;
        let refuse = |code: ErrorCode, message: &str| Some(refused(id.clone(), code, message));
        if self.cancelled.remove(&id) {
            return refuse(ErrorCode::RequestCanceled, "cancelled");
        }
        match method.as_str() {
            _ if self.shut_down => return refuse(ErrorCode::InvalidRequest, "the server was shut down"),
            "initialize" if self.initialized => return refuse(ErrorCode::InvalidRequest, "initialized already"),
            "initialize" => {
                self.initialized = true;
                self.client = ClientCan::of(&params);
                return Some(Response::new_ok(id, answers::capabilities()));
            }
            _ if !self.initialized => return refuse(ErrorCode::ServerNotInitialized, "send `initialize` first"),
            "shutdown" => {
                self.shut_down = true;
                return Some(Response::new_ok(id, Value::Null));
            }
            "textDocument/codeLens" => {
                let answer = self.lenses(&id, params);
                return answer.map(|answer| responded(id, answer));
            }
            "codeAction/resolve" => {
                let answer = self.write_cases(&id, params);
                return answer.map(|answer| responded(id, answer));
            }
            _ => {}
        }
        let (client, roots, documents) = (&self.client, &mut self.roots, &self.documents);
        // A fault of ours is an answer; the next question is another one.
        let answer = catch_unwind(AssertUnwindSafe(|| {
            answers::answer(&method, params, client, roots, documents)
        }));
        match answer {
            Ok(answer) => Some(responded(id, answer)),
            Err(_) => refuse(ErrorCode::InternalError, "internal error"),
        }
    }

    /// Takes a request back: one that waits is answered now, one that hasn't begun when its turn comes.
    fn cancel(&mut self, id: RequestId) {
        match self.pending.iter().position(|(waiting, _)| *waiting == id) {
            Some(at) => {
                self.pending.remove(at);
                self.out.respond(refused(id, ErrorCode::RequestCanceled, "cancelled"));
            }
            None => {
                self.cancelled.insert(id);
            }
        }
    }

    /// The lenses of a file: at once where the figures of its texts are there, and else when they are.
    fn lenses(&mut self, id: &RequestId, params: Value) -> Option<Answer> {
        let params: CodeLensParams = match read(params) {
            Ok(params) => params,
            Err(refused) => return Some(Err(refused)),
        };
        let nothing = Some(Ok(json!([])));
        let Some(path) = convert::path(&params.text_document.uri) else {
            return nothing;
        };
        let name = self.roots.name(&path).cloned();
        let (Some(name), Some(root)) = (name, self.roots.of(&path)) else {
            return nothing;
        };
        if !root.has_data() || self.client.figures == Figures::None {
            return nothing;
        }
        let generation = root.generation;
        if let Some((of, rates)) = &root.rates
            && *of == generation
        {
            let rates = rates.clone();
            return Some(self.shown(&path, rates.as_ref()));
        }
        if root.asked != Some(generation) {
            let job = Job::Rates {
                root: name,
                texts: root.texts(),
                generation,
                figures: self.client.figures,
            };
            if self.worker.as_ref().is_none_or(|worker| worker.send(job).is_err()) {
                return Some(Err(no_worker()));
            }
            root.asked = Some(generation);
        }
        self.pending.push((id.clone(), path));
        None
    }

    /// The lenses of a file with the figures of its root.
    fn shown(&mut self, path: &Path, rates: Option<&BothRates>) -> Answer {
        let (Some(rates), Some(document)) = (rates, self.documents.get(path)) else {
            return Ok(json!([]));
        };
        let Some(reading) = self.roots.of(path).and_then(|root| root.reading()) else {
            return Ok(json!([]));
        };
        answer::written(lens::lenses(reading, &path.display().to_string(), document, rates))
    }

    /// Has the worker write the cases that an action is about.
    fn write_cases(&mut self, id: &RequestId, action: Value) -> Option<Answer> {
        let meant = match cases::meant(&action) {
            Ok(meant) => meant,
            Err(refused) => return Some(Err(refused)),
        };
        let gone = || {
            Some(Err(answer::refused(
                ErrorCode::ContentModified,
                "the file isn't open any more",
            )))
        };
        let Some(name) = self.roots.name(&meant.file).cloned() else {
            return gone();
        };
        let Some(root) = self.roots.named(&name) else {
            return gone();
        };
        let job = Job::Cases {
            id: id.clone(),
            root: name,
            texts: root.texts(),
            file: meant.file,
            rule: meant.rule,
            action,
        };
        match self.worker.as_ref().is_some_and(|worker| worker.send(job).is_ok()) {
            true => None,
            false => Some(Err(no_worker())),
        }
    }

    /// Takes in what the worker has done.
    fn worked(&mut self, worked: Worked) {
        match worked {
            Worked::Cases { id, action, suite } => {
                let answer = match suite {
                    Ok(suite) => cases::resolved(action, &suite, &self.client, &self.documents),
                    Err(why) => Err(answer::refused(ErrorCode::RequestFailed, why)),
                };
                self.out.respond(responded(id, answer));
            }
            Worked::Rates {
                root,
                generation,
                rates,
            } => self.rated(&root, generation, rates),
        }
    }

    /// Answers those who wait for the figures of a root. Figures of texts that changed since are nobody's.
    fn rated(&mut self, name: &Path, generation: u64, rates: Result<Option<BothRates>, String>) {
        let Some(root) = self.roots.named(name).filter(|root| root.generation == generation) else {
            return;
        };
        let (rates, why) = match rates {
            Ok(rates) => (rates, None),
            Err(why) => (None, Some(why)),
        };
        root.rates = Some((generation, rates.clone()));
        if let Some(why) = why.as_ref().filter(|why| self.unread.as_ref() != Some(why)) {
            let params = json!({ "type": 2, "message": format!("no figures are shown: {why}") });
            self.out.notify("window/logMessage", params);
        }
        self.unread = why;
        let of_root = |path: &Path, roots: &Roots| roots.name(path).is_some_and(|root| root == name);
        let (ready, waiting) = std::mem::take(&mut self.pending)
            .into_iter()
            .partition(|(_, path)| of_root(path, &self.roots));
        self.pending = waiting;
        for (id, path) in ready {
            let answer = self.shown(&path, rates.as_ref());
            self.out.respond(responded(id, answer));
        }
    }

    /// Whoever waits for figures of texts that changed since asks again.
    fn outdated(&mut self) {
        for (id, _) in std::mem::take(&mut self.pending) {
            self.out
                .respond(refused(id, ErrorCode::ContentModified, "the text was changed"));
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
                    self.outdated();
                    self.orphans.extend(self.roots.reset(&path));
                }
                None
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.outdated();
                if let Some(worker) = &self.worker {
                    // Without it there are no figures that could be old.
                    let _ = worker.send(Job::Forget);
                }
                self.orphans.extend(self.roots.forget(&self.session, &self.documents));
                None
            }
            _ => None,
        };
        let Some(path) = path else { return };
        self.outdated();
        let Some(document) = self.documents.get(&path) else {
            return;
        };
        if let Err(failure) = self.roots.set(&self.session, &path, &document.text) {
            let params = json!({ "type": 1, "message": failure.text(false).trim_end() });
            self.out.notify("window/logMessage", params);
        }
    }
}

/// An answer as it is sent.
fn responded(id: RequestId, answer: Answer) -> Response {
    match answer {
        Ok(value) => Response::new_ok(id, value),
        Err(error) => refused(id, error.code, &error.message),
    }
}

fn refused(id: RequestId, code: ErrorCode, message: &str) -> Response {
    Response::new_err(id, code as i32, message.to_owned())
}

/// That there is no thread for figures and cases: the system gave none, or it ended.
fn no_worker() -> answer::Refused {
    answer::refused(
        ErrorCode::InternalError,
        "there is no thread for figures and cases; begin the language server anew",
    )
}
