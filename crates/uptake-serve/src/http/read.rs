//! Bytes → a request, or why they are none. What could be taken in two ways is refused: a body whose length is told twice or not at
//! all, a line that is folded, a name with blanks.

use super::{Limits, Method, Request};

/// What has come so far.
#[derive(Debug)]
pub(super) enum Come {
    /// Not all of it.
    Part,
    /// All of it, and how many bytes it took.
    Whole(Box<Request>, usize),
    /// No request that is answered.
    Refused(Refusal),
}

/// Why it isn't answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The number that says so.
    pub(super) status: u16,
    /// In words.
    pub(super) why: &'static str,
}

fn refused(status: u16, why: &'static str) -> Come {
    Come::Refused(Refusal { status, why })
}

/// Reads what has come.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Come {
    let mut headers = vec![httparse::EMPTY_HEADER; limits.headers];
    let mut parsed = httparse::Request::new(&mut headers);
    let head = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(head)) => head,
        Ok(httparse::Status::Partial) if bytes.len() >= limits.head => {
            return refused(431, "the headers are too long");
        }
        Ok(httparse::Status::Partial) => return Come::Part,
        Err(httparse::Error::TooManyHeaders) => return refused(431, "there are too many headers"),
        Err(httparse::Error::Version) => return refused(505, "only HTTP/1.1 and HTTP/1.0 are spoken"),
        Err(_) => return refused(400, "the request can't be understood"),
    };
    let (Some(method), Some(target), Some(version)) = (parsed.method, parsed.path, parsed.version) else {
        return refused(400, "the request can't be understood");
    };
    if head > limits.head {
        return refused(431, "the headers are too long");
    }
    if target.len() > limits.target {
        return refused(414, "the address is too long");
    }
    // No host is in it: a proxy is asked so, and this is none.
    if !target.starts_with('/') {
        return refused(400, "the address doesn't begin with `/`");
    }
    let mut kept = Vec::with_capacity(parsed.headers.len());
    for header in parsed.headers.iter() {
        let Ok(value) = std::str::from_utf8(header.value) else {
            return refused(400, "a header isn't text");
        };
        kept.push((header.name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = match length(&kept, limits) {
        Ok(length) => length,
        Err(refusal) => return Come::Refused(refusal),
    };
    let Some(body) = bytes.get(head..).and_then(|rest| rest.get(..length)) else {
        return Come::Part;
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let closes = |word: &str| {
        kept.iter()
            .any(|(name, value)| name == "connection" && has_word(value, word))
    };
    let keeps = match version {
        1 => !closes("close"),
        _ => false,
    };
    let request = Request {
        method: match method {
            "GET" => Method::Get,
            "HEAD" => Method::Head,
            "POST" => Method::Post,
            _ => Method::Other,
        },
        path: path.to_owned(),
        query: query.to_owned(),
        body: body.to_vec(),
        headers: kept,
        keeps,
    };
    Come::Whole(Box::new(request), head + length)
}

fn has_word(list: &str, word: &str) -> bool {
    list.split(',').any(|part| part.trim().eq_ignore_ascii_case(word))
}

fn length(headers: &[(String, String)], limits: &Limits) -> Result<usize, Refusal> {
    let refused = |status, why| Err(Refusal { status, why });
    if headers.iter().any(|(name, _)| name == "transfer-encoding") {
        return refused(501, "a body needs its length");
    }
    if headers.iter().any(|(name, _)| name == "expect") {
        return refused(400, "nothing can be expected");
    }
    let mut lengths = headers.iter().filter(|(name, _)| name == "content-length");
    let length = match (lengths.next(), lengths.next()) {
        (None, _) => return Ok(0),
        (Some(_), Some(_)) => return refused(400, "the length is told twice"),
        (Some((_, length)), None) => length,
    };
    if length.is_empty() || !length.bytes().all(|digit| digit.is_ascii_digit()) {
        return refused(400, "the length isn't a number");
    }
    match length.parse::<usize>() {
        Ok(length) if length <= limits.body => Ok(length),
        Ok(_) | Err(_) => refused(413, "the body is too large"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::LIMITS;
    use super::*;

    fn status(text: &str) -> u16 {
        match read(text.as_bytes(), &LIMITS) {
            Come::Refused(refusal) => refusal.status,
            Come::Part => 0,
            Come::Whole(..) => 200,
        }
    }

    #[test]
    fn what_can_be_taken_in_two_ways_is_refused() {
        let host = "Host: 127.0.0.1\r\n";
        assert_eq!(status(&format!("GET / HTTP/1.1\r\n{host}\r\n")), 200);
        for (text, expected) in [
            (
                format!("GET / HTTP/1.1\r\n{host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
                400,
            ),
            (format!("GET / HTTP/1.1\r\n{host}Content-Length: +1\r\n\r\na"), 400),
            (format!("GET / HTTP/1.1\r\n{host}Content-Length: 1, 1\r\n\r\na"), 400),
            (
                format!("POST / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                501,
            ),
            (
                format!("POST / HTTP/1.1\r\n{host}Content-Length: 99999999999999999999999\r\n\r\n"),
                413,
            ),
            (
                format!("POST / HTTP/1.1\r\n{host}Content-Length: {}\r\n\r\n", LIMITS.body + 1),
                413,
            ),
            (format!("GET http://127.0.0.1/ HTTP/1.1\r\n{host}\r\n"), 400),
            ("GET / HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n".to_owned(), 400),
            (format!("GET / HTTP/1.1\r\n{host} folded\r\n\r\n"), 400),
            (
                format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a".repeat(LIMITS.target)),
                414,
            ),
            (format!("GET / HTTP/1.1\r\nX: {}", "a".repeat(LIMITS.head)), 431),
            (
                format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(LIMITS.headers + 1)),
                431,
            ),
            ("GET / HTTP/2.0\r\n\r\n".to_owned(), 505),
            ("\u{16}\u{3}\u{1}".to_owned(), 400),
        ] {
            assert_eq!(status(&text), expected, "{text}");
        }
    }

    #[test]
    fn a_request_is_read_once_all_of_it_is_there() {
        let text = "POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET";
        for cut in 0..text.len() - 3 {
            assert_eq!(status(&text[..cut]), 0, "{cut}");
        }
        let Come::Whole(request, used) = read(text.as_bytes(), &LIMITS) else {
            panic!("not whole");
        };
        assert_eq!(
            (request.path.as_str(), request.query.as_str(), used),
            ("/a", "b=c", text.len() - 3)
        );
        assert_eq!(
            (request.body.as_slice(), request.method, request.keeps),
            (&b"abc"[..], Method::Post, true)
        );
    }
}
