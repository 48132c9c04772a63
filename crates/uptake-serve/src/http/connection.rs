//! One connection: requests in, answers out, until it closes, is silent or too slow, or the server stops.

use super::read::{Come, read};
use super::{Limits, Method, Request, Response};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// How often a silent connection looks whether the server stops.
const LOOK: Duration = Duration::from_millis(200);

/// Answers all that comes on a connection. Whatever goes wrong with it ends it, and nothing else.
pub(super) fn answer(
    mut stream: TcpStream,
    limits: &Limits,
    stops: &dyn Fn() -> bool,
    handler: &dyn Fn(&Request) -> Response,
) {
    let mut bytes = Vec::new();
    loop {
        let request = match next(&mut stream, &mut bytes, limits, stops) {
            Next::Request(request) => request,
            Next::Refused(status, why) => {
                let _ = send(
                    &mut stream,
                    &Response::new(status, "text/plain; charset=utf-8", why),
                    true,
                    false,
                    limits,
                );
                return;
            }
            Next::Closed => return,
        };
        let keeps = request.keeps && !stops();
        let response = handler(&request);
        let body = request.method != Method::Head;
        if send(&mut stream, &response, body, keeps, limits).is_err() || !keeps {
            return;
        }
    }
}

enum Next {
    Request(Box<Request>),
    Refused(u16, &'static str),
    Closed,
}

/// The next request. `bytes` are those that have come beyond the one before.
fn next(stream: &mut TcpStream, bytes: &mut Vec<u8>, limits: &Limits, stops: &dyn Fn() -> bool) -> Next {
    let silent_since = Instant::now();
    let mut first = (!bytes.is_empty()).then(Instant::now);
    let mut piece = [0; 8 << 10];
    let mut fresh = !bytes.is_empty();
    loop {
        if std::mem::take(&mut fresh) {
            match read(bytes, limits) {
                Come::Whole(request, used) => {
                    bytes.drain(..used);
                    return Next::Request(request);
                }
                Come::Refused(refusal) => return Next::Refused(refusal.status, refusal.why),
                Come::Part => {}
            }
        }
        match first {
            None if stops() || silent_since.elapsed() > limits.idle => return Next::Closed,
            Some(first) if first.elapsed() > limits.request => {
                return Next::Refused(408, "the request came too slowly");
            }
            None | Some(_) => {}
        }
        if stream.set_read_timeout(Some(LOOK)).is_err() {
            return Next::Closed;
        }
        match stream.read(&mut piece) {
            Ok(0) => return Next::Closed,
            Ok(count) => {
                bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
                first.get_or_insert_with(Instant::now);
                fresh = true;
            }
            Err(error)
                if [ErrorKind::WouldBlock, ErrorKind::TimedOut, ErrorKind::Interrupted].contains(&error.kind()) => {}
            Err(_) => return Next::Closed,
        }
    }
}

/// Sends an answer, within the time that it may take.
fn send(stream: &mut TcpStream, response: &Response, body: bool, keeps: bool, limits: &Limits) -> std::io::Result<()> {
    let until = Instant::now() + limits.answer;
    let mut head = response.head(keeps).into_bytes();
    if body && response.body.len() <= 64 << 10 {
        // One piece: else the second one would wait until the first has arrived.
        head.extend_from_slice(&response.body);
        return write(stream, &head, until);
    }
    write(stream, &head, until)?;
    match body {
        true => write(stream, &response.body, until),
        false => Ok(()),
    }
}

fn write(stream: &mut TcpStream, mut bytes: &[u8], until: Instant) -> std::io::Result<()> {
    while !bytes.is_empty() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        stream.set_write_timeout(Some(left))?;
        match stream.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
