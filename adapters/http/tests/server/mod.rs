//! A service on this machine that answers as a test says, also badly. Tests of the whole program use it too.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// Its number, from 1.
    pub(crate) number: usize,
    /// `GET` or `POST`.
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    headers: Vec<(String, String)>,
    /// What was sent.
    pub(crate) body: String,
}

impl Seen {
    /// A header; empty if it didn't come.
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    /// A parameter of the query as it was written; empty if it isn't there.
    pub(crate) fn query(&self, name: &str) -> &str {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }
}

/// How an answer ends.
#[derive(Clone, Debug)]
enum End {
    /// As it should.
    Whole,
    /// After so many bytes of those that were announced.
    Cut(usize),
    /// In pieces, the last of which is missing.
    CutPieces,
    /// With the connection; no length is told.
    Closed,
    /// Never.
    Silent,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    end: End,
}

impl Reply {
    /// An answer of 200 with JSON.
    pub(crate) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::status(200, body).header("Content-Type", "application/json")
    }

    /// An answer with a status.
    pub(crate) fn status(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            end: End::Whole,
        }
    }

    /// The same with a header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same, cut off after so many bytes.
    pub(crate) fn cut(mut self, bytes: usize) -> Self {
        self.end = End::Cut(bytes);
        self
    }

    /// The same in pieces, without the last one.
    pub(crate) fn cut_pieces(mut self) -> Self {
        self.end = End::CutPieces;
        self
    }

    /// The same without a length.
    pub(crate) fn closed(mut self) -> Self {
        self.end = End::Closed;
        self
    }

    /// No answer at all.
    pub(crate) fn silent() -> Self {
        let mut reply = Self::status(200, "");
        reply.end = End::Silent;
        reply
    }

    fn write(&self, stream: &mut TcpStream) -> std::io::Result<bool> {
        let mut head = format!("HTTP/1.1 {} X\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        match self.end {
            End::Silent => return Ok(false),
            End::Closed => head.push_str("Connection: close\r\n"),
            End::CutPieces => head.push_str("Transfer-Encoding: chunked\r\n"),
            End::Whole | End::Cut(_) => head.push_str(&format!("Content-Length: {}\r\n", self.body.len())),
        }
        stream.write_all(head.as_bytes())?;
        stream.write_all(b"\r\n")?;
        match self.end {
            End::CutPieces => {
                stream.write_all(format!("{:x}\r\n", self.body.len()).as_bytes())?;
                stream.write_all(&self.body)?;
                stream.write_all(b"\r\n")?;
            }
            End::Cut(bytes) => stream.write_all(&self.body[..bytes])?,
            _ => stream.write_all(&self.body)?,
        }
        Ok(matches!(self.end, End::Whole))
    }
}

/// The service. It ends when it is dropped.
pub(crate) struct Server {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    /// Starts it; `answer` says what it answers.
    pub(crate) fn start(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let stop: Arc<AtomicBool> = Arc::default();
        let (shared, stopped, answer) = (Arc::clone(&seen), Arc::clone(&stop), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let (shared, stopped, answer) = (Arc::clone(&shared), Arc::clone(&stopped), Arc::clone(&answer));
                thread::spawn(move || {
                    // A client that goes away in the middle is part of the tests.
                    let _ = serve(stream.unwrap(), &shared, &stopped, answer.as_ref());
                });
            }
        });
        Self { port, seen, stop }
    }

    /// Its address.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What was asked so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Paths and queries that were asked for.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.target).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the listener, which then sees that it should end.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn serve(
    mut stream: TcpStream,
    shared: &Mutex<Vec<Seen>>,
    stop: &AtomicBool,
    answer: &dyn Fn(&Seen) -> Reply,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let mut words = line.split_whitespace();
        let mut seen = Seen {
            method: words.next().unwrap_or_default().to_owned(),
            target: words.next().unwrap_or_default().to_owned(),
            ..Seen::default()
        };
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            match line.trim_end().split_once(": ") {
                Some((name, value)) => seen.headers.push((name.to_owned(), value.to_owned())),
                None => break,
            }
        }
        let length = seen.header("content-length").parse().unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        seen.body = String::from_utf8_lossy(&body).into_owned();
        {
            let mut all = shared.lock().unwrap();
            seen.number = all.len() + 1;
            all.push(seen.clone());
        }
        let reply = answer(&seen);
        while matches!(reply.end, End::Silent) && !stop.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(5));
        }
        if !reply.write(&mut stream)? {
            return Ok(());
        }
    }
}
