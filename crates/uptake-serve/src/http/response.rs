//! What is answered.

use std::fmt::Write as _;
use std::sync::Arc;

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    /// The number that says how it went.
    pub(crate) status: u16,
    /// Headers besides those that every answer has.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// What is sent.
    pub(crate) body: Arc<Vec<u8>>,
}

/// What pages may do: nothing but what this server serves, without a word in their markup that acts.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What every answer has.
const ALWAYS: [(&str, &str); 9] = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ("Cache-Control", "no-store"),
    ("Vary", "Cookie, Authorization"),
];

impl Response {
    /// An answer of a type.
    pub(crate) fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("Content-Type", kind.to_owned())],
            body: Arc::new(body.into()),
        }
    }

    /// A page.
    pub(crate) fn html(status: u16, body: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", body)
    }

    /// A JSON text.
    pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "application/json", body)
    }

    /// That what is asked for is elsewhere.
    pub(crate) fn see(target: &str) -> Self {
        Self::new(303, "text/plain; charset=utf-8", "").with("Location", target)
    }

    /// The same with a header. Nothing that could begin another one is in it.
    pub(crate) fn with(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        let value = value
            .as_ref()
            .chars()
            .map(|letter| match letter.is_control() || !letter.is_ascii() {
                true => '_',
                false => letter,
            });
        self.headers.push((name, value.collect()));
        self
    }

    /// The same to be kept as a file.
    pub(crate) fn named(self, file: &str) -> Self {
        let plain = |letter: char| {
            if letter.is_ascii_alphanumeric() || "-_.".contains(letter) {
                letter
            } else {
                '_'
            }
        };
        let name: String = file.chars().map(plain).collect();
        self.with("Content-Disposition", format!("attachment; filename=\"{name}\""))
    }

    /// The first lines, with the empty one behind them.
    pub(crate) fn head(&self, keeps: bool) -> String {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        // Writing into a text can't fail.
        for (name, value) in ALWAYS {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let connection = if keeps { "keep-alive" } else { "close" };
        let _ = write!(
            head,
            "Content-Length: {}\r\nConnection: {connection}\r\n\r\n",
            self.body.len()
        );
        head
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        303 => "See Other",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        411 => "Length Required",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        421 => "Misdirected Request",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "Internal Server Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_begins_a_header_of_its_own() {
        let head = Response::html(200, String::new())
            .with("Location", "/a\r\nSet-Cookie: b")
            .named("a\"b\r\n/..ü.csv")
            .head(false);
        assert!(head.contains("\r\nLocation: /a__Set-Cookie: b\r\n"), "{head}");
        assert!(head.contains("filename=\"a_b___.._.csv\""), "{head}");
    }

    #[test]
    fn every_answer_forbids_what_pages_do_not_need() {
        let head = Response::json(200, "{}").head(true);
        assert!(
            head.contains("default-src 'none'") && !head.contains("unsafe"),
            "{head}"
        );
        assert!(head.contains("X-Content-Type-Options: nosniff\r\n"), "{head}");
    }
}
