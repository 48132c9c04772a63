//! What comes back: an answer, or why it is none.

use crate::auth::Auth;
use crate::plan::Plan;
use crate::retry;
use flate2::read::MultiGzDecoder;
use std::io::{ErrorKind, Read};
use std::time::Duration;
use uptake_adapter::{AdapterError, ErrorCode};
use uptake_formats::json::{Limits, Raw};
use ureq::Body;
use ureq::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LINK, RETRY_AFTER, TRANSFER_ENCODING};
use ureq::http::{HeaderName, Response, StatusCode};

/// Letters of a service's own words in a message.
const QUOTED: usize = 200;

/// A good answer.
pub(crate) struct Answer {
    /// Its content, unpacked.
    pub(crate) bytes: Vec<u8>,
    /// The header `Content-Type`.
    pub(crate) content_type: String,
    /// The header `Link`.
    pub(crate) link: Option<String>,
    /// Whether the content says itself where it ends, so that a part of it can't pass for the whole.
    pub(crate) ends: bool,
    /// Whether the service says that there is no content, which is something other than an answer without any.
    pub(crate) no_content: bool,
}

/// Why an answer is none.
pub(crate) enum Trouble {
    /// The same request may go through later, after the time that the service asks for.
    Again(String, Option<Duration>),
    /// It won't.
    Final(AdapterError),
}

impl Plan {
    /// Reads an answer, which may be a refusal.
    pub(crate) fn receive(&self, mut response: Response<Body>, what: &str) -> Result<(StatusCode, Answer), Trouble> {
        let status = response.status();
        let header = |name: HeaderName| {
            let value = response.headers().get(name)?.to_str().ok()?;
            Some(value.to_owned())
        };
        let packed = header(CONTENT_ENCODING).filter(|coding| coding != "identity");
        let gzip = packed.as_deref() == Some("gzip");
        if packed.is_some() && !gzip {
            let message = format!("{what} can't be read: it is compressed in a way that wasn't requested");
            return Err(Trouble::Final(self.fault(ErrorCode::Source, message)));
        }
        let framed = header(CONTENT_LENGTH).or_else(|| header(TRANSFER_ENCODING));
        let content_type = header(CONTENT_TYPE).unwrap_or_default();
        let links: Vec<&str> = response
            .headers()
            .get_all(LINK)
            .iter()
            .filter_map(|link| link.to_str().ok())
            .collect();
        let link = Some(links.join(", ")).filter(|link| !link.is_empty());
        let asked = header(RETRY_AFTER).and_then(|asked| retry::asked(&asked, jiff::Timestamp::now()));

        let largest = self.largest;
        let plain = response.body_mut().with_config().limit(u64::MAX).reader();
        let mut bytes = Vec::new();
        let limit = largest.saturating_add(1);
        let read = match gzip {
            true => MultiGzDecoder::new(plain).take(limit).read_to_end(&mut bytes),
            false => {
                let mut plain = plain;
                (&mut plain).take(limit).read_to_end(&mut bytes)
            }
        };
        if retry::transient(status.as_u16(), asked.is_some()) {
            let words = self.words(&bytes).map(|words| format!(", and says: {words}"));
            let why = format!("the service answers {status}{}", words.unwrap_or_default());
            return Err(Trouble::Again(why, asked));
        }
        if status == StatusCode::UNAUTHORIZED && matches!(self.auth, Auth::Client(_)) {
            // Told by whoever asked: a new token may help.
        } else if !status.is_success() {
            return Err(Trouble::Final(self.refused(what, status, &bytes)));
        }
        self.whole(status, what)?;
        if let Err(error) = read {
            return Err(self.cut_off(&error));
        }
        if bytes.len() as u64 > largest {
            let message = format!("{what} is larger than {} KiB", largest >> 10);
            let help = "request smaller pages, or raise `largest_answer`";
            return Err(Trouble::Final(self.fault(ErrorCode::Source, message).help(help)));
        }
        let answer = Answer {
            bytes,
            content_type,
            link,
            ends: gzip || framed.is_some() || status == StatusCode::NO_CONTENT,
            no_content: status == StatusCode::NO_CONTENT,
        };
        Ok((status, answer))
    }

