//! Messages in and out.

use crate::worker::Worked;
use lsp_server::{Message, Notification, Response};
use serde_json::json;
use std::io::{BufRead, ErrorKind, Write};
use std::sync::mpsc::{Receiver, Sender, channel};

/// What came in.
pub(crate) enum Incoming {
    /// A message.
    Message(Message),
    /// Something that is none, with why.
    Garbled(String),
    /// Something was done that was asked of the worker.
    Worked(Worked),
    /// The editor says nothing more.
    End,
}

/// Reads messages on a thread of its own until the input ends. What is no message is told, and reading goes on behind it.
///
/// What comes in, and where else something may come in from.
pub(crate) fn listen(mut input: impl BufRead + Send + 'static) -> (Receiver<Incoming>, Sender<Incoming>) {
    let (sender, receiver): (Sender<Incoming>, _) = channel();
    let others = sender.clone();
    std::thread::spawn(move || {
        loop {
            let came = match Message::read(&mut input) {
                Ok(Some(message)) => Incoming::Message(message),
                Ok(None) => Incoming::End,
                Err(error) if error.kind() == ErrorKind::InvalidData || error.kind() == ErrorKind::Other => {
                    Incoming::Garbled(error.to_string())
                }
                // A broken pipe.
                Err(_) => Incoming::End,
            };
            let end = matches!(came, Incoming::End);
            if sender.send(came).is_err() || end {
                return;
            }
        }
    });
    (receiver, others)
}

/// Writes messages. Once nobody reads on, nothing is written any more.
pub(crate) struct Out<W> {
    writer: W,
    lost: bool,
}

impl<W: Write> Out<W> {
    pub(crate) fn new(writer: W) -> Self {
        Self { writer, lost: false }
    }

    /// Whether nobody reads on.
    pub(crate) fn lost(&self) -> bool {
        self.lost
    }

    pub(crate) fn send(&mut self, message: Message) {
        if !self.lost && message.write(&mut self.writer).is_err() {
            self.lost = true;
        }
    }

    pub(crate) fn respond(&mut self, response: Response) {
        self.send(Message::Response(response));
    }

    pub(crate) fn notify(&mut self, method: &str, params: serde_json::Value) {
        self.send(Message::Notification(Notification {
            method: method.to_owned(),
            params,
        }));
    }

    /// That what came in was no message; the protocol has no request to answer then.
    pub(crate) fn garbled(&mut self, why: &str) {
        let body = json!({
            "jsonrpc": "2.0", "id": null,
            "error": { "code": lsp_server::ErrorCode::ParseError as i32, "message": format!("not a message: {why}") },
        });
        let text = body.to_string();
        let written = write!(self.writer, "Content-Length: {}\r\n\r\n{text}", text.len());
        if written.and_then(|()| self.writer.flush()).is_err() {
            self.lost = true;
        }
    }
}