    /// Whether a status says that the answer is all there. A part of it, or a promise of it, isn't.
    fn whole(&self, status: StatusCode, what: &str) -> Result<(), Trouble> {
        let part = |why: &str| {
            let message = format!("{what} can't be read: {why}");
            Err(Trouble::Final(self.fault(ErrorCode::Source, message)))
        };
        match status {
            StatusCode::ACCEPTED => Err(Trouble::Again(
                "the service hasn't prepared the answer yet".to_owned(),
                None,
            )),
            StatusCode::PARTIAL_CONTENT => part("the service sends a part of the answer only, 206 Partial Content"),
            StatusCode::OK
            | StatusCode::CREATED
            | StatusCode::NON_AUTHORITATIVE_INFORMATION
            | StatusCode::NO_CONTENT
            | StatusCode::UNAUTHORIZED => Ok(()),
            other => part(&format!(
                "the service answers {other}, which isn't known to be the whole answer"
            )),
        }
    }

    fn cut_off(&self, error: &std::io::Error) -> Trouble {
        let why = match error.kind() {
            ErrorKind::TimedOut | ErrorKind::WouldBlock => self.slow(),
            _ => match error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
                Some(ureq::Error::Timeout(_)) => self.slow(),
                _ => format!("the answer is cut off: {error}"),
            },
        };
        Trouble::Again(why, None)
    }

    fn slow(&self) -> String {
        let plan = self;
        format!(
            "the service is silent for {:?}, or takes longer than {:?}",
            plan.read, plan.answer
        )
    }

    /// A connection that failed.
    pub(crate) fn trouble(&self, error: &ureq::Error, what: &str) -> Trouble {
        use ureq::Error;
        let again = |why: String| Trouble::Again(why, None);
        match error {
            Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
                again(format!("no connection within {:?}", self.connect))
            }
            Error::Timeout(_) => again(self.slow()),
            Error::HostNotFound => again("the host wasn't found".to_owned()),
            // A certificate that isn't trusted won't be at the next attempt either.
            Error::Io(error) if error.kind() != ErrorKind::InvalidData => {
                again(format!("the connection failed: {error}"))
            }
            Error::ConnectionFailed => again("the connection failed".to_owned()),
            Error::Protocol(error) => again(format!("the answer isn't HTTP: {error}")),
            other => {
                let message = format!("{what} can't be read: {other}");
                Trouble::Final(self.fault(ErrorCode::Source, message))
            }
        }
    }

    /// A status that says no.
    pub(crate) fn refused(&self, what: &str, status: StatusCode, answer: &[u8]) -> AdapterError {
        let (code, said) = match status.as_u16() {
            401 | 403 | 407 => (ErrorCode::Auth, format!("the service refuses it, {status}")),
            _ => (ErrorCode::Source, format!("the service answers {status}")),
        };
        let fault = self.fault(code, format!("{what} can't be read: {said}"));
        match self.words(answer) {
            Some(words) => fault.help(format!("it says: {words}")),
            None if status == StatusCode::UNAUTHORIZED && matches!(self.auth, Auth::None) => {
                fault.help("add credentials under `auth`")
            }
            None => fault,
        }
    }

    /// A service's own words, without secrets.
    fn words(&self, answer: &[u8]) -> Option<String> {
        // Cut only after secrets are out: half of one would pass.
        let words: String = self.settings.redacted(&quoted(answer)?).chars().take(QUOTED).collect();
        Some(words.trim().to_owned()).filter(|words| !words.is_empty())
    }

    /// A fault without secrets.
    pub(crate) fn fault(&self, code: ErrorCode, message: impl AsRef<str>) -> AdapterError {
        AdapterError::new(code, self.settings.redacted(message.as_ref())).setting("url")
    }
}

/// What a service says about a refusal: the message in its JSON, or the start of its text.
fn quoted(answer: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(answer);
    let keys = [
        "message",
        "error_description",
        "detail",
        "error.message",
        "error",
        "title",
    ];
    let said = Raw::checked(answer, Limits::default()).ok().and_then(|json| {
        let mut texts = keys.iter().filter_map(|key| crate::path::find(json, key)?.string());
        texts.next()
    });
    let words = match said {
        Some(said) => said,
        None if text.trim_start().starts_with('<') => return None,
        None => text.into_owned(),
    };
    let plain: String = words.chars().filter(|letter| !letter.is_control()).collect();
    Some(plain).filter(|plain| !plain.trim().is_empty())
}
